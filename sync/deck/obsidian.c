/* SPDX-License-Identifier: MIT
 * Notes of Obsidian with the flashcards of its Spaced Repetition plugin: "Q::A", "Q:::A" both ways, texts around a line
 * "?" or "??", paragraphs with ==deletions==; tags #flashcards/deck. A blank line ends a card
 * (github.com/st3v3nmw/obsidian-spaced-repetition, docs/en/flashcards). */
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "sync/deck/markdown_text.h"
#include "sync/deck/obsidian_text.h"
#include "sync/deck/schedule_text.h"
#include "sync/deck/text_notes.h"

enum card { CARD_NONE, CARD_BASIC, CARD_BOTH, CARD_CLOZE };

struct vault {
	struct text_notes notes;
	struct buf deck;      /* of the file, then of the last line of tags */
	struct buf card_deck; /* of the open card, when its first line names one */
	struct buf tags, id;
	struct buf front, back; /* of the open paragraph; back: behind the separator */
	struct buf schedule;	/* of the open card, as the plugin wrote it */
	enum card card;
	int64_t line, fence; /* where the paragraph begins; backticks of the block of code we are in */
	bool comment;	     /* in a comment over several lines */
	bool marked;	     /* a line +++ ends cards here, so blank lines belong to them */
	bool pair;	     /* the open card is a line that is whole but for a schedule on the line below it */
	bool wished, only_tagged, tagged;
};

static void close_card(struct vault *vault)
{
	buf_clear(&vault->front);
	buf_clear(&vault->back);
	buf_clear(&vault->card_deck);
	buf_clear(&vault->id);
	buf_clear(&vault->schedule);
	vault->card = CARD_NONE;
	vault->pair = false;
}

static int send(struct vault *vault, struct err *err)
{
	struct text_notes *notes = &vault->notes;
	struct str field[2];
	struct deck_schedule schedule[SCHEDULES_MAX];
	struct text_note note = {
		.schedule = schedule,
		.schedules = schedule_read_obsidian(buf_str(&vault->schedule), schedule),
		.deck = buf_str(vault->card_deck.len ? &vault->card_deck : &vault->deck),
		.tags = buf_str(&vault->tags),
		.field = field,
		.count = 2,
		.id_source = "obsidian",
		.id_deck = buf_str(&vault->deck),
		.id = buf_str(&vault->id),
		.line = vault->line,
	};

	if (vault->only_tagged && !vault->tagged)
		return 0;
	if (vault->card == CARD_CLOZE)
		markdown_number_clozes(&vault->front);
	field[0] = text_clean(notes, buf_str(&vault->front));
	field[1] = text_clean(notes, buf_str(&vault->back));
	note.type = template_builtin(vault->card == CARD_CLOZE  ? TYPE_CLOZE
				     : vault->card == CARD_BOTH ? TYPE_REVERSED
								: TYPE_BASIC);
	if (!field[0].len)
		return text_broken(notes, vault->line, _("a question without text"), err);
	if (!field[1].len && vault->card != CARD_CLOZE)
		return text_broken(notes, vault->line, _("a question without an answer"), err);
	return text_send(notes, &note, err);
}

static int flush(struct vault *vault, struct err *err)
{
	int rc;

	if (vault->card == CARD_NONE && obsidian_has_cloze(buf_str(&vault->front)))
		vault->card = CARD_CLOZE;
	rc = vault->card == CARD_NONE ? 0 : send(vault, err);
	close_card(vault);
	return rc;
}

/* "Q::A" and "Q:::A" on one line. 1: it was one. */
static int take_pair(struct vault *vault, struct str line, int64_t number)
{
	size_t at, len;

	if (!obsidian_find_pair(line, &at, &len))
		return 0;
	buf_clear(&vault->front);
	vault->line = number;
	vault->card = len == 3 ? CARD_BOTH : CARD_BASIC;
	vault->pair = true;
	obsidian_inline(&vault->front, str_trim(obsidian_without_bullet(str_slice(line, 0, at))));
	obsidian_inline(&vault->back, str_trim(str_slice(line, at + len, line.len)));
	return 1;
}

static void set_deck(struct buf *deck, struct str path)
{
	struct buf name = {0};

	obsidian_put_path(&name, path);
	buf_clear(deck);
	deck_put_name(deck, buf_str(&name));
	buf_fini(&name);
}

/* Tags of decks at the line's beginning: they hold for the card behind them, or, alone on a line, from there on.
 * Returns what is left of the line. */
static struct str take_decks(struct vault *vault, struct str line)
{
	struct str rest = line, tag, deck = STR("");
	bool found = false, first = !vault->front.len;

