/* SPDX-License-Identifier: MIT
 * JSON lines back into a store: what a line may not do to what is here. */
#include "sync/deck/lines.h"

#include "base/hash.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { UID = 0x22, DIGITS = 13 };

static int count_row(void *ctx, const struct row *row, struct err *err)
{
	(void)row;
	(void)err;
	++*(int *)ctx;
	return 0;
}

/* A line of an export about a note of a server's deck; how many were left out as the learner's own. */
static int64_t take_shared(struct device *d, uint64_t uid, const char *text)
{
	struct lines lines = {.store = d->store};
	struct buf line = {0};
	char name[DIGITS + 1] = "", type[DIGITS + 1] = "";
	STORE_TX(tx);

	hash_put32(name, uid, DIGITS);
	hash_put32(type, template_builtin(TYPE_BASIC)->uid, DIGITS);
	buf_addf(&line,
		 "{\"is\":\"note\",\"uid\":\"%s\",\"type\":\"%s\",\"deck\":\"A\",\"tags\":\"\",\"fields\":[\"%s\",\"b\"],\"shared\":true}",
		 name, type, text);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	if (lines_take(&lines, buf_str(&line), &d->err))
		fail_msg("%s", d->err.text);
	assert_int_equal(store_commit(&tx, &d->err), 0);
	lines_fini(&lines);
	buf_fini(&line);
	return lines.counts.own;
}

static void assert_front(struct device *d, uint64_t uid, const char *front)
{
	struct arena arena = {0};
	struct note note;

	assert_int_equal(note_find(d->store, uid, &note, &arena, &d->err), 0);
	assert_str(note.fields.item[0], front);
	arena_fini(&arena);
}

/* The rows of the own log, as a push reads them. */
static int own_rows(struct device *d)
{
	struct mark own;
	int count = 0;
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(mark_own(d->store, &own, &d->err), 0);
	if (place_each(d->store, own.log, 1, 1000, count_row, &count, &d->err) < 0)
		fail_msg("%s", d->err.text);
	return count;
}

static void lines__shared_note_takes_no_own_ones_place(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	device_put_note(d, UID, "A", "mine", "my answer");
	assert_int_equal(take_shared(d, UID, "other"), 1);
	assert_front(d, UID, "mine");
	assert_int_equal(own_rows(d), 1);
	device_remove_note(d, UID);
	assert_int_equal(take_shared(d, UID, "other"), 1);
	assert_int_equal(own_rows(d), 2);
	device_free(d);
}

static void lines__shared_note_comes_and_changes(void **state)
{
	struct device *d = device_new(1);

	(void)state;
	assert_int_equal(take_shared(d, UID, "one"), 0);
	assert_front(d, UID, "one");
	assert_int_equal(take_shared(d, UID, "two"), 0);
	assert_front(d, UID, "two");
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines__shared_note_takes_no_own_ones_place),
		cmocka_unit_test(lines__shared_note_comes_and_changes),
	};

	return cmocka_run_group_tests_name("lines", tests, NULL, NULL);
}
