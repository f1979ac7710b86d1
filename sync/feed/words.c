/* SPDX-License-Identifier: MIT
 * Words and sentences of plain text. */
#include "sync/feed/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/loose.h"
#include "base/mem.h"

static bool is_letter(char c)
{
	return (unsigned char)c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

bool words_next(struct str *rest, struct str *word)
{
	size_t from = 0, to;

	while (from < rest->len && !is_letter(rest->s[from]))
		from++;
	for (to = from; to < rest->len && is_letter(rest->s[to]);)
		to++;
	*word = str_slice(*rest, from, to);
	*rest = str_slice(*rest, to, rest->len);
	return word->len > 0;
}

uint64_t words_hash(struct str word, struct buf *scratch)
{
	uint64_t hash;

	buf_clear(scratch);
	loose_put(scratch, word);
	hash = hash_bytes(buf_str(scratch));
	return hash ? hash : 1;
}

/* Whether a sentence ends behind text.s[at]; *len: of the mark that ends it. */
static bool ends_at(struct str text, size_t at, size_t *len)
{
	static const char *const wide[] = {"。", "！", "？"};

	*len = 1;
	if (text.s[at] == '\n')
		return true;
	if (strchr(".!?", text.s[at]) && text.s[at])
		return at + 1 == text.len || text.s[at + 1] == ' ' || text.s[at + 1] == '\n';
	for (size_t i = 0; i < 3; i++)
		if (text.len - at >= 3 && !memcmp(text.s + at, wide[i], 3)) {
			*len = 3;
			return true;
		}
	return false;
}

/* "Dr. ", "e.g. ", "J. " and the like go on: what is before the stop is a single letter or a known short form. */
static bool is_short_form(struct str text, size_t from, size_t at)
{
	static const char *const forms[] = {"Dr", "Mr", "Mrs", "Ms", "St", "vs", "etc", "bzw", "ca", "Nr", "No", "z.B", "e.g", "i.e"};
	size_t begin = at;

	if (text.s[at] != '.')
		return false;
	while (begin > from && text.s[begin - 1] != ' ' && text.s[begin - 1] != '\n')
		begin--;
	if (at - begin == 1)
		return true;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (at - begin == strlen(forms[i]) && !memcmp(text.s + begin, forms[i], at - begin))
			return true;
	return false;
}

bool words_sentence(struct str *rest, struct str *sentence)
{
	size_t from = 0, at, len = 1;

	while (from < rest->len && strchr(" \n\t", rest->s[from]) && rest->s[from])
		from++;
	for (at = from; at < rest->len; at++)
		if (ends_at(*rest, at, &len) && !is_short_form(*rest, from, at))
			break;
	if (at < rest->len)
		at += len;
	*sentence = str_trim(str_slice(*rest, from, at));
	*rest = str_slice(*rest, at, rest->len);
	return sentence->len > 0;
}

static struct word_slot *seek(const struct word_table *table, uint64_t hash)
{
	size_t at = hash & (table->cap - 1);

	while (table->slot[at].hash && table->slot[at].hash != hash)
		at = (at + 1) & (table->cap - 1);
	return &table->slot[at];
}

struct word_slot *words_find(const struct word_table *table, uint64_t hash)
{
	struct word_slot *slot = table->cap ? seek(table, hash) : NULL;

	return slot && slot->hash ? slot : NULL;
}

static void grow(struct word_table *table)
{
	struct word_table bigger = {.cap = table->cap ? table->cap * 2 : 1024, .used = table->used};

	bigger.slot = mem_array(bigger.cap, sizeof(*bigger.slot));
	for (size_t i = 0; i < table->cap; i++)
		if (table->slot[i].hash)
			*seek(&bigger, table->slot[i].hash) = table->slot[i];
	free(table->slot);
	*table = bigger;
}

struct word_slot *words_put(struct word_table *table, uint64_t hash)
{
	struct word_slot *slot;

	if (table->used * 2 >= table->cap)
		grow(table);
	slot = seek(table, hash);
	if (!slot->hash) {
		slot->hash = hash;
		table->used++;
	}
	return slot;
}

void words_fini(struct word_table *table)
{
	free(table->slot);
	*table = (struct word_table){0};
}
