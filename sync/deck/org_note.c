/* SPDX-License-Identifier: MIT
 * A heading of an Org file as notes. */
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "sync/deck/org_priv.h"

static void join(struct buf *out, const struct buf *text, const char *between)
{
	struct str trimmed = str_trim(buf_str(text));

	if (trimmed.len && out->len)
		buf_addz(out, between);
	buf_add(out, trimmed);
}

/* Tags that are not there yet. */
static void put_tags(struct buf *out, struct str tags)
{
	struct str tag, rest, held;

	while (str_cut(&tags, ' ', &tag)) {
		bool there = false;

		for (rest = buf_str(out); str_cut(&rest, ' ', &held);)
			there |= str_eq(held, tag);
		if (!there)
			deck_put_tags(out, tag);
	}
}

/* Children below each other; their titles stand above them when there are several. */
static void put_children(const struct org_card *card, struct buf *out, size_t first, size_t leave)
{
	for (size_t i = first; i <= card->children; i++) {
		if (i == leave)
			continue;
		if (card->children > 1 && card->part[i].title.len) {
			buf_addz(out, out->len ? "\n\n**" : "**");
			buf_add(out, buf_str(&card->part[i].title));
			buf_addz(out, "**");
		}
		join(out, &card->part[i].body, "\n");
	}
}

static int send(struct org *org, const struct note_type *type, const struct buf *text, size_t count, size_t side,
		struct err *err)
{
	struct org_card *card = &org->card;
	struct str field[ORG_CHILDREN + 2];
	struct deck_schedule schedule[SCHEDULES_MAX];
	struct buf deck = {0}, tags = {0}, id = {0};
	struct text_note note = {.type = type, .field = field, .count = count, .id_source = "org", .line = card->line};
	int rc;

	for (size_t i = 0; i < count; i++)
		field[i] = text_clean(&org->notes, buf_str(&text[i]));
	org_put_deck(org, &deck);
	put_tags(&tags, buf_str(&org->file_tags));
	put_tags(&tags, buf_str(&card->tags));
	buf_add(&id, buf_str(&card->id));
	if (id.len && side)
		buf_addf(&id, "/%zu", side);
	note.schedule = schedule;
	note.schedules = org_schedules(org, type, (struct row_list){field, count}, schedule);
	note.deck = buf_str(&deck);
	note.tags = buf_str(&tags);
	note.id = buf_str(&id);
	if (!field[0].len && !note.id.len)
		rc = text_broken(&org->notes, card->line, _("a question without text"), err);
	else if (count > 1 && !field[1].len && !type->cloze && type->fields.count == 2)
		rc = text_broken(&org->notes, card->line, _("a question without an answer"), err);
	else
		rc = text_send(&org->notes, &note, err);
	buf_fini(&deck);
	buf_fini(&tags);
	buf_fini(&id);
	return rc;
}

/* One side asks, the others answer: a note a side. */
static int send_sides(struct org *org, size_t asking, struct err *err)
{
	const struct org_card *card = &org->card;
	int rc = 0;

	for (size_t i = 1; i <= card->children && i <= asking && rc == 0; i++) {
		struct buf text[2] = {0};

		join(&text[0], &card->part[0].body, "\n\n");
		join(&text[0], &card->part[i].body, "\n\n");
		put_children(card, &text[1], 1, i);
		rc = send(org, template_builtin(TYPE_BASIC), text, 2, i, err);
		buf_fini(&text[0]);
		buf_fini(&text[1]);
	}
	return rc;
}

static int send_drill(struct org *org, struct err *err)
{
	struct org_card *card = &org->card;
	struct str type = buf_str(&card->type);
	struct buf text[2] = {0}, *body = &card->part[0].body;
	bool is_simple = str_starts(type, "simple");
	bool sides = card->children > 1 && (str_is(type, "twosided") || str_is(type, "multisided"));
	int clozes, rc;

	if (sides)
		return send_sides(org, str_is(type, "twosided") ? 2 : card->children, err);
	clozes = org_number_clozes(body, type.len && !is_simple);
	buf_add(&text[0], buf_str(&card->part[0].title));
	if (clozes || card->children) {
		join(&text[0], body, "\n\n");
		put_children(card, &text[1], 1, 0);
	} else {
		buf_add(&text[1], buf_str(body));
	}
	rc = send(org, template_builtin(clozes ? TYPE_CLOZE : str_is(type, "simpletyped") ? TYPE_TYPED : TYPE_BASIC), text, 2, 0, err);
	buf_fini(&text[0]);
	buf_fini(&text[1]);
	return rc;
}

