/* SPDX-License-Identifier: MIT
 * The text of Mnemosyne's fields as markup. */
#include <string.h>

#include "sync/deck/html.h"
#include "sync/deck/markdown_text.h"
#include "sync/deck/mnemosyne_priv.h"

/* Fields are HTML in which a new line is one; TeX stands between tags of its own. */
static struct str as_html(struct mnem *mnem, struct arena *arena, struct str raw)
{
	static const char *const pairs[][2] = {{"\n", "<br>"},	      {"<latex>", "[latex]"}, {"</latex>", "[/latex]"},
					       {"<$>", "[$]"},	      {"</$>", "[/$]"},	      {"<$$>", "[$$]"},
					       {"</$$>", "[/$$]"}};
	struct buf *out = &mnem->text;

	buf_clear(out);
	while (raw.len) {
		size_t i = 0, count = sizeof(pairs) / sizeof(pairs[0]);

		while (i < count && !str_starts(raw, pairs[i][0]))
			i++;
		if (i < count)
			buf_addz(out, pairs[i][1]);
		else
			buf_addc(out, raw.s[0]);
		raw = str_slice(raw, i < count ? strlen(pairs[i][0]) : 1, raw.len);
	}
	return arena_str(arena, buf_str(out));
}

struct str mnem_markup(struct mnem *mnem, struct arena *arena, struct str raw)
{
	struct str html = as_html(mnem, arena, raw);
	struct buf *out = &mnem->text;

	buf_clear(out);
	html_to_markup(out, html);
	return arena_str(arena, str_trim(buf_str(out)));
}

/* "La [casa:house] es": deletions, or the text that they were cut from. */
struct str mnem_with_clozes(struct mnem *mnem, struct arena *arena, struct str html)
{
	struct buf text = {0};
	struct str result;

	buf_add(&text, html);
	markdown_number_brackets(&text, ":", true, NULL);
	result = mnem_markup(mnem, arena, buf_str(&text));
	buf_fini(&text);
	return result;
}

struct str mnem_without_clozes(struct mnem *mnem, struct arena *arena, struct str html)
{
	struct buf text = {0};
	struct str result;
	bool in = false, hint = false;

	for (size_t i = 0; i < html.len; i++) {
		char c = html.s[i];

		if (c == '[')
			in = true;
		else if (c == ']')
			in = hint = false;
		else if (in && c == ':')
			hint = true;
		else if (!hint)
			buf_addc(&text, c);
	}
	result = mnem_markup(mnem, arena, buf_str(&text));
	buf_fini(&text);
	return result;
}
