/* SPDX-License-Identifier: MIT
 * Note types for Anki: those that came from there as they came, and ours in its terms. */
#include <stdio.h>

#include "base/json.h"
#include "sync/deck/out/apkg_priv.h"
#include "sync/deck/out/to_html.h"
#include "sync/deck/reader.h"

static const char CSS[] = ".card { font-family: sans-serif; font-size: 20px; text-align: center; }\n"
			  ".cloze { font-weight: bold; color: blue; }\n";

static struct out_type *add(struct apkg *apkg)
{
	if (apkg->types == apkg->types_cap) {
		apkg->types_cap = apkg->types_cap ? 2 * apkg->types_cap : 16;
		apkg->type = mem_grow(apkg->type, apkg->types_cap, sizeof(*apkg->type));
	}
	apkg->type[apkg->types] = (struct out_type){0};
	return &apkg->type[apkg->types++];
}

static struct row_list split(struct arena *arena, struct str joined)
{
	struct str *item;
	size_t count = 1, i = 0;

	for (size_t k = 0; k < joined.len; k++)
		count += joined.s[k] == '\x1f';
	item = arena_alloc(arena, count * sizeof(*item));
	while (i < count && str_cut(&joined, '\x1f', &item[i]))
		i++;
	return (struct row_list){item, i};
}

static int take(void *ctx, const struct brought_type *came, struct err *err)
{
	struct apkg *apkg = ctx;
	struct out_type *type;
	struct row_list parts;

	(void)err;
	for (size_t i = 0; i < apkg->types; i++)
		if (apkg->type[i].number == came->number)
			return 0; /* a package brought it here, which comes first */
	type = add(apkg);
	parts = split(&apkg->arena, arena_str(&apkg->arena, came->html));
	*type = (struct out_type){
		.number = came->number,
		.uid = came->uid,
		.name = arena_str(&apkg->arena, came->name),
		.fields = split(&apkg->arena, arena_str(&apkg->arena, came->fields)),
		.css = parts.count ? parts.item[0] : (struct str){"", 0},
		.cards = {parts.item + 1, parts.count ? parts.count - 1 : 0},
		.cloze = came->cloze,
		.theirs = true,
	};
	if (!type->cards.count || type->cards.count % 3)
		apkg->types--;
	return 0;
}

int apkg_load_types(struct apkg *apkg, struct err *err)
{
	return takeout_each_type(apkg->store, take, apkg, err) || told_each_type(apkg->store, take, apkg, err) ? -1 : 0;
}

static const char *const names[TYPE_BUILTINS] = {
	[TYPE_BASIC] = "Basic (cairn)",
	[TYPE_REVERSED] = "Basic and reversed (cairn)",
	[TYPE_OPTIONAL] = "Basic, optionally reversed (cairn)",
	[TYPE_CLOZE] = "Cloze (cairn)",
	[TYPE_TYPED] = "Typed (cairn)",
	[TYPE_CHOICE] = "Choice (cairn)",
	[TYPE_TRUTH] = "True or false (cairn)",
	[TYPE_LIST] = "List (cairn)",
	[TYPE_NUMBER] = "Number (cairn)",
};

static struct str name_of(const struct note_type *type, struct arena *arena)
{
	for (int i = 0; i < TYPE_BUILTINS; i++)
		if (template_builtin((enum template_builtin)i)->uid == type->uid)
			return str_of(names[i]);
	return arena_str(arena, type->name);
}

static struct row_list texts(struct arena *arena, struct row_list list)
{
	struct str *item = arena_alloc(arena, (list.count + 1) * sizeof(*item));

	for (size_t i = 0; i < list.count; i++)
		item[i] = arena_str(arena, list.item[i]);
	return (struct row_list){item, list.count};
}

static struct row_list cards_of(struct arena *arena, const struct note_type *type)
{
	struct row_list cards = texts(arena, type->cards);
	struct str *item = (struct str *)cards.item;
	struct buf html = {0};

	for (size_t i = 0; i + 2 < cards.count; i += 3)
		for (size_t side = 1; side <= 2; side++) {
			buf_clear(&html);
			to_html_template(&html, item[i + side], side == 2 && !type->cloze);
			item[i + side] = arena_str(arena, buf_str(&html));
		}
	buf_fini(&html);
	return cards;
}

