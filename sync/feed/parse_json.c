/* SPDX-License-Identifier: MIT
 * JSON Feed, and notes as JSON: a list of objects with front and back, which becomes columns for the import. By cJSON. */
#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "sync/feed/parse.h"

/* cJSON looks for members from the first on, without regard to case: a list of ten thousand members asked for ten of them
 * is what it costs. */
static struct str member(const cJSON *object, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

	return str_of(cJSON_IsString(value) ? value->valuestring : "");
}

/* An id may be a number (older writers). */
static struct str id_of(const cJSON *item, struct buf *scratch)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(item, "id");

	if (!cJSON_IsNumber(value) || !isfinite(value->valuedouble) || fabs(value->valuedouble) > 9e15)
		return member(item, "id");
	buf_clear(scratch);
	buf_addf(scratch, "%.0f", value->valuedouble);
	return buf_str(scratch);
}

static void join_tags(struct buf *out, const cJSON *object)
{
	const cJSON *tags = cJSON_GetObjectItemCaseSensitive(object, "tags"), *tag;

	buf_addz(out, cJSON_IsString(tags) ? tags->valuestring : "");
	if (cJSON_IsArray(tags))
		cJSON_ArrayForEach(tag, tags)
		{
			buf_addz(out, out->len ? " " : "");
			for (const char *z = cJSON_IsString(tag) ? tag->valuestring : ""; *z; z++)
				buf_addc(out, strchr(" \t\r\n", *z) ? '-' : *z);
		}
}

static int say_item(struct feed_say *say, const cJSON *item, struct buf *scratch, struct err *err)
{
	struct feed_said entry = {.id = id_of(item, scratch), .link = member(item, "url"), .title = member(item, "title"),
				  .text = member(item, "content_html"), .lang = member(item, "language"),
				  .at_ms = feed_time(member(item, "date_published"))};
	bool html = entry.text.len > 0;
	struct buf tags = {0};
	int rc = 0;

	join_tags(&tags, item);
	entry.tags = buf_str(&tags);
	if (!html)
		entry.text = member(item, "content_text");
	if (!entry.text.len)
		entry.text = member(item, "summary");
	if (!entry.link.len)
		entry.link = member(item, "external_url");
	if (cJSON_IsObject(item))
		rc = feed_say_entry(say, &entry, html, err);
	buf_fini(&tags);
	return rc;
}

static int say_feed(struct feed_say *say, const cJSON *root, struct err *err)
{
	const cJSON *items = cJSON_GetObjectItemCaseSensitive(root, "items"), *item;
	struct buf scratch = {0};
	int rc;

	if (!cJSON_IsArray(items))
		return err_set(err, ERR_INPUT, "its JSON is no JSON Feed: it has no list of items");
	rc = feed_say_head(say, FEED_JSON, member(root, "title"), member(root, "language"), STR(""), err);
	cJSON_ArrayForEach(item, items)
	{
		if (rc)
			break;
		rc = say_item(say, item, &scratch, err);
	}
	buf_fini(&scratch);
	return rc < 0 ? -1 : 0;
}

static void put_quoted(struct buf *out, struct str text)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, text.s[i]);
	}
	buf_addc(out, '"');
}

static int put_note(struct buf *out, const cJSON *note)
{
	struct str front = member(note, "front"), back = member(note, "back");
	struct buf tags = {0};

	if (!front.len && !back.len)
		front = member(note, "question"), back = member(note, "answer");
	if (!front.len || !back.len)
		return 1;
	put_quoted(out, front);
	buf_addc(out, ',');
	put_quoted(out, back);
	buf_addc(out, ',');
	join_tags(&tags, note);
	put_quoted(out, buf_str(&tags));
	buf_addc(out, '\n');
	buf_fini(&tags);
	return 0;
}

static int say_notes(struct feed_say *say, const cJSON *notes, struct str title, struct err *err)
{
	struct buf out = {0};
	const cJSON *note;
	int taken = 0, rc;

	buf_addz(&out, "#separator:comma\n#html:false\n#tags column:3\n");
	cJSON_ArrayForEach(note, notes)
		taken += put_note(&out, note) == 0;
	rc = taken ? feed_say_head(say, FEED_NOTES, title, STR(""), STR(""), err)
		   : err_set(err, ERR_INPUT, "its JSON holds no notes: none has a \"front\" and a \"back\"");
	if (rc == 0)
		rc = wire_bytes(&say->wire, buf_str(&out), err);
	buf_fini(&out);
	return rc;
}

int feed_parse_json(struct feed_say *say, struct str bytes, struct err *err)
{
	const char *end = NULL;
	cJSON *root = cJSON_ParseWithLengthOpts(bytes.s, bytes.len, &end, 0);
	const cJSON *notes = root;
	int rc;

	if (root && str_trim(str_slice(bytes, (size_t)(end - bytes.s), bytes.len)).len) {
		cJSON_Delete(root);
		root = NULL;
	}
	if (!root)
		return err_set(err, ERR_INPUT, "its JSON cannot be read, or ends too early");
	if (cJSON_IsObject(root)) {
		notes = cJSON_GetObjectItemCaseSensitive(root, "notes");
		if (!notes)
			notes = cJSON_GetObjectItemCaseSensitive(root, "cards");
	}
	if (cJSON_IsArray(notes))
		rc = say_notes(say, notes, cJSON_IsObject(root) ? member(root, "title") : STR(""), err);
	else if (cJSON_IsObject(root))
		rc = say_feed(say, root, err);
	else
		rc = err_set(err, ERR_INPUT, "its JSON is neither a feed nor notes");
	cJSON_Delete(root);
	return rc;
}
