/* SPDX-License-Identifier: MIT
 * What the learner subscribed to, and the news of those decks. */
#include <inttypes.h>

#include "base/message.h"
#include "schema/apply.h"
#include "schema/catalogue.h"

static void put_key(struct buf *out, struct str key)
{
	buf_addf(out, "subscribed/%.*s", STR_FMT(key));
}

/* Into or out of the archive; a deck that is not here yet is nobody's business. */
static int set_archived(struct store *store, struct str key, bool archived, struct err *err)
{
	DB_USE(use, store, DECK_ARCHIVE);

	store->listed++;
	db_bind_text(&use, "remote", key);
	db_bind_int(&use, "archived", archived);
	return db_run(&use, err);
}

int subscription_set(struct store *store, struct str key, bool on, struct err *err)
{
	int64_t now = clock_wall_ms(store->clock);
	struct buf name = {0};
	int rc;
	STORE_TX(tx);

	put_key(&name, key);
	rc = store_begin(store, &tx, err);
	if (rc == 0)
		rc = setting_set(store, buf_z(&name), on ? STR("on") : STR("off"),
				 clock_zone_min(store->clock, now), err);
	if (rc == 0)
		rc = set_archived(store, key, !on, err);
	buf_fini(&name);
	return rc ? -1 : store_commit(&tx, err);
}

int subscription_each(struct store *store, subscription_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, SUBSCRIBED_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		rc = each(ctx, db_text(&use, "key"), str_is(db_text(&use, "value"), "on"), err);
		if (rc)
			break;
	}
	return rc;
}

struct past {
	subscription_past_fn *each;
	void *ctx;
};

static int take_row(void *ctx, const struct row *row, struct err *err)
{
	const struct past *past = ctx;

	return past->each(past->ctx, str_is(row->setting.value, "on"), row->t, err);
}

int subscription_past(struct store *store, struct str key, subscription_past_fn *each, void *ctx,
		      struct err *err)
{
	struct row row = {.kind = ROW_SETTING_KIND};
	struct past past = {each, ctx};
	struct buf name = {0};
	int rc;

	put_key(&name, key);
	row.setting.key = buf_str(&name);
	rc = log_each_of_register(store, row_register(&row), take_row, &past, err);
	buf_fini(&name);
	return rc;
}

static int apply_one(void *ctx, struct str key, bool on, struct err *err)
{
	struct store *store = ctx;
	DB_USE(use, store, DECK_REMOTE);
	int rc;

	db_bind_text(&use, "remote", key);
	rc = db_step(&use, err);
	if (rc != 1 || !db_int(&use, "archived") == on)
		return rc < 0 ? -1 : 0;
	return set_archived(store, key, !on, err);
}

int subscription_apply(struct store *store, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || subscription_each(store, apply_one, store, err))
		return -1;
	return store_commit(&tx, err);
}

int deck_news_add(struct store *store, const struct deck_news *news, struct err *err)
{
	DB_USE(use, store, NEWS_ADD);

	db_bind_int(&use, "deck", news->deck);
	db_bind_int(&use, "added", news->added);
	db_bind_int(&use, "changed", news->changed);
	db_bind_int(&use, "removed", news->removed);
	return db_run(&use, err);
}

int deck_news_hold(struct store *store, int64_t deck, struct str sum, int64_t loses, struct err *err)
{
	DB_USE(use, store, NEWS_HOLD);

	db_bind_int(&use, "deck", deck);
	db_bind_text(&use, "held", sum);
	db_bind_int(&use, "loses", loses);
	return db_run(&use, err);
}

int deck_news_choice(struct store *store, int64_t deck, struct str sum, enum held_choice *choice,
		     struct err *err)
{
	DB_USE(use, store, NEWS_GET);
	int rc;

	*choice = HELD_ASKS;
	db_bind_int(&use, "deck", deck);
	rc = db_step(&use, err);
	if (rc == 1 && str_eq(db_text(&use, "held"), sum))
		*choice = (enum held_choice)db_int(&use, "choice");
	return rc < 0 ? -1 : 0;
}

int deck_news_choose(struct store *store, int64_t deck, enum held_choice choice, struct err *err)
{
	DB_USE(use, store, NEWS_CHOOSE);
	STORE_TX(tx);

	db_bind_int(&use, "deck", deck);
	db_bind_int(&use, "choice", choice);
	if (store_begin(store, &tx, err) || db_run(&use, err))
		return -1;
	return store_commit(&tx, err);
}

int deck_news_each(struct store *store, deck_news_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, NEWS_ALL);
	int rc;

	while ((rc = db_step(&use, err)) == 1) {
		struct deck_news news = {
			.deck = db_int(&use, "deck"),
			.name = db_text(&use, "name"),
			.key = db_text(&use, "remote"),
			.added = db_int(&use, "added"),
			.changed = db_int(&use, "changed"),
			.removed = db_int(&use, "removed"),
			.held = db_text(&use, "held"),
			.loses = db_int(&use, "loses"),
			.choice = (enum held_choice)db_int(&use, "choice"),
		};

		rc = each(ctx, &news, err);
		if (rc)
			break;
	}
	return rc;
}

int deck_news_seen(struct store *store, struct err *err)
{
	DB_USE(seen, store, NEWS_SEEN);
	DB_USE(drop, store, NEWS_DROP);
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || db_run(&seen, err) || db_run(&drop, err))
		return -1;
	return store_commit(&tx, err);
}

void deck_news_put(struct buf *out, const struct deck_news *news)
{
	buf_addf(out, _("%" PRId64 " new, %" PRId64 " changed, %" PRId64 " gone"), news->added, news->changed,
		 news->removed);
}
