/* SPDX-License-Identifier: MIT
 * Memory: allocation that never returns NULL, and arenas.
 *
 * Running out of memory ends the program with one sentence: every answer is durable before its feedback is
 * drawn (docs/decisions/0003), so ending is safe at any point, and no caller has a path that no test walks. */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

#include "base/text.h"

void *mem_alloc(size_t size);                           /* zeroed; free() it */
void *mem_array(size_t count, size_t size);             /* zeroed, count * size checked; free() it */
void *mem_grow(void *old, size_t count, size_t size);   /* realloc, checked; the new part is not zeroed */
char *mem_strndup(const char *s, size_t len);

/* Called once before the program ends, to give the terminal back. */
void mem_on_failure(void (*restore)(void));

/* Everything of one frame, one card or one batch: given back at once. {0} is an empty arena. */
struct arena {
	struct arena_block *head;
};

void *arena_alloc(struct arena *arena, size_t size); /* zeroed, aligned for anything */
struct str arena_str(struct arena *arena, struct str s); /* a copy with a NUL behind it */
void arena_reset(struct arena *arena); /* forgets everything, keeps one block for the next round */
void arena_fini(struct arena *arena);

#endif
