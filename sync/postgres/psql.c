/* SPDX-License-Identifier: MIT
 * psql as a child: the address without its password in its arguments, the password in its environment, what it says on
 * standard error as one sentence of ours. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "sync/postgres/pg.h"

extern char **environ;

enum { SAID_MAX = 8192, EXIT_CONNECTION = 2 };

struct psql {
	struct flow flow;
	char *url;	     /* whole; for hiding what is secret in it */
	struct buf address;  /* without the password */
	struct buf password; /* "PGPASSWORD=…" */
	pid_t pid;
	int in, said; /* what it reads; what it says on standard error */
	bool broken;  /* it does not read any more: its end says why */
};

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 32;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int unescape(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] != '%') {
			buf_addc(out, text.s[i]);
		} else if (i + 2 < text.len && hex(text.s[i + 1]) >= 0 && hex(text.s[i + 2]) >= 0) {
			buf_addc(out, (char)(hex(text.s[i + 1]) << 4 | hex(text.s[i + 2])));
			i += 2;
		} else {
			return -1;
		}
	}
	return memchr(out->s, '\0', out->len) ? -1 : 0;
}

/* scheme://[user[:password]@]rest. Only what is beyond doubt is taken apart: a piece of a password must never be taken for
 * a host, because hosts are shown. */
static int take_apart(struct psql *p, struct str url, struct err *err)
{
	struct str scheme = url, rest, user, secret;
	const char *at;
	bool bad;

	if (!str_starts(url, "postgres://") && !str_starts(url, "postgresql://"))
		return err_set(err, ERR_USAGE, "DATABASE_URL is no address of PostgreSQL: postgresql://USER:PASSWORD@HOST/DATABASE");
	scheme.len = (size_t)((const char *)memchr(url.s, ':', url.len) - url.s) + 3;
	rest = str_slice(url, scheme.len, url.len);
	at = rest.len ? memchr(rest.s, '@', rest.len) : NULL;
	user = (struct str){rest.s, at ? (size_t)(at - rest.s) : 0};
	bad = at && memchr(at + 1, '@', rest.len - user.len - 1);
	for (size_t i = 0; i < user.len; i++)
		bad |= strchr("/?#[] ", user.s[i]) != NULL;
	secret = user;
	str_cut(&secret, ':', &user);
	buf_addz(&p->password, "PGPASSWORD=");
	bad |= strstr(rest.s, "password=") || (secret.s && unescape(&p->password, secret));
	if (bad)
		return err_set(err, ERR_USAGE,
			       "the user or password in DATABASE_URL has signs that an address must escape (percent-encoding, as RFC "
			       "3986 says); nothing was sent");
	buf_add(&p->address, scheme);
	if (at)
		buf_addf(&p->address, "%.*s@", STR_FMT(user));
	buf_addz(&p->address, at ? at + 1 : rest.s);
	return 0;
}

/* What psql gets: ours first, because the first of two wins. */
static const char **environment(struct psql *p, bool has_password)
{
	static const char *const ours[] = {"PGCONNECT_TIMEOUT=15", "PGAPPNAME=cairn", "LC_ALL=C.UTF-8", "PGCLIENTENCODING=UTF8",
					   "PSQLRC=/dev/null"};
	size_t count = 0, at = 0;
	const char **all;

	while (environ[count])
		count++;
	all = mem_array(count + 8, sizeof(*all));
	if (has_password)
		all[at++] = buf_z(&p->password);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		all[at++] = ours[i];
	memcpy(all + at, environ, count * sizeof(*all));
	return all;
}

