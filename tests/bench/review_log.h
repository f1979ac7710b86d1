/* SPDX-License-Identifier: MIT
 * Review logs in the form that FSRS's tools share (card_id,review_time_ms,rating,delta_t), and how well
 * parameters predict a stretch of one: log loss, RMSE(bins) and AUC as FSRS's benchmark counts them. */
#ifndef TESTS_BENCH_REVIEW_LOG_H
#define TESTS_BENCH_REVIEW_LOG_H

#include "study/optim/optim.h"

struct review_log {
	struct optim_row *row; /* in the order of time */
	int64_t *second;       /* of each, from the start of study day 0 on; of made logs alone */
	size_t rows, cards;
};
/* Ends the program where it cannot be read. */
void review_log_read(struct review_log *log, const char *path);
/* A made one: the same for the same seed. Cards that are left out by the cut have no row. */
void review_log_make(struct review_log *log, size_t rows, uint64_t seed);
void review_log_fini(struct review_log *log);

struct prediction_marks {
	double log_loss, rmse_bins, auc;
	size_t count;
};
/* Of rows first … end-1: every one a day or more after its card's row before, predicted from all before it.
 */
struct prediction_marks review_log_predict(const struct review_log *log, const double *w, size_t first,
					   size_t end);

#endif
