/* SPDX-License-Identifier: MIT
 * Reviews, schedules, decisions and settings of a package into the store. */
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "schema/cards.h"
#include "sync/deck/package_priv.h"

#define AT_MAX INT64_C(253402300800000) /* year 10000 */

enum { IVL_MAX = 1 << 26, DAYS_MAX = 1 << 20, SECONDS_AHEAD_MS = DAY_MS };

static bool within(int64_t value, int64_t min, int64_t max)
{
	return value >= min && value <= max;
}

/* What a row may say (docs/rows.md), for the kinds that a package may bring. */
static bool is_sound(const struct row *row, const char *source)
{
	switch (row->kind) {
	case ROW_REVIEW_KIND:
		return within(row->review.rating, 1, 4) && within(row->review.took_ms, 0, IVL_MAX) &&
		       row->review.mode == MODE_FLIP && row->review.hint == 0 && within(row->review.p, -1, 10000) &&
		       within(row->review.ord, 0, IVL_MAX) && within(row->review.ivl, -IVL_MAX, DAYS_MAX) &&
		       within(row->review.s, 0, 1000LL * DAYS_MAX) && row->review.dist == -1;
	case ROW_PRACTICE_KIND:
		return within(row->practice.rating, 1, 4) && within(row->practice.took_ms, 0, IVL_MAX) &&
		       row->practice.mode == MODE_FLIP && row->practice.hint == 0 && row->practice.p == -1 &&
		       row->practice.dist == -1;
	case ROW_STATE_KIND:
		return str_is(row->state.source, source) && within(row->state.ivl, 0, DAYS_MAX) &&
		       within(row->state.ease, 0, 20000) && within(row->state.s, 0, 1000LL * DAYS_MAX) &&
		       within(row->state.difficulty, 0, 10000) && within(row->state.due, -DAYS_MAX, DAYS_MAX) &&
		       within(row->state.reps, 0, IVL_MAX) && within(row->state.lapses, 0, IVL_MAX);
	case ROW_SUSPEND_KIND: return row->suspend.value == 1 && row->suspend.g == 1;
	case ROW_BURY_KIND:
	case ROW_DUE_KIND: return within(row->due.value, -DAYS_MAX, DAYS_MAX) && row->due.g == 1;
	case ROW_FLAG_KIND: return within(row->flag.value, 0, 7) && row->flag.g == 1;
	case ROW_FORGET_KIND: return row->forget.value == 1 && row->forget.g == 1;
	case ROW_UNDO_KIND:
	case ROW_NOTE_KIND:
	case ROW_TYPE_KIND:
	case ROW_CLOCK_KIND:
	case ROW_SETTING_KIND:
	case ROW_DAY_KIND:
	case ROW_SESSION_KIND: break;
	}
	return false;
}

/* One origin a kind: hashes of what the rows come from, the same on every device. */
static uint64_t origin_of(struct package *package, enum row_kind kind)
{
	if (!package->origin[kind])
		package->origin[kind] = note_uid(package->source, STR("log"), str_of(row_shape(kind)->name));
	return package->origin[kind];
}

static int bring(struct package *package, struct row *row, struct err *err)
{
	struct import *import = package->import;
	int rc;

	row->z = package->z;
	row->origin = origin_of(package, row->kind);
	package->bringing[row->kind].known = import->kept || import->changed;
	rc = log_bring(import->store, &package->bringing[row->kind], row, err);
	if (rc < 0)
		return -1;
	if (row->kind == ROW_REVIEW_KIND || row->kind == ROW_PRACTICE_KIND) {
		import->reviews += rc == BRING_NEW;
		import->reviews_held += rc == BRING_HELD;
	} else if (row->kind == ROW_STATE_KIND) {
		import->schedules += rc == BRING_NEW;
	}
	return 0;
}

