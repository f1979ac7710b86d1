/* SPDX-License-Identifier: MIT
 * The due queue against a real store: order, limits, siblings, days, counts. */
#include "study/queue.h"

#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "study/fold.h"
#include "tests/unit/sitting.h"
#include "tests/unit/unit.h"

static const int64_t noon_ms = 1793620800000; /* 2026-11-02 12:00 UTC */

static void put_notes(struct device *d, const char *deck, enum template_builtin type, int from, int count)
{
	char front[16], back[16];

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (int i = from; i < from + count; i++) {
		struct str fields[] = {{front, (size_t)snprintf(front, sizeof(front), "front %d", i)},
				       {back, (size_t)snprintf(back, sizeof(back), "back %d", i)}};
		struct note_draft draft = {
			(uint64_t)i, template_builtin(type)->uid, str_of(deck), STR(""), {fields, 2}};

		assert_int_equal(note_put(d->store, &draft, 0, &d->err), NOTE_NEW);
	}
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

static void set(struct device *d, const char *deck, const char *key, const char *value)
{
	if (settings_set(d->store, str_of(deck), key, str_of(value), &d->err))
		fail_msg("%s", d->err.text);
}

static struct device *new_device(void)
{
	struct device *d = device_new(1);

	device_set_clock(d, noon_ms - DAY_MS);
	set(d, "", "fuzz", "off");
	device_set_clock(d, noon_ms);
	return d;
}

static struct session *open_session(struct device *d, const char *path)
{
	return sitting_open(d, (struct session_options){.path = str_of(path), .mode = MODE_NATURAL});
}

/* Answers up to max questions with one rating, a minute apart; returns how many came. */
static int study(struct device *d, const char *path, int rating, int max, struct question *last)
{
	struct session *session = open_session(d, path);
	struct answer answer = {rating, 1000, MODE_FLIP, 0, -1};
	struct question question;
	int count = 0;

	while (count < max && session_next(session, &question, &d->err) == 0) {
		assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
		device_set_clock(d, d->clock.wall_ms + MINUTE_MS);
		count++;
		if (last)
			*last = question;
	}
	session_close(session);
	return count;
}

static void assert_left(struct device *d, const char *path, int64_t news, int64_t learn, int64_t review)
{
	struct queue_counts counts;
	struct queue *queue;

	assert_int_equal(queue_open_path(&queue, d->store, str_of(path), &d->err), 0);
	assert_int_equal(queue_left(queue, d->clock.wall_ms, &counts, &d->err), 0);
	queue_close(queue);
	assert_int_equal(counts.news, news);
	assert_int_equal(counts.learn, learn);
	assert_int_equal(counts.review, review);
}

static void queue__new_limit(void **state)
{
	struct device *d = new_device();

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 30);
	assert_left(d, "", 20, 0, 0);
	assert_int_equal(study(d, "", 4, 99, NULL), 20);
	assert_left(d, "", 0, 0, 0);
	device_set_clock(d, noon_ms + DAY_MS);
	assert_left(d, "", 10, 0, 0);
	assert_int_equal(study(d, "", 4, 99, NULL), 10);
	device_free(d);
}

static void queue__review_limit(void **state)
{
	struct device *d = new_device();

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 15);
	study(d, "", 4, 99, NULL);
	set(d, "", "reviews", "6");
	device_set_clock(d, noon_ms + 30LL * DAY_MS);
	assert_left(d, "", 0, 0, 6);
	assert_int_equal(study(d, "", 3, 99, NULL), 6);
	assert_left(d, "", 0, 0, 0);
	device_set_clock(d, noon_ms + 31LL * DAY_MS);
	assert_left(d, "", 0, 0, 6);
	device_free(d);
}

