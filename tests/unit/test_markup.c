/* SPDX-License-Identifier: MIT */
#include "base/markup.h"

#include <string.h>

#include "base/random.h"
#include "base/utf8.h"
#include "tests/unit/unit.h"

static void put_styles(struct buf *out, unsigned style)
{
	static const char letters[] = "bicmuk_^?M";

	for (int i = 0; letters[i]; i++)
		if (style & 1u << i)
			buf_addc(out, letters[i]);
}

/* The runs as text: a line "T<b:bold>plain", cells with "!", links with "@url". */
static void show(struct buf *out, struct str text)
{
	static const char blocks[] = "TIHQRCL";
	struct markup m;
	struct markup_run run;

	markup_open(&m, text);
	while (markup_next(&m, &run)) {
		if (run.line) {
			buf_addf(out, "%s%c", out->len ? "\n" : "", blocks[run.block]);
			if (run.block == MARKUP_ITEM || run.block == MARKUP_HEADING)
				buf_addf(out, "%d%.*s", run.depth, STR_FMT(run.marker));
		}
		buf_addz(out, run.cell ? "!<" : "<");
		put_styles(out, run.style);
		buf_addf(out, ":%.*s", STR_FMT(run.text));
		if (run.link.len)
			buf_addf(out, "@%.*s", STR_FMT(run.link));
		buf_addc(out, '>');
	}
}

static void runs_are(const char *markup, const char *expected, const char *file, int line)
{
	struct buf out = {0};

	show(&out, str_of(markup));
	unit_assert_str(buf_str(&out), expected, file, line);
	buf_fini(&out);
}
#define assert_runs(markup, expected) runs_are(markup, expected, __FILE__, __LINE__)

static void markup__inline_styles(void **state)
{
	(void)state;
	assert_runs("a **b** c", "T<:a ><b:b><: c>");
	assert_runs("*i* _j_ `c d` ==m==", "T<i:i><: ><i:j><: ><c:c d><: ><m:m>");
	assert_runs("++u++ ~~s~~ H~2~O 2^10^", "T<u:u><: ><k:s><: H><_:2><:O 2><^:10>");
	assert_runs("***x***", "T<bi:x>");
	assert_runs("*a**b***", "T<i:a><bi:b>");
	assert_runs("*a***b**", "T<i:a><b:b>");
	assert_runs("**a *b* c**d", "T<b:a ><bi:b><b: c><:d>");
}

static void markup__what_is_not_closed_is_text(void **state)
{
	(void)state;
	assert_runs("2 * 3 ** 4 *", "T<:2 * 3 ** 4 *>");
	assert_runs("*footnote", "T<:*footnote>");
	assert_runs("snake_case_name __init x", "T<:snake_case_name __init x>");
	assert_runs("if a==b and c==d", "T<:if a==b and c==d>");
	assert_runs("C++ and C++, i++", "T<:C++ and C++, i++>");
	assert_runs("~5 to ~6 and 2^3 ^4", "T<:~5 to ~6 and 2^3 ^4>");
	assert_runs("a ` b", "T<:a ` b>");
	assert_runs("**a\nb**", "T<:**a>\nT<:b**>");
	assert_runs("[x] [y](no url) [z]()", "T<:[x] [y](no url) [z]()>");
}

static void markup__escapes(void **state)
{
	(void)state;
	assert_runs("\\*a\\* \\\\ \\n", "T<:*a><:* ><:\\ \\n>");
	assert_runs("\\- x", "T<:- x>");
	assert_runs("**a\\**", "T<:**a><:**>");
	assert_runs("****a****", "T<:****a****>");
	assert_runs("x^a\\ b^", "T<:x><^:a><^: b>");
}

static void markup__code(void **state)
{
	(void)state;
	assert_runs("`a*b*\\`", "T<c:a*b*\\>");
	assert_runs("`` a`b ``", "T<c:a`b>");
	assert_runs("*a `b*` c*", "T<i:a ><ic:b*><i: c>");
	assert_runs("```c\nint *p; **q\n\n```\nx", "C<:int *p; **q>\nC<:>\nT<:x>");
	assert_runs("````\n```\n````", "C<:```>");
	assert_runs("```\nopen", "C<:open>");
}

static void markup__links_and_media(void **state)
{
	(void)state;
	assert_runs("see [the **man**](https://x.org/a_b) now",
		    "T<:see ><:the @https://x.org/a_b><b:man@https://x.org/a_b><: now>");
	assert_runs("[image: a *b*.png] [sound: x]", "T<M:[image: a *b*.png]><: ><M:[sound: x]>");
	assert_runs("[a `b](u) c`", "T<:a @u><c:b](u) c@u>");
}

static void markup__blocks(void **state)
{
	(void)state;
	assert_runs("# T\n- a\n  - *b*\n1. c\n> q\n---\n\nend",
		    "H1<:T>\nI0-<:a>\nI1-<i:b>\nI01.<:c>\nQ<:q>\nL<:>\nT<:>\nT<:end>");
	assert_runs("| a | **b** | |\n|---|:-:|--|\n| c\\| | d |", "R!<:a>!<b:b>!<:>\nR!<:c><:|>!<:d>");
	assert_runs("1984. x", "T<:1984. x>");
	assert_runs("", "");
	assert_runs("\n", "T<:>\nT<:>");
}

static void markup__blanks_reach_everywhere(void **state)
{
	(void)state;
	assert_runs("a \x01[...]\x02 b", "T<:a ><?:[...]><: b>");
	assert_runs("`git \x01[...]\x02 -i`", "T<c:git ><c?:[...]><c: -i>");
	assert_runs("\x01**a\x02** b", "T<b?:a><: b>");
	assert_runs("\x01- a\n- b\x02\nc", "I0-<?:a>\nI0-<?:b>\nT<:c>");
	assert_runs("\x01```\ncode\n```\x02\nc", "C<?:code>\nT<:c>");
	assert_runs("\x01| a |\x02\nc", "R!<?:a>\nT<:c>");
}

