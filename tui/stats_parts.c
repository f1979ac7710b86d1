/* SPDX-License-Identifier: MIT
 * Predictions deck by deck and over time, as JSON and as lines. */
#include "base/clock.h"
#include "base/message.h"
#include "base/utf8.h"
#include "tui/fit_words.h"
#include "tui/stats_priv.h"

enum { NAME_COLS = 24 };

int stats_more_load(struct stats_more *more, struct store *store, struct str path, const struct stats *stats,
		    struct err *err)
{
	*more = (struct stats_more){0};
	if (stats_decks(store, path, stats, &more->decks, err) == 0 &&
	    stats_blocks(store, path, stats, &more->blocks, err) == 0 &&
	    drift_look(store, stats->today, &more->drift, err) == 0)
		return 0;
	stats_more_fini(more);
	return -1;
}

void stats_more_fini(struct stats_more *more)
{
	stats_parts_fini(&more->decks);
	stats_parts_fini(&more->blocks);
}

static struct tally_bin all_of(const struct tally *tally)
{
	struct tally_bin sum = {0};

	for (int i = 0; i < TALLY_BINS; i++) {
		sum.rate.tests += tally->bin[i].rate.tests;
		sum.rate.recalled += tally->bin[i].rate.recalled;
		sum.p += tally->bin[i].p;
	}
	return sum;
}

static void put_real(struct json *j, const char *key, double value)
{
	json_key(j, key);
	if (value < 0)
		json_null(j);
	else
		json_real(j, value, 4);
}

static void put_date(struct json *j, const char *key, int64_t day)
{
	struct buf date = {0};

	clock_put_date(&date, day);
	json_key_str(j, key, buf_str(&date));
	buf_fini(&date);
}

static void put_part(struct json *j, const struct stats_part *part)
{
	struct tally_bin all = all_of(&part->sum);

	json_open(j, '{');
	if (part->name)
		json_key_str(j, "deck", str_of(part->name));
	put_date(j, "from", part->first);
	put_date(j, "to", part->last);
	json_key_int(j, "tests", all.rate.tests);
	put_real(j, "predicted", stats_predicted(&all));
	put_real(j, "recalled", stats_rate(all.rate));
	put_real(j, "rmse_bins", stats_rmse(&part->sum));
	put_real(j, "log_loss", stats_log_loss(&part->sum));
	put_real(j, "auc", stats_auc(&part->sum));
	json_close(j, '}');
}

static void put_parts(struct json *j, const char *key, const struct stats_parts *parts)
{
	json_key(j, key);
	json_open(j, '[');
	for (size_t i = 0; i < parts->count; i++)
		put_part(j, &parts->part[i]);
	json_close(j, ']');
}

void stats_more_json(struct json *j, const struct stats_more *more)
{
	put_parts(j, "predictions_by_deck", &more->decks);
	put_parts(j, "predictions_over_time", &more->blocks);
	json_key(j, "drift");
	json_open(j, '{');
	json_key_bool(j, "off", more->drift.is_off);
	json_key_int(j, "tests", more->drift.tests);
	put_real(j, "predicted", more->drift.tests < DRIFT_TESTS ? -1 : more->drift.predicted);
	put_real(j, "recalled", more->drift.tests < DRIFT_TESTS ? -1 : more->drift.recalled);
	json_close(j, '}');
}

static void put_line(struct buf *out, const struct stats_part *part)
{
	struct tally_bin all = all_of(&part->sum);
	double auc = stats_auc(&part->sum);
	struct buf name = {0};

	if (part->name)
		buf_add(&name, str_of(part->name));
	else
		clock_put_date(&name, part->first);
	buf_add(out, buf_str(&name));
	buf_addf(out, "%*s", NAME_COLS - utf8_width(buf_str(&name)) > 0 ? NAME_COLS - utf8_width(buf_str(&name)) : 1, "");
	buf_addf(out, "%8lld %10.1f %% %8.1f %% %9.4f %9.4f ", (long long)all.rate.tests, stats_predicted(&all) * 100,
		 stats_rate(all.rate) * 100, stats_rmse(&part->sum), stats_log_loss(&part->sum));
	buf_addf(out, auc < 0 ? "     -\n" : "%6.3f\n", auc);
	buf_fini(&name);
}

static void put_lines(struct buf *out, const char *title, const struct stats_parts *parts)
{
	if (parts->count == 0)
		return;
	buf_addf(out, "\n%s\n", title);
	for (size_t i = 0; i < parts->count; i++)
		put_line(out, &parts->part[i]);
}

void stats_more_text(struct buf *out, const struct stats_more *more)
{
	put_lines(out, _("Predictions by deck: tests, predicted, recalled, RMSE (bins), log loss, AUC"), &more->decks);
	put_lines(out, _("Predictions over time: the same"), &more->blocks);
	if (more->drift.is_off) {
		buf_addc(out, '\n');
		fit_put_drift(out, &more->drift);
		buf_addc(out, '\n');
	}
}
