/* SPDX-License-Identifier: MIT
 * Who studies: asked once, before the first rows travel; the name is then fixed in the store. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "sync/mongo/place.h"
#include "sync/run.h"

enum { NAMES_MAX = 100 };

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
		buf_addz(out, "none yet");
}

static int ask_on_terminal(struct sync_run *run, struct str found, struct err *err)
{
	char line[128];
	char *got;

	printf("Learners on this server: %.*s.\nType one of these if that is you, or a new name (a-z, 0-9, "
	       "-): ",
	       STR_FMT(found));
	fflush(stdout);
	link_pause(&run->link); /* people may take their time */
	got = fgets(line, sizeof line, stdin);
	link_go_on(&run->link);
	if (!got)
		return err_set(err, ERR_USAGE, "nobody said who the learner is; nothing was sent");
	return fix_learner(run, str_trim(str_of(line)), err);
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
		rc = ask_on_terminal(run, buf_str(&found), err);
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
			       "this profile belongs to the learner %s; use --profile NAME for another one",
			       buf_z(&run->learner));
	return 0;
}
