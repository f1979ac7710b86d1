/* SPDX-License-Identifier: MIT
 * Note types and their dialect: reading templates, which cards a note makes, and what a card asks and
 * answers. */
#include "schema/template.h"

#include <string.h>

#include "base/markup.h"
#include "schema/cloze.h"

enum { CARD_PARTS = 3, LINE_MAX_BYTES = 4096 };

/* One piece of a template: text, {{filters:Field}}, or a section's border. */
enum piece_kind { PIECE_TEXT, PIECE_FIELD, PIECE_IF, PIECE_UNLESS, PIECE_END };

struct piece {
	enum piece_kind kind;
	struct str text;    /* the text, or the name */
	struct str filters; /* "type:cloze", empty: none */
};

static bool next_piece(struct str *rest, struct piece *piece)
{
	const char *open, *close;
	struct str inner;

	if (!rest->len)
		return false;
	open = memmem(rest->s, rest->len, "{{", 2);
	close = open ? memmem(open, (size_t)(rest->s + rest->len - open), "}}", 2) : NULL;
	if (!close || open > rest->s) {
		size_t len = close ? (size_t)(open - rest->s) : rest->len;

		*piece = (struct piece){.kind = PIECE_TEXT, .text = str_slice(*rest, 0, len)};
		*rest = str_slice(*rest, len, rest->len);
		return true;
	}
	inner = str_trim((struct str){open + 2, (size_t)(close - open - 2)});
	*rest = (struct str){close + 2, (size_t)(rest->s + rest->len - close - 2)};
	*piece = (struct piece){.kind = PIECE_FIELD, .text = inner};
	if (inner.len && strchr("#^/", inner.s[0])) {
		piece->kind = inner.s[0] == '#' ? PIECE_IF : inner.s[0] == '^' ? PIECE_UNLESS : PIECE_END;
		piece->text = str_trim(str_slice(inner, 1, inner.len));
	}
	return true;
}

static bool cut_filter(struct str *name, struct str *filter)
{
	struct str rest = *name;

	if (!memchr(name->s ? name->s : "", ':', name->len))
		return false;
	str_cut(&rest, ':', filter);
	*name = rest;
	return true;
}

struct render {
	const struct note_type *type;
	struct row_list fields;
	uint32_t ord;
	bool back;
	struct buf *out;     /* NULL: only `shown` is wanted */
	struct face *face;   /* filled by the front's special fields; NULL: not wanted */
	struct arena *arena; /* with face */
	bool shown;	     /* a field with text was drawn */
};

static struct str field_named(const struct render *r, struct str name)
{
	for (size_t i = 0; i < r->type->fields.count && i < r->fields.count; i++)
		if (str_eq(r->type->fields.item[i], name))
			return r->fields.item[i];
	return (struct str){"", 0};
}

static bool is_field(const struct render *r, struct str name)
{
	for (size_t i = 0; i < r->type->fields.count; i++)
		if (str_eq(r->type->fields.item[i], name))
			return true;
	return false;
}

/* A condition: a field that is not empty, or cN for the cloze of that number. */
static bool holds(const struct render *r, struct str name)
{
	int64_t n;

	if (is_field(r, name))
		return str_trim(field_named(r, name)).len > 0;
	return r->type->cloze && str_starts(name, "c") &&
	       str_to_int(str_slice(name, 1, name.len), &n, NULL) == 0 && n == (int64_t)r->ord + 1;
}

/* The plain texts of the field's lines that are not empty, markers and media left out. */
static struct row_list lines_of(struct str field, struct arena *arena)
{
	size_t count = 0, max = 1;
	struct buf text = {0};
	struct str *item, rest = field, line;

	for (size_t i = 0; i < field.len; i++)
		max += field.s[i] == '\n';
	item = arena_alloc(arena, max * sizeof(*item));
	while (str_cut(&rest, '\n', &line)) {
		buf_clear(&text);
		markup_line(&text, line, LINE_MAX_BYTES);
		if (text.len && !str_starts(line, "```") && !str_is(line, "---"))
			item[count++] = arena_str(arena, buf_str(&text));
	}
	buf_fini(&text);
	return (struct row_list){item, count};
}

static struct str first_line(struct str field, struct arena *arena)
{
	struct row_list lines = lines_of(field, arena);

	return lines.count ? lines.item[0] : (struct str){"", 0};
}

/* Wrong answers stand one on a line, or on one line with " | " between them. */
static struct row_list wrong_of(struct str field, struct arena *arena)
{
	struct str trimmed = str_trim(field), rest = trimmed;
	struct buf lines = {0};
	struct row_list wrong;

	if (memchr(trimmed.s ? trimmed.s : "", '\n', trimmed.len))
		return lines_of(field, arena);
	while (rest.len) {
		const char *bar = memmem(rest.s, rest.len, " | ", 3);
		size_t len = bar ? (size_t)(bar - rest.s) : rest.len;

		buf_addf(&lines, "%.*s\n", STR_FMT(str_trim(str_slice(rest, 0, len))));
		rest = str_slice(rest, len + 3, rest.len);
	}
	wrong = lines_of(buf_str(&lines), arena);
	buf_fini(&lines);
	return wrong;
}

