/* SPDX-License-Identifier: MIT
 * A target for libFuzzer (tests/fuzz/run): everything that the jail runs, in this process, over any bytes. With
 * -DDATABASE the bytes are a collection's database, put into an archive here, so that mutations reach what reads it. */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sync/deck/anki.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifdef DATABASE
static void put(uint8_t **at, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*(*at)++ = (uint8_t)(value >> (8 * i));
}

static uint32_t crc_of(const uint8_t *data, size_t size)
{
	uint32_t crc = ~0U;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0);
	}
	return ~crc;
}

static const char NAME[] = "collection.anki2";
enum { NAME_LEN = sizeof(NAME) - 1, HEAD = 30 + NAME_LEN, ENTRY = 46 + NAME_LEN, END = 22 };

static void put_about(uint8_t **at, uint32_t crc, uint32_t size)
{
	put(at, 0, 2); /* flags */
	put(at, 0, 2); /* stored */
	put(at, 0, 4); /* time */
	put(at, crc, 4);
	put(at, size, 4);
	put(at, size, 4);
	put(at, NAME_LEN, 2);
	put(at, 0, 2);
}

/* A zip archive of one stored member (APPNOTE.TXT 4.3). */
static size_t archive(uint8_t *out, const uint8_t *data, size_t size)
{
	uint32_t crc = crc_of(data, size);
	uint8_t *at = out;

	put(&at, 0x04034b50, 4);
	put(&at, 10, 2);
	put_about(&at, crc, (uint32_t)size);
	memcpy(at, NAME, NAME_LEN);
	memcpy(at + NAME_LEN, data, size);
	at += NAME_LEN + size;
	put(&at, 0x02014b50, 4);
	put(&at, 10, 2);
	put(&at, 10, 2);
	put_about(&at, crc, (uint32_t)size);
	put(&at, 0, 4);
	put(&at, 0, 4);
	put(&at, 0, 2);
	put(&at, 0, 4);
	memcpy(at, NAME, NAME_LEN);
	at += NAME_LEN;
	put(&at, 0x06054b50, 4);
	put(&at, 0, 4);
	put(&at, 1, 2);
	put(&at, 1, 2);
	put(&at, ENTRY, 4);
	put(&at, HEAD + (uint32_t)size, 4);
	put(&at, 0, 2);
	return (size_t)(at - out);
}
#endif

static void give(int fd, const uint8_t *data, size_t size)
{
#ifdef DATABASE
	uint8_t *whole = malloc(size + HEAD + ENTRY + END + 16);
	size_t len = archive(whole, data, size);

	if (write(fd, whole, len) != (ssize_t)len)
		abort();
	free(whole);
#else
	if (write(fd, data, size) != (ssize_t)size)
		abort();
#endif
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct anki_wish wish = {.media = true};
	int fd = memfd_create("package", MFD_CLOEXEC), out = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || out < 0)
		abort();
	give(fd, data, size);
	anki_parse(fd, out, &wish);
	close(fd);
	close(out);
	return 0;
}
