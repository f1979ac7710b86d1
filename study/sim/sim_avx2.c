/* SPDX-License-Identifier: MIT
 * The simulator's arithmetic, 8 cards at once. */
#define LANES	    8
#define KERNEL	    sim_avx2
#define KERNEL_NAME "avx2"
#include "study/sim/sim_body.h"
