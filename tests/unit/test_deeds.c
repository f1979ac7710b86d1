/* SPDX-License-Identifier: MIT
 * Deeds: one step of undo each; any sequence of them, taken back, leaves what was there before, and done again what
 * was there after, with restarts in between. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "study/deeds.h"
#include "study/fold.h"
#include "study/settings.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

enum { NOTES = 12, STEPS = 24, ROUNDS = 6 };

/* Everything that a learner sees of a store: cards, notes, settings, today's totals. */
struct snapshot {
	struct buf text;
	struct store *store;
};

static int see_note(void *ctx, const struct note *note, struct err *err)
{
	struct snapshot *s = ctx;
	struct arena arena = {0};
	struct deck deck = {0};

	assert_int_equal(deck_get(s->store, note->deck, &deck, &arena, err), 0);
	buf_addf(&s->text, "note %llx %llx [%.*s] [%.*s]", (unsigned long long)note->uid,
		 (unsigned long long)note->type, STR_FMT(deck.name), STR_FMT(note->tags));
	for (size_t i = 0; i < note->fields.count; i++)
		buf_addf(&s->text, " %.*s|", STR_FMT(note->fields.item[i]));
	buf_addc(&s->text, '\n');
	arena_fini(&arena);
	return 0;
}

static int see_card(void *ctx, const struct card *card, struct err *err)
{
	struct snapshot *s = ctx;
	struct arena arena = {0};
	struct deck deck = {0};

	assert_true(deck_get(s->store, card->deck, &deck, &arena, err) >= 0);
	buf_addf(&s->text, "card %llx [%.*s] q%d due %lld st%d %.4f %.4f r%d l%d step%d ivl %lld last %lld f%d\n",
		 (unsigned long long)card->uid, STR_FMT(deck.name), card->queue, (long long)card->due,
		 card->state, card->s, card->d, card->reps, card->lapses, card->step, (long long)card->ivl,
		 (long long)card->last_t, card->flag);
	arena_fini(&arena);
	return 0;
}

static int see_setting(void *ctx, struct str key, struct str value, struct err *err)
{
	struct snapshot *s = ctx;

	(void)err;
	buf_addf(&s->text, "set %.*s=%.*s\n", STR_FMT(key), STR_FMT(value));
	return 0;
}

static int see_day(void *ctx, const struct day_total *total, struct err *err)
{
	struct snapshot *s = ctx;
	struct arena arena = {0};
	struct deck deck = {0};

	if (!total->news && !total->reviews && !total->answers)
		return 0;
	assert_true(deck_get(s->store, total->deck, &deck, &arena, err) >= 0);
	buf_addf(&s->text, "day %lld [%.*s] %lld %lld %lld %lld\n", (long long)total->day, STR_FMT(deck.name),
		 (long long)total->news, (long long)total->reviews, (long long)total->answers,
		 (long long)total->again);
	arena_fini(&arena);
	return 0;
}

static struct buf see(struct device *d)
{
	struct snapshot s = {.store = d->store};

	if (fold_slice(d->store, 0, &d->err) < 0 || note_each(d->store, 0, see_note, &s, &d->err) ||
	    card_each(d->store, see_card, &s, &d->err) || setting_each(d->store, see_setting, &s, &d->err) ||
	    day_each(d->store, 0, 1 << 30, see_day, &s, &d->err))
		fail_msg("%s", d->err.text);
	return s.text;
}

static void reopen(struct device *d)
{
	store_close(d->store);
	device_open(d);
}

static int turn(struct device *d, bool undo)
{
	struct buf said = {0};
	struct row what;
	int rc = deeds_turn(d->store, undo, &what, &said, &d->err);

	if (rc < 0)
		fail_msg("%s", d->err.text);
	buf_fini(&said);
	return rc;
}

static void answer(struct device *d, struct rng *rng)
{
	struct session *session = sitting_open(d, (struct session_options){.mode = MODE_NATURAL});
	struct answer given = {.rating = (int)rng_below(rng, 4) + 1, .took_ms = 1000, .dist = -1};
	struct question question;

	if (session_next(session, &question, &d->err) == 0)
		assert_int_equal(session_answer(session, &given, NULL, &d->err), 0);
	session_close(session);
}

static size_t some_cards(struct device *d, struct rng *rng, int64_t ids[NOTES])
{
	size_t count = 0;
	struct card card;

	for (uint64_t i = 0; i < NOTES; i++)
		if (rng_below(rng, 3) == 0 &&
		    card_find(d->store, hash_card_uid(i + 1, 0), &card, &d->err) == 0)
			ids[count++] = card.id;
	return count;
}

