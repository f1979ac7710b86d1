/* SPDX-License-Identifier: MIT
 * HTML of other programs' notes to markup: one pass over the bytes, tags by a table. */
#include "sync/deck/html_priv.h"

#include <stdio.h>
#include <string.h>

#include "sync/deck/tex.h"

enum { ENTITY_MAX = 32 };

enum action {
	DROP,
	STYLE,
	BREAK,
	BLOCK,
	HEADING,
	RULE,
	LIST,
	ITEM,
	QUOTE,
	TABLE,
	ROW,
	CELL,
	LINK,
	IMAGE,
	MEDIA,
	PRE,
	CODE,
	SKIP,
	READING
};

static const struct tag {
	const char *name;
	enum action action;
	unsigned arg; /* STYLE: the style; BLOCK: lines; LIST: 1 if numbered */
} tags[] = {
	{"b", STYLE, MARKUP_BOLD},
	{"strong", STYLE, MARKUP_BOLD},
	{"i", STYLE, MARKUP_ITALIC},
	{"em", STYLE, MARKUP_ITALIC},
	{"cite", STYLE, MARKUP_ITALIC},
	{"var", STYLE, MARKUP_ITALIC},
	{"u", STYLE, MARKUP_UNDERLINE},
	{"ins", STYLE, MARKUP_UNDERLINE},
	{"s", STYLE, MARKUP_STRIKE},
	{"strike", STYLE, MARKUP_STRIKE},
	{"del", STYLE, MARKUP_STRIKE},
	{"mark", STYLE, MARKUP_MARK},
	{"sub", STYLE, MARKUP_SUB},
	{"sup", STYLE, MARKUP_SUP},
	{"br", BREAK, 0},
	{"div", BLOCK, 1},
	{"p", BLOCK, 2},
	{"section", BLOCK, 1},
	{"center", BLOCK, 1},
	{"dl", BLOCK, 1},
	{"dt", BLOCK, 1},
	{"dd", BLOCK, 1},
	{"caption", BLOCK, 1},
	{"figure", BLOCK, 1},
	{"figcaption", BLOCK, 1},
	{"article", BLOCK, 1},
	{"h1", HEADING, 0},
	{"h2", HEADING, 0},
	{"h3", HEADING, 0},
	{"h4", HEADING, 0},
	{"h5", HEADING, 0},
	{"h6", HEADING, 0},
	{"hr", RULE, 0},
	{"ul", LIST, 0},
	{"ol", LIST, 1},
	{"li", ITEM, 0},
	{"blockquote", QUOTE, 0},
	{"table", TABLE, 0},
	{"tr", ROW, 0},
	{"td", CELL, 0},
	{"th", CELL, 0},
	{"a", LINK, 0},
	{"img", IMAGE, 0},
	{"audio", MEDIA, 0},
	{"video", MEDIA, 0},
	{"pre", PRE, 0},
	{"code", CODE, 0},
	{"tt", CODE, 0},
	{"kbd", CODE, 0},
	{"samp", CODE, 0},
	{"script", SKIP, 0},
	{"style", SKIP, 0},
	{"title", SKIP, 0},
	{"rp", SKIP, 0},
	{"rt", READING, 0},
};

static const struct tag *tag_of(const struct element *e)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (strcmp(tags[i].name, e->name) == 0)
			return &tags[i];
	return NULL;
}

static bool is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void put_code(struct parser *p, const char *name)
{
	struct buf text = {0};
	struct str code;

	html_collect(p, name, &text);
	code = buf_str(&text);
	while (code.len && (code.s[code.len - 1] == '\n' || code.s[code.len - 1] == '\r'))
		code.len--;
	while (code.len && code.s[0] == '\n')
		code = str_slice(code, 1, code.len);
	if (code.len)
		rich_code_block(&p->rich, code);
	buf_fini(&text);
}

static void set_style(struct parser *p, unsigned style, bool end)
{
	int i = __builtin_ctz(style);

	p->style_count[i] += end ? -(p->style_count[i] > 0) : 1;
	rich_style(&p->rich, style, p->style_count[i] > 0);
}

static void set_list(struct parser *p, bool numbered, bool end)
{
	rich_block(&p->rich, 1);
	if (!end && p->lists < HTML_LISTS_MAX)
		p->numbers[p->lists++] = numbered ? 0 : -1;
	else if (end && p->lists)
		p->lists--;
	p->rich.indent = p->lists * 2;
}

