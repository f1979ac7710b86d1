/* SPDX-License-Identifier: MIT
 * The simulator's arithmetic, 4 cards at once. */
#define LANES	    4
#define KERNEL	    sim_plain
#define KERNEL_NAME "plain"
#include "study/sim/sim_body.h"
