/* SPDX-License-Identifier: MIT
 * Memory: allocation that never returns NULL, and arenas. */
#include "base/mem.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"

enum { BLOCK_SIZE = 16 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	alignas(max_align_t) char data[];
};

static void (*restore_terminal)(void);

void mem_on_failure(void (*restore)(void))
{
	restore_terminal = restore;
}

static void *checked(void *p)
{
	if (p)
		return p;
	if (restore_terminal)
		restore_terminal();
	fputs(_("cairn: out of memory; every answer given so far is saved\n"), stderr);
	_Exit(1);
}

static size_t product(size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		checked(NULL);
	return total ? total : 1;
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size ? size : 1));
}

void *mem_array(size_t count, size_t size)
{
	return checked(calloc(1, product(count, size)));
}

void *mem_grow(void *old, size_t count, size_t size)
{
	return checked(realloc(old, product(count, size)));
}

char *mem_strndup(const char *s, size_t len)
{
	char *copy = mem_alloc(len + 1);

	if (len)
		memcpy(copy, s, len);
	return copy;
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *block = checked(malloc(sizeof(*block) + size));

	block->size = size;
	block->used = 0;
	block->next = NULL;
	return block;
}

static void *take(struct arena *arena, size_t size)
{
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
	struct arena_block *block = arena->head;
	void *p;

	if (rounded < size)
		checked(NULL);
	if (!block || block->size - block->used < rounded) {
		block = block_new(rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
		block->next = arena->head;
		arena->head = block;
	}
	p = block->data + block->used;
	block->used += rounded;
	return p;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return memset(take(arena, size), 0, size);
}

struct str arena_str(struct arena *arena, struct str s)
{
	char *copy = take(arena, s.len + 1);

	if (s.len)
		memcpy(copy, s.s, s.len);
	copy[s.len] = '\0';
	return (struct str){copy, s.len};
}

void arena_reset(struct arena *arena)
{
	struct arena_block *keep = NULL;

	while (arena->head) {
		struct arena_block *next = arena->head->next;

		if (!keep && arena->head->size == BLOCK_SIZE)
			keep = arena->head;
		else
			free(arena->head);
		arena->head = next;
	}
	if (keep) {
		keep->used = 0;
		keep->next = NULL;
		arena->head = keep;
	}
}

void arena_fini(struct arena *arena)
{
	arena_reset(arena);
	free(arena->head);
	arena->head = NULL;
}
