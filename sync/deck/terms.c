/* SPDX-License-Identifier: MIT
 * Terms and definitions with separators that are guessed. */
#include "sync/deck/terms.h"

#include <string.h>

#include "base/markup.h"
#include "base/message.h"
#include "sync/deck/text_notes.h"

enum { LOOK_AT = 64 * 1024, GUESS_OF = 500, SURE_PERCENT = 80 };
#define SIZE_LIMIT (64U << 20)

static const char *const between[] = {"\t", " - ", " – ", "::", ",", ";", "|", "=", ":"};
static const char *const cards[] = {"\n", "\n\n", ";"};

static bool cut(struct str *rest, const char *separator, struct str *part)
{
	const char *at = rest->len ? memmem(rest->s, rest->len, separator, strlen(separator)) : NULL;
	size_t len = at ? (size_t)(at - rest->s) : rest->len;

	if (!rest->len)
		return false;
	*part = str_slice(*rest, 0, len);
	*rest = str_slice(*rest, len + (at ? strlen(separator) : 0), rest->len);
	return true;
}

/* Both sides of a card; false: there are not two. */
static bool halves(struct str card, const char *separator, struct str *term, struct str *definition)
{
	const char *at = card.len ? memmem(card.s, card.len, separator, strlen(separator)) : NULL;
	size_t len = at ? (size_t)(at - card.s) : 0;

	if (!at)
		return false;
	*term = str_trim(str_slice(card, 0, len));
	*definition = str_trim(str_slice(card, len + strlen(separator), card.len));
	return term->len && definition->len;
}

static struct terms_form try(struct str text, const char *separator, const char *end)
{
	struct terms_form form = {.between = separator, .cards = end};
	struct str card, term, definition;
	size_t good = 0;

	while (form.count < GUESS_OF && cut(&text, end, &card)) {
		if (!str_trim(card).len)
			continue;
		form.count++;
		good += halves(card, separator, &term, &definition) &&
			!memmem(definition.s, definition.len, separator, strlen(separator));
	}
	form.percent = form.count ? (int)(100 * good / form.count) : 0;
	return form;
}

/* The first pair of separators that is right oftenest; among equals the one that makes more cards. */
struct terms_form terms_guess(struct str text)
{
	struct terms_form best = {.between = between[0], .cards = cards[0]};

	text = str_slice(text, 0, LOOK_AT);
	for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++)
		for (size_t k = 0; k < sizeof(cards) / sizeof(cards[0]); k++) {
			struct terms_form form;

			if (strstr(cards[k], between[i]) || (form = try(text, between[i], cards[k])).percent < best.percent)
				continue;
			if (form.percent > best.percent || form.count > best.count)
				best = form;
		}
	return best;
}

bool terms_are_needed(struct str text)
{
	struct terms_form form;

	if (!text.len || text.s[0] == '#' || text.s[0] == '"')
		return false;
	form = terms_guess(text);
	if (form.percent < SURE_PERCENT)
		return false;
	if (strcmp(form.cards, "\n") != 0) /* a lone line "a,b;" is columns */
		return form.count > 1 && try(text, form.between, "\n").percent < form.percent;
	return strlen(form.between) > 1 || strchr("=:", form.between[0]);
}

static int load(struct source *source, struct buf *all, struct err *err)
{
	int rc = 0;

	while (rc == 0) {
		struct str ahead = source_ahead(source);

		if (all->len + ahead.len > SIZE_LIMIT)
			return err_set(err, ERR_INPUT, "%s: a list of terms above 64 MiB is not read", source->path);
		buf_add(all, ahead);
		source_take(source, ahead.len);
		rc = source_more(source, err);
	}
	return rc < 0 ? -1 : 0;
}

static struct str side(struct text_notes *notes, struct str raw)
{
	struct buf markup = {0};
	struct str clean;

	markup_escape(&markup, raw);
	clean = text_clean(notes, buf_str(&markup));
	buf_fini(&markup);
	return clean;
}

static int send_all(struct text_notes *notes, struct str text, struct str deck, struct err *err)
{
	struct terms_form form = terms_guess(text);
	struct text_note note = {.type = template_builtin(TYPE_BASIC), .deck = deck, .count = 2};
	const char *counted = text.s;
	struct str card, field[2], term, definition;
	int64_t line = 1;
	int rc = 0;

	while (rc == 0 && cut(&text, form.cards, &card)) {
		for (; counted < card.s; counted++)
			line += *counted == '\n';
		note.line = line;
		note.field = field;
		if (!str_trim(card).len)
			continue;
		if (memchr(card.s, '\0', card.len)) {
			rc = text_broken(notes, line, _("it holds a NUL byte"), err);
		} else if (!halves(card, form.between, &term, &definition)) {
			rc = text_broken(notes, line, _("a term without a definition"), err);
		} else {
			field[0] = side(notes, term);
			field[1] = side(notes, definition);
			rc = text_send(notes, &note, err);
		}
	}
	return rc;
}

int terms_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
	       struct err *err)
{
	struct text_notes notes = {.source = source, .sink = sink};
	struct buf all = {0}, deck = {0};
	int rc = load(source, &all, err);

	if (wishes->deck.len)
		deck_put_name(&deck, wishes->deck);
	else
		deck_name_of_file(&deck, source->path);
	if (rc == 0)
		rc = send_all(&notes, buf_str(&all), buf_str(&deck), err);
	buf_fini(&all);
	buf_fini(&deck);
	text_notes_fini(&notes);
	return rc;
}
