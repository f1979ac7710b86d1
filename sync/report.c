/* SPDX-License-Identifier: MIT
 * Report: lines for the pipe, sentences for people. */
#include "sync/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"

enum { QUIET_MS = 100 };

static const char *state_name(enum sync_state_id state)
{
	switch (state) {
	case SYNC_HELLO: return "hello";
	case SYNC_PULL: return "pull";
	case SYNC_AUDIT: return "audit";
	case SYNC_REPAIR: return "repair";
	case SYNC_PUSH: return "push";
	case SYNC_CHECK: return "check";
	case SYNC_FORK: return "fork";
	case SYNC_DONE: return "end";
	}
	return "";
}

void report_progress(struct report *report, const struct sync *sync)
{
	const struct sync_news *news = &sync->news;
	int64_t now = clock_mono_ms(sync->clock);

	if (!report->pipe || (report->last_ms && now - report->last_ms < QUIET_MS))
		return;
	report->last_ms = now;
	printf("state=%s\trows=%" PRId64 "\tsent=%" PRId64 "\twaiting=%" PRId64 "\tsafe=%" PRId64 "\n",
	       state_name(sync->state), news->pulled, news->pushed, news->waiting, news->safe);
	fflush(stdout);
}

void report_content(struct report *report, struct str deck)
{
	if (report->pipe)
		printf("state=content\tdeck=%.*s\n", STR_FMT(deck));
	fflush(stdout);
}

void report_who(struct report *report, const struct str *names, size_t count)
{
	if (!report->pipe)
		return;
	fputs("state=who\tnames=", stdout);
	for (size_t i = 0; i < count; i++)
		printf("%s%.*s", i ? "," : "", STR_FMT(names[i]));
	putchar('\n');
	fflush(stdout);
}

void report_busy(struct report *report)
{
	puts(report->pipe ? "state=busy"
			  : "Another sync of this profile is running; this one leaves it to that.");
}

static void say_decks(const struct content_news *decks)
{
	if (decks->fetched)
		printf("%" PRId64 " decks fetched: %" PRId64 " notes new, %" PRId64 " changed, %" PRId64
		       " gone.\n",
		       decks->fetched, decks->added, decks->changed, decks->removed);
	if (decks->skipped)
		printf("%" PRId64 " documents of decks are not notes and were left out.\n", decks->skipped);
	fputs(buf_z(&decks->words), stdout);
}

static void say_rows(const struct sync_news *rows)
{
	printf("%" PRId64 " rows sent, %" PRId64 " received; %" PRId64 " waiting, %" PRId64
	       " safe on the server.\n",
	       rows->pushed, rows->pulled, rows->waiting, rows->safe);
	if (rows->bad)
		printf("%" PRId64
		       " documents are no rows that this version can read; they are kept as they are.\n",
		       rows->bad);
	if (rows->foreign)
		printf("%" PRId64
		       " documents of `rows` have an _id that names no place; they were left alone.\n",
		       rows->foreign);
	if (rows->holes)
		printf("%" PRId64 " devices have not sent all of their rows yet.\n", rows->holes);
	if (rows->repaired)
		printf("%" PRId64 " rows of other devices were missing on the server and are there again.\n",
		       rows->repaired);
	if (rows->lost > rows->repaired)
		printf("%" PRId64 " devices' last rows are no longer on the server as they were.\n",
		       rows->lost);
	if (rows->forks)
		puts("A copy of this store was in use elsewhere; this one goes on under a name of its own.");
	if (rows->clock_rows)
		puts("This machine's clock is wrong; the times of its answers were put right.");
	if (rows->erased)
		puts("This learner was erased on the server: nothing is sent. Everything is still here.");
}

void report_done(struct report *report, const struct sync_news *rows, const struct content_news *decks)
{
	if (report->pipe)
		printf("state=done\trows=%" PRId64 "\tsent=%" PRId64 "\twaiting=%" PRId64 "\tsafe=%" PRId64
		       "\tbad=%" PRId64 "\tforks=%" PRId64 "\tnotes=%" PRId64 "\n",
		       rows->pulled, rows->pushed, rows->waiting, rows->safe, rows->bad, rows->forks,
		       decks->added + decks->changed + decks->removed);
	else {
		say_rows(rows);
		say_decks(decks);
	}
	fflush(stdout);
}

void report_error(struct report *report, const struct err *err)
{
	static const char *const kinds[] = {
		[ERR_FAILED] = "failed", [ERR_USAGE] = "usage",	    [ERR_INPUT] = "input",
		[ERR_STORE] = "store",	 [ERR_NETWORK] = "network", [ERR_REFUSED] = "refused"};

	if (report->pipe)
		printf("state=error\tkind=%s\ttext=%s\n", kinds[err->kind], err->text);
	fflush(stdout);
}
