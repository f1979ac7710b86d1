/* SPDX-License-Identifier: MIT
 * Child: another program started beside this one, in a session of its own. Knows nothing of what it is for. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/env.h"

enum { CHILD_WORDS_MAX = 16 }; /* of argv and the profile */

/* Everything is borrowed until child_start has returned. */
struct child_job {
	const char *program;	 /* a path */
	const char *const *argv; /* then NULL */
	const char *profile;	 /* put behind argv as --profile NAME; NULL: none */
	const struct env *env;	 /* whose secrets it is handed; NULL: the environment as it is */
	int in, out;		 /* its standard input and output; 0: none */
	bool errors;		 /* its standard error goes where its output goes; else nowhere */
	bool deaf;		 /* it may go on when nobody listens any more: SIGPIPE is ignored */
	int nice;		 /* how much less urgent than this program */
};

/* The path of one of our programs: beside this one, else in the folder libexec/cairn of the same installation, else NULL.
 * free() it. */
char *child_program(const char *name);
/* Starts it; signals are as a program expects them. The caller waits for *pid, which is 0 on failure. */
int child_start(const struct child_job *job, pid_t *pid, struct err *err) MUST_CHECK;
/* The same with a pipe as its output, whose other end *fd is, until the caller closes it. */
int child_listen(const struct child_job *job, pid_t *pid, int *fd, struct err *err) MUST_CHECK;

#endif
