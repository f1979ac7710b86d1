/* SPDX-License-Identifier: MIT
 * Reading feeds: the jail's records, judged once more. */
#include "sync/feed/read.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/hash.h"
#include "base/loose.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "sync/deck/jail.h"

enum { NOTES_MAX = 64 * 1024 * 1024, TELLING = 60 /* bytes of text that tell an entry from others */ };

struct taking {
	struct feed_doc *doc;
	struct str url;
	CURLU *base;
	struct buf scratch;
	bool begun, done;
};

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "the parser of this feed said something that it should not; please report this");
}

static struct str cleaned(struct taking *t, struct str raw, unsigned flags, size_t cap)
{
	buf_clear(&t->scratch);
	utf8_clean(&t->scratch, raw, flags, cap);
	return arena_str(&t->doc->arena, str_trim(buf_str(&t->scratch)));
}

static bool is_address(struct str link)
{
	if (!str_starts(link, "https://") && !str_starts(link, "http://"))
		return false;
	for (size_t i = 0; i < link.len; i++)
		if ((unsigned char)link.s[i] <= ' ' || link.s[i] == '"' || link.s[i] == '<' || link.s[i] == '>')
			return false;
	return true;
}

/* A relative link as a whole one; empty: it is none. */
static struct str whole_link(struct taking *t, struct str raw)
{
	struct str link = cleaned(t, raw, CLEAN_LINE, FEED_LINE_MAX), whole = STR("");
	char *put = NULL;
	CURLU *url;

	if (!link.len || is_address(link))
		return link;
	if (!t->base) {
		t->base = curl_url();
		if (curl_url_set(t->base, CURLUPART_URL, arena_str(&t->doc->arena, t->url).s, 0))
			return STR("");
	}
	url = curl_url_dup(t->base);
	if (url && !curl_url_set(url, CURLUPART_URL, link.s, CURLU_URLENCODE) &&
	    !curl_url_get(url, CURLUPART_URL, &put, 0) && is_address(str_of(put)))
		whole = cleaned(t, str_of(put), CLEAN_LINE, FEED_LINE_MAX);
	if (whole.len && !str_eq(whole, str_of(put))) /* escapes in a host became bytes that no text may have */
		whole = STR("");
	curl_free(put);
	curl_url_cleanup(url);
	return whole;
}

static struct str lang_of(struct taking *t, struct str raw)
{
	struct str lang = cleaned(t, raw, CLEAN_LINE, 40);
	size_t len = 0;

	while (len < lang.len && len < 3 && ((lang.s[len] | 0x20) >= 'a' && (lang.s[len] | 0x20) <= 'z'))
		len++;
	buf_clear(&t->scratch);
	for (size_t i = 0; i < len && len >= 2; i++)
		buf_addc(&t->scratch, (char)(lang.s[i] | 0x20));
	return arena_str(&t->doc->arena, buf_str(&t->scratch));
}

void feed_put_bare_link(struct buf *out, struct str link)
{
	static const char *const tracking[] = {"utm_", "fbclid=", "gclid=", "mc_cid=", "mc_eid=", "at_medium=", "at_campaign=", "ref="};
	const char *hash = memchr(link.s ? link.s : "", '#', link.len);
	struct str rest = hash ? str_slice(link, 0, (size_t)(hash - link.s)) : link, part, path;
	bool first = true;
	size_t start;

	rest = str_slice(rest, str_starts(rest, "https://") ? 8 : str_starts(rest, "http://") ? 7 : 0, rest.len);
	rest = str_slice(rest, str_starts(rest, "www.") ? 4 : 0, rest.len);
	start = out->len;
	str_cut(&rest, '?', &path);
	buf_add(out, path);
	while (out->len > start && out->s[out->len - 1] == '/')
		buf_cut(out, out->len - 1);
	while (rest.s && str_cut(&rest, '&', &part)) {
		bool gone = !part.len;

		for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++)
			gone |= str_starts(part, tracking[i]);
		if (gone)
			continue;
		buf_addc(out, first ? '?' : '&');
		buf_add(out, part);
		first = false;
	}
}

