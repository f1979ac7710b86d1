/* SPDX-License-Identifier: MIT
 * Addresses of servers as a person may be shown them. */
#include "base/uri.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/message.h"

/* uri = scheme :// [user info @] hosts [/ database] [? options]. The user info ends at the last @ of all, so
 * that no piece of a password is ever taken for a host; an @ in the options hides the hosts, which is the
 * safe mistake. */
struct pieces {
	struct str scheme, user, hosts, database;
};

static bool is_host_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       strchr(".-_[]:,", c);
}

static struct str take_while_host(struct str *rest)
{
	struct str start = *rest;
	size_t len = 0;

	while (len < start.len && start.s[len] && is_host_char(start.s[len]))
		len++;
	*rest = str_slice(start, len, start.len);
	return str_slice(start, 0, len);
}

/* A port is digits: "user:secret" without a host behind it is not taken for one. */
static bool has_good_ports(struct str hosts)
{
	struct str one, rest = hosts;

	while (str_cut(&rest, ',', &one)) {
		const char *bracket = one.len ? memrchr(one.s, ']', one.len) : NULL;
		const char *from = bracket ? bracket : one.s;
		const char *colon = one.len ? memchr(from, ':', (size_t)(one.s + one.len - from)) : NULL;

		if (one.len == 0)
			return false;
		if (colon && (colon + 1 == one.s + one.len || one.s + one.len - colon > 6))
			return false;
		for (colon = colon ? colon + 1 : one.s + one.len; colon < one.s + one.len; colon++)
			if (*colon < '0' || *colon > '9')
				return false;
	}
	return true;
}

static struct str behind_scheme(struct str uri, struct str *scheme)
{
	static const char *const schemes[] = {"mongodb://", "mongodb+srv://", "postgres://", "postgresql://",
					      "https://"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (str_starts(uri, schemes[i])) {
			*scheme = str_of(schemes[i]);
			return str_slice(uri, scheme->len, uri.len);
		}
	*scheme = (struct str){NULL, 0};
	return uri;
}

static bool split(struct str uri, struct pieces *p)
{
	struct str rest = behind_scheme(uri, &p->scheme);
	const char *at = rest.len ? memrchr(rest.s, '@', rest.len) : NULL;

	p->user = str_slice(rest, 0, at ? (size_t)(at - rest.s) : 0);
	rest = str_slice(rest, at ? p->user.len + 1 : 0, rest.len);
	p->hosts = take_while_host(&rest);
	p->database = (struct str){NULL, 0};
	if (rest.len && rest.s[0] == '/') {
		rest = str_slice(rest, 1, rest.len);
		p->database = take_while_host(&rest);
	}
	if (rest.len && rest.s[0] != '?' && rest.s[0] != '/')
		return false;
	return p->scheme.len && p->hosts.len && has_good_ports(p->hosts);
}

bool uri_put_hosts(struct buf *out, struct str uri)
{
	struct pieces p;

	if (!split(uri, &p))
		return false;
	for (size_t i = 0; i < p.hosts.len; i++) {
		char c = p.hosts.s[i];

		buf_addc(out, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c));
	}
	return true;
}

void uri_put_redacted(struct buf *out, struct str uri)
{
	struct pieces p;

	if (!split(uri, &p)) {
		buf_addz(out, _("(an address of no usable form)"));
		return;
	}
	buf_add(out, p.scheme);
	if (p.user.s && p.user.len)
		buf_addz(out, "***@");
	buf_add(out, p.hosts);
	if (p.database.len)
		buf_addf(out, "/%.*s", STR_FMT(p.database));
}

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void put_decoded(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.s[i] == '%' && i + 2 < s.len && hex(s.s[i + 1]) >= 0 && hex(s.s[i + 2]) >= 0) {
			buf_addc(out, (char)(hex(s.s[i + 1]) * 16 + hex(s.s[i + 2])));
			i += 2;
		} else {
			buf_addc(out, s.s[i]);
		}
	}
}

/* Replaces every occurrence of a secret. Shorter ones than 3 bytes would blank out ordinary words. */
static void replace(struct buf *text, struct str secret)
{
	struct buf next = {0};
	struct str rest = buf_str(text);
	const char *hit;

	if (secret.len < 3 || !memmem(rest.s, rest.len, secret.s, secret.len))
		return;
	while ((hit = memmem(rest.s, rest.len, secret.s, secret.len))) {
		buf_add(&next, str_slice(rest, 0, (size_t)(hit - rest.s)));
		buf_addz(&next, "***");
		rest = str_slice(rest, (size_t)(hit - rest.s) + secret.len, rest.len);
	}
	buf_add(&next, rest);
	buf_fini(text);
	*text = next;
}

/* The secret itself, then the pieces that a wrong cut at one of these characters leaves of it, in both
 * spellings. */
static void replace_all(struct buf *text, struct str secret)
{
	struct buf decoded = {0};
	size_t start = 0;

	put_decoded(&decoded, secret);
	replace(text, secret);
	replace(text, buf_str(&decoded));
	for (size_t i = 0; i <= decoded.len; i++)
		if (i == decoded.len || strchr("@:/?#[]%,", decoded.s[i])) {
			replace(text, str_slice(buf_str(&decoded), start, i));
			start = i + 1;
		}
	explicit_bzero(decoded.s, decoded.len);
	buf_fini(&decoded);
}

void uri_put_message(struct buf *out, struct str uri, struct str message)
{
	struct buf text = {0};
	struct pieces p;

	buf_add(&text, message);
	(void)split(uri, &p);
	if (!p.scheme.len || (!p.user.len && !p.hosts.len))
		replace(&text, uri);
	if (p.user.len) {
		struct str password = p.user, user;

		(void)str_cut(&password, ':', &user);
		replace(&text, p.user);
		if (password.s && password.len)
			replace_all(&text, password);
		if (user.len)
			replace_all(&text, user);
	}
	buf_add(out, buf_str(&text));
	buf_fini(&text);
}
