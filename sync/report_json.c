/* SPDX-License-Identifier: MIT
 * Report: how a sync ended, as one JSON object for other programs. */
#include <stdio.h>

#include "base/json.h"
#include "sync/report.h"

static struct json begin(struct buf *out, const char *state)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key_str(&j, "state", str_of(state));
	return j;
}

static void end(struct json *j)
{
	json_close(j, '}');
	puts(buf_z(j->out));
	buf_fini(j->out);
}

void report_json_state(const char *state)
{
	struct buf out = {0};
	struct json j = begin(&out, state);

	end(&j);
}

void report_json_who(const struct str *names, size_t count)
{
	struct buf out = {0};
	struct json j = begin(&out, "who");

	json_key(&j, "names");
	json_open(&j, '[');
	for (size_t i = 0; i < count; i++)
		json_str(&j, names[i]);
	json_close(&j, ']');
	end(&j);
}

void report_json_done(const struct report_done *done)
{
	struct buf out = {0};
	struct json j = begin(&out, "done");
	const struct {
		const char *key;
		int64_t value;
	} numbers[] = {
		{"received", done->rows->pulled},
		{"sent", done->rows->pushed},
		{"waiting", done->rows->waiting},
		{"safe", done->rows->safe},
		{"bad", done->rows->bad},
		{"forks", done->rows->forks},
		{"notes", done->decks->added + done->decks->changed + done->decks->removed},
		{"bytes_sent", done->bytes.sent},
		{"bytes_received", done->bytes.received},
	};

	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		json_key_int(&j, numbers[i].key, numbers[i].value);
	end(&j);
}

void report_json_failed(const char *state, enum err_kind kind, struct str text, int64_t wait_s)
{
	struct buf out = {0};
	struct json j = begin(&out, state);

	json_key_str(&j, "kind", str_of(report_kind(kind)));
	json_key_str(&j, "text", text);
	json_key(&j, "retry_s");
	if (wait_s < 0)
		json_null(&j);
	else
		json_int(&j, wait_s);
	end(&j);
}
