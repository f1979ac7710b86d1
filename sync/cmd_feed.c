/* SPDX-License-Identifier: MIT
 * The verb feed: what the learner reads, and drafts out of it. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/markup.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/feedbox.h"
#include "schema/inbox.h"
#include "sync/assist/assist.h"
#include "sync/cross.h"
#include "sync/deck/import.h"
#include "sync/feed/fetch.h"
#include "sync/feed/opml.h"
#include "sync/feed/run.h"

static const char KNOWN[] = "add URL, list, remove URL, fetch, drafts, import FILE, export FILE, rule";
enum { URL_BYTES_MAX = 1000, DRAFTS_SHOWN = 200 };

static volatile int stop;

static void on_stop(int number)
{
	stop = number;
}

static bool is_deck_file(const char *url)
{
	static const char *const ends[] = {".csv", ".tsv", ".md", ".markdown", ".apkg", ".colpkg", ".org"};
	size_t len = strcspn(url, "?#");

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len > strlen(ends[i]) && !strncasecmp(url + len - strlen(ends[i]), ends[i], strlen(ends[i])))
			return true;
	return false;
}

/* A clean https address, or a sentence. */
static int check_url(const char *url, struct err *err)
{
	struct buf clean = {0}, host = {0};
	bool good = *url && strlen(url) <= URL_BYTES_MAX && !strpbrk(url, " \t\r\n\"<>") &&
		    utf8_clean(&clean, str_of(url), CLEAN_LINE, URL_BYTES_MAX) && fetch_put_host(&host, url);

	buf_fini(&clean);
	buf_fini(&host);
	return good ? 0
		    : err_set(err, ERR_USAGE, _("a feed's address begins with https:// and has a host, no user and no password; "
						"this one is not added"));
}

static int take_add(struct feed_wish *wish, int argc, char **argv, struct err *err)
{
	*wish = (struct feed_wish){.deck = STR(""), .kind = STR(""), .hours = FEED_HOURS};
	for (int i = 2; i < argc; i++) {
		if (argv[i][0] != '-' && !wish->url.len)
			wish->url = str_of(argv[i]);
		else if (!strcmp(argv[i], "--page"))
			wish->kind = STR("page");
		else if (!strcmp(argv[i], "--deck-file"))
			wish->kind = STR("deck");
		else if (!strcmp(argv[i], "--deck") && i + 1 < argc)
			wish->deck = str_trim(str_of(argv[++i]));
		else if (!strcmp(argv[i], "--every") && i + 1 < argc) {
			if (str_to_int(str_of(argv[++i]), &wish->hours, err) || wish->hours < 1 || wish->hours > FEED_HOURS_MAX)
				return err_set(err, ERR_USAGE, _("--every takes hours, 1 to %d"), FEED_HOURS_MAX);
		} else
			return err_set(err, ERR_USAGE,
				       _("feed add does not know %.60s; it takes URL, --deck NAME, --page, --deck-file, --every HOURS"),
				       argv[i]);
	}
	if (!wish->url.len)
		return err_set(err, ERR_USAGE, _("feed add needs an address that begins with https://"));
	if (!wish->kind.len)
		wish->kind = is_deck_file(wish->url.s) ? STR("deck") : STR("feed");
	return check_url(wish->url.s, err);
}

static int put_wish(struct store *store, const struct feed_wish *wish, struct err *err)
{
	int z;
	STORE_TX(tx);

	return import_zone(store, &z, err) || store_begin(store, &tx, err) || feed_wish_set(store, wish, z, err) ? -1
													       : store_commit(&tx, err);
}

static int add(struct store *store, int argc, char **argv, struct err *err)
{
	struct feed_wish wish;
	struct buf deck = {0};
	int rc;

	if (take_add(&wish, argc, argv, err))
		return -1;
	utf8_clean(&deck, wish.deck, CLEAN_LINE, 200);
	wish.deck = buf_str(&deck);
	rc = put_wish(store, &wish, err);
	buf_fini(&deck);
	if (rc == 0)
		puts(_("Added; cairn feed fetch visits it now, else the next sync does."));
	return rc;
}

