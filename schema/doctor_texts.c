/* SPDX-License-Identifier: MIT
 * The check of texts: notes that no other device reads, written before such texts were cleaned. */
#include "base/message.h"
#include "base/utf8.h"
#include "schema/doctor_priv.h"
#include "schema/notes.h"

enum { NAMED = 3, NAME_BYTES = 40 };

struct untamed {
	struct store *store;
	int count;
	struct buf names; /* their first fields */
	struct arena arena;
	struct named {
		uint64_t uid;
		struct named *below;
	} *first;
};

static bool is_tame(const struct note *note)
{
	bool tame = utf8_is_tame(note->tags);

	for (size_t i = 0; tame && i < note->fields.count; i++)
		tame = utf8_is_tame(note->fields.item[i]);
	return tame;
}

static int look(void *ctx, const struct note *note, struct err *err)
{
	struct untamed *u = ctx;
	struct named *named;

	(void)err;
	if (note->shared || is_tame(note))
		return 0;
	if (u->count++ < NAMED && note->fields.count) {
		buf_addz(&u->names, u->names.len ? ", \"" : "\"");
		utf8_clean(&u->names, note->fields.item[0], CLEAN_LINE, NAME_BYTES);
		buf_addc(&u->names, '"');
	}
	named = arena_alloc(&u->arena, sizeof(*named));
	*named = (struct named){note->uid, u->first};
	u->first = named;
	return 0;
}

static void forget(struct untamed *u)
{
	buf_fini(&u->names);
	arena_fini(&u->arena);
}

int doctor_check_texts(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	struct untamed u = {.store = p->store};
	int rc;

	if (!p->store)
		return doctor_no_store(p, finding);
	rc = note_each(p->store, 0, look, &u, err);
	if (rc == 0 && u.count) {
		finding->verdict = VERDICT_BAD;
		buf_addf(&finding->text,
			 _n("%d note has broken UTF-8 or control characters, and no other device reads it: %s",
			    "%d notes have broken UTF-8 or control characters, and no other device reads them: %s", u.count),
			 u.count, buf_z(&u.names));
		buf_addz(&finding->commands, "cairn doctor --fix\n");
	} else if (rc == 0) {
		buf_addz(&finding->text, _("other devices can read every note"));
	}
	forget(&u);
	return rc;
}

static int write_anew(struct untamed *u, uint64_t uid, int z, struct err *err)
{
	struct row clean = {.kind = ROW_NOTE_KIND};
	struct arena arena = {0};
	struct note note;
	struct deck deck;
	int rc = note_find(u->store, uid, &note, &arena, err);

	if (rc == 0)
		rc = deck_get(u->store, note.deck, &deck, &arena, err);
	if (rc == 0) {
		clean.note = (struct row_note){.deck = deck.name, .tags = note.tags, .fields = note.fields};
		row_clean(&clean, &arena);
		rc = note_put(u->store, &(struct note_draft){uid, note.type, clean.note.deck, clean.note.tags, clean.note.fields}, z, err);
	}
	arena_fini(&arena);
	return rc < 0 ? -1 : 0;
}

int doctor_fix_texts(void *ctx, struct err *err)
{
	struct patient *p = ctx;
	struct untamed u = {.store = p->store};
	int z = clock_zone_min(p->clock, clock_wall_ms(p->clock)), rc;
	STORE_TX(tx);

	if (store_begin(p->store, &tx, err))
		return -1;
	rc = note_each(p->store, 0, look, &u, err);
	for (const struct named *named = u.first; rc == 0 && named; named = named->below)
		rc = write_anew(&u, named->uid, z, err);
	forget(&u);
	return rc ? -1 : store_commit(&tx, err);
}
