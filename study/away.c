/* SPDX-License-Identifier: MIT
 * Planned vacations: which days were planned in time. */
#include "study/away.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

enum { YEAR = 365 };

/* What was in force when the day began. */
static bool is_planned(const struct away_word *word, size_t words, int64_t day)
{
	for (size_t i = 0; i < words; i++)
		if (word[i].said < day)
			return vacations_have(&word[i].vacations, day);
	return false;
}

static int by_day(const void *left, const void *right)
{
	int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return (a > b) - (a < b);
}

size_t away_days(const struct away_word *word, size_t words, int64_t **day)
{
	int64_t *all = NULL;
	size_t count = 0, kept = 0;

	for (size_t i = 0; i < words; i++)
		for (int k = 0; k < word[i].vacations.count; k++) {
			const struct vacation *v = &word[i].vacations.v[k];

			all = mem_grow(all, count + VACATION_DAYS, sizeof(*all));
			for (int64_t d = v->from; d <= v->to; d++)
				if (is_planned(word, words, d))
					all[count++] = d;
		}
	if (count)
		qsort(all, count, sizeof(*all), by_day);
	for (size_t i = 0; i < count; i++) {
		bool again = kept && all[kept - 1] == all[i];

		if (!again && (kept < AWAY_DAYS || all[kept - AWAY_DAYS] <= all[i] - YEAR))
			all[kept++] = all[i];
	}
	*day = all;
	return kept;
}

struct words {
	struct away_word *word;
	size_t count;
};

static int take_word(void *ctx, const struct row *row, struct err *err)
{
	struct words *words = ctx;
	struct away_word word = {.said = clock_study_day(row->t, row->z)};
	struct str value = row->setting.value;

	(void)err;
	if (vacations_parse(&word.vacations, str_is(value, "none") ? (struct str){NULL, 0} : value, NULL))
		return 0;
	words->word = mem_grow(words->word, words->count + 1, sizeof(*words->word));
	words->word[words->count++] = word;
	return 0;
}

int away_load(struct store *store, int64_t **day, size_t *count, struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND};
	struct words words = {0};
	int rc;

	row.setting.key = STR("vacation");
	rc = log_each_of_register(store, row_register(&row), take_word, &words, err);
	*day = NULL;
	*count = rc ? 0 : away_days(words.word, words.count, day);
	free(words.word);
	return rc ? -1 : 0;
}

static void take_out(struct vacations *v, int i)
{
	memmove(&v->v[i], &v->v[i + 1], (size_t)(v->count - i - 1) * sizeof(v->v[0]));
	v->count--;
}

/* Those that are over still say how cards are spread behind them; then they go. */
static void drop_old(struct vacations *v, int64_t today)
{
	for (int i = v->count - 1; i >= 0; i--)
		if (v->v[i].to < today && (v->v[i].to + VACATION_DAYS < today || v->count == VACATIONS))
			take_out(v, i);
}

int away_add(struct vacations *vacations, struct vacation vacation, int64_t today, struct err *err)
{
	if (vacation.from <= today)
		return err_set(err, ERR_INPUT, _("A vacation is planned at the latest on the day before it begins."));
	for (int i = vacations->count - 1; i >= 0; i--)
		if (vacations->v[i].to >= vacation.from && vacations->v[i].from <= vacation.to)
			take_out(vacations, i);
	drop_old(vacations, today);
	if (vacations->count == VACATIONS)
		return err_set(err, ERR_INPUT, _("No more than %d vacations can be ahead."), VACATIONS);
	vacation.set = today;
	vacations->v[vacations->count++] = vacation;
	return 0;
}

int away_change(struct vacations *vacations, int i, struct vacation vacation, int64_t today, struct err *err)
{
	const struct vacation was = vacations->v[i];
	struct vacations without = *vacations;

	vacation.light = was.light;
	if (was.from > today) {
		take_out(&without, i);
		if (away_add(&without, vacation, today, err))
			return -1;
		*vacations = without;
		return 0;
	}
	if (vacation.from != was.from || vacation.to < today)
		return err_set(err, ERR_INPUT, _("This vacation has begun: another last day can be set, today at the earliest."));
	vacation.set = was.set;
	vacations->v[i] = vacation;
	return 0;
}

void away_end(struct vacations *vacations, int i, int64_t today)
{
	if (vacations->v[i].from < today && vacations->v[i].to >= today)
		vacations->v[i].to = today - 1;
	else
		take_out(vacations, i);
}

int away_plan(struct store *store, struct vacation vacation, int64_t today, struct err *err)
{
	struct settings settings;
	struct buf value = {0};
	int rc;

	if (settings_load(store, STR(""), &settings, err) || away_add(&settings.vacations, vacation, today, err))
		return -1;
	vacations_put(&value, &settings.vacations);
	rc = settings_set(store, STR(""), "vacation", buf_str(&value), err);
	buf_fini(&value);
	return rc;
}
