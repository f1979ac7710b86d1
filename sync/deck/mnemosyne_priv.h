/* SPDX-License-Identifier: MIT
 * One collection of Mnemosyne while it is read, as its readers share it. A package names things by texts, a database by
 * numbers: here both are keys, and everything is brought together by sorting. */
#ifndef SYNC_DECK_MNEMOSYNE_PRIV_H
#define SYNC_DECK_MNEMOSYNE_PRIV_H

#include "base/mem.h"
#include "schema/template.h"
#include "sync/deck/mnemosyne.h"
#include "sync/deck/wire.h"

enum { MNEM_FIELDS_MAX = 32, MNEM_FORMS = 6 };

struct mnem_fact {
	uint64_t key;
	struct str id;
};
struct mnem_pair { /* a field of a fact */
	uint64_t fact;
	struct str key, value;
};
struct mnem_tag {
	uint64_t key;
	struct str name;
};
struct mnem_link { /* a tag of a card */
	uint64_t card, tag;
};

struct mnem_card {
	uint64_t key, fact;
	uint64_t name;	       /* hash of its id: what the log calls it by */
	struct str type, view; /* ids: "1", "2::clone"; "2.1" */
	struct str extra;      /* of deletions: {'cloze': …, 'index': 0} */
	int64_t grade;	       /* -1: never seen */
	int64_t next_s, last_s, mod_s;
	int64_t reps, lapses;
	double easiness;
	/* when its note goes out */
	uint64_t uid; /* 0: it did not */
	int32_t seen; /* answers in the log */
	int64_t seen_ms, seen_ivl;
};

struct mnem_answer {
	int64_t at_s, next_s, took_s, grade;
	uint64_t name; /* of the card */
};

#define MNEM_TABLE(type, name) \
	struct {               \
		type *item;    \
		size_t count, cap; \
	} name

struct mnem {
	int fd;
	const struct mnemosyne_wish *wish;
	struct wire wire;
	struct arena arena;
	MNEM_TABLE(struct mnem_fact, facts);
	MNEM_TABLE(struct mnem_pair, pairs);
	MNEM_TABLE(struct mnem_tag, tags);
	MNEM_TABLE(struct mnem_link, links);
	MNEM_TABLE(struct mnem_card, cards);
	MNEM_TABLE(struct mnem_answer, answers);
	struct buf text;
	bool said[MNEM_FORMS]; /* types that went out */
	int64_t refused; /* media whose names are paths, or there twice */
};

/* The next place of a table. */
void *mnem_next(void *table, size_t size);
#define MNEM_ADD(table) mnem_next(&(table), sizeof(*(table).item))

uint64_t mnem_key(struct str id);

/* Fill the tables: from the member cards.xml of a package, from a database. */
int mnem_load_package(struct mnem *mnem, struct err *err) MUST_CHECK;
int mnem_load_xml(struct mnem *mnem, struct str xml, struct err *err) MUST_CHECK;
int mnem_load_database(struct mnem *mnem, struct err *err) MUST_CHECK;
int mnem_put_media(struct mnem *mnem, struct err *err) MUST_CHECK;

struct mnem_form { /* of a card type */
	const char *id, *name; /* id "": one of a plugin */
	int builtin;	       /* enum template_builtin, or -1: a type of its own */
	const char *key[4], *field[4];
	const char *card[6]; /* name, front, back of each */
};
const struct mnem_form *mnem_form(struct str type);
/* Say a type of its own once, and what its uid is. */
int mnem_say_form(struct mnem *mnem, const struct mnem_form *form, uint64_t *uid, struct err *err) MUST_CHECK;
int mnem_say_other(struct mnem *mnem, struct arena *arena, struct str type, const struct mnem_pair *pair, size_t pairs,
		   uint64_t *uid, struct err *err) MUST_CHECK;

/* A field as markup, in the arena; "La [casa:house] es" with deletions, and as the text that they were cut from. */
struct str mnem_markup(struct mnem *mnem, struct arena *arena, struct str raw);
struct str mnem_with_clozes(struct mnem *mnem, struct arena *arena, struct str raw);
struct str mnem_without_clozes(struct mnem *mnem, struct arena *arena, struct str raw);

/* Notes and their types; fills uid of the cards. Cards are sorted by fact afterwards. */
int mnem_put_notes(struct mnem *mnem, struct err *err) MUST_CHECK;
/* Answers and schedules. */
int mnem_put_log(struct mnem *mnem, struct err *err) MUST_CHECK;
void mnem_fini(struct mnem *mnem);
int mnem_skip(struct mnem *mnem, int64_t count, const char *why, struct err *err) MUST_CHECK;

#endif
