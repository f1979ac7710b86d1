/* SPDX-License-Identifier: MIT
 * Anki's packages (.apkg, .colpkg) of all three generations, read inside the jail: a file in, records out
 * (sync/deck/wire.h). docs/decks-format.md says what becomes of what. */
#ifndef SYNC_DECK_ANKI_H
#define SYNC_DECK_ANKI_H

#include <stdbool.h>

#include "sync/deck/jail.h"

jail_fn anki_parse; /* ctx: struct anki_wish */

struct anki_wish {
	bool media; /* also hand over the media files */
};

#endif
