/* SPDX-License-Identifier: MIT
 * Numbers as text where there are millions of them: the same characters as printf's, without it. */
#ifndef BASE_DIGITS_H
#define BASE_DIGITS_H

#include <stdint.h>

#include "base/text.h"

void digits_put_int(struct buf *out, int64_t value); /* "%" PRId64 */
void digits_put_real(struct buf *out, double value); /* "%.17g": comes back as the same number */

#endif
