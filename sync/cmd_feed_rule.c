/* SPDX-License-Identifier: MIT
 * The verb feed rule: what the learner wants done with entries, said once. */
#include <stdio.h>
#include <string.h>

#include "base/hash.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/inbox.h"
#include "sync/cross.h"
#include "sync/deck/import.h"

static const char KNOWN[] = "--words \"a b\", --tags \"a b\", --feed URL, --deck NAME, --take, --drop";

/* The feed's key, or -1: there is none of that address. */
static int find_feed(struct store *store, const char *url, char key[INBOX_KEY + 1], struct err *err)
{
	int rc = feed_wish_find(store, str_of(url), key, err);

	return rc == 1 ? err_set(err, ERR_INPUT, _("there is no feed %.200s; cairn feed list names them"), url) : rc;
}

static int take_options(struct store *store, struct feed_rule *rule, char feed[INBOX_KEY + 1], int argc, char **argv,
			struct err *err)
{
	for (int i = 3; i < argc; i++) {
		bool more = i + 1 < argc;

		if (!strcmp(argv[i], "--take"))
			rule->verdict = RULE_TAKE;
		else if (!strcmp(argv[i], "--drop"))
			rule->verdict = RULE_DROP;
		else if (!strcmp(argv[i], "--words") && more)
			rule->words = str_of(argv[++i]);
		else if (!strcmp(argv[i], "--tags") && more)
			rule->tags = str_of(argv[++i]);
		else if (!strcmp(argv[i], "--deck") && more)
			rule->deck = str_of(argv[++i]);
		else if (!strcmp(argv[i], "--feed") && more) {
			if (find_feed(store, argv[++i], feed, err))
				return -1;
			rule->feed = str_of(feed);
		} else
			return err_set(err, ERR_USAGE, _("feed rule add does not know %.60s; it takes %s"), argv[i], KNOWN);
	}
	if (!rule->words.len && !rule->tags.len && !rule->feed.len)
		return err_set(err, ERR_USAGE, _("a rule needs words, tags or a feed; it takes %s"), KNOWN);
	if (!rule->deck.len && rule->verdict == RULE_ASK)
		return err_set(err, ERR_USAGE, _("say what the rule does: --deck NAME, --take or --drop"));
	return 0;
}

static int put_rule(struct store *store, const struct feed_rule *rule, struct err *err)
{
	const struct str parts[] = {STR("rule"), rule->words, rule->tags, rule->feed};
	char key[INBOX_KEY + 1];
	int z;
	STORE_TX(tx);

	hash_put32(key, hash_uid(parts, 4), INBOX_KEY);
	if (import_zone(store, &z, err) || store_begin(store, &tx, err) || feed_rule_set(store, str_of(key), rule, z, err) ||
	    store_commit(&tx, err))
		return -1;
	printf(_("Rule %s holds for what comes from now on.\n"), key);
	return 0;
}

static int add(struct store *store, int argc, char **argv, struct err *err)
{
	struct feed_rule rule = {STR(""), STR(""), STR(""), STR(""), RULE_ASK};
	struct buf words = {0}, tags = {0}, deck = {0};
	char feed[INBOX_KEY + 1];
	int rc = take_options(store, &rule, feed, argc, argv, err);

	utf8_clean(&words, rule.words, CLEAN_LINE, 500);
	utf8_clean(&tags, rule.tags, CLEAN_LINE, 500);
	utf8_clean(&deck, str_trim(rule.deck), CLEAN_LINE, 200);
	rule.words = str_trim(buf_str(&words));
	rule.tags = str_trim(buf_str(&tags));
	rule.deck = buf_str(&deck);
	if (rc == 0)
		rc = put_rule(store, &rule, err);
	buf_fini(&words);
	buf_fini(&tags);
	buf_fini(&deck);
	return rc;
}

static int list_one(void *ctx, struct str key, const struct feed_rule *rule, struct err *err)
{
	static const char *const verdicts[] = {N_("asks"), N_("takes"), N_("throws away")};

	(void)err;
	++*(int *)ctx;
	printf("%.*s  %s", STR_FMT(key), _(verdicts[rule->verdict]));
	if (rule->words.len)
		printf("  --words \"%.*s\"", STR_FMT(rule->words));
	if (rule->tags.len)
		printf("  --tags \"%.*s\"", STR_FMT(rule->tags));
	if (rule->feed.len)
		printf("  --feed %.*s", STR_FMT(rule->feed));
	if (rule->deck.len)
		printf("  → %.*s", STR_FMT(rule->deck));
	putchar('\n');
	return 0;
}

static int list(struct store *store, struct err *err)
{
	int count = 0;

	if (feed_rule_each(store, list_one, &count, err) < 0)
		return -1;
	if (!count)
		puts(_("No rules: every draft asks."));
	return 0;
}

static int remove_rule(struct store *store, const char *key, struct err *err)
{
	struct buf name = {0}, value = {0};
	int z, rc;
	STORE_TX(tx);

	buf_addf(&name, "feedrule.%s", key);
	rc = setting_get(store, buf_z(&name), &value, err);
	buf_fini(&name);
	buf_fini(&value);
	if (rc == 1)
		return err_set(err, ERR_INPUT, _("there is no rule %.40s; cairn feed rule list names them"), key);
	if (rc < 0 || import_zone(store, &z, err) || store_begin(store, &tx, err) ||
	    feed_rule_drop(store, str_of(key), z, err))
		return -1;
	return store_commit(&tx, err);
}

int cmd_feed_rule(struct cross *cross, int argc, char **argv, struct err *err)
{
	const char *word = argc > 2 ? argv[2] : "";
	struct store *store = NULL;
	int rc;

	if (cross_open_store(cross, &store, err))
		return -1;
	if (!strcmp(word, "add"))
		rc = add(store, argc, argv, err);
	else if (!strcmp(word, "list") && argc == 3)
		rc = list(store, err);
	else if (!strcmp(word, "remove") && argc == 4)
		rc = remove_rule(store, argv[3], err);
	else
		rc = err_set(err, ERR_USAGE, _("feed rule takes add, list, remove RULE"));
	store_close(store);
	return rc;
}
