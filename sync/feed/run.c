/* SPDX-License-Identifier: MIT
 * Visits to feeds: which are due, politeness to hosts, and what each answer means for the next visit. */
#include "sync/feed/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/message.h"
#include "sync/feed/due.h"
#include "sync/feed/robots.h"
#include "sync/feed/run_priv.h"

enum { ROBOTS_HOURS = 24 };
#define DECK_BYTES_MAX (256LL << 20)
#define PAGE_BYTES_MAX (4LL << 20)

static const char AGENT[] = "cairn";

/* Around so many hours, a fifth sooner or later, so that feeds and devices do not come in step. */
static int64_t in_hours(struct visits *v, double hours)
{
	int64_t ms = (int64_t)(hours * HOUR_MS), spread = ms / 5;

	return v->now + ms - spread + (int64_t)rng_below(v->run->rng, (uint64_t)(2 * spread) + 1);
}

static int save(struct visit *visit, struct err *err)
{
	struct store *box = visit->visits->box;

	if (feedbox_begin(box, err))
		return -1;
	if (feedbox_source_set(box, &visit->source, err) == 0 && feedbox_commit(box, err) == 0)
		return 0;
	feedbox_rollback(box);
	return -1;
}

static int fail(struct visit *visit, const struct fetch_answer *answer, const char *why, struct err *err)
{
	struct visits *v = visit->visits;
	struct feedbox_source *source = &visit->source;
	double hours = (double)visit->wish.hours;
	struct feedbox_host host = {.name = visit->host, .robots = STR("")};

	for (int64_t i = 0; i < source->fails && hours < FEED_BACK_OFF_HOURS; i++)
		hours *= 2;
	source->fails++;
	source->error = str_of(why);
	source->next_ms = in_hours(v, hours < FEED_BACK_OFF_HOURS ? hours : FEED_BACK_OFF_HOURS);
	if (answer && answer->retry_after_s) { /* the whole host asked to be left alone */
		const int64_t most_s = FEED_BACK_OFF_HOURS * 3600LL;
		int64_t until = v->now + (answer->retry_after_s < most_s ? answer->retry_after_s : most_s) * SECOND_MS;

		if (source->next_ms < until)
			source->next_ms = until;
		if (feedbox_host_get(v->box, visit->host, &host, &v->arena, err))
			return -1;
		host.next_ms = until;
		if (feedbox_host_set(v->box, &host, err))
			return -1;
	}
	v->run->failed++;
	if (v->run->broken)
		v->run->broken(visit->job.url, why);
	return save(visit, err);
}

static void succeed(struct visit *visit)
{
	visit->source.checked_ms = visit->visits->now;
	visit->source.next_ms = in_hours(visit->visits, (double)visit->wish.hours);
	visit->source.fails = 0;
	visit->source.error = STR("");
}

static void keep_validators(struct visit *visit, const struct fetch_answer *answer)
{
	visit->source.etag = str_of(answer->etag);
	visit->source.modified = str_of(answer->modified);
}

static int import_and_save(struct visit *visit, int fd, struct str columns, struct err *err)
{
	return run_import(visit, fd, columns, err) || save(visit, err) ? -1 : 0;
}

/* What a document is for: 0; or a refusal in words. */
static int take_document(struct visit *visit, const struct fetch_answer *answer, struct err *err)
{
	struct feed_doc doc;
	int rc;

	if (visit->kind == VISIT_DECK && (answer->bytes > FEED_BYTES_MAX || !strstr(visit->job.url, ".json"))) {
		succeed(visit);
		keep_validators(visit, answer);
		return import_and_save(visit, answer->fd, STR(""), err);
	}
	rc = feed_read(&doc, answer->fd, visit->wish.url, err);
	if (rc == 0 && doc.kind == FEED_PAGE && visit->kind != VISIT_PAGE)
		rc = err_set(err, ERR_INPUT, doc.feed.len ? _("this is a page; its feed is %.*s")
							  : _("this is a page, no feed; add it with --page to read the page itself%.*s"),
			     STR_FMT(doc.feed));
	if (rc == 0) {
		succeed(visit);
		keep_validators(visit, answer);
		if (doc.title.len)
			visit->source.title = arena_str(&visit->visits->arena, doc.title);
		rc = doc.kind == FEED_NOTES ? import_and_save(visit, -1, buf_str(&doc.notes), err) : run_keep(visit, &doc, err);
	}
	feed_doc_fini(&doc);
	return rc;
}

