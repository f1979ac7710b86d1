/* SPDX-License-Identifier: MIT
 * Doctor's checks of a deployment. A question that this user may not ask is a note, no failure: cairn does
 * not need the answer. */
#include "sync/mongo/doctor.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/message.h"
#include "base/utf8.h"
#include "sync/mongo/doctor_priv.h"

enum { SKEW_MS = 2000, MEGABYTE = 1024 * 1024, FREE_TIER_MB = 512 };

extern const char *const mongo_scripts[];

void doctor_put_section(struct buf *out, const char *name)
{
	struct buf head = {0};

	buf_addf(&head, "// == %s\n", name);
	for (size_t i = 0; mongo_scripts[i]; i++) {
		const char *at = strstr(mongo_scripts[i], buf_z(&head)), *end;

		if (!at)
			continue;
		at += head.len;
		end = strstr(at, "// == ");
		buf_add(out, (struct str){at, end ? (size_t)(end - at) : strlen(at)});
	}
	buf_fini(&head);
}

int doctor_not_reached(struct finding *finding)
{
	finding->verdict = VERDICT_NOTE;
	buf_addz(&finding->text, _("not looked at: the server was not reached"));
	return 0;
}

int doctor_ask(struct remote_patient *p, const char *database, bson_t *command, bson_t *reply,
	       struct finding *finding, struct err *err)
{
	int rc = net_mongoc_command(p->mongo, database, command, reply, err);

	bson_destroy(command);
	if (rc == NET_COMMAND_REFUSED) {
		finding->verdict = VERDICT_NOTE;
		buf_clear(&finding->text);
		buf_addz(&finding->text, _("not known: "));
		utf8_clean(&finding->text, str_of(err->text), CLEAN_LINE, 200);
	}
	return rc;
}

static void put_text(struct buf *out, const bson_t *reply, const char *field)
{
	bson_iter_t iter;

	if (bson_iter_init_find(&iter, reply, field) && BSON_ITER_HOLDS_UTF8(&iter))
		utf8_clean(out, str_of(bson_iter_utf8(&iter, NULL)), CLEAN_LINE, 60);
}

static void put_version(struct remote_patient *p, struct buf *out)
{
	struct finding ignored = {0};
	struct err err;
	bson_t reply;

	if (doctor_ask(p, "admin", BCON_NEW("buildInfo", BCON_INT32(1)), &reply, &ignored, &err) == 0) {
		buf_addz(out, _(", version "));
		put_text(out, &reply, "version");
	}
	bson_destroy(&reply);
	buf_fini(&ignored.text);
}

static int check_server(void *ctx, struct finding *finding, struct err *err)
{
	struct remote_patient *p = ctx;
	struct net *net;
	int64_t server_ms = 0, rtt_ms;
	bool has_clock;
	struct buf kind = {0};
	bson_t reply;
	int rc;

	if (p->failed) {
		*err = *p->failed;
		return -1;
	}
	net = net_mongoc_net(p->mongo);
	if (net->hello(net->self, &has_clock, &server_ms, &rtt_ms, err))
		return -1;
	rc = doctor_ask(p, "admin", BCON_NEW("hello", BCON_INT32(1)), &reply, finding, err);
	put_text(&kind, &reply, "msg");
	p->sharded = str_is(buf_str(&kind), "isdbgrid");
	buf_clear(&kind);
	put_text(&kind, &reply, "setName");
	bson_destroy(&reply);
	if (rc >= 0) {
		p->reached = true;
		finding->verdict = VERDICT_GOOD;
		buf_clear(&finding->text);
		buf_addf(&finding->text, _("answers in %" PRId64 " ms as %s, database %s"), rtt_ms,
			 p->sharded ? _("a sharded cluster")
			 : kind.len ? _("a replica set")
				    : _("a single server"),
			 net_mongoc_database(p->mongo));
		put_version(p, &finding->text);
	}
	if (rc >= 0 && has_clock && !p->clock->fixed &&
	    llabs(server_ms - clock_wall_ms(p->clock)) > SKEW_MS) {
		finding->verdict = VERDICT_NOTE;
		buf_addf(&finding->text,
			 _("; its clock is %" PRId64 " s from ours, and cairn puts its rows right"),
			 (int64_t)llabs(server_ms - clock_wall_ms(p->clock)) / SECOND_MS);
	}
	buf_fini(&kind);
	return rc < 0 ? -1 : 0;
}

