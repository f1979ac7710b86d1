/* SPDX-License-Identifier: MIT
 * Settings: from `setting` rows to typed values, deck by deck. */
#include "study/settings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "schema/notes.h"
#include "schema/stale.h"

static const char folded_with[] = "folded-with"; /* meta: the fingerprint that the cards hold */

enum kind { KIND_INT, KIND_REAL, KIND_BOOL, KIND_FSRS, KIND_LEARN, KIND_RELEARN, KIND_REST, KIND_EASY, KIND_VACATION };

struct def {
	const char *key, *label;
	enum kind kind;
	size_t offset; /* of a number, in struct settings */
	double min, max, standard;
	bool shapes; /* intervals follow from it: a change makes every card stale */
	bool moves;  /* due days follow from it, intervals do not: likewise, and what rows say of intervals holds */
};

#define DEF_INT(member, key, label, min, max, standard, shapes)                                              \
	{key, label, KIND_INT, offsetof(struct settings, member), min, max, standard, shapes},
#define DEF_REAL(member, key, label, min, max, standard, shapes)                                             \
	{key, label, KIND_REAL, offsetof(struct settings, member), min, max, standard, shapes},
#define DEF_BOOL(member, key, label, standard, shapes)                                                       \
	{key, label, KIND_BOOL, offsetof(struct settings, member), 0, 1, standard, shapes},
static const struct def defs[] = {
	SETTINGS_LIST(DEF_INT, DEF_REAL, DEF_BOOL){"steps", N_("Learning steps"), KIND_LEARN, .shapes = true},
	{"relearn", N_("Relearning steps"), KIND_RELEARN, .shapes = true},
	{"rest", N_("Days of rest"), KIND_REST},
	{"easy", N_("Easy days"), KIND_EASY, .shapes = true},
	{"vacation", N_("Vacations"), KIND_VACATION, .moves = true},
	{"fsrs", N_("FSRS parameters"), KIND_FSRS, .shapes = true},
};
enum { DEFS = sizeof(defs) / sizeof(defs[0]) };

static void *member(const struct def *def, struct settings *settings)
{
	return (char *)settings + def->offset;
}

static void set_number(const struct def *def, struct settings *settings, double value)
{
	switch (def->kind) {
	case KIND_INT: *(int *)member(def, settings) = (int)value; break;
	case KIND_REAL: *(double *)member(def, settings) = value; break;
	case KIND_BOOL: *(bool *)member(def, settings) = value != 0; break;
	case KIND_FSRS:
	case KIND_LEARN:
	case KIND_RELEARN:
	case KIND_REST:
	case KIND_EASY:
	case KIND_VACATION: break;
	}
}

void settings_default(struct settings *settings)
{
	*settings = (struct settings){0};
	for (int i = 0; i < DEFS; i++)
		set_number(&defs[i], settings, defs[i].standard);
	fsrs_default(&settings->fsrs);
	steps_default(&settings->steps);
	memset(&settings->easy, EASY_ALL, sizeof(settings->easy));
}

static const struct def *find_def(struct str key)
{
	for (int i = 0; i < DEFS; i++)
		if (str_is(key, defs[i].key))
			return &defs[i];
	return NULL;
}

static int parse_fsrs(struct settings *settings, struct str text, struct err *err)
{
	double w[FSRS_PARAMS];
	size_t count = 0;
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		if (word.len && word.s[word.len - 1] == ',')
			word.len--;
		if (word.len == 0)
			continue;
		if (count == FSRS_PARAMS)
			return err_set(err, ERR_INPUT, "more than %d parameters of FSRS", FSRS_PARAMS);
		if (str_to_real(word, &w[count++], err))
			return -1;
	}
	return fsrs_init(&settings->fsrs, w, count, settings->steps.relearn.count, err);
}

static int parse_bool(const struct def *def, struct settings *settings, struct str text, struct err *err)
{
	if (str_is(text, "on") || str_is(text, "off")) {
		set_number(def, settings, str_is(text, "on"));
		return 0;
	}
	return err_set(err, ERR_INPUT, "%s is on or off", def->key);
}

