/* SPDX-License-Identifier: MIT
 * Zone: seeing that the machine's zone was changed while a program runs; the C library reads it once. */
#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

/* Looks at the file of the machine's zone (/etc/localtime, or the one that TZ names by its path), at most once a minute, and
 * has it read anew if it is another than last time. mono_ms: of a clock that goes on while the machine sleeps. */
void zone_look(int64_t mono_ms);

#endif