static void begin_item(struct parser *p)
{
	int depth = p->lists ? p->lists - 1 : 0, *number = &p->numbers[depth];
	char prefix[32];

	if (p->lists && *number >= 0 && *number < 999)
		snprintf(prefix, sizeof(prefix), "%*s%d. ", depth * 2, "", ++*number);
	else
		snprintf(prefix, sizeof(prefix), "%*s- ", depth * 2, "");
	rich_block(&p->rich, 1);
	rich_prefix(&p->rich, prefix);
}

static void put_image(struct parser *p, const struct element *e, const char *kind)
{
	struct str name = html_attribute(p, e, "src");

	if (str_starts(name, "data:"))
		name = html_attribute(p, e, "alt");
	rich_media(&p->rich, kind, name.len ? name : STR("inline"));
}

static void set_link(struct parser *p, const struct element *e)
{
	struct str url = e->end ? (struct str){"", 0} : html_attribute(p, e, "href");

	if (!str_starts(url, "http://") && !str_starts(url, "https://") && !str_starts(url, "mailto:"))
		url.len = 0;
	rich_link(&p->rich, url);
}

static void skip_to_end(struct parser *p, const char *name)
{
	struct buf nothing = {0};

	html_collect(p, name, &nothing);
	buf_fini(&nothing);
}

/* Only the outermost table is one; rows of those within it are lines of its cells. */
static void set_table(struct parser *p, bool end)
{
	p->tables += end ? -(p->tables > 0) : 1;
	if (p->tables == (end ? 0 : 1))
		rich_row_end(&p->rich);
	rich_block(&p->rich, 1);
}

static void apply(struct parser *p, const struct tag *tag, const struct element *e)
{
	struct rich *rich = &p->rich;

	switch (tag->action) {
	case STYLE: set_style(p, tag->arg, e->end); break;
	case BREAK: rich_newline(rich); break;
	case BLOCK: rich_block(rich, (int)tag->arg); break;
	case HEADING:
		rich_block(rich, 1);
		rich_prefix(rich, e->end ? "" : "# ");
		break;
	case RULE: rich_rule(rich); break;
	case LIST: set_list(p, tag->arg, e->end); break;
	case ITEM:
		if (e->end)
			rich_block(rich, 1);
		else
			begin_item(p);
		break;
	case QUOTE:
		p->quotes += e->end ? -(p->quotes > 0) : 1;
		rich_block(rich, 1);
		rich->quote = p->quotes > 0;
		break;
	case TABLE: set_table(p, e->end); break;
	case ROW:
		if (p->tables == 1)
			rich_row_end(rich);
		rich_block(rich, 1);
		break;
	case CELL:
		if (p->tables == 1 && !e->end)
			rich_cell(rich, !rich->in_row);
		else if (!e->end)
			rich_space(rich);
		break;
	case LINK: set_link(p, e); break;
	case IMAGE: put_image(p, e, "image"); break;
	case MEDIA:
		if (!e->end)
			put_image(p, e, "sound");
		break;
	case PRE:
		rich_block(rich, 1);
		if (!e->end)
			put_code(p, tag->name);
		rich_block(rich, 1);
		break;
	case CODE:
		if (!e->end)
			put_code(p, tag->name);
		break;
	case SKIP:
		if (!e->end)
			skip_to_end(p, tag->name);
		break;
	case READING: rich_word(rich, e->end ? STR(")") : STR("(")); break;
	case DROP: break;
	}
}

/* Comments, doctypes and processing instructions. */
static bool take_declaration(struct parser *p)
{
	bool comment = str_starts(p->rest, "<!--");
	const char *end;

	if (p->rest.len < 2 || (p->rest.s[1] != '!' && p->rest.s[1] != '?'))
		return false;
	end = comment ? memmem(p->rest.s + 4, p->rest.len - 4, "-->", 3)
		      : memchr(p->rest.s, '>', p->rest.len);
	end = end ? end + (comment ? 3 : 1)
		  : p->rest.s + p->rest.len; /* as browsers do: the rest is the comment */
	p->rest = (struct str){end, (size_t)(p->rest.s + p->rest.len - end)};
	return true;
}

static bool take_markup(struct parser *p)
{
	struct element e;
	const struct tag *tag;

	if (take_declaration(p))
		return true;
	if (!html_take_tag(p, &e))
		return false;
	tag = tag_of(&e);
	if (tag)
		apply(p, tag, &e);
	return true;
}

