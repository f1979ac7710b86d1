/* SPDX-License-Identifier: MIT
 * The kernel for any processor: four floats at once, which x86-64 and aarch64 always can. */
#define LANES	    4
#define KERNEL	    kernel_plain
#define KERNEL_NAME "plain"
#include "study/optim/kernel_body.h"
