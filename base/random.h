/* SPDX-License-Identifier: MIT
 * Chance: a generator that can be seeded for tests (CAIRN_SEED). Not for secrets: libsodium is. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdint.h>

struct rng {
	uint64_t state;
};

void rng_seed(struct rng *rng, uint64_t seed);
void rng_init(struct rng *rng);	       /* for chance: from CAIRN_SEED, else from the kernel */
void rng_init_unique(struct rng *rng); /* for names that nobody else may have: always from the kernel */
uint64_t rng_next(struct rng *rng);    /* splitmix64 (Steele, Lea, Flood 2014) */
uint64_t rng_below(struct rng *rng, uint64_t n); /* 0 … n-1, without bias; n > 0 */
/* One round of splitmix64's mixer: a hash of a number, for decisions that must be the same everywhere. */
uint64_t rng_mix(uint64_t x);

#endif
