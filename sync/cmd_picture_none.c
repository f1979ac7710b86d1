/* SPDX-License-Identifier: MIT
 * The verb picture of a build without the libraries for it. */
#include "sync/cross.h"

int cmd_picture(struct cross *cross, int argc, char **argv, struct err *err)
{
	(void)cross, (void)argc, (void)argv;
	return err_set(err, ERR_FAILED, "this cairn-sync was built without pictures");
}
