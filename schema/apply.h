/* SPDX-License-Identifier: MIT
 * What a row, once written, changes in the tables derived from it alone. For schema's own files. */
#ifndef SCHEMA_APPLY_H
#define SCHEMA_APPLY_H

#include "schema/cards.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "schema/store_priv.h"

/* The row `id` has just been written; card is its local card or 0. `foreign`: it came from a server or
 * another log, so schedules and days cannot have taken it into account yet. */
int apply_row(struct store *store, const struct row *row, int64_t id, int64_t card, bool foreign,
	      struct err *err) MUST_CHECK;
/* A note's revision (notes.c), a type's (types.c). */
int apply_note(struct store *store, const struct row *row, int64_t id, struct err *err) MUST_CHECK;
int apply_type(struct store *store, const struct row *row, int64_t id, struct err *err) MUST_CHECK;
/* The note as the best of its revisions that count says, after they moved in time or one was taken back; gone when
 * none counts. */
int note_settle(struct store *store, int64_t uid, struct err *err) MUST_CHECK;
int notes_of_type_changed(struct store *store, uint64_t type, struct err *err) MUST_CHECK;
/* The note on which a statement (NOTE_*) stands; texts in the arena. */
void note_read(struct use *use, struct note *note, struct arena *arena);
/* Writes the note as a revision says; row 0: shared content, which has none. old is NULL for a note that
 * should be new: 1 if it is not, and nothing was written. */
int note_write(struct store *store, const struct row_note *revision, int64_t row, const struct note *old,
	       bool was_gone, struct err *err) MUST_CHECK;
/* The card on which a statement (CARD_*, HIT_*) stands. */
void card_read(struct use *use, struct card *card);
/* Fields as stored in a note: joined by U+001F. */
struct row_list note_split(struct str joined, struct arena *arena);
/* A revision from elsewhere, before it competes with the winner: notes own ones that it had not seen
 * (conflicts.c). */
int conflict_look(struct store *store, const struct row *row, const struct row *winner,
		  struct err *err) MUST_CHECK;
/* Evaluates a register again from all of its rows. */
int apply_register(struct store *store, uint64_t key, struct err *err) MUST_CHECK;

/* Reads the row that the statement (ROW_*) stands on; texts live in the arena. */
int row_origin_name(struct store *store, int64_t alias, uint64_t *name, struct err *err) MUST_CHECK;
int row_read(struct store *store, struct use *use, struct row *row, struct arena *arena,
	     struct err *err) MUST_CHECK;
/* By key. 0 found, 1 none. */
int row_load(struct store *store, int64_t id, struct row *row, struct arena *arena,
	     struct err *err) MUST_CHECK;
/* When the row with that key was written, by its own clock; a row that is not there is an error. */
int row_at(struct store *store, int64_t id, int64_t *at, struct err *err) MUST_CHECK;
/* Of the row with that key; one that is not there is an error. */
int row_origin(struct store *store, int64_t id, int64_t *alias, struct err *err) MUST_CHECK;
/* Whether the row counts for nothing: 1 or 0. */
int row_is_undone(struct store *store, int64_t id, struct err *err) MUST_CHECK;
/* The key of the row with that identity: 0 found, 1 not held. */
int row_locate(struct store *store, uint64_t origin, int64_t at, int64_t *id, struct err *err) MUST_CHECK;
/* 1: the row lies behind all that is held of its origin, so it cannot be held; 0: it has to be looked for. Rows
 * come in stretches of one origin, and then nothing has to be read. */
int row_goes_on(struct store *store, const struct row *row, struct err *err) MUST_CHECK;
/* The local id of a card, made if only now heard of. */
int card_local(struct store *store, uint64_t uid, int64_t *id, struct err *err) MUST_CHECK;
/* Whether (g, t, origin) of a beats b's. */
bool row_beats(const struct row *a, const struct row *b);
int mark_stale(struct store *store, int64_t card, const struct row *row,
	       struct err *err) MUST_CHECK; /* card 0: the day alone */

/* Adds a row at the next place of the log that is loaded (log_load…). */
int log_load_own(struct store *store, struct err *err) MUST_CHECK;
int log_load(struct store *store, uint64_t name, struct err *err) MUST_CHECK; /* made if new */
int log_add(struct store *store, struct row *row, bool foreign, struct err *err) MUST_CHECK;
int origin_local(struct store *store, uint64_t name, bool own,
		 struct err *err) MUST_CHECK;		       /* into store->origin_* */
/* The number behind the loaded log's last is taken by something that is no row of its own. */
int log_step_over(struct store *store, int64_t n, struct err *err) MUST_CHECK;
/* Keys from … last become to …, in every table that names rows (fork.c). */
int rows_move(struct store *store, int64_t from, int64_t last, int64_t to, struct err *err) MUST_CHECK;
/* Before keys from … last become others: a deed that is only partly among them is taken back no more (deeds.c). */
int deeds_cut(struct store *store, int64_t first, int64_t last, struct err *err) MUST_CHECK;
/* The row stands where it does for no action of the learner's. */
int deed_mute(struct store *store, int64_t row, struct err *err) MUST_CHECK;
/* The row leaves its run, which is cut, and is one of its own at its new key; called before rows_move. */
int run_take_out(struct store *store, int64_t id, int64_t to, struct err *err) MUST_CHECK;
/* A second place of a row; row 0: a place that holds raw bytes or nothing. */
int place_note(struct store *store, int64_t id, int64_t row, struct err *err) MUST_CHECK;
int raw_put(struct store *store, int64_t id, struct str bytes, const char *why, struct err *err) MUST_CHECK;
int log_mint(struct store *store, struct err *err) MUST_CHECK; /* the own log is given up, a new one begins */

#endif