static void write_note(struct device *d, struct rng *rng, uint64_t uid)
{
	char front[30];
	struct str fields[] = {{front, 0}, STR("back")};
	struct note_draft draft = {uid, template_builtin(rng_below(rng, 2) ? TYPE_BASIC : TYPE_REVERSED)->uid,
				   STR("A::B"), STR("t"), {fields, 2}};

	snprintf(front, sizeof(front), "front %d", (int)rng_below(rng, 1000));
	fields[0] = str_of(front);
	if (rng_below(rng, 2))
		draft.deck = STR("C");
	assert_true(deeds_write(d->store, &draft, &d->err) > 0);
}

struct wanted {
	struct arena arena;
	struct row_note revision;
	uint64_t left; /* to be passed over */
};

static int take_revision(void *ctx, const struct row *row, struct err *err)
{
	struct wanted *wanted = ctx;
	struct str *fields = arena_alloc(&wanted->arena, row->note.fields.count * sizeof(*fields));

	(void)err;
	for (size_t i = 0; i < row->note.fields.count; i++)
		fields[i] = arena_str(&wanted->arena, row->note.fields.item[i]);
	wanted->revision = row->note;
	wanted->revision.deck = arena_str(&wanted->arena, row->note.deck);
	wanted->revision.tags = arena_str(&wanted->arena, row->note.tags);
	wanted->revision.fields.item = fields;
	return wanted->left-- == 0;
}

static void put_back(struct device *d, struct rng *rng, uint64_t note)
{
	struct wanted wanted = {.left = rng_below(rng, 4)};

	assert_true(note_each_revision(d->store, note, take_revision, &wanted, &d->err) >= 0);
	if (wanted.revision.uid)
		assert_int_equal(deeds_put_back(d->store, note, &wanted.revision, &d->err), 0);
	arena_fini(&wanted.arena);
}

/* One action; what is refused is no action. */
static void act(struct device *d, struct rng *rng)
{
	static const char *const decks[] = {"A::B", "C", "A", "D::E::F", "A::B::G"};
	static const char *const tags[] = {"one", "-one two", "+three -t", "-two"};
	static const struct {
		const char *key, *value;
	} sets[] = {{"new", "5"}, {"retention", "0.8"}, {"steps", "1m 5m"}, {"new", ""}, {"max-interval", "30"}};
	static const enum row_kind kinds[] = {ROW_SUSPEND_KIND, ROW_BURY_KIND, ROW_FLAG_KIND, ROW_FORGET_KIND,
					      ROW_DUE_KIND};
	int64_t ids[NOTES];
	struct cards cards = {ids, some_cards(d, rng, ids)};
	struct deed_done done;
	uint64_t k;
	int rc = 0;

	switch (rng_below(rng, 10)) {
	case 0:
	case 1:
	case 2: answer(d, rng); break;
	case 3:
	case 4:
		k = rng_below(rng, 5);
		rc = deeds_decide(d->store, cards, kinds[k],
				  kinds[k] == ROW_FORGET_KIND ? 1 : (int64_t)rng_below(rng, 2), &done, &d->err);
		break;
	case 5: rc = deeds_tag(d->store, cards, str_of(tags[rng_below(rng, 4)]), &done, &d->err); break;
	case 6: rc = deeds_move(d->store, cards, str_of(decks[rng_below(rng, 5)]), &done, &d->err); break;
	case 7:
		if (rng_below(rng, 3) == 0)
			rc = deeds_delete(d->store, cards, &done, &d->err);
		else if (rng_below(rng, 3) == 0)
			put_back(d, rng, rng_below(rng, NOTES + 3) + 1);
		else
			write_note(d, rng, rng_below(rng, NOTES + 3) + 1);
		break;
	case 8:
		k = rng_below(rng, 5);
		rc = settings_set(d->store, rng_below(rng, 2) ? STR("A::B") : STR(""), sets[k].key,
				  str_of(sets[k].value), &d->err);
		break;
	case 9:
		rc = deeds_rename_deck(d->store, str_of(decks[rng_below(rng, 5)]),
				       rng_below(rng, 4) ? str_of(decks[rng_below(rng, 5)]) : STR(""), &done,
				       &d->err);
		break;
	}
	if (rc && d->err.kind != ERR_INPUT)
		fail_msg("%s", d->err.text);
}

static void same(const struct buf *now, const struct buf *then, int seed, int step)
{
	if (!str_eq(buf_str(now), buf_str(then)))
	{
		fprintf(stderr, "seed %d step %d:\n--- now\n%s--- then\n%s", seed, step, buf_z(now), buf_z(then));
		fail();
	}
}

