/* SPDX-License-Identifier: MIT
 * The verbs of cairn-picture: what needs the libraries of image formats. */
#include "sync/cross.h"

const struct cross_verb cross_verbs[] = {
	{"picture", cmd_picture, NULL},
	{NULL, NULL, NULL},
};
