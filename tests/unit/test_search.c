/* SPDX-License-Identifier: MIT
 * Searching: what each word of the language finds, with notes in the index, not in it, and changed since; slices;
 * order. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "schema/index.h"
#include "study/deeds.h"
#include "study/fold.h"
#include "study/search.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { FAR = 10000 };

static void put(struct device *d, uint64_t uid, enum template_builtin type, const char *deck, const char *tags,
		const char *front, const char *back)
{
	struct str fields[] = {str_of(front), str_of(back), STR(""), STR("")};
	const struct note_type *known = template_builtin(type);
	struct note_draft draft = {
		uid, known->uid, str_of(deck), str_of(tags), {fields, known->fields.count}};

	assert_true(deeds_write(d->store, &draft, &d->err) > 0);
}

static struct device *new_device(void)
{
	struct device *d = device_new(1);

	put(d, 1, TYPE_BASIC, "Languages::French", "verb hard::very", "la **Forêt**", "the forest");
	put(d, 2, TYPE_BASIC, "Languages::German", "noun", "der Wald", "the forest and the trees");
	put(d, 3, TYPE_REVERSED, "Languages", "", "Straße", "street_name 100%");
	put(d, 4, TYPE_BASIC, "日本", "kanji", "日本語", "Japanese");
	put(d, 5, TYPE_CLOZE, "Science", "", "Water boils at {{c1::100}} and freezes at {{c2::0}}", "");
	put(d, 6, TYPE_BASIC, "Science", "leech", "\"quoted\" word", "back");
	return d;
}

static void catch_up(struct device *d)
{
	struct store *looking;

	assert_int_equal(index_open(&looking, d->store, &d->err), 0);
	while (index_catch_up(looking, &d->err) == 1)
		;
	store_close(looking);
}

/* The notes whose cards are found, as "1 2 3:2": in order of their uids, with how many cards where not one. */
static void found(struct device *d, const char *query, char *out)
{
	int count[FAR] = {0};
	struct search *search;
	struct arena arena = {0};
	struct card card;
	struct note note;

	assert_int_equal(search_open(&search, d->store, &d->err), 0);
	if (search_start(search, str_of(query), ORDER_ADDED, false, &d->err) ||
	    search_step(search, 0, 0, &d->err))
		fail_msg("%s: %s", query, d->err.text);
	for (int64_t i = 0; i < search_listed(search); i++) {
		assert_int_equal(card_get(d->store, search_card(search, i), &card, &d->err), 0);
		assert_int_equal(note_get(d->store, card.note, &note, &arena, &d->err), 0);
		assert_true(note.uid < FAR);
		count[note.uid]++;
	}
	out[0] = '\0';
	for (int i = 0; i < FAR; i++)
		if (count[i])
			sprintf(out + strlen(out), count[i] > 1 ? "%s%d:%d" : "%s%d", *out ? " " : "", i, count[i]);
	search_close(search);
	arena_fini(&arena);
}

static const struct {
	const char *query, *notes;
} language[] = {
	{"", "1 2 3:2 4 5:2 6"},
	{"forest", "1 2"},
	{"FORET", "1"},
	{"forêt", "1"},
	{"strasse", "3:2"},
	{"for", "1 2"},
	{"ore", "1 2"},
	{"fo", "1 2"},
	{"wa", "2 5:2"},
	{"w", "2 5:2 6"},
	{"日本", "4"},
	{"本語", "4"},
	{"語", "4"},
	{"語本", ""},
	{"la forest", "1"},
	{"\"the forest\"", "1 2"},
	{"\"forest the\"", ""},
	{"forest -trees", "1"},
	{"-forest", "3:2 4 5:2 6"},
	{"wald or japanese", "2 4"},
	{"wald OR japanese the", "2"},
	{"(wald or japanese) the", "2"},
	{"-(wald or japanese)", "1 3:2 5:2 6"},
	{"f*t", "1 2 5:2"},
	{"w_ld", "2"},
	{"w:the", "1 2"},
	{"w:fore", ""},
	{"w:fore*", "1 2"},
	{"street\\_name", "3:2"},
	{"street\\*name", ""},
	{"100", "3:2 5:2"},
	{"100%", "3:2"},
	{"\\\"quoted\\\"", "6"},
	{"deck:languages", "1 2 3:2"},
	{"deck:languages::german", "2"},
	{"deck:*man", "2"},
	{"deck:日本", "4"},
	{"deck:nowhere", ""},
	{"-deck:languages", "4 5:2 6"},
	{"tag:verb", "1"},
	{"tag:HARD", "1"},
	{"tag:hard::*", "1"},
	{"tag:har", ""},
	{"tag:har*", "1"},
	{"tag:none", "3:2 5:2"},
	{"is:leech", "6"},
	{"note:basic", "1 2 4 6"},
	{"note:cloze", "5:2"},
	{"card:2", "3 5"},
	{"front:\"der Wald\"", "2"},
	{"front:der", ""},
	{"front:der*", "2"},
	{"back:*trees", "2"},
	{"text:*boils*", "5:2"},
	{"is:new", "1 2 3:2 4 5:2 6"},
	{"is:due", ""},
	{"is:suspended", ""},
	{"prop:reps=0", "1 2 3:2 4 5:2 6"},
	{"prop:ivl<10", ""},
	{"added:1", "1 2 3:2 4 5:2 6"},
	{"rated:1", ""},
	{"flag:0 deck:science", "5:2 6"},
	{"is:new deck:science", "5:2 6"},
	{"(", "1 2 3:2 4 5:2 6"},
	{"-", "1 2 3:2 4 5:2 6"},
	{"wald (", "2"},
	{"wald or", "2"},
	{"\"the for", "1 2"},
};

