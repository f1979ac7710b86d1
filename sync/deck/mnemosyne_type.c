/* SPDX-License-Identifier: MIT
 * Mnemosyne's card types (libmnemosyne's card_types) as note types. */
#include <string.h>

#include "schema/notes.h"
#include "sync/deck/mnemosyne_priv.h"

#define BELOW "{{#Pronunciation}}{{Pronunciation}}\n{{/Pronunciation}}"
#define NOTES "{{#Notes}}\n{{Notes}}{{/Notes}}"
static const struct mnem_form forms[MNEM_FORMS] = {
	{"1", "Front-to-back", TYPE_BASIC, {"f", "b"}, {0}, {0}},
	{"2", "Both ways", TYPE_REVERSED, {"f", "b"}, {0}, {0}},
	{"3", "Vocabulary", -1, {"f", "p_1", "m_1", "n"}, {"Word", "Pronunciation", "Meaning", "Notes"},
	 {"Recognition", "{{Word}}", BELOW "{{Meaning}}" NOTES, "Production", "{{Meaning}}", "{{Word}}\n" BELOW NOTES}},
	{"4", "Map", -1, {"loc", "blank", "marked"}, {"Location", "Blank map", "Marked map"},
	 {"Recognition", "{{Marked map}}", "{{Location}}", "Production", "{{Location}}\n{{Blank map}}", "{{Marked map}}"}},
	{"5", "Cloze deletion", TYPE_CLOZE, {"text"}, {0}, {0}},
	{"6", "Sentence", TYPE_CLOZE, {"f"}, {0}, {0}},
};
static const struct mnem_form other = {"", "", -1, {0}, {0}, {0}}; /* of a plugin: its first field asks, the others answer */

const struct mnem_form *mnem_form(struct str type)
{
	const char *clone = type.len ? memmem(type.s, type.len, "::", 2) : NULL;
	struct str id = str_slice(type, 0, clone ? (size_t)(clone - type.s) : type.len);

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (str_is(id, forms[i].id))
			return &forms[i];
	return &other;
}

static int put_type(struct mnem *mnem, uint64_t uid, struct str name, const struct str *field, size_t fields,
		    const struct str *card, size_t parts, struct err *err)
{
	struct wire *wire = &mnem->wire;
	struct buf html = {0};

	wire_begin(wire, WIRE_TYPE);
	wire_int(wire, (int64_t)uid);
	wire_int(wire, 0);
	wire_text(wire, name);
	wire_int(wire, (int64_t)fields);
	for (size_t i = 0; i < fields; i++)
		wire_text(wire, field[i]);
	wire_int(wire, (int64_t)parts);
	for (size_t i = 0; i < parts; i++)
		wire_text(wire, card[i]);
	wire_int(wire, 0);
	for (size_t i = 0; i < parts; i++) /* as Anki's templates, for the way out; no style */
		buf_addf(&html, "\x1f%s%.*s", i % 3 == 2 ? "{{FrontSide}}\n\n<hr id=answer>\n\n" : "", STR_FMT(card[i]));
	wire_text(wire, buf_str(&html));
	buf_fini(&html);
	return wire_end(wire, err);
}

static uint64_t uid_of_type(struct str name, const struct str *field, size_t fields)
{
	struct buf key = {0};
	uint64_t uid;

	buf_add(&key, name);
	for (size_t i = 0; i < fields; i++)
		buf_addf(&key, "/%.*s", STR_FMT(field[i]));
	uid = note_uid("type", STR("mnemosyne"), buf_str(&key));
	buf_fini(&key);
	return uid;
}

int mnem_say_form(struct mnem *mnem, const struct mnem_form *form, uint64_t *uid, struct err *err)
{
	struct str field[4], card[6];
	size_t fields = 0;

	for (; fields < 4 && form->field[fields]; fields++)
		field[fields] = str_of(form->field[fields]);
	for (size_t i = 0; i < 6; i++)
		card[i] = str_of(form->card[i]);
	*uid = uid_of_type(str_of(form->name), field, fields);
	if (mnem->said[form - forms])
		return 0;
	mnem->said[form - forms] = true;
	return put_type(mnem, *uid, str_of(form->name), field, fields, card, 6, err);
}

/* A type of a plugin: fields by their keys, in the order of the first fact that has them. Saying it again is no news. */
int mnem_say_other(struct mnem *mnem, struct arena *arena, struct str type, const struct mnem_pair *pair, size_t pairs,
		   uint64_t *uid, struct err *err)
{
	struct str field[MNEM_FIELDS_MAX], card[3] = {STR("Card 1")};
	const char *mark = type.len ? memmem(type.s, type.len, "::", 2) : NULL;
	struct buf front = {0}, back = {0};
	size_t fields = 0;
	int rc;

	for (size_t i = 0; i < pairs && fields < MNEM_FIELDS_MAX; i++) {
		struct str key = pair[i].key;
		bool bad = !key.len;

		for (size_t k = 0; k < key.len; k++)
			bad |= strchr("{}:#^/\n", key.s[k]) != NULL;
		buf_clear(&mnem->text);
		buf_addf(&mnem->text, "Field %zu", i + 1);
		field[fields++] = bad ? arena_str(arena, buf_str(&mnem->text)) : key;
		buf_addf(i ? &back : &front, "%s{{%.*s}}", i > 1 ? "\n" : "", STR_FMT(field[i]));
	}
	if (mark)
		type = str_slice(type, (size_t)(mark - type.s) + 2, type.len);
	if (!type.len)
		type = STR("Mnemosyne");
	card[1] = buf_str(&front);
	card[2] = buf_str(&back);
	*uid = uid_of_type(type, field, fields);
	rc = put_type(mnem, *uid, type, field, fields, card, 3, err);
	buf_fini(&front);
	buf_fini(&back);
	return rc;
}
