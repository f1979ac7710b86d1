/* SPDX-License-Identifier: MIT
 * The simulator's arithmetic, 16 cards at once. */
#define LANES	    16
#define KERNEL	    sim_avx512
#define KERNEL_NAME "avx512"
#include "study/sim/sim_body.h"
