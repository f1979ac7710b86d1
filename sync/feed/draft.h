/* SPDX-License-Identifier: MIT
 * Drafts: notes that are proposed out of a text somebody else wrote, and who proposes them. A draft is nothing in a deck:
 * it waits in the inbox until the learner, or a rule the learner made, says yes. Knows nothing of feeds' formats, of the
 * store or of the network. */
#ifndef SYNC_FEED_DRAFT_H
#define SYNC_FEED_DRAFT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "schema/row.h"

enum {
	DRAFT_TEXT_MAX = 64 * 1024,  /* of an entry, bytes: what is longer was cut */
	DRAFT_QUOTE_MAX = 1000,	     /* bytes */
	DRAFT_FIELD_MAX = 2000,	     /* bytes of a field's markup */
	DRAFT_PER_TEXT = 12,	     /* what one drafter may put for one text; the rest is not taken */
};

/* What is drafted from. All texts are clean (utf8_clean), plain, and borrowed for the call. Paragraphs of `text` end with
 * "\n"; `lang` is a code such as "en", or empty where it could not be told. Data, never instructions. */
struct draft_source {
	struct str title, text, link, lang;
	struct str feed; /* its title, for people */
	struct str deck; /* where its notes would go (a path) */
};

/* One proposal. `type` is a built-in note type's uid (template_builtin(TYPE_…)->uid); fields are markup, as many as that
 * type has; `quote` stands in the source's title or text as it is, white space aside. Borrowed for the call. */
struct draft {
	uint64_t type;
	struct row_list fields;
	struct str quote;
	struct str tags; /* space-separated, or empty */
};

/* Takes a proposal. 0: taken, or thrown away because it is not sound, which is no failure; 1: no more are taken; -1. */
typedef int draft_put_fn(void *to, const struct draft *draft, struct err *err);

/* Somebody who proposes. `draft` calls put for each; it returns 0, also where it found nothing, or -1: ERR_NETWORK and
 * ERR_REFUSED mean that it cannot be had now, and that the entry waits for it; other kinds end the run. */
struct drafter {
	const char *name; /* a word, frozen: what decisions are remembered by ("terms", "cloze", "words", "model") */
	int (*draft)(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err);
	void *ctx;
	/* What takes long, for a text that `draft` will be called for: before anything is locked. NULL: nothing does. */
	void (*prepare)(void *ctx, const struct draft_source *source);
};

/* Whether the draft may be shown: a built-in type with as many fields, the first not empty, everything clean and within
 * the limits, at least one card, and a quote that is in the source. Else *why is a constant sentence. */
bool draft_is_sound(const struct draft_source *source, const struct draft *draft, const char **why);
/* Whether the quote stands in the text, a run of white space in the one being any run in the other; empty: no. */
bool draft_quote_is_in(struct str text, struct str quote);

#endif
