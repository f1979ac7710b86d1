/* SPDX-License-Identifier: MIT
 * cairn status: the store in one line. */
#include <stdio.h>

#include "base/json.h"
#include "schema/marks.h"
#include "schema/notes.h"
#include "study/queue.h"
#include "tui/program.h"

struct facts {
	struct content_counts content;
	struct queue_counts queue;
	int64_t answers, rows, waiting, safe, stale, last_sync_ms;
	struct buf learner;
};

static int add_mark(void *ctx, const struct mark *mark, struct err *err)
{
	struct facts *f = ctx;

	(void)err;
	f->rows += mark->last;
	f->safe += mark->safe;
	if (mark->own)
		f->waiting += mark->last - mark->acked;
	if (mark->asked_ms > f->last_sync_ms)
		f->last_sync_ms = mark->asked_ms;
	return 0;
}

static int add_day(void *ctx, const struct day_total *total, struct err *err)
{
	struct facts *f = ctx;

	(void)err;
	f->answers += total->answers;
	return 0;
}

static int look_queue(struct store *store, struct facts *f, struct err *err)
{
	struct queue *queue = NULL;
	int rc = queue_open(&queue, store, QUEUE_ALL, err);

	if (rc == 0)
		rc = queue_left(queue, clock_wall_ms(store_clock(store)), &f->queue, err);
	queue_close(queue);
	return rc;
}

static int look(struct store *store, struct facts *f, struct err *err)
{
	if (content_counts(store, &f->content, err) || look_queue(store, f, err) ||
	    mark_each(store, add_mark, f, err) || day_each(store, 0, INT32_MAX, add_day, f, err) ||
	    stale_count(store, 1000000, &f->stale, err))
		return -1;
	return meta_get_text(store, META_LEARNER, &f->learner, err) < 0 ? -1 : 0;
}

static void put_json(const struct facts *f, struct buf *out)
{
	struct json j = {.out = out};
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {{"notes", f->content.notes},
		       {"cards", f->content.cards},
		       {"due", f->queue.learn + f->queue.review},
		       {"new", f->queue.news},
		       {"rows", f->rows},
		       {"answers", f->answers},
		       {"waiting", f->waiting},
		       {"safe", f->safe},
		       {"stale", f->stale}};

	json_open(&j, '{');
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		json_key(&j, numbers[i].key);
		json_int(&j, numbers[i].value);
	}
	json_key(&j, "last_sync");
	if (f->last_sync_ms) {
		struct buf iso = {0};

		clock_put_iso(&iso, f->last_sync_ms);
		json_str(&j, buf_str(&iso));
		buf_fini(&iso);
	} else {
		json_null(&j);
	}
	json_key(&j, "learner");
	if (f->learner.len)
		json_str(&j, buf_str(&f->learner));
	else
		json_null(&j);
	json_close(&j, '}');
}

static void put_line(const struct facts *f, struct buf *out)
{
	buf_addf(out,
		 "%lld notes, %lld cards, %lld due, %lld new, %lld rows (%lld answers), %lld waiting, %lld "
		 "safe, ",
		 (long long)f->content.notes, (long long)f->content.cards,
		 (long long)(f->queue.learn + f->queue.review), (long long)f->queue.news, (long long)f->rows,
		 (long long)f->answers, (long long)f->waiting, (long long)f->safe);
	if (!f->last_sync_ms) {
		buf_addz(out, "never synced");
		return;
	}
	buf_addz(out, "last sync ");
	clock_put_iso(out, f->last_sync_ms);
}

int cmd_status(struct program *p, struct err *err)
{
	struct facts facts = {0};
	struct buf out = {0};
	int rc = look(p->store, &facts, err);

	if (rc == 0 && p->options.json)
		put_json(&facts, &out);
	else if (rc == 0)
		put_line(&facts, &out);
	if (rc == 0)
		puts(buf_z(&out));
	buf_fini(&out);
	buf_fini(&facts.learner);
	return rc;
}
