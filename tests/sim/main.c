/* SPDX-License-Identifier: MIT
 * simulate FROM TO: runs the histories of these seeds and says how many broke a rule. `./dev simulate` calls
 * it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/sim.h"

static bool make_folder(char *folder, size_t size)
{
	const char *base = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");

	snprintf(folder, size, "%s/cairn-sim-XXXXXX", base ? base : "/tmp");
	return mkdtemp(folder) != NULL;
}

int main(int argc, char **argv)
{
	uint64_t from = argc > 1 ? strtoull(argv[1], NULL, 10) : 1,
		 to = argc > 2 ? strtoull(argv[2], NULL, 10) : from;
	unsigned long long violations = 0;
	char folder[256];
	struct sim sim;

	if (argc < 2 || to < from || !make_folder(folder, sizeof(folder))) {
		fputs("usage: simulate FROM [TO]: the numbers of the first and the last seed\n", stderr);
		return 2;
	}
	for (uint64_t seed = from; seed <= to; seed++) {
		if (sim_run(&sim, seed, folder, from == to))
			continue;
		violations++;
		printf("seed %llu: %s\n\treplay with: ./dev simulate %llu\n", (unsigned long long)seed,
		       sim.complaint, (unsigned long long)seed);
		fflush(stdout);
	}
	rmdir(folder);
	printf("%llu seeds, %llu violations\n", (unsigned long long)(to - from + 1), violations);
	return violations ? 1 : 0;
}
