/* SPDX-License-Identifier: MIT
 * One package while it is read, as its readers share it. */
#ifndef SYNC_DECK_ANKI_PRIV_H
#define SYNC_DECK_ANKI_PRIV_H

#include "base/mem.h"
#include "schema/template.h"
#include "sync/deck/foreign.h"
#include "sync/deck/wire.h"
#include "sync/deck/zip.h"

enum { ANKI_FIELDS_MAX = 64, ANKI_CARDS_MAX = 64, ANKI_TYPES_MAX = 5000, ANKI_DECKS_MAX = 50000 };

struct anki_template {
	struct str name, front, back; /* as Anki has them: HTML with {{…}} */
};

struct anki_type {
	int64_t id;
	struct str name, css;
	bool cloze;
	struct str field[ANKI_FIELDS_MAX];
	struct anki_template card[ANKI_CARDS_MAX];
	size_t fields, cards;
	uint64_t uid; /* of the type that it becomes */
};

struct anki_deck {
	int64_t id, preset;
	struct str name; /* levels separated by "::" */
	bool filtered;
	/* its own, over the preset's; -1 none */
	int64_t news, reviews;
	double retention;
};

enum { ANKI_STEPS_MAX = 20, ANKI_PARAMETERS = 21 };
struct anki_preset {
	int64_t id;
	int64_t news, reviews, max_ivl, leech; /* -1 not said */
	bool leech_tags; /* a leech gets its tag alone; else it is suspended too */
	bool bury_new, bury_reviews;
	double retention;
	double learn[ANKI_STEPS_MAX], relearn[ANKI_STEPS_MAX]; /* minutes */
	size_t learns, relearns;
	double w[ANKI_PARAMETERS];
	size_t ws; /* 0, 17, 19 or 21 */
};

struct anki_card {
	int64_t id, note, deck; /* Anki's ids; deck: its home */
	uint64_t uid;		/* ours; 0: its note did not come along */
	int64_t due;		/* in its home deck */
	int64_t mod;		/* s */
	int32_t ivl, factor, reps, lapses;
	uint32_t ord;
	int8_t type, queue;
	uint8_t flag;
	double s, d;	 /* FSRS's; 0 none */
	int64_t last_ms; /* of the last review: as cards.data says, then as the log does */
	/* while the log is read */
	int64_t seen_ms; /* of the last review there; 0 none */
	int32_t seen, seen_ivl, seen_lapses;
	uint8_t learns, relearns; /* steps of its deck */
	uint8_t stage, step;	  /* enum anki_stage, as the log says with these steps */
};

enum anki_stage { ANKI_NEW, ANKI_LEARNING, ANKI_REVIEW, ANKI_RELEARNING };

struct anki {
	int fd;
	struct zip *zip;
	struct wire wire;
	struct arena arena;
	char *image; /* room of ZIP_MEMBER_MAX bytes for the database; NULL: none yet */
	struct foreign *db;
	bool modern; /* tables and protocol buffers; else JSON in `col` */
	int64_t crt; /* s: when study day 0 began */
	int64_t mod; /* ms */
	int z;	     /* minutes east of UTC less the rollover hour, as crt says */
	int64_t rollover;
	int generation; /* 1, 2, 3: of the package */
	struct anki_type *type;
	struct anki_deck *deck;
	struct anki_preset *preset;
	struct anki_card *card; /* by id */
	uint32_t *by_note;	/* cards by (note, ord) */
	size_t types, decks, presets, cards, cards_cap;
};

/* anki_members.c: which database holds the collection. */
int anki_open(struct anki *anki, struct err *err) MUST_CHECK;
void anki_close(struct anki *anki);
int anki_put_media(struct anki *anki, struct err *err) MUST_CHECK; /* anki_media.c */

/* anki_types.c, anki_decks.c, anki_presets.c */
int anki_load_types(struct anki *anki, struct err *err) MUST_CHECK;
int anki_put_types(struct anki *anki, struct err *err) MUST_CHECK;
const struct anki_type *anki_type(const struct anki *anki, int64_t id);
int anki_load_decks(struct anki *anki, struct err *err) MUST_CHECK;
const struct anki_deck *anki_deck(const struct anki *anki, int64_t id);
int anki_load_presets(struct anki *anki, struct err *err) MUST_CHECK;
/* How many steps a card of that deck has. */
void anki_steps(const struct anki *anki, int64_t deck, uint8_t *learns, uint8_t *relearns);
int anki_put_presets(struct anki *anki, struct err *err) MUST_CHECK;

/* anki_template.c: Anki's template as one of ours; `back`: what is below the front. */
void anki_template(struct buf *out, struct str html, bool back);

/* anki_cards.c, anki_notes.c, anki_log.c */
int anki_load_cards(struct anki *anki, struct err *err) MUST_CHECK;
/* The first card of the note in by_note; *count of them. */
size_t anki_cards_of(const struct anki *anki, int64_t note, size_t *count);
struct anki_card *anki_card(const struct anki *anki, int64_t id);
int anki_put_notes(struct anki *anki, struct err *err) MUST_CHECK;
int anki_put_log(struct anki *anki, struct err *err) MUST_CHECK;	/* reviews; fills seen… of the cards */
int anki_put_schedules(struct anki *anki, struct err *err) MUST_CHECK; /* what the log does not say */

int anki_skip(struct anki *anki, int64_t count, const char *why, struct err *err) MUST_CHECK;

#endif
