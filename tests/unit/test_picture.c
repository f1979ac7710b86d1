/* SPDX-License-Identifier: MIT
 * picture: what the game believes of what cairn-sync says, and the bytes that a terminal gets of it. Expected bytes are
 * written by hand after kitty's protocol and DEC's description of sixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/picture.h"
#include "tui/graphics.h"

static bool reads(struct picture head, struct str bytes)
{
	struct buf file = {0};
	struct picture picture;
	struct err err;
	int rc;

	picture_put_head(&file, &head);
	buf_add(&file, bytes);
	rc = picture_read(buf_str(&file), &picture, &err);
	if (rc == 0) {
		assert_int_equal(picture.kind, head.kind);
		assert_int_equal(picture.cols, head.cols);
		assert_int_equal(picture.rows, head.rows);
		assert_int_equal(picture.width, head.width);
		assert_int_equal(picture.height, head.height);
		assert_true(str_eq(picture.bytes, bytes));
	} else {
		assert_int_equal(err.kind, ERR_INPUT);
	}
	buf_fini(&file);
	return rc == 0;
}

static bool cells(enum picture_kind kind, int cols, int rows, struct str bytes)
{
	return reads((struct picture){.kind = kind, .cols = cols, .rows = rows}, bytes);
}

static bool sixel(int width, int height, struct str bytes)
{
	return reads((struct picture){.kind = PICTURE_SIXEL, .cols = 3, .rows = 2, .width = width, .height = height}, bytes);
}

static void picture__cells__only_ours(void **state)
{
	(void)state;
	assert_true(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x20\x10\xFF")));
	assert_true(cells(PICTURE_DARK, 2, 1, STR("\0\0\0\x20\0\0")));
	assert_false(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x21\x10\xFF"))); /* no such sign */
	assert_false(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x20\x0F\xFF"))); /* a colour that a person has chosen */
	assert_false(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x20\x10\x01")));
	assert_false(cells(PICTURE_LIGHT, 2, 1, STR("\0\0\0\x20\x10\0"))); /* a colour where there is none */
	assert_false(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x20\x10")));
	assert_false(cells(PICTURE_BLOCKS, 2, 1, STR("\0\0\0\x20\x10\xFF\0")));
	assert_false(cells(PICTURE_BLOCKS, 0, 1, STR("")));
	assert_false(cells(PICTURE_BLOCKS, 501, 0, STR("")));
	assert_false(reads((struct picture){.kind = PICTURE_BLOCKS, .cols = 1, .rows = 1, .width = 1}, STR("\0\0\0")));
	assert_false(reads((struct picture){.kind = PICTURE_KINDS, .cols = 1, .rows = 1}, STR("\0\0\0")));
}

static void picture__signs__are_block_elements(void **state)
{
	(void)state;
	assert_string_equal(picture_sign(0).s, " ");
	assert_memory_equal(picture_sign(1).s, "\xE2\x96\x80", 3);  /* U+2580 */
	assert_memory_equal(picture_sign(9).s, "\xE2\x96\x88", 3);  /* U+2588 */
	assert_memory_equal(picture_sign(32).s, "\xE2\x96\x9F", 3); /* U+259F */
}

static void picture__pixels__as_many_as_said(void **state)
{
	struct picture head = {.kind = PICTURE_PIXELS, .cols = 1, .rows = 1, .width = 2, .height = 1};

	(void)state;
	assert_true(reads(head, STR("\x1b\\\0\x1b\x07\x80"))); /* any bytes: they are sent as base64 */
	assert_false(reads(head, STR("12345")));
	assert_false(reads(head, STR("1234567")));
	head.width = 0;
	assert_false(reads(head, STR("")));
	head.width = head.height = 60000;
	assert_false(reads(head, STR("123456")));
}

static void picture__sixels__grammar_and_bounds(void **state)
{
	(void)state;
	assert_true(sixel(4, 12, STR("#0;2;100;0;0#255;2;0;0;100#0!4~$#255~?@A-!2~~~")));
	assert_true(sixel(4, 6, STR("")));
	assert_false(sixel(4, 6, STR("\x1b\\")));
	assert_false(sixel(4, 6, STR("\x9c")));
	assert_false(sixel(4, 6, STR("~~ ~")));
	assert_false(sixel(4, 6, STR("~~\n~")));
	assert_false(sixel(4, 6, STR("\"1;1;900;900~")));
	assert_false(sixel(4, 6, STR("~~~~~")));    /* beside it */
	assert_false(sixel(4, 6, STR("!5~")));
	assert_false(sixel(4, 6, STR("!0~")));
	assert_false(sixel(4, 6, STR("!9999999999~")));
	assert_false(sixel(4, 6, STR("!4")));
	assert_false(sixel(4, 6, STR("!4#")));
	assert_false(sixel(4, 6, STR("~-~"))); /* below it: the screen would scroll */
	assert_true(sixel(4, 12, STR("~-~")));
	assert_false(sixel(4, 12, STR("~-~-")));
	assert_false(sixel(4, 8, STR("~")));
	assert_false(sixel(4, 6, STR("#256~")));
	assert_false(sixel(4, 6, STR("#1;2;101;0;0~")));
	assert_false(sixel(4, 6, STR("#1;1;100;0;0~")));
	assert_false(sixel(4, 6, STR("#1;2;100;0~")));
	assert_false(sixel(4, 6, STR("#~")));
}

static void picture__heads__cut_anywhere(void **state)
{
	struct picture head = {.kind = PICTURE_BLOCKS, .cols = 1, .rows = 1}, picture;
	struct buf file = {0};
	struct err err;

	(void)state;
	picture_put_head(&file, &head);
	buf_add(&file, STR("\0\0\0"));
	for (size_t len = 0; len < file.len; len++)
		assert_int_equal(picture_read(str_slice(buf_str(&file), 0, len), &picture, &err), -1);
	assert_int_equal(picture_read(buf_str(&file), &picture, &err), 0);
	buf_fini(&file);
}

static void graphics__kitty__chunks_and_end(void **state)
{
	struct picture picture = {.kind = PICTURE_PIXELS, .cols = 2, .rows = 1, .width = 2, .height = 1, .bytes = STR("Many h")};
	char *large = calloc(1, 3075);
	struct buf out = {0};

	(void)state;
	graphics_put_bytes(&out, &picture, 4, 0);
	assert_string_equal(buf_z(&out), "\0337\033[5;1H\033_Ga=T,f=24,s=2,v=1,c=2,r=1,i=20261,q=2,C=1,m=0;TWFueSBo\033\\\0338");
	buf_clear(&out);
	picture.bytes = (struct str){large, 3075};
	picture.width = 1025;
	graphics_put_bytes(&out, &picture, 0, 0);
	assert_non_null(strstr(buf_z(&out), ",m=1;AAAA"));
	assert_non_null(strstr(buf_z(&out), "AAAA\033\\\033_Gq=2,m=0;AAAA\033\\\0338"));
	buf_clear(&out);
	graphics_take_bytes(&out, &picture);
	assert_string_equal(buf_z(&out), "\033_Ga=d,d=I,i=20261,q=2\033\\");
	buf_fini(&out);
	free(large);
}

static void graphics__sixel__one_string(void **state)
{
	struct picture picture = {.kind = PICTURE_SIXEL, .cols = 2, .rows = 1, .width = 4, .height = 6, .bytes = STR("#0;2;0;0;0#0!4~")};
	struct buf out = {0};

	(void)state;
	graphics_put_bytes(&out, &picture, 0, 9);
	assert_string_equal(buf_z(&out), "\0337\033[1;10H\033P0;1;0q\"1;1;4;6#0;2;0;0;0#0!4~\033\\\0338");
	buf_clear(&out);
	graphics_take_bytes(&out, &picture);
	assert_int_equal(out.len, 0);
	buf_fini(&out);
}

static enum picture_kind told(const char *const *pairs)
{
	static const char *const names[] = {"TERM", "TERM_PROGRAM", "KITTY_WINDOW_ID", "TMUX", "STY", "SSH_CONNECTION", "SSH_TTY", "MOSH_CONNECTION"};
	struct graphics graphics = {0};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
	for (; pairs[0]; pairs += 2)
		setenv(pairs[0], pairs[1], 1);
	graphics_told(&graphics);
	return graphics.kind;
}
#define TOLD(...) told((const char *const[]){__VA_ARGS__, NULL})

static void graphics__environment__who_draws_what(void **state)
{
	(void)state;
	assert_int_equal(TOLD("TERM", "xterm-kitty"), PICTURE_PIXELS);
	assert_int_equal(TOLD("TERM", "xterm-256color", "KITTY_WINDOW_ID", "1"), PICTURE_PIXELS);
	assert_int_equal(TOLD("TERM", "xterm-256color", "TERM_PROGRAM", "WezTerm"), PICTURE_PIXELS);
	assert_int_equal(TOLD("TERM", "foot"), PICTURE_SIXEL);
	assert_int_equal(TOLD("TERM", "xterm-256color"), PICTURE_BLOCKS);
	assert_int_equal(TOLD("TERM", "tmux-256color", "KITTY_WINDOW_ID", "1"), PICTURE_BLOCKS);
	assert_int_equal(TOLD("TERM", "xterm-kitty", "TMUX", "/tmp/x,1,0"), PICTURE_BLOCKS);
	assert_int_equal(TOLD("TERM", "xterm-kitty", "SSH_CONNECTION", "a 1 b 2"), PICTURE_BLOCKS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(picture__cells__only_ours),	     cmocka_unit_test(picture__signs__are_block_elements),
		cmocka_unit_test(picture__pixels__as_many_as_said), cmocka_unit_test(picture__sixels__grammar_and_bounds),
		cmocka_unit_test(picture__heads__cut_anywhere),     cmocka_unit_test(graphics__kitty__chunks_and_end),
		cmocka_unit_test(graphics__sixel__one_string),	     cmocka_unit_test(graphics__environment__who_draws_what),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
