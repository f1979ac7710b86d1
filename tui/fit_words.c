/* SPDX-License-Identifier: MIT
 * Words about fitted parameters. */
#include "tui/fit_words.h"

#include "base/message.h"
#include "base/utf8.h"

enum { LABEL_COLS = 16, NUMBER_COLS = 10 };

void fit_put_gain(struct buf *out, const struct fitting *f, bool adopted)
{
	buf_addf(out,
		 adopted ? _("The scheduler was fitted to your %zu answers. On the last %zu (%zu days) it predicts "
			     "better: log loss %.4f, before %.4f.")
			 : _("Fitted to your %zu answers, the scheduler predicts better: on the last %zu (%zu days) "
			     "log loss %.4f, now %.4f."),
		 f->answers, f->tested, f->days, f->after, f->before);
}

void fit_put_drift(struct buf *out, const struct drift *d)
{
	buf_addf(out, _("Of your last %lld tests %.0f %% were recalled, %.0f %% predicted: run cairn optimize."),
		 (long long)d->tests, d->recalled * 100, d->predicted * 100);
}

static void put_right(struct buf *out, const char *text, int cols)
{
	int pad = cols - utf8_width(str_of(text));

	buf_addf(out, "%*s%s", pad > 0 ? pad : 0, "", text);
}

static void put_line(struct buf *out, const char *label, const char *now, const char *then)
{
	int pad = LABEL_COLS - utf8_width(str_of(label));

	buf_addf(out, "%s%*s", label, pad > 0 ? pad : 0, "");
	put_right(out, now, NUMBER_COLS);
	put_right(out, then, NUMBER_COLS);
	buf_addc(out, '\n');
}

static void put_counts(struct buf *out, const char *label, const int64_t pair[2])
{
	struct buf now = {0}, then = {0};

	buf_addf(&now, "%lld", (long long)pair[0]);
	buf_addf(&then, "%lld", (long long)pair[1]);
	put_line(out, label, buf_z(&now), buf_z(&then));
	buf_fini(&now);
	buf_fini(&then);
}

static void put_days(struct buf *out, const struct due_change *change)
{
	double cards = change->cards ? (double)change->cards : 1;
	struct buf now = {0}, then = {0};

	buf_addf(&now, _("%.1f d"), (double)change->interval_days[0] / cards);
	buf_addf(&then, _("%.1f d"), (double)change->interval_days[1] / cards);
	put_line(out, _("mean interval"), buf_z(&now), buf_z(&then));
	buf_fini(&now);
	buf_fini(&then);
}

void fit_put_change(struct buf *out, const struct due_change *change)
{
	if (change->cards == 0) {
		buf_addz(out, _("No card is in review yet, so no due day moves."));
		return;
	}
	buf_addf(out, change->share > 1 ? _("Of about %lld cards %lld come sooner, %lld later:\n")
					: _("Of %lld cards %lld come sooner, %lld later:\n"),
		 (long long)change->cards, (long long)change->sooner, (long long)change->later);
	put_line(out, "", _("before"), _("after"));
	put_counts(out, _("due today"), change->today);
	put_counts(out, _("within 7 days"), change->week);
	put_counts(out, _("within 30 days"), change->month);
	put_days(out, change);
}
