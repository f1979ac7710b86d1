/* SPDX-License-Identifier: MIT
 * Markup: the text of a note's field, a small Markdown, and how it is read as runs. Stored texts are in this
 * form; what came as HTML, TeX or plain text was turned into it at the border (docs/decks-format.md has the
 * grammar). */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include <stdbool.h>

#include "base/text.h"

/* Inline: **bold** *italic* _italic_ `code` ==highlight== ++underlined++ ~~struck~~ ~sub~ ^super^ [text](url)
 * [image: name] [sound: name]; a backslash before punctuation or a space takes its meaning away. Styles end
 * with their line. Lines: "- item", "1. item" (two spaces a level before them), "# heading", "> quote", "| a
 * | b |", "---", and blocks of code between lines of three backticks. Anything else, and whatever is not
 * closed, is text as it stands. */
enum markup_style {
	MARKUP_BOLD = 1 << 0,
	MARKUP_ITALIC = 1 << 1,
	MARKUP_CODE = 1 << 2,
	MARKUP_MARK = 1 << 3,
	MARKUP_UNDERLINE = 1 << 4,
	MARKUP_STRIKE = 1 << 5,
	MARKUP_SUB = 1 << 6,
	MARKUP_SUP = 1 << 7,
	MARKUP_BLANK = 1 << 8, /* a cloze: its blank, or what stood there; may run over lines */
	MARKUP_MEDIA = 1 << 9, /* the whole placeholder, brackets included */
};

enum markup_block {
	MARKUP_TEXT,
	MARKUP_ITEM,
	MARKUP_HEADING,
	MARKUP_QUOTE,
	MARKUP_ROW,
	MARKUP_CODE_BLOCK,
	MARKUP_RULE
};

/* Around a blank in a rendered face; stored text holds no control characters, so nothing else can mean this.
 */
#define MARKUP_BLANK_ON	 '\x01'
#define MARKUP_BLANK_OFF '\x02'

struct markup_run {
	struct str text; /* borrowed from the input; without newlines; may be empty where a line or a cell
			    begins */
	unsigned style;	 /* enum markup_style */
	struct str link; /* the address, empty: none */
	enum markup_block block; /* of the line; a MARKUP_RULE has no text */
	int depth;		 /* MARKUP_ITEM: 0, 1, …; MARKUP_HEADING: 1 to 6 */
	struct str marker;	 /* MARKUP_ITEM: "-" or "1." */
	bool line;		 /* begins a line; an empty line is one empty run */
	bool cell;		 /* MARKUP_ROW: begins a cell */
};

/* The reader; its members are its own. */
struct markup {
	const char *at, *end, *next, *stop; /* in the line, its end; the next line, the end of the text */
	const char *code_end, *code_next, *link_end, *link_next;
	struct markup_run line;
	unsigned open, dead, dead_ticks;
	int fence;
	bool in_line, fresh, cell, escaped;
};

/* Reads without allocating, in time linear in the text. */
void markup_open(struct markup *m, struct str text);
bool markup_next(struct markup *m, struct markup_run *run);

/* Appends markup that reads as exactly this text (lines included). */
void markup_escape(struct buf *out, struct str literal);
/* The same for a part of a line, for whoever writes markup around it: it begins the line, follows a
 * delimiter, is followed by one. */
enum { MARKUP_AT_START = 1, MARKUP_AFTER = 2, MARKUP_BEFORE = 4 };
void markup_escape_part(struct buf *out, struct str literal, unsigned where);
/* Appends the text without its markup: for grading, searching, lists. Lines end with "\n" between them; items
 * begin with
 * "- ", cells are parted by " | ", scripts become Unicode's where it has them. markup_plain(markup_escape(x))
 * is x. */
void markup_plain(struct buf *out, struct str markup);
/* The same on one line, media left out, at most `cap` bytes. */
void markup_line(struct buf *out, struct str markup, size_t cap);
/* Appends a run of MARKUP_SUB or MARKUP_SUP as Unicode's own small letters, else as _x or ^(text). */
void markup_script(struct buf *out, struct str text, unsigned style);

#endif
