/* SPDX-License-Identifier: MIT
 * cards.xml of Mnemosyne's packages: a list of events "log", facts and cards added (openSM2sync's log_entry.py says the
 * numbers and keys). expat reads it; a document type, and with it entities, ends the reading. */
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "sync/deck/mnemosyne_priv.h"
#include "sync/deck/zip.h"

enum { XML_MAX = 64 << 20, ADDED_CARD = 6, ADDED_TAG = 10, ADDED_FACT = 16, TEXT_MAX = 1 << 20, KEY_MAX = 100 };

struct reading {
	struct mnem *mnem;
	XML_Parser parser;
	int depth;
	int64_t type;
	struct str id;
	struct mnem_card card;
	struct str tags;
	struct str key; /* of the element inside */
	struct buf value;
	const char *refused; /* a sentence */
};

static void refuse(struct reading *reading, const char *why)
{
	if (!reading->refused)
		reading->refused = why;
	XML_StopParser(reading->parser, XML_FALSE);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system, const XML_Char *public, int subset)
{
	(void)name, (void)system, (void)public, (void)subset;
	refuse(ctx, "its XML declares a document type, which Mnemosyne's does not");
}

static void take_number(const char *text, int64_t *value)
{
	char *end;
	long long number = strtoll(text, &end, 10);

	if (end != text && (!*end || *end == '.'))
		*value = number;
}

static void take_attribute(struct reading *reading, const char *key, const char *value)
{
	struct arena *arena = &reading->mnem->arena;
	struct mnem_card *card = &reading->card;
	int64_t reps = 0;

	if (!strcmp(key, "type"))
		take_number(value, &reading->type);
	else if (!strcmp(key, "o_id"))
		reading->id = arena_str(arena, str_of(value));
	else if (!strcmp(key, "card_t"))
		card->type = arena_str(arena, str_of(value));
	else if (!strcmp(key, "fact"))
		card->fact = mnem_key(str_of(value));
	else if (!strcmp(key, "fact_v"))
		card->view = arena_str(arena, str_of(value));
	else if (!strcmp(key, "tags"))
		reading->tags = arena_str(arena, str_of(value));
	else if (!strcmp(key, "gr"))
		take_number(value, &card->grade);
	else if (!strcmp(key, "n_rp"))
		take_number(value, &card->next_s);
	else if (!strcmp(key, "l_rp"))
		take_number(value, &card->last_s);
	else if (!strcmp(key, "m_time"))
		take_number(value, &card->mod_s);
	else if (!strcmp(key, "lps"))
		take_number(value, &card->lapses);
	else if (!strcmp(key, "ac_rp") || !strcmp(key, "rt_rp")) {
		take_number(value, &reps);
		card->reps += reps > 0 && reps < 1 << 24 ? reps : 0;
	} else if (!strcmp(key, "e")) {
		card->easiness = strtod(value, NULL);
	}
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *reading = ctx;

	if (++reading->depth == 1 && strcmp(name, "openSM2sync") != 0)
		refuse(reading, "its XML is not Mnemosyne's");
	if (reading->depth > 3)
		refuse(reading, "its XML lies deeper than Mnemosyne's");
	if (reading->depth == 2) {
		reading->type = 0;
		reading->id = reading->tags = STR("");
		reading->card = (struct mnem_card){.type = STR(""), .view = STR(""), .extra = STR(""), .grade = -1, .next_s = -1};
		for (size_t i = 0; attributes[i]; i += 2)
			take_attribute(reading, attributes[i], attributes[i + 1]);
	} else if (reading->depth == 3) {
		struct str key = str_slice(str_of(name), str_starts(str_of(name), "___") ? 3 : 0, KEY_MAX);

		reading->key = arena_str(&reading->mnem->arena, key);
		buf_clear(&reading->value);
	}
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int len)
{
	struct reading *reading = ctx;

	if (reading->depth != 3)
		return;
	if (reading->value.len + (size_t)len > TEXT_MAX)
		refuse(reading, "a text in it is longer than 1 MiB");
	else
		buf_add(&reading->value, (struct str){text, (size_t)len});
}

