/* SPDX-License-Identifier: MIT */
#include "sync/deck/html.h"

#include <string.h>

#include "base/markup.h"
#include "base/random.h"
#include "base/utf8.h"
#include "sync/deck/tex.h"
#include "tests/unit/unit.h"

static void gives(const char *html, const char *markup, const char *file, int line)
{
	struct buf out = {0};

	html_to_markup(&out, str_of(html));
	unit_assert_str(buf_str(&out), markup, file, line);
	buf_fini(&out);
}
#define assert_html(html, markup) gives(html, markup, __FILE__, __LINE__)

static void html__text(void **state)
{
	(void)state;
	assert_html("plain", "plain");
	assert_html("", "");
	assert_html(" a \n b&nbsp;&nbsp;c ", "a b  c");
	assert_html("A4 = 440&nbsp;Hz &lt;tone&gt; &amp; more", "A4 = 440 Hz <tone> & more");
	assert_html("&eacute;&#233;&#xE9;&bogus;&;&#0;&#xD800;&", "ééé&bogus;&;\xEF\xBF\xBD\xEF\xBF\xBD&");
	assert_html("1 < 2 <3 a<", "1 < 2 <3 a<");
	assert_html("*x* _y_ - z", "\\*x* \\_y_ - z");
	assert_html("- z<br># h", "\\- z\n\\# h");
	assert_html("a<!-- x > y -->b<style>p {}</style>c<script>d</script>", "abc");
}

static void html__styles(void **state)
{
	(void)state;
	assert_html("Capital of <b>France</b>?", "Capital of **France**?");
	assert_html("<b> a </b>b", "**a** b");
	assert_html("der <u>Hund</u>, H<sub>2</sub>O, x<sup>n 1</sup>", "der ++Hund++, H~2~O, x^n\\ 1^");
	assert_html("fl<u>i</u>cken", "fl*i*cken");
	assert_html("<b>a<i>b</i></b><i>c</i>", "**a*b**c*");
	assert_html("<b>a<br>b</b>", "**a**\n**b**");
	assert_html("<b><b>x</b>y</b>z</b>", "**xy**z");
	assert_html("<b></b>a<i> </i>b", "a b");
	assert_html("*<b>x</b>*", "\\***x**\\*");
	assert_html("<s>no</s> <mark>yes</mark>", "~~no~~ ==yes==");
}

static void html__blocks(void **state)
{
	(void)state;
	assert_html("a<div>b</div><div><br></div><div>c</div>", "a\nb\n\nc");
	assert_html("<p>a</p><p>b</p>", "a\n\nb");
	assert_html("<ul><li>one</li><li>two<br>lines</li></ul><table><tr><td>a</td><td>b</td></tr></table>",
		    "- one\n- two\n  lines\n| a | b |");
	assert_html("<ol><li>x<ul><li>y</ul><li>z</ol>end", "1. x\n  - y\n2. z\nend");
	assert_html("<table><tr><th>a|b<td><b>c</b><br>d<tr><td><td>e</table>f",
		    "| a\\|b | **c** d |\n|  | e |\nf");
	assert_html("<h2>T</h2>x<hr>y", "# T\nx\n---\ny");
	assert_html("<blockquote>a<br>b</blockquote>c", "> a\n> b\nc");
	assert_html("<pre><code class=\"lang-c\">int main(void){return 0;}</code></pre><a "
		    "href=\"https://example.org/\">link</a>",
		    "`int main(void){return 0;}`\n[link](https://example.org/)");
	assert_html("x<pre>a *b*\n  ```\n</pre>y", "x\n````\na *b*\n  ```\n````\ny");
	assert_html("use <code>a`b*</code>", "use ``a`b*``");
}

static void html__links_media_readings(void **state)
{
	(void)state;
	assert_html("<a href='http://x.org/a (b)'>t[1] <b>u</b></a>",
		    "[t\\[1\\] **u**](http://x.org/a%20%28b%29)");
	assert_html("<a href=\"javascript:alert(1)\">t</a>", "t");
	assert_html("<a href=\"https://x.org\"></a>y", "y");
	assert_html("<div>Water in Japanese</div><img src=\"図水.png\">",
		    "Water in Japanese\n[image: 図水.png]");
	assert_html("Say it [sound:tone440.wav]", "Say it [sound: tone440.wav]");
	assert_html("<img alt='a cat' src=data:image/png;base64,AAAA>", "[image: a cat]");
	assert_html("<ruby>食<rp>(</rp><rt>た</rt><rp>)</rp></ruby>べる", "食(た)べる");
	assert_html("食[た]べる", "食[た]べる");
	assert_html("[image: x]", "\\[image: x]");
}

