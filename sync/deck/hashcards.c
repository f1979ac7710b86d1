/* SPDX-License-Identifier: MIT
 * hashcards' Markdown: lines that begin with Q:, A: or C:, whatever follows belongs to them; [brackets] of a C: are
 * deletions. No headings, no ends but the next card (github.com/eudoxia0/hashcards, its README and parser). */
#include <string.h>

#include "base/message.h"
#include "sync/deck/markdown_text.h"
#include "sync/deck/text_notes.h"

enum part { NONE, QUESTION, ANSWER, CLOZE, PARTS };

struct hash {
	struct text_notes notes;
	struct buf deck, text[PARTS];
	enum part part;
	int64_t line; /* where the open card begins */
	bool matter;  /* between the two lines --- at the file's start */
	bool wished;
};

static void put_line(struct hash *hash, struct str line)
{
	struct buf *out = &hash->text[hash->part];

	if (out->len)
		buf_addc(out, '\n');
	markdown_inline(out, line);
}

static int send(struct hash *hash, struct err *err)
{
	struct text_notes *notes = &hash->notes;
	struct str field[2];
	struct text_note note = {.deck = buf_str(&hash->deck), .field = field, .count = 2, .line = hash->line};

	if (hash->part == QUESTION)
		return text_broken(notes, hash->line, _("a question without an answer"), err);
	if (hash->part == CLOZE) {
		if (!markdown_number_brackets(&hash->text[CLOZE], NULL, true, NULL))
			return text_broken(notes, hash->line, _("a cloze without [brackets]"), err);
		field[0] = text_clean(notes, buf_str(&hash->text[CLOZE]));
		field[1] = STR("");
		note.type = template_builtin(TYPE_CLOZE);
		return text_send(notes, &note, err);
	}
	field[0] = text_clean(notes, buf_str(&hash->text[QUESTION]));
	field[1] = text_clean(notes, buf_str(&hash->text[ANSWER]));
	note.type = template_builtin(TYPE_BASIC);
	if (!field[0].len)
		return text_broken(notes, hash->line, _("a question without text"), err);
	if (!field[1].len)
		return text_broken(notes, hash->line, _("a question without an answer"), err);
	return text_send(notes, &note, err);
}

static int flush(struct hash *hash, struct err *err)
{
	int rc = hash->part == NONE ? 0 : send(hash, err);

	for (int i = 0; i < PARTS; i++)
		buf_clear(&hash->text[i]);
	hash->part = NONE;
	return rc;
}

/* name = "Deck" of the TOML at the top. */
static void take_matter(struct hash *hash, struct str line)
{
	struct str value;

	if (!str_starts(line, "name") || hash->wished)
		return;
	value = str_trim(str_slice(line, 4, line.len));
	if (!str_starts(value, "="))
		return;
	value = str_trim(str_slice(value, 1, value.len));
	if (value.len >= 2 && strchr("\"'", value.s[0]) && value.s[value.len - 1] == value.s[0])
		value = str_slice(value, 1, value.len - 1);
	buf_clear(&hash->deck);
	deck_put_name(&hash->deck, value);
}

static int take_line(void *ctx, struct str line, int64_t number, struct err *err)
{
	struct hash *hash = ctx;
	char mark = line.len > 1 && line.s[1] == ':' ? line.s[0] : '\0';
	bool rule = str_is(str_trim(line), "---");

	if (rule && number == 1) {
		hash->matter = true;
		return 0;
	}
	if (hash->matter) {
		hash->matter = !rule;
		take_matter(hash, line);
		return 0;
	}
	if (rule)
		return flush(hash, err);
	if (mark == 'Q' || mark == 'C') {
		if (flush(hash, err))
			return -1;
		hash->part = mark == 'Q' ? QUESTION : CLOZE;
		hash->line = number;
	} else if (mark == 'A' && hash->part == QUESTION) {
		hash->part = ANSWER;
	} else if (mark == 'A') {
		return text_broken(&hash->notes, number, _("an answer without a question"), err);
	} else {
		if (hash->part != NONE)
			put_line(hash, line);
		return 0;
	}
	put_line(hash, str_trim(str_slice(line, 2, line.len)));
	return 0;
}

int hashcards_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
		   struct err *err)
{
	struct hash hash = {.notes = {.source = source, .sink = sink}, .wished = wishes->deck.len > 0};
	int rc;

	if (hash.wished)
		deck_put_name(&hash.deck, wishes->deck);
	else
		deck_name_of_file(&hash.deck, source->path);
	rc = text_lines(&hash.notes, take_line, &hash, err);
	if (rc == 0)
		rc = flush(&hash, err);
	buf_fini(&hash.deck);
	for (int i = 0; i < PARTS; i++)
		buf_fini(&hash.text[i]);
	text_notes_fini(&hash.notes);
	return rc;
}
