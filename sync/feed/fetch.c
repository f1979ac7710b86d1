/* SPDX-License-Identifier: MIT
 * Fetching by libcurl's multi interface: one thread, one cache of connections and of authorities. */
#include "sync/feed/fetch.h"

#include <ctype.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/message.h"
#include "base/utf8.h"
#include "sync/feed/guard.h"

enum { VALIDATOR_MAX = 300, NAME_BYTES = 256 };

struct host {
	char name[NAME_BYTES];
	int running, burst; /* burst: requests that need not wait */
	int64_t next_ms;
	struct host *below;
};

struct transfer {
	struct fetch *fetch;
	struct fetch_job *job;
	struct host *host;
	CURL *curl;
	struct curl_slist *headers, *connect;
	int fd;
	int64_t bytes, header_bytes;
	bool too_long;
	bool refused, tried; /* addresses of the name, since the last answer: one that is not public, one that is */
	char etag[VALIDATOR_MAX], modified[VALIDATOR_MAX];
	char words[CURL_ERROR_SIZE];
	struct transfer *below;
};

struct fetch {
	CURLM *multi;
	fetch_done_fn *done;
	struct guard_test test;
	struct clock clock; /* the machine's own: waiting is real, whatever day a test pretends */
	struct host *hosts;
	struct transfer *waiting, **waiting_end; /* in the order of their coming */
	struct transfer *running[FETCH_AT_ONCE];
	int count;
};

bool fetch_put_host(struct buf *out, const char *url)
{
	CURLU *parts = curl_url();
	char *host = NULL, *user = NULL, *scheme = NULL;
	bool is = parts && !curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) &&
		  !curl_url_get(parts, CURLUPART_SCHEME, &scheme, 0) && !strcasecmp(scheme, "https") &&
		  !curl_url_get(parts, CURLUPART_HOST, &host, 0) && *host && strlen(host) < NAME_BYTES &&
		  curl_url_get(parts, CURLUPART_USER, &user, 0) != CURLUE_OK;

	for (const char *c = host; is && *c; c++)
		buf_addc(out, (char)tolower((unsigned char)*c));
	curl_free(host);
	curl_free(user);
	curl_free(scheme);
	curl_url_cleanup(parts);
	return is;
}

static struct host *host_of(struct fetch *fetch, const char *name)
{
	struct host *host = fetch->hosts;

	while (host && strcmp(host->name, name) != 0)
		host = host->below;
	if (host)
		return host;
	host = mem_alloc(sizeof(*host));
	memcpy(host->name, name, strlen(name) + 1);
	host->burst = FETCH_BURST;
	host->below = fetch->hosts;
	return fetch->hosts = host;
}

/* curl hands over what a name was looked up to, whoever redirected there. */
static curl_socket_t open_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = ctx;

	if (purpose != CURLSOCKTYPE_IPCXN || !guard_allows(&t->fetch->test, &address->addr, address->addrlen)) {
		t->refused = true;
		return CURL_SOCKET_BAD;
	}
	t->tried = true;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = size * count, done = 0;

	if (t->bytes + (int64_t)len > t->job->cap) {
		t->too_long = true;
		return 0;
	}
	while (done < len) {
		ssize_t put = write(t->fd, bytes + done, len - done);

		if (put <= 0)
			return 0;
		done += (size_t)put;
	}
	t->bytes += (int64_t)len;
	return len;
}

static void take_header(const char *line, size_t len, const char *name, char value[VALIDATOR_MAX])
{
	size_t named = strlen(name);
	struct str text;

	if (len <= named || strncasecmp(line, name, named) != 0)
		return;
	text = str_trim((struct str){line + named, len - named});
	if (!text.len || text.len >= VALIDATOR_MAX || !utf8_is_valid(text))
		return;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.s[i] < ' ' || text.s[i] == 0x7F)
			return;
	memcpy(value, text.s, text.len);
	value[text.len] = '\0';
}

static size_t take_headers(char *line, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t len = size * count;

	t->header_bytes += (int64_t)len;
	if (t->header_bytes > FETCH_HEADERS_MAX) {
		t->too_long = true;
		return 0;
	}
	if (len > 5 && !strncmp(line, "HTTP/", 5)) { /* of the answer behind a redirect */
		t->etag[0] = t->modified[0] = '\0';
		t->refused = t->tried = false;
		t->bytes = 0;
		if (ftruncate(t->fd, 0) || lseek(t->fd, 0, SEEK_SET))
			return 0;
	}
	take_header(line, len, "ETag:", t->etag);
	take_header(line, len, "Last-Modified:", t->modified);
	return len;
}

