/* SPDX-License-Identifier: MIT
 * Org files: headings tagged :drill: (org-drill's manual, "Writing the questions") or :fc: (org-fc's docs/card_types.org), headings with ANKI_NOTE_TYPE
 * (anki-editor's README), and lines "term :: definition". Other headings are decks. */
#include "sync/deck/org_priv.h"

#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "base/utf8.h"

enum { ID_MAX = 200 };

void org_put_deck(const struct org *org, struct buf *out)
{
	struct buf path = {0};

	buf_add(&path, buf_str(&org->file_deck));
	for (int i = 0; i < ORG_LEVELS; i++)
		if (org->heading[i].len)
			buf_addf(&path, "::%s", org->heading[i].s);
	if (org->anki_deck.len && !org->wished) {
		buf_clear(&path);
		buf_add(&path, buf_str(&org->anki_deck));
	}
	deck_put_name(out, buf_str(&path));
	buf_fini(&path);
}

static void close_card(struct org *org)
{
	struct org_card *card = &org->card;

	for (size_t i = 0; i <= card->children; i++) {
		buf_clear(&card->part[i].title);
		buf_clear(&card->part[i].body);
	}
	buf_clear(&card->tags);
	buf_clear(&card->id);
	buf_clear(&card->type);
	*card = (struct org_card){
		.tags = card->tags, .id = card->id, .type = card->type, .part = card->part, .schedule = card->schedule};
}

static int flush(struct org *org, struct err *err)
{
	int rc = org->card.kind == ORG_NO_CARD ? 0 : org_send(org, err);

	close_card(org);
	return rc;
}

static void open_card(struct org *org, enum org_kind kind, int level, struct str title, struct str tags, int64_t line)
{
	struct str tag;

	org->card.kind = kind;
	org->card.level = level;
	org->card.line = line;
	org_inline(&org->card.part[0].title, title);
	while (str_cut(&tags, ':', &tag))
		if (!str_is(tag, "drill") && !str_is(tag, "fc"))
			deck_put_tags(&org->card.tags, tag);
}

/* A heading below the open card: a field, a side, an answer; deeper ones are lines of it. */
static void add_child(struct org *org, int level, struct str title)
{
	struct org_card *card = &org->card;

	if (card->children && level > card->child_level) {
		struct buf *body = &card->part[card->children].body;

		buf_addz(body, body->len ? "\n**" : "**");
		org_inline(body, title);
		buf_addz(body, "**");
		return;
	}
	card->child_level = level;
	if (card->children < ORG_CHILDREN)
		card->children++;
	org_inline(&card->part[card->children].title, title);
}

static int take_heading(struct org *org, int level, struct str title, struct str tags, int64_t number, struct err *err)
{
	enum org_kind kind = org_has_tag(tags, "drill") ? ORG_DRILL : org_has_tag(tags, "fc") ? ORG_FC : ORG_NO_CARD;

	if (org->card.kind != ORG_NO_CARD && level > org->card.level && kind == ORG_NO_CARD) {
		if (org->left_out && level > org->left_out)
			return 0;
		org->left_out = org_has_tag(tags, "noexport") ? level : 0;
		if (!org->left_out)
			add_child(org, level, title);
		return 0;
	}
	org->left_out = 0;
	if (flush(org, err))
		return -1;
	level = level < ORG_LEVELS ? level : ORG_LEVELS;
	for (int i = level - 1; i < ORG_LEVELS; i++)
		buf_clear(&org->heading[i]);
	if (level <= org->anki_deck_level)
		buf_clear(&org->anki_deck), buf_add(&org->anki_deck, buf_str(&org->file_anki_deck));
	org->level = level;
	if (kind != ORG_NO_CARD) {
		open_card(org, kind, level, title, tags, number);
		return 0;
	}
	deck_put_name(&org->heading[level - 1], title);
	buf_clear(&org->title);
	buf_add(&org->title, title);
	buf_clear(&org->tags);
	buf_add(&org->tags, tags);
	org->line = number;
	return 0;
}

static void set(struct buf *out, struct str value)
{
	buf_clear(out);
	utf8_clean(out, value, CLEAN_LINE, ID_MAX);
}

/* A property says what its heading is: a note of Anki's, by the name of its type. */
static void take_property(struct org *org, struct str line)
{
	struct org_card *card = &org->card;
	struct str value;

	if (org_property(line, "ANKI_NOTE_TYPE", &value) && value.len) {
		if (card->kind == ORG_NO_CARD && org->level) {
			buf_clear(&org->heading[org->level - 1]);
			open_card(org, ORG_ANKI, org->level, buf_str(&org->title), buf_str(&org->tags), org->line);
		}
		card->kind = ORG_ANKI;
		set(&card->type, value);
	} else if (org_property(line, "DRILL_CARD_TYPE", &value) || org_property(line, "FC_TYPE", &value)) {
		set(&card->type, value);
	} else if (org_property(line, "ID", &value) || org_property(line, "ANKI_NOTE_ID", &value)) {
		set(&card->id, value);
	} else if (org_property(line, "ANKI_TAGS", &value)) {
		deck_put_tags(&card->tags, value);
	} else if (org_property(line, "ANKI_DECK", &value)) {
		buf_clear(&org->anki_deck);
		deck_put_name(&org->anki_deck, value);
		org->anki_deck_level = org->level ? org->level : 1;
	}
}

