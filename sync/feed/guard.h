/* SPDX-License-Identifier: MIT
 * Which addresses a fetch may connect to: public ones alone, told after the name was looked up, so that no name of
 * somebody's leads into this network. */
#ifndef SYNC_FEED_GUARD_H
#define SYNC_FEED_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/err.h"

/* False for loopback, private, link-local, shared (CGNAT), multicast, reserved and documentation addresses of IPv4, for
 * their like in IPv6, for IPv4 inside IPv6 that is such, and for what is neither. */
bool guard_is_public(const struct sockaddr *address, socklen_t len);

/* For tests alone: CAIRN_FEED_TEST=PORT:CAFILE[:SECONDS] sends names below ".test" (RFC 6761: nobody's) to 127.0.0.1 and
 * that port, believes that file's authority instead of the system's, and gives a transfer that many seconds. Nothing else
 * of this machine or its network can be reached by it. Taken from the process' environment, never from a .env file. */
struct guard_test {
	int port; /* 0: not set */
	int seconds;
	char ca[256];
};
int guard_test(struct guard_test *test, struct err *err) MUST_CHECK;
bool guard_allows(const struct guard_test *test, const struct sockaddr *address, socklen_t len);

#endif
