/* SPDX-License-Identifier: MIT
 * App: the shell around the views. Whatever front (terminal, script, lines) brings an event in, it goes
 * through app_event and app_draw. */
#ifndef TUI_APP_H
#define TUI_APP_H

#include "base/clock.h"
#include "base/random.h"
#include "schema/store.h"
#include "study/session.h"
#include "base/path.h"
#include "tui/crossing.h"
#include "tui/helper.h"
#include "tui/pictures.h"
#include "tui/pin.h"
#include "tui/theme.h"
#include "tui/view.h"

enum { VIEWS_MAX = 13 }; /* twelve, and the PIN above them */

struct app_view {
	const struct view *view;
	void *state;
	int64_t covered_at_ms, covered_ms; /* active time: since when, how long in all others stood above it */
};

struct app {
	/* what the program was started with */
	int mode;	       /* enum row_mode or MODE_NATURAL */
	struct str start_deck; /* --deck; empty: none was named */
	enum theme theme;
	struct pictures pictures;
	const struct mode *start_play; /* --mode; NULL or study: what is due */
	struct str start_tag, start_search;
	struct str start_edit; /* the note that is to be changed: a card's name or a query; empty: none */
	int start_count;
	bool plain;	       /* line mode: no cursor, no taps */
	bool tours;	       /* somebody is there who may be new */
	bool start_home;       /* with the home screen, whatever is due */
	bool kiosk;	       /* tui/kiosk.h */

	struct clock *clock;	   /* of answers; may be fixed */
	const struct clock *timer; /* of this screen: what is typed rests, keys repeat */
	struct rng *rng;
	struct store *store;
	struct session *session; /* NULL between sittings */
	struct buf menu_deck;	 /* of the menu of modes, where it is open */
	struct buf deck;	 /* the path of the deck that the session is about; empty: all */
	struct env *env;
	const struct paths *paths;
	struct crossing crossing;
	struct crossing asking; /* for the catalogue: a second child at most */
	struct helper helper, grader; /* asked by the learner; of long typed answers */
	bool helper_came, grader_came; /* its answer is there, and the view has not seen it */
	struct pin *pin;	 /* NULL: none asked for, or given already */
	struct pin *gate;	 /* … to be asked for again after lock_ms without a key; NULL: there is none */
	int64_t lock_ms, seen_ms; /* 0: never; monotonic: the last key */
	int locked_depth;	 /* while `pin` is asked for: how many views stand, with that one */
	struct buf learner_name; /* as typed before the first sync; the crossing borrows it to its end */

	struct canvas canvas;
	struct layout layout;
	struct app_view stack[VIEWS_MAX];
	int depth;
	struct settings_view *options; /* the settings, where they are open */
	struct browse *browse; /* the browser, where it is open */
	struct buf notice; /* one line in the footer's place, until the next key */
	bool dirty, leaving;
	bool asked_erased; /* once a process is enough */
	bool removing;	   /* … and the store is deleted, as the learner has decided */
	bool taps, redraw_all;
	bool blurred;	    /* the terminal has lost the focus */
	int64_t blurred_at_ms, away_ms; /* monotonic; see app_active_ms */
	pid_t reading;	    /* a file that is taken in while nobody looks (work_goes_on); 0: none */
	bool notes_changed; /* by a view above: the question on the table is read again */
	uint32_t last_key;
	int64_t last_key_ms, rest_at_ms; /* monotonic; rest_at 0: nothing to keep */
	struct buf farewell;		 /* printed once the terminal is given back */
};

/* Everything of struct app is set by the caller up to and including `store`; the rest is zero. */
void app_size(struct app *app, int cols, int rows);
void app_fini(struct app *app); /* keeps drafts, ends the session, forgets the views */

void app_event(struct app *app, const struct event *event);
/* Draws into app->canvas if anything changed; false: the screen stands. */
bool app_draw(struct app *app);
/* Milliseconds until EV_TICK is wanted; < 0: never. */
int64_t app_wait_ms(struct app *app);
/* What a terminal's loop would do before it sleeps: ticks while one is wanted at once; a question to the helper is waited for. */
void app_settle(struct app *app);
/* As that loop goes on behind an event: a frame, then what there is to do, and the frame that stands. */
void app_draw_settled(struct app *app);
/* Keeps what is half-typed, now. */
void app_rest(struct app *app);

/* tui/active.c. Time in which the learner can have been at the view on top: monotonic, less what was spent without
 * the focus, suspended, asleep, under another view. Only differences mean anything. */
int64_t app_active_ms(const struct app *app);
/* The learner has not been here for the last `ms`. */
void app_was_away(struct app *app, int64_t ms);
void app_focus(struct app *app, bool has_focus);
/* A view above this one came; has gone. */
void app_cover(const struct app *app, struct app_view *view);
void app_uncover(const struct app *app, struct app_view *view);

/* For views. push takes the state over. */
void app_push(struct app *app, const struct view *view, void *state);
void app_replace(struct app *app, const struct view *view, void *state); /* the topmost */
void app_drop(struct app *app); /* the topmost, whose place another one takes */
struct field *app_field(struct app *app);
void app_notice(struct app *app, const char *fmt, ...) PRINTF_LIKE(2, 3);
void app_fail(struct app *app, const struct err *err); /* the same for an error */

/* tui/shell_draw.c */
void shell_draw(struct app *app);
/* The keys worth showing now, in order of need, each label once. Returns how many. */
enum { BUTTONS_MAX = 24 };
struct button {
	enum action action;
	struct str key; /* that does it now */
	struct str then; /* the key behind it that does what the label says; empty: `key` does */
	const char *label;
};
int shell_buttons(struct app *app, struct button button[BUTTONS_MAX]);
/* The key that does that now: while a text is being typed, characters are the text's. Empty if there is none. */
struct str shell_key(struct app *app, enum action action);

#endif
