/* SPDX-License-Identifier: MIT
 * Asking for a line of text: the PIN, the learner's name, leave to use a server. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/doc.h"
#include "tui/view_list.h"

struct ask {
	const char *title;
	struct buf text;
	struct field field;
	bool paused;
	int scroll, scroll_max; /* while it is paused */
	view_ask_fn *done;
};

static struct field *field(struct app *app, void *state)
{
	struct ask *a = state;

	(void)app;
	return a->paused ? NULL : &a->field;
}

static unsigned contexts(struct app *app, void *state)
{
	struct ask *a = state;

	(void)app;
	return a->paused ? CTX_PAUSED | (a->scroll_max ? CTX_BODY : 0) : CTX_TYPING;
}

static void put(struct ask *a, struct doc *doc)
{
	doc_text(doc, 0, buf_str(&a->text), ST_PLAIN);
	doc_gap(doc);
	doc_mark(doc, STR(">"), ST_BOLD);
	doc_field(doc, 2, &a->field, !a->paused);
	a->scroll_max = doc_scroll_max(doc);
}

/* What is typed is in sight; what stands above it can be read while it is paused. */
static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct ask *a = state;
	bool tight = app->layout.step <= LAYOUT_MICRO;

	put(a, &(struct doc){.box = body, .tight = tight});
	if (!a->paused || a->scroll > a->scroll_max)
		a->scroll = a->scroll_max;
	put(a, &(struct doc){.canvas = canvas, .box = body, .tight = tight, .scroll = a->scroll});
}

static bool is_open(const struct app *app, const struct ask *a); /* the table of functions stands below */

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct ask *a = state;

	switch ((int)event->action) {
	case DO_SUBMIT:
		if (a->done(app, str_trim(buf_str(&a->field.text))))
			return ACT_HANDLED | ACT_POP;
		if (is_open(app, a)) /* another may stand in its place */
			field_fini(&a->field);
		return ACT_HANDLED | ACT_REDRAW;
	case DO_KEYS:
		a->paused = true;
		a->scroll = 0;
		return ACT_HANDLED | ACT_REDRAW;
	case DO_TYPE: a->paused = false; return ACT_HANDLED | ACT_REDRAW;
	case DO_SCROLL_DOWN: a->scroll++; return ACT_HANDLED | ACT_REDRAW; /* draw holds it */
	case DO_SCROLL_UP: a->scroll -= a->scroll > 0; return ACT_HANDLED | ACT_REDRAW;
	}
	return ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	(void)state;
	return action == DO_SUBMIT ? N_("ok") : action == DO_KEYS ? N_("leave") : NULL;
}

static void title(struct app *app, void *state, struct buf *out)
{
	struct ask *a = state;

	(void)app;
	buf_addz(out, a->title);
}

static void release(struct app *app, void *state)
{
	struct ask *a = state;

	(void)app;
	field_fini(&a->field);
	buf_fini(&a->text);
	free(a);
}

static const struct view view_ask = {.name = N_("Question"),
				     .contexts = contexts,
				     .draw = draw,
				     .act = act,
				     .free = release,
				     .title = title,
				     .field = field,
				     .label = label};

static bool is_open(const struct app *app, const struct ask *a)
{
	const struct app_view *top = app->depth ? &app->stack[app->depth - 1] : NULL;

	return top && top->view == &view_ask && top->state == a;
}

void view_ask_push(struct app *app, const char *head, struct str text, bool secret, view_ask_fn *done)
{
	struct ask *a = mem_alloc(sizeof(*a));

	a->title = head;
	a->done = done;
	a->field.cap = secret ? 200 : 1000;
	a->field.secret = secret;
	buf_add(&a->text, text);
	app_push(app, &view_ask, a);
}

void view_ask_fill(struct app *app, struct str text)
{
	struct app_view *top = &app->stack[app->depth - 1];

	if (top->view == &view_ask)
		field_set(&((struct ask *)top->state)->field, text);
}

bool view_is_learner(struct str name)
{
	if (name.len < 1 || name.len > 32)
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!((name.s[i] >= 'a' && name.s[i] <= 'z') || (name.s[i] >= '0' && name.s[i] <= '9') ||
		      name.s[i] == '-'))
			return false;
	return true;
}

void view_learner_is(struct app *app, struct str name)
{
	struct err err;

	buf_clear(&app->learner_name);
	buf_add(&app->learner_name, name);
	app->crossing.learner = buf_z(&app->learner_name);
	app->crossing.state = CROSSING_NONE;
	app->crossing.word[0] = '\0';
	if (crossing_ask(&app->crossing, &err))
		app_fail(app, &err);
}

static bool take_learner(struct app *app, struct str name)
{
	if (!view_is_learner(name)) {
		app_notice(app, "1 to 32 of a-z, 0-9 and -");
		return false;
	}
	view_learner_is(app, name);
	return true;
}

void view_who_push(struct app *app)
{
	struct buf text = {0};

	buf_addz(&text, _("Before the first sync: who are you? Type one of the names on the server if it is "
			  "yours, or a new one."));
	if (app->crossing.text[0])
		buf_addf(&text, _("\n\nThere: %s"), app->crossing.text);
	view_ask_push(app, _("Who learns here?"), buf_str(&text), false, take_learner);
	buf_fini(&text);
}

static bool take_host(struct app *app, struct str answer)
{
	struct err err;

	if (!answer.len || (answer.s[0] | 0x20) != 'y')
		return true;
	if (env_agree(app->env, app->paths, &err)) {
		app_fail(app, &err);
		return true;
	}
	crossing_open(&app->crossing, app->env, app->crossing.profile, app->crossing.learner);
	if (crossing_start(&app->crossing, &err))
		app_fail(app, &err);
	return true;
}

void view_host_push(struct app *app)
{
	struct buf text = {0};

	buf_addf(&text,
		 _("The .env of this folder names a server that is new here:\n\n%s\n\nSend your answers "
		   "there? "
		   "y, or nothing "
		   "for no."),
		 env_new_host(app->env));
	view_ask_push(app, _("A new server"), buf_str(&text), false, take_host);
	buf_fini(&text);
}
