/* SPDX-License-Identifier: MIT
 * The verb catalogue: the list of the server's decks, asked for and kept in the store; without a network the
 * last one. With --pipe it only says how the asking ended: the game reads the store. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/message.h"
#include "schema/card_json.h"
#include "schema/catalogue.h"
#include "sync/link.h"
#include "sync/mongo/content.h"
#include "sync/report.h"

struct catalogue_run {
	struct link link;
	struct report report;
	bool json;
	const char *preview; /* key of a deck, or NULL: the list */
	struct buf words;
	struct json out;
	struct buf text;
};

static int take_options(struct catalogue_run *run, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			run->json = true;
		else if (!strcmp(argv[i], "--pipe"))
			run->report.form = REPORT_PIPE;
		else if (!strcmp(argv[i], "--preview") && i + 1 < argc)
			run->preview = argv[++i];
		else if (argv[i][0] == '-')
			return err_set(err, ERR_USAGE,
				       "catalogue does not know %.60s; it takes words to look for and --json",
				       argv[i]);
		else
			buf_addf(&run->words, "%s ", argv[i]);
	}
	return 0;
}

static int put_order(void *ctx, bool on, int64_t t_ms, struct err *err)
{
	struct json *j = ctx;

	(void)err;
	json_open(j, '{');
	moment_put_json(j, "at", t_ms);
	json_key_bool(j, "subscribed", on);
	json_close(j, '}');
	return 0;
}

/* Versions are shown without the type that tells 7 from "7". */
static void put_version(struct json *j, const char *key, struct str version)
{
	json_key(j, key);
	if (version.len > 2)
		json_str(j, str_slice(version, 2, version.len));
	else
		json_null(j);
}

static int put_json(void *ctx, const struct offer *offer, struct err *err)
{
	struct catalogue_run *run = ctx;
	struct json *j = &run->out;
	int rc;

	json_open(j, '{');
	json_key_str(j, "id", offer->id);
	json_key_str(j, "key", offer->key);
	json_key_str(j, "title", offer->title);
	json_key_str(j, "description", offer->description);
	json_key_str(j, "author", offer->author);
	json_key_str(j, "language", offer->language);
	json_key_str(j, "tags", offer->tags);
	json_key(j, "notes");
	if (offer->notes >= 0)
		json_int(j, offer->notes);
	else
		json_null(j);
	put_version(j, "version", offer->version);
	json_key_bool(j, "withdrawn", offer->gone);
	json_key_bool(j, "subscribed", offer->subscribed);
	json_key_bool(j, "archived", offer->archived);
	json_key(j, "deck");
	if (offer->deck)
		json_str(j, offer->name);
	else
		json_null(j);
	put_version(j, "held", offer->held);
	moment_put_json(j, "fetched", offer->fetched_ms);
	json_key(j, "orders");
	json_open(j, '[');
	rc = subscription_past(run->link.store, offer->key, put_order, j, err);
	json_close(j, ']');
	json_close(j, '}');
	return rc;
}

static int put_line(void *ctx, const struct offer *offer, struct err *err)
{
	struct catalogue_run *run = ctx;
	const char *state = offer->archived ? "archived" : offer->subscribed ? "subscribed" : "";

	(void)err;
	buf_addf(&run->text, "%.*s\t%.*s\t", STR_FMT(offer->id), STR_FMT(offer->title));
	if (offer->notes >= 0)
		buf_addf(&run->text, "%" PRId64, offer->notes);
	buf_addf(&run->text, "\t%s%s\n", state, offer->gone ? _(" (withdrawn)") : "");
	return 0;
}

static int print_list(struct catalogue_run *run, struct err *err)
{
	int64_t asked, total;
	int rc = catalogue_asked(run->link.store, &asked, err);

	run->out = (struct json){.out = &run->text};
	if (rc == 0 && run->json) {
		json_open(&run->out, '{');
		moment_put_json(&run->out, "asked", asked);
		json_key(&run->out, "decks");
		json_open(&run->out, '[');
	}
	if (rc == 0)
		rc = catalogue_find(run->link.store, buf_str(&run->words), 0, INT64_MAX / 2,
				    run->json ? put_json : put_line, run, &total, err);
	if (rc == 0 && run->json) {
		json_close(&run->out, ']');
		json_close(&run->out, '}');
		buf_addc(&run->text, '\n');
	}
	if (rc == 0)
		fputs(buf_z(&run->text), stdout);
	return rc ? -1 : fflush(stdout) ? err_sys(err, "writing the output") : 0;
}

static int ask(struct catalogue_run *run, int64_t *count, struct err *err)
{
	struct link *link = &run->link;
	const char *uri;

	if (link_uri(link->cross, &uri, err) || link_connect(link, err))
		return -1;
	if (run->preview)
		return content_preview(link->store, net_mongoc_net(link->mongo), str_of(run->preview), err);
	return content_refresh(link->store, net_mongoc_net(link->mongo), count, err);
}

/* For people the last list is better than none; its age says the rest. */
static int without_network(struct catalogue_run *run, struct err *err)
{
	int64_t asked;
	struct err why = *err;

	if (catalogue_asked(run->link.store, &asked, err))
		return -1;
	if (!asked) {
		*err = why;
		return -1;
	}
	fprintf(stderr, _("cairn-sync: %s; this list is of "), why.text);
	buf_clear(&run->text);
	clock_put_iso(&run->text, asked);
	fprintf(stderr, "%s\n", buf_z(&run->text));
	buf_clear(&run->text);
	return print_list(run, err);
}

static int catalogue(struct catalogue_run *run, struct err *err)
{
	int64_t count = 0;
	int rc;

	if (link_store(&run->link, err))
		return -1;
	rc = ask(run, &count, err);
	if (rc == 0 && run->report.form == REPORT_PIPE)
		report_catalogue(run->preview, count);
	else if (rc == 0)
		rc = print_list(run, err);
	else if (run->report.form == REPORT_WORDS && err->kind != ERR_STORE)
		rc = without_network(run, err);
	return rc;
}

int cmd_catalogue(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct catalogue_run run = {.link = {.cross = cross, .lock = -1}};
	int rc = take_options(&run, argc, argv, err);

	signal(SIGPIPE, SIG_IGN);
	if (rc == 0)
		rc = catalogue(&run, err);
	if (rc)
		report_error(&run.report, err, -1);
	link_close(&run.link);
	buf_fini(&run.words);
	buf_fini(&run.text);
	return rc;
}
