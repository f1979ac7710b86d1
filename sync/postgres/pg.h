/* SPDX-License-Identifier: MIT
 * The store as a script for psql: schema, data, and the check that all of it arrived (schema/postgres/). The same
 * script goes to a file or into a psql of our own. Knows PostgreSQL's text forms, not its protocol. */
#ifndef SYNC_POSTGRES_PG_H
#define SYNC_POSTGRES_PG_H

#include "base/flow.h"
#include "schema/store.h"

/* One table under way: COPY's lines, and what must be there afterwards. */
struct pg_out {
	struct flow *into;
	struct buf text; /* waits to be put */
	struct buf row;	 /* the row under way, its columns joined by U+001F */
	int columns;	 /* of it, so far */
	int table;
	const char *name;
	int64_t rows;
	uint64_t sum;
	struct buf expected; /* lines of COPY for the tables that are done */
};
void pg_table(struct pg_out *out, const char *name, const char *columns);
int pg_end_table(struct pg_out *out, const char *keys, struct err *err) MUST_CHECK;
void pg_text(struct pg_out *out, struct str value);
void pg_int(struct pg_out *out, int64_t value);
void pg_bool(struct pg_out *out, bool value);
void pg_name(struct pg_out *out, uint64_t value);	   /* 13 digits */
void pg_real(struct pg_out *out, double value, int decimals);
void pg_moment(struct pg_out *out, int64_t ms);
void pg_date(struct pg_out *out, int64_t day);
void pg_null(struct pg_out *out);
int pg_end_row(struct pg_out *out, struct err *err) MUST_CHECK;
void pg_out_fini(struct pg_out *out);

/* Everything of the store as of one moment. schema: [a-z_][a-z0-9_]*. */
int pg_write(struct store *store, const char *schema, struct flow *into, struct err *err) MUST_CHECK;

/* psql on the database of `url` (postgresql://…), reading what is put; it prints its lines to our standard output. The
 * password goes through its environment. end waits for it. */
struct psql;
int psql_open(struct psql **psql, const char *url, struct err *err) MUST_CHECK;
struct flow *psql_flow(struct psql *psql);
void psql_free(struct psql *psql);

#endif
