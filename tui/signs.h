/* SPDX-License-Identifier: MIT
 * Signs: the ASCII look-alikes of what our own screens are drawn with, for terminals without UTF-8. */
#ifndef TUI_SIGNS_H
#define TUI_SIGNS_H

#include "base/text.h"

/* One cell's worth: '?' for what has none. */
char sign_ascii(struct str cluster);

#endif
