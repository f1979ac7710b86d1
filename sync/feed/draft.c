/* SPDX-License-Identifier: MIT
 * Drafts: what makes one sound. */
#include "sync/feed/draft.h"

#include <string.h>

#include "base/utf8.h"
#include "schema/template.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* How many bytes of `text` the quote takes from its beginning; 0: it does not stand there. */
static size_t match(struct str text, struct str quote)
{
	size_t t = 0, q = 0;

	while (q < quote.len) {
		if (is_blank(quote.s[q])) {
			if (t == text.len || !is_blank(text.s[t]))
				return 0;
			while (q < quote.len && is_blank(quote.s[q]))
				q++;
			while (t < text.len && is_blank(text.s[t]))
				t++;
		} else if (t < text.len && text.s[t] == quote.s[q])
			t++, q++;
		else
			return 0;
	}
	return t;
}

bool draft_quote_is_in(struct str text, struct str quote)
{
	quote = str_trim(quote);
	if (!quote.len)
		return false;
	for (size_t at = 0; at + 1 <= text.len;) {
		const char *first = memchr(text.s + at, quote.s[0], text.len - at);

		if (!first)
			return false;
		at = (size_t)(first - text.s);
		if (match(str_slice(text, at, text.len), quote))
			return true;
		at++;
	}
	return false;
}

static bool is_clean(struct str text, size_t cap)
{
	struct buf clean = {0};
	bool is = text.len <= cap && utf8_clean(&clean, text, CLEAN_TEXT, cap);

	buf_fini(&clean);
	return is;
}

bool draft_is_sound(const struct draft_source *source, const struct draft *draft, const char **why)
{
	const struct note_type *type = template_find(draft->type);
	uint32_t ord;

	if (!type || draft->fields.count != type->fields.count)
		*why = "it is of no built-in type, or has not that type's fields";
	else if (!str_trim(draft->fields.item[0]).len)
		*why = "its first field is empty";
	else if (!is_clean(draft->tags, 200) || !is_clean(draft->quote, DRAFT_QUOTE_MAX))
		*why = "its quote or its tags are too long or not clean";
	else if (!draft_quote_is_in(source->text, draft->quote) && !draft_quote_is_in(source->title, draft->quote))
		*why = "its quote is not in the source";
	else if (!template_ords(type, draft->fields, &ord, 1))
		*why = "it makes no card";
	else
		*why = NULL;
	for (size_t i = 0; !*why && i < draft->fields.count; i++)
		if (!is_clean(draft->fields.item[i], DRAFT_FIELD_MAX))
			*why = "a field is too long or not clean";
	return !*why;
}
