/* SPDX-License-Identifier: MIT
 * Crossing: cairn-sync as a child, and what it says on its pipe (docs/progress.md has the lines). The game
 * never waits for it. */
#ifndef TUI_CROSSING_H
#define TUI_CROSSING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/env.h"
#include "base/err.h"

enum crossing_state {
	CROSSING_NONE,
	CROSSING_RUNS,
	CROSSING_SAFE,
	CROSSING_WAITING,
	CROSSING_OFFLINE,
	CROSSING_ASKS,
	CROSSING_ERROR
};

/* {.env, .profile, .learner} with the rest zero has no child. */
struct crossing {
	const struct env *env;
	const char *profile, *learner; /* handed on; NULL: none */
	bool enabled;		       /* there is a MONGODB_URI in force */
	pid_t pid;
	int fd; /* of the pipe; valid while pid is not 0 */
	enum crossing_state state;
	int64_t rows, waiting;
	char word[24];	/* for the header */
	char text[200]; /* the last sentence it said */
	char line[600];
	size_t len;
	bool again;   /* start once more when this one has ended */
	bool changed; /* since the last crossing_read: rows came in */
};

/* The program's path: beside this one, else in libexec, else on the PATH. free() it; NULL when it is nowhere.
 */
char *crossing_program(void);
/* Starts `cairn-sync sync --pipe` unless one runs. Detached: it outlives this process. After an answer to
 * "who?" the one that asked may still be ending: then it is started behind it (`again`). */
int crossing_start(struct crossing *crossing, struct err *err) MUST_CHECK;
/* Reads what has come, without waiting. */
void crossing_read(struct crossing *crossing);
/* The last one, at the end: with `wait` its exit is waited for (scripts), else it is left running. */
int crossing_finish(struct crossing *crossing, bool wait, struct err *err) MUST_CHECK;
/* A row was written here: it waits from now on. */
void crossing_wrote(struct crossing *crossing);
/* "offline", "12 waiting", "safe", or "". */
const char *crossing_word(const struct crossing *crossing);
/* One line of the child's pipe. */
void crossing_line(struct crossing *crossing, struct str line);

#endif
