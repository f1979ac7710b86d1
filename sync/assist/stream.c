/* SPDX-License-Identifier: MIT
 * Stream: lines of server-sent events, and what of them counts. */
#include "sync/assist/stream.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

enum { TOKENS_MAX = 100 * 1000 * 1000 };

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "the helper's answer has no form that is known; is CAIRN_LLM_URL an OpenAI-compatible address?");
}

static int64_t tokens(const cJSON *usage, const char *name)
{
	const cJSON *count = cJSON_GetObjectItemCaseSensitive(usage, name);

	return cJSON_IsNumber(count) && isfinite(count->valuedouble) && count->valuedouble >= 0 && count->valuedouble <= TOKENS_MAX
		       ? (int64_t)count->valuedouble
		       : 0;
}

static int take_content(struct stream *s, const cJSON *said, struct err *err)
{
	if (!said || cJSON_IsNull(said))
		return 0;
	if (!cJSON_IsString(said))
		return bad(err);
	buf_addz(&s->content, said->valuestring);
	return s->content.len <= STREAM_CONTENT_MAX ? 0 : err_set(err, ERR_INPUT, "the helper talks too much: its answer was dropped");
}

static int take_value(struct stream *s, const cJSON *value, const char *part, struct err *err)
{
	const cJSON *choices = cJSON_GetObjectItemCaseSensitive(value, "choices"), *choice = cJSON_GetArrayItem(choices, 0),
		    *usage = cJSON_GetObjectItemCaseSensitive(value, "usage"), *why;

	if (!cJSON_IsObject(value) || !cJSON_IsArray(choices))
		return bad(err);
	if (cJSON_IsObject(usage)) {
		s->in = tokens(usage, "prompt_tokens");
		s->out = tokens(usage, "completion_tokens");
	}
	why = cJSON_GetObjectItemCaseSensitive(choice, "finish_reason");
	s->cut |= cJSON_IsString(why) && strcmp(why->valuestring, "length") == 0;
	s->done |= cJSON_IsString(why);
	return take_content(s, cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(choice, part), "content"), err);
}

static bool holds_nul(struct str text)
{
	return memmem(text.s, text.len, "\\u0000", 6) || memchr(text.s, '\0', text.len);
}

static int take_json(struct stream *s, struct str text, const char *part, struct err *err)
{
	const char *end = NULL;
	cJSON *value = holds_nul(text) ? NULL : cJSON_ParseWithLengthOpts(text.s, text.len, &end, false);
	struct str rest = {end, value && end ? (size_t)(text.s + text.len - end) : 0};
	int rc = value && !str_trim(rest).len ? take_value(s, value, part, err) : bad(err);

	cJSON_Delete(value);
	return rc;
}

static int take_line(struct stream *s, struct str line, struct err *err)
{
	line = str_trim(line);
	if (!str_starts(line, "data:")) /* comments, event:, id:, retry: */
		return 0;
	line = str_trim(str_slice(line, 5, line.len));
	if (str_is(line, "[DONE]")) {
		s->done = true;
		return 0;
	}
	return line.len ? take_json(s, line, "delta", err) : 0;
}

static bool is_document(const struct stream *s)
{
	struct str seen = str_trim(buf_str(&s->raw));

	return seen.len && seen.s[0] == '{';
}

int stream_put(struct stream *s, struct str bytes, struct err *err)
{
	struct str rest;
	size_t taken = 0;
	char *end;

	s->bytes += bytes.len;
	if (s->bytes > STREAM_BYTES_MAX)
		return err_set(err, ERR_INPUT, "the helper sent more than 1 MiB: its answer was dropped");
	buf_add(&s->raw, bytes);
	if (is_document(s))
		return 0;
	rest = buf_str(&s->raw);
	while (rest.len && (end = memchr(rest.s, '\n', rest.len))) {
		size_t len = (size_t)(end - rest.s) + 1;

		if (take_line(s, str_slice(rest, 0, len), err))
			return -1;
		taken += len;
		rest = str_slice(rest, len, rest.len);
	}
	if (taken) {
		memmove(s->raw.s, s->raw.s + taken, s->raw.len - taken);
		buf_cut(&s->raw, s->raw.len - taken);
	}
	return 0;
}

int stream_end(struct stream *s, struct err *err)
{
	bool document = is_document(s);

	if (document ? take_json(s, buf_str(&s->raw), "message", err) : s->raw.len ? take_line(s, buf_str(&s->raw), err) : 0)
		return -1;
	if (s->cut)
		return err_set(err, ERR_INPUT, "the helper's answer was cut off; ask for less, or take another model");
	if (!s->done && !document)
		return err_set(err, ERR_NETWORK, "the helper broke off in the middle of its answer");
	return s->content.len ? 0 : err_set(err, ERR_INPUT, "the helper said nothing");
}

void stream_fini(struct stream *s)
{
	buf_fini(&s->raw);
	buf_fini(&s->content);
	*s = (struct stream){0};
}
