/* SPDX-License-Identifier: MIT
 * PIN: a gate for screens that others can reach. It encrypts nothing: whoever owns the files can read them
 * (docs/security.md). */
#ifndef TUI_PIN_H
#define TUI_PIN_H

#include "base/clock.h"
#include "base/env.h"
#include "base/path.h"

struct pin {
	const char *plain; /* APP_PIN, borrowed from the environment; wins over the hash */
	char *hash_file, *tries_file;
	const struct clock *clock;
	int64_t wait_ms; /* after PIN_LOCKED and PIN_WRONG: how long no try counts */
};

enum pin_outcome { PIN_NONE = 1 };
/* 0 there is a PIN to ask for, PIN_NONE there is none. */
int pin_open(struct pin *pin, const struct env *env, const struct paths *paths, const struct clock *clock,
	     struct err *err) MUST_CHECK;
void pin_close(struct pin *pin); /* {0} is fine */
/* After how many minutes without a key the game asks again: CAIRN_PIN_MINUTES, 0 (never) to 1440; 10 where it is not set. */
int pin_minutes(const struct env *env, int64_t *minutes, struct err *err) MUST_CHECK;

enum pin_verdict { PIN_RIGHT, PIN_WRONG, PIN_LOCKED };
/* Checks a try, PIN_RIGHT (0) and so on. The try is on disk as a failure before it is looked at. Each failure
 * locks for 30 s, 60 s, 120 s … 1 h; neither a restart nor a changed clock shortens that. */
int pin_check(struct pin *pin, struct str typed, struct err *err) MUST_CHECK;

enum { PIN_LEAST = 4, PIN_MOST = 64 };
/* Stores the hash (argon2id) of 4 to 64 bytes, or takes it away. */
int pin_set(const struct paths *paths, struct str pin, struct err *err) MUST_CHECK;
int pin_clear(const struct paths *paths, struct err *err) MUST_CHECK;

/* For verbs: asks on /dev/tty. 0 right or no PIN; ERR_REFUSED: wrong, locked, or no terminal to ask on. */
int pin_ask_tty(const struct env *env, const struct paths *paths, const struct clock *clock,
		struct err *err) MUST_CHECK;
/* Reads a secret line without echo from /dev/tty, or, when standard input is no terminal, from there. */
int pin_read(const char *prompt, struct buf *line, struct err *err) MUST_CHECK;

#endif
