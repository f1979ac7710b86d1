/* SPDX-License-Identifier: MIT
 * One answer of the game against the least that durability costs: a raw append of 4 KiB and its fdatasync on
 * the same disk, in turns.	answer FILE ANSWERS Prints p50 and p99 in ms of the answer, of the raw append,
 * and the CPU of an answer in ms. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/random.h"
#include "schema/store.h"
#include "study/session.h"

static double read_ms(clockid_t id)
{
	struct timespec ts;

	clock_gettime(id, &ts);
	return (double)ts.tv_sec * 1e3 + (double)ts.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* What an answer adds to the write-ahead log: 9 to 11 pages, as strace shows. */
enum { PAGE = 4096, ANSWER_PAGES = 10 };

static double raw_append(int fd, size_t bytes)
{
	static const char page[PAGE * ANSWER_PAGES];
	double begin = read_ms(CLOCK_MONOTONIC);

	if (write(fd, page, bytes) != (ssize_t)bytes || fdatasync(fd))
		abort();
	return read_ms(CLOCK_MONOTONIC) - begin;
}

static int one_answer(struct session *session, double *ms, double *next_ms, double *cpu_ms, struct err *err)
{
	const struct answer answer = {.rating = 3, .took_ms = 4000, .mode = MODE_FLIP, .dist = -1};
	struct question question;
	double begin, cpu;
	int rc;

	do { /* again, when a pull has just brought more rows of that very card */
		begin = read_ms(CLOCK_MONOTONIC);
		if (session_next(session, &question, err))
			return -1;
		*next_ms = read_ms(CLOCK_MONOTONIC) - begin;
		begin = read_ms(CLOCK_MONOTONIC);
		cpu = read_ms(CLOCK_THREAD_CPUTIME_ID);
		rc = session_answer(session, &answer, NULL, err);
	} while (rc == 1);
	*ms = read_ms(CLOCK_MONOTONIC) - begin;
	*cpu_ms += read_ms(CLOCK_THREAD_CPUTIME_ID) - cpu;
	return rc;
}

static int measure(const char *path, struct clock *clock, int answers, struct err *err)
{
	const struct session_options options = {.mode = MODE_NATURAL};
	double *next = calloc((size_t)answers, sizeof(double)),
	       *large = calloc((size_t)answers, sizeof(double));
	double *own = calloc((size_t)answers, sizeof(double)), *raw = calloc((size_t)answers, sizeof(double)),
	       cpu = 0;
	struct session *session = NULL;
	struct store *store = NULL;
	char raw_path[4096];
	struct rng rng;
	int fd;

	snprintf(raw_path, sizeof(raw_path), "%s.raw", path);
	fd = open(raw_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	rng_seed(&rng, (uint64_t)(read_ms(CLOCK_MONOTONIC) * 1e6)); /* each run is another process */
	if (fd < 0 || !own || !raw || !next || !large)
		return err_sys(err, "opening %s", raw_path);
	if (store_open(&store, path, clock, &rng, err) || session_open(&session, store, &options, err))
		return -1;
	store_checkpoint_by_hand(store);
	for (int i = 0; i < answers; i++) {
		raw[i] = raw_append(fd, PAGE);
		large[i] = raw_append(fd, PAGE * ANSWER_PAGES);
		if (one_answer(session, &own[i], &next[i], &cpu, err))
			return -1;
		clock_advance(clock, 5 * SECOND_MS);
	}
	qsort(own, (size_t)answers, sizeof(double), by_size);
	qsort(raw, (size_t)answers, sizeof(double), by_size);
	qsort(large, (size_t)answers, sizeof(double), by_size);
	qsort(next, (size_t)answers, sizeof(double), by_size);
	printf("%.4f %.4f %.4f %.4f %.4f %.4f %.4f\n", own[answers / 2], own[answers * 99 / 100],
	       raw[answers / 2], raw[answers * 99 / 100], large[answers / 2], cpu / answers,
	       next[answers / 2]);
	session_close(session);
	store_close(store);
	close(fd);
	unlink(raw_path);
	free(own);
	free(raw);
	free(next);
	free(large);
	return 0;
}

int main(int argc, char **argv)
{
	struct clock clock;
	struct err err = {.text = "there is nothing to answer"};

	if (argc != 3 || atoi(argv[2]) < 1) {
		fputs("answer FILE ANSWERS\n", stderr);
		return 2;
	}
	if (!clock_init(&clock, &err) && !measure(argv[1], &clock, atoi(argv[2]), &err))
		return 0;
	fprintf(stderr, "answer: %s\n", err.text);
	return 1;
}
