/* SPDX-License-Identifier: MIT
 * Spreads: the cards as they stand, by stability, difficulty, interval and state. */
#include <math.h>
#include <stdio.h>

#include "base/message.h"
#include "tui/stats_priv.h"

static const char *const states[SPREAD_STATES] = {N_("new"), N_("learning"), N_("young"), N_("mature"),
						  N_("suspended")};

static void fill_octaves(const int64_t *cell, struct stat_table *t)
{
	char label[OCTAVE_LABEL];

	for (int i = 0; i < TALLY_OCTAVES; i++) {
		octave_label(i, label);
		stat_add(t, "%s", label)->value[1] = (double)cell[i];
	}
}

static void fill_stability(const struct stats *s, struct stat_table *t)
{
	fill_octaves(s->spread.s, t);
}

static void fill_intervals(const struct stats *s, struct stat_table *t)
{
	fill_octaves(s->spread.ivl, t);
}

static void fill_difficulty(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < 10; i++)
		stat_add(t, i < 9 ? "%d–%d" : "%d", i + 1, i + 2)->value[1] = (double)s->spread.d[i];
}

static int64_t all_cards(const struct stats *s)
{
	int64_t sum = 0;

	for (int i = 0; i < SPREAD_STATES; i++)
		sum += s->spread.state[i];
	return sum;
}

static void fill_states(const struct stats *s, struct stat_table *t)
{
	for (int i = 0; i < SPREAD_STATES; i++) {
		struct stat_row *row = stat_add(t, "%s", _(states[i]));

		row->value[1] = (double)s->spread.state[i];
		row->value[2] = all_cards(s) ? row->value[1] / (double)all_cards(s) : NAN;
	}
}

static void label_octave(const void *ctx, int i, struct buf *out)
{
	(void)ctx;
	octave_start(i, out);
}

static void label_number(const void *ctx, int i, struct buf *out)
{
	(void)ctx;
	buf_addf(out, "%d", i + 1);
}

static void draw_bars(const int64_t *cell, int count, chart_label_fn *label, enum hue hue,
		      struct canvas *canvas, struct box box)
{
	double value[TALLY_OCTAVES];

	for (int i = 0; i < count; i++)
		value[i] = (double)cell[i];
	chart_bars(canvas, box,
		   &(struct chart_bars){.value = value,
					.count = count,
					.unit = UNIT_COUNT,
					.label = label,
					.style = STYLE_HUE(hue)});
}

static void draw_stability(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	(void)page;
	draw_bars(s->spread.s, TALLY_OCTAVES, label_octave, HUE_GREEN, canvas, box);
}

static void draw_intervals(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	(void)page;
	draw_bars(s->spread.ivl, TALLY_OCTAVES, label_octave, HUE_BLUE, canvas, box);
}

static void draw_difficulty(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	(void)page;
	draw_bars(s->spread.d, 10, label_number, HUE_YELLOW, canvas, box);
}

static void draw_states(const struct stats *s, int page, struct canvas *canvas, struct box box)
{
	struct chart_row row[SPREAD_STATES];
	char text[SPREAD_STATES][24];
	double all = (double)all_cards(s), most = 0;

	(void)page;
	for (int i = 0; i < SPREAD_STATES; i++) {
		double n = (double)s->spread.state[i];

		snprintf(text[i], sizeof(text[i]), "%7.0f %5.1f %%", n, all > 0 ? n / all * 100 : 0);
		row[i] = (struct chart_row){_(states[i]), text[i], {n}, NAN};
		most = fmax(most, n);
	}
	chart_rows(canvas, box,
		   &(struct chart_rows){row, SPREAD_STATES, 0, fmax(most, 1), {STYLE_HUE(HUE_CYAN)}});
}

/* The octave in which the middle card lies. */
static void say_middle(const int64_t *cell, const char *what, struct buf *out)
{
	char label[OCTAVE_LABEL];
	int64_t all = 0, sum = 0;

	for (int i = 0; i < TALLY_OCTAVES; i++)
		all += cell[i];
	for (int i = 0; i < TALLY_OCTAVES && all; i++) {
		sum += cell[i];
		if (2 * sum < all)
			continue;
		octave_label(i, label);
		buf_addf(out, _("%lld cards; the middle one has %s of %s."), (long long)all, what, label);
		return;
	}
	buf_addz(out, _("No card was answered yet."));
}

static void say_stability(const struct stats *s, int page, struct buf *out)
{
	(void)page;
	say_middle(s->spread.s, _("a stability"), out);
}

static void say_intervals(const struct stats *s, int page, struct buf *out)
{
	(void)page;
	say_middle(s->spread.ivl, _("an interval"), out);
}

static void say_difficulty(const struct stats *s, int page, struct buf *out)
{
	int64_t hard = 0, all = 0;

	(void)page;
	for (int i = 0; i < 10; i++) {
		all += s->spread.d[i];
		hard += i >= 7 ? s->spread.d[i] : 0;
	}
	buf_addf(out, _("From 1, easy, to 10, hard; %lld of %lld cards are 8 or more."), (long long)hard,
		 (long long)all);
}

static void say_states(const struct stats *s, int page, struct buf *out)
{
	(void)page;
	buf_addf(out, _("%lld cards. Mature: an interval of %d days or more."), (long long)all_cards(s),
		 MATURE_DAYS);
}

static const struct stat_column s_columns[] = {{"stability", N_("stability"), STAT_LABELS},
					       {"cards", N_("cards"), STAT_INT}};
static const struct stat_column d_columns[] = {{"difficulty", N_("difficulty"), STAT_LABELS},
					       {"cards", N_("cards"), STAT_INT}};
static const struct stat_column i_columns[] = {{"interval", N_("interval"), STAT_LABELS},
					       {"cards", N_("cards"), STAT_INT}};
static const struct stat_column state_columns[] = {{"state", N_("state"), STAT_LABELS},
						   {"cards", N_("cards"), STAT_INT},
						   {"share", N_("share"), STAT_RATE}};
const struct stat_chart chart_stability = {"stability",	   N_("Stability"), s_columns, 2,   fill_stability,
					   draw_stability, say_stability,   NULL,      NULL};
const struct stat_chart chart_difficulty = {
	"difficulty",	 N_("Difficulty"), d_columns, 2,   fill_difficulty,
	draw_difficulty, say_difficulty,   NULL,      NULL};
const struct stat_chart chart_intervals = {"intervals",	   N_("Intervals"), i_columns, 2,   fill_intervals,
					   draw_intervals, say_intervals,   NULL,      NULL};
const struct stat_chart chart_states = {"cards",     N_("Cards"), state_columns, 3,   fill_states,
					draw_states, say_states,  NULL,		 NULL};
