/* SPDX-License-Identifier: MIT
 * Chance: a generator that can be seeded for tests. */
#include "base/random.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

static const uint64_t golden = 0x9E3779B97F4A7C15u;

uint64_t rng_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
	x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
	return x ^ (x >> 31);
}

void rng_seed(struct rng *rng, uint64_t seed)
{
	rng->state = seed;
}

void rng_init_unique(struct rng *rng)
{
	if (getrandom(&rng->state, sizeof(rng->state), 0) != sizeof(rng->state)) {
		struct timespec ts;

		clock_gettime(CLOCK_REALTIME, &ts);
		rng->state = rng_mix((uint64_t)ts.tv_sec ^ (uint64_t)ts.tv_nsec << 32);
	}
}

void rng_init(struct rng *rng)
{
	const char *seed = getenv("CAIRN_SEED");

	if (seed && *seed)
		rng->state = strtoull(seed, NULL, 10);
	else
		rng_init_unique(rng);
}

uint64_t rng_next(struct rng *rng)
{
	rng->state += golden;
	return rng_mix(rng->state);
}

uint64_t rng_below(struct rng *rng, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

	do
		x = rng_next(rng);
	while (x >= limit);
	return x % n;
}
