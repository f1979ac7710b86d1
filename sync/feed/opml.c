/* SPDX-License-Identifier: MIT
 * OPML, in by expat in the jail, and out. */
#include "sync/feed/opml.h"

#include <expat.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/message.h"
#include "base/utf8.h"
#include "sync/deck/jail.h"
#include "sync/deck/wire.h"

static const char OPML_BEGIN[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n"
				 "<head><title>cairn</title></head>\n<body>\n";
static const char OPML_FEED[] = "<outline type=\"rss\" text=\"";

enum { DEPTH_MAX = 64, LINE_MAX_BYTES = 2000 };

struct reading {
	XML_Parser parser;
	struct wire wire;
	struct err err;
	int depth, feeds;
	bool refused;
};

static void refuse(struct reading *r, const char *why)
{
	if (!r->refused)
		err_set(&r->err, ERR_INPUT, "%s", _(why));
	r->refused = true;
	XML_StopParser(r->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
	(void)name, (void)system, (void)public, (void)subset;
	refuse(ctx, N_("its XML declares a document type, which OPML has no use for"));
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *r = ctx;
	const char *url = NULL, *title = "";

	if (++r->depth > DEPTH_MAX)
		refuse(r, N_("its XML lies deeper than any OPML"));
	else if (r->depth == 1 && strcasecmp(name, "opml") != 0)
		refuse(r, N_("its XML is no OPML"));
	if (r->refused || strcasecmp(name, "outline") != 0)
		return;
	for (; *attributes; attributes += 2) {
		if (!strcasecmp(*attributes, "xmlUrl"))
			url = attributes[1];
		else if (!strcasecmp(*attributes, "title") || (!strcasecmp(*attributes, "text") && !*title))
			title = attributes[1];
	}
	if (!url || !*url || strlen(url) > LINE_MAX_BYTES)
		return;
	if (++r->feeds > OPML_FEEDS_MAX) {
		refuse(r, N_("it names more than 5,000 feeds"));
		return;
	}
	wire_begin(&r->wire, WIRE_NOTE);
	wire_text(&r->wire, str_of(url));
	wire_text(&r->wire, utf8_cut(str_of(title), LINE_MAX_BYTES));
	if (wire_end(&r->wire, &r->err))
		refuse(r, N_("what was read of it could not be told"));
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	(void)name;
	((struct reading *)ctx)->depth--;
}

int opml_parse(int fd, int out, void *ctx)
{
	struct reading r = {.parser = XML_ParserCreate(NULL), .wire.fd = out};
	struct stat st;
	void *map = MAP_FAILED;
	int rc;

	(void)ctx;
	if (r.parser && fstat(fd, &st) == 0 && st.st_size >= 1 && st.st_size <= OPML_BYTES_MAX)
		map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED) {
		XML_ParserFree(r.parser);
		return 1;
	}
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	if (XML_Parse(r.parser, map, (int)st.st_size, XML_TRUE) != XML_STATUS_OK && !r.refused)
		refuse(&r, N_("its XML cannot be read to its end"));
	wire_begin(&r.wire, r.refused ? WIRE_REFUSE : WIRE_DONE);
	if (r.refused)
		wire_text(&r.wire, str_of(r.err.text));
	rc = wire_end(&r.wire, &r.err) || wire_flush(&r.wire, &r.err);
	wire_fini(&r.wire);
	XML_ParserFree(r.parser);
	munmap(map, (size_t)st.st_size);
	return rc;
}

struct said {
	struct buf bytes; /* url, title, each with a NUL behind it: nothing is called before all is known */
	bool done;
};

static int take(struct said *said, enum wire_kind kind, struct str body, struct err *err)
{
	struct str url, title;
	struct buf why = {0};

	if (kind == WIRE_NOTE && wire_get_text(&body, &url) && wire_get_text(&body, &title) && !memchr(url.s, 0, url.len) &&
	    !memchr(title.s, 0, title.len)) {
		buf_add(&said->bytes, url);
		buf_addc(&said->bytes, '\0');
		buf_add(&said->bytes, title);
		buf_addc(&said->bytes, '\0');
		return 0;
	}
	if (kind == WIRE_DONE) {
		said->done = true;
		return 0;
	}
	if (kind != WIRE_REFUSE || !wire_get_text(&body, &url))
		return err_set(err, ERR_INPUT, "the parser of OPML said something that it should not; please report this");
	utf8_clean(&why, url, CLEAN_LINE, 300);
	err_set(err, ERR_INPUT, "%s", buf_z(&why));
	buf_fini(&why);
	return -1;
}

static int call_each(struct str rest, opml_feed_fn *each, void *ctx, struct err *err)
{
	int rc = 0;

	while (rc == 0 && rest.len) {
		struct str url, title;

		if (!str_cut(&rest, '\0', &url) || !str_cut(&rest, '\0', &title))
			break;
		rc = each(ctx, url, title, err);
	}
	return rc;
}

int opml_each(int fd, opml_feed_fn *each, void *ctx, struct err *err)
{
	struct said said = {0};
	struct wire_in in = {0};
	enum wire_kind kind;
	struct jail jail;
	struct str body;
	int rc = 0, how;

	if (jail_start(&jail, opml_parse, fd, NULL, err))
		return -1;
	in.fd = jail.out;
	while (rc == 0 && !said.done && (rc = wire_next(&in, &kind, &body, err)) == 0)
		rc = take(&said, kind, body, err);
	wire_in_fini(&in);
	jail_end(&jail, &how);
	if (rc >= 0 && !said.done)
		rc = err_set(err, ERR_INPUT, "it is empty or longer than 2 MiB");
	if (rc == 0)
		rc = call_each(buf_str(&said.bytes), each, ctx, err);
	buf_fini(&said.bytes);
	return rc;
}

static void put_attribute(struct buf *out, struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		switch (text.s[i]) {
		case '&': buf_addz(out, "&amp;"); break;
		case '<': buf_addz(out, "&lt;"); break;
		case '>': buf_addz(out, "&gt;"); break;
		case '"': buf_addz(out, "&quot;"); break;
		default: buf_addc(out, text.s[i]);
		}
}

void opml_begin(struct buf *out)
{
	buf_addz(out, OPML_BEGIN);
}

void opml_put(struct buf *out, struct str url, struct str title)
{
	buf_addz(out, OPML_FEED);
	put_attribute(out, title);
	buf_addz(out, "\" xmlUrl=\"");
	put_attribute(out, url);
	buf_addz(out, "\"/>\n");
}

void opml_end(struct buf *out)
{
	buf_addz(out, "</body>\n</opml>\n");
}
