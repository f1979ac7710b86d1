/* SPDX-License-Identifier: MIT
 * Key map: the file `keys` of the configuration folder, which gives actions other keys. A line is
 *	ACTION KEY…
 * by the names of tui/actions.def and of action_key_code; # begins a comment. */
#ifndef TUI_KEYMAP_H
#define TUI_KEYMAP_H

#include "base/err.h"
#include "base/text.h"

enum { KEYMAP_BYTES_MAX = 64 * 1024 };

/* Reads folder/keys, if there is one, and puts it in force. ERR_INPUT names file and line. */
int keymap_read(const char *folder, struct err *err) MUST_CHECK;
/* The same from a text; `name` is told in errors. Nothing is in force of a text that has one. */
int keymap_take(struct str text, const char *name, struct err *err) MUST_CHECK;

#endif
