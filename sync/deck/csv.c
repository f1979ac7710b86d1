/* SPDX-License-Identifier: MIT
 * CSV, TSV and Anki's text export: header lines, then records with RFC 4180's quotes. A record that breaks is
 * named and the next line tried. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/markup.h"
#include "base/utf8.h"
#include "schema/cloze.h"
#include "schema/notes.h"
#include "sync/deck/html.h"
#include "sync/deck/reader.h"

enum { COLUMNS_MAX = NOTE_FIELDS_MAX, TYPES_MAX = 256 };
enum text_form { FORM_PLAIN, FORM_HTML, FORM_MARKUP };
enum column { COLUMN_GUID, COLUMN_TYPE, COLUMN_DECK, COLUMN_TAGS, COLUMN_SPECIALS };

struct seen_type {
	struct str name;
	int cloze;
	size_t fields;
	const struct note_type *type;
};

struct csv {
	struct source *source;
	const struct deck_wishes *wishes;
	const struct deck_sink *sink;
	char separator;
	enum text_form form;
	struct buf deck, tags, type;  /* what the header says for all notes */
	int special[COLUMN_SPECIALS]; /* columns from 1; 0: none */
	struct row_list names;	      /* of all columns, from #columns; may be empty */
	struct seen_type seen[TYPES_MAX];
	size_t types;
	struct arena header, record;
	struct str column[COLUMNS_MAX];
	size_t columns;
	struct buf text, scratch; /* the record's unquoted text; its fields, converted */
	int broken;
};

static int complain(struct csv *csv, int64_t line, const char *why, struct err *err)
{
	csv->sink->broken(csv->sink->ctx, csv->source->path, line, why);
	if (++csv->broken < DECK_BROKEN_MAX)
		return 0;
	return err_set(err, ERR_INPUT, "%s: %d broken lines; is this a file of notes?", csv->source->path,
		       csv->broken);
}

static char separator_named(struct str value)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"tab", '\t'}, {"comma", ','}, {"semicolon", ';'}, {"space", ' '},
		     {"pipe", '|'}, {"colon", ':'}, {"\\t", '\t'}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (value.len == strlen(names[i].name) && strncasecmp(value.s, names[i].name, value.len) == 0)
			return names[i].c;
	return value.len == 1 && value.s[0] != '"' ? value.s[0] : '\0';
}

static int column_number(struct csv *csv, enum column which, struct str value, struct err *err)
{
	int64_t number;

	if (str_to_int(value, &number, NULL) || number < 1 || number > COLUMNS_MAX)
		return complain(csv, csv->source->line, "a header line names a column that cannot be", err);
	csv->special[which] = (int)number;
	return 0;
}

static void take_names(struct csv *csv, struct str value)
{
	struct str *item = arena_alloc(&csv->header, COLUMNS_MAX * sizeof(*item));
	char separator = csv->separator;
	size_t count = 0;
	struct str part;

	if (!separator)
		separator = memchr(value.s ? value.s : "", '\t', value.len) ? '\t' : ',';
	value = arena_str(&csv->header, value);
	while (count < COLUMNS_MAX && str_cut(&value, separator, &part)) {
		buf_clear(&csv->scratch);
		utf8_clean(&csv->scratch, str_trim(part), CLEAN_LINE, 100);
		item[count++] = arena_str(&csv->header, buf_str(&csv->scratch));
	}
	csv->names = (struct row_list){item, count};
}

static bool cut_key(struct str line, const char *key, struct str *value)
{
	if (!str_starts(line, key))
		return false;
	*value = str_trim(str_slice(line, strlen(key), line.len));
	return true;
}

/* One line "#key:value"; lines with other keys are comments. */
static int take_header(struct csv *csv, struct str line, struct err *err)
{
	struct str value;

	if (cut_key(line, "#separator:", &value)) {
		csv->separator = separator_named(value);
		return csv->separator
			       ? 0
			       : complain(csv, csv->source->line, "a separator that is not known", err);
	}
	if (cut_key(line, "#html:", &value))
		csv->form = str_is(value, "true") ? FORM_HTML : csv->form;
	else if (cut_key(line, "#markup:", &value))
		csv->form = str_is(value, "true") ? FORM_MARKUP : csv->form;
	else if (cut_key(line, "#columns:", &value))
		take_names(csv, value);
	else if (cut_key(line, "#deck:", &value))
		buf_clear(&csv->deck), deck_put_name(&csv->deck, value);
	else if (cut_key(line, "#notetype:", &value))
		buf_clear(&csv->type), buf_add(&csv->type, value);
	else if (cut_key(line, "#tags:", &value))
		deck_put_tags(&csv->tags, value);
	else if (cut_key(line, "#guid column:", &value))
		return column_number(csv, COLUMN_GUID, value, err);
	else if (cut_key(line, "#notetype column:", &value))
		return column_number(csv, COLUMN_TYPE, value, err);
	else if (cut_key(line, "#deck column:", &value))
		return column_number(csv, COLUMN_DECK, value, err);
	else if (cut_key(line, "#tags column:", &value))
		return column_number(csv, COLUMN_TAGS, value, err);
	return 0;
}

