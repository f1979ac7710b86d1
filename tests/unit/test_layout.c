/* SPDX-License-Identifier: MIT
 * layout: the four steps of PEERS 3.3, and that nothing ever lies outside the screen. */
#include "tests/unit/unit.h"

#include "tui/layout.h"

static void layout__steps(void **state)
{
	static const struct {
		int cols, rows;
		enum layout_step step;
	} cases[] = {
		{10, 5, LAYOUT_LINES},	 {23, 7, LAYOUT_LINES},	  {24, 6, LAYOUT_LINES},
		{24, 7, LAYOUT_MICRO},	 {31, 12, LAYOUT_MICRO},  {87, 7, LAYOUT_MICRO},
		{32, 12, LAYOUT_SMALL},	 {40, 15, LAYOUT_SMALL},  {39, 17, LAYOUT_SMALL},
		{40, 16, LAYOUT_NORMAL}, {80, 23, LAYOUT_NORMAL}, {79, 24, LAYOUT_NORMAL},
		{80, 24, LAYOUT_LARGE},	 {200, 60, LAYOUT_LARGE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(layout_of(cases[i].cols, cases[i].rows).step, cases[i].step);
}

static void assert_inside(struct box box, int cols, int rows)
{
	assert_true(box.row >= 0 && box.col >= 0 && box.rows >= 0 && box.cols > 0);
	assert_true(box.row + box.rows <= rows && box.col + box.cols <= cols);
}

static void layout__property_inside_and_apart(void **state)
{
	(void)state;
	for (int cols = 24; cols <= 220; cols++) {
		for (int rows = 7; rows <= 70; rows++) {
			struct layout l = layout_of(cols, rows);

			assert_inside(l.header, cols, rows);
			assert_inside(l.body, cols, rows);
			assert_inside(l.footer, cols, rows);
			assert_true(l.body.row >= l.header.row + l.header.rows);
			assert_int_equal(l.body.row + l.body.rows, l.footer.row);
			assert_true(l.body.rows >= 6 && l.body.cols <= 100);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout__steps),
		cmocka_unit_test(layout__property_inside_and_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
