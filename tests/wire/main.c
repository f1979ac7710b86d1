/* SPDX-License-Identifier: MIT
 * Wire server: command line, listening, and a thread a client. wire.h says what it models. */
#include "tests/wire/wire.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char USAGE[] = "usage: wire-server [--port N] [--file PATH] [--user NAME --password TEXT "
			    "[--mechanism SCRAM-SHA-1|SCRAM-SHA-256]\n"
			    "                   [--auth-db NAME]] [--ipv6]\n"
			    "                   [--tls-cert PEM] [--standalone] [--fault "
			    "COMMAND@N:KIND[=ARG]]… [--clock MS] [--verbose]\n"
			    "prints `port N`, then answers lines on stdin (dump NS, put NS JSON, drop NS "
			    "[JSON], fault …, heal, clock MS, counts, traffic,\n"
			    "reset, line KIND in|out AT [ARG] [dead], bytes, lies, batch N, "
			    "forget-cursors, save, restore), and ends\n"
			    "with its input. N may be *; kinds: cut-before cut-after "
			    "cut-reply=BYTES error=CODE concern=CODE\n"
			    "delay=MS duplicate=INDEX length=BYTES lie=NUMBER reverse twice step-down; COMMAND may be any.\n";

static SSL_CTX *open_tls(const char *pem)
{
	SSL_CTX *tls = SSL_CTX_new(TLS_server_method());

	if (!tls || SSL_CTX_use_certificate_chain_file(tls, pem) != 1 ||
	    SSL_CTX_use_PrivateKey_file(tls, pem, SSL_FILETYPE_PEM) != 1) {
		fprintf(stderr, "wire-server: %s holds no certificate and key\n", pem);
		exit(1);
	}
	return tls;
}

static int listen_on(int *port, bool ipv6)
{
	struct sockaddr_in6 six = {.sin6_family = AF_INET6,
				   .sin6_port = htons((uint16_t)*port),
				   .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)*port)};
	struct sockaddr *addr = ipv6 ? (struct sockaddr *)&six : (struct sockaddr *)&four;
	socklen_t len = ipv6 ? sizeof six : sizeof four;
	int fd = socket(addr->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
	if (fd < 0 || bind(fd, addr, len) || listen(fd, 64) || getsockname(fd, addr, &len)) {
		perror("wire-server: listening");
		exit(1);
	}
	*port = ntohs(ipv6 ? six.sin6_port : four.sin_port);
	return fd;
}

struct listener {
	struct server *server;
	int fd;
};

static void *accept_run(void *arg)
{
	struct listener *listener = arg;

	for (;;) {
		struct conn *conn;
		pthread_t thread;
		int fd = accept(listener->fd, NULL, NULL);

		if (fd < 0)
			continue;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
		conn = bson_malloc0(sizeof *conn);
		conn->server = listener->server;
		conn->fd = fd;
		if (pthread_create(&thread, NULL, conn_run, conn) == 0)
			pthread_detach(thread);
	}
	return NULL;
}

static void take_options(struct server *server, int argc, char **argv)
{
	static const struct option OPTIONS[] = {
		{"port", 1, 0, 'p'},
		{"file", 1, 0, 'f'},
		{"user", 1, 0, 'u'},
		{"password", 1, 0, 'w'},
		{"mechanism", 1, 0, 'm'},
		{"tls-cert", 1, 0, 't'},
		{"fault", 1, 0, 'x'},
		{"clock", 1, 0, 'c'},
		{"verbose", 0, 0, 'v'},
		{"standalone", 0, 0, 's'},
		{"auth-db", 1, 0, 'a'},
		{"ipv6", 0, 0, '6'},
		{0},
	};
	int option;

	while ((option = getopt_long(argc, argv, "", OPTIONS, NULL)) != -1) {
		switch (option) {
		case 'p': server->port = atoi(optarg); break;
		case 'f': data_open(server, optarg); break;
		case 'u': server->user = optarg; break;
		case 'w': server->password = optarg; break;
		case 'm': server->mechanism = optarg; break;
		case 't': server->tls = open_tls(optarg); break;
		case 'c': server->clock_ms = atoll(optarg); break;
		case 'v': server->verbose = true; break;
		case 's': server->set_name = ""; break;
		case 'a': server->auth_db = optarg; break;
		case '6': server->ipv6 = true; break;
		case 'x':
			if (fault_add(server, optarg))
				break;
			/* fall through */
		default: fputs(USAGE, stderr); exit(2);
		}
	}
	if (optind < argc || (server->user && !server->password)) {
		fputs(USAGE, stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	static struct server server = {.lock = PTHREAD_MUTEX_INITIALIZER, .set_name = "wire"};
	static struct listener listener = {&server, -1};
	pthread_t thread;

	signal(SIGPIPE, SIG_IGN);
	take_options(&server, argc, argv);
	listener.fd = listen_on(&server.port, server.ipv6);
	if (pthread_create(&thread, NULL, accept_run, &listener)) {
		perror("wire-server");
		return 1;
	}
	printf("port %d\n", server.port);
	fflush(stdout);
	control_run(&server);
	return 0;
}
