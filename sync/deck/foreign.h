/* SPDX-License-Identifier: MIT
 * The one reader of foreign SQLite databases: bytes of somebody's, read as rows, nothing else. */
#ifndef SYNC_DECK_FOREIGN_H
#define SYNC_DECK_FOREIGN_H

#include "base/text.h"

enum { FOREIGN_TEXT_MAX = 16 * 1024 * 1024 };

struct foreign;
struct foreign_row;

/* Opens a database that lies in memory, read only; the bytes are borrowed until the close, and may be written to
 * (the flag that says WAL). What is no sound database is refused with a sentence. */
int foreign_open(struct foreign **foreign, char *bytes, size_t len, struct err *err) MUST_CHECK;
void foreign_close(struct foreign *foreign);

/* Calls each row of a query; a non-zero return stops and is returned. The statement may only read tables. */
typedef int foreign_each_fn(void *ctx, const struct foreign_row *row, struct err *err);
int foreign_each(struct foreign *foreign, const char *sql, foreign_each_fn *each, void *ctx,
		 struct err *err) MUST_CHECK;

/* Calls each pair of a JSON object's key and value, with the database's own JSON reader. */
int foreign_each_json(struct foreign *foreign, struct str json, foreign_each_fn *each, void *ctx,
		      struct err *err) MUST_CHECK;

/* Columns, from 0; of any type, converted as SQLite does. Texts live until the row is left. */
int64_t foreign_int(const struct foreign_row *row, int column);
double foreign_real(const struct foreign_row *row, int column);
struct str foreign_text(const struct foreign_row *row, int column);

#endif
