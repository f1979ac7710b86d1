/* SPDX-License-Identifier: MIT
 * Watchdog: ends the program within two seconds of a SIGTERM wherever it stands, and when nothing moves any
 * more. */
#ifndef SYNC_WATCHDOG_H
#define SYNC_WATCHDOG_H

#include <stdint.h>

/* What is watched. asked: somebody wants the end; called once, from the watchdog's thread. beat: monotonic ms
 * of the last sign of life. */
struct watchdog {
	void (*asked)(void *ctx);
	int64_t (*beat)(void *ctx);
	void *ctx;
};

/* Blocks SIGTERM, SIGINT and SIGHUP in this thread and those to come, and starts the thread that waits for
 * them; to be called before any other thread starts. dog is borrowed until the end of the process or
 * watchdog_done. */
void watchdog_start(const struct watchdog *dog);
/* NULL: nothing is watched until the next call, and ctx may go; a signal ends the program at once. */
void watchdog_watch(const struct watchdog *dog);

#endif
