/* SPDX-License-Identifier: MIT
 * Reading what a server sent: a child in the jail parses it, and what it says is judged and cleaned here. All of a
 * document is taken or nothing. */
#ifndef SYNC_FEED_READ_H
#define SYNC_FEED_READ_H

#include "base/mem.h"
#include "sync/feed/parse.h"

/* Texts are clean and live in the arena. */
struct feed_entry {
	uint64_t uid;	     /* of the feed's address and the entry's id, link or text: the same on every device */
	uint64_t link_hash;  /* of the link without its decoration; 0: none */
	uint64_t text_hash;  /* of title and text as letters and digits alone; 0: too little to tell */
	struct str link;     /* https:// or http://, whole; empty: none */
	struct str title, text, lang, tags;
	int64_t at_ms; /* when it was published, 0: not said */
};

struct feed_doc {
	struct arena arena;
	enum feed_kind kind;
	struct str title, lang;
	struct str feed; /* a page's own feed, whole; empty: none */
	struct feed_entry *entry;
	size_t count, cap;
	struct buf notes; /* FEED_NOTES: columns for the import */
};

/* Parses the file in a jail; `url` is where it came from. -1 ERR_INPUT: refused, nothing taken. */
int feed_read(struct feed_doc *doc, int fd, struct str url, struct err *err) MUST_CHECK;
/* The same of what a parser has said into `from`: 1 it broke off. */
int feed_read_said(struct feed_doc *doc, int from, struct str url, struct err *err) MUST_CHECK;
void feed_doc_fini(struct feed_doc *doc);

/* What remains when a link's decoration is gone: no fragment, no utm_ and the like, no "www.", no last slash. */
void feed_put_bare_link(struct buf *out, struct str link);
/* A language's code, told from letters and the commonest words; empty where it cannot be told. Constant. */
struct str feed_language(struct str text);

#endif
