/* SPDX-License-Identifier: MIT
 * All targets in one program for libFuzzer: what it is called, fuzz-NAME, says which one it is. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/targets.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct fuzz_target *target;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *dash = strrchr((*argv)[0], '-');

	(void)argc;
	for (target = fuzz_targets; dash && target->name; target++)
		if (!strcmp(target->name, dash + 1))
			return sqlite3_config(SQLITE_CONFIG_SINGLETHREAD); /* its locks would take an eighth of the time */
	fprintf(stderr, "%s: the end of its name is no target\n", (*argv)[0]);
	exit(2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	target->run(data, size);
	return 0;
}
