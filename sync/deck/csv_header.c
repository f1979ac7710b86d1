/* SPDX-License-Identifier: MIT
 * What stands above the notes: lines "#key:value", and a first record with the names of the columns. */
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "base/utf8.h"
#include "sync/deck/csv_priv.h"

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
		return csv_complain(csv, csv->source->line, _("a header line names a column that cannot be"),
				    err);
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
		return csv->separator ? 0
				      : csv_complain(csv, csv->source->line,
						     _("a separator that is not known"), err);
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

int csv_header(struct csv *csv, struct err *err)
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

/* What spreadsheets and lists of words call their columns (docs/decisions/0211). */
enum role { ROLE_FRONT, ROLE_BACK, ROLE_MORE, ROLE_SPECIAL };
static const struct role_name {
	const char *name;
	enum role role;
	enum column special;
} role_names[] = {
	{"front", ROLE_FRONT, 0},      {"question", ROLE_FRONT, 0},    {"term", ROLE_FRONT, 0},
	{"word", ROLE_FRONT, 0},       {"vorderseite", ROLE_FRONT, 0}, {"frage", ROLE_FRONT, 0},
	{"begriff", ROLE_FRONT, 0},    {"wort", ROLE_FRONT, 0},	       {"back", ROLE_BACK, 0},
	{"answer", ROLE_BACK, 0},      {"definition", ROLE_BACK, 0},   {"meaning", ROLE_BACK, 0},
	{"translation", ROLE_BACK, 0}, {"rückseite", ROLE_BACK, 0},    {"antwort", ROLE_BACK, 0},
	{"bedeutung", ROLE_BACK, 0},   {"übersetzung", ROLE_BACK, 0},  {"extra", ROLE_MORE, 0},
	{"example", ROLE_MORE, 0},     {"notes", ROLE_MORE, 0},	       {"comment", ROLE_MORE, 0},
	{"beispiel", ROLE_MORE, 0},    {"deck", ROLE_SPECIAL, COLUMN_DECK}, {"stapel", ROLE_SPECIAL, COLUMN_DECK},
	{"tags", ROLE_SPECIAL, COLUMN_TAGS}, {"guid", ROLE_SPECIAL, COLUMN_GUID}, {"notetype", ROLE_SPECIAL, COLUMN_TYPE},
};

static const struct role_name *role_of(struct str name)
{
	struct buf folded = {0}, known = {0};
	const struct role_name *found = NULL;

	utf8_fold(&folded, str_trim(name));
	for (size_t i = 0; !found && i < sizeof(role_names) / sizeof(role_names[0]); i++) {
		buf_clear(&known);
		utf8_fold(&known, str_of(role_names[i].name));
		if (str_eq(buf_str(&folded), buf_str(&known)))
			found = &role_names[i];
	}
	buf_fini(&folded);
	buf_fini(&known);
	return found;
}

/* A front, a back, and others behind them. */
static bool fits(size_t column, const struct role_name *named)
{
	if (!named)
		return false;
	if (column < 2)
		return named->role == (column == 0 ? ROLE_FRONT : ROLE_BACK);
	return named->role == ROLE_MORE || named->role == ROLE_SPECIAL;
}

bool csv_names_columns(struct csv *csv)
{
	const struct role_name *role[COLUMNS_MAX];
	bool said = csv->names.count > 0;
	struct str *item;

	for (int i = 0; i < COLUMN_SPECIALS; i++)
		said |= csv->special[i] != 0;
	if (said || csv->columns < 2)
		return false;
	for (size_t i = 0; i < csv->columns; i++) {
		role[i] = role_of(csv->column[i]);
		if (!fits(i, role[i]))
			return false;
	}
	item = arena_alloc(&csv->header, csv->columns * sizeof(*item));
	for (size_t i = 0; i < csv->columns; i++) {
		item[i] = str_of(role[i]->name);
		if (role[i]->role == ROLE_SPECIAL)
			csv->special[role[i]->special] = (int)i + 1;
	}
	csv->names = (struct row_list){item, csv->columns};
	return true;
}