static bool take_entity(struct parser *p)
{
	size_t i = 1;

	while (i < p->rest.len && i < ENTITY_MAX && p->rest.s[i] != ';' && p->rest.s[i] != '&' &&
	       p->rest.s[i] != '<')
		i++;
	buf_clear(&p->scratch);
	if (i >= p->rest.len || p->rest.s[i] != ';' || !html_entity(&p->scratch, str_slice(p->rest, 1, i)))
		return false;
	if (str_is(buf_str(&p->scratch), " "))
		rich_hard_space(&p->rich);
	else if (p->scratch.s[0] == '\n' || p->scratch.s[0] == '\t')
		rich_space(&p->rich);
	else
		rich_word(&p->rich, buf_str(&p->scratch));
	p->rest = str_slice(p->rest, i + 1, p->rest.len);
	return true;
}

static const struct bracket {
	const char *open, *close;
	enum tex_mode mode;
} brackets[] = {
	{"[latex]", "[/latex]", TEX_TEXT}, {"[$$]", "[/$$]", TEX_MATH}, {"[$]", "[/$]", TEX_MATH},
	{"\\(", "\\)", TEX_MATH},	   {"\\[", "\\]", TEX_MATH},	{"[sound:", "]", TEX_NONE},
};
_Static_assert(sizeof(brackets) / sizeof(brackets[0]) <= 6, "no_close holds them");

static void put_bracket(struct parser *p, const struct bracket *bracket, struct str inner)
{
	struct buf text = {0}, markup = {0};
	struct parser part = {.rest = inner};

	html_collect(&part, "", &text); /* tags and entities within */
	if (bracket->mode == TEX_NONE) {
		rich_media(&p->rich, "sound", buf_str(&text));
	} else if (tex_to_markup(&markup, buf_str(&text), bracket->mode)) {
		rich_markup(&p->rich, buf_str(&markup));
	} else {
		rich_word(&p->rich, STR("[TeX]"));
		rich_space(&p->rich);
		rich_code_block(&p->rich, buf_str(&text));
	}
	buf_fini(&text);
	buf_fini(&markup);
}

/* [sound:…], [latex]…[/latex], \(…\) and their kin. */
static bool take_bracket(struct parser *p)
{
	for (size_t i = 0; i < sizeof(brackets) / sizeof(brackets[0]); i++) {
		const struct bracket *b = &brackets[i];
		size_t open = strlen(b->open);
		const char *inner = p->rest.s + open, *stop = p->rest.s + p->rest.len, *close;

		if (p->no_close[i] || !str_starts(p->rest, b->open))
			continue;
		close = memmem(inner, (size_t)(stop - inner), b->close, strlen(b->close));
		p->no_close[i] = !close;
		if (!close)
			continue;
		put_bracket(p, b, (struct str){inner, (size_t)(close - inner)});
		close += strlen(b->close);
		p->rest = (struct str){close, (size_t)(stop - close)};
		return true;
	}
	return false;
}

/* What may begin something else, or ends a word. */
static const bool is_special[256] = {
	['<'] = true,  ['&'] = true,  ['['] = true,  ['\\'] = true, [' '] = true,
	['\t'] = true, ['\n'] = true, ['\v'] = true, ['\f'] = true, ['\r'] = true,
};

static size_t word_end(struct str text, size_t at)
{
	while (at < text.len && !is_special[(unsigned char)text.s[at]])
		at++;
	return at;
}

/* The end of more words of the same kind, one space before each. */
static size_t words_end(struct str text, size_t at)
{
	while (at + 1 < text.len && text.s[at] == ' ' && !is_special[(unsigned char)text.s[at + 1]])
		at = word_end(text, at + 1);
	return at;
}

static void take_text(struct parser *p)
{
	size_t len = 1, words;

	if (is_white(p->rest.s[0])) {
		rich_space(&p->rich);
	} else {
		len = word_end(p->rest, 1);
		rich_word(&p->rich, str_slice(p->rest, 0, len));
		words = rich_goes_on(&p->rich) ? words_end(p->rest, len) : len;
		rich_more(&p->rich, str_slice(p->rest, len, words));
		len = words;
	}
	p->rest = str_slice(p->rest, len, p->rest.len);
}

void html_to_markup(struct buf *out, struct str html)
{
	struct parser p = {.rest = html};

	rich_init(&p.rich, out);
	while (p.rest.len) {
		char c = p.rest.s[0];

		if (c == '<'   ? take_markup(&p)
		    : c == '&' ? take_entity(&p)
			       : (c == '[' || c == '\\') && take_bracket(&p))
			continue;
		take_text(&p);
	}
	rich_fini(&p.rich);
	buf_fini(&p.scratch);
}
