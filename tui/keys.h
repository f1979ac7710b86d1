/* SPDX-License-Identifier: MIT
 * Keys: bytes of a terminal into events. Pure; reads no terminal. */
#ifndef TUI_KEYS_H
#define TUI_KEYS_H

#include "tui/event.h"

/* {0} is ready. */
struct keys {
	struct buf bytes;    /* not yet understood: the start of a sequence */
	struct buf paste;    /* between the two brackets of a paste */
	size_t paste_queued; /* of it, bytes that belong to events in the queue */
	bool pasting;
	struct event *queue;
	size_t head, count, cap;
	struct buf pasted; /* the text of the paste that keys_next gave last */
};

/* Takes what one read gave. Characters of one feed carry their number in `burst`: more than one is a keyboard
 * that commits words, or a paste without brackets. A single character with a blank behind it counts as typed;
 * the blank has burst 0. */
void keys_feed(struct keys *keys, struct str bytes);
/* Whether an ESC stands alone so far: after the escape delay it was the key, say so with keys_flush. */
bool keys_pending(const struct keys *keys);
void keys_flush(struct keys *keys);
bool keys_next(struct keys *keys, struct event *event);
void keys_fini(struct keys *keys);

#endif
