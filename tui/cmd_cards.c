/* SPDX-License-Identifier: MIT
 * cairn next, answer, undo, fold: a sitting without a screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/markup.h"
#include "base/message.h"
#include "schema/card_json.h"
#include "study/fold.h"
#include "study/session.h"
#include "tui/pin.h"
#include "tui/program.h"

enum { UID_DIGITS = 13 };

static const char *const mode_names[] = {"flip", "choice", "typed", "cloze"};
static const char *const rating_names[] = {"again", "hard", "good", "easy"};

static void put_plain(struct json *j, const char *key, struct str markup)
{
	struct buf plain = {0};

	markup_plain(&plain, markup);
	json_key_str(j, key, buf_str(&plain));
	buf_fini(&plain);
}

static void put_question(const struct question *q, struct buf *out)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key_str(&j, "outcome", STR("card"));
	name_put_json(&j, "card", q->card.uid);
	json_key_str(&j, "deck", q->deck);
	json_key_str(&j, "mode", str_of(mode_names[q->mode]));
	put_plain(&j, "front", q->front);
	put_plain(&j, "back", q->back);
	json_key_str(&j, "expected", q->expected);
	json_key(&j, "choices");
	json_open(&j, '[');
	for (size_t i = 0; i < q->choice.count; i++)
		json_str(&j, q->choice.item[i]);
	json_close(&j, ']');
	card_put_json(&j, &q->card);
	json_close(&j, '}');
}

static int open_session(struct program *p, struct session **session, struct err *err)
{
	struct session_options options = {.mode = p->options.mode};

	if (program_deck(p, &options.path, err))
		return -1;
	return session_open(session, p->store, &options, err);
}

static void put_next(struct program *p, struct session *session, int rc, const struct question *q,
		     struct buf *out)
{
	int64_t wait_s = rc == SESSION_WAIT ? (session_wait_ms(session) + 999) / 1000 : 0;

	if (rc == 0 && p->options.json) {
		put_question(q, out);
	} else if (rc == 0) {
		char uid[UID_DIGITS + 1];

		hash_put32(uid, q->card.uid, UID_DIGITS);
		buf_addf(out, "%s  ", uid);
		markup_line(out, q->front, 200);
	} else if (p->options.json) {
		buf_addf(out, "{\"outcome\":\"%s\",\"wait_s\":%lld}", rc == SESSION_WAIT ? "wait" : "done",
			 (long long)wait_s);
	} else if (rc == SESSION_WAIT) {
		buf_addf(out, _("the next card comes back in %lld s"), (long long)wait_s);
	} else {
		buf_addz(out, _("done for today"));
	}
}

int cmd_next(struct program *p, struct err *err)
{
	struct session *session = NULL;
	struct question question;
	struct buf out = {0};
	int rc = -1;

	if (pin_ask_tty(&p->env, &p->paths, &p->clock, err))
		return -1;
	if (open_session(p, &session, err) == 0)
		rc = session_next(session, &question, err);
	if (rc >= 0) {
		put_next(p, session, rc, &question, &out);
		puts(buf_z(&out));
	}
	buf_fini(&out);
	session_close(session);
	return rc < 0 ? -1 : 0;
}

static int read_rating(const char *text, int *rating, struct err *err)
{
	for (int i = 0; i < 4; i++) {
		if (strcmp(text, rating_names[i]) == 0 || (text[0] == '1' + i && !text[1])) {
			*rating = i + 1;
			return 0;
		}
	}
	return err_set(err, ERR_USAGE, "a rating is again, hard, good, easy or 1 to 4, not \"%.20s\"", text);
}

int cmd_answer(struct program *p, struct err *err)
{
	struct session *session = NULL;
	struct question question;
	struct answer answer = {.dist = -1};
	uint64_t uid;
	int rc;

	if (p->options.args != 2)
		return err_set(err, ERR_USAGE, "cairn answer CARD RATING; the card as cairn next names it");
	if (!hash_get32(str_of(p->options.arg[0]), UID_DIGITS, &uid))
		return err_set(err, ERR_INPUT,
			       "\"%.40s\" is no card's name; cairn next --json and cairn cards give them",
			       p->options.arg[0]);
	if (read_rating(p->options.arg[1], &answer.rating, err) || open_session(p, &session, err))
		return -1;
	rc = session_show(session, uid, &question, err);
	if (rc > 0)
		rc = err_set(err, ERR_INPUT, "there is no card %s here", p->options.arg[0]);
	if (rc == 0) {
		answer.mode = question.mode;
		rc = session_answer(session, &answer, NULL, err);
	}
	if (rc > 0)
		rc = err_set(err, ERR_FAILED, "the card was answered by another program meanwhile");
	session_close(session);
	return rc;
}

int cmd_undo(struct program *p, struct err *err)
{
	struct session *session = NULL;
	struct row what;
	int rc = -1;

	if (open_session(p, &session, err) == 0)
		rc = session_undo(session, &what, err);
	if (rc > 0)
		rc = err_set(err, ERR_INPUT, "there is nothing to take back");
	session_close(session);
	return rc;
}

int cmd_fold(struct program *p, struct err *err)
{
	return fold_slice(p->store, 0, err) < 0 ? -1 : 0;
}
