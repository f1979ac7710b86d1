/* SPDX-License-Identifier: MIT
 * Lines of COPY, and the sum of their hashes: of a row's columns before they are escaped, as PostgreSQL gives them back. */
#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/hash.h"
#include "sync/postgres/pg.h"

enum { DIGITS = 13 };

void pg_table(struct pg_out *out, const char *name, const char *columns)
{
	out->name = name;
	out->rows = 0;
	out->sum = 0;
	buf_addf(&out->text, "COPY new_%s(%s) FROM stdin;\n", name, columns);
}

int pg_end_table(struct pg_out *out, const char *keys, struct err *err)
{
	buf_addz(&out->text, "\\.\n");
	buf_addf(&out->expected, "%d\t%s\t%s\t%" PRId64 "\t%" PRIu64 "\n", ++out->table, out->name, keys, out->rows, out->sum);
	if (out->into->put(out->into, buf_str(&out->text), err))
		return -1;
	buf_clear(&out->text);
	return 0;
}

static void begin_column(struct pg_out *out)
{
	if (out->columns++) {
		buf_addc(&out->text, '\t');
		buf_addc(&out->row, '\x1f');
	}
}

static void put_plain(struct pg_out *out, const char *text)
{
	begin_column(out);
	buf_addz(&out->text, text);
	buf_addz(&out->row, text);
}

void pg_text(struct pg_out *out, struct str value)
{
	begin_column(out);
	buf_add(&out->row, value);
	for (size_t i = 0; i < value.len; i++)
		switch (value.s[i]) {
		case '\\': buf_addz(&out->text, "\\\\"); break;
		case '\t': buf_addz(&out->text, "\\t"); break;
		case '\n': buf_addz(&out->text, "\\n"); break;
		case '\r': buf_addz(&out->text, "\\r"); break;
		default: buf_addc(&out->text, value.s[i]);
		}
}

void pg_null(struct pg_out *out)
{
	put_plain(out, "\\N");
}

void pg_int(struct pg_out *out, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	put_plain(out, text);
}

void pg_bool(struct pg_out *out, bool value)
{
	put_plain(out, value ? "true" : "false");
}

void pg_name(struct pg_out *out, uint64_t value)
{
	char text[DIGITS + 1];

	hash_put32(text, value, DIGITS);
	put_plain(out, text);
}

void pg_real(struct pg_out *out, double value, int decimals)
{
	char text[64];

	snprintf(text, sizeof(text), "%.*f", decimals, value);
	put_plain(out, text);
}

void pg_moment(struct pg_out *out, int64_t ms)
{
	struct buf iso = {0};

	clock_put_iso(&iso, ms);
	put_plain(out, buf_z(&iso));
	buf_fini(&iso);
}

void pg_date(struct pg_out *out, int64_t day)
{
	struct buf date = {0};

	clock_put_date(&date, day);
	put_plain(out, buf_z(&date));
	buf_fini(&date);
}

int pg_end_row(struct pg_out *out, struct err *err)
{
	buf_addc(&out->text, '\n');
	out->rows++;
	out->sum += hash_sha48(buf_str(&out->row));
	out->columns = 0;
	buf_clear(&out->row);
	if (out->text.len < FLOW_PIECE)
		return 0;
	if (out->into->put(out->into, buf_str(&out->text), err))
		return -1;
	buf_clear(&out->text);
	return 0;
}

void pg_out_fini(struct pg_out *out)
{
	buf_fini(&out->text);
	buf_fini(&out->row);
	buf_fini(&out->expected);
}
