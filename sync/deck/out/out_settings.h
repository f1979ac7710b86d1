/* SPDX-License-Identifier: MIT
 * Settings of decks as they are written in rows, for programs that have the like. What they mean here is study's
 * business. */
#ifndef SYNC_DECK_OUT_OUT_SETTINGS_H
#define SYNC_DECK_OUT_OUT_SETTINGS_H

#include "base/mem.h"
#include "schema/store.h"

struct out_setting {
	struct str key, value;
};
struct out_settings {
	struct out_setting *item; /* by key */
	size_t count, cap;
	struct arena arena;
};

int out_settings_load(struct out_settings *settings, struct store *store, struct err *err) MUST_CHECK;
void out_settings_fini(struct out_settings *settings);
/* Whether that very deck sets it itself. */
bool out_settings_own(const struct out_settings *settings, struct str deck, const char *key);
/* Of the deck, the nearest above it that says something, everywhere; empty: nobody does. */
struct str out_settings_get(const struct out_settings *settings, struct str deck, const char *key);

#endif
