/* SPDX-License-Identifier: MIT
 * Program: what `cairn` was asked to do, and what every verb and the game stand on. */
#ifndef TUI_PROGRAM_H
#define TUI_PROGRAM_H

#include <stdio.h>

#include "base/clock.h"
#include "base/env.h"
#include "base/path.h"
#include "base/random.h"
#include "base/trace.h"
#include "schema/store.h"

enum { PROGRAM_ARGS_MAX = 4096 };

struct options {
	const char *verb; /* NULL: the game */
	const char *arg[PROGRAM_ARGS_MAX];
	int args;
	const char *script, *size, *profile, *deck, *learner, *kind, *tags, *order, *days, *load, *format, *tag, *search, *count;
	int mode; /* enum row_mode or MODE_NATURAL */
	const struct mode *play; /* what is played; NULL: study */
	const char *key, *make_key; /* files of keys for sealed backups */
	bool plain, json, remote, help, version;
	bool verify, zstd, automatic; /* backups */
	bool backlog, light, accept; /* plan: the way back; a light vacation; it begins */
	const char *vacation; /* plan: FROM..TO */
	bool evaluate; /* optimize: nothing is changed */
	bool fix; /* doctor: what is safe is mended */
	bool yes; /* rescue: nothing is asked */
	bool tour; /* --tour: a script sees the first-run tour as well */
	bool edit; /* with the editor on the note that the words mean */
	bool home; /* the game begins with its home screen */
	bool kiosk; /* tui/kiosk.h */
	char **rest; /* everything behind the verb, as it came, for cairn-sync */
};
int options_read(struct options *options, char **argv, struct err *err) MUST_CHECK;

struct program {
	const char *version;
	struct options options;
	struct paths paths;
	struct env env;
	struct clock clock;
	struct rng rng; /* for names: never seeded */
	struct trace trace;
	struct store *store;
	int code; /* what the program ends with when all went well */
};
/* cairn due: nothing is left today (docs/json.md) */
enum { CODE_NOTHING_DUE = 7 };

/* Folders, environment, clock; then, unless it is not wanted, the store. */
int program_open(struct program *program, bool with_store, struct err *err) MUST_CHECK;
/* The store, unless it has lost all its bytes while there is a backup of it (an error that store_is_damaged knows). */
int program_store(struct program *program, struct err *err) MUST_CHECK;
void program_close(struct program *program);
/* The deck of --deck, empty when none was given. ERR_INPUT if there is no such deck, nor any below it. */
int program_deck(struct program *program, struct str *deck, struct err *err) MUST_CHECK;

/* What --help says, of that verb or (NULL) of all. tui/usage.c */
int usage_put(const char *verb, FILE *out, struct err *err) MUST_CHECK;

/* The verbs; 0 or -1. tui/cmd_*.c */
int cmd_due(struct program *program, struct err *err) MUST_CHECK;
int cmd_status(struct program *program, struct err *err) MUST_CHECK;
int cmd_next(struct program *program, struct err *err) MUST_CHECK;
int cmd_answer(struct program *program, struct err *err) MUST_CHECK;
int cmd_undo(struct program *program, struct err *err) MUST_CHECK;
int cmd_cards(struct program *program, struct err *err) MUST_CHECK;
int cmd_search(struct program *program, struct err *err) MUST_CHECK;
int cmd_index(struct program *program, struct err *err) MUST_CHECK;
int cmd_stats(struct program *program, struct err *err) MUST_CHECK;
int cmd_doctor(struct program *program, struct err *err) MUST_CHECK;
int cmd_fold(struct program *program, struct err *err) MUST_CHECK;
int cmd_optimize(struct program *program, struct err *err) MUST_CHECK;
int cmd_plan(struct program *program, struct err *err) MUST_CHECK;
int cmd_set(struct program *program, struct err *err) MUST_CHECK;
int cmd_add(struct program *program, struct err *err) MUST_CHECK;
int cmd_backup(struct program *program, struct err *err) MUST_CHECK;
int cmd_restore(struct program *program, struct err *err) MUST_CHECK;
int cmd_metrics(struct program *program, struct err *err) MUST_CHECK;
int cmd_rescue(struct program *program, struct err *err) MUST_CHECK;
int cmd_pin(struct program *program, struct err *err) MUST_CHECK;
/* sync, import, export, publish: this process becomes cairn-sync. */
int cmd_hand_over(struct program *program, struct err *err) MUST_CHECK;

/* The game on a terminal, by a script or by lines; tui/game.c. */
int game_run(struct program *program, struct err *err) MUST_CHECK;
struct app;
/* Whatever view the app has, until it is left. */
/* An app on what the program was started with; the rest is the caller's to set. */
struct app game_app(struct program *program);
int game_play(struct program *program, struct app *app, struct err *err) MUST_CHECK;

#endif