static void add_header(struct transfer *t, const char *name, const char *value)
{
	struct buf line = {0};

	buf_addf(&line, "%s: %s", name, value);
	t->headers = curl_slist_append(t->headers, buf_z(&line));
	buf_fini(&line);
}

static void set_test(struct transfer *t)
{
	const struct guard_test *test = &t->fetch->test;
	struct buf to = {0};

	if (!test->port)
		return;
	/* names below .test alone; others are looked up, and refused unless they are public. For libcurl that
	 * is 127.0.0.1 and ::1, which is refused as well. */
	buf_addf(&to, "%s:443:localhost:%d", t->host->name, test->port);
	if (strlen(t->host->name) > 5 && !strcmp(t->host->name + strlen(t->host->name) - 5, ".test"))
		t->connect = curl_slist_append(NULL, buf_z(&to));
	curl_easy_setopt(t->curl, CURLOPT_CONNECT_TO, t->connect);
	curl_easy_setopt(t->curl, CURLOPT_CAINFO, test->ca);
	curl_easy_setopt(t->curl, CURLOPT_CAPATH, NULL);
	if (test->seconds)
		curl_easy_setopt(t->curl, CURLOPT_TIMEOUT, (long)test->seconds);
	buf_fini(&to);
}

static void set_limits(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* one would look names up behind the guard */
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)FETCH_CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 50L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 20L);
	curl_easy_setopt(curl, CURLOPT_BUFFERSIZE, 16L * 1024);
}

static int set_up(struct transfer *t, struct err *err)
{
	const struct fetch_job *job = t->job;
	CURL *curl = t->curl = curl_easy_init();

	t->fd = memfd_create("feed", MFD_CLOEXEC);
	if (!curl || t->fd < 0)
		return err_sys(err, "making room for a transfer");
	set_limits(curl);
	curl_easy_setopt(curl, CURLOPT_URL, job->url);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "cairn (feed reader)");
	curl_easy_setopt(curl, CURLOPT_PRIVATE, t);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, t->words);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_headers);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, t);
	if (job->etag && *job->etag)
		add_header(t, "If-None-Match", job->etag);
	if (job->modified && *job->modified)
		add_header(t, "If-Modified-Since", job->modified);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, t->headers);
	set_test(t);
	return 0;
}

static void drop(struct transfer *t)
{
	if (t->fd >= 0)
		close(t->fd);
	curl_easy_cleanup(t->curl);
	curl_slist_free_all(t->headers);
	curl_slist_free_all(t->connect);
	free(t);
}

int fetch_open(struct fetch **out, fetch_done_fn *done, struct err *err)
{
	struct fetch *fetch = mem_alloc(sizeof(*fetch));

	fetch->done = done;
	fetch->waiting_end = &fetch->waiting;
	if (guard_test(&fetch->test, err)) {
		free(fetch);
		return -1;
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(fetch->multi = curl_multi_init())) {
		free(fetch);
		return err_set(err, ERR_FAILED, "libcurl cannot be started; no feed was fetched");
	}
	curl_multi_setopt(fetch->multi, CURLMOPT_MAXCONNECTS, 2L * FETCH_AT_ONCE);
	*out = fetch;
	return 0;
}

void fetch_close(struct fetch *fetch)
{
	struct transfer *t;
	struct host *host;

	if (!fetch)
		return;
	for (int i = 0; i < fetch->count; i++) {
		curl_multi_remove_handle(fetch->multi, fetch->running[i]->curl);
		drop(fetch->running[i]);
	}
	while ((t = fetch->waiting)) {
		fetch->waiting = t->below;
		drop(t);
	}
	while ((host = fetch->hosts)) {
		fetch->hosts = host->below;
		free(host);
	}
	curl_multi_cleanup(fetch->multi);
	curl_global_cleanup();
	free(fetch);
}

void fetch_add(struct fetch *fetch, struct fetch_job *job)
{
	struct transfer *t = mem_alloc(sizeof(*t));
	struct buf host = {0};

	*t = (struct transfer){.fetch = fetch, .job = job, .fd = -1};
	t->host = host_of(fetch, fetch_put_host(&host, job->url) ? buf_z(&host) : "");
	buf_fini(&host);
	*fetch->waiting_end = t;
	fetch->waiting_end = &t->below;
}