struct listing {
	struct store *box; /* NULL: nothing was fetched here yet */
	struct arena arena;
	struct json json;
	bool as_json;
	int count;
};

static int list_json(struct listing *l, struct str key, const struct feed_wish *wish, const struct feedbox_source *source)
{
	struct json *j = &l->json;

	json_open(j, '{');
	json_key(j, "id"), json_str(j, key);
	json_key(j, "url"), json_str(j, wish->url);
	json_key(j, "title"), json_str(j, source->title);
	json_key(j, "deck"), json_str(j, wish->deck);
	json_key(j, "kind"), json_str(j, wish->kind);
	json_key(j, "hours"), json_int(j, wish->hours);
	json_key(j, "checked"), json_int(j, source->checked_ms);
	json_key(j, "next"), json_int(j, source->next_ms);
	json_key(j, "fails"), json_int(j, source->fails);
	json_key(j, "error"), json_str(j, source->error);
	json_close(j, '}');
	return 0;
}

static int list_one(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	struct listing *l = ctx;
	struct feedbox_source source = {.title = STR(""), .error = STR("")};
	struct buf line = {0}, clean = {0};

	if (l->box && feedbox_source_get(l->box, key, &source, &l->arena, err))
		return -1;
	l->count++;
	if (l->as_json)
		return list_json(l, key, wish, &source);
	buf_addf(&line, "%.*s  → %.*s", STR_FMT(wish->url), STR_FMT(wish->deck));
	if (source.title.len)
		buf_addf(&line, "  (%.*s)", STR_FMT(source.title));
	if (source.error.len)
		buf_addf(&line, ": %.*s", STR_FMT(source.error));
	utf8_clean(&clean, buf_str(&line), CLEAN_LINE, 2000);
	puts(buf_z(&clean));
	buf_fini(&line);
	buf_fini(&clean);
	return 0;
}

static int list(struct store *store, bool as_json, struct err *err)
{
	struct buf out = {0};
	struct listing l = {.json = {.out = &out}, .as_json = as_json};
	int rc = feedbox_look(&l.box, store, err);

	json_open(&l.json, '[');
	if (rc >= 0)
		rc = feed_wish_each(store, list_one, &l, err);
	json_close(&l.json, ']');
	if (rc >= 0 && as_json)
		puts(buf_z(&out));
	else if (rc >= 0 && !l.count)
		puts(_("No feeds yet; cairn feed add URL."));
	store_close(l.box);
	arena_fini(&l.arena);
	buf_fini(&out);
	return rc < 0 ? -1 : 0;
}

static int drop_wish(struct store *store, struct str key, struct err *err)
{
	struct store *box;
	int z, rc;
	STORE_TX(tx);

	if (import_zone(store, &z, err) || store_begin(store, &tx, err) || feed_wish_drop(store, key, z, err) ||
	    store_commit(&tx, err))
		return -1;
	rc = feedbox_look(&box, store, err);
	if (rc == 0)
		rc = feedbox_source_drop(box, key, err);
	store_close(box);
	return rc < 0 ? -1 : 0;
}

static int remove_feed(struct store *store, const char *url, struct err *err)
{
	char key[INBOX_KEY + 1];
	int rc = feed_wish_find(store, str_of(url), key, err);

	if (rc == 1)
		return err_set(err, ERR_INPUT, _("there is no feed %.200s; cairn feed list names them"), url);
	if (rc < 0 || drop_wish(store, str_of(key), err))
		return -1;
	puts(_("Removed; its drafts stay in the inbox until they are decided."));
	return 0;
}

static void say_broken(const char *url, const char *why)
{
	struct buf raw = {0}, clean = {0};

	buf_addf(&raw, "%s: %s", url, why);
	utf8_clean(&clean, buf_str(&raw), CLEAN_LINE, 1500);
	fprintf(stderr, "%s\n", buf_z(&clean));
	buf_fini(&raw);
	buf_fini(&clean);
}

