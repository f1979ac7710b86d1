/* SPDX-License-Identifier: MIT
 * What parameters predict for the answers of a list, in double, one after the other. */
#include <stdlib.h>

#include "base/mem.h"
#include "study/optim/optim.h"

void optim_predict(const struct optim_row *row, size_t rows, size_t cards, const struct fsrs *fsrs,
		   size_t first, optim_predict_fn *each, void *ctx)
{
	struct memory *memory = mem_array(cards + 1, sizeof(*memory));

	for (size_t i = 0; i < rows; i++) {
		struct memory *m = &memory[row[i].card];
		int days = row[i].days < 0 ? 0 : row[i].days > FSRS_S_MAX ? FSRS_S_MAX : row[i].days;

		if (row[i].rating < RATE_AGAIN || row[i].rating > RATE_EASY)
			continue;
		if (i >= first && m->s > 0 && days > 0)
			each(ctx, i, fsrs_recall(fsrs, days, m->s));
		*m = fsrs_next(fsrs, *m, days, (enum rating)row[i].rating);
	}
	free(memory);
}
