/* SPDX-License-Identifier: MIT
 * One package while it is written, as its parts share it. */
#ifndef SYNC_DECK_OUT_APKG_PRIV_H
#define SYNC_DECK_OUT_APKG_PRIV_H

#include "base/mem.h"
#include "schema/cards.h"
#include "schema/takeout.h"
#include "sync/deck/out/apkg.h"
#include "sync/deck/out/out_db.h"
#include "sync/deck/out/out_settings.h"
#include "sync/deck/told.h"

/* A note type there. */
struct out_type {
	int64_t number;
	uint64_t uid;
	struct str name, css;
	struct row_list fields, cards; /* cards: name, front, back; … in Anki's terms */
	bool cloze, theirs, used;      /* theirs: as it came from there; used: by a note that goes out */
};

struct out_deck {
	int64_t id; /* here; 0: a parent that is none here */
	int64_t number, preset;
	struct str name;
	double retention, decay; /* in force */
	int learns, relearns;	 /* steps */
};

/* A card that goes out. */
struct out_card {
	int64_t id, note; /* here */
	int64_t number, note_number;
	int64_t due, last_t;
	int64_t due_day; /* as the history says */
	uint32_t deck;	 /* its place among the decks */
	float s, d;
	int32_t reps, lapses, ivl, step;
	int32_t last_ivl; /* in the history so far */
	uint16_t ord;
	int8_t queue, state, flag;
	bool graduated; /* in the history so far */
};

struct apkg {
	struct store *store;
	const struct export_wishes *wishes;
	struct export_counts *counts;
	struct out_db *db;
	struct arena arena; /* of the whole package */
	struct told_book book;
	int z;		    /* now: minutes east of UTC less the rollover hour */
	int rollover;
	int64_t day0, now_ms;
	struct out_settings settings;
	struct out_type *type;
	struct out_deck *deck;
	struct out_card *card;	/* by (note, ord) when notes are written, else by id */
	size_t types, types_cap, decks, decks_cap, cards, cards_cap, next_card;
	int64_t last_number; /* of cards */
	int64_t position;    /* of new cards */
	struct row_list media; /* names; file names of the folder `media` beside them in media_file */
	struct str *media_file;
	bool *media_wanted;
	size_t media_cap;
};

/* apkg_types.c */
int apkg_load_types(struct apkg *apkg, struct err *err) MUST_CHECK;
/* The type that a note gets there: where it came from as long as its fields suit, else one made of ours. */
const struct out_type *apkg_type_of(struct apkg *apkg, const struct takeout_note *note, struct err *err);
void apkg_put_types(const struct apkg *apkg, struct buf *json); /* those that notes use */
/* apkg_decks.c */
int apkg_load_decks(struct apkg *apkg, struct err *err) MUST_CHECK;
bool apkg_deck(const struct apkg *apkg, int64_t id, uint32_t *at); /* false: it does not go out */
void apkg_put_decks(struct apkg *apkg, struct buf *json);
void apkg_put_presets(struct apkg *apkg, struct buf *json);
/* apkg_notes.c: notes, and the numbers of their cards */
int apkg_put_notes(struct apkg *apkg, struct err *err) MUST_CHECK;
/* apkg_cards.c */
int apkg_load_cards(struct apkg *apkg, struct err *err) MUST_CHECK;
void apkg_sort_cards(struct apkg *apkg, bool by_note);
int apkg_put_cards(struct apkg *apkg, struct err *err) MUST_CHECK;
/* apkg_log.c */
int apkg_put_log(struct apkg *apkg, struct err *err) MUST_CHECK;
/* apkg_media.c */
struct out_zip;
int apkg_load_media(struct apkg *apkg, struct err *err) MUST_CHECK;
void apkg_want_media(struct apkg *apkg, struct str html); /* those that it names */
int apkg_put_media(struct apkg *apkg, struct out_zip *zip, struct err *err) MUST_CHECK;

#endif
