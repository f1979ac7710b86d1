/* SPDX-License-Identifier: MIT
 * Notes as columns: guid, note type, deck, fields as HTML, tags. */
#include "sync/deck/out/columns.h"

#include <stdlib.h>
#include <string.h>

#include "sync/deck/out/out_fields.h"
#include "sync/deck/told.h"

enum { FIELDS_FROM = 4 };

struct kind {
	uint64_t uid;
	struct str name;
	size_t fields;
};

struct columns {
	struct store *store;
	FILE *to;
	char separator;
	const struct export_wishes *wishes;
	struct export_counts *counts;
	struct arena arena;
	struct told_book book;
	struct kind *kind;
	size_t kinds, widest; /* fields of the type that has most */
	struct buf line, text;
};

/* What Anki calls the types that it has too. */
static const char *const theirs[TYPE_BUILTINS] = {
	[TYPE_BASIC] = "Basic",
	[TYPE_REVERSED] = "Basic (and reversed card)",
	[TYPE_OPTIONAL] = "Basic (optional reversed card)",
	[TYPE_CLOZE] = "Cloze",
	[TYPE_TYPED] = "Basic (type in the answer)",
};

static int keep_type(void *ctx, const struct note_type *type, struct err *err)
{
	struct columns *c = ctx;

	(void)err;
	c->kind = mem_grow(c->kind, c->kinds + 1, sizeof(*c->kind));
	c->kind[c->kinds++] = (struct kind){type->uid, arena_str(&c->arena, type->name), type->fields.count};
	return 0;
}

static int load_types(struct columns *c, struct err *err)
{
	for (int i = 0; i < TYPE_BUILTINS; i++) {
		if (keep_type(c, template_builtin((enum template_builtin)i), err))
			return -1;
		if (theirs[i])
			c->kind[c->kinds - 1].name = str_of(theirs[i]);
	}
	return type_each(c->store, keep_type, c, err);
}

static const struct kind *kind_of(const struct columns *c, uint64_t uid)
{
	for (size_t i = 0; i < c->kinds; i++)
		if (c->kind[i].uid == uid)
			return &c->kind[i];
	return NULL;
}

/* Its deck's name; empty: it does not go out. */
static int deck_of(struct columns *c, const struct note *note, struct str *name, struct arena *arena, struct err *err)
{
	struct deck deck;
	int rc = deck_get(c->store, note->deck, &deck, arena, err);

	*name = rc == 0 && deck_is_within(c->wishes->deck, deck.name) ? deck.name : (struct str){"", 0};
	return rc < 0 ? -1 : 0;
}

/* RFC 4180's quotes, where they are needed; a "#" would begin a comment. */
static void put_column(struct columns *c, struct str text)
{
	bool quoted = text.len && text.s[0] == '#';

	if (c->line.len)
		buf_addc(&c->line, c->separator);
	for (size_t i = 0; i < text.len && !quoted; i++)
		quoted = text.s[i] == c->separator || text.s[i] == '"' || text.s[i] == '\n' || text.s[i] == '\r';
	if (!quoted) {
		buf_add(&c->line, text);
		return;
	}
	buf_addc(&c->line, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.s[i] == '"')
			buf_addc(&c->line, '"');
		buf_addc(&c->line, text.s[i]);
	}
	buf_addc(&c->line, '"');
}

static int put_line(struct columns *c, struct err *err)
{
	buf_addc(&c->line, '\n');
	if (fwrite(c->line.s, 1, c->line.len, c->to) != c->line.len)
		return err_sys(err, "writing the export");
	buf_clear(&c->line);
	return 0;
}

static int look(void *ctx, const struct takeout_note *note, struct err *err)
{
	struct columns *c = ctx;

	(void)err;
	if (note->note.fields.count > c->widest)
		c->widest = note->note.fields.count;
	return 0;
}

static int take(void *ctx, const struct takeout_note *note, struct err *err)
{
	struct columns *c = ctx;
	const struct kind *kind = kind_of(c, note->note.type);
	struct takeout_note named = *note;
	struct arena arena = {0};
	struct str deck, fields, field;
	int rc = deck_of(c, &note->note, &deck, &arena, err);

	if (rc == 0 && deck.len && kind) {
		buf_clear(&c->text);
		told_fill(&c->book, &named);
		out_put_guid(&c->text, &named);
		put_column(c, buf_str(&c->text));
		put_column(c, kind->name);
		put_column(c, deck);
		buf_clear(&c->text);
		out_put_fields(&c->text, note, note->note.fields.count);
		fields = buf_str(&c->text);
		for (size_t i = 0; i < c->widest; i++)
			put_column(c, str_cut(&fields, '\x1f', &field) ? field : (struct str){"", 0});
		put_column(c, note->note.tags);
		rc = put_line(c, err);
		c->counts->notes++;
	}
	arena_fini(&arena);
	return rc;
}

static int put_head(struct columns *c, struct err *err)
{
	if (fprintf(c->to,
		    "#separator:%s\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:%zu\n",
		    c->separator == ',' ? "comma" : "tab", FIELDS_FROM + c->widest) < 0)
		return err_sys(err, "writing the export");
	return 0;
}

int columns_write(struct store *store, FILE *to, char separator, const struct export_wishes *wishes,
		  struct export_counts *counts, struct err *err)
{
	struct columns c = {.store = store, .to = to, .separator = separator, .wishes = wishes, .counts = counts};
	int rc = load_types(&c, err) || told_read(&c.book, store, err) || takeout_each_note(store, look, &c, err) ||
				 put_head(&c, err) || takeout_each_note(store, take, &c, err)
			 ? -1
			 : 0;

	if (rc == 0 && fflush(to))
		rc = err_sys(err, "writing the export");
	buf_fini(&c.line);
	buf_fini(&c.text);
	told_book_fini(&c.book);
	arena_fini(&c.arena);
	free(c.kind);
	return rc;
}
