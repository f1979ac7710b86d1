/* SPDX-License-Identifier: MIT
 * Reply: the forms, one function each. */
#include "sync/assist/reply.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/utf8.h"

/* Missing, of another type or too long: false. */
static bool take(struct buf *out, const cJSON *object, const char *name, unsigned flags, size_t cap)
{
	const cJSON *value = name ? cJSON_GetObjectItemCaseSensitive(object, name) : object;
	struct buf clean = {0};

	if (!cJSON_IsString(value) || strlen(value->valuestring) > 4 * cap)
		return false;
	utf8_clean(&clean, str_of(value->valuestring), flags, cap);
	buf_add(out, str_trim(buf_str(&clean)));
	buf_fini(&clean);
	return true;
}

static bool read_grade(struct reply *r, const cJSON *value)
{
	const cJSON *grade = cJSON_GetObjectItemCaseSensitive(value, "grade"), *missing = cJSON_GetObjectItemCaseSensitive(value, "missing"),
		    *one;

	if (!cJSON_IsNumber(grade) || !cJSON_IsArray(missing) || !take(&r->text, value, "text", CLEAN_LINE, REPLY_TEXT_MAX))
		return false;
	for (int n = 1; n <= 4; n++)
		if (grade->valuedouble == n)
			r->grade = n;
	cJSON_ArrayForEach(one, missing)
	{
		if (r->points == REPLY_POINTS)
			break;
		if (!take(&r->point[r->points], one, NULL, CLEAN_LINE, REPLY_POINT_MAX))
			return false;
		r->points += r->point[r->points].len > 0;
	}
	return r->grade != 0;
}

static bool read_notes(struct reply *r, const cJSON *value)
{
	const cJSON *notes = cJSON_GetObjectItemCaseSensitive(value, "notes"), *one;

	if (!cJSON_IsArray(notes))
		return false;
	cJSON_ArrayForEach(one, notes)
	{
		struct reply_note *note = &r->note[r->notes];

		if (r->notes == REPLY_NOTES)
			break;
		if (!take(&note->front, one, "front", CLEAN_TEXT, REPLY_FIELD_MAX) ||
		    !take(&note->back, one, "back", CLEAN_TEXT, REPLY_FIELD_MAX) ||
		    !take(&note->quote, one, "quote", CLEAN_TEXT, REPLY_FIELD_MAX)) {
			r->notes++; /* what it holds is freed */
			return false;
		}
		if (note->front.len && note->back.len && note->quote.len) {
			r->notes++;
			continue;
		}
		buf_fini(&note->front), buf_fini(&note->back), buf_fini(&note->quote);
	}
	return true;
}

static bool read_value(struct reply *r, enum assist_task task, const cJSON *value)
{
	if (!cJSON_IsObject(value))
		return false;
	switch (task) {
	case ASSIST_GRADE: return read_grade(r, value);
	case ASSIST_DRAFT: return read_notes(r, value);
	case ASSIST_CHECK:
	case ASSIST_EXPLAIN:
	case ASSIST_HINT:
	case ASSIST_MNEMONIC:
	case ASSIST_EXAMPLE: return take(&r->text, value, "text", CLEAN_TEXT, REPLY_TEXT_MAX) && r->text.len;
	case ASSIST_TASKS: break;
	}
	return false;
}

/* Models that were not held to a form like to put a fence around their JSON. */
static struct str unfence(struct str text)
{
	struct str line;

	text = str_trim(text);
	if (!str_starts(text, "```") || text.len < 6 || memcmp(text.s + text.len - 3, "```", 3) != 0)
		return text;
	text.len -= 3;
	return str_cut(&text, '\n', &line) ? str_trim(text) : text;
}

int reply_read(struct reply *reply, enum assist_task task, struct str content, struct err *err)
{
	struct str text = unfence(content);
	const char *end = NULL;
	cJSON *value = NULL;
	bool good;

	*reply = (struct reply){0};
	if (text.len && utf8_is_valid(text) && !memmem(text.s, text.len, "\\u0000", 6))
		value = cJSON_ParseWithLengthOpts(text.s, text.len, &end, false);
	good = value && end == text.s + text.len && read_value(reply, task, value);
	cJSON_Delete(value);
	if (good)
		return 0;
	reply_fini(reply);
	return err_set(err, ERR_INPUT, "the helper answered in another form than the one asked for; its answer was dropped");
}

void reply_fini(struct reply *r)
{
	buf_fini(&r->text);
	for (size_t i = 0; i < REPLY_POINTS; i++)
		buf_fini(&r->point[i]);
	for (size_t i = 0; i < REPLY_NOTES; i++)
		buf_fini(&r->note[i].front), buf_fini(&r->note[i].back), buf_fini(&r->note[i].quote);
	*r = (struct reply){0};
}