static void check_language(struct device *d)
{
	char text[200];

	for (size_t i = 0; i < sizeof(language) / sizeof(language[0]); i++) {
		found(d, language[i].query, text);
		if (strcmp(text, language[i].notes) != 0)
			fail_msg("\"%s\" finds %s, not %s", language[i].query, text, language[i].notes);
	}
}

static void search__language(void **state)
{
	struct device *d = new_device();

	(void)state;
	check_language(d); /* nothing is in the index */
	catch_up(d);
	check_language(d); /* everything is */
	device_free(d);
}

static void search__what_changed_since_is_found_at_once(void **state)
{
	struct device *d = new_device();
	char text[200];

	(void)state;
	catch_up(d);
	put(d, 2, TYPE_BASIC, "Languages::German", "noun", "der Baum", "one tree");
	put(d, 7, TYPE_BASIC, "Languages::German", "noun", "der Zweig", "the branch of a tree");
	found(d, "wald", text);
	assert_string_equal(text, "");
	found(d, "w:tree", text);
	assert_string_equal(text, "2 7");
	catch_up(d);
	found(d, "w:tree", text);
	assert_string_equal(text, "2 7");
	found(d, "wald", text); /* its stale entry is held against the note */
	assert_string_equal(text, "");
	device_remove_note(d, 7);
	found(d, "w:tree", text);
	assert_string_equal(text, "2");
	device_free(d);
}

/* A store put back in its own inode meets an index that knows more: what it writes from then on has numbers that are in. */
static void search__of_a_store_that_was_put_back(void **state)
{
	struct device *d = new_device();
	char text[200], saved[128];

	(void)state;
	catch_up(d);
	store_close(d->store);
	snprintf(saved, sizeof(saved), "%s", unit_path("saved.db"));
	device_copy_file(d->path, saved);
	device_open(d);
	put(d, 7, TYPE_BASIC, "Science", "", "a first life", "");
	put(d, 2, TYPE_BASIC, "Languages::German", "noun", "der Baum", "one tree");
	catch_up(d);
	store_close(d->store);
	device_copy_file(saved, d->path);
	device_open(d);
	found(d, "wald", text);
	assert_string_equal(text, "2");
	put(d, 8, TYPE_BASIC, "Science", "", "another word", "");
	found(d, "another", text);
	assert_string_equal(text, "8");
	catch_up(d);
	found(d, "another", text);
	assert_string_equal(text, "8");
	device_free(d);
}

static void decide(struct device *d, uint64_t note, enum row_kind kind, int64_t value)
{
	struct card card;
	struct deed_done done;

	assert_int_equal(card_find(d->store, hash_card_uid(note, 0), &card, &d->err), 0);
	assert_int_equal(deeds_decide(d->store, (struct cards){&card.id, 1}, kind, value, &done, &d->err), 0);
	assert_int_equal(done.changed, 1);
}

static void search__states(void **state)
{
	static const struct {
		const char *query, *notes;
	} cases[] = {{"is:suspended", "1"}, {"is:buried", "2"},	    {"is:flagged", "4"},
		     {"flag:3", "4"},	    {"flag:2", ""},	    {"-is:suspended deck:languages", "2 3:2"},
		     {"is:new is:buried", "2"}, {"is:suspended or flag:3", "1 4"}};
	struct device *d = new_device();
	char text[200];

	(void)state;
	decide(d, 1, ROW_SUSPEND_KIND, 1);
	decide(d, 2, ROW_BURY_KIND, 1);
	decide(d, 4, ROW_FLAG_KIND, 3);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		found(d, cases[i].query, text);
		assert_string_equal(text, cases[i].notes);
	}
	device_free(d);
}

