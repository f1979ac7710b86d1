/* SPDX-License-Identifier: MIT
 * The checks of this machine: who may read its folders and its settings. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "schema/doctor_priv.h"

static int look_private(const char *path, struct finding *finding, struct err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : err_sys(err, "looking at %s", path);
	if (!S_ISLNK(st.st_mode) && st.st_uid == geteuid() && !(st.st_mode & 077))
		return 0;
	finding->verdict = VERDICT_BAD;
	buf_addf(&finding->text, _("%s%s can be read or changed by others"), finding->text.len ? ", " : "",
		 path);
	buf_addf(&finding->commands, "chmod %s '%s'\n", S_ISDIR(st.st_mode) ? "700" : "600", path);
	return 0;
}

int doctor_check_folders(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	const char *paths[] = {p->paths->data, p->paths->state, p->paths->config, p->paths->store};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		bool again = false;

		for (size_t k = 0; k < i; k++)
			again |= strcmp(paths[i], paths[k]) == 0;
		if (!again && look_private(paths[i], finding, err))
			return -1;
	}
	if (!finding->text.len)
		buf_addf(&finding->text, _("%s and the store are their owner's alone"), p->paths->data);
	return 0;
}

/* A link is left to its owner: what it points to is not ours to change. */
static int make_private(const char *path, struct err *err)
{
	struct stat st;

	if (lstat(path, &st))
		return errno == ENOENT ? 0 : err_sys(err, "looking at %s", path);
	if (S_ISLNK(st.st_mode) || st.st_uid != geteuid() || !(st.st_mode & 077))
		return 0;
	return chmod(path, st.st_mode & 0700) ? err_sys(err, "changing the rights of %s", path) : 0;
}

int doctor_fix_folders(void *ctx, struct err *err)
{
	struct patient *p = ctx;

	return make_private(p->paths->data, err) || make_private(p->paths->state, err) ||
			       make_private(p->paths->config, err) || make_private(p->paths->store, err)
		       ? -1
		       : 0;
}

int doctor_fix_settings(void *ctx, struct err *err)
{
	struct patient *p = ctx;
	char *path = path_join(p->paths->shared, ".env");
	int rc = make_private(path, err);

	free(path);
	return rc;
}

int doctor_check_settings(void *ctx, struct finding *finding, struct err *err)
{
	struct patient *p = ctx;
	char *path = path_join(p->paths->shared, ".env");
	int rc = look_private(path, finding, err);

	if (rc == 0 && p->env->skipped.len) {
		finding->verdict = VERDICT_BAD;
		buf_clear(&finding->text);
		buf_add(&finding->text, str_trim(buf_str(&p->env->skipped)));
		for (size_t i = 0; i < finding->text.len; i++)
			if (finding->text.s[i] == '\n')
				finding->text.s[i] = ' ';
	} else if (rc == 0 && !finding->text.len) {
		buf_addz(&finding->text, env_get(p->env, "MONGODB_URI") ? _("MONGODB_URI is set")
									: _("MONGODB_URI is not set"));
		buf_addz(&finding->text, env_get(p->env, "CAIRN_KEY") ? _(", CAIRN_KEY is set")
								      : _(", CAIRN_KEY is not set"));
	}
	free(path);
	return rc;
}
