/* SPDX-License-Identifier: MIT
 * chart: numbers, steps and labels; and pictures of fixed values at five sizes, in UTF-8 and in the
 * look-alikes of ASCII, held against tests/golden/charts.txt (CAIRN_TEST_GOLDEN=write writes it anew). */
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/utf8.h"
#include "tui/chart.h"
#include "tui/signs.h"

static void assert_number(enum chart_unit unit, double value, const char *expected)
{
	struct buf out = {0};

	chart_put_number(&out, unit, value);
	assert_str(buf_str(&out), expected);
	assert_true(utf8_width(buf_str(&out)) <= 8);
	buf_fini(&out);
}

static void chart__put_number__is_short(void **state)
{
	(void)state;
	assert_number(UNIT_COUNT, 0, "0");
	assert_number(UNIT_COUNT, 999, "999");
	assert_number(UNIT_COUNT, 999.6, "1.0k");
	assert_number(UNIT_COUNT, 12345, "12k");
	assert_number(UNIT_COUNT, 999600, "1.0M");
	assert_number(UNIT_COUNT, 23e6, "23M");
	assert_number(UNIT_PERCENT, 0.905, "90 %");
	assert_number(UNIT_TIME, 0, "0");
	assert_number(UNIT_TIME, 7.25, "7.2 s");
	assert_number(UNIT_TIME, 59, "59 s");
	assert_number(UNIT_TIME, 90, "2 min");
	assert_number(UNIT_TIME, 5400, "1.5 h");
	assert_number(UNIT_TIME, 7200, "2 h");
	assert_number(UNIT_DAYS, 12, "12 d");
	assert_number(UNIT_DAYS, 91, "3 mo");
	assert_number(UNIT_DAYS, 365.25, "1 y");
	assert_number(UNIT_DAYS, 550, "1.5 y");
}

static void chart__step__is_whole(void **state)
{
	(void)state;
	assert_true(fabs(chart_step(UNIT_COUNT, 100, 5) - 20) < 1e-9);
	assert_true(fabs(chart_step(UNIT_COUNT, 101, 5) - 50) < 1e-9);
	assert_true(fabs(chart_step(UNIT_COUNT, 3, 6) - 1) < 1e-9);
	assert_true(fabs(chart_step(UNIT_PERCENT, 0.5, 5) - 0.1) < 1e-9);
	assert_true(fabs(chart_step(UNIT_TIME, 3 * 3600, 3) - 3600) < 1e-9);
	assert_true(fabs(chart_step(UNIT_TIME, 100, 3) - 60) < 1e-9);
	assert_true(fabs(chart_step(UNIT_DAYS, 365, 4) - 182.625) < 1e-9);
}

static void chart__level__begins_above_nothing(void **state)
{
	(void)state;
	assert_int_equal(chart_level(0, 100), 0);
	assert_int_equal(chart_level(0.1, 100), 1);
	assert_int_equal(chart_level(25, 100), 1);
	assert_int_equal(chart_level(26, 100), 2);
	assert_int_equal(chart_level(100, 100), 4);
	assert_int_equal(chart_level(1000, 100), 4);
	assert_int_equal(chart_level(5, 0), 1);
}

static void name_month(const void *ctx, int i, struct buf *out)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun"};

	(void)ctx;
	buf_addz(out, names[i % 6]);
}

enum { BARS = 6, MANY = 90, POINTS = 40 };

static void draw_bars(struct canvas *c, struct box box)
{
	static const double value[BARS] = {120, 45, 0, 300, 299.5, 1}, below[BARS] = {60, 0, 0, 0, 0, 0};

	chart_bars(c, box,
		   &(struct chart_bars){.value = value,
					.below = below,
					.count = BARS,
					.unit = UNIT_COUNT,
					.label = name_month});
}

static void draw_many(struct canvas *c, struct box box)
{
	double value[MANY];

	for (int i = 0; i < MANY; i++)
		value[i] = 60.0 * (i % 30);
	chart_bars(
		c, box,
		&(struct chart_bars){.value = value, .count = MANY, .unit = UNIT_TIME, .label = name_month});
}

static void draw_rows(struct canvas *c, struct box box)
{
	static const struct chart_row rows[] = {{"young", "91.5 %", {0.915}, 0.9},
						{"2–3 d", "50.1 %", {0.501}, 0.9},
						{"all", "1200", {0.1, 0.2, 0.6, 0.1}, NAN},
						{"none", "0", {0}, NAN}};

	chart_rows(c, box, &(struct chart_rows){.row = rows, .count = 4, .low = 0, .high = 1});
}

static void draw_plot(struct canvas *c, struct box box)
{
	double x[POINTS], y[POINTS], ends[2] = {0, 10}, level[2] = {0.9, 0.9};
	struct chart_series series[] = {{.x = ends, .y = level, .count = 2, .dotted = true},
					{.x = x, .y = y, .count = POINTS},
					{.x = ends, .y = ends, .count = 1, .mark_only = true, .mark = "●"}};

	for (int i = 0; i < POINTS; i++) {
		x[i] = 10.0 * i / (POINTS - 1);
		y[i] = pow(1 + x[i] / 9, -1);
	}
	chart_plot(c, box,
		   &(struct chart_plot){.series = series,
					.count = 3,
					.x_high = 10,
					.y_high = 1,
					.x_unit = UNIT_DAYS,
					.y_unit = UNIT_PERCENT});
}