static const char *const opposites[][2] = {
	{"true", "false"},  {"yes", "no"},	   {"right", "wrong"},
	{"wahr", "falsch"}, {"richtig", "falsch"}, {"ja", "nein"},
	{"vrai", "faux"},   {"oui", "non"},	   {"correct", "incorrect"},
};

static bool same_word(struct str text, const char *word)
{
	return text.len == strlen(word) && strncasecmp(text.s, word, text.len) == 0;
}

static struct row_list opposite_of(struct str truth, struct arena *arena)
{
	struct str *item = arena_alloc(arena, sizeof(*item));

	for (size_t i = 0; i < sizeof(opposites) / sizeof(opposites[0]); i++)
		for (int side = 0; side < 2; side++)
			if (same_word(truth, opposites[i][side])) {
				*item = str_of(opposites[i][!side]);
				return (struct row_list){item, 1};
			}
	return (struct row_list){item, 0};
}

static struct str join_lines(struct row_list lines, struct arena *arena)
{
	struct buf text = {0};
	struct str joined;

	for (size_t i = 0; i < lines.count; i++)
		buf_addf(&text, "%s%.*s", i ? "\n" : "", STR_FMT(lines.item[i]));
	joined = arena_str(arena, buf_str(&text));
	buf_fini(&text);
	return joined;
}

static struct str cloze_expected(const struct render *r, struct str field)
{
	struct buf text = {0}, plain = {0};
	struct str expected;

	cloze_render(&text, field, r->ord + 1, CLOZE_ONLY);
	markup_line(&plain, buf_str(&text), LINE_MAX_BYTES);
	expected = arena_str(r->arena, buf_str(&plain));
	buf_fini(&text);
	buf_fini(&plain);
	return expected;
}

static void ask(struct face *face, enum row_mode mode, enum answer_check check, struct str expected)
{
	face->mode = mode;
	face->check = check;
	face->expected = expected;
}

static void put_cloze(struct render *r, struct str field)
{
	r->shown |= str_trim(field).len > 0;
	if (r->out)
		cloze_render(r->out, field, r->ord + 1, r->back ? CLOZE_TELL : CLOZE_ASK);
	if (r->face && !r->back && r->face->mode == MODE_FLIP)
		ask(r->face, MODE_CLOZE, CHECK_TEXT, cloze_expected(r, field));
}

static void put_field(struct render *r, struct str field)
{
	r->shown |= str_trim(field).len > 0;
	if (r->out)
		buf_add(r->out, field);
}

/* Fields that say how the card is asked: nothing on the front, their text on the back. name is "Right:Wrong"
 * for choice, "cloze:Text" or "Text" for type. */
static bool put_special(struct render *r, struct str filter, struct str name)
{
	bool cloze = str_is(filter, "type") && str_starts(name, "cloze:");
	struct str wrong = {"", 0}, field, part;

	if (str_is(filter, "choice") && cut_filter(&name, &part)) {
		wrong = field_named(r, name);
		name = part;
	} else if (cloze) {
		cut_filter(&name, &part);
	} else if (!str_is(filter, "type") && !str_is(filter, "choice") && !str_is(filter, "truth") &&
		   !str_is(filter, "list") && !str_is(filter, "number")) {
		return false;
	}
	field = field_named(r, name);
	if (r->back)
		(cloze ? put_cloze : put_field)(r, field);
	if (r->back || !r->face)
		return true;
	if (cloze)
		ask(r->face, MODE_TYPED, CHECK_TEXT, cloze_expected(r, field));
	else if (str_is(filter, "list"))
		ask(r->face, MODE_TYPED, CHECK_LIST, join_lines(lines_of(field, r->arena), r->arena));
	else if (str_is(filter, "type") || str_is(filter, "number"))
		ask(r->face, MODE_TYPED, filter.s[0] == 't' ? CHECK_TEXT : CHECK_NUMBER,
		    first_line(field, r->arena));
	else
		ask(r->face, MODE_CHOICE, CHECK_CHOICE, first_line(field, r->arena));
	if (str_is(filter, "choice"))
		r->face->wrong = wrong_of(wrong, r->arena);
	else if (str_is(filter, "truth"))
		r->face->wrong = opposite_of(r->face->expected, r->arena);
	return true;
}

static void put(struct render *r, struct str text)
{
	if (r->out)
		buf_add(r->out, text);
}

/* Anki's readings, "base[reading]": kanji drops the reading, kana the base, furigana keeps both as
 * base(reading). The space before a base goes. */
