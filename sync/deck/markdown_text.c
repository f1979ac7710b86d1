/* SPDX-License-Identifier: MIT
 * The text within lines of Markdown, where it differs from markup. */
#include "sync/deck/markdown_text.h"

#include <string.h>

#include "sync/deck/tex.h"

enum { CLOZES_MAX = 99 };

/* ![alt](address) becomes a placeholder. */
static bool take_image(struct buf *out, struct str *rest)
{
	const char *close, *stop = rest->s + rest->len, *end;

	if (!str_starts(*rest, "!["))
		return false;
	close = memchr(rest->s, ']', rest->len < 500 ? rest->len : 500);
	if (!close || close + 1 >= stop || close[1] != '(')
		return false;
	end = memchr(close, ')', (size_t)(stop - close) < 2000 ? (size_t)(stop - close) : 2000);
	if (!end)
		return false;
	buf_addf(out, "[image: %.*s]", (int)(end - close - 2), close + 2);
	*rest = (struct str){end + 1, (size_t)(stop - end - 1)};
	return true;
}

/* $formula$ becomes Unicode where it looks like TeX and reads well. */
static bool take_formula(struct buf *out, struct str *rest)
{
	const char *end;
	struct str tex;

	if (rest->len < 3 || rest->s[0] != '$' || rest->s[1] == ' ' || rest->s[1] == '$')
		return false;
	end = memchr(rest->s + 1, '$', rest->len - 1 < 500 ? rest->len - 1 : 500);
	if (!end || end[-1] == ' ')
		return false;
	tex = (struct str){rest->s + 1, (size_t)(end - rest->s - 1)};
	if (!memchr(tex.s, '\\', tex.len) && !memchr(tex.s, '^', tex.len) && !memchr(tex.s, '_', tex.len))
		return false;
	if (!tex_to_markup(out, tex, TEX_MATH))
		return false;
	*rest = (struct str){end + 1, (size_t)(rest->s + rest->len - end - 1)};
	return true;
}

void markdown_inline(struct buf *out, struct str rest)
{
	size_t indent = 0;
	bool code = false;

	while (indent < rest.len && rest.s[indent] == ' ')
		indent++;
	if (indent + 1 < rest.len && strchr("*+", rest.s[indent]) && rest.s[indent + 1] == ' ') {
		buf_add(out, str_slice(rest, 0, indent));
		buf_addc(out, '-');
		rest = str_slice(rest, indent + 1, rest.len);
	}
	while (rest.len) {
		if (!code && (take_image(out, &rest) || take_formula(out, &rest)))
			continue;
		code ^= rest.s[0] == '`';
		if (rest.s[0] == '\\' && rest.len > 1 && !code) {
			buf_addc(out, rest.s[0]);
			rest = str_slice(rest, 1, rest.len);
		}
		buf_addc(out, rest.s[0]);
		rest = str_slice(rest, 1, rest.len);
	}
}

void markdown_number_clozes(struct buf *text)
{
	struct buf out = {0};
	struct str rest = buf_str(text);
	int number = 0;

	if (text->len && memmem(text->s, text->len, "{{c", 3))
		return;
	while (rest.len) {
		const char *open = memmem(rest.s, rest.len, "==", 2);
		const char *inner = open ? open + 2 : NULL, *stop = rest.s + rest.len;
		const char *close = inner ? memmem(inner, (size_t)(stop - inner), "==", 2) : NULL;

		if (!close || number == CLOZES_MAX)
			break;
		buf_add(&out, (struct str){rest.s, (size_t)(open - rest.s)});
		buf_addf(&out, "{{c%d::%.*s}}", ++number, (int)(close - inner), inner);
		rest = (struct str){close + 2, (size_t)(stop - close - 2)};
	}
	buf_add(&out, rest);
	buf_clear(text);
	buf_add(text, buf_str(&out));
	buf_fini(&out);
}
