/* SPDX-License-Identifier: MIT
 * RSS 2, RSS 1 and Atom, by expat: one call over the whole document, and a document type, with it every entity of
 * somebody's, ends the reading. What is not closed to its end is no document. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "sync/feed/parse.h"

enum { DEPTH_MAX = 64 };

/* Fields of an entry, and of the channel. */
enum field { NONE, ID, LINK, TITLE, SUMMARY, CONTENT, TIME, LANG, TAG, FIELDS };

struct reading {
	struct feed_say *say;
	struct err *err;
	XML_Parser parser;
	enum feed_kind kind;
	bool known, refused, said_head;
	int depth;
	int entry, inside; /* depths of the entry and of the field that are open; 0: none */
	enum field field;
	bool as_markup; /* elements inside belong to the text: Atom's xhtml */
	bool plain;	/* Atom's text: "<" is no tag */
	struct buf value[FIELDS], channel_title, channel_lang;
	struct buf tags;
	bool link_is_sure;
};

static void refuse(struct reading *r, const char *why)
{
	if (!r->refused)
		err_set(r->err, ERR_INPUT, "%s", _(why));
	r->refused = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
	(void)name, (void)system, (void)public, (void)subset;
	refuse(ctx, N_("its XML declares a document type, which feeds have no use for"));
}

/* Windows-1252, what feeds use that are neither UTF-8 nor in one of expat's own. */
static int XMLCALL on_encoding(void *ctx, const XML_Char *name, XML_Encoding *info)
{
	static const int high[32] = {0x20AC, -1, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160,
				     0x2039, 0x152, -1, 0x17D, -1, -1, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013,
				     0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, -1, 0x17E, 0x178};

	(void)ctx;
	if (strcasecmp(name, "windows-1252") != 0)
		return XML_STATUS_ERROR;
	for (int i = 0; i < 256; i++)
		info->map[i] = i >= 0x80 && i < 0xA0 ? high[i - 0x80] : i;
	return XML_STATUS_OK;
}

/* "uri name" in its parts. */
static struct str local_of(const char *name, struct str *space)
{
	const char *blank = strrchr(name, ' ');

	*space = blank ? (struct str){name, (size_t)(blank - name)} : STR("");
	return str_of(blank ? blank + 1 : name);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (!strcmp(*attributes, name))
			return attributes[1];
	return "";
}

static void set(struct buf *value, const char *text)
{
	buf_clear(value);
	buf_addz(value, text);
}

static bool is_entry(const struct reading *r, struct str name)
{
	return r->kind == FEED_ATOM ? str_is(name, "entry") : str_is(name, "item");
}

static void begin_document(struct reading *r, struct str name, struct str space, const XML_Char **attributes)
{
	r->known = true;
	if (str_is(name, "rss"))
		r->kind = FEED_RSS;
	else if (str_is(name, "RDF"))
		r->kind = FEED_RDF;
	else if (str_is(name, "feed") && str_starts(space, "http://www.w3.org/2005/Atom"))
		r->kind = FEED_ATOM;
	else
		refuse(r, N_("its XML is neither RSS nor Atom"));
	set(&r->channel_lang, attribute(attributes, "http://www.w3.org/XML/1998/namespace lang"));
}

static void take_atom_link(struct reading *r, const XML_Char **attributes)
{
	const char *rel = attribute(attributes, "rel");

	if (r->kind == FEED_ATOM && r->entry && (!*rel || !strcmp(rel, "alternate")) && !r->link_is_sure) {
		set(&r->value[LINK], attribute(attributes, "href"));
		r->link_is_sure = true;
	}
}

/* A tag is one word in a deck. */
static void take_tag(struct reading *r, struct str tag)
{
	tag = str_trim(tag);
	if (!r->entry || !tag.len || tag.len > 60 || r->tags.len > FEED_LINE_MAX)
		return;
	buf_addz(&r->tags, r->tags.len ? " " : "");
	for (size_t i = 0; i < tag.len; i++)
		buf_addc(&r->tags, strchr(" \t\r\n", tag.s[i]) ? '-' : tag.s[i]);
}

