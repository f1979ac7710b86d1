/* SPDX-License-Identifier: MIT
 * Targets over images and over what is said about them. */
#ifndef TESTS_FUZZ_IMAGES_H
#define TESTS_FUZZ_IMAGES_H

#include <stddef.h>
#include <stdint.h>

void fuzz_image(const uint8_t *data, size_t size); /* an image file, through decoders and drawing; nothing in a build without */
void fuzz_picture(const uint8_t *data, size_t size); /* what the jail says, as the game reads it */

#endif
