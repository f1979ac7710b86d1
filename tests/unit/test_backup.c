/* SPDX-License-Identifier: MIT */
#include "schema/backup_priv.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/keep.h"
#include "base/seal.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

struct sink {
	struct flow flow;
	struct buf text;
	bool ended;
};

static int sink_put(struct flow *flow, struct str bytes, struct err *err)
{
	(void)err;
	buf_add(&((struct sink *)flow)->text, bytes);
	return 0;
}

static int sink_end(struct flow *flow, struct err *err)
{
	(void)err;
	((struct sink *)flow)->ended = true;
	return 0;
}

static struct sink sink_new(void)
{
	return (struct sink){.flow = {sink_put, sink_end}};
}

/* Every table and column of a store is in the list, so that one that is added later cannot be forgotten. */
static void backup__holds_every_column(void **state)
{
	struct device *d = device_new(1);
	sqlite3_stmt *all;
	int columns = 0;

	(void)state;
	assert_int_equal(sqlite3_prepare_v2(db_handle(d->store),
					    "SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c "
					    "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'",
					    -1, &all, NULL),
			 SQLITE_OK);
	while (sqlite3_step(all) == SQLITE_ROW) {
		struct str name = str_of((const char *)sqlite3_column_text(all, 0));
		const char *column = (const char *)sqlite3_column_text(all, 1);
		struct backup_table table;
		bool found = str_is(name, "row") || str_is(name, "catalogue") || str_is(name, "catalogue_card") ||
			     (str_is(name, "log") && strcmp(column, "own") == 0) ||
			     (str_is(name, "brought") && strcmp(column, "note") == 0); /* by the note's uid */

		for (int i = 0; !found && backup_table_named(name, &table) && i < table.columns; i++)
			found = str_is(table.column[i].name, column);
		if (!found)
			fail_msg("%.*s.%s is in no backup", STR_FMT(name), column);
		columns++;
	}
	assert_true(columns > 150);
	sqlite3_finalize(all);
	device_free(d);
}

static int64_t odd_number(struct rng *rng)
{
	static const int64_t odd[] = {0, 1, -1, INT64_MAX, INT64_MIN, 1LL << 40, -(1LL << 35)};
	uint64_t pick = rng_next(rng) % 10;

	return pick < 7 ? odd[pick] : (int64_t)rng_next(rng);
}

static struct str odd_text(struct rng *rng)
{
	static const char *const odd[] = {"",	   "'",	    "''",	"a'b;c", "--",	  "\n-- end\n", ");\nCOMMIT;\n",
					  "NULL", "é日本🗻", "back\\slash", "\"",	 "\t",	  "a,b),(c",	"x"};

	return str_of(odd[rng_next(rng) % (sizeof(odd) / sizeof(odd[0]))]);
}

static void fill(struct row *row, struct str *item, struct rng *rng)
{
	const struct row_shape *shape = row_shape(row->kind);

	for (size_t i = 0; i < shape->count; i++) {
		const struct row_field *field = &shape->field[i];

		switch (field->type) {
		case ROW_INT: *row_int(row, field) = odd_number(rng); break;
		case ROW_TEXT: *row_text(row, field) = odd_text(rng); break;
		case ROW_LIST:
			for (int k = 0; k < 3; k++)
				item[k] = odd_text(rng);
			*row_list(row, field) = (struct row_list){item, rng_next(rng) % 4};
		}
	}
}

/* Straight into the table: odd values that no rule of a register would let stand. */
static void put_odd_row(struct device *d, int64_t id, int kind)
{
	struct row row = {.kind = (enum row_kind)kind};
	struct str item[3];
	struct buf body = {0};
	sqlite3_stmt *add;

	fill(&row, item, &d->rng);
	buf_addz(&body, "");
	row_put_body(&body, &row);
	assert_int_equal(sqlite3_prepare_v2(db_handle(d->store),
					    "INSERT INTO row VALUES (?1, ?2, ?3, -240, 1, ?4, NULL, ?5, ?6)", -1, &add, NULL),
			 SQLITE_OK);
	sqlite3_bind_int64(add, 1, id);
	sqlite3_bind_int64(add, 2, odd_number(&d->rng));
	sqlite3_bind_int64(add, 3, odd_number(&d->rng));
	sqlite3_bind_int64(add, 4, kind);
	sqlite3_bind_int64(add, 5, odd_number(&d->rng));
	sqlite3_bind_blob(add, 6, body.s, (int)body.len, SQLITE_STATIC);
	assert_int_equal(sqlite3_step(add), SQLITE_DONE);
	sqlite3_finalize(add);
	buf_fini(&body);
}

