/* SPDX-License-Identifier: MIT
 * The check of this machine's way to the network: what is configured, without a packet sent. Whether the server answers is
 * asked by --remote alone. */
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <inttypes.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "base/uri.h"
#include "schema/doctor_priv.h"

enum { LINE = 512 };

/* Addresses of other interfaces than the machine's own. */
static int count_addresses(void)
{
	struct ifaddrs *all, *at;
	int count = 0;

	if (getifaddrs(&all))
		return 0;
	for (at = all; at; at = at->ifa_next)
		count += at->ifa_addr && (at->ifa_addr->sa_family == AF_INET || at->ifa_addr->sa_family == AF_INET6) &&
			 at->ifa_flags & IFF_UP && !(at->ifa_flags & IFF_LOOPBACK);
	freeifaddrs(all);
	return count;
}

/* To an address of documents (RFC 5737, 3849): connecting a datagram socket looks the route up and sends nothing. */
static bool has_route(int family, const char *address)
{
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(443)};
	struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(443)};
	int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0), rc = -1;

	if (fd < 0)
		return false;
	if (family == AF_INET && inet_pton(AF_INET, address, &four.sin_addr) == 1)
		rc = connect(fd, (struct sockaddr *)&four, sizeof(four));
	else if (family == AF_INET6 && inet_pton(AF_INET6, address, &six.sin6_addr) == 1)
		rc = connect(fd, (struct sockaddr *)&six, sizeof(six));
	close(fd);
	return rc == 0;
}

static int count_resolvers(void)
{
	FILE *file = fopen("/etc/resolv.conf", "re");
	char line[LINE];
	int count = 0;

	while (file && fgets(line, sizeof(line), file))
		count += strncmp(line, "nameserver", strlen("nameserver")) == 0;
	if (file)
		fclose(file);
	return count;
}

static void say_way(struct finding *finding, const char *hosts)
{
	bool four = has_route(AF_INET, "192.0.2.1"), six = has_route(AF_INET6, "2001:db8::1");
	int addresses = count_addresses(), resolvers = count_resolvers();

	if (!addresses || (!four && !six)) {
		finding->verdict = VERDICT_NOTE;
		buf_addf(&finding->text, _("no way out of this machine now: %s is not asked, and rows wait"), hosts);
		return;
	}
	buf_addf(&finding->text, _("a way out (%s), %d resolvers; not asked: cairn doctor --remote asks %s"),
		 four && six ? "IPv4, IPv6" : four ? "IPv4" : "IPv6", resolvers, hosts);
	if (!resolvers) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text, _("; /etc/resolv.conf names no resolver, so names may not be found"));
	}
}

int doctor_check_network(void *ctx, struct finding *finding, struct err *err)
{
	const struct patient *p = ctx;
	const char *uri = env_get(p->env, "MONGODB_URI");
	struct buf hosts = {0};

	(void)err;
	if (!uri || !uri_put_hosts(&hosts, str_of(uri)))
		buf_addz(&finding->text, _("no server is set: nothing here needs a network; not asked"));
	else
		say_way(finding, buf_z(&hosts));
	if (env_sync(p->env) != ENV_SYNC_AUTO)
		buf_addz(&finding->text, env_sync(p->env) == ENV_SYNC_OFF ? _("; CAIRN_SYNC is off")
									  : _("; CAIRN_SYNC is manual: only you start a sync"));
	buf_fini(&hosts);
	return 0;
}