static void plain_is(const char *markup, const char *expected)
{
	struct buf out = {0};

	markup_plain(&out, str_of(markup));
	assert_str(buf_str(&out), expected);
	buf_fini(&out);
}

static void markup__plain(void **state)
{
	struct buf out = {0};

	(void)state;
	plain_is("**a** [b](u) `c`\n- d\n  1. e", "a b c\n- d\n  1. e");
	plain_is("| a | b |\n| c | |", "a | b\nc | ");
	plain_is("2^10^ H~2~O x^ab^ e^π^", "2¹⁰ H₂O x^(ab) e^π");
	plain_is("\x01[...]\x02", "[...]");
	markup_line(&out, STR("a\n\n- *b* [sound: x]\n| c | d | "), 100);
	assert_str(buf_str(&out), "a b | c | d |");
	buf_clear(&out);
	markup_line(&out, STR("äöü"), 3);
	assert_str(buf_str(&out), "ä");
	buf_fini(&out);
}

static void markup__escape_is_small(void **state)
{
	struct buf out = {0};

	(void)state;
	markup_escape(&out, STR("食[た]べる a_b 2 * 3 -5 1.5 f(x) {{c1::x}} C++ a==b [x]"));
	assert_str(buf_str(&out), "食[た]べる a_b 2 * 3 -5 1.5 f(x) {{c1::x}} C++ a==b [x]");
	buf_clear(&out);
	markup_escape(&out, STR("*a*\n- x\n12. y\n# z\n| t |\n---"));
	assert_str(buf_str(&out), "\\*a*\n\\- x\n12\\. y\n\\# z\n\\| t |\n\\---");
	buf_fini(&out);
}

static void random_text(struct rng *rng, struct buf *out, bool marks)
{
	static const char *const atoms[] = {"*",  "**",	      "_",   "`",  "```",    "=",  "==", "+", "++",
					    "~",  "~~",	      "^",   "[",  "]",	     "(",  ")",	 "|", "\\",
					    "- ", "1. ",      "#",   "> ", "\n",     " ",  "a",	 "1", "ä",
					    "x",  "[image: ", "---", "é",  "{{c1::", "}}", "\t"};
	uint64_t n = rng_below(rng, 24);

	buf_clear(out);
	for (uint64_t i = 0; i < n; i++)
		buf_addz(out, atoms[rng_below(rng, sizeof(atoms) / sizeof(atoms[0]))]);
	for (uint64_t i = 0; marks && i < out->len; i++)
		if (out->s[i] == 'x')
			out->s[i] = rng_below(rng, 2) ? '\x01' : '\x02';
}

static void markup__escape_round_trips(void **state)
{
	struct buf text = {0}, escaped = {0}, plain = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 7);
	for (int i = 0; i < 200000; i++) {
		random_text(&rng, &text, false);
		buf_clear(&escaped);
		buf_clear(&plain);
		markup_escape(&escaped, buf_str(&text));
		markup_plain(&plain, buf_str(&escaped));
		assert_string_equal(buf_z(&plain), buf_z(&text));
	}
	buf_fini(&text);
	buf_fini(&escaped);
	buf_fini(&plain);
}

/* Runs lie in the input, one behind the other, and hold neither newlines nor marks of blanks. */
static void markup__runs_are_slices_in_order(void **state)
{
	struct buf text = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 8);
	for (int i = 0; i < 100000; i++) {
		struct markup m;
		struct markup_run run;
		const char *at;

		random_text(&rng, &text, true);
		at = text.s;
		markup_open(&m, buf_str(&text));
		while (markup_next(&m, &run)) {
			assert_true(run.text.s >= at && run.text.s + run.text.len <= text.s + text.len);
			at = run.text.s + run.text.len;
			assert_null(memchr(run.text.s, '\n', run.text.len));
			assert_null(memchr(run.text.s, '\x01', run.text.len));
			assert_true(run.text.len || run.line || run.cell);
		}
	}
	buf_fini(&text);
}

/* A field of 128 KiB of any delimiter: quadratic work would run into the time limit of the suite. */
static void markup__time_is_linear(void **state)
{
	static const char *const patterns[] = {"*a ", "**a*", "`a``", "[a](", "==a", "_a",
					       "~a",  "^",    "[",    "\\[",  "++a+"};
	struct buf text = {0}, plain = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		buf_clear(&text);
		buf_clear(&plain);
		while (text.len < 4 * 1024 * 1024)
			buf_addz(&text, patterns[i]);
		markup_plain(&plain, buf_str(&text));
		assert_true(plain.len > 0);
	}
	buf_fini(&text);
	buf_fini(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(markup__inline_styles),
		cmocka_unit_test(markup__what_is_not_closed_is_text),
		cmocka_unit_test(markup__escapes),
		cmocka_unit_test(markup__code),
		cmocka_unit_test(markup__links_and_media),
		cmocka_unit_test(markup__blocks),
		cmocka_unit_test(markup__blanks_reach_everywhere),
		cmocka_unit_test(markup__plain),
		cmocka_unit_test(markup__escape_is_small),
		cmocka_unit_test(markup__escape_round_trips),
		cmocka_unit_test(markup__runs_are_slices_in_order),
		cmocka_unit_test(markup__time_is_linear),
	};
	return cmocka_run_group_tests_name("markup", tests, NULL, NULL);
}