static void html__cloze_stays(void **state)
{
	(void)state;
	assert_html("{{c1::Canberra::city}} was founded in {{c2::<b>1913</b>}}.",
		    "{{c1::Canberra::city}} was founded in {{c2::**1913**}}.");
	assert_html("{{c1::\\(x^{2}\\)}} then {{c3::skips two}} [latex]{{c4::y}}[/latex]",
		    "{{c1::x^2^}} then {{c3::skips two}} {{c4::y}}");
	assert_html("<code>git {{c1::rebase}} -i</code>", "`git {{c1::rebase}} -i`");
}

static void tex_is(const char *tex, enum tex_mode mode, const char *expected)
{
	struct buf out = {0};

	assert_int_equal(tex_to_markup(&out, str_of(tex), mode), expected != NULL);
	assert_str(buf_str(&out), expected ? expected : "");
	buf_fini(&out);
}

static void html__tex(void **state)
{
	(void)state;
	assert_html("\\(\\int_0^1 x^2\\,dx\\)", "∫~0~^1^x^2^dx");
	assert_html("\\[\\frac{1}{3}\\]", "1/3");
	assert_html("[latex]\\LaTeX: $e^{i\\pi}+1=0$[/latex] [$]a^2[/$] [$$]\\sum_i i[/$$]",
		    "LaTeX: e^iπ^\\+1\\=0 a^2^ ∑~i~i");
	assert_html("\\(\\begin{matrix}a&amp;b\\end{matrix}\\)", "[TeX] `\\begin{matrix}a&b\\end{matrix}`");
	assert_html("\\(a never closed", "\\\\(a never closed");
	tex_is("\\frac{a+b}{2c}", TEX_MATH, "(a\\+b)/2c");
	tex_is("\\sqrt{x}\\le\\sqrt[3]{xy+1}", TEX_MATH, "√x ≤ ∛(xy\\+1)");
	tex_is("e^{-x^2}", TEX_MATH, "e\\^(-x^2^)");
	tex_is("\\alpha \\to \\mathrm{const.} 50\\%", TEX_MATH, "α → const.50%");
	tex_is("a & b", TEX_MATH, NULL);
	tex_is("\\unknown", TEX_MATH, NULL);
	tex_is("{a", TEX_MATH, NULL);
	tex_is("x^", TEX_MATH, NULL);
	tex_is("{{{{{{{{{{{{{{{{a}}}}}}}}}}}}}}}}", TEX_MATH, NULL);
	tex_is("", TEX_MATH, NULL);
}

static const char *const atoms[] = {
	"<b>",
	"</b>",
	"<i>",
	"</i>",
	"<u>",
	"</u>",
	"<sub>",
	"</sub>",
	"<br>",
	"<div>",
	"</div>",
	"<ul>",
	"</ul>",
	"<ol>",
	"<li>",
	"</li>",
	"<table>",
	"</table>",
	"<tr>",
	"<td>",
	"</td>",
	"<a href=\"https://x\">",
	"</a>",
	"<img src=x]>",
	"<pre>",
	"</pre>",
	"<code>",
	"</code>",
	"<!--",
	"-->",
	"&amp;",
	"&nbsp;",
	"[sound:",
	"]",
	"\\(",
	"\\)",
	"^",
	"_",
	"{",
	"}",
	"\\frac",
	"*",
	"`",
	"|",
	"a",
	" ",
	"\n",
	"é",
	"\xff",
	"<",
	">",
	"\"",
	"[latex]",
	"[/latex]",
	"{{c1::",
	"}}",
	"<blockquote>",
	"<hr>",
	"<h1>",
	"</h1>",
	"\x1b",
	"<s>",
	"~",
	"=",
	"<mark>",
	"$",
};

static void random_html(struct rng *rng, struct buf *html)
{
	buf_clear(html);
	for (uint64_t n = rng_below(rng, 30); n; n--)
		buf_addz(html, atoms[rng_below(rng, sizeof(atoms) / sizeof(atoms[0]))]);
}

