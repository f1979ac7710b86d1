/* SPDX-License-Identifier: MIT
 * The verb publish: a deck of this store goes to `decks` and `cards`, for everybody who may read there. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/message.h"
#include "sync/link.h"
#include "sync/mongo/content_publish.h"

enum { CODE_UNAUTHORIZED = 13 };

struct publish_run {
	struct link link;
	struct publish_wish wish;
	struct publish_news news;
	bool json;
};

/* The value of "--name VALUE" or "--name=VALUE". */
static bool takes(char **argv, int *at, const char *name, struct str *value)
{
	size_t len = strlen(name);

	if (strncmp(argv[*at], name, len) != 0)
		return false;
	if (argv[*at][len] == '=')
		*value = str_of(argv[*at] + len + 1);
	else if (!argv[*at][len] && argv[*at + 1])
		*value = str_of(argv[++*at]);
	else
		return false;
	return true;
}

static int take_options(struct publish_run *run, int argc, char **argv, struct err *err)
{
	struct publish_wish *wish = &run->wish;

	for (int i = 1; i < argc; i++) {
		if (takes(argv, &i, "--id", &wish->id) || takes(argv, &i, "--title", &wish->title) ||
		    takes(argv, &i, "--description", &wish->description) ||
		    takes(argv, &i, "--author", &wish->author) ||
		    takes(argv, &i, "--language", &wish->language) || takes(argv, &i, "--tags", &wish->tags))
			continue;
		if (!strcmp(argv[i], "--dry-run"))
			wish->dry = true;
		else if (!strcmp(argv[i], "--gone"))
			wish->withdraw = true;
		else if (!strcmp(argv[i], "--take-over"))
			wish->take_over = true;
		else if (!strcmp(argv[i], "--json"))
			run->json = true;
		else if (argv[i][0] != '-' && !wish->deck.len)
			wish->deck = str_of(argv[i]);
		else
			return err_set(err, ERR_USAGE,
				       "publish does not know %.60s; it takes one DECK, --id, --title, "
				       "--description, --author, --language, --tags, --dry-run, --gone, "
				       "--take-over and --json",
				       argv[i]);
	}
	if (!wish->deck.len)
		return err_set(err, ERR_USAGE,
			       "which deck? cairn publish DECK, a name as the list of decks has it");
	return 0;
}

static int explain(struct publish_run *run, struct err *err)
{
	const char *database = net_mongoc_database(run->link.mongo);

	if (err->kind == ERR_REFUSED && err->native == CODE_UNAUTHORIZED)
		err_native(err, ERR_REFUSED, CODE_UNAUTHORIZED,
			   "the user of MONGODB_URI may not publish: that takes find, insert and update on "
			   "%s.decks and %s.cards, the role cairnPublisher of schema/mongo/roles.js",
			   database, database);
	return -1;
}

static void put_number(struct json *j, const char *key, int64_t value)
{
	json_key_int(j, key, value);
}

static void say_json(const struct publish_run *run)
{
	const struct publish_news *news = &run->news;
	struct buf out = {0};
	struct json j = {.out = &out};

	json_open(&j, '{');
	json_key_str(&j, "deck", buf_str(&news->id));
	put_number(&j, "new", news->added);
	put_number(&j, "changed", news->changed);
	put_number(&j, "gone", news->removed);
	put_number(&j, "same", news->kept);
	put_number(&j, "left_out", news->unfit);
	json_key_bool(&j, "written", !news->same && !run->wish.dry);
	json_key(&j, "version");
	if (news->version)
		json_int(&j, news->version);
	else
		json_null(&j);
	json_close(&j, '}');
	puts(buf_z(&out));
	buf_fini(&out);
}

static void say(const struct publish_run *run)
{
	const struct publish_news *news = &run->news;

	if (run->json)
		say_json(run);
	else if (run->wish.withdraw)
		printf(_("%s is %s: nobody is offered it, and who has it keeps it.\n"), buf_z(&news->id),
		       run->wish.dry ? _("to be withdrawn") : _("withdrawn"));
	else if (news->same)
		printf(_("%s stands on the server as it is here; nothing was written.\n"), buf_z(&news->id));
	else {
		printf(_("%s: %" PRId64 " new, %" PRId64 " changed, %" PRId64 " gone, %" PRId64
			 " as they were; "),
		       buf_z(&news->id), news->added, news->changed, news->removed, news->kept);
		if (run->wish.dry)
			puts(_("nothing was written."));
		else
			printf(_("version %" PRId64 ".\n"), news->version);
	}
	if (news->unfit && !run->json)
		printf(_("%" PRId64
			 " notes were left out: they are of types of your own, or a field that they need "
			 "is empty.\n"),
		       news->unfit);
}

static int publish(struct publish_run *run, struct err *err)
{
	const char *uri;
	int rc = link_uri(run->link.cross, &uri, err) ? -1 : link_lock(&run->link, err);

	if (rc == 1)
		return err_set(
			err, ERR_FAILED,
			"a sync or publication of this profile runs just now; try again when it is done");
	if (rc < 0 || link_open(&run->link, err))
		return -1;
	if (content_publish(run->link.store, net_mongoc_net(run->link.mongo), &run->wish, &run->news, err))
		return explain(run, err);
	say(run);
	return fflush(stdout) ? err_sys(err, "writing the output") : 0;
}

int cmd_publish(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct publish_run run = {.link = {.cross = cross, .lock = -1}};
	int rc = take_options(&run, argc, argv, err);

	signal(SIGPIPE, SIG_IGN);
	if (rc == 0)
		rc = publish(&run, err);
	trace_event(&cross->trace, rc ? TRACE_WARN : TRACE_INFO, rc ? "publish.failed" : "publish.done",
		    TRACE_INT("new", run.news.added), TRACE_INT("changed", run.news.changed),
		    TRACE_INT("gone", run.news.removed), TRACE_STR("why", rc ? str_of(err->text) : STR("")));
	link_close(&run.link);
	buf_fini(&run.news.id);
	return rc;
}
