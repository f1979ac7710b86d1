/* SPDX-License-Identifier: MIT
 * Settings of decks as they are written in rows. */
#include "sync/deck/out/out_settings.h"

#include <stdlib.h>

#include "schema/log.h"

static int take(void *ctx, struct str key, struct str value, struct err *err)
{
	struct out_settings *settings = ctx;

	(void)err;
	if (settings->count == settings->cap) {
		settings->cap = settings->cap ? 2 * settings->cap : 64;
		settings->item = mem_grow(settings->item, settings->cap, sizeof(*settings->item));
	}
	settings->item[settings->count++] =
		(struct out_setting){arena_str(&settings->arena, key), arena_str(&settings->arena, value)};
	return 0;
}

int out_settings_load(struct out_settings *settings, struct store *store, struct err *err)
{
	return setting_each(store, take, settings, err);
}

void out_settings_fini(struct out_settings *settings)
{
	free(settings->item);
	arena_fini(&settings->arena);
}

static int by_key(const void *a, const void *b)
{
	const struct out_setting *left = a, *right = b;

	return str_cmp(left->key, right->key);
}

static struct str find(const struct out_settings *settings, struct str deck, const char *key)
{
	struct buf name = {0};
	struct out_setting wanted, *found;

	if (deck.len)
		buf_addf(&name, "deck.%.*s.%s", STR_FMT(deck), key);
	else
		buf_addz(&name, key);
	wanted.key = buf_str(&name);
	found = settings->count
			? bsearch(&wanted, settings->item, settings->count, sizeof(*settings->item), by_key)
			: NULL;
	buf_fini(&name);
	return found ? found->value : (struct str){"", 0};
}

bool out_settings_own(const struct out_settings *settings, struct str deck, const char *key)
{
	return find(settings, deck, key).len > 0;
}

struct str out_settings_get(const struct out_settings *settings, struct str deck, const char *key)
{
	struct str value = find(settings, deck, key);

	while (!value.len && deck.len) {
		while (deck.len && !(deck.len > 1 && deck.s[deck.len - 1] == ':' && deck.s[deck.len - 2] == ':'))
			deck.len--;
		deck.len -= deck.len ? 2 : 0;
		value = find(settings, deck, key);
	}
	return value;
}