static struct sink text_of(struct device *d)
{
	struct sink sink = sink_new();
	struct backup_counts counts;

	if (backup_write(d->store, &sink.flow, &counts, &d->err))
		fail_msg("%s", d->err.text);
	assert_true(sink.ended);
	return sink;
}

/* In pieces of `piece` bytes. */
static int load(struct device *d, struct str text, size_t piece)
{
	struct backup_reader *reader;
	struct flow *flow;
	int rc = 0;

	backup_read(&reader, d->store);
	flow = backup_reader_flow(reader);
	for (size_t at = 0; at < text.len && rc == 0; at += piece)
		rc = flow->put(flow, str_slice(text, at, at + piece), &d->err);
	if (rc == 0)
		rc = flow->end(flow, &d->err);
	backup_reader_free(reader);
	return rc;
}

static void backup__rows_of_every_kind_come_back(void **state)
{
	struct device *a = device_new(7), *b;
	struct sink one, two;

	(void)state;
	for (int i = 0; i < 300; i++)
		put_odd_row(a, (900LL << LOG_N_BITS) + i + 1, i % 15 + 1);
	device_put_note(a, 77, "Deck '1'::é", "front\nline", "back;'");
	device_set(a, "retention", "0.87");
	one = text_of(a);
	for (size_t piece = 1; piece < 100000; piece = piece * 7 + 2) {
		b = device_new(8);
		if (load(b, buf_str(&one.text), piece))
			fail_msg("%s", b->err.text);
		two = text_of(b);
		assert_int_equal(one.text.len, two.text.len);
		assert_memory_equal(one.text.s, two.text.s, one.text.len);
		buf_fini(&two.text);
		device_free(b);
	}
	buf_fini(&one.text);
	device_free(a);
}

/* Whatever the text is, it is refused or it is a store whose own text it is, but for what SQL lets be said in two ways. */
static void backup__other_texts_are_refused(void **state)
{
	struct device *a = device_new(9);
	struct sink whole;
	int refused = 0;

	(void)state;
	for (int i = 0; i < 40; i++)
		put_odd_row(a, (900LL << LOG_N_BITS) + i + 1, i % 15 + 1);
	whole = text_of(a);
	for (int i = 0; i < 400; i++) {
		struct device *b = device_new(10);
		size_t at = rng_next(&a->rng) % whole.text.len;
		char kept = whole.text.s[at];

		whole.text.s[at] = "';,()0-\n\"x"[rng_next(&a->rng) % 10];
		if (load(b, buf_str(&whole.text), 4096)) {
			refused++;
			assert_int_equal(b->err.kind, ERR_INPUT);
			assert_true(*b->err.text);
		} else {
			struct sink again = text_of(b);

			buf_fini(&again.text);
		}
		whole.text.s[at] = kept;
		device_free(b);
	}
	assert_in_range(refused, 100, 400);
	buf_fini(&whole.text);
	device_free(a);
}

/* One transaction, and nothing behind it. */
static void backup__a_second_transaction_is_refused(void **state)
{
	static const char *const behind[] = {"BEGIN;\nCOMMIT;\n", "BEGIN;\nCOMMIT;\nBEGIN;\nCOMMIT;\n", "COMMIT;\n", "BEGIN;\n"};

	(void)state;
	for (size_t i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		struct device *d = device_new(11);
		struct buf text = {0};

		buf_addf(&text, "-- cairn backup 1\nBEGIN;\nCOMMIT;\n%s-- end\n", behind[i]);
		assert_int_equal(load(d, buf_str(&text), 4096), -1);
		assert_int_equal(d->err.kind, ERR_INPUT);
		buf_fini(&text);
		device_free(d);
	}
}

static int64_t month(int64_t day)
{
	time_t seconds = (time_t)(day * 86400);
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return tm.tm_year * 12 + tm.tm_mon;
}

static int64_t week(int64_t day)
{
	return (day + 3) / 7;
}

static int64_t same(int64_t day)
{
	return day;
}

/* Each of the last `most` periods with something has its newest kept. */
static void check_periods(const int64_t *day, const bool *keep, size_t count, int64_t (*of)(int64_t), int most)
{
	int had = 0;

	for (size_t i = 0; i < count && had < most; i++)
		if (i == 0 || of(day[i]) != of(day[i - 1])) {
			assert_true(keep[i]);
			had++;
		}
}

