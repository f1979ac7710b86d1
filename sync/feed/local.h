/* SPDX-License-Identifier: MIT
 * Who drafts without a network: definitions, blanks for numbers and names, headlines, and words of a list. */
#ifndef SYNC_FEED_LOCAL_H
#define SYNC_FEED_LOCAL_H

#include "sync/feed/draft.h"
#include "sync/feed/words.h"

extern const struct drafter draft_terms, draft_cloze, draft_headline;

/* Vocabulary: lists that the learner put into the folder `words` of the data folder, one a language, called by its code:
 * zh.u8 (as CC-CEDICT), fr.tsv (a word, a tab, its meaning a line). Words are drafted that no note begins with. */
struct vocabulary;
typedef void broken_list_fn(const char *path, const char *why);
/* Reads the lists. `known`: hashes (words_hash) of what notes begin with; borrowed. Lists that cannot be read are told
 * through `broken` (NULL: nobody asks), and left out. */
void vocabulary_open(struct vocabulary **vocabulary, const char *folder, const struct word_table *known,
		     broken_list_fn *broken);
void vocabulary_close(struct vocabulary *vocabulary);
struct drafter vocabulary_drafter(struct vocabulary *vocabulary);

#endif
