/* SPDX-License-Identifier: MIT
 * Sittings for tests: a failure ends the test with its sentence. */
#ifndef TESTS_UNIT_SITTING_H
#define TESTS_UNIT_SITTING_H

#include "study/session.h"
#include "tests/unit/device.h"

extern const int64_t sitting_start_ms; /* 2026-11-02 12:00 UTC */

/* At that time, with notes 100, 101, … made the day before: "front 0" and "back 0", and so on, in decks A and A::B by turns. */
struct device *sitting_device(int notes);

struct session *sitting_open(struct device *d, struct session_options options); /* session_close's */

/* Shows the card and answers it without a mode of its own, in 1.5 s; the card as it is then. */
struct card sitting_answer(struct device *d, struct session *session, uint64_t card, int rating);

/* A card folded from its rows must be the card that the answers left. */
void sitting_assert_folds_alike(struct device *d, const struct card *card);

#endif
