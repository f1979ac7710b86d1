/* SPDX-License-Identifier: MIT
 * What the readers of plain text share. */
#include "sync/deck/text_notes.h"

#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"

void text_notes_fini(struct text_notes *notes)
{
	arena_fini(&notes->arena);
}

int text_broken(struct text_notes *notes, int64_t line, const char *why, struct err *err)
{
	notes->sink->broken(notes->sink->ctx, notes->source->path, line, why);
	if (++notes->broken < DECK_BROKEN_MAX)
		return 0;
	return err_set(err, ERR_INPUT, "%s: %d broken lines; is this a file of notes?", notes->source->path,
		       notes->broken);
}

int text_lines(struct text_notes *notes, text_line_fn *each, void *ctx, struct err *err)
{
	struct str line;
	int64_t number;
	int rc = 0;

	while (rc == 0) {
		rc = source_line(notes->source, &line, &number, err);
		if (rc == LINE_END)
			return 0;
		if (rc == LINE_TAKEN)
			rc = each(ctx, line, number, err);
		else if (rc == LINE_BROKEN)
			rc = text_broken(notes, number, line.s, err);
	}
	return rc;
}

struct str text_clean(struct text_notes *notes, struct str raw)
{
	struct buf clean = {0};
	struct str result;

	utf8_clean(&clean, raw, CLEAN_TEXT, NOTE_FIELD_MAX + 1);
	result = arena_str(&notes->arena, str_trim(buf_str(&clean)));
	buf_fini(&clean);
	return result;
}

int text_send(struct text_notes *notes, const struct text_note *text, struct err *err)
{
	struct deck_note note = {.type = text->type, .deck = text->deck, .tags = text->tags, .line = text->line};
	size_t count = text->count;
	int rc;

	for (size_t i = 0; i < count; i++)
		if (text->field[i].len > NOTE_FIELD_MAX)
			return text_broken(notes, text->line, _("a field is longer than 128 KiB"), err);
	while (count > 2 && !text->field[count - 1].len)
		count--;
	note.fields = (struct row_list){text->field, count};
	note.schedule = text->schedule;
	note.schedules = text->schedules;
	note.schedule_source = text->id_source;
	note.uid = text->id.len ? note_uid(text->id_source, text->id_deck, text->id)
				: note_uid("text", note.deck, text->field[0]);
	rc = notes->sink->note(notes->sink->ctx, &note, err);
	arena_reset(&notes->arena);
	return rc;
}
