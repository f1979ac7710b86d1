/* SPDX-License-Identifier: MIT
 * Doctor: a table of checks, each one line: what was looked at, how it is, what mends it. The checks of this
 * machine are here; those of a server are sync's. Nothing is changed by looking. */
#ifndef SCHEMA_DOCTOR_H
#define SCHEMA_DOCTOR_H

#include "base/env.h"
#include "base/json.h"
#include "base/path.h"
#include "schema/store.h"

enum verdict { VERDICT_GOOD, VERDICT_NOTE, VERDICT_BAD };

/* One check's answer: a sentence, and commands that mend it where there are any. */
struct finding {
	enum verdict verdict;
	bool unfinished; /* good as it is, and --fix ends what would be done while idle */
	struct buf text, commands;
};

/* Fills the finding. -1: it could not be looked at, and err becomes a bad finding. */
struct check {
	const char *name;
	int (*run)(void *ctx, struct finding *finding, struct err *err);
	/* Mends what it found where that is safe: what is made anew from rows, rights of own files. NULL: nothing is. Then
	 * it is looked at again. */
	int (*fix)(void *ctx, struct err *err);
};

/* {.json} prints to out: a line a check, or objects. */
struct doctor {
	bool json, fix;
	struct json j;
	struct buf out;
	int checks, notes, bad, mended;
};
void doctor_begin(struct doctor *doctor, bool json, bool fix);
void doctor_run(struct doctor *doctor, const struct check *checks, size_t count, void *ctx);
/* The last line; prints all to stdout. 0; -1 and the sentence when something is bad. Frees out. */
int doctor_end(struct doctor *doctor, struct err *err) MUST_CHECK;

/* This machine. store is opened by the first check, and NULL when it could not be. */
struct patient {
	const struct paths *paths;
	const struct env *env;
	struct clock *clock;
	struct rng *rng;
	struct store *store;
};
/* For checks of a store that is not open: says why, and returns 0. */
int doctor_no_store(const struct patient *patient, struct finding *finding);
extern const struct check DOCTOR_LOCAL[];
extern const size_t DOCTOR_LOCAL_COUNT;

#endif
