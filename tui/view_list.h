/* SPDX-License-Identifier: MIT
 * The views, as the shell and each other know them. Each stands in tui/view_NAME.c. */
#ifndef TUI_VIEW_LIST_H
#define TUI_VIEW_LIST_H

#include "schema/template.h"
#include "tui/app.h"

struct doc;

#define META_LAST_DECK "last_deck" /* path of the deck studied last, of this store alone */

/* What the program starts with: a question, a gate, or the first decks. */
int view_start(struct app *app, struct err *err) MUST_CHECK;

void view_help_push(struct app *app, unsigned contexts);

/* Opens a sitting over a deck (its path; empty: all) unless it is the one at hand. */
int view_sit_down(struct app *app, struct str deck, struct err *err) MUST_CHECK;
/* The same, and shows the next question, or the end of the session. In the place of the topmost
 * view when `replace`. */
int view_question_open(struct app *app, struct str deck, bool replace, struct err *err) MUST_CHECK;
/* The next question of the sitting at hand, or its end. */
int view_question_go_on(struct app *app, bool replace, struct err *err) MUST_CHECK;
/* Ends the sitting at hand, whatever it was. */
void view_stand_up(struct app *app);

/* Another mode than study, and over what: nothing said is everything. */
struct playing {
	const struct mode *mode;
	struct str deck, tag, search;
	int count; /* questions of an exam; 0: as ever */
};
int view_play_open(struct app *app, const struct playing *playing, struct err *err) MUST_CHECK;
/* The same, and shows what there is to play, in the place of all views when `replace`: then a failure leads home. */
int view_play_show(struct app *app, const struct playing *playing, bool replace, struct err *err) MUST_CHECK;
/* The modes, to choose from, over a deck (its path; empty: all). */
void view_modes_push(struct app *app, struct str deck);
void view_round_show(struct app *app, bool replace); /* the end of what was played */
int view_match_open(struct app *app, struct err *err) MUST_CHECK;
int view_boss_open(struct app *app, struct err *err) MUST_CHECK; /* who is fought, then the fight */
void view_summary_show(struct app *app, bool replace);
void view_decks_show(struct app *app, bool replace);
/* Where one lands after a session, with q, and when nothing is due. */
void view_home_show(struct app *app, bool replace);
void view_welcome_push(struct app *app);
#define META_TOUR "tour"					 /* 1: it was shown, here */
int view_tour_look(struct app *app, struct err *err) MUST_CHECK; /* once a store, above the welcome */
void view_picture_push(struct app *app, const struct str *name, int count); /* of media; copied; at least one */
void view_add_push(struct app *app);
void view_import_push(struct app *app); /* a file of cards: which one, then what came of it */
/* A deck (its path; empty: all) to a file: what it is called, then what came of it. */
void view_export_push(struct app *app, struct str path);
/* cairn-sync reads that file, or writes it (`out`; of that deck alone, unless its path is empty), beside the game. */
void view_file_push(struct app *app, bool out, struct str deck, struct str path);
void view_settings_push(struct app *app);
void view_stats_push(struct app *app, struct str deck); /* its path; empty: of all */
void view_plan_push(struct app *app, struct str deck);	/* its path; empty: for all */
void view_backlog_push(struct app *app);
void view_away_push(struct app *app); /* vacations and easy days of the week */
void view_sync_push(struct app *app); /* how it stands, or what is missing */
/* Of one deck (its path): what it sets of its own, what it takes from above; its name, and whether it stays. */
void view_deck_push(struct app *app, struct str deck);
/* A tile for every ten cards, of a deck and those below it (its path; empty: of all). */
void view_map_push(struct app *app, struct str deck);
/* Cards, as a query finds them. */
void view_browse_push(struct app *app, struct str query);
/* The cards that a note of that type would make; copied. */
void view_preview_push(struct app *app, const struct note_type *type, struct row_list fields);
/* The note of a card (local id), to be changed. */
void view_edit_push(struct app *app, int64_t card);
/* A note's revisions, the one in force first; one of them can be put in force again. */
void view_history_push(struct app *app, uint64_t note);
void view_catalogue_push(struct app *app); /* with the news above it, if there are any */
void view_inbox_push(struct app *app); /* drafts out of feeds, one at a time */
struct offer;
void view_offer_push(struct app *app, const struct offer *offer); /* copied */
/* What pulls did to shared decks since somebody looked: pushes nothing where there is nothing. */
void view_news_push(struct app *app);
/* The same in one line; empty: nothing. */
void view_news_line(struct app *app, struct buf *out);

/* How a card stands and its answers; enum act_bit bits. */
unsigned view_card_push(struct app *app, uint64_t card);

/* "12 answers, 10 known (83 %), 4 min" */
void view_summary_line(const struct progress *progress, struct buf *out);

/* What several views offer; enum act_bit bits. */
unsigned view_sync_now(struct app *app);
unsigned view_undo_here(struct app *app);
/* Says what was taken back or done again where no question shows it. False: an answer, which does. */
bool view_tell_turned(struct app *app, bool undo);

/* A question with a text as its answer. done: false keeps the view open (after an app_notice), or has put another in its
 * place (app_drop); `text` is copied. */
typedef bool view_ask_fn(struct app *app, struct str answer);
void view_ask_push(struct app *app, const char *title, struct str text, bool secret, view_ask_fn *done);
void view_ask_fill(struct app *app, struct str text); /* the answer that is proposed in the question just pushed */
/* A question with lines to choose from, which are borrowed; done: false keeps the view open, or has put another in its place (app_drop). `text` is copied. */
typedef bool view_choose_fn(struct app *app, int which);
/* What the helper can be asked about an answered card; plain texts, `given` may be empty. */
void view_helper_push(struct app *app, struct str front, struct str back, struct str given);
/* The points that it names as missing, a line each (question_helper.c). */
void helper_put_missing(struct doc *doc, const struct helper *helper);
void view_choose_push(struct app *app, const char *title, struct str text, const char *const *lines, int count,
		      view_choose_fn *done);
/* What is asked or told once the first screen stands, each only where there is a reason. */
void view_matters_look(struct app *app);
int view_conflicts_look(struct app *app, struct err *err) MUST_CHECK; /* own edits that lost */
int view_clock_look(struct app *app, struct err *err) MUST_CHECK; /* a clock that is probably wrong */
int view_fit_look(struct app *app, struct err *err) MUST_CHECK; /* parameters that predict better */
void view_crash_look(struct app *app); /* the last run ended by a fault, and its report was not offered yet */
int view_erased_look(struct app *app, struct err *err) MUST_CHECK; /* erased on the server, and not decided */
bool view_is_learner(struct str name); /* [a-z0-9-]{1,32} */
/* Syncs under that name from here on. */
void view_learner_is(struct app *app, struct str name);
void view_who_push(struct app *app);  /* who the learner is, before the first sync */
void view_host_push(struct app *app); /* whether answers may go to a server that is new */
void view_pin_push(struct app *app);  /* the PIN, before anything else is shown */
/* How long until the PIN is asked for again; < 0: never. view_pin_lock does so once that is over: true if it did. */
int64_t view_pin_wait_ms(const struct app *app);
bool view_pin_lock(struct app *app);

#endif