/* Without #separator: a tab if the line has one, else the most frequent of comma, semicolon and bar. */
static char guess_separator(struct str line)
{
	static const char candidates[] = ",;|";
	size_t best = 0;
	char separator = ',';

	if (memchr(line.s, '\t', line.len))
		return '\t';
	for (const char *c = candidates; *c; c++) {
		size_t count = 0;

		for (size_t i = 0; i < line.len; i++)
			count += line.s[i] == *c;
		if (count > best) {
			best = count;
			separator = *c;
		}
	}
	return separator;
}

/* Reads header and comment lines up to the first record. */
static int read_header(struct csv *csv, struct err *err)
{
	for (;;) {
		struct str ahead = source_ahead(csv->source), line;
		int64_t number;
		int rc;

		if (!ahead.len)
			return 0;
		if (ahead.s[0] != '#') {
			const char *end = memchr(ahead.s, '\n', ahead.len);

			if (!csv->separator)
				csv->separator = guess_separator(
					str_slice(ahead, 0, end ? (size_t)(end - ahead.s) : ahead.len));
			return 0;
		}
		rc = source_line(csv->source, &line, &number, err);
		if (rc == LINE_TAKEN)
			rc = take_header(csv, line, err);
		if (rc < 0 || rc == LINE_END)
			return rc < 0 ? -1 : 0;
	}
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

/* The field's text as markup, clean, in the record's arena. */
static struct str convert(struct csv *csv, struct str raw)
{
	struct buf *out = &csv->scratch;
	size_t converted;

	buf_clear(out);
	if (csv->form == FORM_HTML)
		html_to_markup(out, raw);
	else if (csv->form == FORM_PLAIN)
		markup_escape(out, raw);
	else
		buf_add(out, raw);
	converted = out->len;
	utf8_clean(out, arena_str(&csv->record, buf_str(out)), CLEAN_TEXT, NOTE_FIELD_MAX + 1);
	return arena_str(&csv->record, str_trim(str_slice(buf_str(out), converted, out->len)));
}

static struct str special(const struct csv *csv, enum column which)
{
	int number = csv->special[which];

	return number && (size_t)number <= csv->columns ? csv->column[number - 1] : (struct str){"", 0};
}

static bool is_special(const struct csv *csv, size_t column)
{
	for (int i = 0; i < COLUMN_SPECIALS; i++)
		if (csv->special[i] == (int)column + 1)
			return true;
	return false;
}

/* Names of the columns that are fields, for a type that is the file's own. */
static struct row_list field_names(struct csv *csv, size_t count)
{
	struct str *item = arena_alloc(&csv->header, count * sizeof(*item));
	size_t used = 0;

	for (size_t i = 0; used < count; i++) {
		bool named = i < csv->names.count && csv->names.item[i].len &&
			     !strpbrk(csv->names.item[i].s, "{}:#^/");

		if (is_special(csv, i))
			continue;
		buf_clear(&csv->scratch);
		buf_addf(&csv->scratch, used ? "Field %zu" : "Front", used + 1);
		item[used++] = named ? csv->names.item[i] : arena_str(&csv->header, buf_str(&csv->scratch));
	}
	return (struct row_list){item, count};
}

static int cloze_field(const struct str *field, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct cloze_set set = {0};

		cloze_numbers(field[i], &set);
		for (size_t k = 0; k < sizeof(set.bits) / sizeof(set.bits[0]); k++)
			if (set.bits[k])
				return (int)i;
	}
	return -1;
}

static const struct note_type *type_of(struct csv *csv, struct str name, const struct str *field,
				       size_t count)
{
	int cloze = -1;
	const struct note_type *type;

	if (!name.len)
		return template_builtin(cloze_field(field, count) == 0 ? TYPE_CLOZE : TYPE_BASIC);
	for (size_t i = 0; i < csv->types; i++)
		if (str_eq(csv->seen[i].name, name) && csv->seen[i].fields == 0)
			return csv->seen[i].type;
	cloze = cloze_field(field, count);
	for (size_t i = 0; i < csv->types; i++)
		if (str_eq(csv->seen[i].name, name) && csv->seen[i].fields == count &&
		    csv->seen[i].cloze == cloze)
			return csv->seen[i].type;
	if (csv->types == TYPES_MAX)
		return NULL;
	type = deck_type(name, field_names(csv, count), cloze, &csv->header);
	csv->seen[csv->types++] = (struct seen_type){.name = arena_str(&csv->header, name),
						     .cloze = cloze,
						     .fields = template_find(type->uid) ? 0 : count,
						     .type = type};
	return type;
}

