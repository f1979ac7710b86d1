/* SPDX-License-Identifier: MIT
 * What the parts of a run share: the visits, and what is done with what they bring. */
#ifndef SYNC_FEED_RUN_PRIV_H
#define SYNC_FEED_RUN_PRIV_H

#include "schema/feedbox.h"
#include "sync/feed/fetch.h"
#include "sync/feed/local.h"
#include "sync/feed/read.h"
#include "sync/feed/run.h"
#include "sync/feed/select.h"

enum visit_kind { VISIT_FEED, VISIT_PAGE, VISIT_DECK, VISIT_ROBOTS };

struct visits;
struct visit {
	struct fetch_job job;
	struct visits *visits;
	enum visit_kind kind;
	struct feed_wish wish;
	struct feedbox_source source;
	struct str host;
	bool news; /* entries wait to be drafted from */
	struct visit *below;
};

struct visits {
	struct feed_run *run;
	struct store *box;
	struct fetch *fetch;
	struct arena arena;
	struct visit *first;
	struct visit *robots; /* jobs for robots.txt, one a host */
	int64_t now;
	int count;
};

/* Keeps the entries of a document, all or none: what was not there, its newest ones to be drafted from. */
int run_keep(struct visit *visit, const struct feed_doc *doc, struct err *err) MUST_CHECK;
/* A deck's file, or its notes as columns, for the import. */
int run_import(struct visit *visit, int fd, struct str columns, struct err *err) MUST_CHECK;
/* Drafts from what came. */
int run_draft(struct visits *visits, struct err *err) MUST_CHECK;

#endif
