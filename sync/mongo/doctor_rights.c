/* SPDX-License-Identifier: MIT
 * What the user of MONGODB_URI may do, against what cairn's roles say (schema/mongo/roles.js). */
#include <string.h>

#include "base/message.h"
#include "base/utf8.h"
#include "sync/mongo/doctor_priv.h"

enum right { MAY_FIND = 1, MAY_INSERT = 2, MAY_UPDATE = 4, MAY_REMOVE = 8 };
enum { COLLECTIONS = 3, LEARN = MAY_FIND | MAY_INSERT, PUBLISH = MAY_FIND | MAY_INSERT | MAY_UPDATE };

static const char *const names[COLLECTIONS] = {"rows", "decks", "cards"};
static const char *const actions[] = {"find", "insert", "update", "remove"};

static bool is_about(const bson_iter_t *resource, const char *database, const char *collection)
{
	bson_iter_t field;
	bool any = false, db = false, coll = false;

	if (!bson_iter_recurse(resource, &field))
		return false;
	while (bson_iter_next(&field)) {
		const char *key = bson_iter_key(&field);
		const char *text = BSON_ITER_HOLDS_UTF8(&field) ? bson_iter_utf8(&field, NULL) : NULL;

		any |= !strcmp(key, "anyResource");
		db |= text && !strcmp(key, "db") && (!*text || !strcmp(text, database));
		coll |= text && !strcmp(key, "collection") && (!*text || !strcmp(text, collection));
	}
	return any || (db && coll);
}

static unsigned rights_of(const bson_iter_t *list)
{
	unsigned rights = 0;
	bson_iter_t item;

	if (!bson_iter_recurse(list, &item))
		return 0;
	while (bson_iter_next(&item))
		for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
			if (BSON_ITER_HOLDS_UTF8(&item) && !strcmp(bson_iter_utf8(&item, NULL), actions[i]))
				rights |= 1U << i;
	return rights;
}

/* False: the reply does not say. */
static bool read_rights(const bson_t *reply, const char *database, unsigned rights[COLLECTIONS])
{
	bson_iter_t start, list, item, resource, granted;

	if (!bson_iter_init(&start, reply) ||
	    !bson_iter_find_descendant(&start, "authInfo.authenticatedUserPrivileges", &list) ||
	    !bson_iter_recurse(&list, &item))
		return false;
	while (bson_iter_next(&item)) {
		if (!bson_iter_recurse(&item, &resource) || !bson_iter_find(&resource, "resource") ||
		    !bson_iter_recurse(&item, &granted) || !bson_iter_find(&granted, "actions"))
			continue;
		for (int i = 0; i < COLLECTIONS; i++)
			if (is_about(&resource, database, names[i]))
				rights[i] |= rights_of(&granted);
	}
	return true;
}

static bool put_user(struct buf *out, const bson_t *reply)
{
	bson_iter_t start, user;

	if (!bson_iter_init(&start, reply) ||
	    !bson_iter_find_descendant(&start, "authInfo.authenticatedUsers.0.user", &user) ||
	    !BSON_ITER_HOLDS_UTF8(&user))
		return false;
	utf8_clean(out, str_of(bson_iter_utf8(&user, NULL)), CLEAN_LINE, 60);
	return true;
}

static void put_rights(struct buf *out, const unsigned rights[COLLECTIONS])
{
	for (int c = 0; c < COLLECTIONS; c++) {
		buf_addf(out, "%s %s", c ? ";" : ":", names[c]);
		for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
			if (rights[c] & 1U << i)
				buf_addf(out, " %s", actions[i]);
		if (!rights[c])
			buf_addz(out, _(" nothing"));
	}
}

static void judge(struct finding *finding, const unsigned rights[COLLECTIONS])
{
	bool publishes = (rights[1] & PUBLISH) == PUBLISH && (rights[2] & PUBLISH) == PUBLISH;
	bool janitor = (rights[0] & MAY_REMOVE) && !(rights[0] & MAY_UPDATE);

	put_rights(&finding->text, rights);
	if ((rights[0] & LEARN) != LEARN && !publishes) {
		finding->verdict = VERDICT_BAD;
		buf_addz(&finding->text, _("; studying takes find and insert on rows"));
		doctor_put_section(&finding->commands, "role cairnLearner");
	} else if (!(rights[1] & MAY_FIND) || !(rights[2] & MAY_FIND)) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text, _("; shared decks take find on decks and cards"));
		doctor_put_section(&finding->commands, "role cairnLearner");
	} else if (rights[0] & (MAY_UPDATE | MAY_REMOVE)) {
		finding->verdict = VERDICT_NOTE;
		buf_addf(&finding->text, "; %s",
			 janitor ? _("a janitor: not a user to study with")
				 : _("rows are never changed: no learner needs that"));
		doctor_put_section(&finding->commands, "role cairnLearner");
	} else if (publishes) {
		buf_addz(&finding->text, _("; may publish"));
	}
}

int doctor_check_rights(void *ctx, struct finding *finding, struct err *err)
{
	struct remote_patient *p = ctx;
	unsigned rights[COLLECTIONS] = {0};
	bson_t reply;
	int rc;

	if (!p->reached)
		return doctor_not_reached(finding);
	rc = doctor_ask(p, "admin",
			BCON_NEW("connectionStatus", BCON_INT32(1), "showPrivileges", BCON_BOOL(true)),
			&reply, finding, err);
	if (rc == 0 && !put_user(&finding->text, &reply)) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text,
			 _("the server asks for no user: whoever reaches it may do everything"));
		doctor_put_section(&finding->commands, "role cairnLearner");
	} else if (rc == 0 && !read_rights(&reply, net_mongoc_database(p->mongo), rights)) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text, _(": the server does not say what this user may do"));
	} else if (rc == 0) {
		judge(finding, rights);
	}
	bson_destroy(&reply);
	return rc < 0 ? -1 : 0;
}
