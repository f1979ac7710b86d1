/* SPDX-License-Identifier: MIT
 * Settings: what study/settings.h lists, with the values in force, everywhere or for a deck; a switch is turned, anything
 * else is typed. A deck also has its name and its end here. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/message.h"
#include "study/deeds.h"
#include "study/settings.h"
#include "study/stars.h"
#include "tui/list.h"
#include "tui/settings_words.h"
#include "tui/view_list.h"

struct setting_row {
	const char *key, *label; /* constant; no key: the line that leads to sync */
	struct str value;	 /* in the arena */
	bool is_default;
	bool own; /* said for this very deck */
};

struct settings_view {
	struct arena arena;
	struct setting_row *row;
	struct list list;
	int cap;
	bool editing;
	struct field field;
	struct buf deck; /* its path; empty: everywhere */
	struct strength strength; /* of that deck */
	int settings;	 /* lines of them; behind them those of the deck itself */
	bool gone;	 /* the deck was deleted */
};

static const char theme_key[] = META_THEME, pictures_key[] = META_PICTURES, pictures_as_key[] = META_PICTURES_AS;
enum { LINE_RENAME, LINE_DELETE, DECK_LINES };
enum { WORDS_COLS = 40, LIST_ROWS_MIN = 5 };

static int each(void *ctx, const char *key, const char *label, const char *value, bool is_default,
		struct err *err)
{
	struct settings_view *v = ctx;

	(void)err;
	if (v->list.count == v->cap) {
		v->cap = v->cap ? v->cap * 2 : 16;
		v->row = mem_grow(v->row, (size_t)v->cap, sizeof(*v->row));
	}
	v->row[v->list.count++] =
		(struct setting_row){key, label, arena_str(&v->arena, str_of(value)), is_default};
	return 0;
}

static int look_own(struct app *app, struct settings_view *v, struct err *err)
{
	struct buf key = {0}, value = {0};
	int rc = 0;

	for (int i = 0; i < v->settings && rc >= 0; i++) {
		buf_clear(&key);
		buf_addf(&key, "deck.%.*s.%s", STR_FMT(buf_str(&v->deck)), v->row[i].key);
		rc = setting_get(app->store, buf_z(&key), &value, err);
		v->row[i].own = rc == 0;
	}
	buf_fini(&key);
	buf_fini(&value);
	return rc < 0 ? -1 : 0;
}

static void load(struct app *app, struct settings_view *v)
{
	struct err err;

	arena_reset(&v->arena);
	v->list.count = 0;
	if (v->gone)
		return;
	if (settings_each(app->store, buf_str(&v->deck), each, v, &err) ||
	    stars_load(app->store, buf_str(&v->deck), &v->strength, &err))
		app_fail(app, &err);
	v->settings = v->list.count;
	if (!v->deck.len) {
		(void)each(v, theme_key, N_("Theme"), _(theme_name(app->theme)), true, &err);
		(void)each(v, pictures_key, N_("Pictures"), _(pictures_when_name(app->pictures.when)), true, &err);
		(void)each(v, pictures_as_key, N_("Pictures drawn as"), _(pictures_as_name(app->pictures.as)), true, &err);
		(void)each(v, NULL, N_("Sync"), app->crossing.why_not ? "off" : crossing_word(&app->crossing),
			   true, &err);
		return;
	}
	if (look_own(app, v, &err))
		app_fail(app, &err);
	(void)each(v, "", N_("Rename, move or merge..."), "", true, &err);
	(void)each(v, "", N_("Delete this deck..."), "", true, &err);
}

static struct field *field(struct app *app, void *state)
{
	struct settings_view *v = state;

	(void)app;
	return v->editing ? &v->field : NULL;
}

static unsigned contexts(struct app *app, void *state)
{
	struct settings_view *v = state;

	(void)app;
	return v->editing ? CTX_TYPING : CTX_LIST;
}

/* The parameters of the model are too long for a line's end. */
static struct str shown(const struct setting_row *row)
{
	if (str_is(row->value, "on"))
		return str_of(_("on"));
	if (str_is(row->value, "off"))
		return str_of(_("off"));
	if (str_is(row->value, "none"))
		return str_of(_("none"));
	if (row->value.len <= 12)
		return row->value;
	return row->is_default ? str_of(_("default")) : str_of(_("own"));
}