static void put_reading(struct render *r, struct str filter, struct str rest)
{
	const char *open, *close, *base;

	r->shown |= str_trim(rest).len > 0;
	while (rest.len && (open = memchr(rest.s, '[', rest.len)) &&
	       (close = memchr(open, ']', (size_t)(rest.s + rest.len - open)))) {
		struct str reading = {open + 1, (size_t)(close - open - 1)};

		for (base = open; base > rest.s && base[-1] != ' ' && base[-1] != '\n'; base--)
			;
		if (base == open || str_starts(reading, "sound: ") || str_starts(reading, "image: ")) {
			put(r, (struct str){rest.s, (size_t)(close + 1 - rest.s)});
		} else {
			size_t space = base > rest.s && base[-1] == ' ';

			put(r, (struct str){rest.s, (size_t)(base - rest.s) - space});
			if (!str_is(filter, "kana"))
				put(r, (struct str){base, (size_t)(open - base)});
			if (r->out && !str_is(filter, "kanji"))
				buf_addf(r->out, str_is(filter, "kana") ? "%.*s" : "(%.*s)",
					 STR_FMT(reading));
		}
		rest = (struct str){close + 1, (size_t)(rest.s + rest.len - close - 1)};
	}
	put(r, rest);
}

static void put_name(struct render *r, struct str name)
{
	struct str filter;

	while (!is_field(r, name)) {
		if (!cut_filter(&name, &filter)) /* FrontSide, Tags, or a field that is not there */
			return;
		if (str_is(filter, "cloze")) {
			put_cloze(r, field_named(r, name));
			return;
		}
		if (str_is(filter, "furigana") || str_is(filter, "kanji") || str_is(filter, "kana")) {
			put_reading(r, filter, field_named(r, name));
			return;
		}
		if ((str_is(filter, "hint") && !r->back) || str_starts(filter, "tts") ||
		    put_special(r, filter, name))
			return;
	}
	put_field(r, field_named(r, name));
}

/* Sections nest; within one that does not hold, only their borders count. */
static void render(struct render *r, struct str template)
{
	struct piece piece;
	int depth = 0, hidden = 0; /* open sections; the outermost of them that does not hold */

	while (next_piece(&template, &piece)) {
		switch (piece.kind) {
		case PIECE_IF:
		case PIECE_UNLESS:
			depth++;
			if (!hidden && holds(r, piece.text) != (piece.kind == PIECE_IF))
				hidden = depth;
			break;
		case PIECE_END:
			if (hidden == depth)
				hidden = 0;
			depth -= depth > 0;
			break;
		case PIECE_TEXT:
			if (!hidden)
				put(r, piece.text);
			break;
		case PIECE_FIELD:
			if (!hidden)
				put_name(r, piece.text);
			break;
		}
	}
}

static struct str part_of(const struct note_type *type, size_t card, size_t part)
{
	size_t i = card * CARD_PARTS + part;

	return i < type->cards.count ? type->cards.item[i] : (struct str){"", 0};
}

/* The fields that the front shows as cloze: {{cloze:F}}, {{type:cloze:F}}. */
static size_t cloze_ords(const struct note_type *type, struct row_list fields, uint32_t *ords, size_t max)
{
	struct render r = {.type = type, .fields = fields};
	struct str rest = part_of(type, 0, 1);
	struct cloze_set set = {0};
	struct piece piece;
	size_t count = 0;

	while (next_piece(&rest, &piece)) {
		const char *colon = piece.text.len ? memmem(piece.text.s, piece.text.len, "cloze:", 6) : NULL;

		if (piece.kind == PIECE_FIELD && colon)
			cloze_numbers(field_named(&r, (struct str){colon + 6,
								   (size_t)(piece.text.s + piece.text.len -
									    colon - 6)}),
				      &set);
	}
	for (uint32_t n = 0; n < CLOZE_MAX && count < max; n++)
		if (set.bits[n / 64] >> n % 64 & 1)
			ords[count++] = n;
	return count;
}

size_t template_ords(const struct note_type *type, struct row_list fields, uint32_t *ords, size_t max)
{
	size_t count = 0, cards = type->cards.count / CARD_PARTS;

	if (type->cloze)
		return cloze_ords(type, fields, ords, max);
	for (uint32_t ord = 0; ord < cards && count < max; ord++) {
		struct render r = {.type = type, .fields = fields, .ord = ord};

		render(&r, part_of(type, ord, 1));
		if (r.shown)
			ords[count++] = ord;
	}
	return count;
}

static struct str render_side(struct render *r, size_t card, bool back)
{
	struct buf text = {0};
	struct str side;

	r->back = back;
	r->out = &text;
	render(r, part_of(r->type, card, back ? 2 : 1));
	side = arena_str(r->arena, str_trim(buf_str(&text)));
	buf_fini(&text);
	return side;
}

void template_face(const struct note_type *type, struct row_list fields, uint32_t ord, struct arena *arena,
		   struct face *face)
{
	struct render r = {.type = type, .fields = fields, .ord = ord, .face = face, .arena = arena};
	size_t card = type->cloze ? 0 : ord;

	*face = (struct face){.mode = MODE_FLIP, .check = CHECK_SELF};
	face->front = render_side(&r, card, false);
	face->back = render_side(&r, card, true);
	if (face->check == CHECK_SELF)
		face->expected = first_line(face->back, arena);
}
