/* SPDX-License-Identifier: MIT
 * Loaded before libc (LD_PRELOAD): name servers that never answer. It makes the file CAIRN_STALL_MARK when one is asked. */
#include <fcntl.h>
#include <netdb.h>
#include <resolv.h>
#include <stdlib.h>
#include <unistd.h>

static int never(void)
{
	const char *mark = getenv("CAIRN_STALL_MARK");
	int fd = mark ? open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) : -1;

	if (fd >= 0)
		close(fd);
	for (;;)
		pause();
	return EAI_AGAIN;
}

int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints, struct addrinfo **found)
{
	(void)node;
	(void)service;
	(void)hints;
	(void)found;
	return never();
}

#undef res_nsearch
int res_nsearch(res_state state, const char *name, int class, int type, unsigned char *answer, int len)
{
	(void)state;
	(void)name;
	(void)class;
	(void)type;
	(void)answer;
	(void)len;
	return never();
}
