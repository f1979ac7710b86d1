/* SPDX-License-Identifier: MIT
 * A jail for parsers of strangers' files: a child that holds one file and one pipe, and may do no more than read the
 * one and write into the other. Knows nothing of formats. */
#ifndef SYNC_DECK_JAIL_H
#define SYNC_DECK_JAIL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

/* In the child: reads fd, writes records to `out`. What it returns is the child's exit code. */
typedef int jail_fn(int fd, int out, void *ctx);

struct jail {
	int cpu_s; /* of processor time at most; 0: as an import has */
	pid_t pid;
	int out; /* the reading end of its pipe */
};

/* Starts it: no new privileges, all files but the two closed, nothing by name (Landlock), a list of allowed system
 * calls (seccomp), limits of memory, processor time and files. On a kernel without Landlock the others hold. */
int jail_start(struct jail *jail, jail_fn *run, int fd, void *ctx, struct err *err) MUST_CHECK;
/* Whether this kernel can keep files away by Landlock; where not, the list of calls does it alone. */
bool jail_has_landlock(void);
/* Ends it if it still runs, and waits. *how: the exit code, or minus the signal. */
void jail_end(struct jail *jail, int *how);

#endif