/* Whether the collection has a validator, by listCollections. */
static bool has_validator(const bson_t *reply, const char *name)
{
	bson_iter_t list, item, field;
	bool found = false;

	if (!bson_iter_init(&list, reply) || !bson_iter_find_descendant(&list, "cursor.firstBatch", &item) ||
	    !bson_iter_recurse(&item, &list))
		return false;
	while (bson_iter_next(&list)) {
		if (!bson_iter_recurse(&list, &field) || !bson_iter_find(&field, "name") ||
		    strcmp(bson_iter_utf8(&field, NULL), name) != 0 || !bson_iter_recurse(&list, &field))
			continue;
		found = bson_iter_find_descendant(&field, "options.validator", &item);
	}
	return found;
}

static int check_validators(void *ctx, struct finding *finding, struct err *err)
{
	static const char *const names[] = {"rows", "decks", "cards"};
	struct remote_patient *p = ctx;
	bson_t reply;
	int rc;

	if (!p->reached)
		return doctor_not_reached(finding);
	rc = doctor_ask(p, NULL, BCON_NEW("listCollections", BCON_INT32(1)), &reply, finding, err);
	for (size_t i = 0; i < 3 && rc == 0; i++) {
		struct buf section = {0};

		if (has_validator(&reply, names[i]))
			continue;
		buf_addf(&finding->text, "%s %s", finding->text.len ? "," : _("no validator for"), names[i]);
		buf_addf(&section, "validator %s", names[i]);
		doctor_put_section(&finding->commands, buf_z(&section));
		buf_fini(&section);
		finding->verdict = VERDICT_NOTE;
	}
	if (rc == 0 && !finding->text.len)
		buf_addz(&finding->text, _("rows, decks and cards are checked by the server"));
	bson_destroy(&reply);
	return rc < 0 ? -1 : 0;
}

static bool is_deck_index(bson_iter_t *index)
{
	bson_iter_t key;

	return bson_iter_find(index, "key") && bson_iter_recurse(index, &key) && bson_iter_next(&key) &&
	       !strcmp(bson_iter_key(&key), "deck") && bson_iter_next(&key) &&
	       !strcmp(bson_iter_key(&key), "_id");
}

static bool has_index(const bson_t *reply)
{
	bson_iter_t list, item, index;

	if (!bson_iter_init(&list, reply) || !bson_iter_find_descendant(&list, "cursor.firstBatch", &item) ||
	    !bson_iter_recurse(&item, &list))
		return false;
	while (bson_iter_next(&list))
		if (bson_iter_recurse(&list, &index) && is_deck_index(&index))
			return true;
	return false;
}

static int check_indexes(void *ctx, struct finding *finding, struct err *err)
{
	enum { NO_COLLECTION = 26 };
	struct remote_patient *p = ctx;
	bson_t reply;
	int rc;

	if (!p->reached)
		return doctor_not_reached(finding);
	rc = doctor_ask(p, NULL, BCON_NEW("listIndexes", "cards"), &reply, finding, err);
	if (rc == 0 && has_index(&reply)) {
		buf_addz(&finding->text, _("cards are found by deck"));
	} else if (rc == 0 || err->native == NO_COLLECTION) {
		finding->verdict = VERDICT_NOTE;
		buf_clear(&finding->text);
		buf_addz(&finding->text,
			 _("no index of cards by deck: every deck that is fetched reads all cards"));
		doctor_put_section(&finding->commands, "index cards");
	}
	bson_destroy(&reply);
	return rc < 0 ? -1 : 0;
}

