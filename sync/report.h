/* SPDX-License-Identifier: MIT
 * Report: what a sync says while it runs and at its end, to a person or, one line at a time, to the game's
 * pipe. docs/sync.md has the lines. */
#ifndef SYNC_REPORT_H
#define SYNC_REPORT_H

#include <stdbool.h>

#include "sync/mongo/content.h"
#include "sync/mongo/protocol.h"

struct report {
	bool pipe;
	int64_t last_ms; /* of the last line of progress */
};

void report_progress(struct report *report, const struct sync *sync); /* at most ten lines a second */
void report_content(struct report *report, struct str deck);
void report_who(struct report *report, const struct str *names, size_t count);
void report_busy(struct report *report);
void report_done(struct report *report, const struct sync_news *rows, const struct content_news *decks);
void report_error(struct report *report, const struct err *err);

#endif
