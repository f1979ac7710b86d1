/* SPDX-License-Identifier: MIT
 * Reply: what a model said, held against the form that was asked for, and cleaned. A reply can be text, a grade from 1 to 4
 * and proposed notes; there is nothing else that it could say. Pure. */
#ifndef SYNC_ASSIST_REPLY_H
#define SYNC_ASSIST_REPLY_H

#include "sync/assist/prompt.h"

enum { REPLY_TEXT_MAX = 2000, REPLY_POINT_MAX = 200, REPLY_POINTS = 8, REPLY_NOTES = 12, REPLY_FIELD_MAX = 1000 };

struct reply_note {
	struct buf front, back, quote; /* plain, clean, not empty */
};

/* {0} holds nothing. */
struct reply {
	int grade;	 /* ASSIST_GRADE: 1 to 4 */
	struct buf text; /* plain, clean, lines */
	struct buf point[REPLY_POINTS]; /* ASSIST_GRADE: what is missing, a line each */
	size_t points;
	struct reply_note note[REPLY_NOTES]; /* ASSIST_DRAFT */
	size_t notes;
};

/* 0; -1 (ERR_INPUT): it has not that form, and *reply is empty. */
int reply_read(struct reply *reply, enum assist_task task, struct str content, struct err *err) MUST_CHECK;
void reply_fini(struct reply *reply);

#endif
