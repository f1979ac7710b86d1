/* SPDX-License-Identifier: MIT
 * The inbox: how likely drafts were said to be taken, against what the learner did. */
#include <math.h>

#include "base/message.h"
#include "tui/stats_priv.h"

static void fill_inbox(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < INBOX_BINS; i++) {
		const struct inbox_bin *bin = &s->inbox[i];
		struct stat_row *row;

		if (!bin->decided)
			continue;
		row = stat_add(t, "%d–%d %%", i * 100 / INBOX_BINS, (i + 1) * 100 / INBOX_BINS);
		row->value[1] = (double)bin->decided;
		row->value[2] = (double)bin->p / 1000 / (double)bin->decided;
		row->value[3] = (double)bin->taken / (double)bin->decided;
		row->value[4] = row->value[3] - row->value[2];
	}
}

static void draw_inbox(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	double x[INBOX_BINS], y[INBOX_BINS], ends[2] = {0, 1};
	struct chart_series series[2] = {{.x = ends, .y = ends, .count = 2, .style = ST_DIM, .dotted = true},
					 {.x = x, .y = y, .style = STYLE_HUE(HUE_GREEN) | ST_BOLD, .mark = "●"}};
	struct chart_plot plot = {
		.series = series, .count = 2, .x_high = 1, .y_high = 1, .x_unit = UNIT_PERCENT, .y_unit = UNIT_PERCENT};
	struct stat_table table = {0};

	(void)page;
	fill_inbox(s, &table);
	for (int i = 0; i < table.rows; i++) {
		x[i] = table.row[i].value[2];
		y[i] = table.row[i].value[3];
	}
	series[1].count = table.rows;
	stat_fini(&table);
	chart_plot(canvas, box, &plot);
}

static void say_inbox(const struct stats *s, int page, struct buf *out)
{
	int64_t decided = 0, taken = 0, p = 0;

	(void)page;
	for (int i = 0; i < INBOX_BINS; i++) {
		decided += s->inbox[i].decided;
		taken += s->inbox[i].taken;
		p += s->inbox[i].p;
	}
	if (!decided)
		buf_addz(out, _("No draft was decided on yet."));
	else
		buf_addf(out, _("Of %d drafts guessed to be taken (right) %.0f %%, taken (up) %.0f %%."), (int)decided,
			 (double)p / 10 / (double)decided, (double)taken * 100 / (double)decided);
}

static const struct stat_column columns[] = {{"predicted_bin", N_("guessed"), STAT_LABELS},
					     {"drafts", N_("drafts"), STAT_INT},
					     {"predicted", N_("mean"), STAT_RATE},
					     {"taken", N_("taken"), STAT_RATE},
					     {"off", N_("off"), STAT_RATE}};

const struct stat_chart chart_inbox = {.name = "inbox",
				       .title = N_("Drafts"),
				       .column = columns,
				       .columns = sizeof(columns) / sizeof(columns[0]),
				       .fill = fill_inbox,
				       .draw = draw_inbox,
				       .say = say_inbox};
