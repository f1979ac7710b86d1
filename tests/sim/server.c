/* SPDX-License-Identifier: MIT
 * The simulated server: majority reads, ordered inserts, and the ways in which both fail. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tests/sim/sim.h"

void server_init(struct sim_server *server, struct rng *rng)
{
	*server = (struct sim_server){.rng = rng};
}

static void forget_docs(struct sim_doc *docs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		bson_destroy(docs[i].doc);
	free(docs);
}

void server_fini(struct sim_server *server)
{
	forget_docs(server->docs, server->count);
	forget_docs(server->backup, server->backup_count);
	for (size_t i = 0; i < server->late_count; i++)
		for (size_t k = 0; k < server->late[i].count; k++)
			bson_destroy(server->late[i].docs[k]);
}

static size_t place_of(const struct sim_server *server, const char *id)
{
	size_t low = 0, high = server->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(server->docs[mid].id, id) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const struct sim_doc *server_doc(const struct sim_server *server, const char *id)
{
	size_t at = place_of(server, id);

	return at < server->count && strcmp(server->docs[at].id, id) == 0 ? &server->docs[at] : NULL;
}

/* An `_id` that is no text stands before all that are. */
const char *server_id(const bson_t *doc)
{
	bson_iter_t iter;

	return bson_iter_init_find(&iter, doc, "_id") && BSON_ITER_HOLDS_UTF8(&iter)
		       ? bson_iter_utf8(&iter, NULL)
		       : "";
}

/* False: the `_id` is taken. */
static bool put(struct sim_server *server, const bson_t *doc, bool durable)
{
	const char *id = server_id(doc);
	size_t at = place_of(server, id);

	if (at < server->count && strcmp(server->docs[at].id, id) == 0)
		return false;
	if (server->count == server->cap) {
		server->cap = server->cap ? server->cap * 2 : 64;
		server->docs = mem_grow(server->docs, server->cap, sizeof(*server->docs));
	}
	memmove(&server->docs[at + 1], &server->docs[at], (server->count - at) * sizeof(*server->docs));
	server->count++;
	server->docs[at] = (struct sim_doc){.doc = bson_copy(doc), .durable = durable};
	strncpy(server->docs[at].id, id, NET_KEY_MAX - 1);
	return true;
}

void server_remove(struct sim_server *server, size_t at)
{
	bson_destroy(server->docs[at].doc);
	server->count--;
	memmove(&server->docs[at], &server->docs[at + 1], (server->count - at) * sizeof(*server->docs));
}

void server_put(struct sim_server *server, bson_t *doc)
{
	const struct sim_doc *old = server_doc(server, server_id(doc));

	if (old)
		server_remove(server, (size_t)(old - server->docs));
	put(server, doc, true);
	bson_destroy(doc);
}

void server_settle(struct sim_server *server)
{
	for (size_t i = 0; i < server->count; i++)
		server->docs[i].durable = true;
}

void server_fail_over(struct sim_server *server)
{
	size_t kept = 0;

	for (size_t i = 0; i < server->count; i++) {
		if (server->docs[i].durable)
			server->docs[kept++] = server->docs[i];
		else
			bson_destroy(server->docs[i].doc);
	}
	server->count = kept;
}

static struct sim_doc *copy_docs(const struct sim_doc *docs, size_t count)
{
	struct sim_doc *copy = mem_array(count, sizeof(*copy));

	for (size_t i = 0; i < count; i++) {
		copy[i] = docs[i];
		copy[i].doc = bson_copy(docs[i].doc);
	}
	return copy;
}

void server_back_up(struct sim_server *server)
{
	forget_docs(server->backup, server->backup_count);
	server->backup = copy_docs(server->docs, server->count);
	server->backup_count = server->count;
}

void server_set_back(struct sim_server *server)
{
	forget_docs(server->docs, server->count);
	server->docs = copy_docs(server->backup, server->backup_count);
	server->count = server->cap = server->backup_count;
	server->has_lost = true;
}

