/* SPDX-License-Identifier: MIT
 * Days that are not like others: weekdays with less to do, and vacations. Pure; study days as numbers. */
#ifndef STUDY_CALENDAR_H
#define STUDY_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

enum { WEEKDAYS = 7, EASY_ALL = 100, EASY_LESS = 50, VACATIONS = 8, VACATION_DAYS = 60 };
extern const char *const weekday_names[WEEKDAYS]; /* "mon" … */
int calendar_weekday(int64_t day);		  /* 0 Monday */

/* How much of a usual day's reviews each weekday takes, in percent: EASY_ALL, EASY_LESS or 0. */
struct easy {
	unsigned char percent[WEEKDAYS];
};
/* "sat=less sun=none"; "sat" is sat=less; empty: all alike. */
int easy_parse(struct easy *easy, struct str text, struct err *err) MUST_CHECK;
void easy_put(struct buf *out, const struct easy *easy); /* "none" when all are alike */

/* Days from … to without reviews, or with a third of them (light), as planned on the day `set`. */
struct vacation {
	int64_t from, to, set;
	bool light;
};
struct vacations {
	struct vacation v[VACATIONS];
	int count;
};
/* "2026-12-20..2027-01-03/2026-12-01", light ones with "+light" behind; the day behind / may be missing. */
int vacations_parse(struct vacations *vacations, struct str text, struct err *err) MUST_CHECK;
void vacations_put(struct buf *out, const struct vacations *vacations); /* "none" */
/* A range as people write it: "2026-12-20..2027-01-03", to VACATION_DAYS long. */
int vacation_parse(struct vacation *vacation, struct str text, struct err *err) MUST_CHECK;
bool vacations_have(const struct vacations *vacations, int64_t day);

/* The day on which a card comes that is due within a vacation: before it, if that is no more than a fifth of its interval
 * earlier, and not before it was planned; else behind it, spread over a fifth of its interval, at most over as many days
 * as the vacation has. Other days as they are. chance: a hash of the card and its count of reviews. */
int64_t vacations_move(const struct vacations *vacations, int64_t due, int64_t last_day, int64_t ivl, uint64_t chance);

#endif
