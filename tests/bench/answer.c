/* SPDX-License-Identifier: MIT
 * One answer of the game, until the next question and its counts are known, against the least that durability costs, in
 * turns: a raw append of 4 KiB, one of as many pages as an answer writes, each with its fdatasync; and a bare program of
 * SQLite's, one row and its two indexes in one commit. What the answer left owing is added between two of them, as the
 * game does while idle.	answer FILE ANSWERS
 * Prints a line each, p50, p99, p10, p90 and max in ms: answer, append, pages, bare, next; then CPU of answer, bare and idle, and p99 of the answer's. */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "schema/store.h"
#include "study/fold.h"
#include "study/session.h"
#include "tests/bench/times.h"

/* What an answer adds to the write-ahead log: 8 to 9 pages, as strace shows. */
enum { PAGE = 4096, ANSWER_PAGES = 8 };

static const char bare_schema[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;"
				  "CREATE TABLE row(id INTEGER PRIMARY KEY, t INTEGER, card INTEGER, body BLOB);"
				  "CREATE INDEX row_t ON row(t); CREATE INDEX row_card ON row(card, t);";

struct bare {
	sqlite3 *db;
	sqlite3_stmt *begin, *add, *commit;
};

static void bare_run(sqlite3_stmt *stmt)
{
	if (sqlite3_step(stmt) != SQLITE_DONE || sqlite3_reset(stmt))
		abort();
}

static void bare_open(struct bare *bare, const char *path)
{
	remove(path);
	if (sqlite3_open(path, &bare->db) || sqlite3_exec(bare->db, bare_schema, NULL, NULL, NULL) ||
	    sqlite3_prepare_v2(bare->db, "BEGIN IMMEDIATE", -1, &bare->begin, NULL) ||
	    sqlite3_prepare_v2(bare->db, "INSERT INTO row VALUES (NULL, ?, ?, randomblob(40))", -1, &bare->add, NULL) ||
	    sqlite3_prepare_v2(bare->db, "COMMIT", -1, &bare->commit, NULL))
		abort();
}

static void bare_close(struct bare *bare)
{
	sqlite3_finalize(bare->begin);
	sqlite3_finalize(bare->add);
	sqlite3_finalize(bare->commit);
	sqlite3_close(bare->db);
}

static double raw_append(int fd, size_t bytes)
{
	static const char page[PAGE * ANSWER_PAGES];
	double begin = read_ms(CLOCK_MONOTONIC);

	if (write(fd, page, bytes) != (ssize_t)bytes || fdatasync(fd))
		abort();
	return read_ms(CLOCK_MONOTONIC) - begin;
}

static double bare_commit(struct bare *bare, int i)
{
	double begin = read_ms(CLOCK_MONOTONIC);

	sqlite3_bind_int64(bare->add, 1, 1760000000000 + i);
	sqlite3_bind_int64(bare->add, 2, i * 7919 % 100003);
	bare_run(bare->begin);
	bare_run(bare->add);
	bare_run(bare->commit);
	return read_ms(CLOCK_MONOTONIC) - begin;
}

enum { OWN, RAW, PAGES, BARE, NEXT, PRINTED, OWN_CPU = PRINTED, KINDS };
struct bench {
	double *ms[KINDS], cpu, bare_cpu, idle_cpu;
	struct store *store;
	struct session *session;
};

static double cpu_ms(void)
{
	return read_ms(CLOCK_THREAD_CPUTIME_ID);
}

/* 1: a pull has just brought more rows of that very card, and it is another question now. */
static int one_answer(struct bench *b, int i, struct err *err)
{
	const struct answer answer = {.rating = 3, .took_ms = 4000, .mode = MODE_FLIP, .dist = -1};
	double begin = read_ms(CLOCK_MONOTONIC), cpu = cpu_ms(), between;
	struct question question;
	struct progress progress;
	int rc = session_answer(b->session, &answer, NULL, err);

	between = read_ms(CLOCK_MONOTONIC);
	if (rc < 0 || session_next(b->session, &question, err) || session_progress(b->session, &progress, err))
		return -1;
	b->ms[OWN][i] = read_ms(CLOCK_MONOTONIC) - begin;
	b->ms[NEXT][i] = read_ms(CLOCK_MONOTONIC) - between;
	b->ms[OWN_CPU][i] = cpu_ms() - cpu;
	b->cpu += rc ? 0 : b->ms[OWN_CPU][i];
	return rc;
}

static int rest(struct bench *b, struct err *err)
{
	double cpu = cpu_ms();
	int rc = session_foresee(b->session, err);

	if (rc == 0)
		rc = fold_slice(b->store, 5, err);
	b->idle_cpu += cpu_ms() - cpu;
	return rc < 0 ? -1 : 0;
}

static int run(struct bench *b, struct clock *clock, const char *path, int answers, struct err *err)
{
	char raw_path[4096], bare_path[4096];
	struct question question;
	struct bare bare;
	int fd, rc;

	snprintf(raw_path, sizeof(raw_path), "%s.raw", path);
	snprintf(bare_path, sizeof(bare_path), "%s.bare", path);
	fd = open(raw_path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_sys(err, "opening %s", raw_path);
	bare_open(&bare, bare_path);
	rc = session_next(b->session, &question, err);
	for (int i = 0; i < answers && rc == 0; i++) {
		double cpu;

		b->ms[RAW][i] = raw_append(fd, PAGE);
		b->ms[PAGES][i] = raw_append(fd, PAGE * ANSWER_PAGES);
		cpu = cpu_ms();
		b->ms[BARE][i] = bare_commit(&bare, i);
		b->bare_cpu += cpu_ms() - cpu;
		while ((rc = one_answer(b, i, err)) == 1)
			;
		if (rc == 0)
			rc = rest(b, err);
		clock_advance(clock, 5 * SECOND_MS);
	}
	bare_close(&bare);
	close(fd);
	unlink(raw_path);
	unlink(bare_path);
	return rc;
}

static int measure(const char *path, struct clock *clock, int answers, struct err *err)
{
	const struct session_options options = {.mode = MODE_NATURAL};
	struct bench bench = {0};
	struct rng rng;
	int rc;

	for (int kind = 0; kind < KINDS; kind++)
		bench.ms[kind] = mem_array((size_t)answers, sizeof(double));
	rng_seed(&rng, (uint64_t)(read_ms(CLOCK_MONOTONIC) * 1e6)); /* each run is another process */
	if (store_open(&bench.store, path, clock, &rng, err) ||
	    session_open(&bench.session, bench.store, &options, err))
		return -1;
	store_checkpoint_by_hand(bench.store);
	rc = run(&bench, clock, path, answers, err);
	for (int kind = 0; kind < KINDS && rc == 0; kind++) {
		sort_times(bench.ms[kind], (size_t)answers);
		if (kind < PRINTED)
			printf("%.4f %.4f %.4f %.4f %.4f\n", bench.ms[kind][answers / 2], bench.ms[kind][answers * 99 / 100],
			       bench.ms[kind][answers / 10], bench.ms[kind][answers * 9 / 10], bench.ms[kind][answers - 1]);
	}
	if (rc == 0)
		printf("%.4f %.4f %.4f %.4f\n", bench.cpu / answers, bench.bare_cpu / answers, bench.idle_cpu / answers,
		       bench.ms[OWN_CPU][answers * 99 / 100]);
	for (int kind = 0; kind < KINDS; kind++)
		free(bench.ms[kind]);
	session_close(bench.session);
	store_close(bench.store);
	return rc ? -1 : 0;
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
