/* SPDX-License-Identifier: MIT
 * cairn cards, search, index: cards as lists. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/card_json.h"
#include "schema/index.h"
#include "study/fold.h"
#include "study/search.h"
#include "tui/pin.h"
#include "tui/program.h"

enum { UID_DIGITS = 13, FRONT_BYTES = 200 };

static const char *const state_names[] = {N_("new"), N_("learning"), N_("review"), N_("relearning")};

/* What listing cards needs besides the card: the name of its deck, looked up once a stretch. */
struct lister {
	struct program *program;
	struct arena arena;
	int64_t deck;
	struct str name;
	struct str only; /* cards of that deck and those below it; "": all */
	bool any;
	bool texts; /* notes are shown, too */
};

static int deck_name(struct lister *l, int64_t id, struct err *err)
{
	struct deck deck;
	int rc;

	if (id == l->deck && l->name.s)
		return 0;
	arena_reset(&l->arena);
	rc = deck_get(l->program->store, id, &deck, &l->arena, err);
	l->deck = id;
	l->name = rc == 0 ? deck.name : STR("");
	return rc < 0 ? -1 : 0;
}

/* The note of a card: its tags and fields. */
static int put_note_json(struct lister *l, const struct card *card, struct json *j, struct err *err)
{
	struct arena arena = {0};
	struct note note;
	int rc = note_get(l->program->store, card->note, &note, &arena, err);

	if (rc == 0) {
		json_key_str(j, "tags", note.tags);
		json_key(j, "fields");
		json_open(j, '[');
		for (size_t i = 0; i < note.fields.count; i++)
			json_str(j, note.fields.item[i]);
		json_close(j, ']');
		name_put_json(j, "note", note.uid);
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int put_front(struct lister *l, const struct card *card, struct buf *out, struct err *err)
{
	char uid[UID_DIGITS + 1];
	struct arena arena = {0};
	struct note note;
	int rc = note_get(l->program->store, card->note, &note, &arena, err);

	hash_put32(uid, card->uid, UID_DIGITS);
	buf_addf(out, "%s  ", uid);
	if (rc == 0 && note.fields.count)
		markup_line(out, note.fields.item[0], FRONT_BYTES);
	buf_addf(out, "  [%.*s]", STR_FMT(l->name));
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int put_card(void *ctx, const struct card *card, struct err *err)
{
	struct lister *l = ctx;
	struct buf out = {0};
	struct json j = {.out = &out};

	if (deck_name(l, card->deck, err))
		return -1;
	if (!deck_is_within(l->only, l->name))
		return 0;
	if (l->program->options.json) {
		json_open(&j, '{');
		name_put_json(&j, "uid", card->uid);
		json_key_str(&j, "deck", l->name);
		if (l->texts && put_note_json(l, card, &j, err))
			return -1;
		card_put_json(&j, card);
		json_close(&j, '}');
		printf("%s\n%s", l->any ? "," : "", buf_z(&out));
	} else if (l->texts) {
		if (put_front(l, card, &out, err))
			return -1;
		puts(buf_z(&out));
	} else {
		char uid[UID_DIGITS + 1];

		hash_put32(uid, card->uid, UID_DIGITS);
		printf(_("%s  %-10s  S %8.2f  D %5.2f  %3d reps  %.*s\n"), uid, _(state_names[card->state]),
		       card->s, card->d, card->reps, STR_FMT(l->name));
	}
	l->any = true;
	buf_fini(&out);
	return 0;
}

int cmd_cards(struct program *p, struct err *err)
{
	struct lister lister = {.program = p};
	int rc;

	if (program_deck(p, &lister.only, err) || fold_slice(p->store, 0, err) < 0)
		return -1;
	if (p->options.json)
		putchar('[');
	rc = card_each(p->store, put_card, &lister, err);
	if (p->options.json)
		puts("\n]");
	arena_fini(&lister.arena);
	return rc;
}

static int read_order(const char *name, enum search_order *order, struct err *err)
{
	for (int i = 0; i < ORDERS; i++)
		if (strcmp(name, search_order_name((enum search_order)i)) == 0)
			return *order = (enum search_order)i, 0;
	return err_set(err, ERR_USAGE,
		       "--order is added, due, front, interval, stability or difficulty, not \"%.40s\"", name);
}

static int print_found(struct program *p, struct search *search, struct err *err)
{
	struct lister lister = {.program = p, .texts = true};
	int64_t count = search_listed(search);
	struct card card;
	int rc = 0;

	if (program_deck(p, &lister.only, err))
		return -1;
	if (p->options.json)
		putchar('[');
	for (int64_t i = 0; i < count && rc == 0; i++) {
		rc = card_get(p->store, search_card(search, i), &card, err);
		if (rc == 0)
			rc = put_card(&lister, &card, err);
		else if (rc == 1)
			rc = 0;
	}
	if (p->options.json)
		puts("\n]");
	arena_fini(&lister.arena);
	return rc;
}

/* The words as one query. */
static int join_words(const struct options *o, struct buf *query, struct err *err)
{
	for (int i = 0; i < o->args; i++) {
		struct str word = str_of(o->arg[i]);

		if (!utf8_is_valid(word))
			return err_set(err, ERR_INPUT, "the words are no UTF-8");
		if (i)
			buf_addc(query, ' ');
		buf_add(query, word);
	}
	return 0;
}

static int search_all(struct program *p, struct str query, enum search_order order, struct err *err)
{
	struct search *search = NULL;
	int rc = search_open(&search, p->store, err);

	if (rc == 0)
		rc = search_start(search, query, order, false, err);
	if (rc == 0)
		rc = search_step(search, 0, 0, err);
	if (rc == 0)
		rc = print_found(p, search, err);
	search_close(search);
	return rc;
}

int cmd_search(struct program *p, struct err *err)
{
	enum search_order order = ORDER_ADDED;
	struct buf query = {0};
	int rc;

	if (p->options.order && read_order(p->options.order, &order, err))
		return -1;
	if (pin_ask_tty(&p->env, &p->paths, &p->clock, err) || fold_slice(p->store, 0, err) < 0)
		return -1;
	rc = join_words(&p->options, &query, err);
	if (rc == 0)
		rc = search_all(p, buf_str(&query), order, err);
	buf_fini(&query);
	return rc;
}

int cmd_index(struct program *p, struct err *err)
{
	struct store *looking;
	int rc = index_open(&looking, p->store, err);

	if (rc)
		return -1;
	store_expect_bulk(looking);
	do
		rc = index_catch_up(looking, err);
	while (rc == 1);
	store_close(looking);
	return rc;
}
