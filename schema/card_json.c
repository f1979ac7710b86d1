/* SPDX-License-Identifier: MIT
 * A card's schedule as JSON. */
#include "schema/card_json.h"

#include "base/hash.h"

enum { NAME_DIGITS = 13, DECIMALS = 8 };

void name_put_json(struct json *j, const char *key, uint64_t name)
{
	char text[NAME_DIGITS + 1];

	hash_put32(text, name, NAME_DIGITS);
	json_key_str(j, key, str_of(text));
}

void moment_put_json(struct json *j, const char *key, int64_t ms)
{
	struct buf iso = {0};

	json_key(j, key);
	if (ms) {
		clock_put_iso(&iso, ms);
		json_str(j, buf_str(&iso));
	} else {
		json_null(j);
	}
	buf_fini(&iso);
}

static void put_due(struct json *j, const struct card *card)
{
	struct buf due = {0};

	json_key(j, "due");
	if (card->state == CARD_NEW) {
		json_null(j);
		return;
	}
	if (card->queue == QUEUE_LEARN)
		clock_put_iso(&due, card->due);
	else
		clock_put_date(&due, card->due);
	json_str(j, buf_str(&due));
	buf_fini(&due);
}

static const char *state_name(enum card_state state)
{
	switch (state) {
	case CARD_NEW: return "new";
	case CARD_LEARNING: return "learning";
	case CARD_REVIEW: return "review";
	case CARD_RELEARNING: return "relearning";
	}
	return "new";
}

static const char *queue_name(enum card_queue queue)
{
	switch (queue) {
	case QUEUE_ABSENT: return "absent";
	case QUEUE_BURIED: return "buried";
	case QUEUE_SUSPENDED: return "suspended";
	case QUEUE_NEW: return "new";
	case QUEUE_LEARN: return "learn";
	case QUEUE_REVIEW: return "review";
	}
	return "absent";
}

void card_put_json(struct json *j, const struct card *card)
{
	json_key_str(j, "state", str_of(state_name(card->state)));
	json_key_str(j, "queue", str_of(queue_name(card->queue)));
	put_due(j, card);
	json_key(j, "S");
	json_real(j, card->s, DECIMALS);
	json_key(j, "D");
	json_real(j, card->d, DECIMALS);
	json_key_int(j, "reps", card->reps);
	json_key_int(j, "lapses", card->lapses);
	json_key_int(j, "ivl", card->ivl);
	json_key_int(j, "flag", card->flag);
}