/* What a deck says itself has a star; the rest comes from the decks above it and from the settings for all. */
static void draw_row(const struct settings_view *v, struct canvas *canvas, struct box body, int i)
{
	struct buf label = {0};

	buf_addf(&label, "%s%s", v->row[i].own ? "* " : "", _(v->row[i].label));
	list_line(&v->list, canvas, body, i, buf_str(&label), shown(&v->row[i]));
	buf_fini(&label);
}

/* What the marked line is for. */
static struct str words(const struct settings_view *v)
{
	int i = v->list.marked;

	if (!v->list.count)
		return (struct str){0};
	if (!v->row[i].key)
		return str_of(_("How sync stands, and where the address of a server belongs."));
	if (i < v->settings || !v->deck.len)
		return settings_words(v->row[i].key);
	return str_of(i - v->settings == LINE_RENAME ? _("Another name, below another deck, or into one that is there.")
						     : _("With the decks below it and all their notes; u takes it back."));
}

/* Below the list, in room that is the same for all lines; on the smallest screens there is none. */
static void draw_words(const struct app *app, const struct settings_view *v, struct canvas *canvas, struct box *body)
{
	int rows = body->cols < WORDS_COLS ? 3 : 2, gap = app->layout.airy;
	struct box box = {body->row + body->rows - rows, body->col, rows, body->cols};

	if (body->rows - rows - gap < LIST_ROWS_MIN)
		return;
	canvas_text(canvas, box, 0, words(v), ST_DIM);
	body->rows -= rows + gap;
}

static void draw(struct app *app, void *state, struct canvas *canvas, struct box body)
{
	struct settings_view *v = state;
	struct box line = {body.row + body.rows - 1, body.col + 2, 1, body.cols - 2};

	if (body.cols > 60)
		body.cols = 60;
	if (v->editing) {
		canvas_put(canvas, line.row, body.col, 1, STR(">"), ST_BOLD);
		field_draw(&v->field, canvas, line, ST_PLAIN, true);
		body.rows -= 1;
	}
	draw_words(app, v, canvas, &body);
	list_fit(&v->list, body.rows);
	for (int i = 0; i < v->list.count; i++)
		draw_row(v, canvas, body, i);
}

