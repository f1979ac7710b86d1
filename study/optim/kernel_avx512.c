/* SPDX-License-Identifier: MIT
 * The kernel for AVX-512: sixteen floats at once. */
#define LANES	    16
#define KERNEL	    kernel_avx512
#define KERNEL_NAME "avx512"
#include "study/optim/kernel_body.h"