static enum field field_of(const struct reading *r, struct str name, struct str space)
{
	static const struct {
		const char *name;
		enum field field;
		const char *space; /* part of its namespace; NULL: none, or the feed's own */
	} known[] = {
		{"guid", ID, NULL}, {"id", ID, NULL}, {"link", LINK, NULL}, {"title", TITLE, NULL},
		{"description", SUMMARY, NULL}, {"summary", SUMMARY, NULL}, {"content", CONTENT, NULL},
		{"encoded", CONTENT, "modules/content"}, {"pubDate", TIME, NULL}, {"updated", TIME, NULL},
		{"published", TIME, NULL}, {"date", TIME, "purl.org/dc/"}, {"language", LANG, NULL},
		{"language", LANG, "purl.org/dc/"}, {"category", TAG, NULL}, {"subject", TAG, "purl.org/dc/"},
	};
	bool own = !space.len || str_starts(space, "http://www.w3.org/2005/Atom") || str_starts(space, "http://purl.org/rss/");

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		const char *part = known[i].space;

		if (str_is(name, known[i].name) && (part ? memmem(space.s, space.len, part, strlen(part)) != NULL : own))
			return r->kind == FEED_RSS && space.len && known[i].field != TIME && !part ? NONE : known[i].field;
	}
	return NONE;
}

static void begin_entry(struct reading *r, const XML_Char **attributes)
{
	r->entry = r->depth;
	for (int i = 0; i < FIELDS; i++)
		buf_clear(&r->value[i]);
	buf_clear(&r->tags);
	r->link_is_sure = false;
	set(&r->value[ID], attribute(attributes, "http://www.w3.org/1999/02/22-rdf-syntax-ns# about"));
	set(&r->value[LANG], attribute(attributes, "http://www.w3.org/XML/1998/namespace lang"));
}

static void begin_field(struct reading *r, enum field field, const XML_Char **attributes)
{
	const char *type = attribute(attributes, "type");

	if (field == TIME && r->value[TIME].len) /* published and updated: the first */
		return;
	if (field == LINK && r->kind == FEED_ATOM)
		return;
	r->inside = r->depth;
	r->field = field;
	r->as_markup = r->kind == FEED_ATOM && !strcmp(type, "xhtml");
	r->plain = r->kind == FEED_ATOM && (!*type || !strcmp(type, "text"));
	buf_clear(&r->value[field]);
}

static void XMLCALL on_start(void *ctx, const XML_Char *qualified, const XML_Char **attributes)
{
	struct reading *r = ctx;
	struct str space, name = local_of(qualified, &space);
	enum field field;

	if (++r->depth > DEPTH_MAX)
		refuse(r, N_("its XML lies deeper than any feed's"));
	else if (!r->known)
		begin_document(r, name, space, attributes);
	else if (r->inside && r->as_markup && r->field)
		buf_addf(&r->value[r->field], "<%.*s>", STR_FMT(name));
	else if (!r->inside && !r->entry && is_entry(r, name))
		begin_entry(r, attributes);
	else if (!r->inside && (r->entry ? r->depth == r->entry + 1 : r->depth <= 3)) {
		if (str_is(name, "link"))
			take_atom_link(r, attributes);
		else if (str_is(name, "category"))
			take_tag(r, str_of(attribute(attributes, "term")));
		field = field_of(r, name, space);
		if (field && (r->entry || field == TITLE || field == LANG))
			begin_field(r, field, attributes);
	}
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int len)
{
	struct reading *r = ctx;
	struct buf *value;

	if (!r->inside)
		return;
	value = &r->value[r->field];
	if (value->len > 4 * FEED_TEXT_MAX)
		return; /* what is longer is cut */
	if (!r->as_markup && !r->plain)
		buf_add(value, (struct str){text, (size_t)len});
	else
		for (int i = 0; i < len; i++)
			if (text[i] == '<')
				buf_addz(value, "&lt;");
			else if (text[i] == '&')
				buf_addz(value, "&amp;");
			else
				buf_addc(value, text[i]);
}

