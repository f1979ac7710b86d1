/* SPDX-License-Identifier: MIT
 * cairn rescue: what a damaged store can be rebuilt from, a question, and the rebuilding. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "tui/rescue.h"

/* On the terminal; without one only --yes says yes. */
static int ask(const struct program *p, const struct rescue_plan *plan, struct err *err)
{
	struct buf text = {0};
	char line[16] = "";

	if (p->options.yes)
		return 0;
	rescue_explain(p, plan, &text);
	printf("%s\n", buf_z(&text));
	buf_fini(&text);
	if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
		fputs(_("Rebuild it now? Type yes: "), stdout);
		fflush(stdout);
		if (fgets(line, sizeof(line), stdin) && strcmp(line, "yes\n") == 0)
			return 0;
	}
	return err_set(err, ERR_FAILED, "nothing was changed; cairn rescue --yes rebuilds it without asking");
}

static void tell(const struct rescued *r)
{
	printf(_("kept: %s\n"), r->aside.s);
	if (r->from.len)
		printf(_("from: %s\n"), r->from.s);
	printf(_("rebuilt: %" PRId64 " rows, of these %" PRId64 " read from the damaged file alone\n"), r->rows, r->read);
}

/* This process becomes the sync that brings what the server has. */
static int go_on(struct program *p, const struct rescue_plan *plan, struct err *err)
{
	static char *nothing[] = {NULL};
	const char *how = env_get(&p->env, "CAIRN_SYNC");

	if (!plan->server || (how && strcmp(how, "off") == 0))
		return 0;
	fflush(stdout);
	p->options.verb = "sync";
	p->options.rest = nothing;
	return cmd_hand_over(p, err);
}

int cmd_rescue(struct program *p, struct err *err)
{
	struct rescue_plan plan;
	struct rescued rescued = {0};
	int rc = rescue_examine(p, err);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		puts(_("the store is whole; there is nothing to rescue"));
		return 0;
	}
	if (rescue_look(p, &plan, err))
		return -1;
	rc = ask(p, &plan, err) || rescue_do(p, &plan, &rescued, err) ? -1 : 0;
	if (rc == 0) {
		tell(&rescued);
		rc = go_on(p, &plan, err);
	}
	rescue_forget(&plan);
	buf_fini(&rescued.aside);
	buf_fini(&rescued.from);
	return rc;
}
