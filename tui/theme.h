/* SPDX-License-Identifier: MIT
 * Themes: which colours stand for the hues of a style (tui/canvas.h). Knows no terminal. */
#ifndef TUI_THEME_H
#define TUI_THEME_H

#include "base/env.h"
#include "base/text.h"

#define META_THEME "theme" /* of this store alone: a screen is not carried to other devices */

enum theme { THEME_AUTO, THEME_DARK, THEME_LIGHT, THEME_CONTRAST, THEME_NONE, THEMES };

const char *theme_name(enum theme theme); /* "auto", "dark" …: what is kept, and typed */
/* THEMES if there is none of that name. */
enum theme theme_named(struct str name);
/* NO_COLOR, else CAIRN_THEME, else what is kept (empty: nothing). ERR_USAGE when CAIRN_THEME names none. */
int theme_pick(const struct env *env, struct str kept, enum theme *theme, struct err *err) MUST_CHECK;
/* What auto stands for: COLORFGBG, where the terminal sets it, tells the background, and no round trip is
 * needed. */
enum theme theme_now(enum theme theme);

#endif