/* A deck's own limit holds for it and those below; the others share the one of everything. */
static void queue__limits_of_decks(void **state)
{
	struct device *d = new_device();

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 10);
	put_notes(d, "A::X", TYPE_BASIC, 11, 10);
	put_notes(d, "A::Y", TYPE_BASIC, 21, 10);
	put_notes(d, "AB", TYPE_BASIC, 31, 10);
	put_notes(d, "C", TYPE_BASIC, 41, 10);
	set(d, "", "new", "7");
	set(d, "A", "new", "5");
	set(d, "A::Y", "new", "3");
	assert_left(d, "A", 8, 0, 0);
	assert_left(d, "A::X", 5, 0, 0);
	assert_left(d, "AB", 7, 0, 0);
	assert_left(d, "", 15, 0, 0);
	assert_int_equal(study(d, "A::X", 4, 4, NULL), 4);
	assert_left(d, "A", 4, 0, 0);
	assert_left(d, "A::Y", 3, 0, 0);
	assert_int_equal(study(d, "C", 4, 99, NULL), 7);
	assert_left(d, "AB", 0, 0, 0);
	assert_int_equal(study(d, "", 4, 99, NULL), 4);
	set(d, "A", "new", ""); /* back to the one of everything */
	assert_left(d, "A::X", 0, 0, 0);
	device_free(d);
}

static void queue__new_cards_lie_between_reviews(void **state)
{
	struct device *d = new_device();
	struct session *session;
	struct question question;
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	int news = 0;

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 20);
	study(d, "", 4, 99, NULL);
	device_set_clock(d, noon_ms + 30LL * DAY_MS);
	put_notes(d, "B", TYPE_BASIC, 101, 5);
	session = open_session(d, "");
	for (int i = 0; i < 25; i++) {
		assert_int_equal(session_next(session, &question, &d->err), 0);
		news += question.is_new;
		assert_in_range(news, (i + 1) / 5 - (i > 3), (i + 1) / 5 + 1); /* one in five, all along */
		assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	}
	assert_int_equal(news, 5);
	assert_int_equal(session_next(session, &question, &d->err), SESSION_DONE);
	session_close(session);
	device_free(d);
}

/* Of a note with two cards only one is asked a day, and the counts know it. */
static void queue__siblings(void **state)
{
	struct device *d = new_device();
	struct question question;

	(void)state;
	put_notes(d, "A", TYPE_REVERSED, 1, 3);
	assert_left(d, "", 3, 0, 0);
	assert_int_equal(study(d, "", 4, 1, &question), 1);
	assert_left(d, "", 2, 0, 0);
	assert_int_equal(study(d, "", 4, 99, &question), 2);
	device_set_clock(d, noon_ms + DAY_MS);
	assert_left(d, "", 3, 0, 0);
	assert_int_equal(study(d, "", 4, 99, &question), 3);
	device_set_clock(d, noon_ms + 40LL * DAY_MS);
	assert_left(d, "", 0, 0, 3);
	set(d, "", "siblings", "off");
	assert_left(d, "", 0, 0, 6);
	assert_int_equal(study(d, "", 3, 99, &question), 6);
	device_free(d);
}

static void queue__learning(void **state)
{
	struct device *d = new_device();
	struct session *session;
	struct question question;
	struct answer answer = {1, 1000, MODE_FLIP, 0, -1};

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 2);
	set(d, "", "learn-ahead", "5");
	set(d, "", "steps", "1m 30m");
	session = open_session(d, "");
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0); /* again: due in a minute */
	uint64_t first = question.card.uid;
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid != first); /* the other one, as long as there is one */
	answer.rating = 3;
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0); /* 30 minutes */
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_true(question.card.uid == first); /* ahead of its minute: nothing else is left */
	assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
	assert_int_equal(session_next(session, &question, &d->err), SESSION_WAIT);
	assert_in_range(session_wait_ms(session), 25 * MINUTE_MS,
			25 * MINUTE_MS + 100); /* `at` strictly grows */
	device_set_clock(d, d->clock.wall_ms + 25 * MINUTE_MS + SECOND_MS);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_left(d, "", 0, 2, 0);
	session_close(session);
	device_free(d);
}

