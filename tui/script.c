/* SPDX-License-Identifier: MIT
 * Script: parsing and playing. */
#include "tui/script.h"

#include "base/utf8.h"

enum { SIDE_MAX = 1000 };

static int side(struct str text, int least, int *value, struct err *err)
{
	int64_t number;

	if (str_to_int(text, &number, err))
		return -1;
	if (number < least || number > SIDE_MAX)
		return err_set(err, ERR_USAGE, "%lld is not a size from %d to %d", (long long)number, least,
			       SIDE_MAX);
	*value = (int)number;
	return 0;
}

static int pair(struct str text, char between, int least, int *a, int *b, struct err *err)
{
	struct str first;

	if (!str_cut(&text, between, &first) || !text.s || side(first, least, a, NULL) ||
	    side(text, least, b, NULL))
		return err_set(err, ERR_USAGE, "expected two numbers with '%c' between them", between);
	return 0;
}

int script_size(struct str text, int *cols, int *rows, struct err *err)
{
	if (pair(text, 'x', 2, cols, rows, err))
		return err_set(err, ERR_USAGE, "\"%.*s\" is not a size like 40x20",
			       STR_FMT(str_slice(text, 0, 20)));
	return 0;
}

static int pass(struct str text, int64_t *ms, struct err *err)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = {{'s', SECOND_MS}, {'m', MINUTE_MS}, {'h', HOUR_MS}, {'d', DAY_MS}};
	int64_t number;

	for (size_t i = 0; text.len > 1 && i < 4; i++) {
		if (text.s[text.len - 1] != units[i].unit)
			continue;
		if (str_to_int(str_slice(text, 0, text.len - 1), &number, err) || number < 0 ||
		    number > 100000)
			break;
		*ms = number * units[i].ms;
		return 0;
	}
	return err_set(err, ERR_USAGE, "<+%.*s> is not a time like <+10m>", STR_FMT(str_slice(text, 0, 20)));
}

static int named(struct str name, struct script_step *step, struct err *err)
{
	struct event *event = &step->event;

	event->kind = EV_KEY;
	event->burst = 1;
	if (str_is(name, "shot"))
		return step->kind = SCRIPT_SHOT, 0;
	if (str_starts(name, "+")) {
		step->kind = SCRIPT_PASS;
		return pass(str_slice(name, 1, name.len), &step->ms, err);
	}
	if (str_starts(name, "tap:")) {
		event->kind = EV_TAP;
		return pair(str_slice(name, 4, name.len), ',', 0, &event->col, &event->row, err);
	}
	if (str_starts(name, "size:")) {
		event->kind = EV_SIZE;
		return script_size(str_slice(name, 5, name.len), &event->col, &event->row, err);
	}
	if (str_starts(name, "paste:")) {
		event->kind = EV_PASTE;
		event->text = str_slice(name, 6, name.len);
		return 0;
	}
	event->key = name.len > 1 ? action_key_code(name) : 0;
	if (!event->key)
		return err_set(err, ERR_USAGE, "<%.*s> is not a key; a '<' itself is <lt>",
			       STR_FMT(str_slice(name, 0, 20)));
	return 0;
}

int script_step(struct str *rest, struct script_step *step, struct err *err)
{
	struct str name, tail;

	*step = (struct script_step){.kind = SCRIPT_EVENT};
	if (rest->s[0] != '<') {
		step->event = (struct event){.kind = EV_KEY, .key = utf8_next(rest), .burst = 1};
		if (step->event.key == '\n')
			step->event.key = K_ENTER;
		return 0;
	}
	tail = str_slice(*rest, 1, rest->len);
	if (!str_cut(&tail, '>', &name) || !tail.s)
		return err_set(err, ERR_USAGE, "a '<' without its '>'; a '<' itself is <lt>");
	*rest = tail;
	return named(name, step, err);
}