static int on_document(struct visit *visit, const struct fetch_answer *answer, struct err *err)
{
	struct feedbox_source before = visit->source;
	struct err why = answer->err;

	visit->visits->run->asked++;
	if (answer->status == 304) {
		succeed(visit);
		visit->visits->run->unchanged++;
		return save(visit, err);
	}
	if (answer->status == 200) {
		if (take_document(visit, answer, &why) == 0)
			return 0;
		if (why.kind != ERR_INPUT) {
			*err = why;
			return -1;
		}
		visit->source = before;
	}
	return fail(visit, answer, why.text, err);
}

static void add_job(struct visit *visit)
{
	fetch_add(visit->visits->fetch, &visit->job);
}

static struct str path_of(struct str url)
{
	const char *host = url.len > 8 ? memchr(url.s + 8, '/', url.len - 8) : NULL;
	struct str path = host ? str_slice(url, (size_t)(host - url.s), url.len) : STR("/");
	const char *hash = memchr(path.s, '#', path.len);

	return hash ? str_slice(path, 0, (size_t)(hash - path.s)) : path;
}

/* Pages of that host whose robots.txt is known now. */
static int let_pages_go(struct visits *v, struct str name, struct str robots, const char *why_not, struct err *err)
{
	for (struct visit *visit = v->first; visit; visit = visit->below) {
		if (visit->kind != VISIT_PAGE || !str_eq(visit->host, name))
			continue;
		if (!why_not && robots_allows(robots, AGENT, path_of(visit->wish.url)))
			add_job(visit);
		else if (fail(visit, NULL, why_not ? why_not : _("the site's robots.txt asks programs not to read this page"), err))
			return -1;
	}
	return 0;
}

/* No such file: everything may be read; no answer: nothing (RFC 9309, 2.3.1). */
static int on_robots(struct visit *visit, const struct fetch_answer *answer, struct err *err)
{
	struct visits *v = visit->visits;
	struct feedbox_host host;
	struct buf text = {0};
	int rc = 0;

	if (answer->status != 200 && (answer->status < 400 || answer->status >= 500))
		return let_pages_go(v, visit->host, STR(""), _("the site's robots.txt could not be had, so its pages are left alone"), err);
	if (answer->status == 200) {
		char piece[16 * 1024];
		ssize_t got;

		while ((got = read(answer->fd, piece, sizeof(piece))) > 0)
			buf_add(&text, (struct str){piece, (size_t)got});
	}
	if (feedbox_host_get(v->box, visit->host, &host, &v->arena, err))
		rc = -1;
	host.robots = buf_str(&text);
	host.robots_ms = v->now;
	if (rc == 0)
		rc = feedbox_host_set(v->box, &host, err) || let_pages_go(v, visit->host, host.robots, NULL, err) ? -1 : 0;
	buf_fini(&text);
	return rc;
}

static int on_done(struct fetch_job *job, const struct fetch_answer *answer, struct err *err)
{
	struct visit *visit = job->ctx;

	return visit->kind == VISIT_ROBOTS ? on_robots(visit, answer, err) : on_document(visit, answer, err);
}

