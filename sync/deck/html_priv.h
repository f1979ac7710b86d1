/* SPDX-License-Identifier: MIT
 * What the parts of the reader of HTML share: its state, and tags as they stand in the text. */
#ifndef SYNC_DECK_HTML_PRIV_H
#define SYNC_DECK_HTML_PRIV_H

#include "sync/deck/html.h"
#include "sync/deck/rich.h"

enum { HTML_LISTS_MAX = 16, TAG_NAME_MAX = 16 };

struct parser {
	struct str rest;
	struct rich rich;
	struct buf scratch;
	int style_count[RICH_STYLES];
	int numbers[HTML_LISTS_MAX], lists; /* of open lists: the last number, -1 in a bulleted one */
	int tables, quotes;
	bool no_gt, no_quotes, no_close[6]; /* what is known not to follow any more */
};

struct element {
	char name[TAG_NAME_MAX];
	bool end;
	struct str attributes;
};

/* Takes <name …> or </name>; false: the "<" is text. */
bool html_take_tag(struct parser *p, struct element *e);
/* The decoded value of an attribute, in the scratch buffer. */
struct str html_attribute(struct parser *p, const struct element *e, const char *wanted);
/* Collects the raw text up to </name>, or to the end: tags left out, <br> a newline, entities decoded. */
void html_collect(struct parser *p, const char *name, struct buf *text);

#endif
