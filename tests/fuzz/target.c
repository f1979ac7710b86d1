/* SPDX-License-Identifier: MIT
 * One of the targets for libFuzzer: -DTARGET="name". */
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/targets.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_target *target = NULL;

	for (size_t i = 0; !target; i++) {
		if (!fuzz_targets[i].name)
			abort();
		if (!strcmp(fuzz_targets[i].name, TARGET))
			target = &fuzz_targets[i];
	}
	target->run(data, size);
	return 0;
}
