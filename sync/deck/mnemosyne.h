/* SPDX-License-Identifier: MIT
 * Mnemosyne 2's packages of cards (.cards: a zip archive with XML) and databases (.db), read inside the jail: a file in,
 * records out (sync/deck/wire.h). docs/decks-format.md says what becomes of what. */
#ifndef SYNC_DECK_MNEMOSYNE_H
#define SYNC_DECK_MNEMOSYNE_H

#include "base/text.h"
#include "sync/deck/jail.h"

jail_fn mnemosyne_parse; /* ctx: struct mnemosyne_wish */

struct mnemosyne_wish {
	bool database; /* else a package */
	bool media;    /* also hand over the media files */
	int z;	       /* minutes east of UTC less the rollover hour, for days: the file does not say */
	struct str deck; /* there are no decks, only tags: the one for all of it */
};

#endif
