/* SPDX-License-Identifier: MIT
 * Markdown as it goes out from here, read line by line with one note open at a time. */
#include "sync/deck/markdown_ours.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"

enum { UID_DIGITS = 13, TYPES_MAX = 256 };

struct ours {
	struct source *source;
	const struct deck_sink *sink;
	struct buf deck, tags;
	bool deck_wished;
	const struct note_type *own[TYPES_MAX]; /* the file's own types */
	size_t owns;
	const struct note_type *type; /* of the open note; NULL: none is open */
	uint64_t uid;		      /* 0: a new one */
	int64_t line;
	struct buf field[NOTE_FIELDS_MAX];
	size_t fields; /* whose labels have come */
	struct arena file, note;
	int broken;
};

static bool has_label(struct str line, struct str label, size_t *len)
{
	*len = label.len + 1;
	return line.len > label.len && line.s[label.len] == ':' && str_eq(str_slice(line, 0, label.len), label) &&
	       (line.len == *len || line.s[*len] == ' ');
}

bool markdown_is_ours(struct str ahead)
{
	return str_starts(ahead, MARKDOWN_OURS) || str_starts(ahead, "---\r\ncairn: 1\r\n");
}

bool markdown_is_structure(struct str line, struct row_list labels)
{
	size_t len;

	if (str_starts(line, "<!--") || str_starts(line, "\\"))
		return true;
	for (size_t i = 0; i < labels.count; i++)
		if (has_label(line, labels.item[i], &len))
			return true;
	return false;
}

static int complain(struct ours *o, int64_t line, const char *why, struct err *err)
{
	o->sink->broken(o->sink->ctx, o->source->path, line, why);
	if (++o->broken < DECK_BROKEN_MAX)
		return 0;
	return err_set(err, ERR_INPUT, "%s: %d broken lines; is this a file of notes?", o->source->path, o->broken);
}

static struct str clean(struct ours *o, struct str text)
{
	struct buf out = {0};
	struct str kept;

	utf8_clean(&out, text, CLEAN_TEXT, NOTE_FIELD_MAX + 1);
	kept = arena_str(&o->note, str_trim(buf_str(&out)));
	buf_fini(&out);
	return kept;
}

static int send(struct ours *o, struct err *err)
{
	struct str field[NOTE_FIELDS_MAX];
	struct deck_note note = {.type = o->type, .deck = buf_str(&o->deck), .tags = buf_str(&o->tags), .line = o->line};
	bool any = false;

	for (size_t i = 0; i < o->fields; i++) {
		field[i] = clean(o, buf_str(&o->field[i]));
		if (field[i].len > NOTE_FIELD_MAX)
			return complain(o, o->line, _("a field is longer than 128 KiB"), err);
		any |= field[i].len > 0;
	}
	if (!any)
		return complain(o, o->line, _("a note without text"), err);
	note.fields = (struct row_list){field, o->fields};
	note.named = o->uid != 0;
	note.uid = o->uid ? o->uid : note_uid("text", note.deck, field[0]);
	return o->sink->note(o->sink->ctx, &note, err);
}

static int close_note(struct ours *o, struct err *err)
{
	int rc = o->type ? send(o, err) : 0;

	for (size_t i = 0; i < o->fields; i++)
		buf_clear(&o->field[i]);
	o->fields = 0;
	o->type = NULL;
	arena_reset(&o->note);
	return rc;
}

static const struct note_type *type_named(const struct ours *o, struct str name)
{
	for (size_t i = 0; i < o->owns; i++)
		if (str_eq(o->own[i]->name, name))
			return o->own[i];
	return template_named(name);
}

/* "0123456789abc basic | tag tag", or "new basic | tag tag". */
static int open_note(struct ours *o, struct str inner, int64_t line, struct err *err)
{
	struct str word, tags = {"", 0};
	const char *bar;

	if (close_note(o, err))
		return -1;
	inner = str_trim(inner);
	if (!str_cut(&inner, ' ', &word) || (!str_is(word, "new") && !hash_get32(word, UID_DIGITS, &o->uid)))
		return 0; /* a comment and nothing else */
	if (str_is(word, "new"))
		o->uid = 0;
	bar = inner.len ? memmem(inner.s, inner.len, " | ", 3) : NULL;
	if (bar) {
		tags = str_slice(inner, (size_t)(bar - inner.s) + 3, inner.len);
		inner = str_slice(inner, 0, (size_t)(bar - inner.s));
	}
	buf_clear(&o->tags);
	deck_put_tags(&o->tags, tags);
	o->type = type_named(o, str_trim(inner));
	o->line = line;
	return o->type ? 0 : complain(o, line, _("a note type that the file does not name"), err);
}

