/* SPDX-License-Identifier: MIT
 * Schedules as other programs write them into texts. Nothing here knows cards. */
#ifndef SYNC_DECK_SCHEDULE_TEXT_H
#define SYNC_DECK_SCHEDULE_TEXT_H

#include "sync/deck/reader.h"

enum { SCHEDULES_MAX = 100 }; /* of a note */

/* "2026-11-20 …": its days since 1970; false: it is no date. */
bool schedule_date(struct str text, int64_t *day);
/* "2.65" times `unit`, rounded; 0: it is no number, or out of all proportion. */
int64_t schedule_number(struct str text, int unit);

/* What Obsidian's Spaced Repetition writes behind "SR:", a part for each card of a text in their order:
 * !2023-09-02,4,270 (due, days, ease in per cent), !fsrs,due,days,S,D,state,reps,lapses,step,last. Cards that
 * were never asked are passed over. Returns how many schedules were written, SCHEDULES_MAX at most. */
size_t schedule_read_obsidian(struct str text, struct deck_schedule *schedule);

/* org-fc's table of review data, a line after the other: first the names of its columns. */
struct schedule_table {
	struct str columns; /* owned by the arena that was given; empty: not begun */
};
/* True: the line was of a card that was asked before. *position is its name: "front", "back", "0", … */
bool schedule_read_row(struct schedule_table *table, struct str line, struct arena *arena,
		       struct str *position, struct deck_schedule *schedule);

#endif
