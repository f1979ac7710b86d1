/* SPDX-License-Identifier: MIT
 * Drafter: notes that the helper proposes out of a text. Each is held against the text itself: one whose quote does not stand
 * there is thrown away by whoever takes drafts (draft_is_sound), and here. */
#include <stdlib.h>

#include "base/hash.h"
#include "base/markup.h"
#include "base/mem.h"
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

/* What was asked for before. */
struct prepared {
	struct prepared *next;
	uint64_t key;
	struct reply reply;
};

static uint64_t key_of(const struct draft_source *source)
{
	const struct str parts[] = {source->title, source->text};

	return hash_uid(parts, 2);
}

static const struct reply *recall(const struct assist *a, uint64_t key)
{
	for (const struct prepared *p = a->prepared; p; p = p->next)
		if (p->key == key)
			return &p->reply;
	return NULL;
}

static void prepare(void *ctx, const struct draft_source *source)
{
	struct assist *a = ctx;
	struct prompt prompt = {.task = ASSIST_DRAFT, .title = source->title, .text = source->text};
	struct prepared *p;
	struct err err;

	if (a->gone || !a->endpoint.drafts || (a->stop && *a->stop) || !str_trim(source->text).len || recall(a, key_of(source)))
		return;
	p = mem_alloc(sizeof(*p));
	*p = (struct prepared){.next = a->prepared, .key = key_of(source)};
	/* an answer without form: of this text there is no draft, and it is not asked about again */
	if (assist_ask(a, &prompt, &p->reply, &err) == 0 || err.kind == ERR_INPUT) {
		a->prepared = p;
		return;
	}
	free(p);
	a->gone = true;
	if (a->broken)
		a->broken(err.text);
}

static int draft(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err)
{
	const struct reply *reply;
	int rc = 0;

	prepare(ctx, source);
	reply = recall(ctx, key_of(source));
	for (size_t i = 0; rc == 0 && reply && i < reply->notes; i++)
		rc = put_one(source, &reply->note[i], put, to, err);
	return rc < 0 ? -1 : 0;
}

void assist_forget(struct assist *a)
{
	struct prepared *next;

	for (struct prepared *p = a->prepared; p; p = next) {
		next = p->next;
		reply_fini(&p->reply);
		free(p);
	}
	a->prepared = NULL;
}

struct drafter assist_drafter(struct assist *assist)
{
	return (struct drafter){.name = "model", .draft = draft, .ctx = assist, .prepare = prepare};
}