/* The day begins at four, here, winter or summer: Berlin's clocks go back on 2026-10-25 at 3:00. */
static void queue__rollover_and_summer_time(void **state)
{
	static const struct {
		int64_t utc_ms;
		int zone;
	} edge[] = {
		{1792807140000, 120}, /* 2026-10-24 03:59 summer time */
		{1792807260000, 120}, /* 04:01 */
		{1792893540000, 60},  /* 2026-10-25 02:59 winter time: 25 hours' day, still the 24th */
		{1792897260000, 60},  /* 04:01 */
	};
	static const int64_t day[] = {20749, 20750, 20750, 20751};
	struct device *d = new_device();
	struct queue *queue;

	(void)state;
	assert_int_equal(queue_open(&queue, d->store, QUEUE_ALL, &d->err), 0);
	for (int i = 0; i < 4; i++) {
		d->clock.zone_min = edge[i].zone;
		assert_int_equal(queue_day(queue, edge[i].utc_ms), day[i]);
	}
	queue_close(queue);
	device_free(d);
}

/* Due tomorrow means from four o'clock on. */
static void queue__due_at_the_rollover(void **state)
{
	struct device *d = new_device();
	const int64_t four_ms = noon_ms + 16LL * HOUR_MS;
	struct question question;

	(void)state;
	set(d, "", "steps", "none");
	put_notes(d, "A", TYPE_BASIC, 1, 1);
	assert_int_equal(study(d, "", 1, 1, &question), 1); /* one day */
	device_set_clock(d, four_ms - MINUTE_MS);
	assert_int_equal(study(d, "", 3, 1, &question), 0);
	device_set_clock(d, four_ms);
	assert_int_equal(study(d, "", 3, 1, &question), 1);
	device_free(d);
}

struct listing {
	struct buf text;
};

static int list_line(void *ctx, const struct deck_line *line, struct err *err)
{
	struct listing *listing = ctx;

	(void)err;
	buf_addf(&listing->text, "%d %.*s %d%s\n", line->depth, STR_FMT(line->name), (int)line->counts.news,
		 line->id ? "" : " *");
	return 0;
}

static void queue__lines(void **state)
{
	struct device *d = new_device();
	struct listing listing = {{0}};
	struct queue *queue;

	(void)state;
	put_notes(d, "Lang::French::Verbs", TYPE_BASIC, 1, 2);
	put_notes(d, "Lang", TYPE_BASIC, 11, 1);
	put_notes(d, "Lang!", TYPE_BASIC, 21, 4);
	put_notes(d, "Lang::French", TYPE_BASIC, 31, 3);
	put_notes(d, "Z::A", TYPE_BASIC, 41, 30);
	device_put_note(d, 91, "Gone::Far", "front", "back");
	device_remove_note(d, 91); /* its deck had no other */
	assert_int_equal(queue_open(&queue, d->store, QUEUE_ALL, &d->err), 0);
	assert_int_equal(queue_each_line(queue, d->clock.wall_ms, list_line, &listing, &d->err), 0);
	assert_str(buf_str(&listing.text), "0 Lang 6\n1 French 5\n2 Verbs 2\n0 Lang! 4\n0 Z 20 *\n1 A 20\n");
	queue_close(queue);
	buf_fini(&listing.text);
	assert_int_equal(study(d, "Z", 4, 3, NULL), 3); /* a parent that is no deck itself */
	device_free(d);
}

/* The same store gives the same order, in every process. */
static void queue__order_is_deterministic(void **state)
{
	struct device *d = new_device();
	struct session *session;
	struct question one, two;

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 20);
	study(d, "", 4, 99, NULL);
	device_set_clock(d, noon_ms + 30LL * DAY_MS);
	for (int i = 0; i < 10; i++) {
		session = open_session(d, "");
		assert_int_equal(session_next(session, &one, &d->err), 0);
		session_close(session);
		store_close(d->store);
		device_open(d);
		assert_int_equal(study(d, "", 3, 1, &two), 1);
		assert_true(one.card.uid == two.card.uid);
	}
	device_free(d);
}

