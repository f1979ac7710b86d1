/* SPDX-License-Identifier: MIT
 * Between the files of deeds. */
#ifndef STUDY_DEEDS_PRIV_H
#define STUDY_DEEDS_PRIV_H

#include "base/mem.h"
#include "study/deeds.h"
#include "study/settings.h"

/* deed_end with a sentence in the making. */
int deeds_end(struct store *store, const struct deed *deed, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5))) MUST_CHECK;

/* Counts the study day again: its totals follow cards that went to another deck. */
int deeds_recount(struct store *store, int z, struct err *err) MUST_CHECK;
/* Appends a deck's path, cleaned; ERR_INPUT when nothing is left of it. */
int deeds_deck_path(struct buf *out, struct str path, struct err *err) MUST_CHECK;

#endif
