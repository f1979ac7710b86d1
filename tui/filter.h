/* SPDX-License-Identifier: MIT
 * Filter: another program as one hand of a flow: what is put goes through it. Used for zstd, which this program does not
 * link: `cairn-sync pack` and `cairn-sync unpack`. */
#ifndef TUI_FILTER_H
#define TUI_FILTER_H

#include "base/flow.h"

struct filter;
/* Starts `cairn-sync VERB`. A failure of the program is an error of put or end: `wrong` is the sentence then. */
int filter_open(struct filter **filter, const char *verb, const char *wrong, struct flow *next,
		struct err *err) MUST_CHECK;
struct flow *filter_flow(struct filter *filter);
void filter_free(struct filter *filter); /* ends it if it still runs; NULL is fine */

#endif
