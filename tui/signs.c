/* SPDX-License-Identifier: MIT
 * Signs: a short list, and braille by where its dots are. */
#include "tui/signs.h"

#include "base/utf8.h"

enum { BRAILLE = 0x2800 };

/* The rows of a braille cell that hold a dot, bit 0 at the top (Unicode, Braille Patterns: dots 1 2 3 7 left,
 * 4 5 6 8 right). */
static unsigned rows_of(uint32_t dots)
{
	static const unsigned char row[] = {0, 1, 2, 0, 1, 2, 3, 3};
	unsigned rows = 0;

	for (unsigned i = 0; i < 8; i++)
		if (dots >> i & 1)
			rows |= 1u << row[i];
	return rows;
}

static char braille(uint32_t dots)
{
	static const char sign[] = " '-'-:-|.::|.|||"; /* by the rows that hold a dot */

	return sign[rows_of(dots)];
}

char sign_ascii(struct str cluster)
{
	static const char *const signs[][2] = {
		{"…", "."},  {"·", "."}, {"—", "-"}, {"–", "-"}, {"→", ">"}, {"•", "*"}, {"─", "-"},
		{"│", "|"},  {"▌", ">"}, {"█", "#"}, {"▟", "#"}, {"▙", "#"}, {"░", ":"}, {"▒", "+"}, {"▓", "*"}, {"“", "\""},
		{"”", "\""}, {"’", "'"}, {"▁", "_"}, {"▂", "_"}, {"▃", "."}, {"▄", "."}, {"▅", "o"},
		{"▆", "o"},  {"▇", "O"}, {"▏", "|"}, {"▎", "|"}, {"▍", "|"}, {"▋", "#"}, {"▊", "#"},
		{"▉", "#"},  {"└", "+"}, {"┴", "+"}, {"┤", "+"}, {"┊", ":"}, {"●", "o"}, {"◆", "*"},
		{"×", "x"},  {"‹", "<"}, {"›", ">"}, {"≥", ">"}};
	struct str points = cluster;
	uint32_t point = utf8_next(&points);

	if (point >= BRAILLE && point < BRAILLE + 0x100)
		return braille(point - BRAILLE);
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (str_is(cluster, signs[i][0]))
			return signs[i][1][0];
	return '?';
}