/* Whatever comes in, the text survives: letters are neither lost nor styled away. */
static void html__any_bytes(void **state)
{
	struct buf html = {0}, out = {0}, clean = {0}, plain = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 5);
	for (int i = 0; i < 100000; i++) {
		buf_clear(&out);
		buf_clear(&clean);
		buf_clear(&plain);
		random_html(&rng, &html);
		html_to_markup(&out, buf_str(&html));
		utf8_clean(&clean, buf_str(&out), CLEAN_TEXT, 1 << 20);
		markup_plain(&plain, buf_str(&clean));
		assert_true(utf8_is_valid(buf_str(&plain)));
		assert_null(strchr(buf_z(&plain), '\x1b'));
	}
	buf_fini(&html);
	buf_fini(&out);
	buf_fini(&clean);
	buf_fini(&plain);
}

/* Styles in any order over words read back as the styles of those words. */
static void html__styles_read_back(void **state)
{
	static const char *const style[] = {"b", "i", "s"};
	struct buf html = {0}, out = {0}, plain = {0}, wanted = {0};
	struct rng rng;

	(void)state;
	rng_seed(&rng, 6);
	for (int i = 0; i < 50000; i++) {
		unsigned on = 0, seen = 0;
		struct markup m;
		struct markup_run run;
		unsigned of[16] = {0};
		size_t words = 1 + rng_below(&rng, 8), at = 0;

		buf_clear(&html);
		buf_clear(&out);
		buf_clear(&plain);
		buf_clear(&wanted);
		for (size_t w = 0; w < words; w++) {
			for (int k = 0; k < 3; k++)
				if (rng_below(&rng, 2)) {
					buf_addf(&html, on & 1u << k ? "</%s>" : "<%s>", style[k]);
					on ^= 1u << k;
				}
			of[w] = on;
			buf_addf(&html, "%c%s", 'a' + (int)w, rng_below(&rng, 2) ? " " : "");
		}
		html_to_markup(&out, buf_str(&html));
		markup_open(&m, buf_str(&out));
		while (markup_next(&m, &run))
			for (size_t c = 0; c < run.text.len; c++)
				if (run.text.s[c] != ' ') {
					unsigned got = (run.style & MARKUP_BOLD ? 1 : 0) |
						       (run.style & MARKUP_ITALIC ? 2 : 0) |
						       (run.style & MARKUP_STRIKE ? 4 : 0);

					if (run.text.s[c] != 'a' + (int)at || got != of[at])
						fail_msg("%s gave %s", buf_z(&html), buf_z(&out));
					at++;
					seen++;
				}
		assert_int_equal(seen, words);
	}
	buf_fini(&html);
	buf_fini(&out);
	buf_fini(&plain);
	buf_fini(&wanted);
}

static void html__time_is_linear(void **state)
{
	static const char *const more[] = {"<a \"",
					   "<a \">\" ",
					   "<a '>",
					   "&amp",
					   "[sound:",
					   "[latex]",
					   "\\(",
					   "<!--",
					   "<pre>",
					   "<table><tr><td>|",
					   "<a href=\"https://x\">[",
					   "<b> ",
					   "<li>",
					   "<ul>",
					   "{{c1::",
					   "<ruby><rt>"};
	struct buf html = {0}, out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(atoms) / sizeof(atoms[0]) + sizeof(more) / sizeof(more[0]); i++) {
		size_t n = sizeof(atoms) / sizeof(atoms[0]);

		buf_clear(&html);
		buf_clear(&out);
		while (html.len < 1024 * 1024)
			buf_addz(&html, i < n ? atoms[i] : more[i - n]);
		buf_addz(&html, "<x '>");
		html_to_markup(&out, buf_str(&html));
	}
	buf_fini(&html);
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(html__text),		cmocka_unit_test(html__styles),
		cmocka_unit_test(html__blocks),		cmocka_unit_test(html__links_media_readings),
		cmocka_unit_test(html__cloze_stays),	cmocka_unit_test(html__tex),
		cmocka_unit_test(html__any_bytes),	cmocka_unit_test(html__styles_read_back),
		cmocka_unit_test(html__time_is_linear),
	};
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
