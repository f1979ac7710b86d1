/* SPDX-License-Identifier: MIT
 * Weekdays with less to do, and vacations. */
#include "study/calendar.h"

#include <string.h>

#include "base/clock.h"
#include "base/message.h"
#include "base/random.h"

enum { SLACK = 5, LIGHT = 3 }; /* a card may move by a fifth of its interval; of a light vacation one in three stays */

const char *const weekday_names[WEEKDAYS] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

int calendar_weekday(int64_t day) /* 1970-01-01 was a Thursday */
{
	return (int)(((day + 3) % WEEKDAYS + WEEKDAYS) % WEEKDAYS);
}

static int take_weekday(struct easy *easy, struct str word, struct err *err)
{
	struct str name;
	int day = 0, percent = EASY_LESS;

	(void)str_cut(&word, '=', &name);
	while (day < WEEKDAYS && !str_is(name, weekday_names[day]))
		day++;
	if (word.len)
		percent = str_is(word, "less") ? EASY_LESS : str_is(word, "none") ? 0 : str_is(word, "all") ? EASY_ALL : -1;
	if (day == WEEKDAYS || percent < 0)
		return err_set(err, ERR_INPUT, "easy days are weekdays with less or none, as in: sat=less sun=none");
	easy->percent[day] = (unsigned char)percent;
	return 0;
}

int easy_parse(struct easy *easy, struct str text, struct err *err)
{
	struct easy out;
	struct str word;
	int all = 0;

	memset(&out, EASY_ALL, sizeof(out));
	while (str_cut(&text, ' ', &word))
		if (word.len && take_weekday(&out, word, err))
			return -1;
	for (int i = 0; i < WEEKDAYS; i++)
		all += out.percent[i];
	if (all == 0)
		return err_set(err, ERR_INPUT, "easy days: one day of the week at least has to take reviews");
	*easy = out;
	return 0;
}

void easy_put(struct buf *out, const struct easy *easy)
{
	size_t before = out->len;

	for (int i = 0; i < WEEKDAYS; i++)
		if (easy->percent[i] != EASY_ALL)
			buf_addf(out, "%s%s=%s", out->len > before ? " " : "", weekday_names[i], easy->percent[i] ? "less" : "none");
	if (out->len == before)
		buf_addz(out, "none");
}

static int parse_date(struct str text, int64_t *day, struct err *err)
{
	struct buf iso = {0};
	int64_t ms = 0;
	int zone, rc;

	buf_addf(&iso, "%.*sT00:00:00Z", STR_FMT(text));
	rc = text.len == 10 ? clock_parse(buf_str(&iso), &ms, &zone, NULL) : -1;
	buf_fini(&iso);
	*day = ms / DAY_MS;
	return rc ? err_set(err, ERR_INPUT, "a day is written as 2026-12-20, not \"%.20s\"", text.len ? text.s : "") : 0;
}

int vacation_parse(struct vacation *vacation, struct str text, struct err *err)
{
	struct vacation v = {0};
	struct str from = str_slice(text, 0, 10), to = text.len > 12 ? str_slice(text, 12, text.len) : (struct str){NULL, 0};

	if (text.len != 22 || memcmp(text.s + 10, "..", 2) != 0 || parse_date(from, &v.from, err) || parse_date(to, &v.to, err))
		return err_set(err, ERR_INPUT, "a vacation is written as 2026-12-20..2027-01-03");
	if (v.to < v.from || v.to - v.from >= VACATION_DAYS)
		return err_set(err, ERR_INPUT, "a vacation has 1 to %d days, the first one first", VACATION_DAYS);
	v.set = v.from - (v.to - v.from + 1);
	*vacation = v;
	return 0;
}

static int take_vacation(struct vacations *out, struct str word, struct err *err)
{
	struct vacation *v = &out->v[out->count];
	struct str range;
	bool light = word.len > 6 && memcmp(word.s + word.len - 6, "+light", 6) == 0;

	word.len -= light ? 6 : 0;
	if (out->count == VACATIONS)
		return err_set(err, ERR_INPUT, "no more than %d vacations are kept", VACATIONS);
	(void)str_cut(&word, '/', &range);
	if (vacation_parse(v, range, err) || (word.len && parse_date(word, &v->set, err)))
		return -1;
	v->light = light;
	out->count++;
	return 0;
}

int vacations_parse(struct vacations *vacations, struct str text, struct err *err)
{
	struct vacations out = {0};
	struct str word;

	while (str_cut(&text, ' ', &word))
		if (word.len && take_vacation(&out, word, err))
			return -1;
	*vacations = out;
	return 0;
}

void vacations_put(struct buf *out, const struct vacations *vacations)
{
	for (int i = 0; i < vacations->count; i++) {
		const struct vacation *v = &vacations->v[i];

		buf_addz(out, i ? " " : "");
		clock_put_date(out, v->from);
		buf_addz(out, "..");
		clock_put_date(out, v->to);
		buf_addz(out, "/");
		clock_put_date(out, v->set);
		buf_addz(out, v->light ? "+light" : "");
	}
	if (vacations->count == 0)
		buf_addz(out, "none");
}

static const struct vacation *find(const struct vacations *vacations, int64_t day)
{
	for (int i = 0; i < vacations->count; i++)
		if (day >= vacations->v[i].from && day <= vacations->v[i].to)
			return &vacations->v[i];
	return NULL;
}

bool vacations_have(const struct vacations *vacations, int64_t day)
{
	return find(vacations, day) != NULL;
}

static int64_t pick_day(int64_t low, int64_t high, uint64_t chance)
{
	return low + (int64_t)((chance >> 32) * (uint64_t)(high - low + 1) >> 32);
}

static int64_t greater(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

int64_t vacations_move(const struct vacations *vacations, int64_t due, int64_t last_day, int64_t ivl, uint64_t chance)
{
	const struct vacation *v = find(vacations, due);
	int64_t slack = ivl / SLACK > 1 ? ivl / SLACK : 1, low, length;

	if (!v || last_day >= v->from || (v->light && chance % LIGHT == 0))
		return due;
	length = v->to - v->from + 1;
	low = greater(greater(due - slack, v->set), greater(v->from - length, last_day + 1));
	if (low < v->from)
		return pick_day(low, v->from - 1, chance);
	return pick_day(v->to + 1, v->to + (slack < length ? slack : length), chance);
}
