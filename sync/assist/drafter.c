/* SPDX-License-Identifier: MIT
 * Drafter: notes that the helper proposes out of a text. Each is held against the text itself: one whose quote does not stand
 * there is thrown away by whoever takes drafts (draft_is_sound), and here. */
#include "base/markup.h"
#include "schema/template.h"
#include "sync/assist/assist.h"

static int put_one(const struct draft_source *source, const struct reply_note *note, draft_put_fn *put, void *to, struct err *err)
{
	struct buf front = {0}, back = {0};
	struct str field[2];
	struct draft draft = {.type = template_builtin(TYPE_BASIC)->uid, .fields = {field, 2}, .quote = buf_str(&note->quote)};
	const char *why;
	int rc;

	markup_escape(&front, buf_str(&note->front)); /* plain text, whatever it looks like */
	markup_escape(&back, buf_str(&note->back));
	field[0] = buf_str(&front);
	field[1] = buf_str(&back);
	rc = draft_is_sound(source, &draft, &why) ? put(to, &draft, err) : 0;
	buf_fini(&front);
	buf_fini(&back);
	return rc;
}

static int draft(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err)
{
	struct prompt prompt = {.task = ASSIST_DRAFT, .title = source->title, .text = source->text};
	struct reply reply;
	int rc = assist_ask(ctx, &prompt, &reply, err);

	if (rc) /* an answer without form is no draft, and no reason to end the run */
		return err && err->kind == ERR_INPUT ? 0 : rc;
	for (size_t i = 0; rc == 0 && i < reply.notes; i++)
		rc = put_one(source, &reply.note[i], put, to, err);
	reply_fini(&reply);
	return rc < 0 ? -1 : 0;
}

struct drafter assist_drafter(struct assist *assist)
{
	return (struct drafter){.name = "model", .draft = draft, .ctx = assist};
}