/* The same that schema/mongo/indexes.js makes; one that is there is left as it is. */
static int fix_indexes(void *ctx, struct err *err)
{
	struct remote_patient *p = ctx;
	struct finding finding = {0};
	bson_t reply;
	int rc = doctor_ask(p, NULL,
			    BCON_NEW("createIndexes", "cards", "indexes", "[", "{", "key", "{", "deck", BCON_INT32(1), "_id",
				     BCON_INT32(1), "}", "name", "deck_1__id_1", "}", "]"),
			    &reply, &finding, err);

	bson_destroy(&reply);
	if (rc > 0)
		rc = err_set(err, ERR_REFUSED, "%s", buf_z(&finding.text));
	buf_fini(&finding.text);
	buf_fini(&finding.commands);
	return rc;
}

static bool is_sharded(struct remote_patient *p, const char *collection, struct finding *finding, int *rc,
		       struct err *err)
{
	char *ns = bson_strdup_printf("%s.%s", net_mongoc_database(p->mongo), collection);
	bson_iter_t iter, first;
	bool found;
	bson_t reply;

	*rc = doctor_ask(p, "config",
			 BCON_NEW("find", "collections", "filter", "{", "_id", BCON_UTF8(ns), "}"), &reply,
			 finding, err);
	found = *rc == 0 && bson_iter_init(&iter, &reply) &&
		bson_iter_find_descendant(&iter, "cursor.firstBatch.0.key", &first);
	bson_destroy(&reply);
	bson_free(ns);
	return found;
}

static int check_shards(void *ctx, struct finding *finding, struct err *err)
{
	struct remote_patient *p = ctx;
	static const char *const names[] = {"rows", "cards"}, *const sections[] = {"shard rows",
										   "shard cards"};
	int rc = 0;

	if (!p->reached)
		return doctor_not_reached(finding);
	if (!p->sharded) {
		buf_addz(&finding->text, _("not a sharded cluster: nothing to do"));
		return 0;
	}
	for (size_t i = 0; i < 2 && rc == 0; i++) {
		if (is_sharded(p, names[i], finding, &rc, err) || rc)
			continue;
		finding->verdict = VERDICT_NOTE;
		buf_addf(&finding->text, "%s %s", finding->text.len ? "," : _("not sharded:"), names[i]);
		doctor_put_section(&finding->commands, sections[i]);
	}
	if (rc == 0 && !finding->text.len)
		buf_addz(&finding->text, _("rows and cards are sharded"));
	return rc < 0 ? -1 : 0;
}

static int check_size(void *ctx, struct finding *finding, struct err *err)
{
	struct remote_patient *p = ctx;
	bson_iter_t data, index;
	int64_t mb;
	bson_t reply;
	int rc;

	if (!p->reached)
		return doctor_not_reached(finding);
	rc = doctor_ask(p, NULL, BCON_NEW("dbStats", BCON_INT32(1)), &reply, finding, err);
	if (rc == 0 && bson_iter_init_find(&data, &reply, "dataSize") &&
	    bson_iter_init_find(&index, &reply, "indexSize")) {
		mb = (bson_iter_as_int64(&data) + bson_iter_as_int64(&index)) / MEGABYTE;
		buf_addf(&finding->text,
			 _("%" PRId64 " MB of documents and indexes; Atlas's free tier has %d"), mb,
			 FREE_TIER_MB);
		if (mb > FREE_TIER_MB * 8 / 10)
			finding->verdict = VERDICT_NOTE;
	} else if (rc == 0) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text, _("not known: the server does not say"));
	}
	bson_destroy(&reply);
	return rc < 0 ? -1 : 0;
}

const struct check DOCTOR_REMOTE[] = {
	{"server", check_server},   {"rights", doctor_check_rights}, {"validators", check_validators},
	{"indexes", check_indexes, fix_indexes}, {"shards", check_shards},	     {"size", check_size},
};
const size_t DOCTOR_REMOTE_COUNT = sizeof(DOCTOR_REMOTE) / sizeof(DOCTOR_REMOTE[0]);
