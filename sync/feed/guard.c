/* SPDX-License-Identifier: MIT
 * Public addresses. The ranges are those of IANA's registries of special-purpose addresses (RFC 6890 and what came
 * after it). */
#include "sync/feed/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_public4(uint32_t a)
{
	static const struct {
		uint32_t net;
		int bits;
	} not[] = {
		{0x00000000, 8},  {0x0A000000, 8},  {0x64400000, 10}, {0x7F000000, 8},	{0xA9FE0000, 16}, {0xAC100000, 12},
		{0xC0000000, 24}, {0xC0000200, 24}, {0xC0586300, 24}, {0xC0A80000, 16}, {0xC6120000, 15}, {0xC6336400, 24},
		{0xCB007100, 24}, {0xE0000000, 4},  {0xF0000000, 4},
	};

	for (size_t i = 0; i < sizeof(not) / sizeof(not[0]); i++)
		if ((a ^ not[i].net) >> (32 - not[i].bits) == 0)
			return false;
	return true;
}

static uint32_t word(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static bool is_public6(const uint8_t a[16])
{
	static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF}, nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

	if (!memcmp(a, mapped, 12) || !memcmp(a, nat64, 12))
		return is_public4(word(a + 12));
	if (a[0] == 0x20 && a[1] == 0x02) /* 6to4 */
		return is_public4(word(a + 2));
	if (a[0] == 0x20 && a[1] == 0x01 && (a[2] < 0x02 || (a[2] == 0x0D && a[3] == 0xB8))) /* Teredo and kin, documentation */
		return false;
	if (a[0] == 0x3F && a[1] == 0xFF && a[2] < 0x10) /* documentation (RFC 9637) */
		return false;
	return (a[0] & 0xE0) == 0x20; /* global unicast is 2000::/3; all else is not the internet */
}

bool guard_is_public(const struct sockaddr *address, socklen_t len)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (len >= (socklen_t)sizeof(v4) && address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof(v4));
		return is_public4(ntohl(v4.sin_addr.s_addr));
	}
	if (len >= (socklen_t)sizeof(v6) && address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof(v6));
		return is_public6(v6.sin6_addr.s6_addr);
	}
	return false;
}

int guard_test(struct guard_test *test, struct err *err)
{
	const char *value = getenv("CAIRN_FEED_TEST");
	int taken;

	*test = (struct guard_test){0};
	if (!value || !*value)
		return 0;
	taken = sscanf(value, "%d:%255[^:]:%d", &test->port, test->ca, &test->seconds);
	if (taken >= 2 && test->port > 0 && test->port < 65536)
		return 0;
	return err_set(err, ERR_USAGE, "CAIRN_FEED_TEST is PORT:CAFILE[:SECONDS], for tests; unset it");
}

bool guard_allows(const struct guard_test *test, const struct sockaddr *address, socklen_t len)
{
	struct sockaddr_in v4;

	if (guard_is_public(address, len))
		return !test->port; /* a test goes nowhere else */
	if (!test->port || address->sa_family != AF_INET || len < (socklen_t)sizeof(v4))
		return false;
	memcpy(&v4, address, sizeof(v4));
	return ntohl(v4.sin_addr.s_addr) == INADDR_LOOPBACK && ntohs(v4.sin_port) == test->port;
}
