/* SPDX-License-Identifier: MIT
 * What each setting does, in one sentence for the screen of settings. Knows no values. */
#ifndef TUI_SETTINGS_WORDS_H
#define TUI_SETTINGS_WORDS_H

#include "base/text.h"

/* In the reader's language, 78 cells at most; empty for a key that has none. Constant. */
struct str settings_words(const char *key);

#endif
