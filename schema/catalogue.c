/* SPDX-License-Identifier: MIT
 * The catalogue: the list of a server's decks, and finding in it. */
#include "schema/catalogue.h"

#include <string.h>

#include "base/markup.h"
#include "base/utf8.h"
#include "schema/apply.h"
#include "schema/notes.h"

#define META_CATALOGUE	    "catalogue"	      /* int; the number of the last asking */
#define META_CATALOGUE_TIME "catalogue_asked" /* int; ms UTC */

enum { WORDS_MAX = 16, PREVIEW_CELLS = 600 };

int catalogue_begin(struct store *store, int64_t *seen, struct err *err)
{
	int rc = meta_get_int(store, META_CATALOGUE, seen, err);
	STORE_TX(tx);

	*seen = rc == 0 ? *seen + 1 : 1;
	if (rc < 0 || store_begin(store, &tx, err) || meta_set_int(store, META_CATALOGUE, *seen, err))
		return -1;
	return store_commit(&tx, err);
}

int catalogue_number(struct store *store, int64_t *seen, struct err *err)
{
	*seen = 0;
	return meta_get_int(store, META_CATALOGUE, seen, err) < 0 ? -1 : 0;
}

int catalogue_put(struct store *store, const struct offer *offer, int64_t seen, struct err *err)
{
	const struct str texts[] = {offer->title,  offer->description,
				    offer->author, offer->language,
				    offer->tags,   str_slice(offer->key, 2, offer->key.len)};
	struct buf sort = {0}, search = {0};
	DB_USE(use, store, CATALOGUE_PUT);
	int rc;

	utf8_fold(&sort, offer->title);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		utf8_fold(&search, texts[i]);
		buf_addc(&search, '\n');
	}
	db_bind_text(&use, "key", offer->key);
	db_bind_text(&use, "sort", buf_str(&sort));
	db_bind_text(&use, "title", offer->title);
	db_bind_text(&use, "description", offer->description);
	db_bind_text(&use, "author", offer->author);
	db_bind_text(&use, "language", offer->language);
	db_bind_text(&use, "tags", offer->tags);
	db_bind_text(&use, "version", offer->version);
	db_bind_int(&use, "notes", offer->notes);
	db_bind_int(&use, "gone", offer->gone);
	db_bind_text(&use, "search", buf_str(&search));
	db_bind_int(&use, "seen", seen);
	rc = db_run(&use, err);
	buf_fini(&sort);
	buf_fini(&search);
	return rc;
}

static int forget_unseen(struct store *store, int64_t seen, struct err *err)
{
	DB_USE(drop, store, CATALOGUE_DROP);
	DB_USE(lost, store, CATALOGUE_LOST);

	db_bind_int(&drop, "seen", seen);
	db_bind_int(&lost, "seen", seen);
	return db_run(&drop, err) || db_run(&lost, err) ? -1 : 0;
}

int catalogue_end(struct store *store, int64_t seen, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || forget_unseen(store, seen, err) ||
	    meta_set_int(store, META_CATALOGUE_TIME, clock_wall_ms(store->clock), err))
		return -1;
	return store_commit(&tx, err);
}

int catalogue_asked(struct store *store, int64_t *ms, struct err *err)
{
	*ms = 0;
	return meta_get_int(store, META_CATALOGUE_TIME, ms, err) < 0 ? -1 : 0;
}

static void read_offer(struct use *use, struct offer *offer)
{
	*offer = (struct offer){
		.key = db_text(use, "key"),
		.title = db_text(use, "title"),
		.description = db_text(use, "description"),
		.author = db_text(use, "author"),
		.language = db_text(use, "language"),
		.tags = db_text(use, "tags"),
		.version = db_text(use, "version"),
		.notes = db_int(use, "notes"),
		.gone = db_int(use, "gone"),
		.deck = db_int(use, "deck"),
		.name = db_text(use, "name"),
		.archived = db_int(use, "archived"),
		.held = db_text(use, "held"),
		.fetched_ms = db_int(use, "fetched"),
	};
	offer->id = str_slice(offer->key, 2, offer->key.len);
	/* A deck that came by other ways than an order (CAIRN_SUBSCRIBE) is one as well. */
	offer->subscribed = db_is_null(use, "subscribed") ? offer->deck && !offer->archived
							  : str_is(db_text(use, "subscribed"), "on");
}

struct words {
	struct buf folded;
	struct str word[WORDS_MAX];
	size_t count;
};

static void split_words(struct words *words, struct str text)
{
	struct str rest, word;

	utf8_fold(&words->folded, text);
	rest = buf_str(&words->folded);
	while (words->count < WORDS_MAX && str_cut(&rest, ' ', &word))
		if (word.len)
			words->word[words->count++] = word;
}

static bool has_words(const struct words *words, struct str text)
{
	for (size_t i = 0; i < words->count; i++)
		if (!memmem(text.s, text.len, words->word[i].s, words->word[i].len))
			return false;
	return true;
}

