/* SPDX-License-Identifier: MIT
 * The target over images in a build without pictures. */
#include "tests/fuzz/images.h"

void fuzz_image(const uint8_t *data, size_t size)
{
	(void)data, (void)size;
}
