/* SPDX-License-Identifier: MIT
 * cairn plan: what retentions cost and hold over a year, and which holds most a minute; with --backlog or --load the way
 * back from what is overdue (cmd_plan_way.c). */
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/message.h"
#include "study/fold.h"
#include "study/plan.h"
#include "tui/plan_words.h"
#include "tui/program.h"

enum { FOLD_MS = 1000, FIRST = 10 }; /* from 80 % on */

static void put_real(struct json *j, const char *key, double value, int decimals)
{
	json_key(j, key);
	json_real(j, value, decimals);
}

static void put_cost(struct json *j, const struct plan_cost *cost)
{
	json_open(j, '{');
	put_real(j, "retention", cost->retention, 2);
	put_real(j, "minutes", cost->minutes, 2);
	put_real(j, "reviews", cost->reviews, 1);
	put_real(j, "peak_minutes", cost->peak, 1);
	put_real(j, "held", cost->held, 0);
	put_real(j, "gain", cost->gain, 0);
	json_key_int(j, "crowded_days", cost->crowded);
	json_close(j, '}');
}

struct answer {
	struct plan plan;
	struct plan_cost now, all[PLAN_STEPS];
	int best; /* of all */
	int days;
};

static void put_json(const struct answer *a, struct str deck)
{
	struct buf out = {0};
	struct json j = {.out = &out};

	json_open(&j, '{');
	json_key_str(&j, "deck", deck);
	json_key_int(&j, "days", a->days);
	json_key_int(&j, "cards", (int64_t)a->plan.cards * a->plan.share);
	json_key_int(&j, "new", (int64_t)a->plan.news * a->plan.share);
	json_key_int(&j, "share", a->plan.share);
	json_key_int(&j, "answers", a->plan.answers);
	json_key_int(&j, "overdue", a->plan.overdue);
	json_key(&j, "now");
	put_cost(&j, &a->now);
	json_key(&j, "best");
	put_cost(&j, &a->all[a->best]);
	json_key(&j, "costs");
	json_open(&j, '[');
	for (int i = FIRST; i < PLAN_STEPS; i++)
		put_cost(&j, &a->all[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_addc(&out, '\n');
	fputs(buf_z(&out), stdout);
	buf_fini(&out);
}

static void say_cost(const struct answer *a, const struct plan_cost *cost)
{
	bool set = lrint(cost->retention * 100) == lrint(a->now.retention * 100), best = cost == &a->all[a->best];

	printf("%8.0f %%%11.1f%13.0f%13.0f  %s%s%s\n", cost->retention * 100, cost->minutes, cost->reviews, cost->held,
	       best ? _("* holds most a minute") : "", best && set ? ", " : "", set ? _("as it is set") : "");
}

static void say(const struct answer *a)
{
	printf(_("%zu cards and %zu new ones, %d a day, over %d days; "), a->plan.cards * (size_t)a->plan.share,
	       a->plan.news * (size_t)a->plan.share, a->plan.new_per_day, a->days);
	if (a->plan.answers)
		printf(_n("seconds and ratings as in your last %lld answer.\n", "seconds and ratings as in your last %lld answers.\n",
			  (unsigned long)a->plan.answers),
		       (long long)a->plan.answers);
	else
		puts(_("you have not answered yet: seconds and ratings of somebody unknown."));
	if (a->plan.share > 1)
		printf(_("There are many cards: one in %d was played.\n"), a->plan.share);
	puts(_("Retention  minutes a day  reviews   held at the end"));
	if (a->best < FIRST)
		say_cost(a, &a->all[a->best]);
	for (int i = FIRST; i < PLAN_STEPS; i++)
		say_cost(a, &a->all[i]);
	if (a->now.retention < PLAN_LOW + FIRST * 0.01 - 0.005 || a->now.retention > PLAN_LOW + (PLAN_STEPS - 0.5) * 0.01)
		say_cost(a, &a->now);
	if (a->now.crowded)
		printf(_n("On %d day more is due than the %d reviews that are set: it would wait.\n",
			  "On %d days more is due than the %d reviews that are set: it would wait.\n", (unsigned long)a->now.crowded),
		       a->now.crowded, a->plan.reviews_per_day);
}

static int work_out(struct answer *a, struct err *err)
{
	if (plan_costs(&a->plan, a->days, a->all, err) ||
	    plan_cost(&a->plan, a->plan.settings.retention, a->days, &a->now, NULL, err))
		return -1;
	a->best = plan_best(a->all, a->days);
	return 0;
}

static int read_days(const char *text, int *days, struct err *err)
{
	int64_t value = PLAN_DAYS;

	if (text && (str_to_int(str_of(text), &value, NULL) || value < 1 || value > SIM_DAYS_MAX))
		return err_set(err, ERR_USAGE, _("--days takes 1 to %d, not \"%.20s\""), SIM_DAYS_MAX, text);
	*days = (int)value;
	return 0;
}

int cmd_plan(struct program *p, struct err *err)
{
	struct answer a = {0};
	struct str deck;
	int rc;

	if (read_days(p->options.days, &a.days, err) || program_deck(p, &deck, err) ||
	    fold_slice(p->store, FOLD_MS, err) < 0 || plan_read(&a.plan, p->store, deck, err))
		return -1;
	if (p->options.load || p->options.backlog || p->options.vacation) {
		rc = p->options.vacation ? plan_say_vacation(p, &a.plan, err) : plan_say_way(p, &a.plan, a.days, err);
		plan_fini(&a.plan);
		return rc;
	}
	rc = work_out(&a, err);
	if (rc == 0 && p->options.json)
		put_json(&a, deck);
	else if (rc == 0)
		say(&a);
	plan_fini(&a.plan);
	return rc;
}
