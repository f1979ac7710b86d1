/* SPDX-License-Identifier: MIT
 * Prompt: what the helper is sent. Texts of cards, learners and feeds are values of one JSON object in a message of their own,
 * from which no text can break out; the other message is a constant. Pure. */
#ifndef SYNC_ASSIST_PROMPT_H
#define SYNC_ASSIST_PROMPT_H

#include <stdbool.h>

#include "base/text.h"

enum assist_task { ASSIST_CHECK, ASSIST_GRADE, ASSIST_EXPLAIN, ASSIST_HINT, ASSIST_MNEMONIC, ASSIST_EXAMPLE, ASSIST_DRAFT, ASSIST_TASKS };
extern const char *const ASSIST_TASK_NAMES[ASSIST_TASKS]; /* words, frozen: "grade", "explain", … */

enum { PROMPT_TEXT_MAX = 4000, PROMPT_SOURCE_MAX = 16 * 1024 }; /* bytes of a field; of what is drafted from. What is longer is cut */

/* Valid UTF-8, plain; empty ones are not sent. */
struct prompt {
	enum assist_task task;
	struct str front, back, given; /* of a card; what the learner answered */
	struct str title, text;	       /* ASSIST_DRAFT */
};

/* Appends the body of the request. `plain`: without what some servers refuse (response_format). */
void prompt_put(struct buf *out, const struct prompt *prompt, const char *model, bool plain);
int prompt_tokens_out(enum assist_task task); /* what it may answer, tokens */

#endif
