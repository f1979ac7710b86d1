/* SPDX-License-Identifier: MIT
 * Devices for tests: a store each, in a folder of its own, at a fixed time; and rows going from one to
 * another. */
#ifndef TESTS_UNIT_DEVICE_H
#define TESTS_UNIT_DEVICE_H

#include "schema/marks.h"
#include "schema/notes.h"

struct device {
	char dir[64], path[96];
	struct clock clock;
	struct rng rng;
	struct store *store;
	struct err err;
};

struct device *device_new(uint64_t seed);
/* The same where files are memory, if there is such a place: for thousands of answers. */
struct device *device_new_in_memory(uint64_t seed);
void device_open(struct device *d);
void device_free(struct device *d);

/* Into the file that is there, if one is: it keeps its inode. */
void device_copy_file(const char *from, const char *to);

/* Each in a transaction of its own; a failure ends the test with its sentence. */
struct row device_append(struct device *d, struct row row);
int device_put_note(struct device *d, uint64_t uid, const char *deck, const char *front, const char *back);
void device_remove_note(struct device *d, uint64_t uid);
void device_set_clock(struct device *d, int64_t wall_ms); /* both its clocks: no jump */
void device_set(struct device *d, const char *key, const char *value);
void device_correct_clock(struct device *d, int64_t ms); /* of the origin whose row comes last; nothing without rows */
struct row device_review(uint64_t card, int rating); /* a row to append */

/* All that one device holds goes to another, as if by way of a server. */
struct copying {
	struct device *from, *to;
	int outcome[4]; /* by enum place_outcome */
};
struct copying device_sync(struct device *from, struct device *to);

#endif
