/* SPDX-License-Identifier: MIT
 * The verb export with --postgres: into the database of DATABASE_URL, or as a script to a file or standard output. */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "sync/cross.h"
#include "sync/postgres/pg.h"

enum { SCHEMA_MAX = 60 };

struct wishes {
	const char *schema, *path;
};

static bool is_schema(const char *name)
{
	size_t len = strlen(name);

	return len && len <= SCHEMA_MAX && strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789") == len &&
	       !(*name >= '0' && *name <= '9');
}

static int take_words(struct wishes *wishes, int argc, char **argv, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--postgres"))
			continue;
		if (!strcmp(argv[i], "--schema") && i + 1 < argc)
			wishes->schema = argv[++i];
		else if (argv[i][0] != '-' && !wishes->path)
			wishes->path = argv[i];
		else if (!strcmp(argv[i], "-") && !wishes->path)
			wishes->path = argv[i];
		else
			return err_set(err, ERR_USAGE, "export --postgres does not know %.60s; it takes FILE or - and --schema NAME", argv[i]);
	}
	if (!is_schema(wishes->schema))
		return err_set(err, ERR_USAGE, "a schema's name is made of a to z, 0 to 9 and _, 60 at most, no digit first; not \"%.70s\"",
			       wishes->schema);
	return 0;
}

static int write_file(struct store *store, const struct wishes *wishes, int fd, const char *name, struct err *err)
{
	struct flow_file file;

	flow_file(&file, fd, name);
	return pg_write(store, wishes->schema, &file.flow, err);
}

/* A new file: it holds every card and answer, and is its owner's alone. */
static int write_path(struct store *store, const struct wishes *wishes, struct err *err)
{
	int fd = open(wishes->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), rc;

	if (fd < 0)
		return err_sys(err, "making the file %s", wishes->path);
	rc = write_file(store, wishes, fd, wishes->path, err);
	if (rc == 0 && fsync(fd))
		rc = err_sys(err, "writing %s", wishes->path);
	close(fd);
	if (rc)
		unlink(wishes->path);
	return rc;
}

static int load(struct store *store, const struct wishes *wishes, const char *url, struct err *err)
{
	struct psql *psql = NULL;
	int rc = psql_open(&psql, url, err);

	if (rc == 0)
		rc = pg_write(store, wishes->schema, psql_flow(psql), err);
	psql_free(psql);
	return rc;
}

int cmd_postgres(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct wishes wishes = {.schema = "cairn"};
	const char *url = env_get(&cross->env, "DATABASE_URL");
	struct store *store = NULL;
	int rc;

	if (take_words(&wishes, argc, argv, err))
		return -1;
	if (!wishes.path && env_left_database(&cross->env))
		return err_set(err, ERR_USAGE,
			       "the DATABASE_URL of this folder's .env is not taken, as it may be another program's database; put yours into "
			       "%.200s/.env (mode 600)",
			       cross->paths.config);
	if (cross_open_store(cross, &store, err))
		return -1;
	if (wishes.path && strcmp(wishes.path, "-") != 0)
		rc = write_path(store, &wishes, err);
	else if (url && !wishes.path)
		rc = load(store, &wishes, url, err);
	else
		rc = write_file(store, &wishes, STDOUT_FILENO, "standard output", err);
	store_close(store);
	return rc;
}
