/* SPDX-License-Identifier: MIT
 * Rows: what an answer, a decision or a note's revision is, as a value. Their kinds and fields are the
 * X-lists below; docs/rows.md says what travels. Knows nothing of SQL, of scheduling or of MongoDB. */
#ifndef SCHEMA_ROW_H
#define SCHEMA_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "base/text.h"

/* FIELD(member of struct row, its own member, "short name on the wire"). The order of a kind's fields is
 * frozen: the check hash and the store's bytes depend on it. INT is an int64_t, TEXT one string, LIST an
 * array of strings. A new field raises ROW_VERSION.
 *
 * rating   1 again, 2 hard, 3 good, 4 easy
 * took_ms  active time, capped at 60 000
 * mode     enum row_mode;  hint: number of hints taken
 * p        predicted retrievability before the answer, 1/10 000;  -1 for a new card
 * ord      the card's count of reviews when it was answered (0: a new card)
 * ivl      > 0 days, < 0 seconds of a learning step
 * s        stability after the answer, 1/1000 day
 * dist     edit distance of a typed answer; of one that was chosen wrongly 15 bits that name it; else -1
 * g        1 + the greatest g held for the register's key */
#define ROW_REVIEW(K, INT, TEXT, LIST)                                                                       \
	INT(K, rating, "r")                                                                                  \
	INT(K, took_ms, "ms")                                                                                \
	INT(K, mode, "m")                                                                                    \
	INT(K, hint, "q") INT(K, p, "p") INT(K, ord, "i") INT(K, ivl, "d") INT(K, s, "s") INT(K, dist, "e")
#define ROW_PRACTICE(K, INT, TEXT, LIST)                                                                     \
	INT(K, rating, "r")                                                                                  \
	INT(K, took_ms, "ms") INT(K, mode, "m") INT(K, hint, "q") INT(K, p, "p") INT(K, dist, "e")
/* A schedule brought along. s, d: 1/1000; 0 when the source had none, then ivl (days) and ease (1/1000) hold.
 * due: study day. */
#define ROW_STATE(K, INT, TEXT, LIST)                                                                        \
	TEXT(K, source, "src")                                                                               \
	INT(K, ivl, "d")                                                                                     \
	INT(K, ease, "f")                                                                                    \
	INT(K, s, "s") INT(K, difficulty, "x") INT(K, due, "due") INT(K, reps, "i") INT(K, lapses, "l")
/* The row (target_origin, target_at) counts for nothing (on = 1), or counts again (0). */
#define ROW_UNDO(K, INT, TEXT, LIST)                                                                         \
	INT(K, target_origin, "to") INT(K, target_at, "ta") INT(K, on, "on") INT(K, g, "g")
/* suspend: 1 or 0. bury: the study day until which (excluded). flag: 0–7. forget: 1: rows before this one no
 * longer shape the schedule. due: study day. */
#define ROW_DECISION(K, INT, TEXT, LIST) INT(K, value, "w") INT(K, g, "g")
/* One revision of a note: uid, type (its uid), deck (path with "::"), tags (space-separated), fields. */
#define ROW_NOTE(K, INT, TEXT, LIST)                                                                         \
	INT(K, uid, "u")                                                                                     \
	INT(K, type, "ty")                                                                                   \
	TEXT(K, deck, "dk") TEXT(K, tags, "tg") LIST(K, fields, "fs") INT(K, gone, "gone") INT(K, g, "g")
/* One revision of a note type: kind 0 ordinary, 1 cloze; cards: name, front, back of each, one after the
 * other. */
#define ROW_TYPE(K, INT, TEXT, LIST)                                                                         \
	INT(K, uid, "u")                                                                                     \
	TEXT(K, name, "nm")                                                                                  \
	INT(K, cloze, "cz") LIST(K, fields, "fs") LIST(K, cards, "cs") INT(K, gone, "gone") INT(K, g, "g")
#define ROW_CLOCK(K, INT, TEXT, LIST)	INT(K, of, "of") INT(K, ms, "ms")
#define ROW_SETTING(K, INT, TEXT, LIST) TEXT(K, key, "key") TEXT(K, value, "val") INT(K, g, "g")
/* The plan of a study day, written before its first answer: cards due, the quota, the quests, weekdays of rest
 * (bit 0 Monday), the study day since which something was due. With `reached` it is no plan but says what was
 * reached on that day. study/game_plan.c writes and reads both texts. */
#define ROW_DAY(K, INT, TEXT, LIST)                                                                          \
	INT(K, due, "due")                                                                                   \
	INT(K, quota, "qt") TEXT(K, quests, "qs") INT(K, rest, "re") INT(K, since, "si") TEXT(K, reached, "ok")
#define ROW_SESSION(K, INT, TEXT, LIST)                                                                      \
	INT(K, start, "st") INT(K, end, "en") INT(K, mode, "m") TEXT(K, deck, "dk")

