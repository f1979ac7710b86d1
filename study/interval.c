/* SPDX-License-Identifier: MIT
 * From stability to the day a card comes back. */
#include "study/interval.h"

#include <math.h>

#include "base/message.h"
#include "base/random.h"

enum { WEIGHT_ONE = 1 << 16, WEIGHT_MAX = 1 << 25, SPAN_MAX = 128, AROUND = 7 }; /* wider spans are even enough by themselves */
static const double evenness = 4;

static int bound(double days, int max_days)
{
	return days < 1 ? 1 : days > max_days ? max_days : (int)days;
}

int interval_days(const struct fsrs *fsrs, const struct interval_rule *rule, double s)
{
	return bound(nearbyint(fsrs_interval(fsrs, s, rule->retention)), rule->max_days);
}

/* The width that the FSRS libraries and Anki share: one day, and a share of each stretch. */
static double spread(double days)
{
	static const struct {
		double from, to, share;
	} stretch[] = {{2.5, 7, 0.15}, {7, 20, 0.10}, {20, INFINITY, 0.05}};
	double delta = 1;

	for (int i = 0; i < 3; i++)
		delta += stretch[i].share * fmax(0, fmin(days, stretch[i].to) - stretch[i].from);
	return delta;
}

void interval_range(int days, int max_days, int *low, int *high)
{
	*low = *high = days;
	if (days < 2.5)
		return;
	*low = (int)fmax(2, nearbyint(days - spread(days)));
	*high = bound(nearbyint(days + spread(days)), max_days);
	if (*low > *high)
		*low = *high;
}

static double percent_of(const struct interval_rule *rule, int64_t day)
{
	return rule->easy ? rule->easy->percent[calendar_weekday(day)] : EASY_ALL;
}

/* Days further ahead have less booked so far: what is due is held against the trend of the days around, a straight line
 * through the logarithms of their counts. */
struct line {
	double mean, slope, middle;
};

static struct line line_through(const struct interval_rule *rule, int low, int high)
{
	double n = 0, x = 0, y = 0, xx = 0, xy = 0;

	for (int i = low - AROUND; i <= high + AROUND; i++) {
		int64_t at = rule->day + i - rule->load->from_day;
		double percent = percent_of(rule, rule->day + i), due;

		if (i < 1 || at < 0 || at >= rule->load->days || percent == 0)
			continue;
		due = log1p(rule->load->due[at] * EASY_ALL / percent);
		n++;
		x += i;
		y += due;
		xx += (double)i * i;
		xy += i * due;
	}
	if (n < 2)
		return (struct line){0};
	return (struct line){y / n, (xy - x * y / n) / (xx - x * x / n), x / n};
}

/* Of a whole day's, in WEIGHT_ONE: less on easy days, and by a power of what is due there beside what is usual. */
static uint32_t weigh(const struct interval_rule *rule, const struct line *line, int i)
{
	double percent = percent_of(rule, rule->day + i), usual, due;
	int64_t at;

	if (!rule->load || percent == 0)
		return (uint32_t)(percent * WEIGHT_ONE / EASY_ALL);
	at = rule->day + i - rule->load->from_day;
	if (at < 0 || at >= rule->load->days)
		return (uint32_t)(percent * WEIGHT_ONE / EASY_ALL);
	due = rule->load->due[at];
	usual = line->mean + line->slope * (i - line->middle);
	return (uint32_t)fmin(fmax(WEIGHT_ONE * exp(evenness * (usual - log1p(due * EASY_ALL / percent))), 1), WEIGHT_MAX);
}

/* floor of a uniform fraction times the sum of weights: no end is favoured (py-fsrs rounds, which is biased). Where every
 * day weighs nothing, all weigh the same. */
int interval_fuzz(const struct interval_rule *rule, int days, uint64_t card, int reps)
{
	uint64_t hash = rng_mix(card ^ rng_mix((uint64_t)reps)) >> 32, sum = 0, at;
	uint32_t weight[SPAN_MAX];
	struct line line = {0};
	int low, high;

	interval_range(days, rule->max_days, &low, &high);
	if ((!rule->easy && !rule->load) || high == low || high - low >= SPAN_MAX)
		return low + (int)(hash * (uint64_t)(high - low + 1) >> 32);
	if (rule->load)
		line = line_through(rule, low, high);
	for (int i = 0; i <= high - low; i++)
		sum += weight[i] = weigh(rule, &line, low + i);
	if (sum == 0)
		return low + (int)(hash * (uint64_t)(high - low + 1) >> 32);
	at = hash * sum >> 32;
	for (int i = 0; i < high - low; i++) {
		if (at < weight[i])
			return low + i;
		at -= weight[i];
	}
	return high;
}

void interval_rate(const struct fsrs *fsrs, const struct steps *steps, const struct schedule *before,
		   int elapsed, enum rating rating, struct schedule *after, double *seconds)
{
	struct schedule next = *before;

	next.memory = fsrs_next(fsrs, before->memory, elapsed, rating);
	*seconds = steps_next(steps, &next.stage, rating);
	next.reps++;
	next.lapses += before->stage.state == CARD_REVIEW && rating == RATE_AGAIN;
	*after = next;
}

static void rate(const struct fsrs *fsrs, const struct steps *steps, const struct interval_rule *rule,
		 const struct schedule *before, int elapsed, enum rating rating, struct schedule *after)
{
	double seconds;

	interval_rate(fsrs, steps, before, elapsed, rating, after, &seconds);
	after->ivl = after->stage.state == CARD_REVIEW ? interval_days(fsrs, rule, after->memory.s)
						       : -(int64_t)nearbyint(seconds);
}

/* Fuzz moves all buttons of one answer alike, and no button passes the one above it. */
void interval_next(const struct fsrs *fsrs, const struct steps *steps, const struct interval_rule *rule,
		   const struct schedule *before, uint64_t card, int elapsed, struct schedule next[4])
{
	int64_t floor = 0;

	for (int i = 0; i < 4; i++) {
		struct schedule *after = &next[i];

		rate(fsrs, steps, rule, before, elapsed, (enum rating)(i + 1), after);
		if (after->stage.state != CARD_REVIEW)
			continue;
		if (rule->fuzz)
			after->ivl = interval_fuzz(rule, (int)after->ivl, card, before->reps);
		if (i > 0 && after->ivl <= floor)
			after->ivl = bound((double)floor + 1, rule->max_days);
		if (i > 0)
			floor = after->ivl;
	}
}

void interval_put(struct buf *out, int64_t ivl)
{
	double days = (double)ivl;

	if (ivl < 0 && ivl > -60)
		buf_addz(out, "<1m");
	else if (ivl < 0 && ivl > -3600)
		buf_addf(out, "%dm", (int)((-ivl + 30) / 60));
	else if (ivl < 0 && ivl > -86400)
		buf_addf(out, "%.3gh", round((double)-ivl / 360) / 10);
	else if (ivl < 0)
		buf_addf(out, "%.3gd", round((double)-ivl / 8640) / 10);
	else if (days < 31)
		buf_addf(out, "%dd", (int)ivl);
	else if (days < 365)
		buf_addf(out, _("%.1fmo"), days / 30.4375);
	else
		buf_addf(out, _("%.1fy"), days / 365.25);
}
