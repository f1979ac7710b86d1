/* SPDX-License-Identifier: MIT
 * Review logs, and how well parameters predict them. */
#include "tests/bench/review_log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Card numbers from 0 on, in the order in which they come. */
struct names {
	long long *name;
	uint32_t *number;
	size_t cap, count;
};

static uint32_t number_of(struct names *names, long long name)
{
	size_t at;

	if (names->count * 2 >= names->cap) {
		struct names more = {.cap = names->cap ? names->cap * 2 : 1024};

		more.name = mem_array(more.cap, sizeof(*more.name));
		more.number = mem_array(more.cap, sizeof(*more.number));
		for (size_t i = 0; i < names->cap; i++)
			if (names->number[i]) {
				for (at = (size_t)names->name[i] * 0x9E3779B97F4A7C15u % more.cap;
				     more.number[at];)
					at = (at + 1) % more.cap;
				more.name[at] = names->name[i];
				more.number[at] = names->number[i];
			}
		more.count = names->count;
		free(names->name);
		free(names->number);
		*names = more;
	}
	for (at = (size_t)name * 0x9E3779B97F4A7C15u % names->cap; names->number[at];
	     at = (at + 1) % names->cap)
		if (names->name[at] == name)
			return names->number[at] - 1;
	names->name[at] = name;
	names->number[at] = (uint32_t)++names->count;
	return names->number[at] - 1;
}

void review_log_read(struct review_log *log, const char *path)
{
	FILE *file = fopen(path, "r");
	struct names names = {0};
	size_t cap = 0;
	long long card, time;
	char head[100];
	int rating, days;

	*log = (struct review_log){0};
	if (!file || !fgets(head, sizeof(head), file)) {
		fprintf(stderr, "%s cannot be read\n", path);
		exit(1);
	}
	while (fscanf(file, "%lld,%lld,%d,%d", &card, &time, &rating, &days) == 4) {
		if (log->rows == cap) {
			cap = cap ? cap * 2 : 4096;
			log->row = mem_grow(log->row, cap, sizeof(*log->row));
		}
		log->row[log->rows++] = (struct optim_row){
			.card = number_of(&names, card), .days = days, .rating = (int8_t)rating};
	}
	fclose(file);
	log->cards = names.count;
	free(names.name);
	free(names.number);
}

void review_log_fini(struct review_log *log)
{
	free(log->row);
	free(log->second);
	*log = (struct review_log){0};
}

struct card_now {
	struct memory memory;
	int tests, lapses;
	bool seen;
};

struct bin {
	double days, tests, lapses;
	double predicted, recalled, count;
};

struct sums {
	double loss;
	double *p;
	bool *known;
	size_t count;
	struct bin bin[20 * 20 * 20];
};

static double step_of(double x, double base)
{
	return floor(log(x) / log(base));
}

static struct bin *bin_of(struct sums *sums, const struct card_now *card, int days)
{
	int a = (int)step_of(days, 3.62), b = (int)step_of(card->tests + 2, 1.89);
	int c = card->lapses ? 1 + (int)step_of(card->lapses, 1.73) : 0;

	return &sums->bin[(a % 20 * 20 + b % 20) * 20 + c % 20];
}

static void count(struct sums *sums, const struct card_now *card, int days, int rating, double p)
{
	struct bin *bin = bin_of(sums, card, days);

	p = fmin(fmax(p, 1e-4), 1 - 1e-4);
	sums->loss -= log(rating > 1 ? p : 1 - p);
	sums->p[sums->count] = p;
	sums->known[sums->count++] = rating > 1;
	bin->predicted += p;
	bin->recalled += rating > 1;
	bin->count++;
}

static double rmse_of(const struct sums *sums)
{
	double squares = 0;

	for (size_t i = 0; i < sizeof(sums->bin) / sizeof(sums->bin[0]); i++)
		if (sums->bin[i].count > 0)
			squares +=
				pow(sums->bin[i].predicted - sums->bin[i].recalled, 2) / sums->bin[i].count;
	return sqrt(squares / (double)sums->count);
}

static const double *sort_by;

static int by_p(const void *a, const void *b)
{
	double x = sort_by[*(const size_t *)a], y = sort_by[*(const size_t *)b];

	return (x > y) - (x < y);
}

/* The share of pairs (known, forgotten) that stand the right way round; ties count half. */
static double auc_of(const struct sums *sums)
{
	size_t *order = mem_array(sums->count + 1, sizeof(*order));
	double ranks = 0, known = 0, all = (double)sums->count;

	for (size_t i = 0; i < sums->count; i++)
		order[i] = i;
	sort_by = sums->p;
	qsort(order, sums->count, sizeof(*order), by_p);
	for (size_t i = 0, end; i < sums->count; i = end) {
		for (end = i; end < sums->count && sums->p[order[end]] == sums->p[order[i]];)
			end++;
		for (size_t k = i; k < end; k++)
			if (sums->known[order[k]]) {
				ranks += (double)(i + end + 1) / 2;
				known++;
			}
	}
	free(order);
	return known > 0 && known < all ? (ranks - known * (known + 1) / 2) / (known * (all - known)) : NAN;
}

struct prediction_marks review_log_predict(const struct review_log *log, const double *w, size_t first,
					   size_t end)
{
	struct card_now *card = mem_array(log->cards + 1, sizeof(*card));
	struct sums *sums = mem_alloc(sizeof(*sums));
	struct prediction_marks marks;
	struct fsrs fsrs;
	struct err err;

	sums->p = mem_array(end - first + 1, sizeof(*sums->p));
	sums->known = mem_array(end - first + 1, sizeof(*sums->known));
	if (fsrs_init(&fsrs, w, FSRS_PARAMS, 1, &err))
		abort();
	for (size_t i = 0; i < end; i++) {
		const struct optim_row *row = &log->row[i];
		struct card_now *c = &card[row->card];
		bool scored = c->seen && row->days > 0;

		if (scored && i >= first)
			count(sums, c, row->days, row->rating, fsrs_recall(&fsrs, row->days, c->memory.s));
		c->memory = fsrs_next(&fsrs, c->memory, row->days, (enum rating)row->rating);
		c->tests += scored;
		c->lapses += scored && row->rating == 1;
		c->seen = true;
	}
	marks = (struct prediction_marks){.log_loss = sums->loss / (double)sums->count,
					  .rmse_bins = rmse_of(sums),
					  .auc = auc_of(sums),
					  .count = sums->count};
	free(sums->p);
	free(sums->known);
	free(sums);
	free(card);
	return marks;
}
