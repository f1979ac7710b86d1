/* SPDX-License-Identifier: MIT
 * Endpoint: the settings of the helper. */
#include "base/endpoint.h"

#include <math.h>
#include <string.h>

enum { KEY_MAX = 512, URL_MAX = 1000, MODEL_MAX = 200, DAY_TOKENS = 100000, TIMEOUT_S = 60 };
#define DAY_TOKENS_MAX 1000000000
#define PRICE_MAX      1e6

bool endpoint_is_loopback(struct str host)
{
	struct str rest = host, part;
	int parts = 0;
	int64_t n;

	if (str_is(host, "localhost") || str_is(host, "[::1]"))
		return true;
	if (!str_starts(host, "127."))
		return false;
	while (str_cut(&rest, '.', &part)) {
		if (!part.len || part.len > 3 || part.s[0] == '+' || part.s[0] == '-' || str_to_int(part, &n, NULL) || n > 255)
			return false;
		parts++;
	}
	return parts == 4;
}

static bool is_graphic(const char *text, size_t max)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return len <= max;
}

static bool is_host(struct str host)
{
	size_t from = 0, to = host.len;
	bool six = host.len > 2 && host.s[0] == '[' && host.s[to - 1] == ']';

	if (six)
		from++, to--;
	for (size_t i = from; i < to; i++) {
		char c = host.s[i];
		bool fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';

		if (!fine && !(six && c == ':'))
			return false;
	}
	return to > from;
}

/* host[:port] into host and its length without the port; false: it is none. */
static bool take_host(struct buf *host, struct str authority, size_t *name_len)
{
	struct str name = authority, port = {0};
	int64_t number;

	for (size_t i = authority.len; i-- > 0 && authority.s[i] != ']';)
		if (authority.s[i] == ':') {
			name = str_slice(authority, 0, i);
			port = str_slice(authority, i + 1, authority.len);
			if (!port.len || port.len > 5 || port.s[0] < '0' || port.s[0] > '9' || str_to_int(port, &number, NULL) ||
			    number < 1 || number > 65535)
				return false;
			break;
		}
	for (size_t i = 0; i < authority.len; i++)
		buf_addc(host, authority.s[i] >= 'A' && authority.s[i] <= 'Z' ? (char)(authority.s[i] | 0x20) : authority.s[i]);
	*name_len = name.len;
	return is_host(str_slice(buf_str(host), 0, name.len));
}

static int read_url(struct endpoint *e, const char *url, struct err *err)
{
	struct str rest = str_of(url), authority, path;
	size_t slash, name_len;

	e->plain = str_starts(rest, "http://");
	if (!is_graphic(url, URL_MAX) || (!e->plain && !str_starts(rest, "https://")))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_URL is no address; it looks like https://HOST/v1, or http://127.0.0.1:PORT/v1 "
					       "for a helper on this machine");
	rest = str_slice(rest, e->plain ? 7 : 8, rest.len);
	for (slash = 0; slash < rest.len && rest.s[slash] != '/' && rest.s[slash] != '?' && rest.s[slash] != '#';)
		slash++;
	authority = str_slice(rest, 0, slash);
	path = str_slice(rest, slash, rest.len);
	if ((path.len && memchr(path.s, '?', path.len)) || (path.len && memchr(path.s, '#', path.len)) ||
	    !take_host(&e->host, authority, &name_len))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_URL holds more than a host, a port and a path; a key belongs into CAIRN_LLM_KEY");
	if (e->plain && !endpoint_is_loopback(str_slice(buf_str(&e->host), 0, name_len)))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_URL is http and leaves this machine; use https, or a helper on 127.0.0.1");
	while (path.len && path.s[path.len - 1] == '/')
		path.len--;
	buf_addf(&e->url, "%s://%s%.*s", e->plain ? "http" : "https", buf_z(&e->host), STR_FMT(path));
	if (path.len < 17 || memcmp(path.s + path.len - 17, "/chat/completions", 17) != 0)
		buf_addz(&e->url, path.len ? "/chat/completions" : "/v1/chat/completions");
	return 0;
}

