/* SPDX-License-Identifier: MIT
 * Notes and note types of a package into the store. */
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "sync/deck/out/to_html.h"
#include "sync/deck/package_priv.h"

enum { NAME_MAX_BYTES = 200, TEMPLATE_MAX = 256 * 1024 };

/* A list of texts, cleaned; false: it is none. */
static bool get_list(struct package *package, struct str *body, struct row_list *list, size_t most, unsigned flags,
		     size_t cap)
{
	struct str *item, raw;
	int64_t count;

	if (!wire_get_int(body, &count) || count < 0 || (size_t)count > most)
		return false;
	item = arena_alloc(&package->arena, ((size_t)count + 1) * sizeof(*item));
	for (int64_t i = 0; i < count; i++) {
		if (!wire_get_text(body, &raw))
			return false;
		item[i] = package_text(package, raw, flags, cap);
	}
	*list = (struct row_list){item, (size_t)count};
	return true;
}

/* Texts joined by U+001F, each cleaned. */
static struct str clean_parts(struct package *package, struct str joined)
{
	struct str rest = joined, part;
	bool first = true;

	buf_clear(&package->text);
	for (; str_cut(&rest, '\x1f', &part); first = false) {
		if (!first)
			buf_addc(&package->text, '\x1f');
		utf8_clean(&package->text, part, CLEAN_TEXT, WIRE_BODY_MAX);
	}
	return arena_str(&package->arena, buf_str(&package->text));
}

/* A type of ours that comes back from there stays as it is here. */
static int put_type(struct import *import, const struct note_type *type, int64_t number, struct err *err)
{
	struct arena arena = {0};
	struct note_type held;
	int rc = deck_number_of(type->uid) == number ? type_find(import->store, type->uid, &held, &arena, err) : 1;

	arena_fini(&arena);
	if (rc == 1)
		rc = type_put(import->store, type, import->z, err) < 0 ? -1 : 0;
	return rc;
}

int package_type(struct package *package, struct str body, struct err *err)
{
	struct import *import = package->import;
	struct note_type type = {0};
	struct brought_type came = {0};
	struct str name, html;
	struct buf names = {0};
	int64_t uid, cloze;

	if (!wire_get_int(&body, &uid) || !wire_get_int(&body, &cloze) || !wire_get_text(&body, &name) ||
	    !get_list(package, &body, &type.fields, NOTE_FIELDS_MAX, CLEAN_LINE, NAME_MAX_BYTES) ||
	    !get_list(package, &body, &type.cards, 3 * NOTE_FIELDS_MAX, CLEAN_TEXT, TEMPLATE_MAX) ||
	    !wire_get_int(&body, &came.number) || !wire_get_text(&body, &html) || !type.fields.count ||
	    type.cards.count % 3 || !type.cards.count != !!template_find((uint64_t)uid))
		return package_bad(err);
	if (package->checking)
		return 0;
	type.uid = (uint64_t)uid;
	type.cloze = cloze == 1;
	type.name = package_text(package, name, CLEAN_LINE, NAME_MAX_BYTES);
	if (type.cards.count && put_type(import, &type, came.number, err))
		return -1;
	came.uid = type.uid;
	came.name = type.name;
	came.cloze = type.cloze;
	for (size_t i = 0; i < type.fields.count; i++)
		buf_addf(&names, "%s%.*s", i ? "\x1f" : "", STR_FMT(type.fields.item[i]));
	came.fields = arena_str(&package->arena, buf_str(&names));
	came.html = clean_parts(package, html);
	buf_fini(&names);
	if (came.number != deck_number_of(type.uid) && told_type(import->store, &came, import->z, err))
		return -1;
	return brought_type_set(import->store, &came, err);
}

/* What came last time and has not changed there since is left as it is here: what the learner made of it stays. */
static int is_old(struct package *package, uint64_t uid, const struct brought_note *now, bool *known, struct err *err)
{
	struct brought_note then;
	int rc = brought_note_get(package->import->store, uid, &then, err);

	*known = rc == 0;
	if (rc)
		return rc < 0 ? -1 : 0;
	return then.sum == now->sum || then.mod > now->mod;
}

static bool is_same(struct row_list fields, struct str html)
{
	struct str part;
	bool same = true;

	for (size_t i = 0; same && i < fields.count; i++)
		same = str_cut(&html, '\x1f', &part) && str_eq(part, fields.item[i]);
	return same;
}

