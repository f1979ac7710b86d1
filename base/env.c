/* SPDX-License-Identifier: MIT
 * Environment: the settings and secrets that come from outside. */
#include "base/env.h"

#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/env_file.h"
#include "base/mem.h"
#include "base/uri.h"

extern char **environ;

struct env_entry {
	char *name, *value;
	bool is_secret;
};

static const char *const secrets[] = {"MONGODB_URI", "APP_PIN", "DATABASE_URL", "CAIRN_KEY", "CAIRN_LLM_KEY"};
/* What the game hands on: the PIN was asked before. */
static const char *const child_secrets[] = {"MONGODB_URI", "DATABASE_URL", "CAIRN_KEY", "CAIRN_LLM_KEY"};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_secret(const char *name)
{
	for (size_t i = 0; i < COUNT(secrets); i++)
		if (strcmp(secrets[i], name) == 0)
			return true;
	return false;
}

static struct env_entry *find(const struct env *env, const char *name)
{
	for (size_t i = 0; i < env->count; i++)
		if (strcmp(env->entries[i].name, name) == 0)
			return &env->entries[i];
	return NULL;
}

static void add(struct env *env, struct str name, struct str value)
{
	struct env_entry *entry;

	env->entries = mem_grow(env->entries, env->count + 1, sizeof(*env->entries));
	entry = &env->entries[env->count++];
	entry->name = mem_strndup(name.s, name.len);
	entry->value = mem_strndup(value.s, value.len);
	entry->is_secret = is_secret(entry->name);
}

/* Takes ours out of environ; of secrets the process' own copy, which /proc shows, is overwritten. */
static void take_environment(struct env *env)
{
	for (char **variable = environ; variable && *variable; variable++) {
		struct str value = str_of(*variable), name;

		if (str_cut(&value, '=', &name) && value.s && env_file_is_ours(name))
			add(env, name, value);
	}
	for (size_t i = 0; i < COUNT(secrets); i++) {
		char *value = getenv(secrets[i]);

		if (value) {
			explicit_bzero(value, strlen(value));
			unsetenv(secrets[i]);
		}
	}
}

struct file_context {
	struct env *env;
	bool anybodys; /* the working folder's: it may not say where texts go */
	bool has_uri; /* this file's MONGODB_URI is the one in force */
};

static void take_line(void *ctx, struct str name, struct str value)
{
	struct file_context *file = ctx;
	char *copy = mem_strndup(name.s, name.len);
	bool is_database = str_is(name, "DATABASE_URL");

	file->env->left_database |= file->anybodys && is_database;
	if (!find(file->env, copy) && !(file->anybodys && (is_database || str_starts(name, "CAIRN_LLM_"))) &&
	    strcmp(copy, "CAIRN_DATA") != 0) { /* CAIRN_DATA says where the files lie */
		add(file->env, name, value);
		if (!is_secret(copy))
			setenv(copy, find(file->env, copy)->value, 0);
		file->has_uri |= strcmp(copy, "MONGODB_URI") == 0;
	}
	free(copy);
}

static bool take_file(struct env *env, const char *folder, bool anybodys)
{
	struct file_context file = {.env = env, .anybodys = anybodys};
	char *path = path_join(folder, ".env");

	env_file_read(path, take_line, &file, &env->skipped);
	free(path);
	return file.has_uri;
}

static char *hosts_path(const struct paths *paths)
{
	return path_join(paths->shared, "hosts");
}

static bool is_agreed(const struct paths *paths, const char *host)
{
	char *path = hosts_path(paths);
	struct buf known = {0};
	struct str rest, line;
	bool found = false;

	if (path_read(path, 64 * 1024, PATH_NOFOLLOW | PATH_PRIVATE, &known, NULL) == 0)
		for (rest = buf_str(&known); !found && str_cut(&rest, '\n', &line);)
			found = str_is(line, host);
	buf_fini(&known);
	free(path);
	return found;
}

/* A working folder may be anybody's: an address that it brings is asked for once (DESIGN.md 8). */
static void take_working_folder(struct env *env, const struct paths *paths)
{
	char *here = getcwd(NULL, 0);
	struct buf host = {0};

	if (here && strcmp(here, paths->config) != 0 && strcmp(here, paths->shared) != 0 &&
	    take_file(env, here, true)) {
		const char *uri = find(env, "MONGODB_URI")->value;

		if (*uri && (!uri_put_hosts(&host, str_of(uri)) || !is_agreed(paths, host.s)))
			env->asked_host = mem_strndup(buf_z(&host), host.len);
	}
	buf_fini(&host);
	free(here);
}

/* LeakSanitizer looks into its own process from a second one, which an undumpable process does not allow. */
#if defined(__SANITIZE_ADDRESS__)
enum { CAN_HIDE = 0 };
#elif defined(__has_feature)
enum { CAN_HIDE = !__has_feature(address_sanitizer) };
#else
enum { CAN_HIDE = 1 };
#endif

