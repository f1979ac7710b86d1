/* SPDX-License-Identifier: MIT
 * Each chart's functions; put together in tui/stats.c. */
#ifndef TUI_STATS_PRIV_H
#define TUI_STATS_PRIV_H

#include "study/drift.h"
#include "tui/stats.h"

extern const struct stat_chart chart_calendar, chart_forecast, chart_retention, chart_calibration,
	chart_hours, chart_time, chart_buttons, chart_stability, chart_difficulty, chart_intervals,
	chart_states, chart_inbox;

/* tui/stats_parts.c: what of predictions no chart holds, for `cairn stats`: deck by deck, over time, and the drift. */
struct stats_more {
	struct stats_parts decks, blocks;
	struct drift drift;
};
int stats_more_load(struct stats_more *more, struct store *store, struct str path, const struct stats *stats,
		    struct err *err) MUST_CHECK;
void stats_more_fini(struct stats_more *more);
void stats_more_json(struct json *j, const struct stats_more *more);
void stats_more_text(struct buf *out, const struct stats_more *more);

enum { OCTAVE_LABEL = 16 };
/* "1 d", "2–3 d" … of tally_octave; short: where the octave begins. */
void octave_label(int octave, char out[OCTAVE_LABEL]);
void octave_start(int octave, struct buf *out);
const char *group_name(enum tally_group group);

#endif