static int parse_number(const struct def *def, struct settings *settings, struct str text, struct err *err)
{
	int64_t whole = 0;
	double value = 0;
	int rc = def->kind == KIND_INT ? str_to_int(text, &whole, NULL) : str_to_real(text, &value, NULL);

	if (def->kind == KIND_INT)
		value = (double)whole;
	if (rc || value < def->min || value > def->max)
		return err_set(err, ERR_INPUT, "%s is %s from %g to %g", def->key,
			       def->kind == KIND_INT ? "a whole number" : "a number", def->min, def->max);
	set_number(def, settings, value);
	return 0;
}

static int parse_rest(struct settings *settings, struct str text, struct err *err)
{
	struct str word;
	int rest = 0;

	while (str_cut(&text, ' ', &word)) {
		int day = 0;

		while (day < WEEKDAYS && !str_is(word, weekday_names[day]))
			day++;
		if (word.len && day == WEEKDAYS)
			return err_set(err, ERR_INPUT, "days of rest are mon tue wed thu fri sat sun, or none");
		rest |= word.len ? 1 << day : 0;
	}
	settings->rest = rest;
	return 0;
}

static void put_rest(struct buf *out, int rest)
{
	const char *gap = "";

	for (int day = 0; day < WEEKDAYS; day++)
		if (rest >> day & 1) {
			buf_addf(out, "%s%s", gap, weekday_names[day]);
			gap = " ";
		}
	if (rest == 0)
		buf_addz(out, "none");
}

/* Steps of "none" are an empty list: an empty text would be no setting at all. */
static int parse(const struct def *def, struct settings *settings, struct str text, struct err *err)
{
	struct str steps = str_is(text, "none") ? (struct str){NULL, 0} : text;

	switch (def->kind) {
	case KIND_INT:
	case KIND_REAL: return parse_number(def, settings, text, err);
	case KIND_BOOL: return parse_bool(def, settings, text, err);
	case KIND_FSRS: return parse_fsrs(settings, text, err);
	case KIND_LEARN: return steps_parse(&settings->steps.learn, steps, err);
	case KIND_RELEARN: return steps_parse(&settings->steps.relearn, steps, err);
	case KIND_REST: return parse_rest(settings, steps, err);
	case KIND_EASY: return easy_parse(&settings->easy, steps, err);
	case KIND_VACATION: return vacations_parse(&settings->vacations, steps, err);
	}
	return -1;
}

static void put_steps(struct buf *out, const struct step_list *list)
{
	if (list->count == 0)
		buf_addz(out, "none");
	steps_put(out, list);
}

static void put_value(struct buf *out, const struct def *def, struct settings *settings)
{
	switch (def->kind) {
	case KIND_INT: buf_addf(out, "%d", *(int *)member(def, settings)); break;
	case KIND_REAL: buf_addf(out, "%g", *(double *)member(def, settings)); break;
	case KIND_BOOL: buf_addz(out, *(bool *)member(def, settings) ? "on" : "off"); break;
	case KIND_FSRS:
		for (int i = 0; i < FSRS_PARAMS; i++)
			buf_addf(out, "%s%.6g", i ? " " : "", settings->fsrs.w[i]);
		break;
	case KIND_LEARN: put_steps(out, &settings->steps.learn); break;
	case KIND_RELEARN: put_steps(out, &settings->steps.relearn); break;
	case KIND_REST: put_rest(out, settings->rest); break;
	case KIND_EASY: easy_put(out, &settings->easy); break;
	case KIND_VACATION: vacations_put(out, &settings->vacations); break;
	}
}

/* One thing that is set. */
struct entry {
	const struct def *def;
	struct str deck; /* empty: everywhere */
	struct str value;
	struct entry *next;
};

struct settings_book {
	struct arena arena;
	struct entry *first;
};

static void add_entry(struct settings_book *book, const struct def *def, struct str deck, struct str value)
{
	struct entry *entry = arena_alloc(&book->arena, sizeof(*entry));

	*entry = (struct entry){def, arena_str(&book->arena, deck), arena_str(&book->arena, value), book->first};
	book->first = entry;
}

