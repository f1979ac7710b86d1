/* SPDX-License-Identifier: MIT
 * Each chart's functions; put together in tui/stats.c. */
#ifndef TUI_STATS_PRIV_H
#define TUI_STATS_PRIV_H

#include "tui/stats.h"

extern const struct stat_chart chart_calendar, chart_forecast, chart_retention, chart_calibration,
	chart_hours, chart_time, chart_buttons, chart_stability, chart_difficulty, chart_intervals,
	chart_states, chart_by_deck, chart_over_time, chart_inbox;

enum { OCTAVE_LABEL = 16 };
/* "1 d", "2–3 d" … of tally_octave; short: where the octave begins. */
void octave_label(int octave, char out[OCTAVE_LABEL]);
void octave_start(int octave, struct buf *out);
const char *group_name(enum tally_group group);

#endif
