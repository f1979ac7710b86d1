/* SPDX-License-Identifier: MIT
 * Schedules of Org's flashcards: org-drill's properties and plan (org-drill.el, org-drill-get-item-data),
 * org-fc's table. */
#include <string.h>

#include "base/clock.h"
#include "sync/deck/org_priv.h"

enum { DAYS_MAX = 36500, COUNT_MAX = 1 << 20 };

static bool is_fraction(struct str value)
{
	return value.len && value.s[0] != '0' && schedule_number(value, 1) == 0;
}

/* "SCHEDULED: <2014-05-02 Fri>", perhaps behind other plans. */
static bool take_plan(struct deck_schedule *drill, struct str line)
{
	static const char word[] = "SCHEDULED:";
	const char *at = line.len ? memmem(line.s, line.len, word, sizeof(word) - 1) : NULL;
	struct str rest =
		at ? str_trim(str_slice(line, (size_t)(at - line.s) + sizeof(word) - 1, line.len)) : STR("");

	return rest.len > 11 && rest.s[0] == '<' &&
	       schedule_date(str_slice(rest, 1, rest.len), &drill->state.due);
}

/* The older form: (interval repeats ease) */
static void take_learn_data(struct deck_schedule *drill, struct str value)
{
	struct str word[3];
	size_t count = 0;

	value = value.len > 2 && value.s[0] == '(' && value.s[value.len - 1] == ')'
			? str_slice(value, 1, value.len - 1)
			: STR("");
	while (count < 3 && str_cut(&value, ' ', &word[count]))
		count++;
	if (count < 3)
		return;
	drill->state.ivl = schedule_number(word[0], 1);
	drill->state.reps = schedule_number(word[1], 1);
	drill->state.ease = schedule_number(word[2], 1000);
}

static bool take_drill(struct deck_schedule *drill, struct str line)
{
	struct str value;

	if (org_property(line, "DRILL_LAST_INTERVAL", &value))
		drill->state.ivl = is_fraction(value) ? 1 : schedule_number(value, 1);
	else if (org_property(line, "DRILL_EASE", &value))
		drill->state.ease = schedule_number(value, 1000);
	else if (org_property(line, "DRILL_TOTAL_REPEATS", &value))
		drill->state.reps = schedule_number(value, 1);
	else if (org_property(line, "DRILL_FAILURE_COUNT", &value))
		drill->state.lapses = schedule_number(value, 1);
	else if (org_property(line, "DRILL_LAST_REVIEWED", &value))
		schedule_date(str_slice(value, 1, value.len), &drill->at_day); /* [2014-04-28 Mon 10:54] */
	else if (org_property(line, "LEARN_DATA", &value))
		take_learn_data(drill, value);
	else
		return false;
	return true;
}

static void take_row(struct org *org, struct str line)
{
	struct org_card *card = &org->card;
	struct deck_schedule schedule;
	struct str position;
	int64_t ord = 0;

	if (!schedule_read_row(&card->table, line, &org->notes.arena, &position, &schedule) ||
	    card->schedules == SCHEDULES_MAX)
		return;
	if (str_is(position, "back"))
		ord = 1;
	else if (!str_is(position, "front") &&
		 (str_to_int(position, &ord, NULL) || ord < 0 || ord >= SCHEDULES_MAX))
		return;
	schedule.ord = (uint32_t)ord;
	card->schedule[card->schedules++] = schedule;
}

bool org_take_schedule(struct org *org, struct str line)
{
	if (org->drawer == ORG_REVIEWS)
		take_row(org, line);
	else
		return org->drawer ? take_drill(&org->card.drill, line) : take_plan(&org->card.drill, line);
	return true;
}

/* A heading that was never rated has no interval; one that was forgotten is due at once. */
static bool was_asked(const struct deck_schedule *drill)
{
	return drill->state.reps > 0 && (drill->state.due || drill->at_day);
}

size_t org_schedules(struct org *org, const struct note_type *type, struct row_list fields,
		     struct deck_schedule *schedule)
{
	const struct org_card *card = &org->card;
	uint32_t ord[SCHEDULES_MAX];
	struct deck_schedule all = card->drill;
	size_t count;

	if (card->kind == ORG_FC) {
		memcpy(schedule, card->schedule, card->schedules * sizeof(*schedule));
		return card->schedules;
	}
	if (card->kind != ORG_DRILL || !was_asked(&all))
		return 0;
	if (all.state.ivl < 1)
		all.state.ivl = 1;
	if (all.state.ivl > DAYS_MAX || all.state.reps > COUNT_MAX || all.state.lapses > COUNT_MAX)
		return 0;
	if (!all.state.due)
		all.state.due = all.at_day + all.state.ivl;
	count = template_ords(type, fields, ord, SCHEDULES_MAX);
	for (size_t i = 0; i < count && i < SCHEDULES_MAX; i++) {
		schedule[i] = all;
		schedule[i].ord = ord[i];
	}
	return count < SCHEDULES_MAX ? count : SCHEDULES_MAX;
}
