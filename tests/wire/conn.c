/* SPDX-License-Identifier: MIT
 * Wire server: one client's bytes, plain or through TLS, and the loop of requests and replies. */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static bool conn_read(struct conn *conn, uint8_t *bytes, size_t len)
{
	size_t at = 0;

	while (at < len) {
		ssize_t got = conn->ssl ? SSL_read(conn->ssl, bytes + at, (int)(len - at))
					: recv(conn->fd, bytes + at, len - at, 0);

		if (got <= 0 || !line_took(conn, bytes + at, (size_t)got))
			return false;
		at += (size_t)got;
	}
	return true;
}

bool conn_write(struct conn *conn, const uint8_t *bytes, size_t len)
{
	bool cut = conn->reply_cut >= 0 && (uint64_t)conn->reply_cut < len;

	if (cut)
		len = (size_t)conn->reply_cut;
	conn->sent += (int64_t)len;
	return line_put(conn, bytes, len) && !cut;
}

bool conn_read_message(struct conn *conn, uint8_t **bytes, uint32_t *len)
{
	uint8_t head[4];

	if (!conn_read(conn, head, sizeof head))
		return false;
	memcpy(len, head, sizeof head);
	*len = BSON_UINT32_FROM_LE(*len);
	if (*len < 16 || *len > WIRE_MESSAGE_MAX)
		return false;
	*bytes = bson_malloc(*len);
	memcpy(*bytes, head, sizeof head);
	if (conn_read(conn, *bytes + 4, *len - 4))
		return true;
	bson_free(*bytes);
	return false;
}

/* What a sync costs on the line, besides what every connection costs. */
static void count_bytes(struct conn *conn, const bson_t *command, int64_t in, int64_t out)
{
	static const char *const NOT[] = {"hello", "isMaster", "ismaster", "saslStart", "saslContinue", "endSessions"};
	const char *name = command_name(command);

	for (size_t i = 0; i < sizeof NOT / sizeof *NOT; i++)
		if (!strcmp(name, NOT[i]))
			return;
	pthread_mutex_lock(&conn->server->lock);
	conn->server->bytes_in += in;
	conn->server->bytes_out += out;
	pthread_mutex_unlock(&conn->server->lock);
}

static bool conn_step(struct conn *conn)
{
	struct request request = {0};
	bson_t reply = BSON_INITIALIZER;
	int64_t sent = conn->sent;
	uint8_t *bytes;
	uint32_t len;
	bool go_on;

	if (!conn_read_message(conn, &bytes, &len))
		return false;
	go_on = message_parse(bytes, len, &request);
	if (go_on) {
		go_on = command_run(conn, &request.command, &reply);
		if (go_on && !request.more_to_come)
			go_on = message_reply(conn, &request, &reply);
		count_bytes(conn, &request.command, len, conn->sent - sent);
		bson_destroy(&request.command);
	}
	bson_destroy(&reply);
	bson_free(bytes);
	return go_on;
}

void *conn_run(void *arg)
{
	struct conn *conn = arg;

	conn->reply_cut = -1;
	if (conn->server->line.done && conn->server->line.dead) {
		close(conn->fd);
		free(conn);
		return NULL;
	}
	if (conn->server->tls) {
		conn->ssl = SSL_new(conn->server->tls);
		SSL_set_fd(conn->ssl, conn->fd);
	}
	if (!conn->ssl || SSL_accept(conn->ssl) == 1)
		while (conn_step(conn))
			;
	SSL_free(conn->ssl);
	close(conn->fd);
	free(conn);
	return NULL;
}
