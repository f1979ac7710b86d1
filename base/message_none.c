/* SPDX-License-Identifier: MIT
 * Messages where the C library has no gettext: English. */
#include "base/message.h"

void message_open(char **argv)
{
	(void)argv;
}

const char *message_of(const char *text)
{
	return text;
}

const char *message_for(const char *one, const char *many, long long count)
{
	return count == 1 || count == -1 ? one : many;
}
