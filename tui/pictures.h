/* SPDX-License-Identifier: MIT
 * Pictures: which images a card names, when they are drawn and as what; the drawing itself is cairn-sync's, and what it
 * says is taken as a stranger's (base/picture.h). The game never waits for it. */
#ifndef TUI_PICTURES_H
#define TUI_PICTURES_H

#include <sys/types.h>

#include "base/mem.h"
#include "tui/canvas.h"
#include "tui/graphics.h"

/* Of this store alone: a screen is not carried to other devices. */
#define META_PICTURES	 "pictures"
#define META_PICTURES_AS "pictures_as"

/* auto: at once where the terminal is here and draws pixels, else on a key. */
enum pictures_when { PICTURES_AUTO, PICTURES_KEY, PICTURES_ONCE, PICTURES_NEVER, PICTURES_WHENS };
enum pictures_as { PICTURES_AS_AUTO, PICTURES_AS_BLOCKS, PICTURES_AS_KITTY, PICTURES_AS_SIXEL, PICTURES_AS };

struct app;

struct pictures {
	enum pictures_when when;
	enum pictures_as as;
	struct graphics graphics; /* what the terminal takes */
};

const char *pictures_when_name(enum pictures_when when); /* what is kept; translated by who shows it */
const char *pictures_as_name(enum pictures_as as);
/* Reads both settings; what is kept and unknown counts as auto. */
int pictures_load(struct app *app, struct err *err) MUST_CHECK;
bool pictures_on(const struct app *app);      /* they can be drawn here at all */
enum picture_kind pictures_kind(const struct app *app); /* what they are drawn as */
bool pictures_at_once(const struct app *app); /* without a key */

/* The names that the markup's placeholders have, in their order: at most `most`, borrowed from it. Returns how many. */
enum { PICTURES_NAMES_MAX = 16 };
int pictures_names(struct str markup, struct str *name, int most);

/* One picture on its way from its file to the screen. {0} shows nothing. */
enum showing_state { SHOWING_NOTHING, SHOWING_WAITS, SHOWING_READY, SHOWING_FAILED };
struct showing {
	enum showing_state state;
	struct buf name;
	enum picture_kind kind;
	int cols, rows; /* of the room for it */
	int cell_width, cell_height;
	pid_t pid;
	int fd; /* of the child's pipe, while pid is not 0 */
	int64_t since_ms;
	struct buf bytes; /* of `picture`; or why there is none */
	struct picture picture;
	unsigned serial; /* another one for each picture */
};

/* Whether that picture for that room is there or on its way, or has failed. */
bool showing_is(const struct app *app, const struct showing *showing, struct str name, int cols, int rows);
/* Begins, unless it is; true: it did. */
bool showing_want(struct app *app, struct showing *showing, struct str name, int cols, int rows);
/* Takes what has come; true: something to draw anew. */
bool showing_tick(struct app *app, struct showing *showing);
int64_t showing_wait_ms(const struct app *app, const struct showing *showing); /* < 0: nothing is awaited */
/* Into the box, from its upper left; the rows it took, 0: it is not ready. */
int showing_draw(const struct showing *showing, struct canvas *canvas, struct box box);
void showing_end(struct showing *showing); /* and nothing is shown */

#endif
