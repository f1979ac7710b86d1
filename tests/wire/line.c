/* SPDX-License-Identifier: MIT
 * Wire server: what goes wrong on the line at the n-th byte, counted over all connections since the last "heal".
 * Bytes are those of messages, before TLS. */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const struct {
	const char *name;
	enum line_kind kind;
} KINDS[] = {
	{"cut", LINE_CUT},     /* the connection is closed */
	{"reset", LINE_RESET}, /* … with a reset */
	{"stall", LINE_STALL}, /* nothing more comes, and nobody hangs up */
	{"flip", LINE_FLIP},   /* the byte arrives with the bits of ARG turned over */
	{"slow", LINE_SLOW},   /* from here on a byte every ARG ms */
};

/* "KIND in|out AT [ARG] [dead]": dead: afterwards nobody is let in any more. */
bool line_set(struct server *server, const char *text)
{
	char kind[16], way[8], dead[8] = "";
	long long at, arg = 0;

	if (sscanf(text, "%15s %7s %lld %lld %7s", kind, way, &at, &arg, dead) < 3)
		return false;
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++)
		if (!strcmp(KINDS[i].name, kind)) {
			server->line = (struct line){KINDS[i].kind, !strcmp(way, "in"), !strcmp(dead, "dead"),
						     false, at, arg};
			server->taken = server->sent = 0;
			return true;
		}
	return false;
}

/* True when byte AT of that way lies among the next len; *before of them come before it. */
static bool is_due(struct server *server, bool in, size_t len, size_t *before, struct line *line)
{
	int64_t *total = in ? &server->taken : &server->sent;
	bool due;

	pthread_mutex_lock(&server->lock);
	*line = server->line;
	due = line->kind && !line->done && line->in == in && line->at < *total + (int64_t)len;
	*before = due && line->at > *total ? (size_t)(line->at - *total) : 0;
	*total += (int64_t)len;
	if (due && line->kind != LINE_SLOW)
		server->line.done = true;
	pthread_mutex_unlock(&server->lock);
	return due;
}

static void break_off(struct conn *conn, enum line_kind kind)
{
	uint8_t byte;

	if (kind == LINE_RESET)
		setsockopt(conn->fd, SOL_SOCKET, SO_LINGER, &(struct linger){1, 0}, sizeof(struct linger));
	while (kind == LINE_STALL && recv(conn->fd, &byte, 1, 0) > 0)
		;
}

static bool put(struct conn *conn, const uint8_t *bytes, size_t len)
{
	for (size_t at = 0; at < len;) {
		ssize_t put = conn->ssl ? SSL_write(conn->ssl, bytes + at, (int)(len - at))
					: send(conn->fd, bytes + at, len - at, MSG_NOSIGNAL);

		if (put <= 0)
			return false;
		at += (size_t)put;
	}
	return true;
}

static bool put_slowly(struct conn *conn, const uint8_t *bytes, size_t len, int64_t ms)
{
	for (size_t i = 0; i < len; i++) {
		nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
		if (!put(conn, bytes + i, 1))
			return false;
	}
	return true;
}

bool line_put(struct conn *conn, const uint8_t *bytes, size_t len)
{
	struct line line;
	size_t before;
	uint8_t byte;

	if (!is_due(conn->server, false, len, &before, &line))
		return put(conn, bytes, len);
	if (!put(conn, bytes, before))
		return false;
	if (line.kind == LINE_SLOW)
		return put_slowly(conn, bytes + before, len - before, line.arg);
	if (line.kind == LINE_FLIP) {
		byte = bytes[before] ^ (uint8_t)line.arg;
		return put(conn, &byte, 1) && put(conn, bytes + before + 1, len - before - 1);
	}
	break_off(conn, line.kind);
	return false;
}

/* After len bytes were taken; false: the line breaks among them. */
bool line_took(struct conn *conn, uint8_t *bytes, size_t len)
{
	struct line line;
	size_t before;

	if (!is_due(conn->server, true, len, &before, &line))
		return true;
	if (line.kind == LINE_FLIP)
		bytes[before] ^= (uint8_t)line.arg;
	else if (line.kind != LINE_SLOW)
		break_off(conn, line.kind);
	return line.kind == LINE_FLIP || line.kind == LINE_SLOW;
}