/* KIND(enum name, member of struct row, number, wire name, fields). Numbers and names are frozen. */
#define ROW_KINDS(KIND)                                                                                      \
	KIND(REVIEW, review, 1, "review", ROW_REVIEW)                                                        \
	KIND(PRACTICE, practice, 2, "practice", ROW_PRACTICE)                                                \
	KIND(STATE, state, 3, "state", ROW_STATE)                                                            \
	KIND(UNDO, undo, 4, "undo", ROW_UNDO)                                                                \
	KIND(SUSPEND, suspend, 5, "suspend", ROW_DECISION)                                                   \
	KIND(BURY, bury, 6, "bury", ROW_DECISION)                                                            \
	KIND(FLAG, flag, 7, "flag", ROW_DECISION)                                                            \
	KIND(FORGET, forget, 8, "forget", ROW_DECISION)                                                      \
	KIND(DUE, due, 9, "due", ROW_DECISION)                                                               \
	KIND(NOTE, note, 10, "note", ROW_NOTE)                                                               \
	KIND(TYPE, type, 11, "type", ROW_TYPE)                                                               \
	KIND(CLOCK, clock, 12, "clock", ROW_CLOCK)                                                           \
	KIND(SETTING, setting, 13, "setting", ROW_SETTING)                                                   \
	KIND(DAY, day, 14, "day", ROW_DAY)                                                                   \
	KIND(SESSION, session, 15, "session", ROW_SESSION)

enum { ROW_VERSION = 1, ROW_FIELDS_MAX = 16, ROW_LIST_MAX = 1000, ROW_TEXT_MAX = 1024 * 1024 /* bytes */ };

#define ROW_ENUM(NAME, member, number, wire, fields) ROW_##NAME##_KIND = number,
enum row_kind { ROW_KINDS(ROW_ENUM) };
#undef ROW_ENUM

/* How the card was asked. */
enum row_mode { MODE_FLIP, MODE_CHOICE, MODE_TYPED, MODE_CLOZE };

struct row_list {
	const struct str *item;
	size_t count;
};

#define ROW_INT_MEMBER(kind, member, name)  int64_t member;
#define ROW_TEXT_MEMBER(kind, member, name) struct str member;
#define ROW_LIST_MEMBER(kind, member, name) struct row_list member;
#define ROW_STRUCT(NAME, member, number, wire, fields)                                                       \
	struct row_##member {                                                                                \
		fields(member, ROW_INT_MEMBER, ROW_TEXT_MEMBER, ROW_LIST_MEMBER)                             \
	};
ROW_KINDS(ROW_STRUCT)
#undef ROW_STRUCT

/* A row. Texts are borrowed: from the arena it was decoded into, or from whoever filled it. */
struct row {
	uint64_t log;	 /* its place: the store file it was written in … */
	int64_t n;	 /* … and its number there, from 1, without holes */
	uint64_t origin; /* its identity: the process that wrote it … */
	int64_t at;	 /* … and when, ms UTC by that process's clock, strictly growing */
	int64_t t;	 /* at, corrected by what is known of the origin's clock; local, never sent */
	int z;		 /* minutes east of UTC, less the rollover hour */
	enum row_kind kind;
	uint64_t card; /* uid; 0 where the kind has none */
	bool undone;   /* counts for nothing; local, told by log_each_of_card and log_each alone */
#define ROW_MEMBER(NAME, member, number, wire, fields) struct row_##member member;
	union {
		ROW_KINDS(ROW_MEMBER)
	};
#undef ROW_MEMBER
};

enum row_field_type { ROW_INT, ROW_TEXT, ROW_LIST };

/* One field of a kind, for code that walks them all (BSON, JSON, the check hash). */
struct row_field {
	const char *name; /* on the wire; constant */
	const char *word; /* in full, for people who ask by SQL */
	enum row_field_type type;
	size_t offset; /* in struct row */
};

struct row_shape {
	enum row_kind kind;
	const char *name;
	size_t count;
	struct row_field field[ROW_FIELDS_MAX];
};

/* NULL for a kind that this version does not know. */
const struct row_shape *row_shape(int64_t kind);
const struct row_shape *row_shape_named(struct str wire);
int64_t *row_int(const struct row *row, const struct row_field *field);
struct str *row_text(const struct row *row, const struct row_field *field);
struct row_list *row_list(const struct row *row, const struct row_field *field);

/* Kinds that belong to a card. */
bool row_has_card(enum row_kind kind);
/* Those that say nothing without one: an undo may be about a note. */
bool row_needs_card(enum row_kind kind);
/* The key of the register that a row is a value of: equal keys compete by (g, t, origin). 0: not a register.
 */
uint64_t row_register(const struct row *row);
int64_t row_g(const struct row *row); /* of a register row */

/* Whether other devices read its texts: each tame (base/utf8.h) and at most ROW_TEXT_MAX long, lists at most ROW_LIST_MAX. */
bool row_is_tame(const struct row *row);
/* Texts and items that are not tame are cleaned and cut, their new bytes are in the arena. */
void row_clean(struct row *row, struct arena *arena);

/* The kind's own fields as bytes: integers as zigzag LEB128, texts with their length, lists with their count.
 */
void row_put_body(struct buf *out, const struct row *row);
/* The inverse; kind must be set. Texts and lists are copied into the arena; without one (NULL) texts point
 * into body, and kinds with lists are refused. -1: not the bytes of such a row. */
int row_get_body(struct row *row, struct str body, struct arena *arena, struct err *err) MUST_CHECK;

/* One whole number as bodies hold it, for other bytes of the store; get moves `bytes` on, false: none stands there. */
void row_put_int(struct buf *out, int64_t value);
bool row_get_int(struct str *bytes, int64_t *value);

/* The check hash `h`: 64 bits of BLAKE2b over learner, log, n, origin, at, z, kind, card, version and body,
 * in this order, integers as 8 bytes little-endian, the learner with its length; keyed when key is not empty.
 */
uint64_t row_hash(const struct row *row, struct str learner, struct str key);

#endif