/* Takes everything back, each state on the way being one that was there, and does it all again. */
static void back_and_forth(struct device *d, struct buf *was, int count, int seed)
{
	struct buf now;
	int at = count;

	while (turn(d, true) == 0) {
		now = see(d);
		for (at--; at > 0 && !str_eq(buf_str(&now), buf_str(&was[at]));)
			at--; /* what changed nothing is no step, or one that looks like none */
		same(&now, &was[at], seed, at);
		buf_fini(&now);
		if (at % 5 == 0)
			reopen(d);
	}
	now = see(d);
	same(&now, &was[0], seed, 0);
	buf_fini(&now);
	for (at = 0; turn(d, false) == 0;)
		if (++at % 5 == 0)
			reopen(d);
	now = see(d);
	same(&now, &was[count], seed, count);
	buf_fini(&now);
}

static void deeds__any_sequence_taken_back_and_done_again(void **state)
{
	(void)state;
	for (int seed = 1; seed <= ROUNDS; seed++) {
		struct device *d = device_new((uint64_t)seed);
		struct buf was[STEPS + 1];
		struct rng rng;

		rng_seed(&rng, (uint64_t)seed);
		for (uint64_t i = 1; i <= NOTES; i++)
			device_put_note(d, i, i % 2 ? "A::B" : "C", i % 3 ? "front" : "other", "back");
		was[0] = see(d);
		for (int i = 1; i <= STEPS; i++) {
			clock_advance(&d->clock, (int64_t)rng_below(&rng, 600) * SECOND_MS);
			act(d, &rng);
			was[i] = see(d);
		}
		back_and_forth(d, was, STEPS, seed);
		back_and_forth(d, was, STEPS, seed);
		for (int i = 0; i <= STEPS; i++)
			buf_fini(&was[i]);
		device_free(d);
	}
}

static void deeds__many_cards_are_one_step(void **state)
{
	struct device *d = device_new(1);
	int64_t ids[NOTES];
	struct card card;
	struct deed_done done;
	struct buf said = {0};
	struct row what;

	(void)state;
	for (uint64_t i = 0; i < NOTES; i++) {
		device_put_note(d, i + 1, "A", "front", "back");
		assert_int_equal(card_find(d->store, hash_card_uid(i + 1, 0), &card, &d->err), 0);
		ids[i] = card.id;
	}
	assert_int_equal(deeds_decide(d->store, (struct cards){ids, NOTES}, ROW_SUSPEND_KIND, 1, &done, &d->err),
			 0);
	assert_int_equal(done.changed, NOTES);
	assert_int_equal(deeds_decide(d->store, (struct cards){ids, NOTES}, ROW_SUSPEND_KIND, 1, &done, &d->err),
			 0);
	assert_int_equal(done.changed, 0); /* nothing to do is no step */
	assert_int_equal(deeds_turn(d->store, true, &what, &said, &d->err), 0);
	assert_str(buf_str(&said), "suspend 12 cards");
	for (int i = 0; i < NOTES; i++) {
		assert_int_equal(card_get(d->store, ids[i], &card, &d->err), 0);
		assert_int_equal(card.queue, QUEUE_NEW);
	}
	assert_int_equal(turn(d, true), 1); /* the import is no action */
	assert_int_equal(turn(d, false), 0);
	assert_int_equal(turn(d, false), 1);
	buf_fini(&said);
	device_free(d);
}

/* The other device takes the rows in any order and sees the same. */
static void deeds__undone_edits_travel(void **state)
{
	struct device *a = device_new(1), *b = device_new(2);
	struct rng rng;
	struct buf at_a, at_b;

	(void)state;
	rng_seed(&rng, 5);
	for (uint64_t i = 1; i <= NOTES; i++)
		device_put_note(a, i, "C", "front", "back");
	device_sync(a, b);
	for (int i = 0; i < 30; i++) {
		clock_advance(&a->clock, MINUTE_MS);
		if (rng_below(&rng, 3))
			write_note(a, &rng, rng_below(&rng, NOTES + 3) + 1);
		else
			(void)turn(a, rng_below(&rng, 3) > 0);
		if (rng_below(&rng, 5) == 0)
			device_sync(a, b);
	}
	device_sync(a, b);
	at_a = see(a);
	at_b = see(b);
	if (strcmp(buf_z(&at_a), buf_z(&at_b)) != 0)
		fail_msg("--- a\n%s--- b\n%s", buf_z(&at_a), buf_z(&at_b));
	buf_fini(&at_a);
	buf_fini(&at_b);
	device_free(a);
	device_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(deeds__any_sequence_taken_back_and_done_again),
		cmocka_unit_test(deeds__many_cards_are_one_step),
		cmocka_unit_test(deeds__undone_edits_travel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