static void draw_shades(struct canvas *c, struct box box)
{
	for (int i = 0; i < SHADES && i < box.cols; i++)
		canvas_put(c, box.row, box.col + i, 1, chart_shade(i), chart_shade_style(i));
}

static void draw_table(struct canvas *c, struct box box)
{
	char cell[3][TABLE_COLS][TABLE_CELL] = {
		{"new", "1", "12.5 %"}, {"learning", "1234", "7.0 %"}, {"日本", "5", "-"}};

	chart_table(c, box, 1,
		    &(struct chart_table){
			    .cols = 3, .rows = 3, .head = {"cards", "answers", "again"}, .cell = cell});
}

/* The cells as ASCII. */
static void print_ascii(const struct canvas *c, struct buf *out)
{
	for (int row = 0; row < c->rows; row++) {
		size_t end = out->len;

		for (int col = 0; col < c->cols; col++) {
			const struct cell *cell = &c->cell[row * c->cols + col];
			char sign = cell->len == 1 ? cell->s[0]
				    : cell->width  ? sign_ascii((struct str){cell->s, cell->len})
						   : ' ';

			buf_addc(out, sign);
			if (sign != ' ')
				end = out->len;
		}
		buf_cut(out, end);
		buf_addc(out, '\n');
	}
}

static const struct {
	const char *name;
	void (*draw)(struct canvas *c, struct box box);
} pictures[] = {{"bars", draw_bars}, {"many", draw_many},     {"rows", draw_rows},
		{"plot", draw_plot}, {"shades", draw_shades}, {"table", draw_table}};
enum { PICTURES = sizeof(pictures) / sizeof(pictures[0]) };

static void draw_all(struct buf *out)
{
	static const struct box sizes[] = {
		{0, 0, 5, 24}, {0, 0, 8, 32}, {0, 0, 14, 40}, {0, 0, 17, 76}, {0, 0, 50, 160}};
	struct canvas c = {0};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (int k = 0; k < PICTURES; k++) {
			canvas_resize(&c, sizes[i].cols, sizes[i].rows);
			pictures[k].draw(&c, sizes[i]);
			buf_addf(out, "=== %s %dx%d\n", pictures[k].name, sizes[i].cols, sizes[i].rows);
			canvas_print(&c, out);
			buf_addf(out, "--- as ASCII\n");
			print_ascii(&c, out);
		}
	canvas_fini(&c);
}

static void chart__pictures__as_drawn_before(void **state)
{
	static const char path[] = "tests/golden/charts.txt";
	const char *mode = getenv("CAIRN_TEST_GOLDEN");
	struct buf now = {0}, before = {0};

	(void)state;
	draw_all(&now);
	if (mode && strcmp(mode, "write") == 0) {
		struct buf name = {0};
		FILE *file;

		buf_addf(&name, "%s/%s", getenv("CAIRN_SOURCE_ROOT"), path);
		file = fopen(buf_z(&name), "w");
		assert_non_null(file);
		assert_int_equal(fwrite(now.s, 1, now.len, file), now.len);
		fclose(file);
		buf_fini(&name);
	}
	unit_source(path, &before);
	assert_string_equal(buf_z(&now), buf_z(&before));
	buf_fini(&now);
	buf_fini(&before);
}

/* Whatever the box: nothing is drawn outside of it, and no label touches another. */
static void chart__stays_in_its_box(void **state)
{
	struct rng rng;

	(void)state;
	rng_seed(&rng, 1);
	for (int i = 0; i < 3000; i++) {
		struct canvas c = {0};
		struct box box = {2, 3, (int)rng_below(&rng, 30), (int)rng_below(&rng, 120)};

		canvas_resize(&c, box.cols + 7, box.rows + 5);
		pictures[rng_below(&rng, 4)].draw(&c, box);
		for (int row = 0; row < c.rows; row++)
			for (int col = 0; col < c.cols; col++) {
				bool in = row >= box.row && row < box.row + box.rows && col >= box.col &&
					  col < box.col + box.cols;

				if (!in && c.cell[row * c.cols + col].s[0] != ' ')
					fail_msg("%dx%d: something at row %d, column %d", box.cols, box.rows,
						 row, col);
			}
		canvas_fini(&c);
	}
}

static void signs__have_one_cell_of_ascii(void **state)
{
	(void)state;
	assert_int_equal(sign_ascii(STR("█")), '#');
	assert_int_equal(sign_ascii(STR("⠁")), '\'');
	assert_int_equal(sign_ascii(STR("⠤")), '-');
	assert_int_equal(sign_ascii(STR("⣀")), '.');
	assert_int_equal(sign_ascii(STR("⣿")), '|');
	assert_int_equal(sign_ascii(STR("日")), '?');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chart__put_number__is_short),
		cmocka_unit_test(chart__step__is_whole),
		cmocka_unit_test(chart__level__begins_above_nothing),
		cmocka_unit_test(chart__pictures__as_drawn_before),
		cmocka_unit_test(chart__stays_in_its_box),
		cmocka_unit_test(signs__have_one_cell_of_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