static void say_no_helper(const char *why)
{
	fprintf(stderr, _("No drafts of the helper: %s\n"), why);
}

/* Whether a helper proposes notes as well. One whose settings are off is told of, and the feeds go on. */
static void with_helper(struct cross *cross, struct assist *assist, struct drafter *drafter, struct feed_run *run)
{
	struct err err;
	int rc = assist_open(assist, &cross->env, &cross->paths, &cross->clock, &cross->trace, &err);

	if (rc < 0)
		say_broken("CAIRN_LLM_URL", err.text);
	if (rc || !assist->endpoint.drafts)
		return;
	assist->stop = &stop;
	assist->broken = say_no_helper;
	*drafter = assist_drafter(assist);
	run->more[0] = drafter;
}

static int fetch(struct cross *cross, struct store *store, int argc, char **argv, struct err *err)
{
	struct assist assist = {0};
	struct drafter drafter;
	struct feed_run run = {.store = store, .data = cross->paths.data, .rng = &cross->rng, .all = true, .stop = &stop,
			       .broken = say_broken};
	int rc;

	if (argc == 3 && !strcmp(argv[2], "--due"))
		run.all = false;
	else if (argc > 2)
		return err_set(err, ERR_USAGE, _("feed fetch does not know %.60s; it takes --due"), argv[2]);
	signal(SIGINT, on_stop);
	signal(SIGTERM, on_stop);
	signal(SIGPIPE, SIG_IGN);
	with_helper(cross, &assist, &drafter, &run);
	rc = feed_run(&run, err);
	assist_close(&assist);
	if (rc == 1) {
		puts(_("Feeds are being fetched just now."));
		return 0;
	}
	if (rc)
		return -1;
	printf(_("%" PRId64 " feeds visited, %" PRId64 " unchanged, %" PRId64 " failed; %" PRId64 " new entries, %" PRId64
		 " drafts\n"),
	       run.asked, run.unchanged, run.failed, run.entries, run.drafts);
	if (run.taken + run.thrown)
		printf(_("By your rules %" PRId64 " drafts were taken, %" PRId64 " thrown away\n"), run.taken, run.thrown);
	if (run.imported)
		printf(_("%" PRId64 " notes of decks\n"), run.imported);
	return run.failed ? err_set(err, ERR_INPUT, "%s", "") : 0;
}

static int show_draft(void *ctx, const struct feedbox_draft *draft, struct err *err)
{
	struct listing *l = ctx;
	struct json *j = &l->json;
	struct str rest = draft->fields, field;
	struct buf line = {0};

	(void)err;
	l->count++;
	if (l->as_json) {
		json_open(j, '{');
		json_key(j, "id"), json_str(j, draft->key);
		json_key(j, "how"), json_str(j, draft->how);
		json_key(j, "deck"), json_str(j, draft->deck);
		json_key(j, "p"), json_real(j, (double)draft->p / 1000, 3);
		json_key(j, "why"), json_str(j, draft->why);
		json_key(j, "quote"), json_str(j, draft->quote);
		json_key(j, "link"), json_str(j, draft->link);
		json_key(j, "fields");
		json_open(j, '[');
		while (str_cut(&rest, '\x1f', &field))
			json_str(j, field);
		json_close(j, ']');
		json_close(j, '}');
		return 0;
	}
	str_cut(&rest, '\x1f', &field);
	markup_line(&line, field, 200);
	printf("%s  (%.*s)\n", buf_z(&line), STR_FMT(draft->why));
	buf_fini(&line);
	return 0;
}

