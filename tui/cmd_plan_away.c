/* SPDX-License-Identifier: MIT
 * cairn plan --vacation FROM..TO: what a vacation does to the days around it; --accept plans it, --light leaves a third. */
#include <stdio.h>

#include "base/json.h"
#include "base/message.h"
#include "study/away.h"
#include "tui/plan_words.h"
#include "tui/program.h"

static void put_pair(struct json *j, const char *key, const double pair[2])
{
	json_key(j, key);
	json_open(j, '[');
	json_real(j, pair[0], 1);
	json_real(j, pair[1], 1);
	json_close(j, ']');
}

static void print_json(const struct plan_away *away)
{
	struct buf out = {0};
	struct json j = {.out = &out};

	json_open(&j, '{');
	put_pair(&j, "before", away->before);
	put_pair(&j, "within", away->within);
	put_pair(&j, "behind", away->behind);
	json_close(&j, '}');
	buf_addc(&out, '\n');
	fputs(buf_z(&out), stdout);
	buf_fini(&out);
}

int plan_say_vacation(struct program *p, const struct plan *plan, struct err *err)
{
	struct plan_away away;
	struct vacation v;

	if (vacation_parse(&v, str_of(p->options.vacation), err))
		return -1;
	v.light = p->options.light;
	if (plan_vacation(plan, &v, &away, err) || (p->options.accept && away_plan(p->store, v, plan->today, err)))
		return -1;
	if (p->options.json) {
		print_json(&away);
		return 0;
	}
	printf(_("Reviews a day         without  with it\n"
		 "%d days before it  %10.1f%9.1f\n"
		 "within             %10.1f%9.1f\n"
		 "%d days behind it  %10.1f%9.1f\n"),
	       PLAN_AROUND, away.before[0], away.before[1], away.within[0], away.within[1], PLAN_AROUND, away.behind[0], away.behind[1]);
	if (p->options.accept)
		puts(_("It is planned; cairn set vacation none calls it off."));
	else
		puts(_("Plan it with --accept; --light leaves a third of the reviews in it."));
	return 0;
}
