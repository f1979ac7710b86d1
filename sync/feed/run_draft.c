/* SPDX-License-Identifier: MIT
 * Drafting: from each new entry what the drafters propose, judged, with its source, into the inbox; rules of the learner's
 * take it or throw it away at once. */
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/markup.h"
#include "base/path.h"
#include "base/utf8.h"
#include "schema/template.h"
#include "sync/deck/import.h"
#include "sync/feed/run_priv.h"

enum { DRAFTERS_MAX = 8, TITLE_MAX = 200 };

struct drafting {
	struct visits *visits;
	struct visit *visit;
	struct select *select;
	struct drafter words;
	const struct drafter *drafter[DRAFTERS_MAX];
	int drafters;
	/* of the entry at hand */
	const struct feedbox_entry *entry;
	struct draft_source source;
	struct selected selected;
	const struct drafter *at;
	int of_drafter, of_visit;
	bool waits; /* one of the drafters cannot be had for the rest of the run: what it has not seen is new in the next one too */
	struct arena arena;
};

/* A link's address inside markup ends at ")". */
static void put_address(struct buf *out, struct str link)
{
	for (size_t i = 0; i < link.len; i++)
		if (strchr("()<>\\ ", link.s[i]))
			buf_addf(out, "%%%02X", (unsigned char)link.s[i]);
		else
			buf_addc(out, link.s[i]);
}

/* The quote and where it stands, below what the note says. */
static void put_source(struct buf *out, const struct draft_source *source, const struct draft *draft, struct str said)
{
	struct buf plain = {0};

	markup_plain(&plain, said);
	if (draft->type != template_builtin(TYPE_CLOZE)->uid && !draft_quote_is_in(buf_str(&plain), draft->quote)) { /* else the note is its own quote */
		buf_addz(out, out->len ? "\n> " : "> ");
		for (size_t i = 0; i < draft->quote.len;) {
			struct str line = str_slice(draft->quote, i, draft->quote.len);
			const char *end = memchr(line.s, '\n', line.len);

			line = end ? str_slice(line, 0, (size_t)(end - line.s)) : line;
			markup_escape_part(out, line, MARKUP_AFTER);
			i += line.len + 1;
			if (i < draft->quote.len)
				buf_addc(out, ' ');
		}
	}
	buf_fini(&plain);
	if (!source->link.len)
		return;
	buf_addz(out, out->len ? "\n[" : "[");
	markup_escape_part(out, source->title.len ? utf8_cut(source->title, TITLE_MAX) : source->feed, MARKUP_AFTER | MARKUP_BEFORE);
	buf_addz(out, "](");
	put_address(out, source->link);
	buf_addc(out, ')');
}

/* Of its entry, who drafted it and what it asks: the same on every device. */
static void put_key(struct drafting *d, const struct draft *draft, char key[INBOX_KEY + 1])
{
	const struct str parts[] = {STR("draft"), {(const char *)&d->entry->uid, sizeof(d->entry->uid)}, str_of(d->at->name),
				    draft->fields.item[0]};

	hash_put32(key, hash_uid(parts, 4), INBOX_KEY);
}

static int decide(struct drafting *d, const struct feedbox_draft *draft, struct row_list fields, struct err *err)
{
	struct feed_run *run = d->visits->run;
	struct inbox_draft decided = {draft->key, draft->deck, draft->tags, draft->clues, draft->type, fields, draft->p};
	int z;

	if (d->selected.verdict == RULE_ASK)
		return 0;
	if (import_zone(run->store, &z, err))
		return -1;
	if (d->selected.verdict == RULE_DROP) {
		run->thrown++;
		return inbox_reject(run->store, &decided, true, z, err);
	}
	run->taken++;
	return inbox_take(run->store, &decided, VERDICT_YES, true, z, err);
}

static int is_decided(struct drafting *d, const char *key, struct err *err)
{
	struct buf name = {0}, value = {0};
	int rc;

	buf_addf(&name, "inbox.%s", key);
	rc = setting_get(d->visits->run->store, buf_z(&name), &value, err);
	buf_fini(&name);
	buf_fini(&value);
	return rc < 0 ? -1 : rc == 0;
}

