/* SPDX-License-Identifier: MIT
 * CSV, TSV and Anki's text export: header lines, then records with RFC 4180's quotes. A record that breaks is
 * named and the next line tried. */
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "sync/deck/csv_priv.h"

int csv_complain(struct csv *csv, int64_t line, const char *why, struct err *err)
{
	csv->sink->broken(csv->sink->ctx, csv->source->path, line, why);
	if (++csv->broken < DECK_BROKEN_MAX)
		return 0;
	return err_set(err, ERR_INPUT, "%s: %d broken lines; is this a file of notes?", csv->source->path,
		       csv->broken);
}

enum record { RECORD_WHOLE, RECORD_MORE, RECORD_NUL, RECORD_COLUMNS };

/* One field that begins with a quote; *at is behind it afterwards. False: its end does not lie ahead. */
static bool quoted_field(struct csv *csv, struct str ahead, size_t *at)
{
	size_t i = *at + 1;

	for (;;) {
		const char *quote = i < ahead.len ? memchr(ahead.s + i, '"', ahead.len - i) : NULL;
		size_t end = quote ? (size_t)(quote - ahead.s) : 0;

		if (!quote)
			return false;
		buf_add(&csv->text, str_slice(ahead, i, end));
		i = end + 1;
		if (i >= ahead.len || ahead.s[i] != '"')
			break;
		buf_addc(&csv->text, '"');
		i++;
	}
	while (i < ahead.len && ahead.s[i] != csv->separator && ahead.s[i] != '\n')
		buf_addc(&csv->text, ahead.s[i++]); /* text behind a closing quote belongs to the field */
	*at = i;
	return true;
}

static void plain_field(struct csv *csv, struct str ahead, size_t *at)
{
	size_t i = *at;

	while (i < ahead.len && ahead.s[i] != csv->separator && ahead.s[i] != '\n')
		i++;
	buf_add(&csv->text, str_slice(ahead, *at, i));
	*at = i;
}

/* Parses the record that begins ahead, of *len bytes with its end. Columns are offsets into text until it is
 * whole. */
static enum record parse_record(struct csv *csv, struct str ahead, bool end, size_t *len)
{
	size_t offset[COLUMNS_MAX + 1] = {0}, at = 0;
	bool many = false;

	buf_clear(&csv->text);
	csv->columns = 0;
	for (;;) {
		if (at < ahead.len && ahead.s[at] == '"') {
			if (!quoted_field(csv, ahead, &at))
				return RECORD_MORE;
		} else {
			plain_field(csv, ahead, &at);
		}
		if (at >= ahead.len && !end)
			return RECORD_MORE;
		if ((at >= ahead.len || ahead.s[at] == '\n') && csv->text.len &&
		    csv->text.s[csv->text.len - 1] == '\r')
			buf_cut(&csv->text, csv->text.len - 1);
		many |= csv->columns == COLUMNS_MAX;
		if (!many)
			offset[++csv->columns] = csv->text.len;
		if (at >= ahead.len || ahead.s[at] == '\n')
			break;
		at++;
	}
	*len = at + (at < ahead.len);
	for (size_t i = 0; i < csv->columns; i++)
		csv->column[i] = str_slice(buf_str(&csv->text), offset[i], offset[i + 1]);
	return many							   ? RECORD_COLUMNS
	       : csv->text.len && memchr(csv->text.s, '\0', csv->text.len) ? RECORD_NUL
									   : RECORD_WHOLE;
}

static bool is_blank(const struct csv *csv)
{
	return str_trim(buf_str(&csv->text)).len == 0;
}

/* A record is whole, or broken: then only its first line is given up. */
static int read_record(struct csv *csv, struct err *err)
{
	struct source *source = csv->source;
	int64_t line = source->line;
	enum record record;
	size_t len = 0;
	int rc = 0;

	while ((record = parse_record(csv, source_ahead(source), source->end, &len)) == RECORD_MORE &&
	       rc == 0) {
		bool end = source->end;

		rc = source_more(source, err);
		rc = rc == 1 && source->end && !end ? 0 : rc; /* the end is news too */
	}
	if (rc < 0)
		return -1;
	if (record == RECORD_MORE) {
		struct str ahead = source_ahead(source);
		bool long_line = ahead.len > SOURCE_LINE_MAX && !memchr(ahead.s, '\n', SOURCE_LINE_MAX);

		if (source_skip_line(source, err))
			return -1;
		return csv_complain(csv, line,
				    long_line ? _("the line is longer than 1 MiB")
					      : _("a quotation mark opens a field that is never closed"),
				    err);
	}
	source_take(source, len);
	if (record == RECORD_NUL)
		return csv_complain(csv, line, _("it holds a NUL byte"), err);
	if (record == RECORD_COLUMNS)
		return csv_complain(csv, line, _("it has more than 64 columns"), err);
	if (is_blank(csv))
		return 0;
	if (!csv->begun) {
		csv->begun = true;
		if (csv_names_columns(csv))
			return 0;
	}
	arena_reset(&csv->record);
	return csv_note(csv, line, err);
}

static int read_records(struct csv *csv, struct err *err)
{
	for (;;) {
		struct str ahead = source_ahead(csv->source);
		int rc;

		if (!ahead.len) {
			rc = source_more(csv->source, err);
			if (rc)
				return rc < 0 ? -1 : 0;
			continue;
		}
		rc = ahead.s[0] == '#' ? source_skip_line(csv->source, err) : read_record(csv, err);
		if (rc)
			return rc;
	}
}

int csv_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
	     struct err *err)
{
	struct csv *csv = mem_alloc(sizeof(*csv));
	int rc;

	*csv = (struct csv){.source = source, .wishes = wishes, .sink = sink};
	deck_name_of_file(&csv->deck, source->path);
	rc = csv_header(csv, err);
	if (wishes->deck.len) {
		buf_clear(&csv->deck);
		deck_put_name(&csv->deck, wishes->deck);
	}
	if (rc == 0)
		rc = read_records(csv, err);
	arena_fini(&csv->header);
	arena_fini(&csv->record);
	buf_fini(&csv->deck);
	buf_fini(&csv->tags);
	buf_fini(&csv->type);
	buf_fini(&csv->text);
	buf_fini(&csv->scratch);
	free(csv);
	return rc;
}
