/* SPDX-License-Identifier: MIT
 * Feedbox: what feeds brought to this machine, in a file of its own beside the store: when each was asked, entries, drafts
 * that wait. Local; what is subscribed to and what was decided are settings (schema/inbox.h). */
#ifndef SCHEMA_FEEDBOX_H
#define SCHEMA_FEEDBOX_H

#include "schema/row.h"
#include "schema/store.h"

/* A connection of its own to the store's file and to the feedbox, which is made if it is missing, damaged or of
 * another version. Its transactions (feedbox_begin) lock the feedbox alone; store_close it. */
int feedbox_open(struct store **box, const struct store *store, struct err *err) MUST_CHECK;
/* 1: there is no such file, and so nothing in it; 0: it is open. */
int feedbox_look(struct store **box, const struct store *store, struct err *err) MUST_CHECK;
int feedbox_begin(struct store *box, struct err *err) MUST_CHECK;
int feedbox_commit(struct store *box, struct err *err) MUST_CHECK;
void feedbox_rollback(struct store *box);

/* How it stands with a feed. Texts live in the arena. */
struct feedbox_source {
	struct str key, title, etag, modified, error;
	int64_t checked_ms, next_ms, fails;
};
/* Always 0 or -1: zeros where it was never asked. */
int feedbox_source_get(struct store *box, struct str key, struct feedbox_source *source, struct arena *arena,
		       struct err *err) MUST_CHECK;
int feedbox_source_set(struct store *box, const struct feedbox_source *source, struct err *err) MUST_CHECK;
/* Forgets it, and entries that nobody has drafted from. */
int feedbox_source_drop(struct store *box, struct str key, struct err *err) MUST_CHECK;

struct feedbox_host {
	struct str name, robots;
	int64_t next_ms, robots_ms;
};
int feedbox_host_get(struct store *box, struct str name, struct feedbox_host *host, struct arena *arena,
		     struct err *err) MUST_CHECK;
int feedbox_host_set(struct store *box, const struct feedbox_host *host, struct err *err) MUST_CHECK;

struct feedbox_entry {
	int64_t id; /* local */
	uint64_t uid, link_hash, text_hash; /* hashes: 0 none */
	struct str source, link, title, text, lang, tags;
	int64_t at_ms, seen_ms;
	bool drafted;
};
/* 0 added, 1 it is a double: of id, link or text. */
int feedbox_entry_add(struct store *box, const struct feedbox_entry *entry, struct err *err) MUST_CHECK;
typedef int feedbox_entry_fn(void *ctx, const struct feedbox_entry *entry, struct err *err);
/* Those of a source that nobody has drafted from, in the order of their coming; texts live until the callback returns. */
int feedbox_each_new(struct store *box, struct str source, int limit, feedbox_entry_fn *each, void *ctx,
		     struct err *err) MUST_CHECK;
int feedbox_entry_done(struct store *box, int64_t id, struct err *err) MUST_CHECK;
/* Drops decided drafts, and entries without one, that came before. */
int feedbox_forget(struct store *box, int64_t before_ms, struct err *err) MUST_CHECK;

struct feedbox_draft {
	int64_t id, entry;
	struct str key; /* 13 digits; its decision is the setting "inbox.KEY" */
	uint64_t type;
	struct str deck, tags, fields; /* fields: markup, joined by U+001F */
	struct str quote, how, clues, why;
	int64_t p; /* 1/1000 */
	struct str link, title, source; /* of its entry; not for adding */
};
int feedbox_draft_add(struct store *box, const struct feedbox_draft *draft, struct err *err) MUST_CHECK;
typedef int feedbox_draft_fn(void *ctx, const struct feedbox_draft *draft, struct err *err);
/* Drafts that nobody has decided on, the likeliest first. */
int feedbox_each_open(struct store *box, int limit, feedbox_draft_fn *each, void *ctx, struct err *err) MUST_CHECK;
int feedbox_count_open(struct store *box, int64_t *count, struct err *err) MUST_CHECK;

/* The newest notes with how they stand, for what a learner knows and learns. fields: joined by U+001F. */
struct feedbox_note {
	struct str fields, deck;
	int64_t reps, lapses; /* the most of its cards */
};
typedef int feedbox_note_fn(void *ctx, const struct feedbox_note *note, struct err *err);
int feedbox_each_note(struct store *box, int limit, feedbox_note_fn *each, void *ctx, struct err *err) MUST_CHECK;

#endif
