/* SPDX-License-Identifier: MIT
 * cairn plan --backlog, --load N: the way back from what is overdue, some loads beside each other or one as a curve;
 * --accept begins it. */
#include <stdio.h>

#include "base/json.h"
#include "base/message.h"
#include "study/backlog.h"
#include "tui/plan_words.h"
#include "tui/program.h"

enum { CURVE_ROWS = 12, CURVE_COLS = 40, CHOICES = 5 };

/* What waits, a line for each of some days, until nothing does. */
static void say_curve(const struct plan *plan, const struct sim_result *result, int until)
{
	int step = until / CURVE_ROWS + 1, most = 1;
	struct buf date = {0};

	for (int i = 0; i <= until; i++)
		most = result->day[i].waiting > most ? result->day[i].waiting : most;
	for (int i = 0; i <= until; i += i < until && i + step > until ? until - i : step) {
		int bar = (int)((int64_t)result->day[i].waiting * CURVE_COLS / most);

		buf_clear(&date);
		clock_put_date(&date, plan->today + i);
		printf("%s%8d  %.*s\n", buf_z(&date), result->day[i].waiting * plan->share, bar,
		       "########################################");
	}
	buf_fini(&date);
}

static int last_day(const struct plan_way *way)
{
	return way->ends < 0 ? way->result.days - 1 : way->ends;
}

static void say(const struct plan *plan, const struct plan_way *way)
{
	struct buf text = {0};

	plan_put_way(&text, plan, way);
	puts(buf_z(&text));
	say_curve(plan, &way->result, last_day(way));
	buf_fini(&text);
}

static void put(struct json *j, const struct plan *plan, const struct plan_way *way, bool curve)
{
	struct buf date = {0};

	clock_put_date(&date, plan->today + (way->ends < 0 ? 0 : way->ends));
	json_open(j, '{');
	json_key_int(j, "load", way->load);
	json_key_int(j, "overdue", plan->overdue);
	json_key(j, "known");
	json_real(j, way->known, 0);
	json_key(j, "minutes");
	json_real(j, way->minutes, 1);
	json_key(j, "forgotten");
	json_real(j, way->forgotten, 0);
	json_key(j, "ends");
	if (way->ends < 0)
		json_null(j);
	else
		json_str(j, buf_str(&date));
	if (curve) {
		json_key(j, "waiting");
		json_open(j, '[');
		for (int i = 0; i <= last_day(way); i++)
			json_int(j, (int64_t)way->result.day[i].waiting * plan->share);
		json_close(j, ']');
	}
	json_close(j, '}');
	buf_fini(&date);
}

static void print_json(struct buf *out)
{
	buf_addc(out, '\n');
	fputs(buf_z(out), stdout);
	buf_fini(out);
}

/* "150" reviews, or "30m": minutes. */
static int read_load(const struct plan *plan, const char *text, int *load, struct err *err)
{
	struct str number = str_of(text);
	bool minutes = number.len && number.s[number.len - 1] == 'm';
	int64_t value;

	number.len -= minutes;
	if (str_to_int(number, &value, NULL) || value < 1 || value > PLAN_LOAD_MAX)
		return err_set(err, ERR_USAGE, _("--load takes 1 to %d reviews a day, or minutes as in 30m, not \"%.20s\""),
			       PLAN_LOAD_MAX, text);
	*load = (int)value;
	return minutes ? plan_load_of(plan, (double)value, load, err) : 0;
}

static int one_load(struct program *p, const struct plan *plan, int days, struct err *err)
{
	struct buf out = {0};
	struct json j = {.out = &out};
	struct plan_way way;
	int load, rc;

	if (read_load(plan, p->options.load, &load, err) || plan_way_back(plan, load, days, &way, err))
		return -1;
	rc = p->options.accept ? backlog_set(p->store, load, err) : 0;
	if (rc == 0 && p->options.json) {
		put(&j, plan, &way, true);
		print_json(&out);
	} else if (rc == 0) {
		say(plan, &way);
		if (p->options.accept)
			puts(_("It has begun; it ends by itself, or with: cairn set backlog 0"));
	}
	plan_way_fini(&way);
	return rc;
}

/* From a little more than what comes in anyway to five times as much. */
static int choices(struct program *p, const struct plan *plan, int days, struct err *err)
{
	static const double times[CHOICES] = {1.25, 1.5, 2, 3, 5};
	struct buf out = {0}, date = {0};
	struct json j = {.out = &out};

	json_open(&j, '[');
	if (!p->options.json)
		printf(_("%lld overdue, %.0f known today. About %.0f reviews come due a day, and %d new cards are set.\n"
			 "Reviews a day  minutes   ends          forgotten while they wait\n"),
		       (long long)plan->overdue, plan->known, plan->inflow, plan->new_per_day);
	for (int i = 0; i < CHOICES; i++) {
		int load = (int)(plan->inflow * times[i] / 5 + 1) * 5;
		struct plan_way way;

		if (plan_way_back(plan, load, days, &way, err)) {
			buf_fini(&out);
			return -1;
		}
		buf_clear(&date);
		clock_put_date(&date, plan->today + (way.ends < 0 ? 0 : way.ends));
		put(&j, plan, &way, false);
		if (!p->options.json)
			printf("%13d%9.0f   %-12s%9.0f\n", load, way.minutes, way.ends < 0 ? _("never") : buf_z(&date), way.forgotten);
		plan_way_fini(&way);
	}
	json_close(&j, ']');
	if (p->options.json) {
		print_json(&out);
	} else {
		puts(_("Begin one with: cairn plan --load N --accept (30m: minutes)"));
		buf_fini(&out);
	}
	buf_fini(&date);
	return 0;
}

int plan_say_way(struct program *p, const struct plan *plan, int days, struct err *err)
{
	return p->options.load ? one_load(p, plan, days, err) : choices(p, plan, days, err);
}
