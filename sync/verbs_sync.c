/* SPDX-License-Identifier: MIT
 * The verbs of cairn-sync. */
#include "sync/cross.h"

const struct cross_verb cross_verbs[] = {
	{"assist", NULL, "cairn-feed"},
	{"catalogue", cmd_catalogue, NULL},
	{"doctor", cmd_doctor, NULL},
	{"export", cmd_export, NULL},
	{"feed", NULL, "cairn-feed"},
	{"import", cmd_import, NULL},
	{"pack", cmd_pack, NULL},
	{"picture", NULL, "cairn-picture"},
	{"publish", cmd_publish, NULL},
	{"subscribe", cmd_subscribe, NULL},
	{"sync", cmd_sync, NULL},
	{"unpack", cmd_unpack, NULL},
	{"unsubscribe", cmd_unsubscribe, NULL},
	{NULL, NULL, NULL},
};
