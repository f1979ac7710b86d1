/* SPDX-License-Identifier: MIT
 * Leeches: a card that was forgotten often is tagged, and suspended where that is wished. */
#include "study/leech.h"

#include "study/fold.h"

bool leech_is_due(int lapses, int threshold)
{
	int half = (threshold + 1) / 2;

	return threshold > 0 && lapses >= threshold && (lapses - threshold) % half == 0;
}

/* A shared note keeps the tags that its server gave it. */
static int tag(struct store *store, int64_t id, int z, struct err *err)
{
	struct arena arena = {0};
	struct buf tags = {0};
	struct note note;
	struct deck deck;
	int rc = note_get(store, id, &note, &arena, err);

	if (rc == 0 && (note.shared || str_has_word(note.tags, STR("leech"))))
		rc = 1;
	if (rc == 0)
		rc = deck_get(store, note.deck, &deck, &arena, err);
	if (rc == 0) {
		buf_addf(&tags, "%.*s%sleech", STR_FMT(note.tags), note.tags.len ? " " : "");
		rc = note_put(store,
			      &(struct note_draft){note.uid, note.type, deck.name, buf_str(&tags), note.fields}, z,
			      err);
	}
	buf_fini(&tags);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int leech_take(struct store *store, struct card *card, const struct settings *settings, int z, struct err *err)
{
	struct row row = {.kind = ROW_SUSPEND_KIND, .card = card->uid, .z = z};

	if (tag(store, card->note, z, err))
		return -1;
	row.suspend.value = 1;
	if (!settings->leech_suspend)
		return 0;
	return log_append(store, &row, err) || fold_card(store, card, err) ? -1 : 0;
}
