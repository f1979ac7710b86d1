/* SPDX-License-Identifier: MIT
 * Who studies: asked once, before the first rows travel; the name is then fixed in the store. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "sync/mongo/place.h"
#include "sync/run.h"

enum { NAMES_MAX = 100, LINE_BYTES = 128 };

static int fix_learner(struct sync_run *run, struct str name, struct err *err)
{
	STORE_TX(tx);

	if (!learner_is_valid(name))
		return err_set(err, ERR_USAGE,
			       "a learner's name has 1 to 32 of the characters a-z, 0-9 and -, unlike what "
			       "--learner or "
			       "CAIRN_LEARNER says");
	buf_add(&run->learner, name);
	if (store_begin(run->link.store, &tx, err) || meta_set_text(run->link.store, META_LEARNER, name, err))
		return -1;
	return store_commit(&tx, err);
}

static void put_names(struct buf *out, const struct str *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_addf(out, "%s%.*s", i ? ", " : "", STR_FMT(names[i]));
	if (!count)
		buf_addz(out, _("none yet"));
}

static bool is_found(const struct str *names, size_t count, struct str name)
{
	for (size_t i = 0; i < count; i++)
		if (str_eq(names[i], name))
			return true;
	return false;
}

static bool read_line(char line[LINE_BYTES], struct str *text)
{
	if (!fgets(line, LINE_BYTES, stdin))
		return false;
	*text = str_trim(str_of(line));
	return true;
}

/* A name that is there, or one that is meant to be new: a slip of the finger makes no second learner. */
static bool read_name(const struct str *names, size_t count, char line[LINE_BYTES], struct str *name)
{
	char yes[LINE_BYTES];
	struct str answer;

	for (;;) {
		fputs(_("Type the one that is you, or a new name (a-z, 0-9, -): "), stdout);
		fflush(stdout);
		if (!read_line(line, name))
			return false;
		if (!learner_is_valid(*name)) {
			puts(_("A name has 1 to 32 of a-z, 0-9 and -."));
			continue;
		}
		if (!count || is_found(names, count, *name))
			return true;
		printf(_("%.*s is new on this server. Begin as %.*s? [y/N] "), STR_FMT(*name),
		       STR_FMT(*name));
		fflush(stdout);
		if (!read_line(yes, &answer))
			return false;
		if (answer.len && (answer.s[0] | 0x20) == 'y')
			return true;
	}
}

static int ask_on_terminal(struct sync_run *run, const struct str *names, size_t count, struct str found,
			   struct err *err)
{
	char line[LINE_BYTES];
	struct str name;
	bool said;

	printf(_("Who learns here? On this server: %.*s.\n"), STR_FMT(found));
	link_pause(&run->link); /* people may take their time */
	said = read_name(names, count, line, &name);
	link_go_on(&run->link);
	if (!said)
		return err_set(err, ERR_USAGE, "nobody said who the learner is; nothing was sent");
	return fix_learner(run, name, err);
}

/* 0 known now, 1 the game has to ask. */
static int ask_learner(struct sync_run *run, struct err *err)
{
	enum report_form form = run->wishes.report.form;
	struct str names[NAMES_MAX];
	struct arena arena = {0};
	struct buf found = {0};
	size_t count = 0;
	int rc = sync_names(net_mongoc_net(run->link.mongo), names, NAMES_MAX, &count, &arena, err);

	put_names(&found, names, count);
	if (rc == 0 && (form == REPORT_PIPE || form == REPORT_JSON)) {
		report_who(&run->wishes.report, names, count);
		rc = 1;
	} else if (rc == 0 && form == REPORT_WORDS && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		rc = ask_on_terminal(run, names, count, buf_str(&found), err);
	} else if (rc == 0) {
		rc = err_set(
			err, ERR_USAGE,
			"who is the learner? Run cairn sync --learner NAME once, with one of the names on this "
			"server (%.250s) or a new one",
			buf_z(&found));
	}
	buf_fini(&found);
	arena_fini(&arena);
	return rc;
}

int learner_find(struct sync_run *run, struct err *err)
{
	const char *wanted =
		run->wishes.learner ? run->wishes.learner : env_get(&run->link.cross->env, "CAIRN_LEARNER");
	int rc = meta_get_text(run->link.store, META_LEARNER, &run->learner, err);

	if (rc < 0)
		return -1;
	if (rc == 1)
		return wanted ? fix_learner(run, str_of(wanted), err) : ask_learner(run, err);
	if (wanted && !str_is(buf_str(&run->learner), wanted))
		return err_set(err, ERR_USAGE,
			       "this profile belongs to the learner %s; correct CAIRN_LEARNER, or use --profile NAME for "
			       "another one",
			       buf_z(&run->learner));
	return 0;
}
