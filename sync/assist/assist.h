/* SPDX-License-Identifier: MIT
 * Assist: a question to the helper and its checked answer: from the cache, else over the network within the day's limits
 * (docs/helper.md). Nothing is ever sent where CAIRN_LLM_URL is not set. */
#ifndef SYNC_ASSIST_ASSIST_H
#define SYNC_ASSIST_ASSIST_H

#include "base/path.h"
#include "base/trace.h"
#include "sync/assist/reply.h"
#include "sync/assist/spend.h"
#include "sync/feed/draft.h"

struct assist {
	struct endpoint endpoint;
	struct spend spend;
	char *folder;
	struct trace *trace;
	const volatile int *stop;	     /* not 0: a transfer under way ends soon; NULL: nobody asks */
	/* For assist_drafter: */
	void (*broken)(const char *why); /* it could not be had; said once; NULL: to nobody */
	bool gone;			     /* … and is not asked again */
	struct prepared *prepared;
};

/* env, clock and trace are borrowed until the close. 0; 1: no helper is set; -1. */
int assist_open(struct assist *assist, const struct env *env, const struct paths *paths, const struct clock *clock,
		struct trace *trace, struct err *err) MUST_CHECK;
void assist_close(struct assist *assist); /* {0} is fine */
void assist_forget(struct assist *assist); /* what was prepared (drafter.c) */

/* 0: reply_fini it. -1: ERR_NETWORK, it cannot be had now; ERR_REFUSED, a limit, a pause, the key; ERR_INPUT, what it said has
 * not the form. Takes up to twice CAIRN_LLM_TIMEOUT and some seconds; the process may be ended at any moment. ASSIST_CHECK is
 * never answered from the cache. */
int assist_ask(struct assist *assist, const struct prompt *prompt, struct reply *reply, struct err *err) MUST_CHECK;

/* The helper as somebody who proposes notes, named "model"; lives as long as `assist`. Where it cannot be had it proposes
 * nothing: feeds and those who draft without a network go on. */
struct drafter assist_drafter(struct assist *assist);

#endif
