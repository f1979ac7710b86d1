/* SPDX-License-Identifier: MIT
 * JSON out: a writer that places commas and escapes. */
#include "base/json.h"

#include <math.h>

static void before_value(struct json *j)
{
	if (j->comma)
		buf_addc(j->out, ',');
	j->comma = true;
}

static void quoted(struct buf *out, struct str s)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.s[i];

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c == '\n')
			buf_addz(out, "\\n");
		else if (c < 0x20 || c == 0x7F)
			buf_addf(out, "\\u%04x", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

void json_open(struct json *j, char bracket)
{
	before_value(j);
	buf_addc(j->out, bracket);
	j->comma = false;
}

void json_close(struct json *j, char bracket)
{
	buf_addc(j->out, bracket);
	j->comma = true;
}

void json_key(struct json *j, const char *key)
{
	before_value(j);
	quoted(j->out, str_of(key));
	buf_addc(j->out, ':');
	j->comma = false;
}

void json_str(struct json *j, struct str value)
{
	before_value(j);
	quoted(j->out, value);
}

void json_int(struct json *j, int64_t value)
{
	before_value(j);
	buf_addf(j->out, "%lld", (long long)value);
}

void json_real(struct json *j, double value, int decimals)
{
	before_value(j);
	if (isfinite(value))
		buf_addf(j->out, "%.*f", decimals, value);
	else
		buf_addz(j->out, "null");
}

void json_bool(struct json *j, bool value)
{
	before_value(j);
	buf_addz(j->out, value ? "true" : "false");
}

void json_null(struct json *j)
{
	before_value(j);
	buf_addz(j->out, "null");
}

void json_key_str(struct json *j, const char *key, struct str value)
{
	json_key(j, key);
	json_str(j, value);
}

void json_key_int(struct json *j, const char *key, int64_t value)
{
	json_key(j, key);
	json_int(j, value);
}

void json_key_bool(struct json *j, const char *key, bool value)
{
	json_key(j, key);
	json_bool(j, value);
}