/* 1: the line begins a field. */
static int take_label(struct ours *o, struct str line)
{
	size_t len;

	if (o->fields == o->type->fields.count || o->fields == NOTE_FIELDS_MAX ||
	    !has_label(line, o->type->fields.item[o->fields], &len))
		return 0;
	buf_add(&o->field[o->fields++], str_slice(line, len + 1, line.len));
	return 1;
}

static int take_line(struct ours *o, struct str line, int64_t number, struct err *err)
{
	struct str head = str_starts(line, "<!--") ? str_slice(line, 4, line.len) : STR("");
	const char *end = memmem(head.s, head.len, "-->", 3);

	if (end)
		return open_note(o, (struct str){head.s, (size_t)(end - head.s)}, number, err);
	if (!o->type || take_label(o, line))
		return 0; /* prose between notes is left alone */
	if (!o->fields) {
		if (!str_trim(line).len)
			return 0;
		o->type = NULL;
		return complain(o, number, _("a note's first field does not come first"), err);
	}
	if (line.len > 1 && line.s[0] == '\\' && markdown_is_structure(str_slice(line, 1, line.len), o->type->fields))
		line = str_slice(line, 1, line.len);
	buf_addc(&o->field[o->fields - 1], '\n');
	buf_add(&o->field[o->fields - 1], line);
	return 0;
}

/* "NAME<tab>field<tab>field…" */
static void keep_type(struct ours *o, struct str value)
{
	struct str *item = arena_alloc(&o->file, NOTE_FIELDS_MAX * sizeof(*item)), name, part;
	struct note_type *type;
	size_t count = 0;

	value = arena_str(&o->file, value);
	if (!str_cut(&value, '\t', &name) || o->owns == TYPES_MAX)
		return;
	while (count < NOTE_FIELDS_MAX && str_cut(&value, '\t', &part))
		item[count++] = part;
	if (!count || template_named(name))
		return;
	type = arena_alloc(&o->file, sizeof(*type));
	*type = *deck_type(name, (struct row_list){item, count}, -1, &o->file);
	type->name = name; /* Anki's "Cloze" may be a type of its own here; the note itself knows (import_again.c) */
	type->fields = (struct row_list){item, count};
	o->own[o->owns++] = type;
}

static int read_matter(struct ours *o, struct err *err)
{
	struct str line;
	int64_t number;
	int rc = source_line(o->source, &line, &number, err);

	while (rc == LINE_TAKEN && (rc = source_line(o->source, &line, &number, err)) == LINE_TAKEN) {
		if (str_is(line, "---"))
			return 0;
		if (str_starts(line, "deck: ") && !o->deck_wished) {
			buf_clear(&o->deck);
			deck_put_name(&o->deck, str_slice(line, 6, line.len));
		} else if (str_starts(line, "type: ")) {
			keep_type(o, str_slice(line, 6, line.len));
		}
	}
	return rc < 0 ? -1 : 0;
}

static int read_lines(struct ours *o, struct err *err)
{
	struct str line;
	int64_t number;
	int rc = read_matter(o, err);

	while (rc == 0) {
		rc = source_line(o->source, &line, &number, err);
		if (rc == LINE_END)
			return close_note(o, err);
		if (rc == LINE_TAKEN)
			rc = take_line(o, line, number, err);
		else if (rc == LINE_BROKEN)
			rc = complain(o, number, line.s, err);
	}
	return rc;
}

int markdown_ours_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
		       struct err *err)
{
	struct ours *o = mem_alloc(sizeof(*o));
	int rc;

	o->source = source;
	o->sink = sink;
	o->deck_wished = wishes->deck.len > 0;
	if (o->deck_wished)
		deck_put_name(&o->deck, wishes->deck);
	else
		deck_name_of_file(&o->deck, source->path);
	rc = read_lines(o, err);
	if (rc == 0 && !o->broken && !o->deck_wished && sink->whole)
		rc = sink->whole(sink->ctx, buf_str(&o->deck), err);
	for (size_t i = 0; i < NOTE_FIELDS_MAX; i++)
		buf_fini(&o->field[i]);
	buf_fini(&o->deck);
	buf_fini(&o->tags);
	arena_fini(&o->file);
	arena_fini(&o->note);
	free(o);
	return rc;
}
