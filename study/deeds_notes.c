/* SPDX-License-Identifier: MIT
 * Deeds: what changes notes: tags, deck, text, deletion. */
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "study/days.h"
#include "study/deeds_priv.h"

enum { TAGS_BYTES_MAX = 1000, DECK_BYTES_MAX = 200 };

/* What is done to a note: writes the note as wanted into *draft, or says that it is so already. */
struct change {
	bool (*make)(const struct change *change, const struct note *note, struct note_draft *draft,
		     struct arena *arena);
	struct str text; /* tags, or a deck's path */
};

static int by_note(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

/* The notes of the cards, each once; free() it. */
static int notes_of(struct store *store, struct cards cards, int64_t **notes, size_t *count, struct err *err)
{
	size_t from = 0;
	struct card card;

	*notes = mem_array(cards.count + 1, sizeof(**notes));
	for (size_t i = 0; i < cards.count; i++) {
		int rc = card_get(store, cards.id[i], &card, err);

		if (rc < 0)
			return -1;
		if (rc == 0 && card.note && card.queue != QUEUE_ABSENT)
			(*notes)[from++] = card.note;
	}
	qsort(*notes, from, sizeof(**notes), by_note);
	*count = 0;
	for (size_t i = 0; i < from; i++)
		if (i == 0 || (*notes)[i] != (*notes)[i - 1])
			(*notes)[(*count)++] = (*notes)[i];
	return 0;
}

static int change_note(struct store *store, const struct change *change, int64_t id, int z, struct deed_done *done,
		       struct err *err)
{
	struct arena arena = {0};
	struct note_draft draft;
	struct note note;
	struct deck deck;
	int rc = note_get(store, id, &note, &arena, err);

	if (rc == 0 && note.shared) {
		done->shared++;
		rc = 1;
	}
	if (rc == 0)
		rc = deck_get(store, note.deck, &deck, &arena, err);
	if (rc == 0) {
		draft = (struct note_draft){note.uid, note.type, deck.name, note.tags, note.fields};
		if (!change->make)
			rc = note_remove(store, note.uid, z, err);
		else if (change->make(change, &note, &draft, &arena))
			rc = note_put(store, &draft, z, err) < 0 ? -1 : 0;
		else
			rc = 1;
		done->changed += rc == 0;
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

/* The study day's totals follow a card to its deck. */
int deeds_recount(struct store *store, int z, struct err *err)
{
	int64_t today = clock_study_day(clock_wall_ms(store_clock(store)), z);

	return days_count(store, today, today, err);
}

static int change_notes(struct store *store, const struct change *change, const char *verb, const int64_t *notes,
			size_t count, struct deed_done *done, struct err *err)
{
	struct deed deed;
	int z;
	STORE_TX(tx);

	if (deeds_zone(store, &z, err) || store_begin(store, &tx, err) || deed_begin(store, &deed, err))
		return -1;
	for (size_t i = 0; i < count; i++)
		if (change_note(store, change, notes[i], z, done, err))
			return -1;
	if (deeds_recount(store, z, err) || deeds_end(store, &deed, err, "%s %zu %s", verb, done->changed,
						done->changed == 1 ? "note" : "notes"))
		return -1;
	return store_commit(&tx, err);
}

static int change_cards(struct store *store, const struct change *change, const char *verb, struct cards cards,
			struct deed_done *done, struct err *err)
{
	int64_t *notes;
	size_t count;
	int rc = notes_of(store, cards, &notes, &count, err);

	*done = (struct deed_done){.notes = true};
	if (rc == 0)
		rc = change_notes(store, change, verb, notes, count, done, err);
	free(notes);
	return rc ? err_wrap(err, "saving the notes") : 0;
}

/* The verb in front of a tag of the wanted ones: '+' or '-'; the sign is cut off. */
static char cut_sign(struct str *tag)
{
	char sign = '+';

	if (tag->len && (tag->s[0] == '+' || tag->s[0] == '-')) {
		sign = tag->s[0];
		*tag = str_slice(*tag, 1, tag->len);
	}
	return sign;
}

static bool is_dropped(struct str wanted, struct str tag)
{
	struct str each;

	while (str_cut(&wanted, ' ', &each))
		if (cut_sign(&each) == '-' && str_eq(each, tag))
			return true;
	return false;
}

static void add_word(struct buf *out, struct str word)
{
	if (out->len)
		buf_addc(out, ' ');
	buf_add(out, word);
}

static bool make_tags(const struct change *change, const struct note *note, struct note_draft *draft,
		      struct arena *arena)
{
	struct str rest = note->tags, wanted = change->text, tag;
	struct buf out = {0};

	while (str_cut(&rest, ' ', &tag))
		if (tag.len && !is_dropped(change->text, tag))
			add_word(&out, tag);
	while (str_cut(&wanted, ' ', &tag))
		if (cut_sign(&tag) == '+' && tag.len && !str_has_word(buf_str(&out), tag))
			add_word(&out, tag);
	draft->tags = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return !str_eq(draft->tags, note->tags);
}

int deeds_tag(struct store *store, struct cards cards, struct str tags, struct deed_done *done, struct err *err)
{
	struct change change = {.make = make_tags};
	struct buf clean = {0};
	int rc;

	utf8_clean(&clean, tags, CLEAN_LINE, TAGS_BYTES_MAX);
	change.text = str_trim(buf_str(&clean));
	rc = change.text.len ? change_cards(store, &change, "tag", cards, done, err)
			     : err_set(err, ERR_INPUT, "no tag was named; \"verb -hard\" adds one and takes one off");
	buf_fini(&clean);
	return rc;
}

static bool make_move(const struct change *change, const struct note *note, struct note_draft *draft,
		      struct arena *arena)
{
	bool same = str_eq(draft->deck, change->text);

	(void)note;
	(void)arena;
	draft->deck = change->text;
	return !same;
}

int deeds_deck_path(struct buf *out, struct str path, struct err *err)
{
	utf8_clean(out, path, CLEAN_LINE, DECK_BYTES_MAX);
	if (str_trim(buf_str(out)).len)
		return 0;
	return err_set(err, ERR_INPUT, "a deck needs a name");
}

int deeds_move(struct store *store, struct cards cards, struct str deck, struct deed_done *done, struct err *err)
{
	struct change change = {.make = make_move};
	struct buf clean = {0};
	int rc = deeds_deck_path(&clean, deck, err);

	change.text = str_trim(buf_str(&clean));
	if (rc == 0)
		rc = change_cards(store, &change, "move", cards, done, err);
	buf_fini(&clean);
	return rc;
}

int deeds_delete(struct store *store, struct cards cards, struct deed_done *done, struct err *err)
{
	return change_cards(store, &(struct change){0}, "delete", cards, done, err);
}

int deeds_write(struct store *store, const struct note_draft *draft, struct err *err)
{
	struct deed deed;
	int z, change;
	STORE_TX(tx);

	if (deeds_zone(store, &z, err) || store_begin(store, &tx, err) || deed_begin(store, &deed, err))
		return -1;
	change = note_put(store, draft, z, err);
	if (change < 0 || deeds_recount(store, z, err) ||
	    deeds_end(store, &deed, err, change == NOTE_NEW ? "add a note" : "edit a note") ||
	    store_commit(&tx, err))
		return err_wrap(err, "saving the note");
	return change;
}

int deeds_put_back(struct store *store, uint64_t note, const struct row_note *revision, struct err *err)
{
	struct note_draft draft = {note, (uint64_t)revision->type, revision->deck, revision->tags, revision->fields};
	struct deed deed;
	int z;
	STORE_TX(tx);

	if (deeds_zone(store, &z, err) || store_begin(store, &tx, err) || deed_begin(store, &deed, err) ||
	    (revision->gone ? note_remove(store, note, z, err) : note_put(store, &draft, z, err)) < 0 ||
	    deeds_recount(store, z, err) || deeds_end(store, &deed, err, "put an earlier text in force") ||
	    store_commit(&tx, err))
		return err_wrap(err, "putting the earlier text in force");
	return 0;
}
