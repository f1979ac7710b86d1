/* SPDX-License-Identifier: MIT
 * Blanks where a sentence has a number or a name; and headlines to be told more of. */
#include <string.h>

#include "base/markup.h"
#include "schema/template.h"
#include "sync/feed/local.h"

enum { SENTENCE_LEAST = 30, SENTENCE_MAX = 300, WORDS_LEAST = 6, AT_MOST = 3, ANSWER_MAX = 300 };

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "1,204.5", "1969", with "%" behind it; of several the longest, which says most. */
static bool find_number(struct str text, struct str *found)
{
	*found = (struct str){NULL, 0};
	for (size_t i = 0; i < text.len; i++) {
		size_t end = i;

		if (!is_digit(text.s[i]) || (i && (text.s[i - 1] != ' ' && text.s[i - 1] != '(')))
			continue;
		while (end < text.len && (is_digit(text.s[end]) || (strchr(".,", text.s[end]) && text.s[end] && end + 1 < text.len &&
								    is_digit(text.s[end + 1]))))
			end++;
		if (end < text.len && text.s[end] == '%')
			end++;
		if (end - i >= 2 && end - i > found->len && (end == text.len || strchr(" .,;:)!?", text.s[end])))
			*found = str_slice(text, i, end);
		i = end;
	}
	return found->len > 0;
}

static bool is_capital(struct str word)
{
	return word.len >= 2 && word.s[0] >= 'A' && word.s[0] <= 'Z' && word.s[1] >= 'a';
}

/* Two capitalised words or more, one after the other, not at the beginning. */
static bool find_name(struct str text, struct str *found)
{
	struct str rest = text, word, first = {NULL, 0}, last = {NULL, 0};
	bool begins = true;
	int count = 0;

	while (words_next(&rest, &word)) {
		bool joined = last.s && word.s == last.s + last.len + 1 && last.s[last.len] == ' ';

		if (!begins && is_capital(word)) {
			if (!count || !joined) {
				if (count >= 2)
					break;
				first = word;
				count = 0;
			}
			count++;
			last = word;
		} else if (count >= 2)
			break;
		else
			count = 0;
		begins = false;
	}
	if (count >= 2)
		*found = (struct str){first.s, (size_t)(last.s + last.len - first.s)};
	return count >= 2;
}

static bool has(struct str text, const char *part)
{
	return memmem(text.s, text.len, part, strlen(part)) != NULL;
}

static bool is_fit(struct str sentence)
{
	struct str rest = sentence, word;
	int words = 0;

	while (words_next(&rest, &word))
		words++;
	return sentence.len >= SENTENCE_LEAST && sentence.len <= SENTENCE_MAX && words >= WORDS_LEAST && !has(sentence, "{{") &&
	       !has(sentence, "}}") && !has(sentence, "::");
}

static int put_cloze(draft_put_fn *put, void *to, struct str sentence, struct str blank, struct err *err)
{
	size_t from = (size_t)(blank.s - sentence.s);
	struct str before = str_slice(sentence, 0, from), after = str_slice(sentence, from + blank.len, sentence.len);
	struct buf text = {0};
	struct str fields[2];
	int rc;

	if (before.len)
		markup_escape_part(&text, before, MARKUP_AT_START | MARKUP_BEFORE);
	buf_addz(&text, "{{c1::");
	markup_escape_part(&text, blank, MARKUP_AFTER | MARKUP_BEFORE);
	buf_addz(&text, "}}");
	if (after.len)
		markup_escape_part(&text, after, MARKUP_AFTER);
	fields[0] = buf_str(&text);
	fields[1] = STR("");
	rc = put(to, &(struct draft){.type = template_builtin(TYPE_CLOZE)->uid, .fields = {fields, 2}, .quote = sentence}, err);
	buf_fini(&text);
	return rc;
}

static int draft_blanks(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err)
{
	struct str rest = source->text, sentence, blank;
	int count = 0, rc = 0;

	(void)ctx;
	while (rc == 0 && count < AT_MOST && words_sentence(&rest, &sentence))
		if (is_fit(sentence) && (find_number(sentence, &blank) || find_name(sentence, &blank))) {
			rc = put_cloze(put, to, sentence, blank, err);
			count++;
		}
	return rc < 0 ? -1 : 0;
}

/* A headline asks for what its text says first. */
static int draft_headlines(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err)
{
	struct str rest = source->text, first, fields[2];
	struct buf front = {0}, back = {0};
	int rc = 0;

	(void)ctx;
	if (!source->title.len || source->title.len > 200 || !words_sentence(&rest, &first) || str_eq(first, source->title))
		return 0;
	if (first.len < SENTENCE_LEAST || first.len > ANSWER_MAX)
		return 0;
	markup_escape(&front, source->title);
	markup_escape(&back, first);
	fields[0] = buf_str(&front);
	fields[1] = buf_str(&back);
	rc = put(to, &(struct draft){.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2}, .quote = first}, err);
	buf_fini(&front);
	buf_fini(&back);
	return rc < 0 ? -1 : 0;
}

const struct drafter draft_cloze = {"cloze", draft_blanks, NULL};
const struct drafter draft_headline = {"headline", draft_headlines, NULL};
