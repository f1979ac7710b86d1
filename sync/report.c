/* SPDX-License-Identifier: MIT
 * Report: lines for the pipe, sentences for people. */
#include "sync/report.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/crash.h"
#include "base/message.h"

enum { QUIET_MS = 100 };

static const char *state_name(enum sync_state_id state)
{
	switch (state) {
	case SYNC_HELLO: return "hello";
	case SYNC_LOOK:
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

	crash_note(state_name(sync->state));
	if (report->form != REPORT_PIPE || (report->last_ms && now - report->last_ms < QUIET_MS))
		return;
	report->last_ms = now;
	printf("state=%s\trows=%" PRId64 "\tsent=%" PRId64 "\twaiting=%" PRId64 "\tsafe=%" PRId64 "\n",
	       state_name(sync->state), news->pulled, news->pushed, news->waiting, news->safe);
	fflush(stdout);
}

void report_content(struct report *report, struct str deck)
{
	if (report->form == REPORT_PIPE)
		printf("state=content\tdeck=%.*s\n", STR_FMT(deck));
	fflush(stdout);
}

static void pipe_who(const struct str *names, size_t count)
{
	fputs("state=who\tnames=", stdout);
	for (size_t i = 0; i < count; i++)
		printf("%s%.*s", i ? "," : "", STR_FMT(names[i]));
	putchar('\n');
}

void report_who(struct report *report, const struct str *names, size_t count)
{
	switch (report->form) {
	case REPORT_WORDS:
	case REPORT_QUIET: break;
	case REPORT_PIPE: pipe_who(names, count); break;
	case REPORT_JSON: report_json_who(names, count); break;
	}
	fflush(stdout);
}

void report_word(struct report *report, const char *state, const char *sentence)
{
	if (report->form == REPORT_WORDS)
		puts(sentence);
	if (report->form == REPORT_JSON)
		report_json_state(state);
	fflush(stdout);
}

bool report_erased(struct report *report, struct str learner)
{
	if (report->form == REPORT_PIPE)
		printf("state=erased\ttext=%.*s\n", STR_FMT(learner));
	if (report->form == REPORT_JSON)
		report_json_state("erased");
	fflush(stdout);
	return report->form == REPORT_PIPE || report->form == REPORT_JSON;
}

void report_busy(struct report *report)
{
	switch (report->form) {
	case REPORT_WORDS:
		puts(_("Another sync of this profile is running; this one leaves it to that."));
		break;
	case REPORT_PIPE: puts("state=busy"); break;
	case REPORT_JSON: report_json_state("busy"); break;
	case REPORT_QUIET: break;
	}
	fflush(stdout);
}

void report_later(struct report *report, int64_t wait_s, enum err_kind kind, struct str why)
{
	switch (report->form) {
	case REPORT_WORDS:
	case REPORT_QUIET: break;
	case REPORT_PIPE:
		printf("state=later\tkind=%s\ttext=%.*s\tretry_s=%" PRId64 "\n", report_kind(kind), STR_FMT(why),
		       wait_s);
		break;
	case REPORT_JSON: report_json_failed("later", kind, why, wait_s); break;
	}
	fflush(stdout);
}

void report_decks(const struct content_news *decks)
{
	if (decks->fetched)
		printf(_("%" PRId64 " decks fetched: %" PRId64 " notes new, %" PRId64 " changed, %" PRId64
			 " gone.\n"),
		       decks->fetched, decks->added, decks->changed, decks->removed);
	if (decks->skipped)
		printf(_("%" PRId64 " documents of decks are not notes and were left out.\n"),
		       decks->skipped);
	if (decks->own)
		printf(_("%" PRId64 " notes of decks are notes of your own here, which stay as they are.\n"), decks->own);
	fputs(buf_z(&decks->words), stdout);
}

static void say_rows(const struct sync_news *rows)
{
	printf(_("%" PRId64 " rows sent, %" PRId64 " received; %" PRId64 " waiting, %" PRId64
		 " safe on the server.\n"),
	       rows->pushed, rows->pulled, rows->waiting, rows->safe);
	if (rows->bad)
		printf(_("%" PRId64
			 " documents are no rows that this version can read; they are kept as they are.\n"),
		       rows->bad);
	if (rows->foreign)
		printf(_("%" PRId64
			 " documents of `rows` have an _id that names no place; they were left alone.\n"),
		       rows->foreign);
	if (rows->holes)
		printf(_("%" PRId64 " devices have not sent all of their rows yet.\n"), rows->holes);
	if (rows->repaired)
		printf(_("%" PRId64
			 " rows of other devices were missing on the server and are there again.\n"),
		       rows->repaired);
	if (rows->lost > rows->repaired)
		printf(_("%" PRId64 " devices' last rows are no longer on the server as they were.\n"),
		       rows->lost);
	if (rows->forks)
		puts(_("A copy of this store was in use elsewhere; this one goes on under a name of its "
		       "own."));
	if (rows->clock_rows)
		puts(_("This machine's clock is wrong; the times of its answers were put right."));
}

static void pipe_done(const struct report_done *done)
{
	const struct sync_news *rows = done->rows;
	const struct content_news *decks = done->decks;

	printf("state=done\trows=%" PRId64 "\tsent=%" PRId64 "\twaiting=%" PRId64 "\tsafe=%" PRId64
	       "\tbad=%" PRId64 "\tforks=%" PRId64 "\tnotes=%" PRId64 "\tbytes=%" PRId64 "\ttext=%" PRId64
	       " rows sent, %" PRId64 " received\n",
	       rows->pulled, rows->pushed, rows->waiting, rows->safe, rows->bad, rows->forks,
	       decks->added + decks->changed + decks->removed, done->bytes.sent + done->bytes.received,
	       rows->pushed, rows->pulled);
}

void report_done(struct report *report, const struct report_done *done)
{
	switch (report->form) {
	case REPORT_WORDS:
		say_rows(done->rows);
		report_decks(done->decks);
		break;
	case REPORT_PIPE: pipe_done(done); break;
	case REPORT_JSON: report_json_done(done); break;
	case REPORT_QUIET: break;
	}
	fflush(stdout);
}

const char *report_kind(enum err_kind kind)
{
	static const char *const kinds[] = {
		[ERR_FAILED] = "failed", [ERR_USAGE] = "usage",	    [ERR_INPUT] = "input",
		[ERR_STORE] = "store",	 [ERR_NETWORK] = "network", [ERR_REFUSED] = "refused"};

	return kinds[kind];
}

void report_catalogue(const char *key, int64_t decks)
{
	if (key)
		printf("state=preview\tkey=%s\n", key);
	else
		printf("state=catalogue\tdecks=%" PRId64 "\n", decks);
	fflush(stdout);
}

void report_error(struct report *report, const struct err *err, int64_t wait_s)
{
	switch (report->form) {
	case REPORT_WORDS:
	case REPORT_QUIET: break; /* main says the sentence */
	case REPORT_PIPE:
		printf("state=error\tkind=%s\ttext=%s\tretry_s=%" PRId64 "\n", report_kind(err->kind), err->text,
		       wait_s);
		break;
	case REPORT_JSON: report_json_failed("error", err->kind, str_of(err->text), wait_s); break;
	}
	fflush(stdout);
}
