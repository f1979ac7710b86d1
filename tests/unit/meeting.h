/* SPDX-License-Identifier: MIT
 * Devices that meet on a network without one, for the tests of the protocol. */
#ifndef TESTS_UNIT_MEETING_H
#define TESTS_UNIT_MEETING_H

#include "sync/mongo/protocol.h"
#include "tests/unit/device.h"
#include "tests/unit/fake_net.h"

extern struct fake_net meeting; /* empty at the start of each case */
int meeting_setup(void **state);
int meeting_teardown(void **state);
#define MEETING_CASE(name) cmocka_unit_test_setup_teardown(name, meeting_setup, meeting_teardown)

/* A whole sync: 0 or -1 with d->err; *news is what came of it. */
int meeting_sync_as(struct device *d, const char *learner, const char *key, struct sync_news *news);
struct sync_news meeting_sync(struct device *d); /* as ada, without a key; a failure ends the test */

void meeting_answer(struct device *d, int count); /* so many rows of the device's own */
int64_t meeting_waiting(struct device *d);	  /* rows that no server has */

/* The rows of a device as sorted lines of identity and content, none of them twice; free it. */
char *meeting_rows(struct device *d, int64_t *count);
void meeting_assert_same(struct device *a, struct device *b, int64_t count);

#endif
