/* SPDX-License-Identifier: MIT
 * What was typed and not sent yet. */
#include "schema/cards.h"
#include "schema/store_priv.h"

int draft_get(struct store *store, struct str key, struct buf *text, struct err *err)
{
	DB_USE(use, store, DRAFT_GET);
	int rc;

	db_bind_text(&use, "key", key);
	rc = db_step(&use, err);
	if (rc == 1)
		buf_add(text, db_text(&use, "text"));
	return rc < 0 ? -1 : !rc;
}

int draft_set(struct store *store, struct str key, struct str text, struct err *err)
{
	if (text.len == 0) {
		DB_USE(drop, store, DRAFT_DROP);

		db_bind_text(&drop, "key", key);
		return db_run(&drop, err);
	}
	DB_USE(use, store, DRAFT_SET);

	db_bind_text(&use, "key", key);
	db_bind_text(&use, "text", text);
	return db_run(&use, err);
}
