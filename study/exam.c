/* SPDX-License-Identifier: MIT
 * An exam that can be left: its cards and what was answered so far, as the store keeps it. Lines of words with tabs between
 * them: first the exam, then a card each (c), then an answer each (a). */
#include <stdlib.h>

#include "base/hash.h"
#include "base/mem.h"
#include "study/round.h"

enum { DIGITS = 13, SPARE = 2 };
static const size_t left_out = SIZE_MAX;

static void put_uid(struct buf *out, uint64_t uid)
{
	char text[DIGITS + 1];

	hash_put32(text, uid, DIGITS);
	buf_addz(out, text);
}

static void put_line(struct buf *out, const char *text)
{
	for (; text && *text; text++)
		buf_addc(out, *text == '\t' || *text == '\n' ? ' ' : *text);
	buf_addc(out, '\n');
}

/* The numbers that cards have in the text: all that were answered, and of those that can be asked and of those that cannot
 * so many each. One number a card, left_out for the others; free() it. */
static size_t *number_cards(const struct round *round)
{
	size_t *at = mem_array(round->cards + 1, sizeof(*at)), most = round->target * SPARE + round->answers;
	size_t kept[2] = {0}, count = 0;

	for (size_t i = 0; i < round->answers; i++)
		at[round->answer[i].card] = 1;
	for (size_t i = 0; i < round->cards; i++)
		at[i] = at[i] || kept[round->card[i].out]++ < most ? count++ : left_out;
	return at;
}

void exam_put(const struct round *round, struct buf *out)
{
	size_t *at = number_cards(round);

	buf_addf(out, "exam\t%zu\t", round->target);
	put_line(out, buf_z(&round->query));
	for (size_t i = 0; i < round->cards; i++) {
		if (at[i] == left_out)
			continue;
		buf_addf(out, "c\t%lld\t", (long long)round->card[i].id);
		put_uid(out, round->card[i].uid);
		buf_addz(out, round->card[i].out ? "\tx\n" : "\t-\n");
	}
	for (size_t i = 0; i < round->answers; i++) {
		const struct round_answer *a = &round->answer[i];

		buf_addf(out, "a\t%zu\t%d\t%lld\t%lld\t%d\t", at[a->card], a->rating, (long long)a->took_ms,
			 (long long)a->at, a->undone);
		put_uid(out, a->origin);
		buf_addc(out, '\t');
		put_line(out, a->given);
	}
	free(at);
}

/* Takes the next word of a line as a number; 0 where there is none. */
static int64_t number(struct str *line)
{
	struct str word = {0};
	int64_t value = 0;

	if (str_cut(line, '\t', &word) && str_to_int(word, &value, NULL))
		value = 0;
	return value;
}

static bool name(struct str *line, uint64_t *uid)
{
	struct str word = {0};

	return str_cut(line, '\t', &word) && hash_get32(word, DIGITS, uid);
}

static bool get_card(struct round *round, struct str line)
{
	int64_t id = number(&line);
	uint64_t uid;
	size_t at;

	if (!name(&line, &uid))
		return false;
	at = round_add_card(round, id, uid);
	round->card[at].out = str_is(line, "x");
	return true;
}

static bool get_answer(struct round *round, struct str line)
{
	struct round_answer answer = {.card = (size_t)number(&line)};

	answer.rating = (int)number(&line);
	answer.took_ms = number(&line);
	answer.at = number(&line);
	answer.undone = number(&line) != 0;
	if (answer.card >= round->cards || !name(&line, &answer.origin))
		return false;
	round_add(round, &answer, line);
	return true;
}

int exam_get(struct round *round, struct str text)
{
	struct str line = {0}, word = {0};
	bool fine = str_cut(&text, '\n', &line) && str_cut(&line, '\t', &word) && str_is(word, "exam");

	if (!fine)
		return 1;
	round->target = (size_t)number(&line);
	buf_clear(&round->query);
	buf_add(&round->query, line);
	while (fine && str_cut(&text, '\n', &line)) {
		if (!line.len)
			continue;
		(void)str_cut(&line, '\t', &word);
		fine = str_is(word, "c") ? get_card(round, line) : get_answer(round, line);
	}
	return !fine;
}
