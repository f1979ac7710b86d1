/* SPDX-License-Identifier: MIT
 * Crash: a report for whoever mends it, written by the signal that ends the program: its version and build, the signal,
 * and the names of the last things done. Names are constants of the program: no text of a card, no path of a person but the
 * report's own. One report is kept, the last. */
#ifndef BASE_CRASH_H
#define BASE_CRASH_H

#include "base/path.h"

/* From here on SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT write state/log/crash.txt and then do what they do. Once in a
 * process; a crash of the stack is told as well. Strings are copied. */
void crash_open(const struct paths *paths, const char *program, const char *version);
/* Something that was done: a constant, lower case or upper case and _ alone. Costs a store. */
void crash_note(const char *name);
/* Called first in a crash, async-signal-safe: gives the terminal back. */
void crash_before(void (*restore)(void));

/* The path of the report; free() it. */
char *crash_path(const struct paths *paths);

#endif