static int keep(struct drafting *d, const struct draft *draft, const char *key, struct err *err)
{
	struct str *field = arena_alloc(&d->arena, draft->fields.count * sizeof(*field));
	struct row_list fields = {field, draft->fields.count};
	struct buf last = {0}, joined = {0}, clues = {0}, why = {0};
	struct feedbox_draft kept;
	int rc;

	memcpy(field, draft->fields.item, draft->fields.count * sizeof(*field));
	buf_add(&last, field[fields.count - 1]);
	put_source(&last, &d->source, draft, field[fields.count > 1 && field[1].len]);
	field[fields.count - 1] = arena_str(&d->arena, buf_str(&last));
	for (size_t i = 0; i < fields.count; i++) {
		if (i)
			buf_addc(&joined, '\x1f');
		buf_add(&joined, field[i]);
	}
	kept = (struct feedbox_draft){
		.entry = d->entry->id, .key = str_of(key), .type = draft->type, .deck = d->source.deck, .tags = draft->tags,
		.fields = buf_str(&joined), .quote = draft->quote, .how = str_of(d->at->name),
		.p = select_draft(d->select, &d->selected, d->entry->source, d->at->name, &clues, &why),
	};
	kept.clues = buf_str(&clues);
	kept.why = buf_str(&why);
	rc = feedbox_draft_add(d->visits->box, &kept, err);
	if (rc == 0)
		rc = decide(d, &kept, fields, err);
	d->visits->run->drafts++;
	d->of_visit++;
	buf_fini(&last);
	buf_fini(&joined);
	buf_fini(&clues);
	buf_fini(&why);
	return rc;
}

static int take_draft(void *to, const struct draft *draft, struct err *err)
{
	struct drafting *d = to;
	char key[INBOX_KEY + 1];
	const char *why;
	int decided;

	if (d->of_drafter == DRAFT_PER_TEXT || d->of_visit == FEED_DRAFTS_A_VISIT)
		return 1;
	if (!draft_is_sound(&d->source, draft, &why))
		return 0;
	d->of_drafter++;
	put_key(d, draft, key);
	decided = is_decided(d, key, err);
	return decided < 0 ? -1 : decided ? 0 : keep(d, draft, key, err);
}

static int draft_entry(void *ctx, const struct feedbox_entry *entry, struct err *err)
{
	struct drafting *d = ctx;
	int rc = 0;

	d->entry = entry;
	select_entry(d->select, entry, &d->selected);
	d->source = (struct draft_source){
		.title = entry->title, .text = entry->text, .link = entry->link, .lang = entry->lang, .feed = d->visit->source.title,
		.deck = d->selected.deck.len ? d->selected.deck : d->visit->wish.deck,
	};
	for (int i = 0; rc == 0 && i < d->drafters; i++) {
		d->at = d->drafter[i];
		d->of_drafter = 0;
		rc = d->at->draft(d->at->ctx, &d->source, take_draft, d, err);
		if (rc < 0 && (err->kind == ERR_NETWORK || err->kind == ERR_REFUSED)) {
			d->drafter[i--] = d->drafter[--d->drafters]; /* not asked again in this run */
			d->waits = true;
			rc = 0;
		}
	}
	arena_reset(&d->arena);
	return rc;
}

/* Entries are marked one by one behind their drafts: what ends this in the middle drafts the same ones again, by the same
 * keys. */
struct ids {
	int64_t id[FEED_ENTRIES_A_VISIT];
	int count;
	struct drafting *drafting;
};

static int draft_and_note(void *ctx, const struct feedbox_entry *entry, struct err *err)
{
	struct ids *ids = ctx;

	int rc = draft_entry(ids->drafting, entry, err);

	if (!ids->drafting->waits)
		ids->id[ids->count++] = entry->id;
	return rc;
}

