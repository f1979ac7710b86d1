/* SPDX-License-Identifier: MIT
 * Document: placing blocks. */
#include "tui/doc.h"

#include "base/message.h"

/* The part of the box that is left at y; 0 rows when y is above or below it. *skip: lines of the next block
 * that lie above the box. */
static struct box rest_of(const struct doc *d, int indent, int *skip)
{
	int down = d->y - d->scroll;

	*skip = down < 0 ? -down : 0;
	if (down < 0)
		down = 0;
	return (struct box){d->box.row + down, d->box.col + indent,
			    d->box.rows > down ? d->box.rows - down : 0, d->box.cols - indent};
}

void doc_spans(struct doc *d, int indent, const struct span *spans, size_t count)
{
	int skip;
	struct box box = rest_of(d, indent, &skip);

	d->y += canvas_flow(box.rows ? d->canvas : NULL, box, skip, spans, count);
}

void doc_text(struct doc *d, int indent, struct str text, unsigned style)
{
	struct span span = {text, style};

	doc_spans(d, indent, &span, 1);
}

void doc_textf(struct doc *d, int indent, unsigned style, const char *fmt, ...)
{
	struct buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(&text, _(fmt), ap);
	va_end(ap);
	doc_text(d, indent, buf_str(&text), style);
	buf_fini(&text);
}

void doc_gap(struct doc *d)
{
	d->y += d->y > 0 && !d->tight;
}

void doc_mark(struct doc *d, struct str mark, unsigned style)
{
	int skip;
	struct box box = rest_of(d, 0, &skip);

	if (box.rows && !skip && d->canvas)
		canvas_put(d->canvas, box.row, box.col, box.cols, mark, style);
}

void doc_field(struct doc *d, int indent, const struct field *field, bool with_cursor)
{
	int skip;
	struct box box = rest_of(d, indent, &skip);

	d->y += field_draw(field, box.rows && !skip ? d->canvas : NULL, box, ST_PLAIN, with_cursor);
}

void doc_zone(struct doc *d, int from_y, struct event event)
{
	int from = from_y - d->scroll, to = d->y - d->scroll;

	if (from < 0)
		from = 0;
	if (to > d->box.rows)
		to = d->box.rows;
	if (to > from && d->canvas)
		canvas_zone(d->canvas, (struct box){d->box.row + from, 0, to - from, d->canvas->cols}, event);
}

int doc_scroll_max(const struct doc *d)
{
	return d->y > d->box.rows ? d->y - d->box.rows : 0;
}
