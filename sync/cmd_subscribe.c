/* SPDX-License-Identifier: MIT
 * The verbs subscribe and unsubscribe: an order is a synced setting, so that every device of the learner
 * fetches the deck; what is there of it is fetched here at once. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/catalogue.h"
#include "sync/link.h"
#include "sync/mongo/content.h"
#include "sync/report.h"

enum { DECKS_MAX = 64 };

struct order_run {
	struct link link;
	struct arena arena;
	struct str key[DECKS_MAX];
	size_t count;
	bool connected;
};

static int name_all(struct order_run *run, int argc, char **argv, bool *missing, struct err *err)
{
	run->count = 0;
	*missing = false;
	for (int i = 1; i < argc; i++) {
		struct offer offer;
		int rc = catalogue_named(run->link.store, str_of(argv[i]), &offer, &run->arena, err);

		if (rc < 0)
			return -1;
		if (rc == 2)
			return err_set(
				err, ERR_INPUT,
				"several decks are called \"%.100s\"; name one by its id, the first word of "
				"its line in cairn catalogue",
				argv[i]);
		if (rc == 1) {
			*missing = true;
			return err_set(err, ERR_INPUT, "there is no deck \"%.100s\" in the catalogue",
				       argv[i]);
		}
		run->key[run->count++] = offer.key;
	}
	return 0;
}

static int connect_once(struct order_run *run, struct err *err)
{
	const char *uri;

	if (run->connected)
		return 0;
	run->connected = true;
	return link_uri(run->link.cross, &uri, err) || link_connect(&run->link, err) ? -1 : 0;
}

/* By the list as it is here; if that does not do, by a new one. */
static int find_decks(struct order_run *run, int argc, char **argv, struct err *err)
{
	bool missing;
	int64_t count;

	if (!name_all(run, argc, argv, &missing, err))
		return 0;
	if (!missing)
		return -1;
	if (connect_once(run, err) ||
	    content_refresh(run->link.store, net_mongoc_net(run->link.mongo), &count, err))
		return -1;
	return name_all(run, argc, argv, &missing, err);
}

static int fetch(struct order_run *run, struct err *err)
{
	struct content_wish wish = {.keys = run->key, .count = run->count};
	struct content_news news = {0};
	int rc = link_lock(&run->link, err);

	if (rc == 1) {
		puts(_("A sync of this profile runs just now; what was subscribed to comes with the next "
		       "one."));
		return 0;
	}
	if (rc == 0)
		rc = connect_once(run, err);
	if (rc == 0)
		rc = content_pull(run->link.store, net_mongoc_net(run->link.mongo), &wish, &news, err);
	if (rc == 0)
		report_decks(&news);
	else
		puts(_("Subscribed; the cards come with the next sync."));
	buf_fini(&news.words);
	return rc;
}

static int order(struct order_run *run, int argc, char **argv, bool on, struct err *err)
{
	if (argc < 2 || argc > DECKS_MAX || argv[1][0] == '-')
		return err_set(err, ERR_USAGE,
			       "which deck? %s DECK…, names or ids as cairn catalogue shows them", argv[0]);
	if (link_store(&run->link, err))
		return -1;
	if (on ? find_decks(run, argc, argv, err) : name_all(run, argc, argv, &(bool){false}, err))
		return -1;
	for (size_t i = 0; i < run->count; i++)
		if (subscription_set(run->link.store, run->key[i], on, err))
			return -1;
	if (on)
		return fetch(run, err);
	puts(_("In the archive: the cards leave the queue, and nothing is deleted."));
	return 0;
}

static int run_order(struct cross *cross, int argc, char **argv, bool on, struct err *err)
{
	struct order_run *run = mem_alloc(sizeof *run);
	int rc;

	*run = (struct order_run){.link = {.cross = cross, .lock = -1}};
	signal(SIGPIPE, SIG_IGN);
	rc = order(run, argc, argv, on, err);
	link_close(&run->link);
	arena_fini(&run->arena);
	free(run);
	return rc;
}

int cmd_subscribe(struct cross *cross, int argc, char **argv, struct err *err)
{
	return run_order(cross, argc, argv, true, err);
}

int cmd_unsubscribe(struct cross *cross, int argc, char **argv, struct err *err)
{
	return run_order(cross, argc, argv, false, err);
}