/* The field of a built-in type that a heading below fills; -1: none, it belongs to the text. */
static int field_of(struct str title)
{
	static const struct {
		const char *title;
		int field;
	} known[] = {{"Front", 0}, {"Text", 0},	   {"Question", 0}, {"Back", 1},
		     {"Extra", 1}, {"Back Extra", 1}, {"Answer", 1},	{"Solution", 1}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_is(title, known[i].title))
			return known[i].field;
	return -1;
}

/* Both fields of a built-in type: from the headings below; one that is missing is the text, or the heading where there is
 * no text; without either the heading asks and the text answers (anki-editor's map-fields). */
static void fill_builtin(const struct org_card *card, struct buf *text)
{
	struct buf content = {0};
	bool there[2] = {false, false};

	join(&content, &card->part[0].body, "");
	for (size_t i = 1; i <= card->children; i++) {
		int field = field_of(buf_str(&card->part[i].title));

		if (field < 0) {
			join(&content, &card->part[i].title, "\n\n");
			join(&content, &card->part[i].body, "\n");
			continue;
		}
		there[field] = true;
		join(&text[field], &card->part[i].body, "\n");
	}
	if (!there[0] && (!there[1] && !memmem(buf_z(&content), content.len, "{{c", 3)))
		join(&text[0], &card->part[0].title, "");
	else if (!there[0])
		join(&text[0], content.len ? &content : &card->part[0].title, "");
	if (!there[1] && !there[0] && !memmem(buf_z(&content), content.len, "{{c", 3))
		join(&text[1], &content, "");
	buf_fini(&content);
}

/* The heading and its text ask, the heading "Back" below answers; without one the heading asks and its text answers. */
static int send_fc(struct org *org, struct err *err)
{
	struct org_card *card = &org->card;
	struct str type = buf_str(&card->type);
	enum template_builtin is = str_is(type, "cloze")	? TYPE_CLOZE
				   : str_is(type, "text-input") ? TYPE_TYPED
				   : str_is(type, "double")	? TYPE_REVERSED
								: TYPE_BASIC;
	struct buf text[2] = {0};
	int rc;

	join(&text[0], &card->part[0].title, "");
	join(&text[is != TYPE_CLOZE && !card->children], &card->part[0].body, "\n\n");
	put_children(card, &text[1], 1, 0);
	if (is == TYPE_CLOZE)
		org_number_holes(&text[0]);
	rc = send(org, template_builtin(is), text, 2, 0, err);
	buf_fini(&text[0]);
	buf_fini(&text[1]);
	return rc;
}

static struct str field_name(struct org *org, struct str title, size_t number)
{
	struct buf name = {0};
	struct str clean;

	for (size_t i = 0; i < title.len; i++)
		if (strchr("{}:#^/\n", title.s[i]))
			title.len = 0;
	buf_addf(&name, "Field %zu", number);
	clean = title.len ? text_clean(&org->notes, title) : arena_str(&org->notes.arena, buf_str(&name));
	buf_fini(&name);
	return clean;
}

static int send_anki(struct org *org, struct err *err)
{
	struct org_card *card = &org->card;
	struct buf text[ORG_CHILDREN + 2] = {0};
	struct str name[ORG_CHILDREN + 2] = {STR("Front"), STR("Back")};
	const struct note_type *type = deck_anki_type(buf_str(&card->type));
	size_t count = 2;
	int cloze = -1, rc;

	if (type || !card->children) {
		fill_builtin(card, text);
	} else {
		for (count = 0; count < card->children; count++) {
			name[count] = field_name(org, buf_str(&card->part[count + 1].title), count + 1);
			buf_add(&text[count], buf_str(&card->part[count + 1].body));
		}
	}
	for (size_t i = 0; i < count && cloze < 0; i++)
		if (text[i].len && memmem(text[i].s, text[i].len, "{{c", 3))
			cloze = (int)i;
	if (!type)
		type = deck_type(buf_str(&card->type), (struct row_list){name, count}, cloze, &org->notes.arena);
	rc = send(org, type, text, count < type->fields.count ? count : type->fields.count, 0, err);
	for (size_t i = 0; i < count; i++)
		buf_fini(&text[i]);
	return rc;
}

int org_send(struct org *org, struct err *err)
{
	struct org_part *part = &org->card.part[0];

	switch (org->card.kind) {
	case ORG_NO_CARD: return 0;
	case ORG_DRILL: return send_drill(org, err);
	case ORG_FC: return send_fc(org, err);
	case ORG_ANKI: return send_anki(org, err);
	case ORG_TERM:
	case ORG_BOTH: break;
	}
	return send(org, template_builtin(org->card.kind == ORG_BOTH ? TYPE_REVERSED : TYPE_BASIC),
		    (struct buf[]){part->title, part->body}, 2, 0, err);
}
