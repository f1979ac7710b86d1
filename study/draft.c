/* SPDX-License-Identifier: MIT
 * A sitting: what is half typed, one text a card, and which card a process that comes next begins with. Several processes
 * may have the same card on the screen: the text kept last stands. */
#include <string.h>

#include "base/hash.h"
#include "study/session_priv.h"

enum { UID_DIGITS = 13 };
#define LAST "answer" /* the uid of the card typed at last; the text of each under LAST "/" its uid */

static struct str key_of(uint64_t card, char key[sizeof(LAST) + 1 + UID_DIGITS])
{
	char uid[UID_DIGITS + 1];

	hash_put32(uid, card, UID_DIGITS);
	return str_of(strcat(strcpy(key, LAST "/"), uid));
}

int draft_last_card(struct session *session, uint64_t *card, struct err *err)
{
	struct buf uid = {0};
	int rc = draft_get(session->store, STR(LAST), &uid, err);

	if (rc || !hash_get32(buf_str(&uid), UID_DIGITS, card))
		*card = 0;
	session->pointed = *card;
	buf_fini(&uid);
	return rc < 0 ? -1 : 0;
}

int draft_point(struct session *session, uint64_t card, struct err *err)
{
	char uid[UID_DIGITS + 1];

	hash_put32(uid, card, UID_DIGITS);
	session->pointed = card;
	return draft_set(session->store, STR(LAST), str_of(uid), err);
}

static int read_text(struct session *session, struct buf *text, struct err *err)
{
	char key[sizeof(LAST) + 1 + UID_DIGITS];

	return draft_get(session->store, key_of(session->question.card.uid, key), text, err) < 0 ? -1 : 0;
}

int draft_read(struct session *session, struct err *err)
{
	buf_clear(&session->draft);
	return read_text(session, &session->draft, err);
}

int draft_forget(struct session *session, uint64_t card, struct err *err)
{
	char key[sizeof(LAST) + 1 + UID_DIGITS];
	uint64_t last = 0;

	if (draft_set(session->store, key_of(card, key), STR(""), err) || draft_last_card(session, &last, err))
		return -1;
	return last == card ? draft_set(session->store, STR(LAST), STR(""), err) : 0;
}

/* 0 written, 1 another process was here. */
static int write_text(struct session *session, struct str typed, struct err *err)
{
	char key[sizeof(LAST) + 1 + UID_DIGITS];
	uint64_t card = session->question.card.uid;
	struct buf kept = {0};
	bool same;
	STORE_TX(tx);

	if (store_begin(session->store, &tx, err) || read_text(session, &kept, err)) {
		buf_fini(&kept);
		return -1;
	}
	same = str_eq(buf_str(&kept), buf_str(&session->draft));
	buf_fini(&kept);
	if (!same)
		return 1;
	if (typed.len ? draft_set(session->store, key_of(card, key), typed, err) || draft_point(session, card, err)
		      : draft_forget(session, card, err))
		return -1;
	if (store_commit(&tx, err))
		return -1;
	even_same(session);
	return 0;
}

int session_save_draft(struct session *session, struct str typed, struct err *err)
{
	int rc;

	if (!session->on_table || str_eq(typed, buf_str(&session->draft)))
		return 0;
	rc = write_text(session, typed, err);
	if (rc < 0)
		return err_wrap(err, "keeping what was typed");
	if (rc == 0) {
		buf_clear(&session->draft);
		buf_add(&session->draft, typed);
	}
	return rc;
}