/* A card whose rows came from elsewhere is brought up to date before it is asked. */
static void queue__stale_cards_are_folded_first(void **state)
{
	struct device *a = new_device(), *b = device_new(2);
	struct question question;
	struct session *session;

	(void)state;
	put_notes(a, "A", TYPE_BASIC, 1, 2);
	device_sync(a, b);
	device_set_clock(b, noon_ms);
	assert_int_equal(study(a, "", 4, 1, &question), 1);
	device_sync(a, b);
	session = open_session(b, "");
	assert_int_equal(session_next(session, &question, &b->err), 0);
	assert_true(question.is_new && !question.card.stale);
	assert_true(question.card.uid == hash_card_uid(2, 0)); /* the first one is not new any more */
	session_close(session);
	device_free(a);
	device_free(b);
}

static void put_tagged(struct device *d, int number, const char *tags)
{
	char front[16];
	struct str fields[] = {{front, (size_t)snprintf(front, sizeof(front), "front %d", number)}, {"back", 4}};
	struct note_draft draft = {(uint64_t)number, template_builtin(TYPE_BASIC)->uid, STR("A"), str_of(tags), {fields, 2}};

	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(note_put(d->store, &draft, 0, &d->err), NOTE_NEW);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* The numbers of the questions that come, each answered with that rating. */
static void assert_asked(struct device *d, int rating, const char *want)
{
	struct session *session = open_session(d, "");
	struct answer answer = {rating, 1000, MODE_FLIP, 0, -1};
	struct question question;
	struct buf got = {0};

	while (got.len < strlen(want) && session_next(session, &question, &d->err) == 0) {
		assert_int_equal(session_foresee(session, &d->err), 0);
		buf_add(&got, str_slice(question.front, 6, question.front.len));
		assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
		device_set_clock(d, d->clock.wall_ms + SECOND_MS);
	}
	session_close(session);
	assert_string_equal(buf_z(&got), want);
	buf_fini(&got);
}

/* What builds on others comes when those are known: in review, out of their learning steps. */
static void queue__new_cards_wait_for_what_they_build_on(void **state)
{
	struct device *d = new_device();

	(void)state;
	put_tagged(d, 1, "after::kana"), put_tagged(d, 2, "after::kana::hard leech"), put_tagged(d, 3, "after::kanas");
	put_tagged(d, 4, "kana"), put_tagged(d, 5, "x kana::hard"), put_tagged(d, 6, "after::nothing"), put_tagged(d, 7, "kana");
	assert_left(d, "", 5, 0, 0); /* 1 and 2 wait */
	assert_asked(d, 3, "34567"); /* all are being learnt now */
	assert_left(d, "", 0, 5, 0);
	device_set_clock(d, noon_ms + HOUR_MS);
	assert_asked(d, 4, "34"); /* 4 is known, 5 and 7 are not */
	assert_left(d, "", 0, 3, 0);
	assert_asked(d, 4, "5");
	assert_left(d, "", 1, 2, 0); /* 2 waited for 5 alone */
	assert_asked(d, 4, "6712");
	device_free(d);
}

static void put_words(struct device *d, const char *deck, const char *const *word, uint64_t first)
{
	STORE_TX(tx);
	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	for (int i = 0; word[i]; i++) {
		struct str fields[] = {str_of(word[i]), {"back", 4}};
		struct note_draft draft = {first + (uint64_t)i, template_builtin(TYPE_BASIC)->uid, str_of(deck), STR(""), {fields, 2}};

		assert_int_equal(note_put(d->store, &draft, 0, &d->err), NOTE_NEW);
	}
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* The fronts of that many questions, a blank after each; every second one is foreseen. */
static void assert_words(struct device *d, int count, const char *want)
{
	struct session *session = open_session(d, "");
	struct answer answer = {4, 1000, MODE_FLIP, 0, -1};
	struct question question;
	struct buf got = {0};

	for (int i = 0; i < count && session_next(session, &question, &d->err) == 0; i++) {
		if (i % 2)
			assert_int_equal(session_foresee(session, &d->err), 0);
		buf_add(&got, question.front);
		buf_addc(&got, ' ');
		assert_int_equal(session_answer(session, &answer, NULL, &d->err), 0);
		device_set_clock(d, d->clock.wall_ms + SECOND_MS);
	}
	session_close(session);
	assert_string_equal(buf_z(&got), want);
	buf_fini(&got);
}

static const char *const look_alikes[] = {"through", "Thorough!", "maison", "**maisons**", "oak", "oaf", "house", "river", NULL};

/* One edit in short words, two from eight letters on; markup, case and marks count for nothing; three letters are too few. */
static void queue__look_alikes_come_on_different_days(void **state)
{
	struct device *d = new_device();

	(void)state;
	put_words(d, "A", look_alikes, 1);
	set(d, "", "new", "5");
	assert_words(d, 5, "through maison oak oaf house ");
	assert_left(d, "", 0, 0, 0);
	device_set_clock(d, noon_ms + DAY_MS); /* what came yesterday does not count */
	assert_left(d, "", 3, 0, 0);
	set(d, "", "reviews", "0");
	assert_words(d, 9, "Thorough! **maisons** river ");
	device_free(d);
}

/* They are put behind, not away: a day that has room for all of them gives all of them. */
static void queue__look_alikes_alone_come_in_their_order(void **state)
{
	static const char *const words[] = {"stationary", "stationery", "stationarys", "stationerys", NULL};
	struct device *d = new_device();

	(void)state;
	put_words(d, "A", words, 1);
	assert_left(d, "", 4, 0, 0);
	assert_words(d, 2, "stationary stationery ");
	assert_left(d, "", 2, 0, 0);
	assert_words(d, 9, "stationarys stationerys ");
	device_free(d);
}

/* Twenty are looked at, those of another deck are not, and whoever keeps nothing apart gets the order of the deck. */
static void queue__look_alikes_are_kept_apart_so_far(void **state)
{
	static const char *const other[] = {"affect", NULL};
	struct device *d = new_device();
	const char *many[24] = {"affect"};

	(void)state;
	for (int i = 1; i < 22; i++)
		many[i] = "effect";
	many[22] = "river";
	put_words(d, "A", many, 1);
	assert_words(d, 2, "affect effect ");
	assert_words(d, 1, "river "); /* twenty of the same, and it is in sight */
	put_words(d, "B", other, 101);
	assert_words(d, 1, "affect ");
	device_free(d);
	d = new_device();
	many[21] = "river", many[22] = "house"; /* looked ahead from the river, twenty are those without it */
	put_words(d, "A", many, 1);
	assert_words(d, 4, "affect river house effect ");
	device_free(d);
	d = new_device();
	put_words(d, "A", look_alikes, 1);
	set(d, "", "siblings", "off");
	assert_words(d, 4, "through Thorough! maison **maisons** ");
	device_free(d);
}

/* What was begun on one device is begun on the other. */
static void queue__look_alikes_on_two_devices(void **state)
{
	struct device *a = new_device(), *b = device_new(2);

	(void)state;
	put_words(a, "A", look_alikes, 1);
	assert_words(a, 1, "through ");
	device_sync(a, b);
	device_set_clock(b, a->clock.wall_ms);
	assert_int_equal(fold_slice(b->store, 0, &b->err), 0);
	assert_words(a, 5, "maison oak oaf house river ");
	assert_words(b, 5, "maison oak oaf house river ");
	device_free(a);
	device_free(b);
}

static bool is_the_second(const void *ctx, int64_t deck)
{
	return deck == *(const int64_t *)ctx;
}

static void fold_both(struct device *d)
{
	const int64_t ids[] = {1, 2};
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(fold_cards(d->store, ids, 2, &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* What was put off until a day comes back with it, and not before; where decks are named, in those alone. */
static void queue__what_was_put_off_comes_back(void **state)
{
	struct device *d = new_device();
	struct card one, other;
	int64_t today = clock_study_day(noon_ms, -240);

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 1);
	put_notes(d, "B", TYPE_BASIC, 2, 1);
	for (int id = 1; id <= 2; id++) {
		assert_int_equal(card_get(d->store, id, &one, &d->err), 0);
		device_append(d, (struct row){.kind = ROW_BURY_KIND, .card = one.uid, .bury = {.value = today + 1}});
	}
	fold_both(d);
	assert_int_equal(card_get(d->store, 2, &other, &d->err), 0);
	for (int day = 0; day < 2; day++) {
		device_set_clock(d, noon_ms + day * DAY_MS);
		assert_int_equal(fold_burials(d->store, today + day, is_the_second, &other.deck, &d->err), 0);
		assert_int_equal(card_get(d->store, 1, &one, &d->err), 0);
		assert_int_equal(card_get(d->store, 2, &other, &d->err), 0);
		assert_int_equal(one.queue, QUEUE_BURIED);
		assert_int_equal(other.queue, day ? QUEUE_NEW : QUEUE_BURIED);
	}
	assert_int_equal(fold_burials(d->store, today + 1, NULL, NULL, &d->err), 0);
	assert_int_equal(card_get(d->store, 1, &one, &d->err), 0);
	assert_int_equal(one.queue, QUEUE_NEW);
	device_free(d);
}

/* Whoever looks first on the new day: what counts, and then what asks, or what asks alone. */
static void queue__what_was_put_off_is_counted(void **state)
{
	struct device *d = new_device();
	struct session *session;
	struct question question;
	struct progress left;

	(void)state;
	put_notes(d, "A", TYPE_BASIC, 1, 1);
	session = open_session(d, "");
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(session_decide(session, ROW_BURY_KIND, 0, &d->err), 0);
	assert_int_equal(session_progress(session, &left, &d->err), 0);
	assert_int_equal(left.left_new, 0);
	device_set_clock(d, noon_ms + DAY_MS);
	assert_left(d, "", 1, 0, 0);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	assert_int_equal(session_decide(session, ROW_BURY_KIND, 0, &d->err), 0);
	device_set_clock(d, noon_ms + 2 * DAY_MS);
	assert_int_equal(session_progress(session, &left, &d->err), 0);
	assert_int_equal(left.left_new, 1);
	assert_int_equal(session_next(session, &question, &d->err), 0);
	session_close(session);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queue__what_was_put_off_comes_back),
		cmocka_unit_test(queue__what_was_put_off_is_counted),
		cmocka_unit_test(queue__new_cards_wait_for_what_they_build_on),
		cmocka_unit_test(queue__look_alikes_come_on_different_days),
		cmocka_unit_test(queue__look_alikes_alone_come_in_their_order),
		cmocka_unit_test(queue__look_alikes_are_kept_apart_so_far),
		cmocka_unit_test(queue__look_alikes_on_two_devices),
		cmocka_unit_test(queue__new_limit),
		cmocka_unit_test(queue__review_limit),
		cmocka_unit_test(queue__limits_of_decks),
		cmocka_unit_test(queue__new_cards_lie_between_reviews),
		cmocka_unit_test(queue__siblings),
		cmocka_unit_test(queue__learning),
		cmocka_unit_test(queue__rollover_and_summer_time),
		cmocka_unit_test(queue__due_at_the_rollover),
		cmocka_unit_test(queue__lines),
		cmocka_unit_test(queue__order_is_deterministic),
		cmocka_unit_test(queue__stale_cards_are_folded_first),
	};

	return cmocka_run_group_tests_name("queue", tests, NULL, NULL);
}