/* "deck.<path>.<key>", or a plain key. */
static int take_entry(void *ctx, struct str key, struct str value, struct err *err)
{
	struct settings_book *book = ctx;
	struct str deck = {NULL, 0};
	const char *dot;

	(void)err;
	if (str_starts(key, "deck.")) {
		dot = memrchr(key.s, '.', key.len);
		if (dot < key.s + 5)
			return 0;
		deck = str_slice(key, 5, (size_t)(dot - key.s));
		key = str_slice(key, (size_t)(dot - key.s) + 1, key.len);
	}
	if (find_def(key))
		add_entry(book, find_def(key), deck, value);
	return 0;
}

void settings_book_try(struct settings_book *book, const char *key, struct str value)
{
	add_entry(book, find_def(str_of(key)), (struct str){NULL, 0}, value); /* the first of equals is nearest */
}

void settings_put_fsrs(struct buf *out, const double w[FSRS_PARAMS])
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		buf_addf(out, "%s%.7g", i ? " " : "", w[i]);
}

int settings_book_open(struct settings_book **book, struct store *store, struct err *err)
{
	*book = mem_alloc(sizeof(**book));
	if (setting_each(store, take_entry, *book, err) == 0)
		return 0;
	settings_book_close(*book);
	*book = NULL;
	return -1;
}

void settings_book_close(struct settings_book *book)
{
	if (!book)
		return;
	arena_fini(&book->arena);
	free(book);
}

static const struct entry *nearest(const struct settings_book *book, const struct def *def, struct str deck)
{
	const struct entry *best = NULL;

	for (const struct entry *entry = book->first; entry; entry = entry->next)
		if (entry->def == def && deck_is_within(entry->deck, deck) &&
		    (!best || entry->deck.len > best->deck.len))
			best = entry;
	return best;
}

void settings_of(const struct settings_book *book, struct str deck, struct settings *settings)
{
	settings_default(settings);
	for (int i = 0; i < DEFS; i++) {
		const struct entry *entry = nearest(book, &defs[i], deck);

		if (!entry || parse(&defs[i], settings, entry->value, NULL))
			continue;
		if (strcmp(defs[i].key, "new") == 0)
			settings->new_owner = entry->deck.len;
		else if (strcmp(defs[i].key, "reviews") == 0)
			settings->reviews_owner = entry->deck.len;
	}
}

int settings_load(struct store *store, struct str deck, struct settings *settings, struct err *err)
{
	struct settings_book *book;

	settings_default(settings);
	if (settings_book_open(&book, store, err))
		return -1;
	settings_of(book, deck, settings);
	settings_book_close(book);
	return 0;
}

static void full_key(struct buf *out, struct str deck, const char *key)
{
	if (deck.len)
		buf_addf(out, "deck.%.*s.", STR_FMT(deck));
	buf_addz(out, key);
}

static int set_at(struct store *store, struct str deck, const char *key, int64_t *t, struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND}, winner;
	struct arena arena = {0};
	struct buf name = {0};
	int rc;

	full_key(&name, deck, key);
	row.setting.key = buf_str(&name);
	rc = log_winner(store, row_register(&row), &winner, &arena, err);
	if (rc == 0 && winner.t > *t)
		*t = winner.t;
	arena_fini(&arena);
	buf_fini(&name);
	return rc < 0 ? -1 : 0;
}

/* The deck above; the empty path is above all. */
static struct str deck_above(struct str deck)
{
	while (deck.len > 2 && memcmp(deck.s + deck.len - 2, "::", 2) != 0)
		deck.len--;
	return deck.len > 2 ? str_slice(deck, 0, deck.len - 2) : (struct str){NULL, 0};
}

int settings_since(struct store *store, struct str deck, int64_t *t, struct err *err)
{
	*t = 0;
	for (;; deck = deck_above(deck)) {
		for (int i = 0; i < DEFS; i++)
			if (defs[i].shapes && set_at(store, deck, defs[i].key, t, err))
				return -1;
		if (deck.len == 0)
			return 0;
	}
}

int settings_zone(const struct settings *settings, const struct clock *clock)
{
	return clock_zone_min(clock, clock_wall_ms(clock)) - 60 * settings->rollover;
}

/* What shapes intervals, as one number: each value in force and when it was said. 0: nobody ever said
 * anything. */