/* Takes the first that may begin now out of those that wait. *wait_ms: until the next one may, where none may. */
static struct transfer *take_ready(struct fetch *fetch, int64_t *wait_ms)
{
	int64_t now = clock_mono_ms(&fetch->clock);

	*wait_ms = 60 * SECOND_MS;
	for (struct transfer **at = &fetch->waiting; *at; at = &(*at)->below) {
		struct transfer *t = *at;
		struct host *host = t->host;

		if (host->running == FETCH_PER_HOST)
			continue;
		if (!host->burst && host->next_ms > now) {
			if (host->next_ms - now < *wait_ms)
				*wait_ms = host->next_ms - now;
			continue;
		}
		host->burst -= host->burst > 0;
		host->next_ms = now + SECOND_MS;
		if (!(*at = t->below))
			fetch->waiting_end = at;
		return t;
	}
	return NULL;
}

static int begin_ready(struct fetch *fetch, int64_t *wait_ms, struct err *err)
{
	struct transfer *t;

	*wait_ms = 60 * SECOND_MS;
	while (fetch->count < FETCH_AT_ONCE && (t = take_ready(fetch, wait_ms))) {
		if (set_up(t, err)) {
			drop(t);
			return -1;
		}
		t->host->running++;
		fetch->running[fetch->count++] = t;
		curl_multi_add_handle(fetch->multi, t->curl);
	}
	return 0;
}

static bool leads_nowhere(const struct transfer *t)
{
	return t->refused && !t->tried;
}

static const char *reason(const struct transfer *t, CURLcode code)
{
	if (leads_nowhere(t))
		return _("its name leads to an address that is not on the internet; such are not fetched");
	if (t->too_long)
		return _("it is longer than what is taken");
	switch ((int)code) {
	case CURLE_UNSUPPORTED_PROTOCOL: return _("it leads to an address that is not https");
	case CURLE_TOO_MANY_REDIRECTS: return _("it leads from one address to the next, more than three times");
	case CURLE_OPERATION_TIMEDOUT: return _("the server takes too long");
	case CURLE_PARTIAL_FILE: return _("the connection ended before everything had come");
	}
	return *t->words ? t->words : curl_easy_strerror(code);
}

static void fill(const struct transfer *t, CURLcode code, struct fetch_answer *answer)
{
	curl_off_t retry = 0;

	*answer = (struct fetch_answer){.fd = -1, .etag = t->etag, .modified = t->modified, .bytes = t->bytes};
	curl_easy_getinfo(t->curl, CURLINFO_EFFECTIVE_URL, &answer->url);
	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &retry);
	answer->retry_after_s = retry > 0 ? retry : 0;
	if (code) {
		err_set(&answer->err, leads_nowhere(t) || t->too_long ? ERR_REFUSED : ERR_NETWORK, "%.300s", reason(t, code));
		return;
	}
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	if (answer->status == 200 && lseek(t->fd, 0, SEEK_SET) == 0)
		answer->fd = t->fd;
	else if (answer->status != 304)
		err_set(&answer->err, ERR_REFUSED, "the server answered %ld", answer->status);
}

static int finish(struct fetch *fetch, CURL *curl, CURLcode code, struct err *err)
{
	struct fetch_answer answer;
	struct transfer *t = NULL;
	int rc;

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, (char **)&t);
	fill(t, code, &answer);
	rc = fetch->done(t->job, &answer, err);
	t->host->running--;
	for (int i = 0; i < fetch->count; i++)
		if (fetch->running[i] == t) {
			fetch->running[i] = fetch->running[--fetch->count];
			break;
		}
	curl_multi_remove_handle(fetch->multi, curl);
	drop(t);
	return rc < 0 ? -1 : 0;
}

int fetch_run(struct fetch *fetch, const volatile int *stop, struct err *err)
{
	int64_t wait_ms;

	for (;;) {
		CURLMsg *message;
		int running, left, rc = 0;

		if (stop && *stop)
			return err_set(err, ERR_FAILED, "stopped");
		if (begin_ready(fetch, &wait_ms, err))
			return -1;
		curl_multi_perform(fetch->multi, &running);
		while (rc == 0 && (message = curl_multi_info_read(fetch->multi, &left)))
			if (message->msg == CURLMSG_DONE)
				rc = finish(fetch, message->easy_handle, message->data.result, err);
		if (rc)
			return rc;
		if (!fetch->count && !fetch->waiting)
			return 0;
		curl_multi_poll(fetch->multi, NULL, 0, (int)(wait_ms < 1000 ? wait_ms : 1000), NULL);
	}
}
