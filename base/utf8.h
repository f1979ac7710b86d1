/* SPDX-License-Identifier: MIT
 * UTF-8: code points, grapheme clusters, cell widths, and the one gate for text from outside. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum { UTF8_BAD = 0xFFFD };

/* Takes one code point off *rest (not empty); a bad byte is taken alone and gives UTF8_BAD. */
uint32_t utf8_next(struct str *rest);
void utf8_put(struct buf *out, uint32_t point);
bool utf8_is_valid(struct str s);

/* Takes one grapheme cluster (UAX 29) off *rest, valid UTF-8 and not empty. *width is its cells: 0 for a mark alone, the sum of
 * its pieces else. */
struct str utf8_cluster(struct str *rest, int *width);
/* Takes off a cluster what a terminal gives one place: a character with the marks on it, or a spacing mark (का is two
 * pieces), or half a flag. *width is its cells, 0 to 2. */
struct str utf8_piece(struct str *cluster, int *width);
/* Cells of a code point, as wcwidth has them: 0 for marks on others and controls, 1 for spacing marks, 2 for wide ones; ambiguous
 * ones are 1. */
int utf8_point_width(uint32_t point);
int utf8_width(struct str s);
/* The longest run of whole clusters from the start that fits into `cells`. */
struct str utf8_fit(struct str s, int cells);

enum clean_flags {
	CLEAN_LINE = 0,      /* one line: newlines and tabs become a space */
	CLEAN_TEXT = 1 << 0, /* newlines stay (CR LF and CR become LF), a tab stays a tab */
};

/* Every text from outside passes here before it is stored (docs/security.md, 1 and 2): the result is valid UTF-8 in
 * NFC, bad bytes are U+FFFD, C0 and C1 controls and DEL are their visible stand-in (U+2400 block, U+FFFD for C1), bidi
 * controls, tags, zero-width and line-separator characters are gone, a base carries at most 8 marks, and at most
 * `cap` bytes are kept, cut between code points. Appends to out; returns true if nothing had to be changed. */
bool utf8_clean(struct buf *out, struct str in, unsigned flags, size_t cap);
/* Whether a text may travel: valid UTF-8 without controls but line ends and tabs. What utf8_clean makes is. */
bool utf8_is_tame(struct str text);
/* At most `cap` bytes of valid UTF-8, and no part of a code point at the end. */
struct str utf8_cut(struct str text, size_t cap);

/* Appends NFC, case-folded (full Unicode folding), of valid UTF-8. */
void utf8_fold(struct buf *out, struct str in);

#endif