/* Anki's shapes over a picture ("image-occlusion:rect:left=.1:…") say nothing in a terminal but that they are
 * there. */
static struct str without_shapes(struct csv *csv, struct str field)
{
	static const char shape[] = "image-occlusion:";
	struct buf out = {0};
	struct str result;
	int count = 0;

	if (!field.len || !memmem(field.s, field.len, shape, sizeof(shape) - 1))
		return field;
	while (field.len) {
		const char *hit = memmem(field.s, field.len, shape, sizeof(shape) - 1);
		size_t len = hit ? (size_t)(hit - field.s) : field.len;

		buf_add(&out, str_slice(field, 0, len));
		field = str_slice(field, len, field.len);
		if (!hit)
			break;
		buf_addf(&out, "area %d of the picture", ++count);
		for (len = 0; len < field.len && !strchr("}\n", field.s[len]);)
			len++;
		field = str_slice(field, len, field.len);
	}
	result = arena_str(&csv->record, buf_str(&out));
	buf_fini(&out);
	return result;
}

/* Columns beyond those of a built-in type go below its last field. */
static size_t fold_columns(struct csv *csv, struct str *field, size_t count, size_t wanted)
{
	struct buf *out = &csv->scratch;

	if (count <= wanted)
		return count;
	buf_clear(out);
	buf_add(out, field[wanted - 1]);
	for (size_t i = wanted; i < count; i++)
		if (field[i].len) {
			buf_addz(out, out->len ? "\n" : "");
			buf_add(out, field[i]);
		}
	field[wanted - 1] = arena_str(&csv->record, buf_str(out));
	return wanted;
}

static struct str deck_of(struct csv *csv)
{
	struct str named = special(csv, COLUMN_DECK);

	if (csv->wishes->deck.len || !named.len)
		return buf_str(&csv->deck);
	buf_clear(&csv->scratch);
	deck_put_name(&csv->scratch, named);
	return arena_str(&csv->record, buf_str(&csv->scratch));
}

static struct str tags_of(struct csv *csv)
{
	if (!special(csv, COLUMN_TAGS).len)
		return buf_str(&csv->tags);
	buf_clear(&csv->scratch);
	buf_add(&csv->scratch, buf_str(&csv->tags));
	deck_put_tags(&csv->scratch, special(csv, COLUMN_TAGS));
	return arena_str(&csv->record, buf_str(&csv->scratch));
}

static int take_note(struct csv *csv, int64_t line, struct err *err)
{
	struct str field[COLUMNS_MAX], guid = special(csv, COLUMN_GUID), name = special(csv, COLUMN_TYPE);
	struct deck_note note = {.line = line, .deck = deck_of(csv), .tags = tags_of(csv)};
	size_t count = 0;

	for (size_t i = 0; i < csv->columns; i++)
		if (!is_special(csv, i)) {
			field[count] = without_shapes(csv, convert(csv, csv->column[i]));
			if (field[count++].len > NOTE_FIELD_MAX)
				return complain(csv, line, "a field is longer than 128 KiB", err);
		}
	if (count == 0 || (!field[0].len && !guid.len))
		return complain(csv, line, "its first field is empty", err);
	note.type = type_of(csv, name.len ? name : buf_str(&csv->type), field, count);
	if (!note.type)
		return complain(csv, line, "it has more note types than one file may have", err);
	count = fold_columns(csv, field, count, note.type->fields.count);
	note.fields = (struct row_list){field, count};
	note.uid = guid.len ? note_uid("anki", STR(""), guid) : note_uid("text", note.deck, field[0]);
	return csv->sink->note(csv->sink->ctx, &note, err);
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
		return complain(csv, line,
				long_line ? "the line is longer than 1 MiB"
					  : "a quotation mark opens a field that is never closed",
				err);
	}
	source_take(source, len);
	if (record == RECORD_NUL)
		return complain(csv, line, "it holds a NUL byte", err);
	if (record == RECORD_COLUMNS)
		return complain(csv, line, "it has more than 64 columns", err);
	if (is_blank(csv))
		return 0;
	arena_reset(&csv->record);
	return take_note(csv, line, err);
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
	rc = read_header(csv, err);
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
