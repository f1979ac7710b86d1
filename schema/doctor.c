/* SPDX-License-Identifier: MIT
 * Doctor: running a table of checks and printing what they found. */
#include "schema/doctor.h"

#include <stdio.h>

#include "base/message.h"

static const char *const words[] = {[VERDICT_GOOD] = "ok", [VERDICT_NOTE] = "note", [VERDICT_BAD] = "bad"};

void doctor_begin(struct doctor *doctor, bool json, bool fix)
{
	*doctor = (struct doctor){.json = json, .fix = fix};
	doctor->j.out = &doctor->out;
	if (json) {
		json_open(&doctor->j, '{');
		json_key(&doctor->j, "checks");
		json_open(&doctor->j, '[');
	}
}

static void put_json(struct doctor *doctor, const char *name, const struct finding *finding)
{
	struct json *j = &doctor->j;

	json_open(j, '{');
	json_key_str(j, "check", str_of(name));
	json_key_str(j, "verdict", str_of(words[finding->verdict]));
	json_key_str(j, "text", buf_str(&finding->text));
	json_key(j, "commands");
	if (finding->commands.len)
		json_str(j, buf_str(&finding->commands));
	else
		json_null(j);
	json_close(j, '}');
}

static void put_line(struct doctor *doctor, const char *name, const struct finding *finding)
{
	struct str rest = str_trim(buf_str(&finding->commands)), line;

	buf_addf(&doctor->out, "%-4s  %-12s %s\n", words[finding->verdict], name, buf_z(&finding->text));
	while (finding->commands.len && str_cut(&rest, '\n', &line))
		buf_addf(&doctor->out, "      %.*s\n", STR_FMT(line));
}

static void look(const struct check *check, void *ctx, struct finding *finding)
{
	struct err err;

	*finding = (struct finding){0};
	if (check->run(ctx, finding, &err)) {
		finding->verdict = VERDICT_BAD;
		buf_clear(&finding->text);
		buf_addz(&finding->text, err.text);
	}
}

static void forget(struct finding *finding)
{
	buf_fini(&finding->text);
	buf_fini(&finding->commands);
}

/* Mends, and looks again: what is said is how it is then. */
static void mend(struct doctor *doctor, const struct check *check, void *ctx, struct finding *finding)
{
	struct err err;
	int rc = check->fix(ctx, &err);

	if (rc == 0) {
		forget(finding);
		look(check, ctx, finding);
		doctor->mended += finding->verdict == VERDICT_GOOD;
		buf_addz(&finding->text, finding->verdict == VERDICT_GOOD ? _(" (mended)") : _(" (not mended)"));
	} else {
		buf_addf(&finding->text, _("; mending it failed: %s"), err.text);
	}
}

static void run_one(struct doctor *doctor, const struct check *check, void *ctx)
{
	struct finding finding;

	look(check, ctx, &finding);
	if (doctor->fix && check->fix && (finding.verdict != VERDICT_GOOD || finding.unfinished))
		mend(doctor, check, ctx, &finding);
	doctor->checks++;
	doctor->notes += finding.verdict == VERDICT_NOTE;
	doctor->bad += finding.verdict == VERDICT_BAD;
	if (doctor->json)
		put_json(doctor, check->name, &finding);
	else
		put_line(doctor, check->name, &finding);
	forget(&finding);
}

void doctor_run(struct doctor *doctor, const struct check *checks, size_t count, void *ctx)
{
	for (size_t i = 0; i < count; i++)
		run_one(doctor, &checks[i], ctx);
}

static void put_count(struct doctor *doctor, const char *key, int count)
{
	json_key_int(&doctor->j, key, count);
}

int doctor_end(struct doctor *doctor, struct err *err)
{
	int bad = doctor->bad;

	if (doctor->json) {
		json_close(&doctor->j, ']');
		put_count(doctor, "notes", doctor->notes);
		put_count(doctor, "bad", doctor->bad);
		put_count(doctor, "mended", doctor->mended);
		json_close(&doctor->j, '}');
		buf_addc(&doctor->out, '\n');
	} else {
		buf_addf(&doctor->out, _("%d checks, %d notes, %d bad\n"), doctor->checks, doctor->notes,
			 doctor->bad);
	}
	fputs(buf_z(&doctor->out), stdout);
	buf_fini(&doctor->out);
	if (fflush(stdout))
		return err_sys(err, "writing the output");
	return bad ? err_set(err, ERR_FAILED, "%d of the checks found something that has to be mended", bad)
		   : 0;
}