/* By dates that come at random, a year and more of them, pruned after each: what a rule without memory says. */
static void keep__by_any_dates(void **state)
{
	struct rng rng = {5};

	(void)state;
	for (int round = 0; round < 300; round++) {
		int64_t day[200], now = 15000 + (int64_t)(rng_next(&rng) % 5000), gap = 1 + (int64_t)(rng_next(&rng) % 40);
		size_t count = 0, kept = 0, today = 0;
		bool keep[200];

		for (; count < 200; count++) {
			day[count] = now;
			now -= (int64_t)(rng_next(&rng) % (uint64_t)gap);
		}
		keep_choose(day, keep, count);
		for (size_t i = 0; i < count; i++) {
			kept += keep[i];
			today += day[i] == day[0];
			assert_true(day[i] != day[0] || keep[i]);
		}
		assert_in_range(kept, 1, KEEP_DAYS + KEEP_WEEKS + KEEP_MONTHS + today);
		check_periods(day, keep, count, same, KEEP_DAYS);
		check_periods(day, keep, count, week, KEEP_WEEKS);
		check_periods(day, keep, count, month, KEEP_MONTHS);
	}
}

/* One a day for three years, pruned every day: nothing that a later rule wants has gone before. */
static void keep__pruned_every_day(void **state)
{
	int64_t all[1200], left[200];
	bool keep[200], wanted[1200];
	size_t have = 0;

	(void)state;
	for (int i = 0; i < 1100; i++) {
		size_t kept = 0;

		memmove(left + 1, left, have * sizeof(*left));
		left[0] = 20000 + i;
		have++;
		keep_choose(left, keep, have);
		for (size_t k = 0; k < have; k++)
			if (keep[k])
				left[kept++] = left[k];
		have = kept;
	}
	for (int i = 0; i < 1100; i++)
		all[i] = 20000 + 1099 - i;
	keep_choose(all, wanted, 1100);
	for (int i = 0, at = 0; i < 1100; i++)
		if (wanted[i]) {
			assert_true((size_t)at < have);
			assert_int_equal(left[at++], all[i]);
		}
}

enum { HEAD = 15 + 24, PIECE_SEALED = FLOW_PIECE + 17 };

static void seal__any_length_and_any_piece(void **state)
{
	static const size_t lengths[] = {0, 1, FLOW_PIECE - 1, FLOW_PIECE, FLOW_PIECE + 1, 3 * FLOW_PIECE, 200001};
	struct seal_key key;
	struct err err;

	(void)state;
	assert_int_equal(seal_key_make(unit_path("key"), &err), 0);
	assert_int_equal(seal_key_read(&key, unit_path("key"), &err), 0);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct sink sealed = sink_new(), plain = sink_new();
		struct unseal *unseal;
		struct seal *seal;
		char *text = calloc(1, lengths[i] + 1);

		memset(text, 'a' + (int)i, lengths[i]);
		assert_int_equal(seal_open(&seal, &key, &sealed.flow, &err), 0);
		for (size_t at = 0; at < lengths[i]; at += 7001)
			assert_int_equal(seal_flow(seal)->put(seal_flow(seal), str_slice((struct str){text, lengths[i]}, at, at + 7001), &err), 0);
		assert_int_equal(seal_flow(seal)->end(seal_flow(seal), &err), 0);
		for (size_t cut = 0, step; cut <= sealed.text.len; cut += step) {
			size_t left = sealed.text.len - cut;

			/* near the ends byte by byte; between two pieces, where nothing but the missing last one tells */
			step = cut < HEAD || left <= HEAD ? 1 : left > PIECE_SEALED + HEAD ? PIECE_SEALED : left - HEAD;
			bool whole = cut == sealed.text.len;

			buf_clear(&plain.text);
			unseal_open(&unseal, &key, &plain.flow);
			assert_int_equal(unseal_flow(unseal)->put(unseal_flow(unseal), str_slice(buf_str(&sealed.text), 0, cut), &err), 0);
			assert_int_equal(unseal_flow(unseal)->end(unseal_flow(unseal), &err), whole ? 0 : -1);
			if (whole)
				assert_int_equal(plain.text.len, lengths[i]);
			unseal_free(unseal);
		}
		seal_free(seal);
		buf_fini(&sealed.text);
		buf_fini(&plain.text);
		free(text);
	}
	assert_int_equal(chmod(unit_path("key"), 0644), 0);
	assert_int_equal(seal_key_read(&key, unit_path("key"), &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(backup__holds_every_column),
		cmocka_unit_test(backup__rows_of_every_kind_come_back),
		cmocka_unit_test(backup__other_texts_are_refused),
		cmocka_unit_test(backup__a_second_transaction_is_refused),
		cmocka_unit_test(keep__by_any_dates),
		cmocka_unit_test(keep__pruned_every_day),
		cmocka_unit_test(seal__any_length_and_any_piece),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
