/* SPDX-License-Identifier: MIT
 * A text file of somebody's, read in pieces: what it is, whether it is UTF-8, and windows on it that a reader
 * of lines or of records takes from. Knows nothing of decks. */
#ifndef SYNC_DECK_SOURCE_H
#define SYNC_DECK_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum { SOURCE_LINE_MAX = 1024 * 1024 };

struct source {
	const char *path;
	int fd;
	struct buf window;
	size_t at;    /* of the window: what is before it was taken */
	int64_t line; /* of window.s[at], from 1 */
	bool end;     /* the window holds the rest of the file */
};

/* Opens a regular file and looks through it once: text in UTF-8 is let in (a byte order mark is skipped),
 * anything else is refused with a sentence that says what it is and how to convert it. */
int source_open(struct source *source, const char *path, struct err *err) MUST_CHECK;
/* The same for a file that is open, by the name that people are told; fd becomes the source's. */
int source_adopt(struct source *source, int fd, const char *path, struct err *err) MUST_CHECK;
void source_close(struct source *source);

/* What lies ahead, at least one byte unless the file is used up. */
struct str source_ahead(const struct source *source);
/* Reads on, so that more lies ahead: 0, or 1 when there is no more or SOURCE_LINE_MAX bytes lie ahead
 * already. */
int source_more(struct source *source, struct err *err) MUST_CHECK;
/* Takes len bytes of what lies ahead; counts the lines in them. */
void source_take(struct source *source, size_t len);

/* A line without its end (LF, CR LF); it lives until the next call. */
enum line_outcome {
	LINE_TAKEN = 0,
	LINE_END = 1, /* there are no more */
	LINE_BROKEN =
		2, /* longer than SOURCE_LINE_MAX, or with a NUL: skipped; *text says which, for people */
};
/* *number: of the line. 0, or a named outcome. */
int source_line(struct source *source, struct str *text, int64_t *number, struct err *err) MUST_CHECK;
/* Skips to the next line, however far it is. */
int source_skip_line(struct source *source, struct err *err) MUST_CHECK;

#endif
