/* SPDX-License-Identifier: MIT
 * Learning and relearning steps, as py-fsrs 6.3.2 has them (scheduler.py, review_card). */
#include "study/steps.h"

#include <ctype.h>

void steps_default(struct steps *steps)
{
	*steps = (struct steps){{2, {60, 600}}, {1, {600}}};
}

static int unit_seconds(char unit)
{
	switch (unit) {
	case 's': return 1;
	case 'm': return 60;
	case 'h': return 3600;
	case 'd': return 86400;
	}
	return 0;
}

static int parse_one(int *second, struct str word, struct err *err)
{
	int unit = word.len > 1 ? unit_seconds(word.s[word.len - 1]) : 0;
	int64_t number;

	if (!unit || !isdigit((unsigned char)word.s[0]) ||
	    str_to_int(str_slice(word, 0, word.len - 1), &number, NULL) || number < 1 ||
	    number > 30 * 86400 / unit)
		return err_set(err, ERR_INPUT, "\"%.*s\" is not a step; write 30s, 10m, 1h or 1d",
			       STR_FMT(str_slice(word, 0, 40)));
	*second = (int)number * unit;
	return 0;
}

int steps_parse(struct step_list *list, struct str text, struct err *err)
{
	struct step_list got = {0};
	struct str word;

	while (str_cut(&text, ' ', &word)) {
		if (word.len == 0)
			continue;
		if (got.count == STEPS_MAX)
			return err_set(err, ERR_INPUT, "more than %d steps; take some away", STEPS_MAX);
		if (parse_one(&got.second[got.count], word, err))
			return -1;
		got.count++;
	}
	*list = got;
	return 0;
}

void steps_put(struct buf *out, const struct step_list *list)
{
	static const char units[] = "dhms";

	for (int i = 0; i < list->count; i++) {
		const char *unit = units;

		while (list->second[i] % unit_seconds(*unit))
			unit++;
		buf_addf(out, "%s%d%c", i ? " " : "", list->second[i] / unit_seconds(*unit), *unit);
	}
}

static double graduate(struct stage *stage)
{
	*stage = (struct stage){CARD_REVIEW, 0};
	return 0;
}

static double hard(const struct step_list *list, int step)
{
	if (step > 0)
		return list->second[step];
	return list->count == 1 ? list->second[0] * 1.5 : (list->second[0] + list->second[1]) / 2.0;
}

static double walk(const struct step_list *list, struct stage *stage, enum rating rating)
{
	if (list->count == 0 || (stage->step >= list->count && rating != RATE_AGAIN))
		return graduate(stage);
	switch (rating) {
	case RATE_AGAIN: stage->step = 0; return list->second[0];
	case RATE_HARD: return hard(list, stage->step);
	case RATE_GOOD:
		if (stage->step + 1 == list->count)
			return graduate(stage);
		return list->second[++stage->step];
	case RATE_EASY: return graduate(stage);
	}
	return graduate(stage);
}

double steps_next(const struct steps *steps, struct stage *stage, enum rating rating)
{
	switch (stage->state) {
	case CARD_NEW: *stage = (struct stage){CARD_LEARNING, 0}; return walk(&steps->learn, stage, rating);
	case CARD_LEARNING: return walk(&steps->learn, stage, rating);
	case CARD_RELEARNING: return walk(&steps->relearn, stage, rating);
	case CARD_REVIEW:
		if (rating != RATE_AGAIN || steps->relearn.count == 0)
			return graduate(stage);
		*stage = (struct stage){CARD_RELEARNING, 0};
		return steps->relearn.second[0];
	}
	return graduate(stage);
}