static unsigned set(struct app *app, struct settings_view *v, struct str value)
{
	struct err err;

	if (settings_set(app->store, buf_str(&v->deck), v->row[v->list.marked].key, value, &err)) {
		app_fail(app, &err);
		return ACT_HANDLED | ACT_REDRAW;
	}
	v->editing = false;
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static bool take_name(struct app *app, struct str name)
{
	struct settings_view *v = app->options;
	struct deed_done done;
	struct err err;

	if (!name.len)
		return true;
	if (deeds_rename_deck(app->store, buf_str(&v->deck), name, &done, &err)) {
		app_fail(app, &err);
		return true;
	}
	app_notice(app, _n("moved: %zu note", "moved: %zu notes", done.changed), done.changed);
	buf_clear(&v->deck);
	buf_add(&v->deck, name);
	app->notes_changed = true;
	crossing_wrote(&app->crossing);
	return true;
}

static bool take_end(struct app *app, struct str answer)
{
	struct settings_view *v = app->options;
	struct deed_done done;
	struct err err;

	if (!answer.len || (answer.s[0] | 0x20) != 'y')
		return true;
	if (deeds_rename_deck(app->store, buf_str(&v->deck), STR(""), &done, &err)) {
		app_fail(app, &err);
		return true;
	}
	app_notice(app,
		   _n("deleted: %zu note; u in the list of cards takes it back",
		      "deleted: %zu notes; u in the list of cards takes it back", done.changed),
		   done.changed);
	v->gone = true;
	app->notes_changed = true;
	crossing_wrote(&app->crossing);
	return true;
}

static unsigned take_deck_line(struct app *app, struct settings_view *v)
{
	struct buf text = {0};

	if (v->list.marked - v->settings == LINE_RENAME) {
		buf_addf(&text,
			 _("%.*s\n\nIts new path? Levels are separated by ::, the decks below it go along. A "
			   "deck that is "
			   "there already takes it in."),
			 STR_FMT(buf_str(&v->deck)));
		view_ask_push(app, _("Rename"), buf_str(&text), false, take_name);
	} else {
		buf_addf(&text,
			 _("Delete %.*s, the decks below it and all their notes? y, or nothing for no."),
			 STR_FMT(buf_str(&v->deck)));
		view_ask_push(app, _("Delete"), buf_str(&text), false, take_end);
	}
	buf_fini(&text);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned next_theme(struct app *app, struct settings_view *v)
{
	struct err err;

	app->theme = (enum theme)((app->theme + 1) % THEMES);
	if (meta_set_text(app->store, META_THEME, str_of(theme_name(app->theme)), &err))
		app_fail(app, &err);
	else if (getenv("CAIRN_THEME") || getenv("NO_COLOR"))
		app_notice(app, "CAIRN_THEME or NO_COLOR is set: that holds again at the next start");
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned keep_pictures(struct app *app, struct settings_view *v, const char *key, const char *name)
{
	struct err err;

	if (meta_set_text(app->store, key, str_of(name), &err))
		app_fail(app, &err);
	load(app, v);
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned next_pictures(struct app *app, struct settings_view *v)
{
	app->pictures.when = (enum pictures_when)((app->pictures.when + 1) % PICTURES_WHENS);
	return keep_pictures(app, v, META_PICTURES, pictures_when_name(app->pictures.when));
}

static unsigned next_pictures_as(struct app *app, struct settings_view *v)
{
	app->pictures.as = (enum pictures_as)((app->pictures.as + 1) % PICTURES_AS);
	return keep_pictures(app, v, META_PICTURES_AS, pictures_as_name(app->pictures.as));
}

static unsigned take(struct app *app, struct settings_view *v)
{
	const struct setting_row *row = &v->row[v->list.marked];

	if (!v->list.count)
		return ACT_HANDLED;
	if (!row->key) {
		view_sync_push(app);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (row->key == theme_key)
		return next_theme(app, v);
	if (row->key == pictures_key)
		return next_pictures(app, v);
	if (row->key == pictures_as_key)
		return next_pictures_as(app, v);
	if (v->list.marked >= v->settings)
		return take_deck_line(app, v);
	if (!v->deck.len && (str_is(str_of(row->key), "easy") || str_is(str_of(row->key), "vacation"))) {
		view_away_push(app);
		return ACT_HANDLED | ACT_REDRAW;
	}
	if (str_is(row->value, "on") || str_is(row->value, "off"))
		return set(app, v, str_is(row->value, "on") ? STR("off") : STR("on"));
	v->field.cap = 1000;
	field_set(&v->field, row->value);
	v->editing = true;
	return ACT_HANDLED | ACT_REDRAW;
}

static unsigned act(struct app *app, void *state, const struct event *event)
{
	struct settings_view *v = state;
	bool chosen, moved;

	if (v->editing) {
		if (event->action == DO_SUBMIT)
			return set(app, v, str_trim(buf_str(&v->field.text)));
		if (event->action == DO_KEYS)
			v->editing = false;
		return event->action == DO_KEYS ? ACT_HANDLED | ACT_REDRAW : ACT_NONE;
	}
	if (list_act(&v->list, event, &chosen, &moved))
		return chosen ? take(app, v) : ACT_HANDLED | (moved ? ACT_REDRAW : 0);
	return event->action == DO_OPEN ? take(app, v) : ACT_NONE;
}

static const char *label(struct app *app, void *state, enum action action)
{
	(void)app;
	(void)state;
	return action == DO_OPEN ? N_("change") : action == DO_SUBMIT ? N_("ok (empty: default)") : NULL;
}

static void release(struct app *app, void *state)
{
	struct settings_view *v = state;

	app->options = NULL;
	field_fini(&v->field);
	buf_fini(&v->deck);
	arena_fini(&v->arena);
	free(v->row);
	free(v);
}

/* A question about the deck went away. */
static void back(struct app *app, void *state)
{
	load(app, state);
}

static void title(struct app *app, void *state, struct buf *out)
{
	struct settings_view *v = state;

	(void)app;
	buf_addz(out, v->deck.len ? buf_z(&v->deck) : _("Settings"));
	buf_addf(out, "  %.*s", v->deck.len ? stars_of(&v->strength) : 0, "*****");
}

static const struct view view_settings = {.name = N_("Settings"),
					  .contexts = contexts,
					  .draw = draw,
					  .act = act,
					  .free = release,
					  .field = field,
					  .label = label,
					  .back = back,
					  .title = title};

void view_deck_push(struct app *app, struct str deck)
{
	struct settings_view *v = mem_alloc(sizeof(*v));

	buf_add(&v->deck, deck);
	app->options = v;
	load(app, v);
	app_push(app, &view_settings, v);
}

void view_settings_push(struct app *app)
{
	view_deck_push(app, STR(""));
}