static int ask_robots(struct visits *v, const struct visit *page, struct err *err)
{
	struct visit *visit = v->robots;
	struct feedbox_host host;
	struct buf url = {0};

	for (; visit; visit = visit->below)
		if (str_eq(visit->host, page->host))
			return 0; /* for another page of it */
	if (feedbox_host_get(v->box, page->host, &host, &v->arena, err))
		return -1;
	visit = arena_alloc(&v->arena, sizeof(*visit));
	buf_addf(&url, "https://%.*s/robots.txt", STR_FMT(page->host));
	*visit = (struct visit){.visits = v, .kind = VISIT_ROBOTS, .host = page->host, .below = v->robots};
	visit->job = (struct fetch_job){.url = arena_str(&v->arena, buf_str(&url)).s, .cap = ROBOTS_MAX, .ctx = visit};
	buf_fini(&url);
	v->robots = visit;
	if (host.robots_ms <= v->now && host.robots_ms + ROBOTS_HOURS * (int64_t)HOUR_MS > v->now)
		return let_pages_go(v, page->host, host.robots, NULL, err);
	add_job(visit);
	return 0;
}

static int take_wish(void *ctx, struct str key, const struct feed_wish *wish, struct err *err)
{
	struct visits *v = ctx;
	struct visit *visit = arena_alloc(&v->arena, sizeof(*visit));
	struct feedbox_host host;
	struct buf name = {0};

	visit->visits = v;
	visit->wish = (struct feed_wish){arena_str(&v->arena, wish->url), arena_str(&v->arena, wish->deck), STR(""), wish->hours};
	visit->kind = str_is(wish->kind, "page") ? VISIT_PAGE : str_is(wish->kind, "deck") ? VISIT_DECK : VISIT_FEED;
	if (feedbox_source_get(v->box, arena_str(&v->arena, key), &visit->source, &v->arena, err))
		return -1;
	if (!fetch_put_host(&name, visit->wish.url.s)) {
		buf_fini(&name);
		return 0; /* written by somebody else's hand: not https */
	}
	visit->host = arena_str(&v->arena, buf_str(&name));
	buf_fini(&name);
	if (feedbox_host_get(v->box, visit->host, &host, &v->arena, err))
		return -1;
	if (feed_waits(host.next_ms, v->now, 0) || (!v->run->all && feed_waits(visit->source.next_ms, v->now, wish->hours)))
		return 0;
	visit->job = (struct fetch_job){
		.url = visit->wish.url.s,
		.etag = visit->source.etag.s,
		.modified = visit->source.modified.s,
		.cap = visit->kind == VISIT_DECK ? DECK_BYTES_MAX : visit->kind == VISIT_PAGE ? PAGE_BYTES_MAX : FEED_BYTES_MAX,
		.ctx = visit,
	};
	visit->below = v->first;
	v->first = visit;
	v->count++;
	return 0;
}

static int visit_all(struct visits *v, struct err *err)
{
	if (feed_wish_each(v->box, take_wish, v, err) < 0)
		return -1;
	if (!v->count)
		return 0;
	if (fetch_open(&v->fetch, on_done, err))
		return -1;
	for (struct visit *visit = v->first; visit; visit = visit->below) {
		if (visit->kind != VISIT_PAGE)
			add_job(visit);
		else if (ask_robots(v, visit, err))
			return -1;
	}
	return fetch_run(v->fetch, v->run->stop, err);
}

static int lock_of(const struct store *store, struct err *err)
{
	struct buf path = {0};
	int fd;

	buf_addf(&path, "%s.feeds-lock", store_path(store));
	fd = open(buf_z(&path), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	buf_fini(&path);
	if (fd < 0)
		return err_sys(err, "opening the lock of feeds beside the store");
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return fd;
	close(fd);
	return errno == EWOULDBLOCK ? -2 : err_sys(err, "locking the feeds");
}

int feed_run(struct feed_run *run, struct err *err)
{
	struct visits v = {.run = run, .now = clock_wall_ms(store_clock(run->store))};
	int lock = lock_of(run->store, err), rc;

	if (lock < 0)
		return lock == -2 ? 1 : -1;
	rc = feedbox_open(&v.box, run->store, err);
	if (rc == 0)
		rc = visit_all(&v, err);
	fetch_close(v.fetch);
	if (rc == 0)
		rc = run_draft(&v, err);
	if (v.box)
		store_close(v.box);
	arena_fini(&v.arena);
	close(lock);
	return rc;
}