static void leave_no_core(void)
{
	const struct rlimit none = {0, 0};

	(void)setrlimit(RLIMIT_CORE, &none);
	if (CAN_HIDE)
		prctl(PR_SET_DUMPABLE, 0);
}

static int check_key(const struct env *env, struct err *err)
{
	const char *key = env_get(env, "CAIRN_KEY");
	size_t len = key ? strlen(key) : 0;

	if (!key || (len >= 16 && len <= 64))
		return 0;
	return err_set(err, ERR_USAGE, "CAIRN_KEY has %zu bytes; give it 16 to 64", len);
}

static const char *const sync_words[] = {[ENV_SYNC_AUTO] = "auto", [ENV_SYNC_MANUAL] = "manual", [ENV_SYNC_OFF] = "off"};

enum env_sync env_sync(const struct env *env)
{
	const char *value = env_get(env, "CAIRN_SYNC");

	for (size_t i = 0; value && i < COUNT(sync_words); i++)
		if (strcmp(value, sync_words[i]) == 0)
			return (enum env_sync)i;
	return ENV_SYNC_AUTO;
}

static int check_sync(const struct env *env, struct err *err)
{
	const char *value = env_get(env, "CAIRN_SYNC");

	if (!value || env_sync(env) != ENV_SYNC_AUTO || strcmp(value, "auto") == 0)
		return 0;
	return err_set(err, ERR_USAGE, "CAIRN_SYNC is auto, manual or off, not \"%.20s\"", value);
}

int env_open(struct env *env, const struct paths *paths, struct err *err)
{
	*env = (struct env){0};
	take_environment(env);
	take_file(env, paths->config, false);
	if (strcmp(paths->config, paths->shared) != 0)
		take_file(env, paths->shared, false);
	take_working_folder(env, paths);
	for (size_t i = 0; i < COUNT(secrets); i++)
		if (find(env, secrets[i])) {
			leave_no_core();
			break;
		}
	if (!check_key(env, err) && !check_sync(env, err))
		return 0;
	env_close(env);
	return -1;
}

void env_close(struct env *env)
{
	for (size_t i = 0; i < env->count; i++) {
		explicit_bzero(env->entries[i].value, strlen(env->entries[i].value));
		free(env->entries[i].value);
		free(env->entries[i].name);
	}
	free(env->entries);
	free(env->asked_host);
	buf_fini(&env->skipped);
	*env = (struct env){0};
}

const char *env_get(const struct env *env, const char *name)
{
	const struct env_entry *entry = find(env, name);

	if (!entry || !*entry->value || (env->asked_host && strcmp(name, "MONGODB_URI") == 0))
		return NULL;
	return entry->value;
}

const char *env_new_host(const struct env *env)
{
	return env->asked_host;
}

bool env_left_database(const struct env *env)
{
	return env->left_database && !find(env, "DATABASE_URL");
}

int env_agree(struct env *env, const struct paths *paths, struct err *err)
{
	char *path = hosts_path(paths);
	struct buf known = {0};
	int result;

	if (path_read(path, 64 * 1024, PATH_NOFOLLOW | PATH_PRIVATE, &known, NULL) != 0)
		buf_clear(&known);
	buf_addf(&known, "%s\n", env->asked_host);
	result = path_write(path, buf_str(&known), err);
	buf_fini(&known);
	free(path);
	free(env->asked_host); /* in force for this run even if it could not be kept */
	env->asked_host = NULL;
	return result;
}

static size_t count_environ(void)
{
	size_t count = 0;

	while (environ && environ[count])
		count++;
	return count;
}

static char *put_variable(char *at, const char *name, const char *value)
{
	size_t name_len = strlen(name), value_len = strlen(value);

	memcpy(at, name, name_len);
	at[name_len] = '=';
	memcpy(at + name_len + 1, value, value_len + 1);
	return at + name_len + value_len + 2;
}

char **env_for_child(const struct env *env)
{
	size_t ours = count_environ(), bytes = 0, count = ours;
	char **block, *at;

	for (size_t i = 0; i < COUNT(child_secrets); i++) {
		const char *value = env_get(env, child_secrets[i]);

		bytes += value ? strlen(child_secrets[i]) + strlen(value) + 2 : 0;
	}
	block = mem_alloc((ours + COUNT(child_secrets) + 1) * sizeof(*block) + bytes);
	at = (char *)(block + ours + COUNT(child_secrets) + 1);
	memcpy(block, environ, ours * sizeof(*block));
	for (size_t i = 0; i < COUNT(child_secrets); i++) {
		const char *value = env_get(env, child_secrets[i]);

		if (value) {
			block[count++] = at;
			at = put_variable(at, child_secrets[i], value);
		}
	}
	return block;
}
