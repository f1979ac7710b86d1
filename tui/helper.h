/* SPDX-License-Identifier: MIT
 * Helper: one question to `cairn-sync assist --pipe`, as a child that nobody waits for (docs/helper.md). What comes back is text
 * and a number; what becomes of them the learner decides. */
#ifndef TUI_HELPER_H
#define TUI_HELPER_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/env.h"

enum helper_task { HELPER_EXPLAIN, HELPER_HINT, HELPER_MNEMONIC, HELPER_EXAMPLE, HELPER_GRADE };
enum helper_state { HELPER_IDLE, HELPER_RUNS, HELPER_SAID, HELPER_FAILED };

/* {0}: none is set. */
struct helper {
	const struct env *env;
	const char *profile;
	bool is_set;   /* CAIRN_LLM_URL, and every setting has its form */
	bool by_itself; /* long typed answers are graded without being asked */
	char why_not[200]; /* a sentence: why there is none */
	pid_t pid, gone; /* 0: none; `gone` was ended, and has not been waited for */
	int fd;		 /* of its pipe, while pid is not 0 */
	enum helper_state state;
	int grade;	       /* HELPER_GRADE, said: 1 to 4; else 0 */
	struct buf raw, text, missing; /* as it came; for people; a line a point. FAILED: text is why */
};

/* env and profile are borrowed. */
void helper_open(struct helper *helper, const struct env *env, const char *profile);
void helper_close(struct helper *helper); /* ends what is under way */

/* Texts are plain; `given` may be empty. Ends what was under way. It always answers: in `state`, now or later. */
void helper_ask(struct helper *helper, enum helper_task task, struct str front, struct str back, struct str given);
/* The learner has gone on: nothing more of it is wanted. */
void helper_cancel(struct helper *helper);
/* Reads what has come, without waiting. True: with that it is over. */
bool helper_read(struct helper *helper);

/* The same, waiting for it; false: nothing runs. For who has no other way to hear of it (lines, scripts). */
bool helper_wait(struct helper *helper);

#endif
