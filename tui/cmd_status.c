/* SPDX-License-Identifier: MIT
 * cairn status: the store in one line. */
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "base/message.h"
#include "schema/card_json.h"
#include "schema/marks.h"
#include "schema/notes.h"
#include "schema/stale.h"
#include "study/fold.h"
#include "study/game_rollover.h"
#include "study/queue.h"
#include "tui/program.h"

enum { FOLD_MS = 1000 }; /* what a pull has just brought is counted, as far as it is quick */

struct facts {
	struct content_counts content;
	struct queue_counts queue;
	struct log_counts log;
	int64_t stale, bytes_sent, bytes_received, retry_ms;
	struct buf learner;
	bool plays; /* the game is switched on */
	struct game_home game;
};

static int look_queue(struct store *store, struct facts *f, struct err *err)
{
	struct queue *queue = NULL;
	int rc = queue_open(&queue, store, QUEUE_ALL, err);

	if (rc == 0)
		rc = queue_left(queue, clock_wall_ms(store_clock(store)), &f->queue, err);
	if (rc == 0) {
		rc = game_now(&f->game, store, queue, err);
		f->plays = rc == 0;
	}
	queue_close(queue);
	return rc < 0 ? -1 : 0;
}

static int look(struct store *store, struct facts *f, struct err *err)
{
	if (content_counts(store, &f->content, err) || look_queue(store, f, err) ||
	    log_counts(store, &f->log, err) || stale_count(store, 1000000, &f->stale, err))
		return -1;
	if (meta_get_int(store, META_SYNC_SENT, &f->bytes_sent, err) < 0 ||
	    meta_get_int(store, META_SYNC_RECEIVED, &f->bytes_received, err) < 0 ||
	    meta_get_int(store, META_SYNC_RETRY, &f->retry_ms, err) < 0)
		return -1;
	return meta_get_text(store, META_LEARNER, &f->learner, err) < 0 ? -1 : 0;
}

static void put_quests(struct json *j, const struct game_home *game)
{
	json_key(j, "quests");
	json_open(j, '[');
	for (int i = 0; i < game->plan.quests; i++) {
		json_open(j, '{');
		json_key_str(j, "quest", str_of(quest_name(game->plan.quest[i].kind)));
		json_key_int(j, "count", game->play.quest[i].count);
		json_key_int(j, "target", game->play.quest[i].target);
		json_close(j, '}');
	}
	json_close(j, ']');
}

/* Nothing of it when it is switched off. */
static void put_game(struct json *j, const struct facts *f)
{
	const struct game_home *game = &f->game;

	if (!f->plays)
		return;
	json_key_int(j, "known", llround(game->known));
	json_key_int(j, "xp", game->xp / GAME_XP);
	json_key_int(j, "level", game->level);
	json_key_int(j, "streak", game->streak.days);
	json_key_int(j, "freezes", game->streak.freezes);
	put_quests(j, game);
}

static void put_json(const struct facts *f, struct buf *out)
{
	struct json j = {.out = out};
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{"notes", f->content.notes},
		{"cards", f->content.cards},
		{"due", f->queue.learn + f->queue.review},
		{"new", f->queue.news},
		{"answers", f->log.answers},
		{"rows", f->log.answers}, /* an answer is a row; decisions, notes and settings are, too: */
		{"log", f->log.rows},
		{"waiting", f->log.waiting},
		{"safe", f->log.safe},
		{"stale", f->stale},
		{"bytes_sent", f->bytes_sent},
		{"bytes_received", f->bytes_received}};

	json_open(&j, '{');
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		json_key_int(&j, numbers[i].key, numbers[i].value);
	}
	moment_put_json(&j, "last_sync", f->log.synced_ms);
	moment_put_json(&j, "sync_retry", f->retry_ms);
	put_game(&j, f);
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
		 _("%lld notes, %lld cards, %lld due, %lld new, %lld rows (answers), %lld waiting, %lld "
		   "safe, "),
		 (long long)f->content.notes, (long long)f->content.cards,
		 (long long)(f->queue.learn + f->queue.review), (long long)f->queue.news,
		 (long long)f->log.answers, (long long)f->log.waiting, (long long)f->log.safe);
	if (!f->log.synced_ms) {
		buf_addz(out, _("never synced"));
		return;
	}
	buf_addz(out, _("last sync "));
	clock_put_iso(out, f->log.synced_ms);
}

int cmd_status(struct program *p, struct err *err)
{
	struct facts facts = {0};
	struct buf out = {0};
	int rc = fold_slice(p->store, FOLD_MS, err) < 0 ? -1 : look(p->store, &facts, err);

	if (rc == 0 && p->options.json)
		put_json(&facts, &out);
	else if (rc == 0)
		put_line(&facts, &out);
	if (rc == 0)
		puts(buf_z(&out));
	buf_fini(&out);
	buf_fini(&facts.learner);
	game_fini(&facts.game);
	return rc;
}
