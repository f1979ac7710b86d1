/* SPDX-License-Identifier: MIT
 * A page's main text, by libxml2's reader of HTML: the part of the page that has most words in paragraphs and fewest in
 * links. No network, no files, no recursion over what somebody wrote. */
#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "sync/feed/parse.h"

enum { MAIN_LEAST = 140 }; /* bytes, below which a page has no text worth reading */

static bool is_named(const xmlNode *node, const char *const *names)
{
	if (node->type != XML_ELEMENT_NODE)
		return false;
	for (; *names; names++)
		if (!strcmp((const char *)node->name, *names))
			return true;
	return false;
}

/* What is never the text of a page. */
static bool is_left_out(const xmlNode *node)
{
	static const char *const names[] = {"script", "style", "noscript", "nav", "aside", "footer", "header", "form",
					    "svg", "button", "select", "iframe", "template", "figure", "object", "head", NULL};

	return is_named(node, names);
}

static bool is_block(const xmlNode *node)
{
	static const char *const names[] = {"p", "div", "section", "article", "main", "li", "ul", "ol", "h1", "h2", "h3",
					    "h4", "h5", "h6", "blockquote", "pre", "table", "tr", "dt", "dd", "dl", "br",
					    "hr", NULL};

	return is_named(node, names);
}

static bool is_paragraph(const xmlNode *node)
{
	static const char *const names[] = {"p", "pre", "blockquote", "dd", "li", NULL};

	return is_named(node, names);
}

/* The node behind this one in the document, below `top`; into it unless it is to be left out. *left: an element that was
 * gone out of, for as long as there are some. */
static xmlNode *next(xmlNode *node, const xmlNode *top, bool into)
{
	if (into && node->children)
		return node->children;
	while (node != top && !node->next)
		node = node->parent;
	return node == top ? NULL : node->next;
}

struct weight {
	size_t words, links; /* bytes of text, and of it in links */
};

static struct weight weigh(xmlNode *top)
{
	struct weight weight = {0};

	for (xmlNode *node = top; node; node = next(node, top, node == top || !is_left_out(node))) {
		bool in_link = false;
		size_t len;

		if (node->type != XML_TEXT_NODE || !node->content)
			continue;
		len = str_trim(str_of((const char *)node->content)).len;
		for (const xmlNode *up = node->parent; up && up != top && !in_link; up = up->parent)
			in_link = up->type == XML_ELEMENT_NODE && !strcmp((const char *)up->name, "a");
		weight.words += len;
		weight.links += in_link ? len : 0;
	}
	return weight;
}

static xmlNode *find(xmlNode *top, const char *const *names)
{
	for (xmlNode *node = top; node; node = next(node, top, true))
		if (is_named(node, names))
			return node;
	return NULL;
}

/* Where its author says it is; the longest, for pages with several. */
static xmlNode *find_marked(xmlNode *top)
{
	static const char *const names[] = {"article", "main", NULL};
	size_t most = MAIN_LEAST;
	xmlNode *best = NULL;

	for (xmlNode *node = top; node; node = next(node, top, !is_named(node, names)))
		if (is_named(node, names)) {
			struct weight weight = weigh(node);

			if (weight.words > most && weight.links * 2 < weight.words)
				best = node, most = weight.words;
		}
	return best;
}

/* Else the element whose own paragraphs weigh most: a mark at each parent, kept in the node's spare field. */
static xmlNode *find_weighty(xmlNode *top)
{
	xmlNode *best = NULL;
	intptr_t most = MAIN_LEAST;

	for (xmlNode *node = top; node; node = next(node, top, node == top || !is_left_out(node))) {
		struct weight weight;
		xmlNode *up = node->parent;

		if (!is_paragraph(node) || !up || up->type != XML_ELEMENT_NODE)
			continue;
		weight = weigh(node);
		if (weight.words < 25 || weight.links * 2 > weight.words)
			continue;
		up->_private = (void *)((intptr_t)up->_private + (intptr_t)weight.words);
		if ((intptr_t)up->_private > most)
			best = up, most = (intptr_t)up->_private;
	}
	return best;
}

static void put_text(struct buf *out, const char *text)
{
	for (; *text; text++)
		if (!strchr(" \t\r\n", *text))
			buf_addc(out, *text);
		else if (out->len && out->s[out->len - 1] != ' ' && out->s[out->len - 1] != '\n')
			buf_addc(out, ' ');
}

static void put_break(struct buf *out)
{
	while (out->len && out->s[out->len - 1] == ' ')
		buf_cut(out, out->len - 1);
	if (out->len && out->s[out->len - 1] != '\n')
		buf_addc(out, '\n');
}

