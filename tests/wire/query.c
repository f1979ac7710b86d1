/* SPDX-License-Identifier: MIT
 * Wire server: order of values, filters, sorting, projections. */
#include "tests/wire/wire.h"

#include <stdlib.h>
#include <string.h>

/* "Comparison/Sort Order" of the manual. */
static int rank(bson_type_t type)
{
	switch ((int)type) {
	case BSON_TYPE_MINKEY: return 0;
	case BSON_TYPE_UNDEFINED:
	case BSON_TYPE_NULL: return 1;
	case BSON_TYPE_INT32:
	case BSON_TYPE_INT64:
	case BSON_TYPE_DOUBLE:
	case BSON_TYPE_DECIMAL128: return 2;
	case BSON_TYPE_SYMBOL:
	case BSON_TYPE_UTF8: return 3;
	case BSON_TYPE_DOCUMENT: return 4;
	case BSON_TYPE_ARRAY: return 5;
	case BSON_TYPE_BINARY: return 6;
	case BSON_TYPE_OID: return 7;
	case BSON_TYPE_BOOL: return 8;
	case BSON_TYPE_DATE_TIME: return 9;
	case BSON_TYPE_TIMESTAMP: return 10;
	case BSON_TYPE_REGEX: return 11;
	default: return 12;
	}
}

