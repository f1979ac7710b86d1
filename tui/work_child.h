/* SPDX-License-Identifier: MIT
 * Work of seconds that nobody waits for, done by a child process at a low priority: `cairn index`, `cairn fold`,
 * `cairn backup`. A
 * failure means that things stay slower, and is not said. */
#ifndef TUI_WORK_CHILD_H
#define TUI_WORK_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct app;
/* The child, to be asked for with work_goes_on; 0: there is none. It outlives this program. */
pid_t work_start(struct app *app, const char *verb, const char *option); /* NULL: none */
/* Whether it still works; *pid becomes 0 when it has ended. */
bool work_goes_on(pid_t *pid);
/* Visits the feeds that are due where there is no server, beside whose syncs they would be visited. */
void work_feeds(struct app *app);
/* Nobody asks for the end of this one. */
void work_leave(struct app *app, const char *verb);

#endif
