/* SPDX-License-Identifier: MIT
 * Kiosk: the game as the forced command of a key in authorized_keys. Whoever holds the key plays, and that is all: no
 * shell, no files by name, no verbs, and nothing that the client sends but keys (docs/phone.md). */
#ifndef TUI_KIOSK_H
#define TUI_KIOSK_H

#include "tui/program.h"

/* Whether `kiosk` is the first word. */
bool kiosk_is(char **argv);
/* Leaves of the environment HOME (which sshd sets after what clients ask for), a TERM and names of locales with no
 * characters but those of such names, and whether there is an SSH line. To be called before anything reads it. */
void kiosk_clean(void);
/* `cairn kiosk NAME [--deck D] [--mode M] [--plain]`; ERR_USAGE where it is anything else. */
int kiosk_enter(struct options *options, char **argv, struct err *err) MUST_CHECK;
/* Leaves the profile's own configuration as the only one: not that of all profiles, nor one of the folder it was started
 * in. */
int kiosk_settle(struct paths *paths, struct err *err) MUST_CHECK;
/* Whose rows a kiosk syncs: the store's learner, else CAIRN_LEARNER of the profile, else one called as the profile.
 * Borrowed from `name`. */
int kiosk_learner(const struct program *program, struct buf *name, struct err *err) MUST_CHECK;
/* Puts "[file]" for what looks like an absolute path. */
void kiosk_hide(struct buf *text);

#endif
