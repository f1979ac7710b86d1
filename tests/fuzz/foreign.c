/* SPDX-License-Identifier: MIT
 * Targets over archives of texts and Mnemosyne's files: what the jail runs, in this process. */
#include "tests/fuzz/foreign.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sync/deck/mnemosyne_priv.h"
#include "sync/deck/unpack.h"

static void need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "a reader broke its promise: %s\n", what);
	abort();
}

static int file_of(const uint8_t *data, size_t size)
{
	int fd = memfd_create("input", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	return fd;
}

static void read_jailed(jail_fn *parse, void *wish, const uint8_t *data, size_t size)
{
	int fd = file_of(data, size), out = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (out < 0)
		abort();
	parse(fd, out, wish);
	close(fd);
	close(out);
}

/* cards.xml alone: mutations of the archive around it would reach little. */
void fuzz_mnemosyne(const uint8_t *data, size_t size)
{
	struct mnemosyne_wish wish = {.deck = STR("deck")};
	struct mnem mnem = {.fd = -1, .wish = &wish, .wire.fd = open("/dev/null", O_WRONLY | O_CLOEXEC)};
	struct err err = {0};

	if (mnem_load_xml(&mnem, (struct str){(const char *)data, size}, &err) == 0 && mnem_put_notes(&mnem, &err) == 0 &&
	    mnem_put_log(&mnem, &err) == 0)
		need(wire_flush(&mnem.wire, &err) == 0, "its records can be written");
	close(mnem.wire.fd);
	mnem_fini(&mnem);
}

void fuzz_archive(const uint8_t *data, size_t size)
{
	read_jailed(unpack_parse, NULL, data, size);
}

void fuzz_mnemosyne_db(const uint8_t *data, size_t size)
{
	struct mnemosyne_wish wish = {.database = true, .deck = STR("deck")};

	read_jailed(mnemosyne_parse, &wish, data, size);
}
