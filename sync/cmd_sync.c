/* SPDX-License-Identifier: MIT
 * The verb sync: who the learner is, one lock a store, rows, then decks. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "schema/log.h"
#include "sync/link.h"
#include "sync/mongo/content.h"
#include "sync/mongo/place.h"
#include "sync/mongo/protocol.h"
#include "sync/report.h"

enum { NAMES_MAX = 100, WISHES_MAX = 64, KEY_MIN = 16, KEY_MAX = 64 };

struct wishes {
	const char *learner;
	bool list;
	struct str deck[WISHES_MAX];
	size_t decks;
	struct report report;
};

/* One run of the verb. */
struct crossing {
	struct link link;
	struct wishes wishes;
	struct buf learner;
};

static int take_options(struct wishes *wishes, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		bool more = i + 1 < argc;

		if (!strcmp(argv[i], "--pipe"))
			wishes->report.pipe = true;
		else if (!strcmp(argv[i], "--list"))
			wishes->list = true;
		else if (!strcmp(argv[i], "--learner") && more)
			wishes->learner = argv[++i];
		else if (!strncmp(argv[i], "--learner=", 10))
			wishes->learner = argv[i] + 10;
		else if (!strcmp(argv[i], "--subscribe") && more && wishes->decks < WISHES_MAX)
			wishes->deck[wishes->decks++] = str_of(argv[++i]);
		else if (!strncmp(argv[i], "--subscribe=", 12) && wishes->decks < WISHES_MAX)
			wishes->deck[wishes->decks++] = str_of(argv[i] + 12);
		else
			return err_set(err, ERR_USAGE,
				       "sync does not know %.60s; it takes --learner NAME, --subscribe DECK, "
				       "--list and "
				       "--pipe",
				       argv[i]);
	}
	return 0;
}

static int fix_learner(struct crossing *run, struct str name, struct err *err)
{
	STORE_TX(tx);

	if (!learner_is_valid(name))
		return err_set(err, ERR_USAGE,
			       "a learner's name has 1 to 32 of the characters a-z, 0-9 and -, unlike what "
			       "--learner or "
			       "CAIRN_LEARNER says");
	buf_add(&run->learner, name);
	if (store_begin(run->link.store, &tx, err) || meta_set_text(run->link.store, META_LEARNER, name, err))
		return -1;
	return store_commit(&tx, err);
}

static void put_names(struct buf *out, const struct str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s%.*s", i ? ", " : "", STR_FMT(names[i]));
	if (!count)
		buf_addz(out, "none yet");
}

static int ask_on_terminal(struct crossing *run, struct str found, struct err *err)
{
	char line[128];
	char *got;

	printf("Learners on this server: %.*s.\nType one of these if that is you, or a new name (a-z, 0-9, "
	       "-): ",
	       STR_FMT(found));
	fflush(stdout);
	link_pause(&run->link); /* people may take their time */
	got = fgets(line, sizeof line, stdin);
	link_go_on(&run->link);
	if (!got)
		return err_set(err, ERR_USAGE, "nobody said who the learner is; nothing was sent");
	return fix_learner(run, str_trim(str_of(line)), err);
}

/* 0 known now, 1 the game has to ask. */
static int ask_learner(struct crossing *run, struct err *err)
{
	struct str names[NAMES_MAX];
	struct arena arena = {0};
	struct buf found = {0};
	size_t count = 0;
	int rc = sync_names(net_mongoc_net(run->link.mongo), names, NAMES_MAX, &count, &arena, err);

	put_names(&found, names, count);
	if (rc == 0 && run->wishes.report.pipe) {
		report_who(&run->wishes.report, names, count);
		rc = 1;
	} else if (rc == 0 && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		rc = ask_on_terminal(run, buf_str(&found), err);
	} else if (rc == 0) {
		rc = err_set(
			err, ERR_USAGE,
			"who is the learner? Say --learner NAME or set CAIRN_LEARNER; on this server: %.300s",
			buf_z(&found));
	}
	buf_fini(&found);
	arena_fini(&arena);
	return rc;
}

static int find_learner(struct crossing *run, struct err *err)
{
	const char *wanted =
		run->wishes.learner ? run->wishes.learner : env_get(&run->link.cross->env, "CAIRN_LEARNER");
	int rc = meta_get_text(run->link.store, META_LEARNER, &run->learner, err);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return wanted ? fix_learner(run, str_of(wanted), err) : ask_learner(run, err);
	if (wanted && !str_is(buf_str(&run->learner), wanted))
		return err_set(err, ERR_USAGE,
			       "this profile belongs to the learner %s; use --profile NAME for another one",
			       buf_z(&run->learner));
	return 0;
}