static void take_value(struct reading *reading)
{
	struct mnem *mnem = reading->mnem;
	struct str value = buf_str(&reading->value);

	if (reading->type == ADDED_FACT && reading->id.len) {
		struct mnem_pair *pair = MNEM_ADD(mnem->pairs);

		*pair = (struct mnem_pair){mnem_key(reading->id), reading->key, arena_str(&mnem->arena, value)};
	} else if (reading->type == ADDED_TAG && reading->id.len && str_is(reading->key, "name")) {
		struct mnem_tag *tag = MNEM_ADD(mnem->tags);

		*tag = (struct mnem_tag){mnem_key(reading->id), arena_str(&mnem->arena, value)};
	} else if (reading->type == ADDED_CARD && str_is(reading->key, "extra")) {
		reading->card.extra = arena_str(&mnem->arena, value);
	}
}

static void take_event(struct reading *reading)
{
	struct mnem *mnem = reading->mnem;
	struct str tag;

	if (reading->type == ADDED_FACT && reading->id.len) {
		struct mnem_fact *fact = MNEM_ADD(mnem->facts);

		*fact = (struct mnem_fact){mnem_key(reading->id), reading->id};
	} else if (reading->type == ADDED_CARD && reading->id.len) {
		struct mnem_card *card = MNEM_ADD(mnem->cards);

		*card = reading->card;
		card->key = card->name = mnem_key(reading->id);
		while (str_cut(&reading->tags, ',', &tag)) {
			struct mnem_link *link = MNEM_ADD(mnem->links);

			*link = (struct mnem_link){card->key, mnem_key(tag)};
		}
	}
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
	struct reading *reading = ctx;

	(void)name;
	if (reading->depth == 3)
		take_value(reading);
	else if (reading->depth == 2)
		take_event(reading);
	reading->depth--;
}

int mnem_load_xml(struct mnem *mnem, struct str xml, struct err *err)
{
	struct reading reading = {.mnem = mnem, .parser = XML_ParserCreate("UTF-8")};
	int rc = 0;

	if (!reading.parser)
		return err_set(err, ERR_FAILED, "expat could not be started");
	XML_SetUserData(reading.parser, &reading);
	XML_SetStartDoctypeDeclHandler(reading.parser, on_doctype);
	XML_SetElementHandler(reading.parser, on_start, on_end);
	XML_SetCharacterDataHandler(reading.parser, on_text);
	/* in one call: token by token over pieces is quadratic in this release */
	if (XML_Parse(reading.parser, xml.s, (int)xml.len, XML_TRUE) != XML_STATUS_OK)
		rc = err_set(err, ERR_INPUT, "%s",
			     reading.refused ? reading.refused : "its XML is damaged or not UTF-8");
	XML_ParserFree(reading.parser);
	buf_fini(&reading.value);
	return rc;
}

static int keep(void *ctx, struct str piece, struct err *err)
{
	struct buf *buf = ctx;

	if (buf->len + piece.len > XML_MAX)
		return err_set(err, ERR_INPUT, "its XML is larger than 64 MiB");
	buf_add(buf, piece);
	return 0;
}

struct contents {
	struct buf xml;
	int found;
};

static int look(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct contents *contents = ctx;

	if (strcmp(member->path, "cards.xml") != 0)
		return 0;
	if (!member->regular || contents->found++)
		return err_set(err, ERR_INPUT, "a member of it is a link or there twice");
	return zip_read(zip, false, keep, &contents->xml, err);
}

int mnem_load_package(struct mnem *mnem, struct err *err)
{
	struct contents contents = {0};
	struct zip *zip;
	int rc;

	zip_init(&zip, mnem->fd);
	rc = zip_each(zip, look, &contents, err);
	if (rc == 0 && !contents.found)
		rc = err_set(err, ERR_INPUT, "it is a zip archive without Mnemosyne's cards.xml");
	if (rc == 0)
		rc = mnem_load_xml(mnem, buf_str(&contents.xml), err);
	buf_fini(&contents.xml);
	zip_free(zip);
	return rc;
}
