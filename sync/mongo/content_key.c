/* SPDX-License-Identifier: MIT
 * `_id`s as text and back. */
#include "sync/mongo/content_key.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

enum { ID_MAX = 200 };

static bool put_binary(struct buf *out, const bson_iter_t *iter)
{
	const uint8_t *bytes;
	bson_subtype_t subtype;
	uint32_t len;

	bson_iter_binary(iter, &subtype, &len, &bytes);
	if (len > ID_MAX)
		return false;
	buf_addf(out, "b:%02x", (unsigned)subtype & 0xff);
	for (uint32_t i = 0; i < len; i++)
		buf_addf(out, "%02x", bytes[i]);
	return true;
}

static bool put_key(struct buf *out, const bson_iter_t *iter)
{
	struct str text;
	uint32_t len;
	char hex[25];

	if (BSON_ITER_HOLDS_UTF8(iter)) {
		text.s = bson_iter_utf8(iter, &len);
		text.len = len;
		buf_addz(out, "s:");
		return utf8_clean(out, text, CLEAN_LINE, ID_MAX) && out->len > 2;
	}
	if (BSON_ITER_HOLDS_DOUBLE(iter) && (bson_iter_double(iter) != trunc(bson_iter_double(iter)) ||
					     fabs(bson_iter_double(iter)) > 9007199254740992.0))
		return false;
	if (BSON_ITER_HOLDS_BINARY(iter))
		return put_binary(out, iter);
	if (BSON_ITER_HOLDS_NUMBER(iter)) {
		buf_addf(out, "i:%" PRId64, bson_iter_as_int64(iter));
	} else if (BSON_ITER_HOLDS_OID(iter)) {
		bson_oid_to_string(bson_iter_oid(iter), hex);
		buf_addf(out, "o:%s", hex);
	} else if (BSON_ITER_HOLDS_DATE_TIME(iter)) {
		buf_addf(out, "d:%" PRId64, bson_iter_date_time(iter));
	} else {
		return false;
	}
	return true;
}

struct str remote_key(const bson_t *doc, const char *field, struct arena *arena)
{
	struct str key = {0};
	struct buf out = {0};
	bson_iter_t iter;

	if (bson_iter_init_find(&iter, doc, field) && put_key(&out, &iter))
		key = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	return key;
}

static bool get_bytes(struct str hex, uint8_t *bytes)
{
	char digits[3] = {0};

	for (size_t i = 0; i + 1 < hex.len; i += 2) {
		memcpy(digits, hex.s + i, 2);
		if (!strchr("0123456789abcdef", digits[0]) || !strchr("0123456789abcdef", digits[1]))
			return false;
		bytes[i / 2] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return hex.len % 2 == 0;
}

static bool append(bson_t *doc, char type, struct str text)
{
	uint8_t bytes[ID_MAX + 1];
	bson_oid_t oid;
	int64_t number;
	char hex[25];

	switch (type) {
	case 's': return bson_append_utf8(doc, "", 0, text.s, (int)text.len);
	case 'i': return !str_to_int(text, &number, NULL) && bson_append_int64(doc, "", 0, number);
	case 'd': return !str_to_int(text, &number, NULL) && bson_append_date_time(doc, "", 0, number);
	case 'o':
		snprintf(hex, sizeof hex, "%.*s", STR_FMT(text));
		if (text.len != 24 || !bson_oid_is_valid(hex, 24))
			return false;
		bson_oid_init_from_string(&oid, hex);
		return bson_append_oid(doc, "", 0, &oid);
	case 'b':
		return text.len >= 2 && text.len <= 2 * sizeof bytes && get_bytes(text, bytes) &&
		       bson_append_binary(doc, "", 0, (bson_subtype_t)bytes[0], bytes + 1,
					  (uint32_t)(text.len / 2 - 1));
	}
	return false;
}

bool remote_key_value(struct str key, bson_value_t *value)
{
	bson_t doc = BSON_INITIALIZER;
	bson_iter_t iter;
	bool good = key.len > 2 && key.s[1] == ':' && append(&doc, key.s[0], str_slice(key, 2, key.len)) &&
		    bson_iter_init(&iter, &doc) && bson_iter_next(&iter);

	if (good)
		bson_value_copy(bson_iter_value(&iter), value);
	bson_destroy(&doc);
	return good;
}
