/* SPDX-License-Identifier: MIT
 * The verb sync: who the learner is, one lock a store, rows, then decks. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "sync/erased.h"
#include "sync/feed_beside.h"

/* The value of "--name VALUE" or "--name=VALUE"; NULL: another option, or none. */
static const char *value_of(const char *name, int argc, char **argv, int *at)
{
	size_t len = strlen(name);

	if (strncmp(argv[*at], name, len))
		return NULL;
	if (argv[*at][len] == '=')
		return argv[*at] + len + 1;
	return !argv[*at][len] && *at + 1 < argc ? argv[++*at] : NULL;
}

static int take_option(struct wishes *wishes, int argc, char **argv, int *at, struct err *err)
{
	const char *word = argv[*at], *value;

	if (!strcmp(word, "--pipe"))
		wishes->report.form = REPORT_PIPE;
	else if (!strcmp(word, "--json"))
		wishes->report.form = REPORT_JSON;
	else if (!strcmp(word, "--auto"))
		wishes->by_itself = true;
	else if (!strcmp(word, "--keep"))
		wishes->erased = ERASED_KEEP;
	else if (!strcmp(word, "--delete"))
		wishes->erased = ERASED_DELETE;
	else if ((value = value_of("--rename", argc, argv, at)))
		wishes->erased = ERASED_RENAME, wishes->rename = value;
	else if ((value = value_of("--learner", argc, argv, at)))
		wishes->learner = value;
	else
		return err_set(err, ERR_USAGE,
			       "sync does not know %.60s; it takes --learner NAME, --auto, --json and --pipe; decks are "
			       "subscribed to with cairn subscribe DECK",
			       word);
	return 0;
}

static int take_options(struct wishes *wishes, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++)
		if (take_option(wishes, argc, argv, &i, err))
			return -1;
	if (wishes->by_itself && wishes->report.form == REPORT_WORDS)
		wishes->report.form = REPORT_QUIET;
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

static int sync_rows(struct sync_run *run, struct err *err)
{
	const char *key = env_get(&run->link.cross->env, "CAIRN_KEY");
	struct sync *sync = mem_alloc(sizeof *sync);
	int rc;

	sync_init(sync, &store_sqlite, run->link.store, &run->link.cross->clock, buf_str(&run->learner), str_of(key));
	sync->tell = tell_progress;
	sync->tell_ctx = &run->wishes.report;
	rc = sync_run(sync, net_mongoc_net(run->link.mongo), err);
	run->news = sync->news;
	sync_fini(sync);
	free(sync);
	return rc;
}

static int sync_decks(struct sync_run *run, struct content_news *news, struct err *err)
{
	const char *setting = env_get(&run->link.cross->env, "CAIRN_SUBSCRIBE");
	struct content_wish wish = {.all = setting && !strcmp(setting, "all"),
				    .tell = tell_deck,
				    .ctx = &run->wishes.report};

	if (!content_pull(run->link.store, net_mongoc_net(run->link.mongo), &wish, news, err))
		return 0;
	if (err->kind != ERR_REFUSED)
		return -1;
	/* A user who may only touch rows: those are complete. */
	buf_addf(&news->words, _("Shared decks could not be read: %s.\n"), err->text);
	return 0;
}

static struct ledger_bytes bytes_of(const struct sync_run *run)
{
	struct ledger_bytes bytes = {0};

	if (run->link.mongo)
		net_mongoc_bytes(run->link.mongo, &bytes.sent, &bytes.received);
	return bytes;
}

static void trace_end(struct sync_run *run, const struct err *err)
{
	const struct sync_news *rows = &run->news;
	struct ledger_bytes bytes = bytes_of(run);

	trace_event(&run->link.cross->trace, err ? TRACE_WARN : TRACE_INFO, err ? "sync.failed" : "sync.done",
		    TRACE_INT("by_itself", run->wishes.by_itself), TRACE_INT("pulled", rows->pulled),
		    TRACE_INT("pushed", rows->pushed), TRACE_INT("waiting", rows->waiting),
		    TRACE_INT("safe", rows->safe), TRACE_INT("bad", rows->bad), TRACE_INT("forks", rows->forks),
		    TRACE_INT("bytes_sent", bytes.sent), TRACE_INT("bytes_received", bytes.received),
		    TRACE_INT("ms", clock_mono_ms(&run->link.cross->clock) - run->began_ms),
		    TRACE_STR("why", err ? str_of(err->text) : STR("")));
}

