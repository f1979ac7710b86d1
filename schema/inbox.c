/* SPDX-License-Identifier: MIT
 * The inbox's settings and deeds. */
#include "schema/inbox.h"

#include <inttypes.h>
#include <string.h>

#include "base/hash.h"
#include "base/markup.h"
#include "base/utf8.h"
#include "schema/store_priv.h"

static const char FEED[] = "feed.", RULE[] = "feedrule.", DECISION[] = "inbox.", DECK[] = "Feeds";
static const char *const verdicts[] = {"yes", "edited", "merged", "no"};
static const char *const rule_verdicts[] = {"ask", "take", "drop"};

int setting_each_from(struct store *store, const char *prefix, setting_each_fn *each, void *ctx, struct err *err)
{
	DB_USE(use, store, SETTING_FROM);
	size_t len = strlen(prefix);
	char below[32];
	int rc;

	if (len >= sizeof(below))
		return err_set(err, ERR_FAILED, "a prefix of settings is too long");
	memcpy(below, prefix, len + 1);
	below[len - 1]++;
	db_bind_text(&use, "from", str_of(prefix));
	db_bind_text(&use, "below", str_of(below));
	while ((rc = db_step(&use, err)) == 1) {
		struct str key = db_text(&use, "key");

		rc = each(ctx, str_slice(key, len, key.len), db_text(&use, "value"), err);
		if (rc)
			break;
	}
	return rc;
}

static int put_setting(struct store *store, const char *prefix, struct str key, struct str value, int z, struct err *err)
{
	struct buf name = {0};
	int rc;

	buf_addf(&name, "%s%.*s", prefix, STR_FMT(key));
	rc = setting_set(store, buf_z(&name), value, z, err);
	buf_fini(&name);
	return rc;
}

/* The line that begins with "WORD ", without it; empty: there is none. */
static struct str line_of(struct str value, const char *word)
{
	size_t len = strlen(word);
	struct str line;

	while (str_cut(&value, '\n', &line))
		if (line.len > len && !strncmp(line.s, word, len) && line.s[len] == ' ')
			return str_slice(line, len + 1, line.len);
	return STR("");
}

static void put_line(struct buf *out, const char *word, struct str text)
{
	if (text.len)
		buf_addf(out, "%s %.*s\n", word, STR_FMT(text));
}

static int which_of(struct str word, const char *const *words, int count)
{
	for (int i = 0; i < count; i++)
		if (str_is(word, words[i]))
			return i;
	return -1;
}

void feed_key(char key[INBOX_KEY + 1], struct str url)
{
	hash_put32(key, hash_uid((const struct str[]){STR("feed"), url}, 2), INBOX_KEY);
}

int feed_wish_set(struct store *store, const struct feed_wish *wish, int z, struct err *err)
{
	char key[INBOX_KEY + 1];
	struct buf value = {0};
	int rc;

	feed_key(key, wish->url);
	put_line(&value, "url", wish->url);
	put_line(&value, "deck", wish->deck.len ? wish->deck : str_of(DECK));
	put_line(&value, "kind", wish->kind);
	buf_addf(&value, "hours %" PRId64 "\n", wish->hours);
	rc = put_setting(store, FEED, str_of(key), buf_str(&value), z, err);
	buf_fini(&value);
	return rc;
}

int feed_wish_drop(struct store *store, struct str key, int z, struct err *err)
{
	return put_setting(store, FEED, key, STR(""), z, err);
}

struct each {
	feed_wish_fn *wish;
	feed_rule_fn *rule;
	decision_fn *decision;
	void *ctx;
};

static int each_wish(void *ctx, struct str key, struct str value, struct err *err)
{
	const struct each *each = ctx;
	struct feed_wish wish = {line_of(value, "url"), line_of(value, "deck"), line_of(value, "kind"), FEED_HOURS};
	struct err ignored;

	if (!wish.url.len || key.len != INBOX_KEY)
		return 0; /* of a newer version, or somebody's own */
	if (str_to_int(line_of(value, "hours"), &wish.hours, &ignored) || wish.hours < 1 || wish.hours > FEED_HOURS_MAX)
		wish.hours = FEED_HOURS;
	return each->wish(each->ctx, key, &wish, err);
}

int feed_wish_find(struct store *store, struct str url, char key[INBOX_KEY + 1], struct err *err)
{
	struct buf name = {0}, value = {0};
	int rc;

	feed_key(key, url);
	buf_addf(&name, "%s%s", FEED, key);
	rc = setting_get(store, buf_z(&name), &value, err);
	buf_fini(&name);
	buf_fini(&value);
	return rc;
}

int feed_wish_each(struct store *store, feed_wish_fn *each, void *ctx, struct err *err)
{
	return setting_each_from(store, FEED, each_wish, &(struct each){.wish = each, .ctx = ctx}, err);
}

int feed_rule_set(struct store *store, struct str key, const struct feed_rule *rule, int z, struct err *err)
{
	struct buf value = {0};
	int rc;

	put_line(&value, "words", rule->words);
	put_line(&value, "tags", rule->tags);
	put_line(&value, "feed", rule->feed);
	put_line(&value, "deck", rule->deck);
	put_line(&value, "then", str_of(rule_verdicts[rule->verdict]));
	rc = put_setting(store, RULE, key, buf_str(&value), z, err);
	buf_fini(&value);
	return rc;
}

int feed_rule_drop(struct store *store, struct str key, int z, struct err *err)
{
	return put_setting(store, RULE, key, STR(""), z, err);
}

