/* SPDX-License-Identifier: MIT
 * Crossing: cairn-sync as a child, and what it says on its pipe (docs/progress.md has the lines). The game
 * never waits for it. */
#ifndef TUI_CROSSING_H
#define TUI_CROSSING_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/child.h"

enum crossing_state {
	CROSSING_NONE,
	CROSSING_RUNS,
	CROSSING_SAFE,
	CROSSING_WAITING,
	CROSSING_OFFLINE,
	CROSSING_ASKS,
	CROSSING_ERASED,
	CROSSING_ERROR
};

/* {0} has no child. */
struct crossing {
	const struct env *env;
	const char *profile, *learner; /* handed on; NULL: none */
	const char *why_not;	       /* a sentence for people: why nothing can be sent; NULL: it can */
	bool by_itself;		       /* without being asked (CAIRN_SYNC=auto) */
	const char *verb[4];	       /* instead of sync: words of cairn-sync, then NULL; [0] NULL: sync */
	pid_t pid;
	int fd; /* of the pipe; valid while pid is not 0 */
	enum crossing_state state;
	int64_t rows, waiting;
	int64_t retry_s; /* until it would try again by itself; < 0: it is not held back */
	char word[24];	 /* for the header */
	char text[560];	 /* the last sentence it said */
	char line[1024];
	size_t len;
	bool again;   /* start once more when this one has ended */
	bool asked;   /* the one that runs, or ran last, was asked for by the learner */
	bool told;    /* … and its end has not been shown yet: whoever shows it takes this back */
	bool later;   /* it held back after a failure */
	bool changed; /* since the last crossing_read: rows came in */
};

/* What MONGODB_URI and CAIRN_SYNC allow; env, profile and learner are borrowed. */
void crossing_open(struct crossing *crossing, const struct env *env, const char *profile, const char *learner);
/* The path of cairn-sync: beside this program, else in libexec, else on the PATH. free() it. */
int crossing_program(char **program, struct err *err) MUST_CHECK;
/* child_listen with the program that argv[0] names, else with cairn-sync, which knows all the verbs; fd NULL: child_start. */
int crossing_run(struct child_job job, pid_t *pid, int *fd, struct err *err) MUST_CHECK;
/* By itself: starts `cairn-sync sync --pipe --auto` unless one runs, or may not. Detached: it outlives this
 * process. */
int crossing_start(struct crossing *crossing, struct err *err) MUST_CHECK;
/* Asked for by the learner: tries at once, whatever went wrong before. ERR_USAGE: why_not. After an answer to
 * "who?" the one that asked may still be ending: then it is started behind it (`again`). */
int crossing_ask(struct crossing *crossing, struct err *err) MUST_CHECK;
/* Reads what has come, without waiting. */
void crossing_read(struct crossing *crossing);
/* The last one, at the end: with `wait` its exit is waited for (scripts), else it is left running. */
int crossing_finish(struct crossing *crossing, bool wait, struct err *err) MUST_CHECK;
/* Ends the one under way, and waits for that (2 s at most): the store is about to go. */
void crossing_stop(struct crossing *crossing);
/* A row was written here: it waits from now on. */
void crossing_wrote(struct crossing *crossing);
/* "offline", "12 waiting", "safe", or "". */
const char *crossing_word(const struct crossing *crossing);
/* One line of the child's pipe (crossing_line.c). */
void crossing_line(struct crossing *crossing, struct str line);
void crossing_set_word(struct crossing *crossing);

#endif
