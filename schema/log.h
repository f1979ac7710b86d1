/* SPDX-License-Identifier: MIT
 * The log: appending own rows, reading rows back, and the winners of registers. The truth of the store. */
#ifndef SCHEMA_LOG_H
#define SCHEMA_LOG_H

#include "schema/row.h"
#include "schema/store.h"

enum { LOG_N_BITS = 40 }; /* a row's key in SQLite: alias of its log << 40 | n */

/* Appends one own row inside the caller's transaction. The caller fills z, kind, card and the kind's fields;
 * log, n, origin, at, t and, for registers, g are given out here (g only where the caller left it 0). Then
 * the row's effect on what is derived from it alone is applied (registers, notes, types, clocks); schedules
 * and days are study's. Texts that no other device would read (row_is_tame) are cleaned in a note, which is written so,
 * and refused in any other row. */
int log_append(struct store *store, struct row *row, struct err *err) MUST_CHECK;

/* The moment that the next own row would get: the wall clock, raised above the rows held (SYNC.md, Time). */
int log_now(struct store *store, int64_t *t_ms, struct err *err) MUST_CHECK;

/* The greatest t of the rows held that is not beyond limit_ms; 0: there is none. One seek. */
int log_newest(struct store *store, int64_t limit_ms, int64_t *t_ms, struct err *err) MUST_CHECK;
/* Whether that origin is a process that wrote here. */
int log_is_own(struct store *store, uint64_t origin, bool *own, struct err *err) MUST_CHECK;

/* Calls each row of a card in fold order (t, origin), undone ones included; stops early at a non-zero return,
 * which it returns. Texts live until the callback returns. */
typedef int log_each_fn(void *ctx, const struct row *row, struct err *err);
int log_each_of_card(struct store *store, uint64_t card, log_each_fn *each, void *ctx,
		     struct err *err) MUST_CHECK;
/* Rows with from_ms <= t < to_ms, in order of t; undone rows are left out when `counting`. */
int log_each_between(struct store *store, int64_t from_ms, int64_t to_ms, bool counting, log_each_fn *each,
		     void *ctx, struct err *err) MUST_CHECK;
/* Of those the answers (reviews and practice) and the schedules brought along that count: what a day's totals are made
 * of, however many notes came in on that day. */
typedef int log_answer_fn(void *ctx, const struct row *row, int64_t deck, struct err *err); /* deck: the card's, or 0 */
int log_each_answer(struct store *store, int64_t from_ms, int64_t to_ms, log_answer_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;
/* Reviews and schedules brought along of a card that count, with t <= t_ms, by t from the newest on. */
int log_each_before(struct store *store, uint64_t card, int64_t t_ms, log_each_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;
/* Likewise the reviews and the rows of kind `day`: what a day's game is made of. */
int log_each_played(struct store *store, int64_t from_ms, int64_t to_ms, log_each_fn *each, void *ctx,
		    struct err *err) MUST_CHECK;
/* Reviews, schedules brought along and rows of kind `day`: all that days are counted from. */
int log_each_of_days(struct store *store, int64_t from_ms, int64_t to_ms, log_answer_fn *each, void *ctx,
		     struct err *err) MUST_CHECK;
/* Rows of kind session with from_ms <= t < to_ms, in order of t. */
int log_each_sitting(struct store *store, int64_t from_ms, int64_t to_ms, log_each_fn *each, void *ctx,
		     struct err *err) MUST_CHECK;
/* Every row, by place: log alias, then n. */
int log_each(struct store *store, log_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* 0 found (texts in the arena), 1 no such row. */
int log_find(struct store *store, uint64_t origin, int64_t at, struct row *row, struct arena *arena,
	     struct err *err) MUST_CHECK;

/* A deed: one action of the learner that writes other rows than one answer or one decision. What is appended between
 * begin and end is taken back and done again as one; rows of notes, types and settings that stand in no deed (an
 * import's) are no actions. `what` says it for people: "suspend 12 cards". Inside the caller's transaction. */
struct deed {
	int64_t above; /* the own log's last row before it */
};
int deed_begin(struct store *store, struct deed *deed, struct err *err) MUST_CHECK;
int deed_end(struct store *store, const struct deed *deed, struct str what, struct err *err) MUST_CHECK;

/* What undo would take back: the newest deed, answer or decision of this store that counts; for redo (undone = true)
 * the one whose undo was the last thing said. 0 found, 1 none. */
struct undoable {
	struct row row;	     /* its first one */
	int64_t first, last; /* keys of its rows */
	struct str what;     /* in the arena; empty: the row alone */
};
int log_last_action(struct store *store, bool undone, struct undoable *action, struct arena *arena,
		    struct err *err) MUST_CHECK;
/* Its rows, the last one first when `backwards`. */
int log_each_of_action(struct store *store, const struct undoable *action, bool backwards, log_each_fn *each,
		       void *ctx, struct err *err) MUST_CHECK;

/* The winning row of a register (row_register's key) among those that count: 0 found, 1 none. */
int log_winner(struct store *store, uint64_t key, struct row *row, struct arena *arena,
	       struct err *err) MUST_CHECK;
/* All rows of a register, the winner first. Notes have note_each_revision. */
int log_each_of_register(struct store *store, uint64_t key, log_each_fn *each, void *ctx,
			 struct err *err) MUST_CHECK;

/* Synced settings: the winners of kind `setting`. 0 found (appended to value), 1 unset. */
int setting_get(struct store *store, const char *key, struct buf *value, struct err *err) MUST_CHECK;
/* All of them, by key, but those below "anki/" (takeout_each_told): many bytes, and nobody's choice. */
typedef int setting_each_fn(void *ctx, struct str key, struct str value, struct err *err);
int setting_each(struct store *store, setting_each_fn *each, void *ctx, struct err *err) MUST_CHECK;
/* Appends a row; inside the caller's transaction. z as for any row. An empty value unsets. */
int setting_set(struct store *store, const char *key, struct str value, int z, struct err *err) MUST_CHECK;

struct log_counts {
	int64_t rows;	   /* all rows held, of every log */
	int64_t answers;   /* reviews and practice that count */
	int64_t waiting;   /* own rows that no server has acknowledged */
	int64_t safe;	   /* own rows seen again on the server */
	int64_t synced_ms; /* end of the last complete sync, 0 never */
};
int log_counts(struct store *store, struct log_counts *counts, struct err *err) MUST_CHECK;

#endif
