/* SPDX-License-Identifier: MIT
 * A writer of markup: takes words, spaces, styles and blocks in any order and writes what reads back as them.
 * It moves spaces out of delimiters, ends styles with their line, and escapes what would be taken for markup.
 */
#ifndef SYNC_DECK_RICH_H
#define SYNC_DECK_RICH_H

#include "base/markup.h"
#include "base/text.h"

enum { RICH_STYLES = 8 }; /* MARKUP_BOLD … MARKUP_SUP */

struct rich {
	struct buf *out;
	size_t start;	    /* of out */
	struct buf segment; /* literal text not yet written */
	struct buf link;    /* the address of the link we are in, empty: none */
	unsigned wanted, open;
	char delim[RICH_STYLES][3]; /* with which each open style was opened */
	int spaces, lines;	    /* owed before the next word */
	char prefix[32];	    /* owed at the start of the next line: "- ", "# " */
	int indent;		    /* of lines after an item's first */
	bool quote, in_link, after, in_row, at_cell;
};

void rich_init(struct rich *r, struct buf *out);
void rich_fini(struct rich *r); /* closes what is open; out ends without white space */

void rich_word(struct rich *r, struct str word); /* literal, without newlines */
/* Whether words behind the last one, with one space before each, may be handed over as they stand. */
bool rich_goes_on(const struct rich *r);
void rich_more(struct rich *r, struct str words);
void rich_space(struct rich *r);		 /* one, however often */
void rich_hard_space(struct rich *r);
void rich_newline(struct rich *r);
void rich_block(struct rich *r,
		int lines); /* at least so many newlines before the next word, unless it is the first */
void rich_prefix(struct rich *r, const char *prefix);
void rich_style(struct rich *r, unsigned style, bool on);
void rich_link(struct rich *r, struct str url);	       /* an empty one ends it */
void rich_code(struct rich *r, struct str code);       /* inline */
void rich_code_block(struct rich *r, struct str code); /* lines */
void rich_media(struct rich *r, const char *kind, struct str name);
void rich_markup(struct rich *r, struct str markup); /* of one line, as it stands */
void rich_rule(struct rich *r);
void rich_cell(struct rich *r, bool first);
void rich_row_end(struct rich *r);

#endif
