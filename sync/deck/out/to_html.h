/* SPDX-License-Identifier: MIT
 * Markup as HTML, for programs that show HTML. The inverse of sync/deck/html.h for what that makes. */
#ifndef SYNC_DECK_OUT_TO_HTML_H
#define SYNC_DECK_OUT_TO_HTML_H

#include "base/text.h"

/* Appends a field. Deletions ({{c1::…}}) stay as they stand. */
void to_html(struct buf *out, struct str markup);
/* Appends a template of ours as one of Anki's: its markup as HTML, the fields as they are called there; `back`: with the
 * front above it (a cloze's back holds its front anyhow: not then). What only we can ask (choices, lists) shows its
 * fields. */
void to_html_template(struct buf *out, struct str template, bool back);

/* What a field says without its tags, as Anki compares fields: pictures by their names between spaces. */
void to_html_bare(struct buf *out, struct str html);

#endif
