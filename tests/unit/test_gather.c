/* SPDX-License-Identifier: MIT
 * What imports do otherwise than the game: what is written is held back and not looked for where it cannot be, and others who
 * have the store open are seen. */
#include <sys/wait.h>
#include <unistd.h>

#include "schema/brought.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

/* Puts the note in the open transaction: NOTE_NEW, NOTE_CHANGED, NOTE_KEPT. */
static int put(struct store *store, uint64_t uid, const char *front)
{
	struct str field[] = {str_of(front), STR("back")};
	struct note_draft draft = {.uid = uid, .type = template_builtin(TYPE_BASIC)->uid, .deck = STR("Deck"), .fields = {field, 2}};
	struct err err;
	int change = note_put(store, &draft, 0, &err);

	if (change < 0)
		fail_msg("%s", err.text);
	return change;
}

static void begin(struct store *store, struct store_tx *tx)
{
	struct err err;

	if (store_begin(store, tx, &err))
		fail_msg("%s", err.text);
}

static void commit(struct store_tx *tx)
{
	struct err err;

	if (store_commit(tx, &err))
		fail_msg("%s", err.text);
}

/* 1: there is nothing of it. */
static int brought(struct store *store, uint64_t uid, struct brought_note *note)
{
	struct err err;
	int rc = brought_note_get(store, uid, note, &err);

	if (rc < 0)
		fail_msg("%s", err.text);
	return rc;
}

static void bring(struct store *store, uint64_t uid, uint64_t sum)
{
	struct brought_note note = {.mod = 7, .sum = sum, .guid = STR("guid"), .number = 8, .type = 9};
	struct err err;

	if (brought_note_set(store, uid, &note, &err))
		fail_msg("%s", err.text);
}

static void gather__what_is_there_and_what_is_held_back_is_found(void **state)
{
	struct device *d = device_new(1);
	struct brought_note note;
	struct store_tx tx;

	(void)state;
	device_put_note(d, 5, "Deck", "old", "back");
	store_gather(d->store);
	begin(d->store, &tx);
	assert_int_equal(put(d->store, 5, "old"), NOTE_KEPT);
	assert_int_equal(put(d->store, 5, "changed"), NOTE_CHANGED);
	assert_int_equal(brought(d->store, 6, &note), 1);
	assert_int_equal(put(d->store, 6, "front"), NOTE_NEW);
	bring(d->store, 6, 60);
	assert_int_equal(put(d->store, 6, "front"), NOTE_KEPT);
	assert_int_equal(brought(d->store, 6, &note), 0);
	assert_int_equal(note.sum, 60);
	commit(&tx);
	begin(d->store, &tx);
	assert_int_equal(put(d->store, 6, "front"), NOTE_KEPT);
	bring(d->store, 6, 61);
	assert_int_equal(brought(d->store, 6, &note), 0);
	assert_int_equal(note.sum, 61);
	commit(&tx);
	device_free(d);
}

static void gather__what_another_program_wrote_meanwhile_is_found(void **state)
{
	struct device *d = device_new(2);
	struct store *importing = d->store;
	struct store_tx tx;

	(void)state;
	store_gather(importing);
	begin(importing, &tx);
	assert_int_equal(put(importing, 5, "front"), NOTE_NEW);
	commit(&tx);
	device_open(d);
	device_put_note(d, 6, "Deck", "front", "back");
	begin(importing, &tx);
	assert_int_equal(put(importing, 6, "front"), NOTE_KEPT);
	assert_int_equal(put(importing, 7, "front"), NOTE_NEW);
	commit(&tx);
	store_close(importing);
	device_free(d);
}

static void gather__what_was_taken_back_is_new_again(void **state)
{
	struct device *d = device_new(3);
	struct store_tx tx;

	(void)state;
	store_gather(d->store);
	begin(d->store, &tx);
	assert_int_equal(put(d->store, 5, "front"), NOTE_NEW);
	store_end(&tx);
	begin(d->store, &tx);
	assert_int_equal(put(d->store, 5, "front"), NOTE_NEW);
	commit(&tx);
	device_free(d);
}

/* What was brought stands at the note, and goes with what was held back of it or after it. */
static void gather__a_line_of_brought_without_its_note_is_not_kept(void **state)
{
	struct device *d = device_new(4);
	struct brought_note note;
	struct store_tx tx;

	(void)state;
	begin(d->store, &tx);
	bring(d->store, 5, 50);
	commit(&tx);
	store_gather(d->store);
	begin(d->store, &tx);
	assert_int_equal(brought(d->store, 5, &note), 1);
	assert_int_equal(put(d->store, 4, "other"), NOTE_NEW);
	assert_int_equal(put(d->store, 5, "front"), NOTE_NEW);
	bring(d->store, 5, 51);
	commit(&tx);
	assert_int_equal(brought(d->store, 4, &note), 1);
	assert_int_equal(brought(d->store, 5, &note), 0);
	assert_int_equal(note.sum, 51);
	device_free(d);
}

struct pipes {
	int to[2], from[2];
};

static void tell(int fd, char what)
{
	assert_int_equal(write(fd, &what, 1), 1);
}

static char hear(int fd)
{
	char what = '\0';

	assert_int_equal(read(fd, &what, 1), 1);
	return what;
}

/* Another program with the store open: says whom it sees each time it is asked. */
static void be_beside(struct device *d, const struct pipes *p)
{
	struct store *store;
	struct err err;
	char asked;

	close(p->to[1]); /* so that it ends when the test does */
	if (store_open(&store, d->path, &d->clock, &d->rng, &err))
		_exit(1);
	do
		tell(p->from[1], store_has_company(store) ? 'y' : 'n');
	while (read(p->to[0], &asked, 1) == 1 && asked == 'y');
	store_close(store);
	_exit(0);
}

static void company__is_seen_while_another_program_has_the_store_open(void **state)
{
	struct device *d = device_new(5);
	struct pipes p;
	int status;
	pid_t child;

	(void)state;
	store_close(d->store); /* what is open is not taken along */
	assert_int_equal(pipe(p.to), 0);
	assert_int_equal(pipe(p.from), 0);
	child = fork();
	if (child == 0)
		be_beside(d, &p);
	assert_int_equal(hear(p.from[0]), 'n');
	device_open(d);
	tell(p.to[1], 'y');
	assert_int_equal(hear(p.from[0]), 'y');
	assert_true(store_has_company(d->store));
	assert_true(store_has_company(d->store));
	tell(p.to[1], 'y'); /* asking gave no lock of ours away */
	assert_int_equal(hear(p.from[0]), 'y');
	tell(p.to[1], 'e');
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_false(store_has_company(d->store));
	for (int i = 0; i < 2; i++) {
		close(p.to[i]);
		close(p.from[i]);
	}
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gather__what_is_there_and_what_is_held_back_is_found),
		cmocka_unit_test(gather__what_another_program_wrote_meanwhile_is_found),
		cmocka_unit_test(gather__what_was_taken_back_is_new_again),
		cmocka_unit_test(gather__a_line_of_brought_without_its_note_is_not_kept),
		cmocka_unit_test(company__is_seen_while_another_program_has_the_store_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