static void search__memory_and_answers(void **state)
{
	static const struct {
		const char *query, *notes;
	} cases[] = {{"prop:reps>0", "1 2"},	   {"rated:1", "1 2"},	     {"rated:1:1", "2"},
		     {"rated:1:4 deck:languages", "1"}, {"is:learn", "2"},   {"is:review", "1"},
		     {"prop:s>1", "1"},		   {"prop:stability<=1 is:learn", "2"}, {"prop:ivl>=1", "1"},
		     {"is:due", "2"},		   {"prop:d>8", ""}, {"prop:d>0", "1 2"}, {"prop:due<20", "1"}, {"prop:due=1", ""}};
	struct device *d = new_device();
	char text[200];
	int64_t ids[2];
	struct card card;

	(void)state;
	device_append(d, device_review(hash_card_uid(1, 0), 4));
	device_append(d, device_review(hash_card_uid(2, 0), 1));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(card_find(d->store, hash_card_uid((uint64_t)i + 1, 0), &card, &d->err), 0);
		ids[i] = card.id;
	}
	{
		STORE_TX(tx);
		assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
		assert_int_equal(fold_cards(d->store, ids, 2, &d->err), 0);
		assert_int_equal(store_commit(&tx, &d->err), 0);
	}
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		found(d, cases[i].query, text);
		if (strcmp(text, cases[i].notes) != 0)
			fail_msg("\"%s\" finds %s, not %s", cases[i].query, text, cases[i].notes);
	}
	clock_advance(&d->clock, 2 * DAY_MS);
	found(d, "rated:1", text);
	assert_string_equal(text, "");
	found(d, "rated:3", text);
	assert_string_equal(text, "1 2");
	found(d, "added:2", text);
	assert_string_equal(text, "");
	put(d, 3, TYPE_REVERSED, "Languages", "", "Strasse", "street");
	found(d, "edited:1", text);
	assert_string_equal(text, "3:2");
	found(d, "added:1", text);
	assert_string_equal(text, "");
	device_free(d);
}

static void search__nonsense_is_said(void **state)
{
	static const char *const bad[] = {"is:dull",	"prop:ivl",   "prop:x>1", "prop:s>abc", "added:0",
					  "added:x",	"rated:1:5",  "flag:8",	  "cid:short",	"edited:1:2"};
	struct device *d = new_device();
	struct search *search;
	char deep[4000];

	(void)state;
	assert_int_equal(search_open(&search, d->store, &d->err), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(search_start(search, str_of(bad[i]), ORDER_DUE, false, &d->err), -1);
		assert_int_equal(d->err.kind, ERR_INPUT);
	}
	memset(deep, '(', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	assert_int_equal(search_start(search, str_of(deep), ORDER_DUE, false, &d->err), -1);
	search_close(search);
	device_free(d);
}

/* Any bytes that are UTF-8 are a query or are refused; slices of any length find the same. */
static void search__random_queries(void **state)
{
	static const char *const pieces[] = {"the", "-",	"(", ")",    "or ", "\"", "deck:", "tag:", "is:new", "*",
					     "_",   "prop:s>1", " ", "日本", "w",   "\\", ":",	   "fo",   "1",	    "front:"};
	struct device *d = new_device();
	struct search *search;
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	assert_int_equal(search_open(&search, d->store, &d->err), 0);
	for (int i = 0; i < 400; i++) {
		struct buf query = {0};
		int64_t all;
		int rc;

		if (i == 200)
			catch_up(d);
		for (uint64_t k = rng_below(&rng, 8) + 1; k; k--)
			buf_addz(&query, pieces[rng_below(&rng, sizeof(pieces) / sizeof(pieces[0]))]);
		if (search_start(search, buf_str(&query), (enum search_order)(i % ORDERS), i % 2, &d->err) == 0) {
			assert_int_equal(search_step(search, 0, 0, &d->err), 0);
			all = search_found(search);
			assert_int_equal(
				search_start(search, buf_str(&query), ORDER_FRONT, false, &d->err), 0);
			while ((rc = search_step(search, 1, 1 + search_found(search), &d->err)) == 1)
				if (search_listed(search))
					assert_true(search_card(search, 0) > 0);
			assert_int_equal(rc, 0);
			assert_int_equal(search_found(search), all);
		}
		buf_fini(&query);
	}
	search_close(search);
	device_free(d);
}

static void search__order(void **state)
{
	struct device *d = device_new(1);
	struct search *search;
	struct arena arena = {0};
	char front[20];

	(void)state;
	for (int i = 0; i < 300; i++) {
		snprintf(front, sizeof(front), "card %03d", i * 7 % 300);
		put(d, (uint64_t)i + 1, TYPE_BASIC, "A", "", front, "b");
	}
	assert_int_equal(search_open(&search, d->store, &d->err), 0);
	for (int backwards = 0; backwards < 2; backwards++) {
		assert_int_equal(search_start(search, STR("car"), ORDER_FRONT, backwards, &d->err), 0);
		assert_int_equal(search_step(search, 0, 0, &d->err), 0);
		for (int i = 0; i < 300; i++) {
			struct card card;
			struct note note;

			snprintf(front, sizeof(front), "card %03d", backwards ? 299 - i : i);
			assert_int_equal(card_get(d->store, search_card(search, i), &card, &d->err), 0);
			assert_int_equal(note_get(d->store, card.note, &note, &arena, &d->err), 0);
			assert_str(note.fields.item[0], front);
		}
	}
	search_close(search);
	arena_fini(&arena);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(search__language),
		cmocka_unit_test(search__what_changed_since_is_found_at_once),
		cmocka_unit_test(search__of_a_store_that_was_put_back),
		cmocka_unit_test(search__states),
		cmocka_unit_test(search__memory_and_answers),
		cmocka_unit_test(search__nonsense_is_said),
		cmocka_unit_test(search__random_queries),
		cmocka_unit_test(search__order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
