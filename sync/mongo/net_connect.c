/* SPDX-License-Identifier: MIT
 * Streams for libmongoc that can be ended from outside and that are never missing: where no connection can be
 * had, a dead one stands in, because 1.23.1 locks itself up on NULL (CDRIVER-4666). */
#include "base/message.h"
#include "sync/mongo/net_priv.h"

#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { SEND_BYTES = 64 * 1024 };

void net_beat(struct net_mongoc *mongo)
{
	atomic_store(&mongo->beat_ms, bson_get_monotonic_time() / 1000);
}

static int32_t connect_ms(const mongoc_uri_t *uri)
{
	return mongoc_uri_get_option_as_int32(uri, MONGOC_URI_CONNECTTIMEOUTMS, 10000);
}

static mongoc_socket_t *connect_one(struct net_mongoc *mongo, const struct addrinfo *to, int32_t ms)
{
	mongoc_socket_t *sock = mongoc_socket_new(to->ai_family, to->ai_socktype, to->ai_protocol);

	if (!sock)
		return NULL;
	/* What the kernel has taken must be on its way within a time-out, also at a few kB/s. */
	mongoc_socket_setsockopt(sock, SOL_SOCKET, SO_SNDBUF, &(int){SEND_BYTES}, sizeof(int));
	if (!mongoc_socket_connect(sock, to->ai_addr, (mongoc_socklen_t)to->ai_addrlen,
				   bson_get_monotonic_time() + ms * INT64_C(1000)))
		return sock;
	snprintf(mongo->cause, sizeof mongo->cause, "%s", strerror(mongoc_socket_errno(sock)));
	mongoc_socket_destroy(sock);
	return NULL;
}

static mongoc_socket_t *connect_any(struct net_mongoc *mongo, const mongoc_host_list_t *host)
{
	struct addrinfo hints = {.ai_family = host->family, .ai_socktype = SOCK_STREAM}, *found = NULL;
	mongoc_socket_t *sock = NULL;
	char port[8];
	int failed;

	snprintf(port, sizeof port, "%hu", host->port);
	failed = getaddrinfo(host->host, port, &hints, &found);
	if (failed) {
		snprintf(mongo->cause, sizeof mongo->cause, "%.100s: %.100s", host->host,
			 gai_strerror(failed));
		return NULL;
	}
	for (struct addrinfo *to = found; to && !sock && !atomic_load(&mongo->cancelled); to = to->ai_next)
		sock = connect_one(mongo, to, connect_ms(mongo->uri));
	freeaddrinfo(found);
	return sock;
}

/* Takes raw. NULL: the other end could not prove who it is, or does not speak TLS. */
static mongoc_stream_t *secure(struct net_mongoc *mongo, mongoc_stream_t *raw, const mongoc_host_list_t *host)
{
	mongoc_stream_t *tls = mongoc_stream_tls_new_with_hostname(raw, host->host, &mongo->ssl, 1);
	bson_error_t error = {0};

	if (!tls) {
		mongoc_stream_destroy(raw);
		snprintf(mongo->cause, sizeof mongo->cause,
			 _("the files of tlsCAFile or tlsCertificateKeyFile cannot be used"));
		mongo->untrusted = true;
		return NULL;
	}
	if (mongoc_stream_tls_handshake_block(tls, host->host, connect_ms(mongo->uri), &error))
		return tls;
	snprintf(mongo->cause, sizeof mongo->cause, "%.250s", error.message);
	mongo->reached = true;
	mongo->untrusted = strstr(error.message, "certificate") || strstr(error.message, "hostname");
	mongoc_stream_destroy(tls);
	return NULL;
}

static mongoc_stream_t *dead_stream(void)
{
	return mongoc_stream_socket_new(mongoc_socket_new(AF_INET, SOCK_STREAM, 0));
}

mongoc_stream_t *net_connect(const mongoc_uri_t *uri, const mongoc_host_list_t *host, void *ctx,
			     bson_error_t *error)
{
	struct net_mongoc *mongo = ctx;
	mongoc_stream_t *stream = NULL;
	mongoc_socket_t *sock;

	(void)uri;
	(void)error;
	net_beat(mongo);
	if (atomic_load(&mongo->cancelled) || host->family == AF_UNIX)
		return dead_stream();
	mongo->cause[0] = 0;
	mongo->untrusted = mongo->broke = false;
	sock = connect_any(mongo, host);
	if (sock) {
		stream = net_stream(mongo, mongoc_stream_socket_new(sock), true);
		if (mongo->tls)
			stream = secure(mongo, stream, host);
		if (stream && mongo->tls)
			stream = net_stream(mongo, stream, false);
	}
	net_beat(mongo);
	mongo->reached |= stream != NULL;
	return stream ? net_guard(mongo, stream) : dead_stream();
}
