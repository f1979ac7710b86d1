/* SPDX-License-Identifier: MIT
 * The verbs of cairn-feed: what goes to any server by HTTPS, and needs libcurl and libxml2. */
#include "sync/cross.h"

const struct cross_verb cross_verbs[] = {
	{"assist", cmd_assist, NULL},
	{"feed", cmd_feed, NULL},
	{NULL, NULL, NULL},
};
