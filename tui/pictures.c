/* SPDX-License-Identifier: MIT
 * Pictures: settings, and the names in a card. */
#include "tui/pictures.h"

#include "base/markup.h"
#include "base/message.h"
#include "tui/app.h"

static const char *const when_names[PICTURES_WHENS] = {N_("auto"), N_("on a key"), N_("at once"), N_("never")};
static const char *const as_names[PICTURES_AS] = {N_("auto"), N_("blocks"), N_("kitty"), N_("sixel")};

const char *pictures_when_name(enum pictures_when when)
{
	return when_names[when];
}

const char *pictures_as_name(enum pictures_as as)
{
	return as_names[as];
}

static int number_of(struct app *app, const char *key, const char *const *names, int count, int *number, struct err *err)
{
	struct buf kept = {0};
	int rc = meta_get_text(app->store, key, &kept, err);

	*number = 0;
	for (int i = 0; rc == 0 && i < count; i++)
		if (str_is(buf_str(&kept), names[i]))
			*number = i;
	buf_fini(&kept);
	return rc < 0 ? -1 : 0;
}

int pictures_load(struct app *app, struct err *err)
{
	int when, as;

	if (number_of(app, META_PICTURES, when_names, PICTURES_WHENS, &when, err) ||
	    number_of(app, META_PICTURES_AS, as_names, PICTURES_AS, &as, err))
		return -1;
	app->pictures.when = (enum pictures_when)when;
	app->pictures.as = (enum pictures_as)as;
	return 0;
}

bool pictures_on(const struct app *app)
{
	return app->pictures.when != PICTURES_NEVER && !app->pictures.graphics.none && !app->plain;
}

static enum picture_kind blocks(const struct app *app)
{
	if (app->theme < THEME_CONTRAST && app->pictures.graphics.colours)
		return PICTURE_BLOCKS;
	return theme_now(THEME_AUTO) == THEME_LIGHT ? PICTURE_LIGHT : PICTURE_DARK;
}

enum picture_kind pictures_kind(const struct app *app)
{
	const struct graphics *g = &app->pictures.graphics;

	switch (app->pictures.as) {
	case PICTURES_AS_AUTO: /* sixels of an unknown size could run into the last line */
		if (g->kind == PICTURE_PIXELS || (g->kind == PICTURE_SIXEL && g->measured))
			return g->kind;
		break;
	case PICTURES_AS_BLOCKS:
	case PICTURES_AS: break;
	case PICTURES_AS_KITTY: return PICTURE_PIXELS;
	case PICTURES_AS_SIXEL: return PICTURE_SIXEL;
	}
	return blocks(app);
}

bool pictures_at_once(const struct app *app)
{
	return pictures_on(app) &&
	       (app->pictures.when == PICTURES_ONCE ||
		(app->pictures.when == PICTURES_AUTO && app->pictures.graphics.local && pictures_kind(app) >= PICTURE_PIXELS));
}

int pictures_names(struct str text, struct str *name, int most)
{
	struct markup markup;
	struct markup_run run;
	int count = 0;

	markup_open(&markup, text);
	while (count < most && markup_next(&markup, &run))
		if (run.style & MARKUP_MEDIA && str_starts(run.text, "[image: "))
			name[count++] = str_slice(run.text, sizeof("[image: ") - 1, run.text.len - 1);
	return count;
}
