/* SPDX-License-Identifier: MIT
 * What a deck's document says of it: id, title, description, author, language, tags. */
#include "base/utf8.h"
#include "sync/mongo/content_publish.h"

enum { DERIVED_ID_MAX = 100, ABOUT_MAX = 2000 };

/* "Languages::French" as an id: "languages-french". */
void publish_put_id(struct buf *out, struct str path)
{
	struct buf folded = {0};
	struct str rest;

	utf8_fold(&folded, path);
	rest = buf_str(&folded);
	while (rest.len && out->len < DERIVED_ID_MAX) {
		const char *at = rest.s;
		uint32_t point = utf8_next(&rest);
		bool fits = point > 0x7f || (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');

		if (fits)
			buf_add(out, (struct str){at, (size_t)(rest.s - at)});
		else if (out->len && out->s[out->len - 1] != '-')
			buf_addc(out, '-');
	}
	while (out->len && out->s[out->len - 1] == '-')
		buf_cut(out, out->len - 1);
	buf_fini(&folded);
}

static struct str last_name(struct str path)
{
	for (size_t i = path.len; i > 1; i--)
		if (path.s[i - 1] == ':' && path.s[i - 2] == ':')
			return str_slice(path, i, path.len);
	return path;
}

static void put_text(bson_t *set, const char *key, struct str text)
{
	struct buf clean = {0};

	if (text.s) {
		utf8_clean(&clean, text, CLEAN_LINE, ABOUT_MAX);
		bson_append_utf8(set, key, -1, buf_z(&clean), (int)clean.len);
	}
	buf_fini(&clean);
}

static void put_tags(bson_t *set, struct str tags)
{
	struct str tag;
	char digits[16];
	const char *key;
	uint32_t count = 0;
	bson_t list;

	if (!tags.s)
		return;
	bson_append_array_begin(set, "tags", 4, &list);
	while (str_cut(&tags, ' ', &tag)) {
		if (!tag.len)
			continue;
		bson_uint32_to_string(count++, &key, digits, sizeof digits);
		put_text(&list, key, tag);
	}
	bson_append_array_end(set, &list);
}

void publish_put_about(bson_t *set, const struct publish_wish *wish, const struct remote_deck *deck)
{
	bool untitled = !deck->title.len || str_eq(deck->title, deck->id_text);

	put_text(set, "title", wish->title.s ? wish->title : untitled ? last_name(wish->deck) : wish->title);
	put_text(set, "description", wish->description);
	put_text(set, "author", wish->author);
	put_text(set, "language", wish->language);
	put_tags(set, wish->tags);
}

static bool says(struct str wish, struct str there)
{
	struct buf clean = {0};
	bool same;

	if (!wish.s)
		return true;
	utf8_clean(&clean, wish, CLEAN_LINE, ABOUT_MAX);
	same = str_eq(str_trim(buf_str(&clean)), there);
	buf_fini(&clean);
	return same;
}

bool publish_says_so(const struct publish_wish *wish, const struct remote_deck *deck)
{
	return says(wish->title, deck->title) && says(wish->description, deck->description) &&
	       says(wish->author, deck->author) && says(wish->language, deck->language) &&
	       says(wish->tags, deck->tags);
}