/* Whoever takes long does it here, while nobody waits for the box: first the texts are taken out of it. */
struct texts {
	struct arena arena;
	struct draft_source source[FEED_ENTRIES_A_VISIT];
	int count;
};

static int take_text(void *ctx, const struct feedbox_entry *entry, struct err *err)
{
	struct texts *t = ctx;

	(void)err;
	t->source[t->count++] = (struct draft_source){.title = arena_str(&t->arena, entry->title), .text = arena_str(&t->arena, entry->text)};
	return 0;
}

static int prepare_visit(struct drafting *d, const struct visit *visit, struct err *err)
{
	struct texts *t;
	int rc = 0, slow = 0;

	for (int k = 0; k < d->drafters; k++)
		slow += d->drafter[k]->prepare != NULL;
	if (!slow)
		return 0;
	t = mem_alloc(sizeof(*t));
	rc = feedbox_each_new(d->visits->box, visit->source.key, FEED_ENTRIES_A_VISIT, take_text, t, err);
	for (int i = 0; rc >= 0 && i < t->count; i++)
		for (int k = 0; k < d->drafters; k++)
			if (d->drafter[k]->prepare)
				d->drafter[k]->prepare(d->drafter[k]->ctx, &t->source[i]);
	arena_fini(&t->arena);
	free(t);
	return rc < 0 ? -1 : 0;
}

static int draft_visit(struct drafting *d, struct visit *visit, struct err *err)
{
	struct ids ids = {.drafting = d};
	int rc;

	if (prepare_visit(d, visit, err))
		return -1;
	d->visit = visit;
	d->of_visit = 0;
	if (feedbox_begin(d->visits->box, err))
		return -1;
	rc = feedbox_each_new(d->visits->box, visit->source.key, FEED_ENTRIES_A_VISIT, draft_and_note, &ids, err);
	for (int i = 0; rc >= 0 && i < ids.count; i++)
		if (feedbox_entry_done(d->visits->box, ids.id[i], err))
			rc = -1;
	if (rc >= 0 && feedbox_commit(d->visits->box, err) == 0)
		return 0;
	feedbox_rollback(d->visits->box);
	return -1;
}

static void gather(struct drafting *d)
{
	const struct drafter *const local[] = {&draft_terms, &draft_cloze, &draft_headline, &d->words};

	for (int i = 0; i < 4 && d->visits->run->more[i]; i++)
		d->drafter[d->drafters++] = d->visits->run->more[i];
	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
		d->drafter[d->drafters++] = local[i];
}

static int is_there(void *ctx, const struct feedbox_entry *entry, struct err *err)
{
	(void)ctx, (void)entry, (void)err;
	return 1;
}

/* Whether an entry waits: one that came now, or one that somebody could not draft from before. */
static int look(struct visits *v, bool *any, struct err *err)
{
	*any = false;
	for (struct visit *visit = v->first; visit; visit = visit->below) {
		int rc = feedbox_each_new(v->box, visit->source.key, 1, is_there, NULL, err);

		if (rc < 0)
			return -1;
		visit->news = rc == 1;
		*any |= visit->news;
	}
	return 0;
}

int run_draft(struct visits *v, struct err *err)
{
	struct drafting d = {.visits = v};
	struct vocabulary *vocabulary = NULL;
	char *folder;
	bool any;
	int rc = look(v, &any, err);

	if (rc || !any)
		return rc;
	if (select_open(&d.select, v->box, err))
		return -1;
	folder = path_join(v->run->data, "words");
	vocabulary_open(&vocabulary, folder, select_known(d.select), v->run->broken);
	d.words = vocabulary_drafter(vocabulary);
	gather(&d);
	for (struct visit *visit = v->first; rc == 0 && visit; visit = visit->below)
		if (visit->news)
			rc = draft_visit(&d, visit, err);
	if (rc == 0)
		rc = feedbox_forget(v->box, v->now - FEED_KEEP_DAYS * (int64_t)DAY_MS, err);
	free(folder);
	vocabulary_close(vocabulary);
	select_close(d.select);
	arena_fini(&d.arena);
	return rc;
}