static int each_rule(void *ctx, struct str key, struct str value, struct err *err)
{
	const struct each *each = ctx;
	int verdict = which_of(line_of(value, "then"), rule_verdicts, RULE_VERDICTS);
	struct feed_rule rule = {line_of(value, "words"), line_of(value, "tags"), line_of(value, "feed"), line_of(value, "deck"),
				 (enum rule_verdict)verdict};

	return verdict < 0 ? 0 : each->rule(each->ctx, key, &rule, err);
}

int feed_rule_each(struct store *store, feed_rule_fn *each, void *ctx, struct err *err)
{
	return setting_each_from(store, RULE, each_rule, &(struct each){.rule = each, .ctx = ctx}, err);
}

static int put_decision(struct store *store, const struct inbox_draft *draft, enum verdict verdict, bool by_rule, int z,
			struct err *err)
{
	struct buf value = {0};
	int rc;

	buf_addf(&value, "then %s\np %" PRId64 "\n", verdicts[verdict], draft->p);
	put_line(&value, "clues", draft->clues);
	if (by_rule)
		put_line(&value, "by", STR("rule"));
	rc = put_setting(store, DECISION, draft->key, buf_str(&value), z, err);
	buf_fini(&value);
	return rc;
}

static int each_decision(void *ctx, struct str key, struct str value, struct err *err)
{
	const struct each *each = ctx;
	int verdict = which_of(line_of(value, "then"), verdicts, VERDICTS);
	struct decision decision = {.verdict = (enum verdict)verdict,
				    .clues = line_of(value, "clues"),
				    .by_rule = str_is(line_of(value, "by"), "rule")};
	struct err ignored;

	if (verdict < 0 || str_to_int(line_of(value, "p"), &decision.p, &ignored) || decision.p < 0 || decision.p > 1000)
		return 0;
	return each->decision(each->ctx, key, &decision, err);
}

int decision_each(struct store *store, decision_fn *each, void *ctx, struct err *err)
{
	return setting_each_from(store, DECISION, each_decision, &(struct each){.decision = each, .ctx = ctx}, err);
}

int inbox_take(struct store *store, const struct inbox_draft *draft, enum verdict verdict, bool by_rule, int z,
	       struct err *err)
{
	struct note_draft note = {note_uid("feed", STR(""), draft->key), draft->type, draft->deck, draft->tags, draft->fields};
	struct deed deed;
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || deed_begin(store, &deed, err) || note_put(store, &note, z, err) < 0 ||
	    put_decision(store, draft, verdict, by_rule, z, err) || deed_end(store, &deed, STR("take a draft"), err))
		return -1;
	return store_commit(&tx, err);
}

int inbox_reject(struct store *store, const struct inbox_draft *draft, bool by_rule, int z, struct err *err)
{
	struct deed deed;
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || deed_begin(store, &deed, err) ||
	    put_decision(store, draft, VERDICT_NO, by_rule, z, err) ||
	    deed_end(store, &deed, STR("throw a draft away"), err))
		return -1;
	return store_commit(&tx, err);
}

/* Lines of `more` that `field` does not have, below it. */
static void put_merged(struct buf *out, struct str field, struct str more)
{
	struct str line;

	buf_add(out, field);
	while (str_cut(&more, '\n', &line)) {
		if (!str_trim(line).len || (field.len && memmem(field.s, field.len, line.s, line.len)))
			continue;
		buf_addz(out, out->len ? "\n" : "");
		buf_add(out, line);
	}
}

static int merge_into(struct store *store, const struct inbox_draft *draft, const struct note *note, struct str deck, int z,
		      struct err *err)
{
	struct str field[NOTE_FIELDS_MAX];
	struct note_draft put = {note->uid, note->type, deck, note->tags, {field, note->fields.count}};
	struct buf merged = {0};
	size_t last = note->fields.count - 1;
	int rc;

	memcpy(field, note->fields.item, note->fields.count * sizeof(*field));
	put_merged(&merged, field[last], draft->fields.item[draft->fields.count - 1]);
	if (draft->fields.count > 2) { /* its answer is not its last field */
		struct buf first = {0};

		put_merged(&first, field[last], draft->fields.item[1]);
		buf_clear(&merged);
		put_merged(&merged, buf_str(&first), draft->fields.item[draft->fields.count - 1]);
		buf_fini(&first);
	}
	field[last] = utf8_cut(buf_str(&merged), NOTE_FIELD_MAX);
	rc = note_put(store, &put, z, err) < 0 ? -1 : 0;
	buf_fini(&merged);
	return rc;
}

int inbox_merge(struct store *store, const struct inbox_draft *draft, uint64_t uid, int z, struct err *err)
{
	struct arena arena = {0};
	struct note note;
	struct deck deck;
	struct deed deed;
	int rc;
	STORE_TX(tx);

	if (store_begin(store, &tx, err))
		return -1;
	rc = note_find(store, uid, &note, &arena, err);
	if (rc == 0)
		rc = deck_get(store, note.deck, &deck, &arena, err);
	if (rc == 0 && (note.shared || !note.fields.count || note.fields.count > NOTE_FIELDS_MAX))
		rc = err_set(err, ERR_INPUT, "that note is of a shared deck and is not changed here; take the draft as a note of its own");
	if (rc == 1)
		rc = err_set(err, ERR_INPUT, "that note is gone; take the draft as a note of its own");
	if (rc == 0 && (deed_begin(store, &deed, err) || merge_into(store, draft, &note, deck.name, z, err) ||
			put_decision(store, draft, VERDICT_MERGED, false, z, err) ||
			deed_end(store, &deed, STR("merge a draft"), err)))
		rc = -1;
	if (rc == 0)
		rc = store_commit(&tx, err);
	arena_fini(&arena);
	return rc;
}
