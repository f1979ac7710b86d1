/* SPDX-License-Identifier: MIT
 * The parsers of feeds and pages, as they stand in the jail: bytes in, records of sync/deck/wire.h out. What they say is
 * judged once more by sync/feed/read.c. */
#ifndef SYNC_FEED_PARSE_H
#define SYNC_FEED_PARSE_H

#include "sync/deck/wire.h"

enum feed_kind { FEED_RSS, FEED_RDF, FEED_ATOM, FEED_JSON, FEED_PAGE, FEED_NOTES, FEED_KINDS };

enum {
	FEED_BYTES_MAX = 16 * 1024 * 1024,
	FEED_ENTRIES_MAX = 20000,
	FEED_TEXT_MAX = 64 * 1024, /* of an entry, behind which it is cut */
	FEED_LINE_MAX = 2000,	   /* of its title, link and id */
};

/* WIRE_HEAD: enum feed_kind, title, language, the site's own feed (of a page; else empty).
 * WIRE_NOTE: id, link, title, text, language, tags (with blanks between them), at (ms UTC, 0: not said). Links may be
 * relative.
 * WIRE_BYTES, of FEED_NOTES alone: columns for the import. Then WIRE_DONE; or WIRE_REFUSE and a sentence. */
struct feed_said {
	struct str id, link, title, text, lang, tags;
	int64_t at_ms;
};

/* What a parser says through. */
struct feed_say {
	struct wire wire;
	int64_t entries;
	struct buf title, text; /* scratch */
};
int feed_say_head(struct feed_say *say, enum feed_kind kind, struct str title, struct str lang, struct str feed,
		  struct err *err) MUST_CHECK;
/* Title and text in HTML when `html`; raw bytes else. 1: that many are enough. */
int feed_say_entry(struct feed_say *say, const struct feed_said *entry, bool html, struct err *err) MUST_CHECK;
int feed_say_end(struct feed_say *say, struct err *err) MUST_CHECK;
void feed_say_fini(struct feed_say *say);

/* Each reads the whole document and says head and entries; -1: err is why it is refused. */
int feed_parse_xml(struct feed_say *say, struct str bytes, struct err *err) MUST_CHECK;
int feed_parse_json(struct feed_say *say, struct str bytes, struct err *err) MUST_CHECK;
int feed_parse_page(struct feed_say *say, struct str bytes, struct err *err) MUST_CHECK;
/* Looks what it is, and calls one of these. */
int feed_parse_bytes(struct feed_say *say, struct str bytes, struct err *err) MUST_CHECK;
/* The same as a jail_fn. */
int feed_parse(int fd, int out, void *ctx);

/* Appends plain text of HTML: paragraphs with "\n" between them, media left out. */
void feed_put_plain(struct buf *out, struct str html);
/* "Sat, 21 Nov 2026 09:30:00 GMT" or ISO 8601 as ms UTC; 0: it is none. */
int64_t feed_time(struct str text);

#endif
