/* SPDX-License-Identifier: MIT
 * cairn optimize: fits the scheduler to its learner and says how right it was; --evaluate only says. */
#include <stdio.h>

#include "base/json.h"
#include "base/message.h"
#include "study/fold.h"
#include "tui/fit_words.h"
#include "tui/program.h"

static const char *const outcomes[] = {[OPTIMIZE_FEW] = "few",
				       [OPTIMIZE_ODD] = "odd",
				       [OPTIMIZE_NOISE] = "noise",
				       [OPTIMIZE_BETTER] = "better"};

static void put_parameters(struct json *j, const char *key, const double *w)
{
	json_key(j, key);
	json_open(j, '[');
	for (int i = 0; i < FSRS_PARAMS; i++)
		json_real(j, w[i], 4);
	json_close(j, ']');
}

static void put_count(struct json *j, const char *key, int64_t value)
{
	json_key_int(j, key, value);
}

static void put_loss(struct json *j, const char *key, const struct optimize_report *r, double value)
{
	json_key(j, key);
	if (r->outcome == OPTIMIZE_FEW || r->outcome == OPTIMIZE_ODD)
		json_null(j);
	else
		json_real(j, value, 6);
}

static void put_pair(struct json *j, const char *key, const int64_t pair[2])
{
	json_key(j, key);
	json_open(j, '[');
	json_int(j, pair[0]);
	json_int(j, pair[1]);
	json_close(j, ']');
}

static void put_change(struct json *j, const struct optimize_report *r, const struct due_change *change)
{
	json_key(j, "due");
	if (r->outcome != OPTIMIZE_BETTER) {
		json_null(j);
		return;
	}
	json_open(j, '{');
	put_count(j, "share", change->share);
	put_count(j, "cards", change->cards);
	put_count(j, "sooner", change->sooner);
	put_count(j, "later", change->later);
	put_pair(j, "today", change->today);
	put_pair(j, "week", change->week);
	put_pair(j, "month", change->month);
	put_pair(j, "interval_days", change->interval_days);
	json_close(j, '}');
}

static void put_json(const struct optimize_report *r, const struct due_change *change, bool adopted)
{
	struct buf out = {0};
	struct json j = {.out = &out};

	json_open(&j, '{');
	json_key_str(&j, "outcome", str_of(outcomes[r->outcome]));
	json_key_bool(&j, "adopted", adopted);
	put_count(&j, "answers", (int64_t)r->answers);
	put_count(&j, "forgotten", (int64_t)r->forgotten);
	put_count(&j, "cards", (int64_t)r->cards);
	put_count(&j, "unusable", r->unusable);
	put_count(&j, "share", r->share);
	put_count(&j, "trained", (int64_t)r->trained);
	put_count(&j, "tested", (int64_t)r->tested);
	put_count(&j, "days", (int64_t)r->days);
	put_loss(&j, "loss_in_force", r, r->before);
	put_loss(&j, "loss_fitted", r, r->after);
	put_loss(&j, "chance", r, r->chance);
	put_change(&j, r, change);
	put_parameters(&j, "in_force", r->now);
	put_parameters(&j, "fitted", r->fit);
	json_close(&j, '}');
	buf_addc(&out, '\n');
	fputs(buf_z(&out), stdout);
	buf_fini(&out);
}

static void say_result(const struct optimize_report *r, bool adopted)
{
	if (r->outcome == OPTIMIZE_ODD) {
		puts(_("More than one answer in ten makes no sense (see above): the parameters stay as they "
		       "are."));
		return;
	}
	if (r->outcome == OPTIMIZE_FEW) {
		printf(_("Too little to learn from yet: %zu answers a day or more after the one before, %zu "
			 "of them forgotten; "
			 "%zu on the last %zu days. The parameters stay as they are; go on studying.\n"),
		       r->answers, r->forgotten, r->tested, r->days);
		return;
	}
	printf(_("Tested on %zu answers (%zu days), each predicted from those before it: %zu or more.\n"),
	       r->tested, r->days, r->trained);
	printf(_("Log loss there: %.4f with the parameters in force, %.4f fitted; chance alone makes "
		 "%.4f.\n"),
	       r->before, r->after, r->chance);
	if (r->outcome == OPTIMIZE_NOISE)
		puts(_("No better than chance: the parameters stay as they are."));
	else if (adopted)
		puts(_("Better: adopted, fitted to all answers, and every schedule follows. cairn undo takes "
		       "it back."));
	else
		puts(_("Better: cairn optimize adopts it."));
}

static void say_change(const struct due_change *change)
{
	struct buf text = {0};

	fit_put_change(&text, change);
	fputs(buf_z(&text), stdout);
	buf_fini(&text);
}

static void say(const struct optimize_report *r, const struct due_change *change, bool adopted)
{
	if (r->unusable)
		printf(_("%lld answers make no sense: a rating that is none, or an interval below 0 or above "
			 "20 years.\n"),
		       (long long)r->unusable);
	if (r->share > 1)
		printf(_("There are many answers: one card in %d was looked at.\n"), r->share);
	say_result(r, adopted);
	if (r->outcome == OPTIMIZE_BETTER)
		say_change(change);
}

/* What the game's child does: it says nothing, the game tells. */
static int work(struct program *p, struct err *err)
{
	bool due;

	if (fitting_is_due(p->store, &due, err))
		return -1;
	return due && fitting_run(p->store, err) < 0 ? -1 : 0;
}

int cmd_optimize(struct program *p, struct err *err)
{
	struct optimize_report report;
	struct due_change change = {0};
	bool adopt;

	if (p->options.automatic)
		return work(p, err);
	if (optimize_look(p->store, &report, err) ||
	    (report.outcome == OPTIMIZE_BETTER && due_change_look(p->store, report.fit, &change, err)))
		return -1;
	adopt = report.outcome == OPTIMIZE_BETTER && !p->options.evaluate;
	if (adopt && (optimize_adopt(p->store, &report, err) || fold_slice(p->store, 0, err) < 0))
		return -1;
	if (p->options.json)
		put_json(&report, &change, adopt);
	else
		say(&report, &change, adopt);
	return 0;
}
