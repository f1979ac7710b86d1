/* SPDX-License-Identifier: MIT
 * Doctor: schedules and totals against the rows that they come from. */
#include "study/doctor.h"

#include <inttypes.h>

#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/after.h"
#include "schema/doctor_copy.h"
#include "schema/log.h"
#include "schema/notes.h"
#include "study/fold.h"
#include "study/game.h"
#include "study/settings.h"

enum { ROWS_MAX = 500000 /* about three seconds */, RINGS_MAX = 5, FRONT_CELLS = 30 };

/* Cards that were put off until today come back when a sitting begins: until then that is no fault. */
static int end_burials(struct store *copy, struct err *err)
{
	struct settings settings;

	if (settings_load(copy, STR(""), &settings, err))
		return -1;
	return fold_burials(copy, clock_study_day(clock_wall_ms(store_clock(copy)), settings_zone(&settings, store_clock(copy))), NULL,
			    NULL, err);
}

/* What is stale already, and the day that is being played, is folded first: that is no fault. */
static int fold_again(struct store *copy, int64_t *cards, int64_t *days, struct err *err)
{
	if (store_settle(copy, err) < 0 || end_burials(copy, err) || game_leave_day(copy, err) || fold_slice(copy, 0, err) < 0 ||
	    derived_keep(copy, err) ||
	    derived_doubt(copy, err) || fold_slice(copy, 0, err) < 0)
		return -1;
	return derived_compare(copy, cards, days, err);
}

static int check_schedules(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct store *copy = NULL;
	struct log_counts counts;
	int64_t cards = 0, days = 0;
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	if (log_counts(p->store, &counts, err))
		return -1;
	if (counts.rows > ROWS_MAX) {
		buf_addf(&finding->text, _("not made anew: %" PRId64 " rows would take long"), counts.rows);
		return 0;
	}
	if (derived_copy(&copy, p->store, p->clock, p->rng, err))
		return -1;
	rc = fold_again(copy, &cards, &days, err);
	store_close(copy);
	if (rc)
		return -1;
	if (!cards && !days) {
		buf_addf(&finding->text, _("every schedule and every day's total is what the %" PRId64 " rows say"),
			 counts.rows);
		return 0;
	}
	finding->verdict = VERDICT_BAD;
	buf_addf(&finding->text, _("%" PRId64 " cards and %" PRId64 " days are not what the rows say"), cards, days);
	buf_addz(&finding->commands, "cairn doctor --fix\n");
	return 0;
}

static int fix_schedules(void *ctx, struct err *err)
{
	struct patient *p = ctx;

	return derived_doubt(p->store, err) || fold_slice(p->store, 0, err) < 0 ? -1 : 0;
}

struct told {
	struct store *store;
	struct finding *finding;
	int rings;
};

static void tell_first(struct told *told, const struct ring *ring, struct str deck, struct str front)
{
	struct buf *text = &told->finding->text;
	struct str rest = ring->tags, tag;

	told->finding->verdict = VERDICT_NOTE;
	if (++told->rings > RINGS_MAX)
		return;
	(void)str_cut(&rest, ' ', &tag);
	buf_addz(text, text->len ? " " : "");
	buf_addf(text, _("In %.*s %zu notes wait for each other by their tags (%.*s): the oldest comes first, \"%.*s\"."), STR_FMT(deck),
		 ring->notes, STR_FMT(ring->tags), STR_FMT(front));
	buf_addf(&told->finding->commands, "cairn search 'tag:%.*s'\n", STR_FMT(tag));
}

static int tell_ring(void *ctx, const struct ring *ring, struct err *err)
{
	struct told *told = ctx;
	struct arena arena = {0};
	struct buf front = {0};
	struct deck deck = {0};
	struct note note;
	int rc = deck_get(told->store, ring->deck, &deck, &arena, err);

	if (rc == 0)
		rc = note_get(told->store, ring->first, &note, &arena, err);
	if (rc == 0 && !deck.archived) {
		if (note.fields.count)
			markup_plain(&front, note.fields.item[0]);
		tell_first(told, ring, deck.name, utf8_fit(buf_str(&front), FRONT_CELLS));
	}
	buf_fini(&front);
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

static int check_rings(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct told told = {.store = p->store, .finding = finding};

	if (!p->store)
		return doctor_no_store(p, finding);
	if (rings_each(p->store, tell_ring, &told, err))
		return -1;
	if (!finding->text.len)
		buf_addz(&finding->text, _("no cards wait for each other by their tags"));
	return 0;
}

const struct check DOCTOR_STUDY[] = {{"schedules", check_schedules, fix_schedules}, {"tags", check_rings, NULL}};
const size_t DOCTOR_STUDY_COUNT = sizeof(DOCTOR_STUDY) / sizeof(DOCTOR_STUDY[0]);