static int compare_bytes(const void *a, size_t a_len, const void *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

static int compare_numbers(const bson_iter_t *a, const bson_iter_t *b)
{
	if (!BSON_ITER_HOLDS_DOUBLE(a) && !BSON_ITER_HOLDS_DOUBLE(b)) {
		int64_t x = bson_iter_as_int64(a), y = bson_iter_as_int64(b);

		return (x > y) - (x < y);
	}
	double x = bson_iter_as_double(a), y = bson_iter_as_double(b);

	return (x > y) - (x < y);
}

/* Everything without an order of its own here: by its bytes. */
static int compare_raw(const bson_iter_t *a, const bson_iter_t *b)
{
	bson_t x = BSON_INITIALIZER, y = BSON_INITIALIZER;
	int order;

	bson_append_iter(&x, "", 0, a);
	bson_append_iter(&y, "", 0, b);
	order = compare_bytes(bson_get_data(&x), x.len, bson_get_data(&y), y.len);
	bson_destroy(&x);
	bson_destroy(&y);
	return order;
}

int value_compare(const bson_iter_t *a, const bson_iter_t *b)
{
	bson_type_t type = bson_iter_type(a);
	int ranks = rank(type) - rank(bson_iter_type(b));
	uint32_t a_len, b_len;
	const char *x, *y;

	if (ranks)
		return ranks;
	if (rank(type) == 2 && type != BSON_TYPE_DECIMAL128)
		return compare_numbers(a, b);
	if (type == BSON_TYPE_UTF8 && BSON_ITER_HOLDS_UTF8(b)) {
		x = bson_iter_utf8(a, &a_len);
		y = bson_iter_utf8(b, &b_len);
		return compare_bytes(x, a_len, y, b_len);
	}
	if (type == BSON_TYPE_OID)
		return bson_oid_compare(bson_iter_oid(a), bson_iter_oid(b));
	return compare_raw(a, b);
}

static bool equal_or_member(const bson_iter_t *have, const bson_iter_t *want)
{
	bson_iter_t item;

	if (!value_compare(have, want))
		return true;
	if (!BSON_ITER_HOLDS_ARRAY(have) || !bson_iter_recurse(have, &item))
		return false;
	while (bson_iter_next(&item))
		if (!value_compare(&item, want))
			return true;
	return false;
}

static bool in_list(const bson_iter_t *have, const bson_iter_t *list)
{
	bson_iter_t item;

	if (!bson_iter_recurse(list, &item))
		return false;
	while (bson_iter_next(&item))
		if (equal_or_member(have, &item))
			return true;
	return false;
}

/* One {$op: operand}; have is NULL when the document lacks the field. Comparisons never cross types. */
static bool match_operator(const bson_iter_t *have, const bson_iter_t *op)
{
	const char *name = bson_iter_key(op);
	int order;

	if (!strcmp(name, "$exists"))
		return bson_iter_as_bool(op) == (have != NULL);
	if (!strcmp(name, "$ne"))
		return !have || !equal_or_member(have, op);
	if (!strcmp(name, "$nin"))
		return !have || !in_list(have, op);
	if (!have)
		return false;
	if (!strcmp(name, "$eq"))
		return equal_or_member(have, op);
	if (!strcmp(name, "$in"))
		return in_list(have, op);
	if (rank(bson_iter_type(have)) != rank(bson_iter_type(op)))
		return false;
	order = value_compare(have, op);
	return !strcmp(name, "$gt")    ? order > 0
	       : !strcmp(name, "$gte") ? order >= 0
	       : !strcmp(name, "$lt")  ? order < 0
	       : !strcmp(name, "$lte") ? order <= 0
				       : false;
}

static bool is_operators(const bson_iter_t *want, bson_iter_t *first)
{
	bson_iter_t look;

	if (!BSON_ITER_HOLDS_DOCUMENT(want) || !bson_iter_recurse(want, first))
		return false;
	look = *first;
	return bson_iter_next(&look) && bson_iter_key(&look)[0] == '$';
}

static bool match_field(const bson_t *doc, const bson_iter_t *want)
{
	bson_iter_t iter, have, op;
	bool there =
		bson_iter_init(&iter, doc) && bson_iter_find_descendant(&iter, bson_iter_key(want), &have);

	if (!is_operators(want, &op))
		return there ? equal_or_member(&have, want) : BSON_ITER_HOLDS_NULL(want);
	while (bson_iter_next(&op))
		if (!match_operator(there ? &have : NULL, &op))
			return false;
	return true;
}

/* $or wants one of the branches, $and all of them. */
static bool match_branches(const bson_t *doc, const bson_iter_t *list, bool any)
{
	bson_iter_t item;
	bson_t branch;
	const uint8_t *bytes;
	uint32_t len;

	if (!bson_iter_recurse(list, &item))
		return false;
	while (bson_iter_next(&item)) {
		if (!BSON_ITER_HOLDS_DOCUMENT(&item))
			return false;
		bson_iter_document(&item, &len, &bytes);
		bson_init_static(&branch, bytes, len);
		if (query_match(doc, &branch) == any)
			return any;
	}
	return !any;
}

bool query_match(const bson_t *doc, const bson_t *filter)
{
	bson_iter_t want;

	if (!bson_iter_init(&want, filter))
		return false;
	while (bson_iter_next(&want)) {
		const char *key = bson_iter_key(&want);
		bool good = !strcmp(key, "$or")	   ? match_branches(doc, &want, true)
			    : !strcmp(key, "$and") ? match_branches(doc, &want, false)
						   : match_field(doc, &want);

		if (!good)
			return false;
	}
	return true;
}

/* A run of the collection in which matches can lie. */
struct span {
	size_t from, to;
};

/* What a filter's `_id` says of where to look; a filter without one means everything. */
static struct span span_of(const struct collection *coll, const bson_t *filter)
{
	struct span span = {0, coll->count};
	bson_iter_t id, op;

	if (!bson_iter_init_find(&id, filter, "_id"))
		return span;
	if (!is_operators(&id, &op)) {
		span.from = data_lower_bound(coll, &id);
		span.to = span.from < coll->count ? span.from + 1 : span.from;
		return span;
	}
	while (bson_iter_next(&op)) {
		size_t at = data_lower_bound(coll, &op);

		if (!strncmp(bson_iter_key(&op), "$gt", 3))
			span.from = at;
		else if (!strncmp(bson_iter_key(&op), "$lt", 3))
			span.to = at < coll->count ? at + 1 : at;
	}
	return span;
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

/* The branches of a top-level $or, or the filter itself. */
static size_t spans_of(const struct collection *coll, const bson_t *filter, struct span *spans, size_t max)
{
	bson_iter_t iter, item;
	size_t count = 0;
	const uint8_t *bytes;
	uint32_t len;
	bson_t branch;

	if (bson_iter_init_find(&iter, filter, "$or") && bson_iter_recurse(&iter, &item)) {
		while (bson_iter_next(&item) && BSON_ITER_HOLDS_DOCUMENT(&item) && count < max) {
			bson_iter_document(&item, &len, &bytes);
			bson_init_static(&branch, bytes, len);
			spans[count++] = span_of(coll, &branch);
		}
	} else {
		spans[count++] = span_of(coll, filter);
	}
	qsort(spans, count, sizeof *spans, compare_spans);
	return count;
}

struct doc **query_select(struct collection *coll, const bson_t *filter, size_t *count)
{
	struct span spans[1024];
	struct doc **found = NULL;
	size_t runs = coll ? spans_of(coll, filter, spans, 1024) : 0, cap = 0, next = 0;

	*count = 0;
	for (size_t run = 0; run < runs; run++) {
		for (size_t at = spans[run].from > next ? spans[run].from : next; at < spans[run].to; at++) {
			next = at + 1;
			if (!query_match(coll->docs[at]->body, filter))
				continue;
			if (*count == cap) {
				cap = cap ? 2 * cap : 64;
				found = bson_realloc(found, cap * sizeof *found);
			}
			found[(*count)++] = doc_ref(coll->docs[at]);
		}
	}
	return found;
}

static int compare_docs(const void *a, const void *b, void *sort)
{
	const struct doc *const *x = a, *const *y = b;
	bson_iter_t key;

	bson_iter_init(&key, sort);
	while (bson_iter_next(&key)) {
		bson_iter_t mine, other;
		bool has_mine = bson_iter_init_find(&mine, (*x)->body, bson_iter_key(&key));
		bool has_other = bson_iter_init_find(&other, (*y)->body, bson_iter_key(&key));
		int order = has_mine && has_other ? value_compare(&mine, &other) : has_mine - has_other;

		if (order)
			return bson_iter_as_int64(&key) < 0 ? -order : order;
	}
	return 0;
}

void query_sort(struct doc **docs, size_t count, const bson_t *sort)
{
	bson_iter_t key;

	if (!bson_iter_init(&key, sort) || !bson_iter_next(&key))
		return;
	if (!strcmp(bson_iter_key(&key), "_id") && bson_iter_as_int64(&key) > 0)
		return; /* they come so */
	if (count)
		qsort_r(docs, count, sizeof *docs, compare_docs, (void *)(uintptr_t)sort);
}

bson_t *query_project(const bson_t *doc, const bson_t *projection)
{
	bson_t *out;
	bson_iter_t iter, want;
	bool include = false, keep;

	if (!projection || bson_empty(projection))
		return bson_copy(doc);
	bson_iter_init(&want, projection);
	while (bson_iter_next(&want))
		if (strcmp(bson_iter_key(&want), "_id"))
			include = bson_iter_as_bool(&want);
	if (bson_count_keys(projection) == 1 && bson_iter_init_find(&want, projection, "_id"))
		include = bson_iter_as_bool(&want);
	out = bson_new();
	bson_iter_init(&iter, doc);
	while (bson_iter_next(&iter)) {
		keep = bson_iter_init_find(&want, projection, bson_iter_key(&iter))
			       ? bson_iter_as_bool(&want)
			       : !include || !strcmp(bson_iter_key(&iter), "_id");
		if (keep)
			bson_append_iter(out, NULL, 0, &iter);
	}
	return out;
}