static int check_key(const char *key, struct err *err)
{
	size_t len = key ? strlen(key) : 0;

	if (key && (len < KEY_MIN || len > KEY_MAX))
		return err_set(err, ERR_USAGE,
			       "CAIRN_KEY must have 16 to 64 bytes, the same on all of your devices");
	return 0;
}

static void tell_progress(void *ctx, const struct sync *sync)
{
	report_progress(ctx, sync);
}

static void tell_deck(void *ctx, struct str deck)
{
	report_content(ctx, deck);
}

static int sync_rows(struct crossing *run, struct sync_news *news, struct err *err)
{
	const char *key = env_get(&run->link.cross->env, "CAIRN_KEY");
	struct sync *sync = mem_alloc(sizeof *sync);
	int rc;

	sync_init(sync, &store_sqlite, run->link.store, &run->link.cross->clock, buf_str(&run->learner),
		  str_of(key));
	sync->tell = tell_progress;
	sync->tell_ctx = &run->wishes.report;
	rc = sync_run(sync, net_mongoc_net(run->link.mongo), err);
	*news = sync->news;
	sync_fini(sync);
	free(sync);
	return rc;
}

static int sync_decks(struct crossing *run, struct content_news *news, struct err *err)
{
	const char *setting = env_get(&run->link.cross->env, "CAIRN_SUBSCRIBE");
	struct content_wish wish = {.decks = run->wishes.deck,
				    .count = run->wishes.decks,
				    .all = setting && !strcmp(setting, "all"),
				    .tell = tell_deck,
				    .ctx = &run->wishes.report};

	if (!content_pull(run->link.store, net_mongoc_net(run->link.mongo), &wish, news, err))
		return 0;
	if (err->kind != ERR_REFUSED || wish.count)
		return -1;
	/* A user who may only touch rows: those are complete. */
	buf_addf(&news->words, "Shared decks could not be read: %s.\n", err->text);
	return 0;
}

static int note_time(struct crossing *run, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(run->link.store, &tx, err) ||
	    meta_set_int(run->link.store, META_SYNCED, clock_wall_ms(&run->link.cross->clock), err))
		return -1;
	return store_commit(&tx, err);
}

static int sync_all(struct crossing *run, struct err *err)
{
	struct content_news decks = {0};
	struct sync_news rows = {0};
	int rc = sync_rows(run, &rows, err) || sync_decks(run, &decks, err) || note_time(run, err) ? -1 : 0;

	trace_event(&run->link.cross->trace, rc ? TRACE_WARN : TRACE_INFO, rc ? "sync.failed" : "sync.done",
		    TRACE_INT("pulled", rows.pulled), TRACE_INT("pushed", rows.pushed),
		    TRACE_INT("waiting", rows.waiting), TRACE_INT("safe", rows.safe),
		    TRACE_INT("bad", rows.bad), TRACE_INT("forks", rows.forks),
		    TRACE_STR("why", rc ? str_of(err->text) : STR("")));
	if (rc == 0)
		report_done(&run->wishes.report, &rows, &decks);
	buf_fini(&decks.words);
	return rc;
}

static int list_decks(struct crossing *run, struct err *err)
{
	struct buf out = {0};
	int rc = content_list(run->link.store, net_mongoc_net(run->link.mongo), &out, err);

	if (rc == 0)
		fputs(buf_z(&out), stdout);
	buf_fini(&out);
	return rc;
}

static int connect_and_sync(struct crossing *run, struct err *err)
{
	int rc = link_open(&run->link, err);

	if (rc == 0 && run->wishes.list)
		return list_decks(run, err);
	if (rc == 0)
		rc = find_learner(run, err);
	if (rc == 0)
		return sync_all(run, err);
	return rc < 0 ? -1 : 0;
}

static int run_sync(struct crossing *run, struct err *err)
{
	const char *uri;
	int rc;

	if (link_uri(run->link.cross, &uri, err) ||
	    check_key(env_get(&run->link.cross->env, "CAIRN_KEY"), err))
		return -1;
	rc = link_lock(&run->link, err);
	if (rc == 1)
		report_busy(&run->wishes.report);
	return rc ? (rc < 0 ? -1 : 0) : connect_and_sync(run, err);
}

int cmd_sync(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct crossing run = {.link = {.cross = cross, .lock = -1}};
	int rc = take_options(&run.wishes, argc, argv, err);

	signal(SIGPIPE, SIG_IGN); /* the game may have gone; the rows are worth sending all the same */
	if (rc == 0)
		rc = run_sync(&run, err);
	if (rc)
		report_error(&run.wishes.report, err);
	link_close(&run.link);
	buf_fini(&run.learner);
	return rc;
}
