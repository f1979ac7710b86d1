/* SPDX-License-Identifier: MIT
 * simulate FROM TO [PROCESSES]: runs the histories of these seeds and says how many broke a rule. `./dev simulate` calls
 * it. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/sim/sim.h"

enum { MANY = 64 };

static unsigned long long run(uint64_t from, uint64_t to, uint64_t stride, bool verbose)
{
	unsigned long long violations = 0;
	static struct sim sim;

	device_prepare();
	for (uint64_t seed = from; seed <= to; seed += stride) {
		if (sim_run(&sim, seed, verbose))
			continue;
		violations++;
		printf("seed %llu: %s\n\treplay with: ./dev simulate %llu\n", (unsigned long long)seed,
		       sim.complaint, (unsigned long long)seed);
		fflush(stdout);
	}
	return violations;
}

/* Each process takes its share of the seeds; what it found comes back through a pipe. -1: a process broke. */
static long long run_in_processes(uint64_t from, uint64_t to, uint64_t processes)
{
	unsigned long long found, sum = 0;
	uint64_t told = 0;
	int ends[2];

	if (pipe(ends))
		return -1;
	for (uint64_t i = 0; i < processes; i++)
		if (fork() == 0) {
			found = run(from + i, to, processes, false);
			_exit(write(ends[1], &found, sizeof found) != sizeof found);
		}
	close(ends[1]);
	for (; read(ends[0], &found, sizeof found) == sizeof found; told++)
		sum += found;
	while (wait(NULL) > 0)
		;
	close(ends[0]);
	return told == processes ? (long long)sum : -1;
}

int main(int argc, char **argv)
{
	uint64_t from = argc > 1 ? strtoull(argv[1], NULL, 10) : 0,
		 to = argc > 2 ? strtoull(argv[2], NULL, 10) : from;
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t processes = argc > 3 ? strtoull(argv[3], NULL, 10) : cpus > 0 ? (uint64_t)cpus : 1;
	long long violations;

	if (argc < 2 || to < from || !processes) {
		fputs("usage: simulate FROM [TO [PROCESSES]]: the numbers of the first and the last seed\n",
		      stderr);
		return 2;
	}
	if (to - from < MANY)
		violations = (long long)run(from, to, 1, from == to);
	else
		violations = run_in_processes(from, to, processes);
	if (violations < 0) {
		puts("a process of the simulation broke");
		return 2;
	}
	printf("%llu seeds, %lld violations\n", (unsigned long long)(to - from + 1), violations);
	return violations ? 1 : 0;
}