static int say_head(struct reading *r)
{
	if (r->said_head)
		return 0;
	r->said_head = true;
	return feed_say_head(r->say, r->kind, buf_str(&r->channel_title), str_trim(buf_str(&r->channel_lang)), STR(""), r->err);
}

static void end_entry(struct reading *r)
{
	const struct buf *v = r->value;
	struct feed_said entry = {.id = buf_str(&v[ID]), .link = buf_str(&v[LINK]), .title = buf_str(&v[TITLE]),
				  .text = str_trim(buf_str(&v[CONTENT])), .lang = str_trim(buf_str(&v[LANG])), .tags = buf_str(&r->tags),
				  .at_ms = feed_time(buf_str(&v[TIME]))};

	r->entry = 0;
	if (!entry.text.len)
		entry.text = buf_str(&v[SUMMARY]);
	if (say_head(r) || feed_say_entry(r->say, &entry, true, r->err) < 0) {
		r->refused = true;
		XML_StopParser(r->parser, XML_FALSE);
	}
}

static void end_field(struct reading *r)
{
	if (!r->entry && r->field == TITLE && !r->channel_title.len)
		buf_add(&r->channel_title, buf_str(&r->value[TITLE]));
	if (r->field == TAG)
		take_tag(r, buf_str(&r->value[TAG]));
	if (!r->entry && r->field == LANG)
		set(&r->channel_lang, buf_z(&r->value[LANG]));
	r->inside = 0;
	r->field = NONE;
}

static void XMLCALL on_end(void *ctx, const XML_Char *qualified)
{
	struct reading *r = ctx;
	struct str space, name = local_of(qualified, &space);

	if (r->inside == r->depth)
		end_field(r);
	else if (r->inside && r->as_markup)
		buf_addf(&r->value[r->field], "</%.*s>", STR_FMT(name));
	else if (r->entry == r->depth && r->entry)
		end_entry(r);
	r->depth--;
}

static int parse(struct reading *r, struct str bytes)
{
	enum XML_Error why;

	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, on_start, on_end);
	XML_SetCharacterDataHandler(r->parser, on_text);
	XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
	XML_SetUnknownEncodingHandler(r->parser, on_encoding, NULL);
	if (XML_Parse(r->parser, bytes.s, (int)bytes.len, XML_TRUE) == XML_STATUS_OK)
		return r->refused ? -1 : say_head(r);
	if (r->refused)
		return -1;
	why = XML_GetErrorCode(r->parser);
	return err_set(r->err, ERR_INPUT, "its XML cannot be read: %s in line %lu%s", XML_ErrorString(why),
		       (unsigned long)XML_GetCurrentLineNumber(r->parser),
		       why == XML_ERROR_NO_ELEMENTS || why == XML_ERROR_UNCLOSED_TOKEN ? _(", where it ends too early") : "");
}

int feed_parse_xml(struct feed_say *say, struct str bytes, struct err *err)
{
	struct reading r = {.say = say, .err = err, .parser = XML_ParserCreateNS(NULL, ' ')};
	int rc;

	if (!r.parser || bytes.len > FEED_BYTES_MAX) {
		XML_ParserFree(r.parser);
		return err_set(err, ERR_INPUT, "it is longer than 16 MiB");
	}
	rc = parse(&r, bytes);
	XML_ParserFree(r.parser);
	for (int i = 0; i < FIELDS; i++)
		buf_fini(&r.value[i]);
	buf_fini(&r.tags);
	buf_fini(&r.channel_title);
	buf_fini(&r.channel_lang);
	return rc;
}
