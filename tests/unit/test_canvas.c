/* SPDX-License-Identifier: MIT
 * canvas: the frame stays straight whatever text comes, and wrapping loses nothing. */
#include "tests/unit/unit.h"

#include <string.h>

#include "base/random.h"
#include "base/utf8.h"
#include "tui/canvas.h"

static void assert_screen(struct canvas *c, const char *expected)
{
	struct buf out = {0};

	canvas_print(c, &out);
	assert_string_equal(buf_z(&out), expected);
	buf_fini(&out);
	canvas_fini(c);
}

static void canvas__put__cuts_with_ellipsis(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 8, 2);
	assert_int_equal(canvas_put(&c, 0, 0, 8, STR("12345678"), 0), 8);
	assert_int_equal(canvas_put(&c, 1, 0, 8, STR("123456789"), 0), 8);
	assert_screen(&c, "12345678\n1234567…\n");
}

static void canvas__put__wide_never_half(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 6, 3);
	canvas_put(&c, 0, 0, 6, STR("日本語"), 0);
	canvas_put(&c, 0, 1, 1, STR("x"), 0); /* cuts 日: its other half becomes blank */
	canvas_put(&c, 1, 0, 6, STR("日本語文"), 0);
	canvas_put(&c, 2, 5, 6, STR("語"), 0); /* no room for both halves */
	assert_screen(&c, " x本語\n日本…\n     …\n");
}

static void canvas__put__refuses_controls(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 12, 2);
	canvas_put(&c, 0, 0, 12, STR("a\033[31mb\x07\x7f"), 0);
	canvas_put(&c, 1, 0, 12,
		   STR("a\xC2\x9B"
		       "b\xE2\x80\xAE"
		       "c\xFF"),
		   0);
	assert_screen(&c, "a�[31mb��\na�b�c�\n");
}

static void canvas__text__wraps_at_words(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 10, 5);
	assert_int_equal(
		canvas_text(&c, (struct box){0, 0, 5, 10}, 0, STR("The quick brown-ish fox\njumps"), 0), 4);
	assert_screen(&c, "The quick\nbrown-ish\nfox\njumps\n\n");
}

static void canvas__text__keeps_dates_whole(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 10, 5);
	assert_int_equal(canvas_text(&c, (struct box){0, 0, 5, 10}, 0, STR("on 2027-02-11 well-off"), 0), 3);
	assert_screen(&c, "on\n2027-02-11\nwell-off\n\n\n");
}

static void canvas__text__breaks_long_words_and_ideographs(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 5, 5);
	assert_int_equal(canvas_text(&c, (struct box){0, 0, 5, 5}, 0, STR("abcdefg 日本語"), 0), 3);
	assert_screen(&c, "abcde\nfg 日\n本語\n\n\n");
}

static void canvas__text__skips_and_measures(void **state)
{
	struct canvas c = {0};

	(void)state;
	canvas_resize(&c, 4, 2);
	assert_int_equal(canvas_text(NULL, (struct box){0, 0, 2, 4}, 0, STR("a\nb\n\nc"), 0), 4);
	assert_int_equal(canvas_text(&c, (struct box){0, 0, 2, 4}, 1, STR("a\nb\n\nc"), 0), 4);
	assert_screen(&c, "b\n\n");
}

static void canvas__hit__topmost(void **state)
{
	struct canvas c = {0};
	struct event event;

	(void)state;
	canvas_resize(&c, 10, 4);
	canvas_zone(&c, (struct box){1, 0, 2, 10}, (struct event){.kind = EV_DO, .n = 1});
	canvas_zone(&c, (struct box){2, 3, 1, 2}, (struct event){.kind = EV_DO, .n = 2});
	assert_true(canvas_hit(&c, 2, 3, &event));
	assert_int_equal(event.n, 2);
	assert_true(canvas_hit(&c, 2, 5, &event));
	assert_int_equal(event.n, 1);
	assert_false(canvas_hit(&c, 0, 0, &event));
	canvas_fini(&c);
}

/* A cluster of many cells goes as a whole, or not at all. */
static void canvas__clusters_of_many_cells(void **state)
{
	struct canvas c = {0};
	struct buf out = {0};

	(void)state;
	canvas_resize(&c, 6, 4);
	assert_int_equal(canvas_put(&c, 0, 0, 6, STR("ကျေx"), 0), 4);
	assert_int_equal(c.cell[0].width, 3);
	assert_int_equal(canvas_put(&c, 0, 2, 1, STR("y"), 0), 1); /* cuts through it */
	assert_int_equal(canvas_put(&c, 1, 0, 3, STR("aကျေ"), 0), 2);
	assert_int_equal(canvas_text(&c, (struct box){2, 0, 1, 2}, 0, STR("ကျေ"), 0), 1);
	assert_int_equal(canvas_text(&c, (struct box){3, 0, 1, 6}, 0, STR("भाषा"), 0), 1);
	canvas_print(&c, &out);
	assert_str(buf_str(&out), "  yx\na…\n\xEF\xBF\xBD\nभाषा\n");
	buf_fini(&out);
	canvas_fini(&c);
}

/* Property: every row of any drawing is exactly as wide as the screen, and no word gets lost when there is
 * room. */
static void canvas__text__property_straight_and_whole(void **state)
{
	static const char *const bits[] = {"a",		"word",		  " ", "  ", "\n", "日", "é",
					   "e\xCC\x81", "👨\xE2\x80\x8D👩", "-", "\t", "नि", "ကျေ"};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int round = 0; round < 500; round++) {
		struct canvas c = {0};
		struct buf text = {0}, out = {0};
		int cols = 3 + (int)rng_below(&rng, 19), letters = 0, seen = 0;

		for (int i = 0; i < 40; i++)
			buf_addz(&text, bits[rng_below(&rng, sizeof(bits) / sizeof(bits[0]))]);
		canvas_resize(&c, cols, 200);
		assert_true(canvas_text(&c, (struct box){0, 0, 200, cols}, 0, buf_str(&text), 0) <= 200);
		for (int row = 0; row < 200; row++) {
			int width = 0;

			for (int col = 0; col < cols; col++)
				width += c.cell[row * cols + col].width;
			assert_int_equal(width, cols);
		}
		canvas_print(&c, &out);
		for (size_t i = 0; i < text.len; i++)
			letters += text.s[i] != ' ' && text.s[i] != '\n' && text.s[i] != '\t';
		for (size_t i = 0; i < out.len; i++)
			seen += out.s[i] != ' ' && out.s[i] != '\n';
		assert_int_equal(seen, letters);
		buf_fini(&text);
		buf_fini(&out);
		canvas_fini(&c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(canvas__put__cuts_with_ellipsis),
		cmocka_unit_test(canvas__clusters_of_many_cells),
		cmocka_unit_test(canvas__put__wide_never_half),
		cmocka_unit_test(canvas__put__refuses_controls),
		cmocka_unit_test(canvas__text__wraps_at_words),
		cmocka_unit_test(canvas__text__keeps_dates_whole),
		cmocka_unit_test(canvas__text__breaks_long_words_and_ideographs),
		cmocka_unit_test(canvas__text__skips_and_measures),
		cmocka_unit_test(canvas__hit__topmost),
		cmocka_unit_test(canvas__text__property_straight_and_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
