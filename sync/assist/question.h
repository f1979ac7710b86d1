/* SPDX-License-Identifier: MIT
 * Question: what the game asks its child, one JSON object on standard input, and what the child says on its pipe
 * (docs/helper.md has both). */
#ifndef SYNC_ASSIST_QUESTION_H
#define SYNC_ASSIST_QUESTION_H

#include "base/mem.h"
#include "sync/assist/reply.h"

enum { QUESTION_BYTES_MAX = 64 * 1024 };

/* Texts live in the arena. ERR_INPUT. */
int question_read(struct str json, struct prompt *prompt, struct arena *arena, struct err *err) MUST_CHECK;
/* Appends the lines for the pipe: "grade 2", "missing …", "text …", then "end". */
void question_put_reply(struct buf *out, const struct reply *reply);
void question_put_error(struct buf *out, const struct err *err);

#endif
