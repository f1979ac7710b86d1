/* SPDX-License-Identifier: MIT
 * Known: the sum of retrievability over cards, kept in cells of memory. Pure. */
#ifndef STUDY_GAME_KNOWN_H
#define STUDY_GAME_KNOWN_H

#include "schema/stones.h"
#include "study/fsrs.h"

/* The cell of a memory: cards of about the same stability, last reviewed about the same day. */
int64_t known_key(const struct fsrs *fsrs, double s, int64_t day);
struct memory_cell known_cell(int64_t key, double s, int64_t day); /* one card in it */
/* Adds the cell's cards as they are on a study day. */
double known_of(const struct memory_cell *cell, int64_t day);

#endif
