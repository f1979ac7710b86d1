/* SPDX-License-Identifier: MIT
 * Post: a transfer. */
#include "sync/assist/post.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONNECT_S = 10, ERROR_BYTES_MAX = 64 * 1024, RETRY_MAX_S = 24 * 3600 };

struct transfer {
	CURL *curl;
	struct stream *stream;
	struct post_answer *answer;
	struct err *err;
	const volatile int *stop;
	bool refused; /* err is set: what came is no answer */
	size_t other; /* bytes of a body that is not wanted */
};

static bool is_good(struct transfer *t)
{
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->answer->status);
	return t->answer->status >= 200 && t->answer->status < 300;
}

static size_t take_body(char *bytes, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = size * count;

	if (!is_good(t)) {
		t->other += len;
		return t->other <= ERROR_BYTES_MAX ? len : 0;
	}
	t->refused = stream_put(t->stream, (struct str){bytes, len}, t->err) != 0;
	return t->refused ? 0 : len;
}

/* A name of this machine may lead elsewhere: what counts is the address. */
static curl_socket_t open_loopback(void *ctx, curlsocktype purpose, struct curl_sockaddr *to)
{
	const struct sockaddr_in6 *six = (const void *)&to->addr;
	const struct sockaddr_in *four = (const void *)&to->addr;
	bool here = to->family == AF_INET    ? (ntohl(four->sin_addr.s_addr) >> 24) == 127
		    : to->family == AF_INET6 ? IN6_IS_ADDR_LOOPBACK(&six->sin6_addr)
					     : false;

	(void)ctx;
	(void)purpose;
	return here ? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol) : CURL_SOCKET_BAD;
}

static struct curl_slist *headers(const struct endpoint *e)
{
	struct curl_slist *list = curl_slist_append(NULL, "Content-Type: application/json");
	struct buf line = {0};

	list = curl_slist_append(list, "Accept: text/event-stream, application/json");
	list = curl_slist_append(list, "Expect:");
	if (e->key) {
		buf_addf(&line, "Authorization: Bearer %s", e->key);
		list = curl_slist_append(list, buf_z(&line));
		explicit_bzero(line.s, line.len);
		buf_fini(&line);
	}
	return list;
}

static void wipe(struct curl_slist *list)
{
	for (struct curl_slist *one = list; one; one = one->next)
		explicit_bzero(one->data, strlen(one->data));
	curl_slist_free_all(list);
}

static int go_on(void *ctx, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct transfer *t = ctx;

	(void)a, (void)b, (void)c, (void)d;
	return t->stop && *t->stop;
}

static void set_up(CURL *curl, const struct endpoint *e, struct str body, struct curl_slist *list, struct transfer *t)
{
	const char *protocols = e->plain ? "http" : "https";

	curl_easy_setopt(curl, CURLOPT_URL, buf_z(&e->url));
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (e->authorities) {
		curl_easy_setopt(curl, CURLOPT_CAINFO, e->authorities);
		curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (e->plain)
		curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_loopback);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)(e->timeout_s < CONNECT_S ? e->timeout_s : CONNECT_S));
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)e->timeout_s);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.s);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, go_on);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static int fail(const struct endpoint *e, CURLcode code, struct err *err)
{
	const char *host = buf_z(&e->host);

	switch ((int)code) {
	case CURLE_OPERATION_TIMEDOUT:
		return err_set(err, ERR_NETWORK, "the helper at %.100s gave no whole answer within %lld s (CAIRN_LLM_TIMEOUT)", host,
			       (long long)e->timeout_s);
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
		return err_set(err, ERR_NETWORK, "the certificate of the helper at %.100s cannot be trusted; nothing was sent", host);
	case CURLE_COULDNT_RESOLVE_HOST: return err_set(err, ERR_NETWORK, "there is no host %.100s, or no network", host);
	case CURLE_COULDNT_CONNECT: return err_set(err, ERR_NETWORK, "nobody answers at %.100s: the helper cannot be had now", host);
	}
	return err_native(err, ERR_NETWORK, (int)code, "the connection to the helper at %.100s broke off (%s)", host,
			  curl_easy_strerror(code));
}

int post(const struct endpoint *e, const volatile int *stop, struct str body, struct stream *stream, struct post_answer *answer, struct err *err)
{
	struct transfer t = {.stream = stream, .answer = answer, .err = err, .stop = stop};
	struct curl_slist *list;
	curl_off_t wait;
	CURLcode code;

	*answer = (struct post_answer){.retry_after_s = -1};
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(t.curl = curl_easy_init()))
		return err_set(err, ERR_FAILED, "libcurl could not be started");
	list = headers(e);
	set_up(t.curl, e, body, list, &t);
	code = curl_easy_perform(t.curl);
	if (curl_easy_getinfo(t.curl, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) /* seconds, or a date */
		answer->retry_after_s = wait < RETRY_MAX_S ? wait : RETRY_MAX_S;
	(void)is_good(&t);
	curl_easy_cleanup(t.curl);
	wipe(list);
	if (t.refused)
		return -1;
	if (answer->status >= 300)
		return 1;
	return code ? fail(e, code, err) : stream_end(stream, err);
}
