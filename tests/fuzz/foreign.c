/* SPDX-License-Identifier: MIT
 * Targets over archives of texts and Mnemosyne's files: what the jail runs, in this process. */
#include "tests/fuzz/foreign.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "sync/deck/mnemosyne_priv.h"
#include "sync/deck/unpack.h"
#include "tests/fuzz/input.h"

static void need(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "a reader broke its promise: %s\n", what);
	abort();
}

static void read_jailed(jail_fn *parse, void *wish, const uint8_t *data, size_t size)
{
	int fd = fuzz_file(data, size), out = fuzz_nowhere();

	parse(fd, out, wish);
	close(fd);
	close(out);
}

/* cards.xml alone: mutations of the archive around it would reach little. */
void fuzz_mnemosyne(const uint8_t *data, size_t size)
{
	struct mnemosyne_wish wish = {.deck = STR("deck")};
	struct mnem mnem = {.fd = -1, .wish = &wish, .wire.fd = fuzz_nowhere()};
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
