/* SPDX-License-Identifier: MIT
 * Crossing in a build without cairn-sync (meson setup -Dsync=disabled, or no libmongoc): rows wait, and whoever asks is
 * told why. Its twin: crossing.c. */
#include "base/message.h"
#include "tui/crossing.h"

static const char *const WHY_NOT = N_("this cairn was built without sync: your answers wait here");

void crossing_open(struct crossing *c, const struct env *env, const char *profile, const char *learner)
{
	*c = (struct crossing){.env = env, .profile = profile, .learner = learner, .why_not = WHY_NOT};
}

int crossing_program(char **program, struct err *err)
{
	*program = NULL;
	return err_set(err, ERR_FAILED,
		       "this cairn was built without libmongoc, so there is no cairn-sync; install libmongoc and build "
		       "again, or carry the store to a machine that has it (docs/devices.md)");
}

int crossing_run(struct child_job job, pid_t *pid, int *fd, struct err *err)
{
	char *program;

	(void)job;
	(void)fd;
	*pid = 0;
	return crossing_program(&program, err);
}

int crossing_start(struct crossing *c, struct err *err)
{
	(void)c;
	(void)err;
	return 0;
}

int crossing_ask(struct crossing *c, struct err *err)
{
	return err_set(err, ERR_USAGE, "%s", c->why_not);
}

void crossing_read(struct crossing *c)
{
	(void)c; /* there is no child, so the loop never has anything to read */
}

int crossing_finish(struct crossing *c, bool wait, struct err *err)
{
	(void)c;
	(void)wait;
	(void)err;
	return 0;
}

void crossing_stop(struct crossing *c)
{
	(void)c;
}
