/* SPDX-License-Identifier: MIT
 * The text within Obsidian's notes: properties, tags, links, comments, and where a card's two sides meet. */
#ifndef SYNC_DECK_OBSIDIAN_TEXT_H
#define SYNC_DECK_OBSIDIAN_TEXT_H

#include "sync/deck/source.h"

/* Reads the properties between two lines --- at the file's start, if there are any; calls each tag, without #. */
typedef void obsidian_tag_fn(void *ctx, struct str tag);
int obsidian_properties(struct source *source, obsidian_tag_fn *tag, void *ctx, struct err *err) MUST_CHECK;

/* Takes a tag "#a/b" that the text begins with, and the space behind it. */
bool obsidian_take_tag(struct str *rest, struct str *tag);
/* Whether the tag says that cards are there: "flashcards", "flashcards/deck"; *deck gets the part behind it. */
bool obsidian_names_deck(struct str tag, struct str *deck);
/* Appends "a::b" for "a/b". */
void obsidian_put_path(struct buf *out, struct str path);

/* Where "::" or ":::" separates two sides, outside of `code`. */
bool obsidian_find_pair(struct str line, size_t *at, size_t *len);
bool obsidian_has_cloze(struct str text);
bool obsidian_is_heading(struct str line);
int64_t obsidian_fence(struct str line); /* backticks that begin or end a block of code; 0: none */
struct str obsidian_without_bullet(struct str line);
/* Cuts a block's name, "text ^name", off and puts it into id. */
struct str obsidian_take_id(struct str line, struct buf *id);
/* Appends the line without <!-- comments -->; "ID: 17" in one goes to id, "SR:…" to schedule. Returns whether a comment is
 * still open. */
bool obsidian_strip_comments(struct str line, bool open, struct buf *rest, struct buf *id, struct buf *schedule);
/* Whether nothing but comments stood on the line of which `rest` is left: also the callout that the plugin may put its
 * own into. */
bool obsidian_is_comment(struct str line, struct str rest);
/* Appends a line as markup: as in Markdown, [[links]] by their words, ![[pictures]] as placeholders. */
void obsidian_inline(struct buf *out, struct str line);

#endif