	while (first && obsidian_take_tag(&rest, &tag)) {
		struct str named;

		if (!obsidian_names_deck(tag, &named))
			break;
		if (!found)
			deck = named;
		found = true;
		line = rest;
	}
	if (!found)
		return line;
	vault->tagged = true;
	if (!deck.len || vault->wished)
		return line;
	set_deck(line.len ? &vault->card_deck : &vault->deck, deck);
	return line;
}

static int take_text(struct vault *vault, struct str line, int64_t number, struct err *err)
{
	struct str trimmed = str_trim(line);
	struct buf *out = vault->card == CARD_NONE ? &vault->front : &vault->back;

	if (!trimmed.len && vault->marked && (vault->card != CARD_NONE || obsidian_has_cloze(buf_str(&vault->front)))) {
		buf_addc(out, '\n');
		return 0;
	}
	if (!trimmed.len || str_is(trimmed, "+++") || str_is(trimmed, "---"))
		return flush(vault, err);
	if (vault->front.len && vault->card == CARD_NONE && (str_is(trimmed, "?") || str_is(trimmed, "??"))) {
		vault->card = trimmed.len == 1 ? CARD_BASIC : CARD_BOTH;
		return 0;
	}
	trimmed = take_decks(vault, trimmed);
	if (!trimmed.len)
		return 0;
	trimmed = obsidian_take_id(trimmed, &vault->id);
	if (vault->card == CARD_NONE) {
		if (take_pair(vault, trimmed, number))
			return 0;
		if (obsidian_is_heading(trimmed) && flush(vault, err)) /* it may be the question of the lines below it */
			return -1;
	}
	if (!vault->front.len)
		vault->line = number;
	if (out->len)
		buf_addc(out, '\n');
	vault->fence = obsidian_fence(trimmed);
	if (vault->fence)
		buf_add(out, line);
	else
		obsidian_inline(out, obsidian_without_bullet(trimmed).len < trimmed.len ? line : trimmed);
	return 0;
}

static void keep(struct buf *out, const struct buf *text)
{
	buf_clear(out);
	buf_add(out, buf_str(text));
}

static int take_line(void *ctx, struct str line, int64_t number, struct err *err)
{
	struct vault *vault = ctx;
	struct buf rest = {0}, id = {0}, schedule = {0};
	int rc = 0;

	if (vault->fence) {
		struct buf *out = vault->card == CARD_NONE ? &vault->front : &vault->back;

		if (obsidian_fence(str_trim(line)) >= vault->fence)
			vault->fence = 0;
		buf_addc(out, '\n');
		buf_add(out, line);
		return 0;
	}
	vault->comment = obsidian_strip_comments(line, vault->comment, &rest, &id, &schedule);
	if (!obsidian_is_comment(line, buf_str(&rest))) { /* a line of comments alone ends nothing */
		rc = vault->pair ? flush(vault, err) : 0;
		if (rc == 0)
			rc = take_text(vault, buf_str(&rest), number, err);
	}
	if (id.len)
		keep(&vault->id, &id);
	if (schedule.len && vault->front.len)
		keep(&vault->schedule, &schedule);
	buf_fini(&rest);
	buf_fini(&id);
	buf_fini(&schedule);
	return rc;
}

static void take_property_tag(void *ctx, struct str tag)
{
	struct vault *vault = ctx;
	struct str deck;
	struct buf path = {0};

	if (obsidian_names_deck(tag, &deck)) {
		vault->tagged = true;
		if (deck.len && !vault->wished)
			set_deck(&vault->deck, deck);
		return;
	}
	obsidian_put_path(&path, tag);
	deck_put_tags(&vault->tags, buf_str(&path));
	buf_fini(&path);
}

int obsidian_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
		  struct err *err)
{
	struct vault vault = {.notes = {.source = source, .sink = sink},
			      .wished = wishes->deck.len > 0,
			      .only_tagged = wishes->only_tagged};
	struct buf *all[] = {&vault.deck, &vault.card_deck, &vault.tags, &vault.id, &vault.front, &vault.back, &vault.schedule};
	int rc;

	if (vault.wished)
		deck_put_name(&vault.deck, wishes->deck);
	else
		deck_name_of_file(&vault.deck, source->path);
	vault.marked = memmem(source_ahead(source).s, source_ahead(source).len, "\n+++", 4);
	rc = obsidian_properties(source, take_property_tag, &vault, err);
	if (rc == 0)
		rc = text_lines(&vault.notes, take_line, &vault, err);
	if (rc == 0)
		rc = flush(&vault, err);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_fini(all[i]);
	text_notes_fini(&vault.notes);
	return rc;
}
