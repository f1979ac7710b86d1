/* SPDX-License-Identifier: MIT
 * Plans in words. */
#include "tui/plan_words.h"

#include <math.h>

#include "base/clock.h"
#include "base/message.h"

const char *const weekday_words[WEEKDAYS] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
				       N_("Fri"), N_("Sat"), N_("Sun")};

enum { AIR_FROM = 8 }; /* rows that leave room for an empty one */

void plan_put_way(struct buf *out, const struct plan *plan, const struct plan_way *way)
{
	struct buf date = {0};

	clock_put_date(&date, plan->today + (way->ends < 0 ? 0 : way->ends));
	buf_addf(out, _n("%lld card is overdue, ", "%lld cards are overdue, ", (unsigned long)plan->overdue),
		 (long long)plan->overdue);
	buf_addf(out, _("%.0f of them known today. "), way->known);
	if (way->ends < 0)
		buf_addf(out,
			 _n("With %d review a day there is no end within %d days: choose more, or fewer new cards a day (%d).",
			    "With %d reviews a day there is no end within %d days: choose more, or fewer new cards a day (%d).",
			    (unsigned long)way->load),
			 way->load, way->result.days, plan->new_per_day);
	else
		buf_addf(out,
			 _n("With %d review a day, %.0f minutes with %d new, nothing waits any more after %s.",
			    "With %d reviews a day, %.0f minutes with %d new, nothing waits any more after %s.",
			    (unsigned long)way->load),
			 way->load, way->minutes, plan->new_per_day, buf_z(&date));
	buf_addf(out, _(" Forgotten while they wait: %.0f."), way->forgotten);
	buf_fini(&date);
}

struct box plan_draw_text(struct canvas *canvas, struct box box, struct buf *text)
{
	int used = canvas_text(canvas, box, 0, buf_str(text), ST_PLAIN);

	buf_fini(text);
	used += box.rows - used >= AIR_FROM;
	box.row += used;
	box.rows -= used;
	return box;
}

void plan_put_day(const void *ctx, int days, struct buf *out)
{
	const struct plan *plan = ctx;
	struct buf date = {0};

	clock_put_date(&date, plan->today + days);
	buf_add(out, str_slice(buf_str(&date), 5, 10));
	buf_fini(&date);
}
