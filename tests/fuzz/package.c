/* SPDX-License-Identifier: MIT
 * Targets over Anki's packages: everything that the jail runs, in this process. The second one gets a collection's database,
 * which is put into an archive here, so that mutations reach what reads it. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "sync/deck/anki.h"
#include "tests/fuzz/foreign.h"
#include "tests/fuzz/input.h"

static void put(uint8_t **at, uint32_t value, int bytes)
{
	for (int i = 0; i < bytes; i++)
		*(*at)++ = (uint8_t)(value >> (8 * i));
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
	uint32_t crc = (uint32_t)crc32(0, data, (uInt)size);
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

void fuzz_package(const uint8_t *data, size_t size)
{
	struct anki_wish wish = {.media = true};
	int fd = fuzz_file(data, size), out = fuzz_nowhere();

	anki_parse(fd, out, &wish);
	close(fd);
	close(out);
}

void fuzz_database(const uint8_t *data, size_t size)
{
	uint8_t *whole = malloc(size + HEAD + ENTRY + END);

	fuzz_package(whole, archive(whole, data, size));
	free(whole);
}