static int start(struct psql *p, struct err *err)
{
	const char *argv[] = {"psql", "-X", "-w", "-q", "-v", "ON_ERROR_STOP=1", "-d", buf_z(&p->address), "-f", "-", NULL};
	posix_spawn_file_actions_t files;
	const char **env = environment(p, p->password.len > strlen("PGPASSWORD="));
	int in[2], rc;

	p->said = memfd_create("psql", MFD_CLOEXEC);
	if (p->said < 0 || pipe2(in, O_CLOEXEC)) {
		free(env);
		return err_sys(err, "making a pipe");
	}
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_adddup2(&files, in[0], 0);
	posix_spawn_file_actions_adddup2(&files, p->said, 2);
	rc = posix_spawnp(&p->pid, "psql", &files, NULL, (char *const *)argv, (char *const *)env);
	posix_spawn_file_actions_destroy(&files);
	free(env);
	close(in[0]);
	p->in = in[1];
	if (rc == 0)
		return 0;
	p->pid = 0;
	errno = rc;
	return rc == ENOENT ? err_set(err, ERR_FAILED, "psql is not installed (Debian's package postgresql-client); "
						       "cairn export --postgres FILE writes what it would load")
			    : err_sys(err, "starting psql");
}

static int psql_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct psql *p = (struct psql *)flow;

	while (bytes.len && !p->broken) {
		ssize_t put = write(p->in, bytes.s, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0 && errno != EPIPE)
			return err_sys(err, "writing to psql");
		if (put < 0)
			p->broken = true;
		else
			bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

/* The first line that says an error, without the place in the script; never more: the lines behind it may be data. */
static struct str first_error(struct str said)
{
	struct str rest = said, line, mark;

	while (str_cut(&rest, '\n', &line))
		for (size_t i = 0; i + 7 < line.len; i++) {
			mark = str_slice(line, i, line.len);
			if (str_starts(mark, "FATAL:  ") || str_starts(mark, "ERROR:  "))
				return str_slice(mark, 8, mark.len);
			if (str_starts(mark, "error: "))
				return str_slice(mark, 7, mark.len);
		}
	return str_trim(said);
}

static int tell(struct psql *p, int status, struct err *err)
{
	struct buf said = {0}, hidden = {0}, shown = {0};
	bool away = WIFEXITED(status) && WEXITSTATUS(status) == EXIT_CONNECTION;

	buf_reserve(&said, SAID_MAX);
	said.len = 0;
	lseek(p->said, 0, SEEK_SET);
	{
		ssize_t got = read(p->said, said.s, SAID_MAX);

		said.len = got > 0 ? (size_t)got : 0;
	}
	uri_put_message(&hidden, str_of(p->url), first_error(buf_str(&said)));
	utf8_clean(&shown, buf_str(&hidden), CLEAN_LINE, 300);
	err_set(err, away ? ERR_NETWORK : ERR_REFUSED, "PostgreSQL said: %s",
		shown.len ? buf_z(&shown) : _("nothing, and psql ended"));
	buf_fini(&said);
	buf_fini(&hidden);
	buf_fini(&shown);
	return -1;
}

static int psql_end(struct flow *flow, struct err *err)
{
	struct psql *p = (struct psql *)flow;
	int status = 0;

	close(p->in);
	p->in = -1;
	while (waitpid(p->pid, &status, 0) < 0 && errno == EINTR)
		;
	p->pid = 0;
	return status ? tell(p, status, err) : 0;
}

int psql_open(struct psql **out, const char *url, struct err *err)
{
	struct psql *p = mem_alloc(sizeof(*p));

	*p = (struct psql){.flow = {psql_put, psql_end}, .url = mem_strndup(url, strlen(url)), .in = -1, .said = -1};
	signal(SIGPIPE, SIG_IGN);
	if (take_apart(p, str_of(p->url), err) || start(p, err)) {
		psql_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

struct flow *psql_flow(struct psql *p)
{
	return &p->flow;
}

void psql_free(struct psql *p)
{
	if (!p)
		return;
	if (p->in >= 0)
		close(p->in);
	if (p->pid) { /* without its end the script changes nothing */
		kill(p->pid, SIGTERM);
		waitpid(p->pid, NULL, 0);
	}
	if (p->said >= 0)
		close(p->said);
	explicit_bzero(p->url, strlen(p->url));
	if (p->password.s)
		explicit_bzero(p->password.s, p->password.cap);
	free(p->url);
	buf_fini(&p->password);
	buf_fini(&p->address);
	free(p);
}