static int drafts(struct store *store, bool as_json, struct err *err)
{
	struct buf out = {0};
	struct listing l = {.json = {.out = &out}, .as_json = as_json};
	int rc = feedbox_look(&l.box, store, err);

	json_open(&l.json, '[');
	if (rc == 0)
		rc = feedbox_each_open(l.box, DRAFTS_SHOWN, show_draft, &l, err);
	json_close(&l.json, ']');
	if (rc >= 0 && as_json)
		puts(buf_z(&out));
	else if (rc >= 0 && !l.count)
		puts(_("The inbox is empty."));
	store_close(l.box);
	buf_fini(&out);
	return rc < 0 ? -1 : 0;
}

struct taking {
	struct store *store;
	int added, refused;
};

static int take_outline(void *ctx, struct str url, struct str title, struct err *err)
{
	struct taking *t = ctx;
	struct feed_wish wish = {.url = url, .deck = STR(""), .kind = STR("feed"), .hours = FEED_HOURS};
	struct err why;

	(void)title;
	if (check_url(url.s, &why)) {
		t->refused++;
		return 0;
	}
	t->added++;
	return put_wish(t->store, &wish, err);
}

static int import_list(struct store *store, const char *path, struct err *err)
{
	struct taking t = {.store = store};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), rc;

	if (fd < 0) {
		err_sys(err, "opening %.200s", path);
		err->kind = ERR_INPUT;
		return -1;
	}
	rc = opml_each(fd, take_outline, &t, err);
	close(fd);
	if (rc)
		return err_wrap(err, "%.200s", path);
	printf(_("%d feeds added, %d left out: they are not https\n"), t.added, t.refused);
	return 0;
}

static int put_outline(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	struct listing *l = ctx;
	struct feedbox_source source = {.title = STR("")};

	if (!str_is(wish->kind, "feed"))
		return 0;
	if (l->box && feedbox_source_get(l->box, key, &source, &l->arena, err))
		return -1;
	opml_put(l->json.out, wish->url, source.title.len ? source.title : wish->url);
	return 0;
}

static int export_list(struct store *store, const char *path, struct err *err)
{
	struct buf out = {0};
	struct listing l = {.json = {.out = &out}};
	char *absolute = NULL;
	int rc = feedbox_look(&l.box, store, err);

	opml_begin(&out);
	if (rc >= 0)
		rc = feed_wish_each(store, put_outline, &l, err);
	opml_end(&out);
	if (rc >= 0 && path)
		rc = path_absolute(path, &absolute, err) || path_write(absolute, buf_str(&out), err) ? -1 : 0;
	else if (rc >= 0)
		fputs(buf_z(&out), stdout);
	store_close(l.box);
	arena_fini(&l.arena);
	buf_fini(&out);
	free(absolute);
	return rc < 0 ? -1 : 0;
}

static int run(struct cross *cross, struct store *store, int argc, char **argv, bool as_json, struct err *err)
{
	const char *word = argc > 1 ? argv[1] : "", *more = argc > 2 ? argv[2] : NULL;

	if (!strcmp(word, "add"))
		return add(store, argc, argv, err);
	if (!strcmp(word, "list") && !more)
		return list(store, as_json, err);
	if (!strcmp(word, "remove") && argc == 3)
		return remove_feed(store, more, err);
	if (!strcmp(word, "fetch"))
		return fetch(cross, store, argc, argv, err);
	if (!strcmp(word, "drafts") && !more)
		return drafts(store, as_json, err);
	if (!strcmp(word, "import") && argc == 3)
		return import_list(store, more, err);
	if (!strcmp(word, "export") && argc <= 3)
		return export_list(store, more, err);
	return err_set(err, ERR_USAGE, _("feed takes %s"), KNOWN);
}

int cmd_feed(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct store *store = NULL;
	bool as_json = false;
	int kept = 1, rc;

	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--json"))
			as_json = true;
		else
			argv[kept++] = argv[i];
	if (kept > 1 && !strcmp(argv[1], "rule"))
		return cmd_feed_rule(cross, kept, argv, err);
	if (cross_open_store(cross, &store, err))
		return -1;
	rc = run(cross, store, kept, argv, as_json, err);
	store_close(store);
	return rc;
}
