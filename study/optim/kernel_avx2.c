/* SPDX-License-Identifier: MIT
 * The kernel for AVX2: eight floats at once. */
#define LANES	    8
#define KERNEL	    kernel_avx2
#define KERNEL_NAME "avx2"
#include "study/optim/kernel_body.h"
