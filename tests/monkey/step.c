/* SPDX-License-Identifier: MIT
 * Monkey: what it does next. */
#include "tests/monkey/monkey.h"

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

static const char *pick(struct rng *rng, const char *const *of, size_t count)
{
	return of[rng_below(rng, count)];
}

/* As actions.def names keys, or a character. */
static void put_key(struct buf *step, struct str name)
{
	if (name.len > 1)
		buf_addf(step, "<%.*s>", STR_FMT(name));
	else
		buf_addz(step, name.s[0] == '<' ? "<lt>" : (char[]){name.s[0], 0});
}

static void any_key(struct rng *rng, struct buf *step)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789?/ ABXYZ.:*\"-";
	static const char *const names[] = {"cr", "bs",	  "del",   "esc",  "tab",    "up",     "down",  "left",
					    "right", "home", "end", "pgup", "pgdn", "ctrl-a", "ctrl-u", "ctrl-w", "ctrl-l"};

	if (rng_below(rng, 3))
		put_key(step, (struct str){&letters[rng_below(rng, sizeof(letters) - 1)], 1});
	else
		put_key(step, str_of(pick(rng, names, COUNT(names))));
}

/* Any of the keys of an action that holds here; the way out of the program is taken seldom. */
static void meant_key(struct app *app, struct rng *rng, struct buf *step)
{
	struct button button[BUTTONS_MAX];
	int count = shell_buttons(app, button);
	struct str keys, name;
	size_t names = 1, wanted;
	enum action action;

	if (!count) {
		any_key(rng, step);
		return;
	}
	action = button[rng_below(rng, (uint64_t)count)].action;
	if (action == DO_LEAVE && app->depth == 1 && rng_below(rng, 4))
		action = button[0].action;
	keys = str_of(action_entry(action)->keys);
	for (size_t i = 0; i < keys.len; i++)
		names += keys.s[i] == ' ';
	wanted = rng_below(rng, names);
	while (str_cut(&keys, ' ', &name) && wanted--)
		;
	put_key(step, name);
}

static void any_text(struct rng *rng, struct buf *step)
{
	static const char *const texts[] = {
		"le garcon", "Paris",	   "100 °C",  "deck:Golden",  "is:due",	   "prop:ivl>3", "tag:",  "(",
		"Golden::Flip", "A::B::C", "7",	      "99999999999",  "-1",	   "04:00",	 "0.9",	  "日本語",
		"e\xCC\x8A\xCC\x81", "👩‍👩‍👧", "❤️", "שלום",	      "{{c1::gap}}", "==gap==",   "**b", "\\",
		"a\tb", "\x1b[31m", "\xff\xfe", "\u202Eabc", "x y z w v u t s r q p o n m l k j i h g f e d c b a"};
	const char *text = pick(rng, texts, COUNT(texts));

	if (rng_below(rng, 3)) {
		buf_addf(step, "<paste:%s>", *text == '\x1b' || rng_below(rng, 2) ? text : "one two\nthree");
		return;
	}
	for (; *text; text++)
		if (*text == '<')
			buf_addz(step, "<lt>");
		else
			buf_addc(step, *text);
}

static void any_tap(const struct canvas *canvas, struct rng *rng, struct buf *step)
{
	int col = (int)rng_below(rng, (uint64_t)canvas->cols + 2), row = (int)rng_below(rng, (uint64_t)canvas->rows + 2);

	if (canvas->zones && rng_below(rng, 4)) {
		const struct box *box = &canvas->zone[rng_below(rng, canvas->zones)].box;

		col = box->col + box->cols / 2;
		row = box->row;
	}
	buf_addf(step, "<tap:%d,%d>", col, row);
}

static void any_size(struct rng *rng, struct buf *step)
{
	static const char *const sizes[] = {"24x7", "32x12", "40x20", "80x24", "200x60"};

	if (rng_below(rng, 3))
		buf_addf(step, "<size:%s>", pick(rng, sizes, COUNT(sizes)));
	else
		buf_addf(step, "<size:%dx%d>", 2 + (int)rng_below(rng, 130), 2 + (int)rng_below(rng, 50));
}

static void any_time(struct rng *rng, struct buf *step)
{
	static const char *const times[] = {"1s", "9s", "61s", "10m", "3h", "1d", "12d"};

	buf_addf(step, "<+%s>", times[rng_below(rng, rng_below(rng, COUNT(times)) + 1)]);
}

void monkey_step(struct app *app, struct rng *rng, struct buf *step)
{
	uint64_t n = rng_below(rng, 100);

	if (app_field(app) && n < 20)
		any_text(rng, step);
	else if (n < 60)
		meant_key(app, rng, step);
	else if (n < 82)
		any_key(rng, step);
	else if (n < 92)
		any_tap(&app->canvas, rng, step);
	else if (n < 94)
		any_text(rng, step);
	else if (n < 96)
		any_size(rng, step);
	else
		any_time(rng, step);
}
