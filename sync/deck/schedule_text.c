/* SPDX-License-Identifier: MIT
 * Schedules as other programs write them into texts (github.com/st3v3nmw/obsidian-spaced-repetition,
 * docs/data-storage; github.com/l3kn/org-fc, org-fc-algo-*.el). */
#include "sync/deck/schedule_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum { NUMBER_MAX = 40, PARTS = 12, COUNT_MAX = 1 << 20, DAYS_MAX = 36500, EASE_MAX = 20000 };

bool schedule_date(struct str text, int64_t *day)
{
	struct buf iso = {0};
	struct err err = {0};
	int64_t ms;
	int zone, rc;

	text = str_trim(text);
	if (text.len < 10 || text.s[4] != '-' || text.s[7] != '-')
		return false;
	buf_addf(&iso, "%.*sT12:00:00Z", STR_FMT(str_slice(text, 0, 10)));
	rc = clock_parse(buf_str(&iso), &ms, &zone, &err);
	buf_fini(&iso);
	*day = ms / DAY_MS;
	return rc == 0 && ms > 0;
}

static int64_t moment(struct str text)
{
	struct err err = {0};
	int64_t ms;
	int zone;

	return clock_parse(str_trim(text), &ms, &zone, &err) == 0 && ms > 0 ? ms : 0;
}

int64_t schedule_number(struct str text, int unit)
{
	char z[NUMBER_MAX + 1], *end;
	double value;

	text = str_trim(text);
	if (!text.len || text.len > NUMBER_MAX || !strchr("0123456789.", text.s[0]))
		return 0;
	memcpy(z, text.s, text.len);
	z[text.len] = 0;
	value = strtod(z, &end);
	return *end || !isfinite(value) || value < 0 || value > 1e9 ? 0 : llround(value * unit);
}

static int64_t at_most(int64_t value, int64_t max)
{
	return value < max ? value : max;
}

static size_t split(struct str text, char between, struct str *part, size_t max)
{
	size_t count = 0;

	while (count < max && str_cut(&text, between, &part[count])) {
		part[count] = str_trim(part[count]);
		count++;
	}
	return count;
}

/* fsrs,due,days,S,D,state,reps,lapses,step,last */
static bool read_fsrs(const struct str *part, size_t count, struct deck_schedule *out)
{
	if (count < 10 || str_is(part[5], "0"))
		return false;
	out->due_ms = moment(part[1]);
	out->at_ms = moment(part[9]);
	out->state = (struct row_state){.ivl = at_most(schedule_number(part[2], 1), DAYS_MAX),
					.s = at_most(schedule_number(part[3], 1000), 1000LL * DAYS_MAX),
					.difficulty = at_most(schedule_number(part[4], 1000), 10000),
					.reps = at_most(schedule_number(part[6], 1), COUNT_MAX),
					.lapses = at_most(schedule_number(part[7], 1), COUNT_MAX)};
	return out->due_ms && out->at_ms && out->state.s > 0 && out->state.difficulty > 0;
}

/* The day that stands for "never asked" there. */
static bool is_blank(struct str date)
{
	return str_starts(date, "2000-01-01");
}

static bool read_sm2(const struct str *part, size_t count, struct deck_schedule *out)
{
	if (count < 3 || is_blank(part[0]) || !schedule_date(part[0], &out->state.due))
		return false;
	out->state.ivl = at_most(schedule_number(part[1], 1), DAYS_MAX);
	out->state.ease = at_most(10 * schedule_number(part[2], 1), EASE_MAX);
	return out->state.ivl > 0;
}

size_t schedule_read_obsidian(struct str text, struct deck_schedule *schedule)
{
	struct str one, part[PARTS];
	size_t count = 0;
	uint32_t ord = 0;

	text = str_trim(text);
	if (str_starts(text, "!"))
		text = str_slice(text, 1, text.len);
	while (count < SCHEDULES_MAX && str_cut(&text, '!', &one)) {
		size_t parts = split(one, ',', part, PARTS);
		struct deck_schedule *next = &schedule[count];

		*next = (struct deck_schedule){.ord = ord++};
		if (parts &&
		    (str_is(part[0], "fsrs") ? read_fsrs(part, parts, next) : read_sm2(part, parts, next)))
			count++;
	}
	return count;
}

static struct str column(struct str columns, const struct str *part, size_t count, const char *name)
{
	struct str names[PARTS];
	size_t known = split(columns, '|', names, PARTS);

	for (size_t i = 0; i < known && i < count; i++)
		if (str_is(names[i], name))
			return part[i];
	return STR("");
}

bool schedule_read_row(struct schedule_table *table, struct str line, struct arena *arena,
		       struct str *position, struct deck_schedule *schedule)
{
	struct str part[PARTS], last;
	size_t count;

	line = str_trim(line);
	if (line.len < 2 || line.s[0] != '|' || line.s[1] == '-')
		return false;
	line = str_slice(line, 1, line.len);
	if (!table->columns.len) {
		table->columns = arena_str(arena, line);
		return false;
	}
	count = split(line, '|', part, PARTS);
	*position = column(table->columns, part, count, "position");
	last = column(table->columns, part, count, "last-review");
	*schedule = (struct deck_schedule){
		.due_ms = moment(column(table->columns, part, count, "due")),
		.at_ms = last.len ? moment(last) : 0,
		.state = {
			.ivl = at_most(schedule_number(column(table->columns, part, count, "interval"), 1),
				       DAYS_MAX),
			.ease = at_most(schedule_number(column(table->columns, part, count, "ease"), 1000),
					EASE_MAX),
			.s = at_most(schedule_number(column(table->columns, part, count, "stability"), 1000),
				     1000LL * DAYS_MAX),
			.difficulty = at_most(
				schedule_number(column(table->columns, part, count, "difficulty"), 1000),
				10000),
			.reps = at_most(schedule_number(column(table->columns, part, count, "box"), 1),
					COUNT_MAX)}};
	if (schedule->state.s > 0)
		schedule->state.ease = 0;
	return position->len && schedule->due_ms &&
	       (schedule->state.ivl > 0 || (schedule->state.s > 0 && schedule->state.difficulty > 0));
}