static void put_main(struct buf *out, xmlNode *top)
{
	xmlNode *before = top;

	for (xmlNode *node = top; node && out->len < FEED_TEXT_MAX; node = next(node, top, node == top || !is_left_out(node))) {
		/* a paragraph ends where the next text has another block around it */
		if (is_block(node) || (before->parent != node->parent && node != before && is_block(node->parent ? node->parent : node)))
			put_break(out);
		if (node->type == XML_TEXT_NODE && node->content && !is_left_out(node->parent)) {
			put_text(out, (const char *)node->content);
			before = node;
		}
	}
	put_break(out);
}

static struct str attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *a = node->properties; a; a = a->next)
		if (!strcasecmp((const char *)a->name, name) && a->children && a->children->content)
			return str_of((const char *)a->children->content);
	return STR("");
}

/* The feed that a page names: <link rel=alternate type=application/rss+xml href=…>. */
static struct str feed_of(xmlNode *top)
{
	for (xmlNode *node = top; node; node = next(node, top, true)) {
		static const char *const names[] = {"link", NULL};
		struct str type;

		if (!is_named(node, names))
			continue;
		type = attribute(node, "type");
		if (str_is(attribute(node, "rel"), "alternate") &&
		    (str_is(type, "application/rss+xml") || str_is(type, "application/atom+xml") ||
		     str_is(type, "application/feed+json")))
			return attribute(node, "href");
	}
	return STR("");
}

static int say_page(struct feed_say *say, xmlNode *root, struct err *err)
{
	static const char *const titles[] = {"title", NULL}, *const headings[] = {"h1", NULL};
	xmlNode *node = find_marked(root), *title;
	struct buf name = {0}, text = {0};
	struct feed_said entry = {0};
	int rc;

	if (!node)
		node = find_weighty(root);
	title = find(node ? node : root, headings);
	if (!title)
		title = find(root, titles);
	if (title)
		for (xmlNode *part = title; part; part = next(part, title, true))
			if (part->type == XML_TEXT_NODE && part->content)
				put_text(&name, (const char *)part->content);
	if (node)
		put_main(&text, node);
	entry.title = str_trim(buf_str(&name));
	entry.text = buf_str(&text);
	entry.lang = attribute(root, "lang");
	rc = feed_say_head(say, FEED_PAGE, STR(""), entry.lang, feed_of(root), err);
	if (rc == 0 && entry.text.len)
		rc = feed_say_entry(say, &entry, false, err) < 0 ? -1 : 0;
	buf_fini(&name);
	buf_fini(&text);
	return rc;
}

/* A page that is neither in UTF-8 nor says so is in Windows-1252, as the HTML standard has it. */
static void put_utf8(struct buf *out, struct str bytes)
{
	static const uint16_t high[32] = {0x20AC, 0xFFFD, 0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
					  0x2039, 0x152,  0xFFFD, 0x17D,  0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
					  0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0xFFFD, 0x17E,  0x178};

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.s[i];

		utf8_put(out, c >= 0x80 && c < 0xA0 ? high[c - 0x80] : c);
	}
}

static bool is_told_to_be(struct str bytes, const char *const *names)
{
	struct str rest = str_slice(bytes, 0, 2048);
	const char *at;

	while ((at = memmem(rest.s, rest.len, "charset=", 8)) != NULL) {
		rest = str_slice(rest, (size_t)(at - rest.s) + 8, rest.len);
		if (str_starts(rest, "\"") || str_starts(rest, "'"))
			rest = str_slice(rest, 1, rest.len);
		for (size_t i = 0; names[i]; i++)
			if (rest.len >= strlen(names[i]) && !strncasecmp(rest.s, names[i], strlen(names[i])))
				return true;
	}
	return false;
}

int feed_parse_page(struct feed_say *say, struct str bytes, struct err *err)
{
	static const char *const others[] = {"shift", "euc-", "gb", "big5", "koi8", "windows-125", "iso-2022", "iso-8859-2",
					     "iso-8859-5", "iso-8859-7", NULL};
	static const char *const western[] = {"windows-1252", NULL};
	struct buf converted = {0};
	htmlDocPtr doc;
	int rc;

	if (!utf8_is_valid(bytes)) {
		if (is_told_to_be(bytes, others) && !is_told_to_be(bytes, western))
			return err_set(err, ERR_INPUT, "the page is in another encoding than UTF-8 or Windows-1252");
		put_utf8(&converted, bytes);
		bytes = buf_str(&converted);
	}
	doc = htmlReadMemory(bytes.s, (int)bytes.len, NULL, "UTF-8",
			     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_COMPACT);
	rc = doc && xmlDocGetRootElement(doc) ? say_page(say, xmlDocGetRootElement(doc), err)
					      : err_set(err, ERR_INPUT, "the page cannot be read as HTML");
	xmlFreeDoc(doc);
	buf_fini(&converted);
	return rc;
}
