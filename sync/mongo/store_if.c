/* SPDX-License-Identifier: MIT
 * The store of schema/ as the protocol's. */
#include "sync/mongo/store_if.h"

const struct sync_store store_sqlite = {
	.begin = store_begin,
	.commit = store_commit,
	.end = store_end,
	.mark_each = mark_each,
	.mark_own = mark_own,
	.set_acked = mark_set_acked,
	.set_safe = mark_set_safe,
	.set_asked = mark_set_asked,
	.fork = mark_fork,
	.erased = mark_erased,
	.set_erased = mark_set_erased,
	.get = place_get,
	.each = place_each,
	.apply = place_apply,
	.apply_raw = place_apply_raw,
	.raw = raw_get,
	.take_over = place_take_over,
	.take_over_raw = place_take_over_raw,
	.raw_count_of = raw_count_of,
	.raw_each = raw_each,
	.raw_count = raw_count,
	.unsent = origin_each_unsent,
	.skew = origin_skew,
	.append = log_append,
	.note_get = meta_get_text,
	.note_set = meta_set_text,
};