static void take_keyword(struct org *org, struct str line)
{
	struct str value;

	if (org_keyword(line, "FILETAGS", &value)) {
		struct str tag;

		while (str_cut(&value, ':', &tag))
			deck_put_tags(&org->file_tags, tag);
	} else if (org_keyword(line, "PROPERTY", &value) && str_starts(value, "ANKI_DECK ")) {
		buf_clear(&org->anki_deck);
		deck_put_name(&org->anki_deck, str_slice(value, 10, value.len));
		buf_clear(&org->file_anki_deck);
		buf_add(&org->file_anki_deck, buf_str(&org->anki_deck));
	}
}

static void put_line(struct org *org, struct str line, bool raw)
{
	struct org_card *card = &org->card;
	struct buf *body = &card->part[card->children].body;
	struct str trimmed = str_trim(line);

	if (org->left_out)
		return;
	if (body->len)
		buf_addc(body, '\n');
	if (raw) {
		buf_add(body, line);
	} else if (str_starts(trimmed, "+ ") || str_starts(trimmed, "- ")) {
		buf_addz(body, "- ");
		org_inline(body, str_trim(str_slice(trimmed, 2, trimmed.len)));
	} else {
		org_inline(body, trimmed);
	}
}

/* "term :: definition", "term ::: definition" outside of cards. */
static int take_pair(struct org *org, struct str line, int64_t number, struct err *err)
{
	const char *mark = line.len ? memmem(line.s, line.len, " ::", 3) : NULL;
	size_t at = mark ? (size_t)(mark - line.s) : 0, end = at + 3;
	bool both = mark && end < line.len && line.s[end] == ':';

	end += both;
	if (!mark || end >= line.len || line.s[end] != ' ')
		return 0;
	open_card(org, both ? ORG_BOTH : ORG_TERM, ORG_LEVELS, STR(""), STR(""), number);
	org_inline(&org->card.part[0].title,
		   str_trim(str_slice(line, line.len > 1 && strchr("-+", line.s[0]) && line.s[1] == ' ' ? 2 : 0, at)));
	org_inline(&org->card.part[0].body, str_trim(str_slice(line, end, line.len)));
	return flush(org, err);
}

static bool is_planning(struct str line)
{
	return str_starts(line, "SCHEDULED:") || str_starts(line, "DEADLINE:") || str_starts(line, "CLOSED:");
}

static bool begins(struct str line, const char *what)
{
	return line.len >= strlen(what) && strncasecmp(line.s, what, strlen(what)) == 0;
}

/* Lines of Org's own: drawers, blocks, keywords, comments. True: nothing is left of it. */
static bool take_syntax(struct org *org, struct str line)
{
	if (org->drawer) {
		if (begins(line, ":END:"))
			org->drawer = ORG_OUTSIDE;
		else if (!org_take_schedule(org, line))
			take_property(org, line);
		return true;
	}
	if (line.len > 2 && line.s[0] == ':' && line.s[line.len - 1] == ':' && !memchr(line.s, ' ', line.len) &&
	    !memchr(line.s + 1, ':', line.len - 2)) {
		org->drawer = begins(line, ":REVIEW_DATA:") ? ORG_REVIEWS : ORG_DRAWER;
		return true;
	}
	if (begins(line, "#+BEGIN_SRC") || begins(line, "#+BEGIN_EXAMPLE")) {
		org->block = true;
		if (org->card.kind != ORG_NO_CARD)
			put_line(org, STR("```"), true);
		return true;
	}
	if (str_starts(line, "#+")) {
		take_keyword(org, line);
		return true;
	}
	if (is_planning(line)) {
		org_take_schedule(org, line);
		return true;
	}
	return str_is(line, "#") || str_starts(line, "# ") || str_starts(line, "|-");
}

static int take_line(void *ctx, struct str line, int64_t number, struct err *err)
{
	struct org *org = ctx;
	struct str trimmed = str_trim(line), title, tags;
	int level;

	if (org->block) {
		org->block = !begins(trimmed, "#+END_SRC") && !begins(trimmed, "#+END_EXAMPLE");
		if (org->card.kind != ORG_NO_CARD)
			put_line(org, org->block ? line : STR("```"), true);
		return 0;
	}
	level = org_heading(line, &title, &tags);
	if (level) {
		org->drawer = ORG_OUTSIDE;
		return take_heading(org, level, title, tags, number, err);
	}
	if (take_syntax(org, trimmed))
		return 0;
	if (org->card.kind == ORG_NO_CARD)
		return take_pair(org, trimmed, number, err);
	put_line(org, line, false);
	return 0;
}

static void fini(struct org *org)
{
	struct buf *all[] = {&org->file_deck, &org->file_tags, &org->file_anki_deck, &org->anki_deck, &org->title,
			     &org->tags,      &org->card.tags, &org->card.id,	     &org->card.type};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_fini(all[i]);
	for (int i = 0; i < ORG_LEVELS; i++)
		buf_fini(&org->heading[i]);
	for (int i = 0; i <= ORG_CHILDREN; i++) {
		buf_fini(&org->card.part[i].title);
		buf_fini(&org->card.part[i].body);
	}
	text_notes_fini(&org->notes);
}

int org_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink, struct err *err)
{
	struct org_part part[ORG_CHILDREN + 1] = {0};
	struct deck_schedule schedule[SCHEDULES_MAX];
	struct org org = {.notes = {.source = source, .sink = sink}, .wished = wishes->deck.len > 0, .card = {.part = part, .schedule = schedule}};
	int rc;

	if (org.wished)
		deck_put_name(&org.file_deck, wishes->deck);
	else
		deck_name_of_file(&org.file_deck, source->path);
	rc = text_lines(&org.notes, take_line, &org, err);
	if (rc == 0)
		rc = flush(&org, err);
	fini(&org);
	return rc;
}
