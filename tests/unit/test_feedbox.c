/* SPDX-License-Identifier: MIT
 * The files beside the store: what is damaged or of another version is made anew, what cannot be opened just now stays. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "schema/db.h"
#include "schema/feedbox.h"
#include "schema/index.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

static void new_box(struct device *d)
{
	const struct feedbox_draft draft = {.key = STR("key"), .type = 1, .deck = STR("D"), .tags = STR(""), .fields = STR("front"),
					    .quote = STR("quote"), .how = STR("how"), .clues = STR(""), .why = STR("")};
	struct store *box;

	assert_int_equal(feedbox_open(&box, d->store, &d->err), 0);
	assert_int_equal(feedbox_draft_add(box, &draft, &d->err), 0);
	store_close(box);
}

static int64_t drafts_in(struct device *d)
{
	struct store *box;
	int64_t count = -1;

	if (feedbox_open(&box, d->store, &d->err))
		fail_msg("%s", d->err.text);
	assert_int_equal(feedbox_count_open(box, &count, &d->err), 0);
	store_close(box);
	return count;
}

/* No file may grow: to a write that is a full disk, root or not. */
static void full_disk(bool full)
{
	struct rlimit limit;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	limit.rlim_cur = full ? 1 : limit.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static const char *beside(struct device *d, const char *tail)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s%s", d->path, tail);
	return path;
}

static void feedbox__a_full_disk_leaves_the_drafts(void **state)
{
	struct device *d = device_new(1);
	struct store *box = NULL;
	int rc;

	(void)state;
	new_box(d);
	full_disk(true);
	rc = feedbox_open(&box, d->store, &d->err);
	full_disk(false);
	assert_int_equal(rc, -1);
	assert_null(box);
	assert_int_equal(d->err.kind, ERR_STORE);
	assert_null(strstr(d->err.text, "remove that file"));
	assert_int_equal(access(beside(d, ".feeds"), F_OK), 0);
	assert_int_equal(drafts_in(d), 1);
	unlink(beside(d, ".feeds"));
	device_free(d);
}

static void feedbox__another_version_or_damage_is_made_anew(void **state)
{
	struct device *d = device_new(1);
	struct store *box;
	FILE *file;

	(void)state;
	new_box(d);
	assert_int_equal(feedbox_open(&box, d->store, &d->err), 0);
	assert_int_equal(db_exec(box, "UPDATE feeds.mark SET value = 7 WHERE key = 'version'", &d->err), 0);
	store_close(box);
	assert_int_equal(drafts_in(d), 0);
	new_box(d);
	file = fopen(beside(d, ".feeds"), "r+");
	assert_non_null(file);
	fputs("no database at all", file);
	fclose(file);
	assert_int_equal(drafts_in(d), 0);
	unlink(beside(d, ".feeds"));
	device_free(d);
}

static void index__a_full_disk_leaves_the_index(void **state)
{
	struct device *d = device_new(1);
	struct store *looking = NULL;
	struct stat before, after;
	int rc;

	(void)state;
	device_put_note(d, 5, "A", "front", "back");
	assert_int_equal(index_open(&looking, d->store, &d->err), 0);
	assert_int_equal(index_catch_up(looking, &d->err), 0);
	store_close(looking);
	looking = NULL;
	assert_int_equal(stat(beside(d, ".search"), &before), 0);
	full_disk(true);
	rc = index_open(&looking, d->store, &d->err);
	full_disk(false);
	assert_int_equal(rc, -1);
	assert_null(looking);
	assert_int_equal(stat(beside(d, ".search"), &after), 0);
	assert_int_equal(before.st_ino, after.st_ino);
	assert_int_equal(before.st_size, after.st_size);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(feedbox__a_full_disk_leaves_the_drafts),
		cmocka_unit_test(feedbox__another_version_or_damage_is_made_anew),
		cmocka_unit_test(index__a_full_disk_leaves_the_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
