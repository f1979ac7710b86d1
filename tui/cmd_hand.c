/* SPDX-License-Identifier: MIT
 * sync, import, export, publish: this process becomes cairn-sync. Secrets go through the environment only. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "study/fold.h"
#include "tui/crossing.h"
#include "tui/pin.h"
#include "tui/program.h"

/* Schedules go out as they stand, and only the game folds them. */
static int bring_up_to_date(struct program *p, struct err *err)
{
	int rc = program_store(p, err);

	if (rc == 0)
		rc = fold_slice(p->store, 0, err) < 0 ? -1 : 0;
	store_close(p->store);
	p->store = NULL;
	return rc;
}

int cmd_hand_over(struct program *p, struct err *err)
{
	const struct options *o = &p->options;
	size_t words = 0, argc = 0;
	const char **argv;
	char *path;

	if (strcmp(o->verb, "export") == 0 &&
	    (pin_ask_tty(&p->env, &p->paths, &p->clock, err) || bring_up_to_date(p, err)))
		return -1;
	if (crossing_program(&path, err))
		return -1;
	while (o->rest[words])
		words++;
	argv = mem_array(words + 10, sizeof(*argv));
	argv[argc++] = "cairn-sync";
	argv[argc++] = o->verb;
	if (o->profile) {
		argv[argc++] = "--profile";
		argv[argc++] = o->profile;
	}
	if (o->learner && strcmp(o->verb, "sync") == 0) {
		argv[argc++] = "--learner";
		argv[argc++] = o->learner;
	}
	if (o->json)
		argv[argc++] = "--json";
	memcpy(argv + argc, o->rest, words * sizeof(*argv));
	execve(path, (char *const *)argv, env_for_child(&p->env));
	err_sys(err, "starting \"%s\"", path);
	free(argv);
	free(path);
	return -1;
}
