/* SPDX-License-Identifier: MIT
 * Watchdog: a thread that waits for signals. libmongoc cannot be cancelled, so the way out is _exit: nothing
 * is held but SQLite transactions, which roll back. */
#include "sync/watchdog.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"

enum { GRACE_MS = 1500, TICK_MS = 500, SILENT_MS = 180 * 1000 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const struct watchdog *watched;

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void say(const char *text, size_t len)
{
	if (write(STDERR_FILENO, text, len) < 0)
		return;
}
#define SAY(text) say(text, sizeof(text) - 1)

/* True when somebody is to be asked to come to an end by himself. */
static bool ask(void)
{
	bool asked;

	pthread_mutex_lock(&lock);
	asked = watched != NULL;
	if (asked)
		watched->asked(watched->ctx);
	pthread_mutex_unlock(&lock);
	return asked;
}

static bool is_silent(void)
{
	bool silent;

	pthread_mutex_lock(&lock);
	silent = watched && now_ms() - watched->beat(watched->ctx) > SILENT_MS;
	pthread_mutex_unlock(&lock);
	return silent;
}

static void *watch(void *arg)
{
	sigset_t *signals = arg;
	const struct timespec tick = {0, TICK_MS * 1000000L};

	while (sigtimedwait(signals, NULL, &tick) < 0) {
		if (is_silent()) {
			SAY("cairn-sync: nothing came from the server for three minutes; what is not sent "
			    "stays here\n");
			_exit(ERR_NETWORK);
		}
	}
	if (ask())
		nanosleep(&(struct timespec){GRACE_MS / 1000, GRACE_MS % 1000 * 1000000L}, NULL);
	SAY("cairn-sync: ended on request; what is not sent stays here\n");
	_exit(ERR_FAILED);
	return NULL;
}

void watchdog_start(const struct watchdog *dog)
{
	static sigset_t signals;
	pthread_t thread;

	watched = dog;
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	if (pthread_create(&thread, NULL, watch, &signals) == 0)
		pthread_detach(thread);
	else
		pthread_sigmask(SIG_UNBLOCK, &signals,
				NULL); /* then the signals end the program themselves */
}

void watchdog_watch(const struct watchdog *dog)
{
	pthread_mutex_lock(&lock);
	watched = dog;
	pthread_mutex_unlock(&lock);
}
