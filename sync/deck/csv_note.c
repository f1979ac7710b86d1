/* SPDX-License-Identifier: MIT
 * A record of columns as a note: its fields converted, its type, deck, tags and identity. */
#include <string.h>

#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/cloze.h"
#include "sync/deck/csv_priv.h"
#include "sync/deck/html.h"

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

int csv_note(struct csv *csv, int64_t line, struct err *err)
{
	struct str field[COLUMNS_MAX], guid = special(csv, COLUMN_GUID), name = special(csv, COLUMN_TYPE);
	struct deck_note note = {.line = line, .deck = deck_of(csv), .tags = tags_of(csv)};
	size_t count = 0;

	for (size_t i = 0; i < csv->columns; i++)
		if (!is_special(csv, i)) {
			field[count] = deck_without_shapes(convert(csv, csv->column[i]), &csv->record);
			if (field[count++].len > NOTE_FIELD_MAX)
				return csv_complain(csv, line, _("a field is longer than 128 KiB"), err);
		}
	if (count == 0 || (!field[0].len && !guid.len))
		return csv_complain(csv, line, _("its first field is empty"), err);
	note.type = type_of(csv, name.len ? name : buf_str(&csv->type), field, count);
	if (!note.type)
		return csv_complain(csv, line, _("it has more note types than one file may have"), err);
	count = fold_columns(csv, field, count, note.type->fields.count);
	note.fields = (struct row_list){field, count};
	note.named = guid.len > 0;
	note.html = csv->form == FORM_HTML;
	note.uid = guid.len ? deck_note_of_guid(guid) : note_uid("text", note.deck, field[0]);
	return csv->sink->note(csv->sink->ctx, &note, err);
}