static int read_count(const struct env *env, const char *name, int64_t least, int64_t most, int64_t *value, struct err *err)
{
	const char *text = env_get(env, name);

	if (!text)
		return 0;
	if (str_to_int(str_of(text), value, NULL) || *value < least || *value > most)
		return err_set(err, ERR_USAGE, "%s is a number from %lld to %lld", name, (long long)least, (long long)most);
	return 0;
}

static int read_money(const struct env *env, const char *name, double *value, struct err *err)
{
	const char *text = env_get(env, name);

	if (!text)
		return 0;
	if (str_to_real(str_of(text), value, NULL) || !isfinite(*value) || *value < 0 || *value > PRICE_MAX)
		return err_set(err, ERR_USAGE, "%s is a sum such as 0.15, up to a million", name);
	return 0;
}

static int read_limits(struct endpoint *e, const struct env *env, struct err *err)
{
	double day = -1;

	e->day_tokens = DAY_TOKENS;
	e->timeout_s = TIMEOUT_S;
	if (read_count(env, "CAIRN_LLM_LIMIT_TOKENS", 0, DAY_TOKENS_MAX, &e->day_tokens, err) ||
	    read_count(env, "CAIRN_LLM_TIMEOUT", 1, 600, &e->timeout_s, err) ||
	    read_money(env, "CAIRN_LLM_LIMIT_MONEY", &day, err) || read_money(env, "CAIRN_LLM_PRICE_IN", &e->price_in, err) ||
	    read_money(env, "CAIRN_LLM_PRICE_OUT", &e->price_out, err))
		return -1;
	e->day_micro = day < 0 ? -1 : (int64_t)(day * 1e6);
	if (day >= 0 && (!env_get(env, "CAIRN_LLM_PRICE_IN") || !env_get(env, "CAIRN_LLM_PRICE_OUT")))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_LIMIT_MONEY needs CAIRN_LLM_PRICE_IN and CAIRN_LLM_PRICE_OUT, the prices of a "
					       "million tokens");
	return 0;
}

static int read_names(struct endpoint *e, const struct env *env, struct err *err)
{
	const char *grades = env_get(env, "CAIRN_LLM_GRADE"), *drafts = env_get(env, "CAIRN_LLM_DRAFT");

	e->key = env_get(env, "CAIRN_LLM_KEY");
	e->model = env_get(env, "CAIRN_LLM_MODEL");
	e->authorities = env_get(env, "CAIRN_LLM_CA");
	e->grades = !grades || strcmp(grades, "auto") == 0;
	e->drafts = !drafts || strcmp(drafts, "auto") == 0;
	if (drafts && !e->drafts && strcmp(drafts, "off") != 0)
		return err_set(err, ERR_USAGE, "CAIRN_LLM_DRAFT is auto or off");
	if (e->key && !is_graphic(e->key, KEY_MAX))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_KEY holds a character that no key has");
	if (!e->model || !is_graphic(e->model, MODEL_MAX))
		return err_set(err, ERR_USAGE, "CAIRN_LLM_MODEL names the model of CAIRN_LLM_URL; set it");
	if (grades && !e->grades && strcmp(grades, "ask") != 0)
		return err_set(err, ERR_USAGE, "CAIRN_LLM_GRADE is auto or ask");
	return 0;
}

int endpoint_read(struct endpoint *e, const struct env *env, struct err *err)
{
	const char *url = env_get(env, "CAIRN_LLM_URL");

	*e = (struct endpoint){0};
	if (!url)
		return 1;
	if (read_url(e, url, err) == 0 && read_names(e, env, err) == 0 && read_limits(e, env, err) == 0)
		return 0;
	endpoint_fini(e);
	return -1;
}

void endpoint_fini(struct endpoint *e)
{
	buf_fini(&e->url);
	buf_fini(&e->host);
	*e = (struct endpoint){0};
}