/* Letters and digits of title and text, whatever stands between them. */
static uint64_t hash_of_text(struct taking *t, const struct feed_entry *entry)
{
	struct buf *all = &t->scratch;
	size_t kept = 0;

	buf_clear(all);
	buf_add(all, entry->title);
	buf_add(all, str_slice(entry->text, 0, 2000));
	if (all->len < TELLING)
		return 0;
	for (size_t i = 0; i < all->len; i++) {
		unsigned char c = (unsigned char)all->s[i];

		if (c >= 0x80 || (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			all->s[kept++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
	}
	return hash_bytes((struct str){all->s, kept});
}

static uint64_t hash_of_link(struct taking *t, struct str link)
{
	if (!link.len)
		return 0;
	buf_clear(&t->scratch);
	feed_put_bare_link(&t->scratch, link);
	return hash_bytes(buf_str(&t->scratch));
}

static int take_head(struct taking *t, struct str body, struct err *err)
{
	struct feed_doc *doc = t->doc;
	struct str title, lang, feed;
	int64_t kind;

	if (t->begun || !wire_get_int(&body, &kind) || kind < 0 || kind >= FEED_KINDS || !wire_get_text(&body, &title) ||
	    !wire_get_text(&body, &lang) || !wire_get_text(&body, &feed))
		return bad(err);
	t->begun = true;
	doc->kind = (enum feed_kind)kind;
	doc->title = cleaned(t, title, CLEAN_LINE, 200);
	doc->lang = lang_of(t, lang);
	doc->feed = feed.len ? whole_link(t, feed) : STR("");
	return 0;
}

static struct feed_entry *room(struct feed_doc *doc)
{
	if (doc->count == doc->cap) {
		doc->cap = doc->cap ? doc->cap * 2 : 32;
		doc->entry = mem_grow(doc->entry, doc->cap, sizeof(*doc->entry));
	}
	return &doc->entry[doc->count++];
}

static int take_entry(struct taking *t, struct str body, struct err *err)
{
	struct feed_doc *doc = t->doc;
	struct str id, link, title, text, lang, tags;
	struct feed_entry entry = {0};

	if (!t->begun || doc->count == FEED_ENTRIES_MAX || !wire_get_text(&body, &id) || !wire_get_text(&body, &link) ||
	    !wire_get_text(&body, &title) || !wire_get_text(&body, &text) || !wire_get_text(&body, &lang) ||
	    !wire_get_text(&body, &tags) || !wire_get_int(&body, &entry.at_ms) || entry.at_ms < 0)
		return bad(err);
	id = str_trim(id);
	entry.link = whole_link(t, link.len || !str_starts(id, "http") ? link : id);
	entry.title = cleaned(t, title, CLEAN_LINE, 500);
	entry.text = cleaned(t, text, CLEAN_TEXT, FEED_TEXT_MAX);
	entry.tags = cleaned(t, tags, CLEAN_LINE, 200);
	entry.lang = lang_of(t, lang);
	if (!entry.lang.len)
		entry.lang = doc->lang;
	if (!entry.lang.len)
		entry.lang = feed_language(entry.text.len ? entry.text : entry.title);
	if (doc->kind == FEED_PAGE)
		entry.link = arena_str(&doc->arena, t->url);
	if (!entry.title.len && !entry.text.len)
		return 0; /* nothing to learn from */
	entry.link_hash = hash_of_link(t, entry.link);
	entry.text_hash = hash_of_text(t, &entry);
	if (!id.len || doc->kind == FEED_PAGE) /* a page is a new entry when its text is another */
		id = doc->kind == FEED_PAGE || !entry.link.len ? (struct str){(char *)&entry.text_hash, sizeof(entry.text_hash)}
							       : entry.link;
	entry.uid = hash_uid((const struct str[]){STR("entry"), t->url, id}, 3);
	*room(doc) = entry;
	return 0;
}

static int take_refusal(struct taking *t, struct str body, struct err *err)
{
	struct str why;

	if (!wire_get_text(&body, &why))
		return bad(err);
	why = cleaned(t, why, CLEAN_LINE, 300);
	return err_set(err, ERR_INPUT, "%.*s", STR_FMT(why));
}

static int take_all(struct taking *t, int from, struct err *err)
{
	struct wire_in in = {.fd = from};
	enum wire_kind kind;
	struct str body;
	int rc = 0;

	while (!t->done && rc == 0 && (rc = wire_next(&in, &kind, &body, err)) == 0) {
		switch ((int)kind) {
		case WIRE_HEAD: rc = take_head(t, body, err); break;
		case WIRE_NOTE: rc = take_entry(t, body, err); break;
		case WIRE_BYTES:
			rc = t->begun && t->doc->notes.len + body.len < NOTES_MAX ? 0 : bad(err);
			buf_add(&t->doc->notes, body);
			break;
		case WIRE_REFUSE: rc = take_refusal(t, body, err); break;
		case WIRE_DONE: t->done = true; break;
		default: rc = bad(err);
		}
	}
	wire_in_fini(&in);
	return rc < 0 ? -1 : 0;
}

int feed_read_said(struct feed_doc *doc, int from, struct str url, struct err *err)
{
	struct taking t = {.doc = doc, .url = url};
	int rc;

	*doc = (struct feed_doc){.title = STR(""), .lang = STR(""), .feed = STR("")};
	rc = take_all(&t, from, err);
	curl_url_cleanup(t.base);
	buf_fini(&t.scratch);
	return rc == 0 && (!t.done || !t.begun) ? 1 : rc;
}

int feed_read(struct feed_doc *doc, int fd, struct str url, struct err *err)
{
	struct jail jail;
	int rc, how;

	*doc = (struct feed_doc){0};
	if (jail_start(&jail, feed_parse, fd, NULL, err))
		return -1;
	rc = feed_read_said(doc, jail.out, url, err);
	jail_end(&jail, &how);
	if (rc == 1)
		rc = err_set(err, ERR_INPUT, "reading it took too much time or memory (%s %d)", how < 0 ? "signal" : "code",
			     how < 0 ? -how : how);
	return rc;
}

void feed_doc_fini(struct feed_doc *doc)
{
	arena_fini(&doc->arena);
	buf_fini(&doc->notes);
	free(doc->entry);
	*doc = (struct feed_doc){0};
}
