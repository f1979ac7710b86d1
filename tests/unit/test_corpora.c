/* SPDX-License-Identifier: MIT
 * What fuzzing found worth keeping (tests/fuzz/corpus), played again, as it stands and with seeded damage: cut off, bits
 * turned, pieces doubled. The targets assert what the parsers promise; the sanitizers do the rest. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/path.h"
#include "base/random.h"
#include "tests/fuzz/targets.h"
#include "tests/unit/unit.h"

enum { FILES_MAX = 400, DAMAGED = 240, DAMAGED_SLOW = 200, FILE_MAX = 1 << 20 };

struct corpus {
	struct buf file[FILES_MAX];
	size_t count;
};

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void load(struct corpus *corpus, const char *name)
{
	char *root = path_join(getenv("CAIRN_SOURCE_ROOT"), "tests/fuzz/corpus"), *folder = path_join(root, name);
	struct dirent **entry;
	int count = scandir(folder, &entry, visible, alphasort);
	struct err err;

	assert_true(count > 0 && count <= FILES_MAX);
	corpus->count = (size_t)count;
	for (int i = 0; i < count; i++) {
		char *path = path_join(folder, entry[i]->d_name);

		corpus->file[i] = (struct buf){0};
		assert_int_equal(path_read(path, FILE_MAX, 0, &corpus->file[i], &err), 0);
		free(path);
		free(entry[i]);
	}
	free(entry);
	free(folder);
	free(root);
}

/* A copy in a block of its very size: the sanitizer sees a byte too far. */
static void run_exactly(const struct fuzz_target *target, struct str bytes)
{
	uint8_t *copy = malloc(bytes.len ? bytes.len : 1);

	memcpy(copy, bytes.s, bytes.len);
	target->run(copy, bytes.len);
	free(copy);
}

static void damage(struct buf *bytes, struct rng *chance)
{
	size_t len = bytes->len, at = len ? rng_below(chance, len) : 0;

	if (!len)
		return;
	switch (rng_below(chance, 4)) {
	case 0: buf_cut(bytes, at); break;
	case 1:
		for (uint64_t n = 1 + rng_below(chance, 4); n; n--)
			bytes->s[rng_below(chance, len)] ^= (char)(1 << rng_below(chance, 8));
		break;
	case 2: bytes->s[at] = (char)rng_below(chance, 256); break;
	default: {
		struct buf rest = {0};

		buf_add(&rest, str_slice(buf_str(bytes), at, len));
		buf_add(bytes, buf_str(&rest));
		buf_fini(&rest);
	}
	}
}

static size_t played;

static void play(const char *name, int damaged)
{
	static struct corpus corpus;
	const struct fuzz_target *target = fuzz_targets;
	struct rng chance;

	while (target->name && strcmp(target->name, name) != 0)
		target++;
	assert_non_null(target->name);
	played++;
	load(&corpus, name);
	rng_seed(&chance, 7);
	for (size_t i = 0; i < corpus.count; i++)
		run_exactly(target, buf_str(&corpus.file[i]));
	for (int i = 0; i < damaged; i++) {
		struct buf copy = {0};

		buf_add(&copy, buf_str(&corpus.file[(size_t)i % corpus.count]));
		for (uint64_t n = 1 + rng_below(&chance, 3); n; n--)
			damage(&copy, &chance);
		run_exactly(target, buf_str(&copy));
		buf_fini(&copy);
	}
	for (size_t i = 0; i < corpus.count; i++)
		buf_fini(&corpus.file[i]);
}

#define CORPUS(target, damaged)                        \
	static void corpora__##target(void **state)    \
	{                                              \
		(void)state;                           \
		play(#target, damaged);                \
	}
CORPUS(zip, DAMAGED)
CORPUS(proto, DAMAGED)
CORPUS(media_map, DAMAGED)
CORPUS(schema11, DAMAGED_SLOW)
CORPUS(html, DAMAGED)
CORPUS(columns, DAMAGED)
CORPUS(markdown, DAMAGED)
CORPUS(wire, DAMAGED_SLOW)
CORPUS(document, DAMAGED)
CORPUS(terms, DAMAGED)
CORPUS(hashcards, DAMAGED)
CORPUS(obsidian, DAMAGED)
CORPUS(org, DAMAGED)
CORPUS(archive, DAMAGED)
CORPUS(mnemosyne, DAMAGED)
CORPUS(mnemosyne_db, DAMAGED_SLOW)
CORPUS(png, DAMAGED)
CORPUS(jpeg, DAMAGED)
CORPUS(webp, DAMAGED)
CORPUS(gif, DAMAGED)
CORPUS(picture, DAMAGED)
CORPUS(feed, DAMAGED)
CORPUS(feed_wire, DAMAGED)
CORPUS(opml, DAMAGED)
CORPUS(robots, DAMAGED)
CORPUS(json_line, DAMAGED)
CORPUS(reply, DAMAGED)
CORPUS(package, DAMAGED_SLOW)
CORPUS(database, DAMAGED_SLOW)

/* None of them is forgotten here. */
static void corpora__every_target_is_played(void **state)
{
	size_t count = 0;

	(void)state;
	while (fuzz_targets[count].name)
		count++;
	assert_int_equal(count, played);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(corpora__zip),	     cmocka_unit_test(corpora__proto),	  cmocka_unit_test(corpora__media_map),
		cmocka_unit_test(corpora__schema11), cmocka_unit_test(corpora__html),	  cmocka_unit_test(corpora__columns),
		cmocka_unit_test(corpora__markdown), cmocka_unit_test(corpora__wire),
		cmocka_unit_test(corpora__document),  cmocka_unit_test(corpora__terms),	  cmocka_unit_test(corpora__hashcards),
		cmocka_unit_test(corpora__obsidian),  cmocka_unit_test(corpora__org),	  cmocka_unit_test(corpora__archive),
		cmocka_unit_test(corpora__mnemosyne), cmocka_unit_test(corpora__mnemosyne_db),
		cmocka_unit_test(corpora__png), cmocka_unit_test(corpora__jpeg), cmocka_unit_test(corpora__webp),
		cmocka_unit_test(corpora__gif), cmocka_unit_test(corpora__picture),
		cmocka_unit_test(corpora__feed), cmocka_unit_test(corpora__feed_wire),
		cmocka_unit_test(corpora__opml), cmocka_unit_test(corpora__robots),
		cmocka_unit_test(corpora__json_line), cmocka_unit_test(corpora__reply),
		cmocka_unit_test(corpora__package), cmocka_unit_test(corpora__database),
		cmocka_unit_test(corpora__every_target_is_played),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