int catalogue_find(struct store *store, struct str words, int64_t from, int64_t count, offer_each_fn *each,
		   void *ctx, int64_t *total, struct err *err)
{
	DB_USE(use, store, CATALOGUE_ALL);
	struct words wanted = {0};
	struct offer offer;
	int rc;

	*total = 0;
	split_words(&wanted, words);
	while ((rc = db_step(&use, err)) == 1) {
		if (!has_words(&wanted, db_text(&use, "search")) ||
		    (db_int(&use, "gone") && db_is_null(&use, "deck")))
			continue;
		if ((*total)++ < from || *total > from + count)
			continue;
		read_offer(&use, &offer);
		rc = each(ctx, &offer, err);
		if (rc)
			break;
	}
	buf_fini(&wanted.folded);
	return rc;
}

void offer_copy(struct offer *to, const struct offer *from, struct arena *arena)
{
	*to = *from;
	to->key = arena_str(arena, from->key);
	to->id = str_slice(to->key, 2, to->key.len);
	to->title = arena_str(arena, from->title);
	to->description = arena_str(arena, from->description);
	to->author = arena_str(arena, from->author);
	to->language = arena_str(arena, from->language);
	to->tags = arena_str(arena, from->tags);
	to->version = arena_str(arena, from->version);
	to->name = arena_str(arena, from->name);
	to->held = arena_str(arena, from->held);
}

struct naming {
	struct str name;
	struct offer *offer;
	struct arena *arena;
	int by_id, by_title;
};

static int compare_name(void *ctx, const struct offer *offer, struct err *err)
{
	struct naming *naming = ctx;
	bool by_id = str_eq(offer->key, naming->name) || str_eq(offer->id, naming->name);
	bool by_title =
		str_eq(offer->title, naming->name) || (offer->deck && str_eq(offer->name, naming->name));

	(void)err;
	if (by_id || (by_title && !naming->by_id))
		offer_copy(naming->offer, offer, naming->arena);
	naming->by_id += by_id;
	naming->by_title += by_title;
	return 0;
}

int catalogue_named(struct store *store, struct str name, struct offer *offer, struct arena *arena,
		    struct err *err)
{
	struct naming naming = {name, offer, arena, 0, 0};
	int64_t total;
	int found;

	if (catalogue_find(store, STR(""), 0, INT64_MAX / 2, compare_name, &naming, &total, err))
		return -1;
	found = naming.by_id ? naming.by_id : naming.by_title;
	return found == 1 ? 0 : found ? 2 : 1;
}

int preview_set(struct store *store, struct str key, const struct preview_card *cards, size_t count,
		struct err *err)
{
	DB_USE(clear, store, PREVIEW_CLEAR);
	STORE_TX(tx);

	db_bind_text(&clear, "key", key);
	if (store_begin(store, &tx, err) || db_run(&clear, err))
		return -1;
	for (size_t i = 0; i < count; i++) {
		DB_USE(add, store, PREVIEW_ADD);

		db_bind_text(&add, "key", key);
		db_bind_int(&add, "ord", (int64_t)i);
		db_bind_text(&add, "front", cards[i].front);
		db_bind_text(&add, "back", cards[i].back);
		if (db_run(&add, err))
			return -1;
	}
	return store_commit(&tx, err);
}

static struct str plain(struct str markup, struct arena *arena)
{
	struct buf out = {0};
	struct str text;

	markup_plain(&out, markup);
	text = arena_str(arena, utf8_fit(buf_str(&out), PREVIEW_CELLS));
	buf_fini(&out);
	return text;
}

bool preview_of(const struct note_type *type, struct row_list fields, struct preview_card *card,
		struct arena *arena)
{
	struct face face;
	uint32_t ord;

	if (!template_ords(type, fields, &ord, 1))
		return false;
	template_face(type, fields, ord, arena, &face);
	*card = (struct preview_card){plain(face.front, arena), plain(face.back, arena)};
	return true;
}

struct looking {
	struct preview_card *cards;
	size_t count;
	struct arena *arena;
	struct store *store;
};

static int take_note(void *ctx, const struct note *note, struct err *err)
{
	struct looking *looking = ctx;
	struct note_type type;
	int rc = type_find(looking->store, note->type, &type, looking->arena, err);

	if (rc == 0)
		looking->count +=
			preview_of(&type, note->fields, &looking->cards[looking->count], looking->arena);
	return rc < 0 ? -1 : looking->count == PREVIEW_MAX;
}

static int take_kept(struct store *store, struct str key, struct looking *looking, struct err *err)
{
	DB_USE(use, store, PREVIEW_OF);
	int rc;

	db_bind_text(&use, "key", key);
	while ((rc = db_step(&use, err)) == 1 && looking->count < PREVIEW_MAX)
		looking->cards[looking->count++] =
			(struct preview_card){arena_str(looking->arena, db_text(&use, "front")),
					      arena_str(looking->arena, db_text(&use, "back"))};
	return rc;
}

int preview_get(struct store *store, const struct offer *offer, struct preview_card cards[PREVIEW_MAX],
		size_t *count, struct arena *arena, struct err *err)
{
	struct looking looking = {cards, 0, arena, store};
	int rc = offer->deck ? note_each(store, offer->deck, take_note, &looking, err)
			     : take_kept(store, offer->key, &looking, err);

	*count = looking.count;
	return rc < 0 ? -1 : 0;
}
