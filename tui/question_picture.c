/* SPDX-License-Identifier: MIT
 * Question and answer: the pictures of a card. On a key they have a screen of their own; at once the first one stands
 * below the text, where there is room for it. */
#include "tui/question.h"
#include "tui/view_list.h"

enum { ROWS_MIN = 4 };

/* What the answer brings comes first. */
static int names(const struct asking *a, struct str name[PICTURES_NAMES_MAX])
{
	int count = 0;

	if (a->phase == PHASE_GRADE)
		count = pictures_names(a->q.back, name, PICTURES_NAMES_MAX);
	return count + pictures_names(a->q.front, name + count, PICTURES_NAMES_MAX - count);
}

bool question_has_picture(struct app *app, const struct asking *a)
{
	struct str name[PICTURES_NAMES_MAX];

	return pictures_on(app) && names(a, name) > 0;
}

unsigned question_show_picture(struct app *app, const struct asking *a)
{
	struct str name[PICTURES_NAMES_MAX];
	int count = names(a, name);

	if (count)
		view_picture_push(app, name, count);
	return ACT_HANDLED | ACT_REDRAW;
}

void question_draw_picture(struct app *app, struct asking *a, struct canvas *canvas, struct box room)
{
	struct str name[PICTURES_NAMES_MAX];

	a->room = (struct box){0};
	if (room.rows < ROWS_MIN || !pictures_at_once(app) || !names(a, name))
		return;
	a->room = room;
	if (str_eq(buf_str(&a->showing.name), name[0]))
		showing_draw(&a->showing, canvas, room);
}

static bool is_wanted(struct app *app, const struct asking *a, struct str *name)
{
	struct str all[PICTURES_NAMES_MAX];

	if (!a->room.rows || !pictures_at_once(app) || !names(a, all))
		return false;
	*name = all[0];
	return true;
}

unsigned question_picture_tick(struct app *app, struct asking *a)
{
	struct str name;

	if (is_wanted(app, a, &name))
		(void)showing_want(app, &a->showing, name, a->room.cols, a->room.rows);
	return showing_tick(app, &a->showing) ? ACT_REDRAW : ACT_NONE;
}

int64_t question_picture_wait_ms(struct app *app, const struct asking *a)
{
	struct str name;

	if (is_wanted(app, a, &name) && !showing_is(app, &a->showing, name, a->room.cols, a->room.rows))
		return 0;
	return showing_wait_ms(app, &a->showing);
}