static int fingerprint(struct store *store, int64_t *print, struct err *err)
{
	struct settings_book *book;
	struct buf text = {0};
	int64_t t = 0;
	int rc = settings_book_open(&book, store, err);

	if (rc)
		return -1;
	for (const struct entry *entry = book->first; entry && rc == 0; entry = entry->next) {
		if (!entry->def->shapes && !entry->def->moves)
			continue;
		t = 0;
		rc = set_at(store, entry->deck, entry->def->key, &t, err);
		buf_addf(&text, "%.*s\n%s\n%.*s\n%lld\n", STR_FMT(entry->deck), entry->def->key,
			 STR_FMT(entry->value), (long long)t);
	}
	t = 0;
	if (rc == 0)
		rc = settings_since(store, (struct str){NULL, 0}, &t, err); /* also of what was unset again */
	if (t)
		buf_addf(&text, "%lld", (long long)t);
	*print = text.len ? (int64_t)hash_bytes(buf_str(&text)) : 0;
	buf_fini(&text);
	settings_book_close(book);
	return rc;
}

int settings_folded_with(struct store *store, int64_t *print, struct err *err)
{
	*print = 0;
	return meta_get_int(store, folded_with, print, err) < 0 ? -1 : 0;
}

/* 1 the cards were folded with something else. */
static int is_other(struct store *store, int64_t *print, struct err *err)
{
	int64_t known;

	if (fingerprint(store, print, err) || settings_folded_with(store, &known, err))
		return -1;
	return known != *print;
}

int settings_adopt_here(struct store *store, struct err *err)
{
	int64_t print;
	int rc = is_other(store, &print, err);

	if (rc != 1)
		return rc;
	if (stale_mark_all(store, err))
		return -1;
	return meta_set_int(store, folded_with, print, err);
}

int settings_adopt(struct store *store, struct err *err)
{
	int64_t print;
	int rc = is_other(store, &print, err);
	STORE_TX(tx);

	if (rc != 1)
		return rc;
	if (store_begin(store, &tx, err) || settings_adopt_here(store, err))
		return -1;
	return store_commit(&tx, err);
}

int settings_put(struct store *store, struct str deck, const char *key, struct str value, struct err *err)
{
	const struct def *def = find_def(str_of(key));
	struct settings now, scratch;
	struct buf name = {0};
	int rc;

	if (!def)
		return err_set(err, ERR_INPUT, "there is no setting \"%s\"", key);
	if (settings_load(store, (struct str){NULL, 0}, &now, err))
		return -1;
	value = str_trim(value);
	scratch = now;
	if (value.len && parse(def, &scratch, value, err))
		return -1;
	full_key(&name, deck, key);
	rc = setting_set(store, buf_z(&name), value, settings_zone(&now, store_clock(store)), err);
	buf_fini(&name);
	return rc ? -1 : settings_adopt_here(store, err);
}

int settings_set(struct store *store, struct str deck, const char *key, struct str value, struct err *err)
{
	struct deed deed;
	struct buf what = {0};
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || deed_begin(store, &deed, err) ||
	    settings_put(store, deck, key, value, err))
		return -1;
	buf_addf(&what, "set %s", key);
	rc = deed_end(store, &deed, buf_str(&what), err);
	buf_fini(&what);
	return rc ? -1 : store_commit(&tx, err);
}

int settings_each(struct store *store, struct str deck, settings_each_fn *each, void *ctx, struct err *err)
{
	struct settings_book *book;
	struct settings settings, usual;
	struct buf value = {0}, other = {0};
	int rc = 0;

	if (settings_book_open(&book, store, err))
		return -1;
	settings_of(book, deck, &settings);
	settings_default(&usual);
	for (int i = 0; i < DEFS && rc == 0; i++) {
		bool is_default = !nearest(book, &defs[i], deck);

		buf_clear(&value);
		buf_clear(&other);
		put_value(&value, &defs[i], &settings);
		put_value(&other, &defs[i], &usual);
		if (!deck.len && str_eq(buf_str(&value), buf_str(&other)))
			is_default = true;
		rc = each(ctx, defs[i].key, defs[i].label, buf_z(&value), is_default, err);
	}
	buf_fini(&value);
	buf_fini(&other);
	settings_book_close(book);
	return rc;
}
