/* SPDX-License-Identifier: MIT
 * Rescue: a store that is damaged is kept aside, and another one takes its place: the newest backup that is good, what
 * can still be read of the damaged one, and, with the next sync, what the server has. The learner is asked first. */
#ifndef TUI_RESCUE_H
#define TUI_RESCUE_H

#include "tui/program.h"

/* What there is to rebuild from; found without changing anything. */
struct rescue_plan {
	char *backup; /* the newest one, NULL: none */
	bool server;  /* MONGODB_URI is set */
};
int rescue_look(struct program *program, struct rescue_plan *plan, struct err *err) MUST_CHECK;
void rescue_forget(struct rescue_plan *plan);
/* "It is damaged. It is kept as …; … " for a person who decides; appended. */
void rescue_explain(const struct program *program, const struct rescue_plan *plan, struct buf *text);

/* Where it went and what came back. */
struct rescued {
	struct buf aside, from; /* from: the backup that was good, or empty */
	int64_t rows, read;	/* in all; of these read from the damaged file alone */
};
/* Whole or not at all: until the last moment the damaged store stays in its place. Refused when nothing is left to
 * rebuild from. */
int rescue_do(struct program *program, const struct rescue_plan *plan, struct rescued *rescued,
	      struct err *err) MUST_CHECK;

/* The game's store did not open, err says why. When it is damaged the learner is asked on the screen, and 0 means that it
 * was rebuilt and is open; else -1, err is as it was or says what failed. */
int rescue_offer(struct program *program, struct err *err) MUST_CHECK;

/* 0: it is whole; 1: it is damaged, why says how; -1: something else is wrong. */
int rescue_examine(struct program *program, struct err *why) MUST_CHECK;

#endif
