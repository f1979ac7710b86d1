/* SPDX-License-Identifier: MIT
 * Monkey: what a screen may hold. */
#include "base/utf8.h"
#include "tests/monkey/monkey.h"

static bool is_harmless(struct str text)
{
	while (text.len) {
		uint32_t p = utf8_next(&text);

		if (p < 0x20 || (p >= 0x7F && p < 0xA0))
			return false;
	}
	return true;
}

static bool row_is_good(const struct canvas *canvas, int row, struct buf *why)
{
	int width = 0;

	for (int col = 0; col < canvas->cols; col++) {
		const struct cell *cell = &canvas->cell[row * canvas->cols + col];

		width += cell->width;
		if (!is_harmless((struct str){cell->s, cell->len}))
			return buf_addf(why, "a control character stands at row %d, column %d", row, col), false;
	}
	if (width != canvas->cols)
		buf_addf(why, "row %d is %d cells wide, the screen %d", row, width, canvas->cols);
	return width == canvas->cols;
}

bool monkey_frame_is_good(const struct canvas *canvas, struct buf *why)
{
	for (int row = 0; row < canvas->rows; row++)
		if (!row_is_good(canvas, row, why))
			return false;
	for (size_t i = 0; i < canvas->zones; i++) {
		const struct box *box = &canvas->zone[i].box;

		if (canvas->cols >= 24 && canvas->rows >= 7 &&
		    (box->col < 0 || box->row < 0 || box->col + box->cols > canvas->cols || box->row >= canvas->rows))
			return buf_addf(why, "a tap zone ends at column %d of %d, row %d of %d", box->col + box->cols,
					canvas->cols, box->row, canvas->rows),
			       false;
	}
	if (canvas->cursor_row >= canvas->rows || canvas->cursor_col >= canvas->cols)
		return buf_addz(why, "the cursor stands outside of the screen"), false;
	return true;
}
