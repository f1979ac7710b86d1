/* SPDX-License-Identifier: MIT
 * Words of a text: cut out, folded, and a table of what is known of them. */
#ifndef SYNC_FEED_WORDS_H
#define SYNC_FEED_WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

/* Takes the next run of letters (bytes above 0x7F count as such) and digits off *rest; false: there is none. */
bool words_next(struct str *rest, struct str *word);
/* Hash of the word without case and accents. */
uint64_t words_hash(struct str word, struct buf *scratch);
/* Takes the next sentence, with its full stop, off *rest; trimmed. False: there is none. */
bool words_sentence(struct str *rest, struct str *sentence);

/* A table from hashes to values; {0} is empty. */
struct word_table {
	struct word_slot {
		uint64_t hash; /* 0: free */
		int32_t value;
		int32_t count;
	} *slot;
	size_t used, cap;
};
struct word_slot *words_find(const struct word_table *table, uint64_t hash); /* NULL: not there */
struct word_slot *words_put(struct word_table *table, uint64_t hash);	      /* made with zeros */
void words_fini(struct word_table *table);

#endif