/* What went on to the end, and is still no success. */
static int look_twice(const struct sync_run *run, struct err *err)
{
	const struct sync_news *rows = &run->news;
	const char *key = env_get(&run->link.cross->env, "CAIRN_KEY");

	if (rows->unkeyed && rows->unkeyed == rows->bad && !rows->pulled)
		return err_set(err, ERR_REFUSED,
			       "none of the %lld rows that came fits CAIRN_KEY, which is %s here; give it the value that it has on "
			       "your other devices (the rows are kept and read again then)",
			       (long long)rows->unkeyed, key ? "another one" : "not set");
	if (rows->later)
		return err_set(err, ERR_NETWORK,
			       "the server took rows and did not show them again (%lld wait); they stay here and are sent "
			       "again with the next sync",
			       (long long)rows->waiting);
	return 0;
}

static int sync_all(struct sync_run *run, struct err *err)
{
	struct content_news decks = {0};
	int rc = sync_rows(run, err) || sync_decks(run, &decks, err) || look_twice(run, err) ||
				 ledger_done(run->link.store, bytes_of(run), err)
			 ? -1
			 : 0;

	if (rc == 0 && run->news.erased)
		rc = erased_ask(run, err) < 0 ? -1 : 0;
	else if (rc == 0) {
		report_done(&run->wishes.report, &(struct report_done){&run->news, &decks, bytes_of(run)});
		trace_end(run, NULL);
	}
	buf_fini(&decks.words);
	return rc;
}

static int connect_and_sync(struct sync_run *run, struct err *err)
{
	int rc = link_open(&run->link, err);

	if (rc == 0)
		rc = learner_find(run, err);
	if (rc == 0)
		return sync_all(run, err);
	return rc < 0 ? -1 : 0;
}

/* 0 on with it; 1 this one, which nobody asked for, holds back. */
static int hold_back(struct sync_run *run, struct err *err)
{
	enum err_kind kind = ERR_NETWORK;
	struct buf why = {0};
	int64_t wait_s = 0;
	int rc = run->wishes.by_itself ? ledger_wait(run->link.store, &wait_s, &kind, &why, err) : 0;

	if (rc == 0 && wait_s) {
		report_later(&run->wishes.report, wait_s, kind, buf_str(&why));
		trace_event(&run->link.cross->trace, TRACE_INFO, "sync.held_back", TRACE_INT("retry_s", wait_s));
		rc = 1;
	}
	buf_fini(&why);
	return rc;
}

/* In order of need: the lock, so that one at a time looks at the ledger; the store; only then the network. */
static int lock_and_sync(struct sync_run *run, struct err *err)
{
	int rc = link_lock(&run->link, err);

	if (rc == 1) {
		report_busy(&run->wishes.report);
		trace_event(&run->link.cross->trace, TRACE_INFO, "sync.busy",
			    TRACE_INT("by_itself", run->wishes.by_itself));
	}
	if (rc)
		return rc < 0 ? -1 : 0;
	if (link_store(&run->link, err))
		return -1;
	rc = erased_decide(run, err);
	if (rc == 0)
		rc = hold_back(run, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return connect_and_sync(run, err);
}

static int run_sync(struct sync_run *run, struct err *err)
{
	const char *uri;

	if (env_sync(&run->link.cross->env) != ENV_SYNC_AUTO && run->wishes.by_itself)
		return 0;
	return link_uri(run->link.cross, &uri, err) ? -1 : lock_and_sync(run, err);
}

/* "…; tried again by itself from 09:41 on", where nobody tries before; seconds until then, or -1. */
static int64_t put_off(struct sync_run *run, struct err *err)
{
	struct clock *clock = &run->link.cross->clock;
	int64_t until, local;
	struct err ignored;
	size_t len;

	trace_end(run, err);
	if (!run->link.store || (err->kind != ERR_NETWORK && err->kind != ERR_REFUSED) ||
	    ledger_failed(run->link.store, bytes_of(run), err, &run->link.cross->rng, &until, &ignored))
		return -1;
	local = until / MINUTE_MS + clock_zone_min(clock, until);
	len = strlen(err->text);
	snprintf(err->text + len, sizeof err->text - len, _("; tried again by itself from %02d:%02d on"),
		 (int)(local / 60 % 24), (int)(local % 60));
	return (until - clock_wall_ms(clock)) / SECOND_MS;
}

int cmd_sync(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct sync_run run = {.link = {.cross = cross, .lock = -1}, .began_ms = clock_mono_ms(&cross->clock)};
	bool feeds;
	int rc = take_options(&run.wishes, argc, argv, err);

	signal(SIGPIPE, SIG_IGN); /* the game may have gone; the rows are worth sending all the same */
	if (rc == 0)
		rc = run_sync(&run, err);
	if (rc)
		report_error(&run.wishes.report, err, put_off(&run, err));
	feeds = rc == 0 && feeds_due(cross, run.link.store);
	link_close(&run.link);
	buf_fini(&run.learner);
	if (feeds)
		feeds_start(cross);
	return rc;
}