void server_late(struct sim_server *server)
{
	for (size_t i = 0; i < server->late_count; i++) {
		struct sim_request *late = &server->late[i];

		for (size_t k = 0; k < late->count && put(server, late->docs[k], true); k++)
			;
		for (size_t k = 0; k < late->count; k++)
			bson_destroy(late->docs[k]);
	}
	server->late_count = 0;
}

static void wander(struct sim_server *server, const struct net_insert *insert)
{
	struct sim_request *late = &server->late[server->late_count];

	if (server->late_count == sizeof(server->late) / sizeof(server->late[0]))
		return;
	late->count = insert->count < 16 ? insert->count : 16;
	for (size_t i = 0; i < late->count; i++)
		late->docs[i] = bson_copy(insert->docs[i]);
	server->late_count++;
}

/* The fault that strikes this request, if its time has come. */
static enum sim_fault strike(struct sim_server *server)
{
	enum sim_fault fault = server->fault;

	server->commands++;
	if (fault == FAULT_NONE || server->fault_in-- > 0)
		return FAULT_NONE;
	server->fault = FAULT_NONE;
	server->killed = fault == FAULT_KILL;
	return fault;
}

static int gone(struct err *err)
{
	return err_set(err, ERR_NETWORK, "the simulated network failed");
}

static int net_hello(void *self, bool *has_clock, int64_t *server_ms, int64_t *rtt_ms, struct err *err)
{
	struct sim_server *server = self;

	if (strike(server) != FAULT_NONE)
		return gone(err);
	*has_clock = true;
	*server_ms = server->now_ms;
	*rtt_ms = 40;
	return 0;
}

/* 0 handed out, 1 the cursor is cut here. */
static int hand_out(struct sim_server *server, const struct net_range *range, uint64_t *cut, int64_t *left,
		    net_doc_fn *each, void *ctx, struct err *err)
{
	for (size_t i = place_of(server, range->from); i < server->count && *left > 0; i++) {
		int rc;

		if (range->to[0] && strcmp(server->docs[i].id, range->to) >= 0)
			break;
		if (!server->docs[i].durable)
			continue;
		if ((*cut)-- == 0)
			return gone(err);
		--*left;
		rc = each(ctx, server->docs[i].doc, err);
		if (rc)
			return rc;
	}
	return 0;
}

static int net_find(void *self, const struct net_find *find, net_doc_fn *each, void *ctx, struct err *err)
{
	struct sim_server *server = self;
	enum sim_fault fault = strike(server);
	int64_t left = find->limit ? find->limit : INT64_MAX;
	uint64_t cut = fault == FAULT_NONE ? UINT64_MAX : rng_below(server->rng, 12);
	int rc = 0;

	if (fault == FAULT_LOST)
		return gone(err);
	for (size_t i = 0; i < find->ranges && rc == 0; i++)
		rc = hand_out(server, &find->range[i], &cut, &left, each, ctx, err);
	return rc || fault == FAULT_NONE ? rc : gone(err);
}

static int net_insert(void *self, const struct net_insert *insert, struct net_inserted *done, struct err *err)
{
	struct sim_server *server = self;
	enum sim_fault fault = strike(server);
	size_t limit = insert->count;

	if (server->watch)
		server->watch(server->watch_ctx, insert);
	if (fault == FAULT_LATE)
		wander(server, insert);
	if (fault == FAULT_LOST || fault == FAULT_LATE)
		return gone(err);
	if (fault == FAULT_PARTIAL || fault == FAULT_CUT || fault == FAULT_KILL)
		limit = (size_t)rng_below(server->rng, insert->count + 1);
	*done = (struct net_inserted){.all = true};
	for (size_t i = 0; i < limit; i++) {
		if (put(server, insert->docs[i], false))
			continue;
		*done = (struct net_inserted){.duplicate = true, .index = i};
		break;
	}
	if (fault != FAULT_NONE)
		return gone(err); /* written perhaps, confirmed to nobody */
	server_settle(server);
	return 0;
}

struct net server_net(struct sim_server *server)
{
	return (struct net){server, net_hello, net_find, net_insert, NULL};
}