int package_row(struct package *package, struct str body, struct err *err)
{
	struct import *import = package->import;
	const struct clock *clock = store_clock(import->store);
	struct row row = {0};
	int64_t kind, card;

	if (!wire_get_int(&body, &kind) || !within(kind, 1, PACKAGE_SOURCES - 1) || !wire_get_int(&body, &card) ||
	    !wire_get_int(&body, &row.at) || !within(row.at, 1, AT_MAX))
		return package_bad(err);
	row.kind = (enum row_kind)kind;
	row.card = (uint64_t)card;
	if (!row_has_card(row.kind) || row.kind == ROW_UNDO_KIND || !card || row_get_body(&row, body, NULL, err) ||
	    !is_sound(&row, package->source))
		return package_bad(err);
	if (package->checking)
		return 0;
	if (row.at > clock_wall_ms(clock) + SECONDS_AHEAD_MS) {
		import->ahead++;
		return 0;
	}
	if (row.kind == ROW_BURY_KIND && row.bury.value <= clock_study_day(clock_wall_ms(clock), import->z))
		return 0;
	return bring(package, &row, err);
}

/* A card that an earlier import of the same collection suspended or flagged, and that is so no longer there. What the
 * learner decided here since has a greater g, and holds. */
int package_plain(struct package *package, struct str body, struct err *err)
{
	struct import *import = package->import;
	int64_t uid, at, plain;
	struct card card;
	int rc;

	if (!wire_get_int(&body, &uid) || !wire_get_int(&body, &at) || !within(at, 0, AT_MAX) ||
	    !wire_get_int(&body, &plain))
		return package_bad(err);
	if (package->checking)
		return 0;
	if (!import->kept && !import->changed && !package->goes_on)
		return 0; /* all of it is new */
	rc = card_find(import->store, (uint64_t)uid, &card, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (plain & WIRE_NOT_SUSPENDED && card.queue == QUEUE_SUSPENDED) {
		struct row row = {.kind = ROW_SUSPEND_KIND, .card = (uint64_t)uid, .at = at + 1, .suspend.g = 1};

		rc = bring(package, &row, err);
	}
	if (rc == 0 && plain & WIRE_NOT_FLAGGED && card.flag) {
		struct row row = {.kind = ROW_FLAG_KIND, .card = (uint64_t)uid, .at = at + 1, .flag.g = 1};

		rc = bring(package, &row, err);
	}
	return rc;
}

/* Settings take effect as of the collection's beginning, so that the intervals that were chosen with them hold. Whoever
 * has set the same here keeps it. */
int package_set(struct package *package, struct str key, struct str value, struct err *err)
{
	struct import *import = package->import;
	struct row row = {.kind = ROW_SETTING_KIND, .z = package->z};
	struct bringing none = {0};
	struct str parts[] = {key, value};
	struct buf held = {0};
	int rc = setting_get(import->store, key.s, &held, err);

	buf_fini(&held);
	if (rc != 1)
		return rc < 0 ? -1 : 0;
	row.origin = origin_of(package, ROW_SETTING_KIND) ^ (uint64_t)package->crt;
	row.at = package->crt * 1000 + (int64_t)(hash_uid(parts, 2) % DAY_MS) + 1;
	row.setting = (struct row_setting){.key = key, .value = value, .g = 1};
	return log_bring(import->store, &none, &row, err) < 0 ? -1 : 0;
}

int package_setting(struct package *package, struct str body, struct err *err)
{
	static const char *const known[] = {"new",   "reviews", "max-interval", "leech", "retention",
					    "steps", "relearn", "fsrs",		"leech-suspend", "siblings", NULL};
	struct str deck, key, value;
	struct buf name = {0};
	int rc, i = 0;

	if (!wire_get_text(&body, &deck) || !wire_get_text(&body, &key) || !wire_get_text(&body, &value))
		return package_bad(err);
	while (known[i] && !str_is(key, known[i]))
		i++;
	if (!known[i])
		return package_bad(err);
	if (package->checking)
		return 0;
	if (package->import->wishes.deck.len)
		return 0; /* its decks are not made */
	value = package_text(package, value, CLEAN_LINE, 1000);
	buf_addf(&name, "deck.%.*s.%s", STR_FMT(package_deck(package, deck)), known[i]);
	rc = value.len ? package_set(package, arena_str(&package->arena, buf_str(&name)), value, err) : 0;
	buf_fini(&name);
	return rc;
}
