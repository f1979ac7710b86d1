/* SPDX-License-Identifier: MIT
 * Definitions: sentences that say what something is, and lines "term: definition". */
#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"
#include "schema/template.h"
#include "sync/feed/local.h"

enum { TERM_MAX = 60, TERM_WORDS = 5, MEANING_LEAST = 12, MEANING_MAX = 400, AT_MOST = 4 };

static const struct {
	const char *lang, *verb; /* between term and definition */
} verbs[] = {
	{"en", " is a "}, {"en", " is an "}, {"en", " is the "}, {"en", " are "}, {"en", " refers to "}, {"en", " means "},
	{"de", " ist ein "}, {"de", " ist eine "}, {"de", " ist der "}, {"de", " ist die "}, {"de", " ist das "},
	{"de", " bezeichnet "}, {"de", " bedeutet "}, {"fr", " est un "}, {"fr", " est une "}, {"fr", " désigne "},
	{"es", " es un "}, {"es", " es una "}, {"es", " es el "}, {"es", " es la "}, {"it", " è un "}, {"it", " è una "},
	{"pt", " é um "}, {"pt", " é uma "},
};

/* What a term does not begin with: it would be about something said before. */
static const char *const pronouns[] = {"It", "This", "That", "These", "Those", "He", "She", "They", "There", "Here", "What", "Which",
				       "Who", "We", "You", "I", "One", "His", "Her", "Its", "Their", "Our", "If", "When", "But", "And",
				       "Es", "Das", "Dies", "Diese", "Dieser", "Dieses", "Er", "Sie", "Wir", "Hier", "Was", "Wer", "Man",
				       "Il", "Elle", "C'est", "Ce", "Cette", "On", "Este", "Esta", "Esto", "Él", "Ella", "Questo", "Questa"};
static const char *const articles[] = {"A ", "An ", "The ", "Der ", "Die ", "Das ", "Ein ", "Eine ", "Le ", "La ", "Un ", "Une ", "El ",
				       "Una ", "Il ", "O "};

static int word_count(struct str text)
{
	struct str word;
	int count = 0;

	while (words_next(&text, &word))
		count++;
	return count;
}

static bool is_term(struct str term)
{
	const char *blank = memchr(term.s ? term.s : "", ' ', term.len);
	struct str first = blank ? str_slice(term, 0, (size_t)(blank - term.s)) : term;
	int words = word_count(term);

	for (size_t i = 0; i < sizeof(pronouns) / sizeof(pronouns[0]); i++)
		if (str_is(first, pronouns[i]))
			return false;
	return term.len >= 2 && term.len <= TERM_MAX && words >= 1 && words <= TERM_WORDS && !memchr(term.s, ',', term.len) &&
	       !memchr(term.s, ';', term.len) && !memchr(term.s, '"', term.len);
}

static struct str without_article(struct str term)
{
	for (size_t i = 0; i < sizeof(articles) / sizeof(articles[0]); i++)
		if (str_starts(term, articles[i]))
			return str_slice(term, strlen(articles[i]), term.len);
	return term;
}

static int put(draft_put_fn *put_draft, void *to, struct str term, struct str meaning, struct str quote, struct err *err)
{
	struct buf front = {0}, back = {0};
	struct str fields[2];
	int rc;

	markup_escape(&front, term);
	markup_escape(&back, meaning);
	fields[0] = buf_str(&front);
	fields[1] = buf_str(&back);
	rc = put_draft(to, &(struct draft){.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2}, .quote = quote}, err);
	buf_fini(&front);
	buf_fini(&back);
	return rc;
}

static bool is_meaning(struct str text)
{
	return text.len >= MEANING_LEAST && text.len <= MEANING_MAX && word_count(text) >= 3;
}

/* "A mitochondrion is an organelle …": the article goes with the definition. */
static bool of_sentence(const struct draft_source *source, struct str sentence, struct str *term, struct str *meaning)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		const char *verb = verbs[i].verb, *at, *noun;

		if (source->lang.len && !str_is(source->lang, verbs[i].lang))
			continue;
		at = memmem(sentence.s, sentence.len, verb, strlen(verb));
		if (!at)
			continue;
		*term = without_article(str_slice(sentence, 0, (size_t)(at - sentence.s)));
		noun = strchr(verb + 1, ' ') + 1; /* behind "is " */
		*meaning = str_trim(str_slice(sentence, (size_t)(at - sentence.s) + (size_t)(noun - verb), sentence.len));
		if (is_term(*term) && is_meaning(*meaning))
			return true;
	}
	return false;
}

/* "Osmosis: movement of water …", with a dash, or with an equals sign. */
static bool of_line(struct str line, struct str *term, struct str *meaning)
{
	static const char *const marks[] = {": ", " – ", " — ", " = "};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *at = memmem(line.s ? line.s : "", line.len, marks[i], strlen(marks[i]));

		if (!at)
			continue;
		*term = str_trim(str_slice(line, 0, (size_t)(at - line.s)));
		*meaning = str_trim(str_slice(line, (size_t)(at - line.s) + strlen(marks[i]), line.len));
		if (is_term(*term) && word_count(*term) <= 3 && is_meaning(*meaning))
			return true;
	}
	return false;
}

static int draft(void *ctx, const struct draft_source *source, draft_put_fn *put_draft, void *to, struct err *err)
{
	struct str rest = source->text, sentence, term, meaning;
	int count = 0, rc = 0;

	(void)ctx;
	while (rc == 0 && count < AT_MOST && words_sentence(&rest, &sentence))
		if (of_sentence(source, sentence, &term, &meaning) || of_line(sentence, &term, &meaning)) {
			rc = put(put_draft, to, term, meaning, utf8_cut(sentence, DRAFT_QUOTE_MAX), err);
			count++;
		}
	return rc < 0 ? -1 : 0;
}

const struct drafter draft_terms = {"terms", draft, NULL};
