/* SPDX-License-Identifier: MIT
 * HTML of other programs' notes to markup (base/markup.h). Nothing is executed, fetched or drawn. */
#ifndef SYNC_DECK_HTML_H
#define SYNC_DECK_HTML_H

#include "base/text.h"

/* Appends the markup of a field in HTML as Anki keeps it: emphasis, lists, tables, code, links, images and
 * [sound:…] as placeholders, TeX as Unicode text where that reads well and as "[TeX] `source`" where not. Any
 * bytes are taken; broken HTML gives its text. Linear time, no recursion on the input. The result is not yet
 * clean (utf8_clean). */
void html_to_markup(struct buf *out, struct str html);

/* Appends the character that an entity names: "amp", "#233", "#xe9"; false if it names none. */
bool html_entity(struct buf *out, struct str name);

#endif