/* A type of ours in Anki's terms. */
static struct out_type *make(struct apkg *apkg, uint64_t uid, struct err *err)
{
	struct arena arena = {0};
	struct note_type type;
	struct buf css = {0};
	struct out_type *made = NULL;

	if (type_find(apkg->store, uid, &type, &arena, err) == 0) {
		deck_put_css_mark(&css, uid);
		buf_addz(&css, CSS);
		made = add(apkg);
		*made = (struct out_type){
			.number = deck_number_of(uid),
			.uid = uid,
			.name = name_of(&type, &apkg->arena),
			.css = arena_str(&apkg->arena, buf_str(&css)),
			.fields = texts(&apkg->arena, type.fields),
			.cards = cards_of(&apkg->arena, &type),
			.cloze = type.cloze,
		};
	}
	buf_fini(&css);
	arena_fini(&arena);
	return made;
}

const struct out_type *apkg_type_of(struct apkg *apkg, const struct takeout_note *note, struct err *err)
{
	struct out_type *ours = NULL;

	for (size_t i = 0; i < apkg->types; i++) {
		struct out_type *type = &apkg->type[i];

		if (type->uid != note->note.type || note->note.fields.count > type->fields.count)
			continue;
		if (note->brought ? type->number == note->came.type : type->theirs && !template_find(type->uid)) {
			type->used = true;
			return type;
		}
		if (type->number == deck_number_of(type->uid))
			ours = type;
	}
	if (!ours)
		ours = make(apkg, note->note.type, err);
	if (ours)
		ours->used = true;
	return ours;
}

static void put_field(struct json *j, struct str name, size_t ord)
{
	json_open(j, '{');
	json_key_str(j, "name", name);
	json_key_int(j, "ord", (int64_t)ord);
	json_key_str(j, "font", STR("Arial"));
	json_key_int(j, "size", 20);
	json_key_bool(j, "sticky", false);
	json_key_bool(j, "rtl", false);
	json_close(j, '}');
}

static void put_card(struct json *j, const struct str *part, size_t ord)
{
	json_open(j, '{');
	json_key_str(j, "name", part[0]);
	json_key_int(j, "ord", (int64_t)ord);
	json_key_str(j, "qfmt", part[1]);
	json_key_str(j, "afmt", part[2]);
	json_key_str(j, "bqfmt", STR(""));
	json_key_str(j, "bafmt", STR(""));
	json_key(j, "did");
	json_null(j);
	json_close(j, '}');
}

static void put_type(struct json *j, const struct out_type *type)
{
	char number[32];

	snprintf(number, sizeof(number), "%lld", (long long)type->number);
	json_key(j, number);
	json_open(j, '{');
	json_key_int(j, "id", type->number);
	json_key_str(j, "name", type->name);
	json_key_int(j, "type", type->cloze);
	json_key_int(j, "mod", 0); /* what is changed there is newer */
	json_key_int(j, "usn", -1);
	json_key_int(j, "sortf", 0);
	json_key_int(j, "did", 1);
	json_key_str(j, "css", type->css);
	json_key_str(j, "latexPre", STR("\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n"
				    "\\usepackage[utf8]{inputenc}\n\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n"
				    "\\setlength{\\parindent}{0in}\n\\begin{document}\n"));
	json_key_str(j, "latexPost", STR("\\end{document}"));
	json_key(j, "flds");
	json_open(j, '[');
	for (size_t i = 0; i < type->fields.count; i++)
		put_field(j, type->fields.item[i], i);
	json_close(j, ']');
	json_key(j, "tmpls");
	json_open(j, '[');
	for (size_t i = 0; i < type->cards.count / 3; i++)
		put_card(j, &type->cards.item[3 * i], i);
	json_close(j, ']');
	json_key(j, "req");
	json_open(j, '[');
	json_close(j, ']');
	json_close(j, '}');
}

void apkg_put_types(const struct apkg *apkg, struct buf *json)
{
	struct json j = {.out = json};

	json_open(&j, '{');
	for (size_t i = 0; i < apkg->types; i++)
		if (apkg->type[i].used)
			put_type(&j, &apkg->type[i]);
	json_close(&j, '}');
}