/* Whether the way out makes just that of the fields. */
static bool is_made(struct package *package, struct row_list fields, struct str html)
{
	buf_clear(&package->text);
	for (size_t i = 0; i < fields.count; i++) {
		if (i)
			buf_addc(&package->text, '\x1f');
		to_html(&package->text, fields.item[i]);
	}
	return str_eq(buf_str(&package->text), html);
}

/* The HTML is kept where it says more than the fields. */
static void keep_html(struct package *package, struct row_list fields, struct str html, struct brought_note *now)
{
	if (is_same(fields, html))
		return;
	now->made = is_made(package, fields, html);
	if (!now->made)
		now->html = clean_parts(package, html);
}

/* In any order: Anki sorts them. */
static bool same_tags(struct str a, struct str b)
{
	struct str rest = a, tag;

	while (str_cut(&rest, ' ', &tag))
		if (!str_has_word(b, tag))
			return false;
	return a.len == b.len;
}

/* A note that went out from here: a field that comes back as it went is as it is here, whatever HTML has no word for. 1:
 * it is a server's, and nothing changes it here. */
static int keep_ours(struct package *package, struct deck_note *note, struct str html, struct err *err)
{
	struct str *field = (struct str *)note->fields.item, part;
	struct note held;
	int rc = note_find(package->import->store, note->uid, &held, &package->arena, err);

	if (rc || held.shared)
		return rc < 0 ? -1 : rc == 0;
	if (same_tags(note->tags, held.tags))
		note->tags = held.tags;
	for (size_t i = 0; i < note->fields.count && i < held.fields.count && str_cut(&html, '\x1f', &part); i++) {
		buf_clear(&package->text);
		to_html(&package->text, held.fields.item[i]);
		if (str_eq(buf_str(&package->text), part))
			field[i] = held.fields.item[i];
	}
	while (note->fields.count > held.fields.count && !field[note->fields.count - 1].len)
		note->fields.count--;
	return 0;
}

/* The learner's other devices cannot know what the note is called there. */
static int tell(struct package *package, const struct deck_note *note, const struct brought_note *now, struct err *err)
{
	if (!now->guid.len || deck_is_our_guid(now->guid) || deck_note_of_guid(now->guid) != note->uid)
		return 0;
	return told_note(&package->told, package->import->store, now->guid, now->type, package->import->z, err);
}

static int put(struct package *package, struct deck_note *note, struct brought_note *now, struct str html,
	       struct err *err)
{
	struct import *import = package->import;
	bool known;
	int change, old = is_old(package, note->uid, now, &known, err);

	if (old == 0 && (known || deck_is_our_guid(now->guid)))
		old = keep_ours(package, note, html, err);
	if (old)
		return old < 0 ? -1 : (import->kept++, 0);
	keep_html(package, note->fields, html, now);
	change = import_put(import, note, err);
	if (change < 0 || (change != NOTE_KEPT && tell(package, note, now, err)))
		return -1;
	return brought_note_set(import->store, note->uid, now, err);
}

int package_note(struct package *package, struct str body, struct err *err)
{
	struct deck_note note = {0};
	struct brought_note now = {0};
	struct str whole = body, deck, tags, html, guid;
	int64_t uid, type;
	struct note_type held = {0};

	if (!wire_get_int(&body, &uid) || !wire_get_int(&body, &type) || !wire_get_int(&body, &now.mod) ||
	    !wire_get_text(&body, &guid) || !wire_get_int(&body, &now.number) || !wire_get_int(&body, &now.type) ||
	    !wire_get_text(&body, &deck) || !wire_get_text(&body, &tags) ||
	    !get_list(package, &body, &note.fields, NOTE_FIELDS_MAX, CLEAN_TEXT, NOTE_FIELD_MAX) ||
	    !wire_get_text(&body, &html) || !note.fields.count)
		return package_bad(err);
	if (package->checking)
		return 0;
	now.sum = hash_bytes(whole);
	note.uid = (uint64_t)uid;
	note.type = template_find((uint64_t)type);
	if (!note.type) {
		held.uid = (uint64_t)type;
		note.type = &held;
	}
	buf_clear(&package->text);
	deck_put_tags(&package->text, tags);
	note.tags = arena_str(&package->arena, buf_str(&package->text));
	note.deck = package->import->wishes.deck.len ? package->import->wishes.deck : package_deck(package, deck);
	now.guid = package_text(package, guid, CLEAN_LINE, NAME_MAX_BYTES);
	if (!str_eq(now.guid, guid))
		now.guid.len = 0;
	return put(package, &note, &now, html, err);
}
