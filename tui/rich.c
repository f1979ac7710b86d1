/* SPDX-License-Identifier: MIT
 * Rich text: one line of markup is one wrapped block. */
#include "tui/rich.h"

#include <stdlib.h>

#include "base/markup.h"
#include "base/mem.h"

/* The line in the making: its spans, and what stands before them. */
struct line {
	struct span *span;
	size_t count, cap;
	struct markup_run first;
	bool open;
};

static unsigned style_of(const struct markup_run *run, unsigned style)
{
	if (run->style & (MARKUP_BOLD | MARKUP_MARK) || run->block == MARKUP_HEADING)
		style |= ST_BOLD;
	if (run->style & MARKUP_MARK)
		style |= STYLE_HUE(HUE_YELLOW);
	if (run->style & (MARKUP_ITALIC | MARKUP_UNDERLINE))
		style |= ST_UNDERLINE;
	if (run->style & MARKUP_BLANK)
		style |= ST_BOLD | ST_UNDERLINE;
	if ((run->style & MARKUP_CODE || run->block == MARKUP_CODE_BLOCK) && STYLE_HUE_OF(style) == HUE_NONE)
		style |= STYLE_HUE(HUE_CYAN);
	return style;
}

static void add(struct line *line, struct str text, unsigned style)
{
	if (line->count == line->cap) {
		line->cap = line->cap ? line->cap * 2 : 16;
		line->span = mem_grow(line->span, line->cap, sizeof(*line->span));
	}
	line->span[line->count++] = (struct span){text, style};
}

static void add_run(struct line *line, struct arena *arena, const struct markup_run *run, unsigned style)
{
	unsigned own = style_of(run, style);

	if (run->cell && line->count)
		add(line, STR(" | "), style);
	if (run->style & (MARKUP_SUB | MARKUP_SUP)) {
		struct buf script = {0};

		markup_script(&script, run->text, run->style & (MARKUP_SUB | MARKUP_SUP));
		add(line, arena_str(arena, buf_str(&script)), own);
		buf_fini(&script);
	} else if (run->style & MARKUP_STRIKE) {
		add(line, STR("~"), own);
		add(line, run->text, own);
		add(line, STR("~"), own);
	} else {
		add(line, run->text, own);
	}
	if (run->link.len && !str_eq(run->link, run->text)) {
		add(line, STR(" <"), style);
		add(line, run->link, style | ST_UNDERLINE);
		add(line, STR(">"), style);
	}
}

/* Returns the cells that what stands behind the mark is indented by. */
static int mark_at(struct doc *doc, int indent, struct str mark, unsigned style)
{
	struct doc inner = *doc;
	int width = (int)mark.len + 1;

	if (indent + width + 4 > doc->box.cols)
		return 0;
	inner.box.col += indent;
	inner.box.cols -= indent;
	doc_mark(&inner, mark, style);
	return width;
}

static void draw_line(struct doc *doc, int indent, struct line *line, unsigned style)
{
	const struct markup_run *first = &line->first;

	switch (first->block) {
	case MARKUP_ITEM:
		indent += 2 * first->depth;
		indent += mark_at(doc, indent, first->marker, style);
		break;
	case MARKUP_QUOTE: indent += mark_at(doc, indent, STR(">"), style); break;
	case MARKUP_RULE: add(line, STR("--------"), style); break;
	case MARKUP_CODE_BLOCK:
	case MARKUP_TEXT:
	case MARKUP_HEADING:
	case MARKUP_ROW: break;
	}
	if (line->count == 0 || (line->count == 1 && line->span[0].text.len == 0))
		doc->y++; /* an empty line */
	else
		doc_spans(doc, indent, line->span, line->count);
	line->count = 0;
}

void rich_draw(struct doc *doc, int indent, struct str text, unsigned style)
{
	struct arena arena = {0};
	struct line line = {0};
	struct markup markup;
	struct markup_run run;

	markup_open(&markup, text);
	while (markup_next(&markup, &run)) {
		if (run.line) {
			if (line.open)
				draw_line(doc, indent, &line, style);
			line.first = run;
			line.open = true;
		}
		add_run(&line, &arena, &run, style);
	}
	if (line.open)
		draw_line(doc, indent, &line, style);
	free(line.span);
	arena_fini(&arena);
}
