/* SPDX-License-Identifier: MIT
 * Report: what a sync says while it runs and at its end: to a person, to the game's pipe one line at a time
 * (docs/progress.md), or as one JSON object (docs/json.md). */
#ifndef SYNC_REPORT_H
#define SYNC_REPORT_H

#include <stdbool.h>

#include "sync/ledger.h"
#include "sync/mongo/content.h"
#include "sync/mongo/protocol.h"

/* QUIET: started by a program, which has nothing to say when all is well. */
enum report_form { REPORT_WORDS, REPORT_PIPE, REPORT_JSON, REPORT_QUIET };

struct report {
	enum report_form form;
	int64_t last_ms; /* of the last line of progress */
};

struct report_done {
	const struct sync_news *rows;
	const struct content_news *decks;
	struct ledger_bytes bytes;
};

void report_progress(struct report *report, const struct sync *sync); /* at most ten lines a second */
void report_content(struct report *report, struct str deck);
void report_who(struct report *report, const struct str *names, size_t count);
/* True when whoever reads pipe or JSON was told; a person is told by the error's sentence. */
bool report_erased(struct report *report, struct str learner);
void report_word(struct report *report, const char *state, const char *sentence); /* of a decision that was carried out */
void report_busy(struct report *report);
/* It holds back after a failure (its kind and sentence) for so long. */
void report_later(struct report *report, int64_t wait_s, enum err_kind kind, struct str why);
void report_done(struct report *report, const struct report_done *done);
/* To people: what became of decks. */
void report_decks(const struct content_news *decks);
/* To the pipe: the catalogue was asked for, the list or with a key the preview of that deck. */
void report_catalogue(const char *key, int64_t decks);
/* wait_s: until somebody would try by itself; < 0: nobody holds back. */
void report_error(struct report *report, const struct err *err, int64_t wait_s);

/* "network", "refused", … */
const char *report_kind(enum err_kind kind);
/* The same as one JSON object each; report_json.c. */
void report_json_state(const char *state);
void report_json_who(const struct str *names, size_t count);
void report_json_done(const struct report_done *done);
void report_json_failed(const char *state, enum err_kind kind, struct str text, int64_t wait_s);

#endif
