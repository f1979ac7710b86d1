/* SPDX-License-Identifier: MIT */
#include "base/env.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env_file.h"
#include "tests/unit/unit.h"

extern char **environ;

static struct paths paths;

static void write_file(const char *folder, const char *content)
{
	char *path = path_join(folder, ".env");
	struct err err;

	if (path_write(path, str_of(content), &err))
		fail_msg("%s", err.text);
	free(path);
}

/* Every case has a configuration folder and a working folder of its own. */
static int set_up(void **state)
{
	static int number;
	char folder[32];
	struct err err;

	(void)state;
	for (size_t i = 0; environ[i];) {
		char *equals = strchr(environ[i], '=');
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)(equals - environ[i]), environ[i]);
		if (env_file_is_ours(str_of(name)) && strcmp(name, "CAIRN_SOURCE_ROOT") != 0)
			unsetenv(name);
		else
			i++;
	}
	snprintf(folder, sizeof(folder), "config%d", ++number);
	setenv("CAIRN_DATA", unit_path(folder), 1);
	if (paths_open(&paths, NULL, &err))
		return -1;
	snprintf(folder, sizeof(folder), "work%d", number);
	return mkdir(unit_path(folder), 0700) || chdir(unit_path(folder));
}

static int tear_down(void **state)
{
	(void)state;
	paths_close(&paths);
	return 0;
}

static struct env open_env(void)
{
	struct env env;
	struct err err;

	if (env_open(&env, &paths, &err))
		fail_msg("%s", err.text);
	return env;
}

static void env__secrets_leave_the_environment(void **state)
{
	struct env env;
	const char *raw;

	(void)state;
	setenv("MONGODB_URI", "mongodb://u:hidden@h/", 1);
	setenv("APP_PIN", "1234", 1);
	setenv("CAIRN_LEARNER", "anna", 1);
	raw = getenv("MONGODB_URI");
	env = open_env();
	assert_null(getenv("MONGODB_URI"));
	assert_null(getenv("APP_PIN"));
	assert_int_equal(raw[0], '\0'); /* also where /proc/PID/environ shows it */
	assert_string_equal(env_get(&env, "MONGODB_URI"), "mongodb://u:hidden@h/");
	assert_string_equal(env_get(&env, "APP_PIN"), "1234");
	assert_string_equal(env_get(&env, "CAIRN_LEARNER"), "anna");
	assert_string_equal(getenv("CAIRN_LEARNER"), "anna");
	assert_null(env_get(&env, "DATABASE_URL"));
	assert_null(env_new_host(&env));
	env_close(&env);
	env_close(&env);
}

static void env__child_gets_back_what_it_needs(void **state)
{
	struct env env;
	char **child;
	int uri = 0, learner = 0, pin = 0;

	(void)state;
	setenv("MONGODB_URI", "mongodb://u:hidden@h/", 1);
	setenv("APP_PIN", "1234", 1);
	setenv("CAIRN_LEARNER", "anna", 1);
	env = open_env();
	child = env_for_child(&env);
	for (char **variable = child; *variable; variable++) {
		uri += strcmp(*variable, "MONGODB_URI=mongodb://u:hidden@h/") == 0;
		learner += strcmp(*variable, "CAIRN_LEARNER=anna") == 0;
		pin += strncmp(*variable, "APP_PIN", 7) == 0;
	}
	assert_int_equal(uri, 1);
	assert_int_equal(learner, 1);
	assert_int_equal(pin, 0);
	free(child);
	env_close(&env);
}

static void env__file_forms(void **state)
{
	struct env env;

	(void)state;
	write_file(paths.config, "# a comment\n"
				 "\n"
				 "PATH=/evil\n"
				 "LD_PRELOAD=/evil.so\n"
				 "CAIRN_=x\nCAIRN_lower=x\nCAIRN_A B=x\n"
				 "  export CAIRN_ONE = plain text  # behind\r\n"
				 "CAIRN_TWO=\"a \\\"b\\\" # \\n c\" rest\n"
				 "CAIRN_THREE='$HOME \\n'\n"
				 "CAIRN_FOUR=a#b\n"
				 "CAIRN_FIVE=\n"
				 "CAIRN_SIX\n"
				 "CAIRN_DATA=/elsewhere\n"
				 "MONGODB_URI=mongodb://u:a=b@h/?x=y\n"
				 "CAIRN_LAST=no newline");
	env = open_env();
	assert_string_equal(env_get(&env, "CAIRN_ONE"), "plain text");
	assert_string_equal(getenv("CAIRN_ONE"), "plain text");
	assert_string_equal(env_get(&env, "CAIRN_TWO"), "a \"b\" # \n c");
	assert_string_equal(env_get(&env, "CAIRN_THREE"), "$HOME \\n");
	assert_string_equal(env_get(&env, "CAIRN_FOUR"), "a#b");
	assert_null(env_get(&env, "CAIRN_FIVE"));
	assert_null(env_get(&env, "CAIRN_SIX"));
	assert_null(env_get(&env, "PATH"));
	assert_null(env_get(&env, "CAIRN_lower"));
	assert_string_not_equal(getenv("PATH"), "/evil");
	assert_null(getenv("LD_PRELOAD"));
	assert_string_not_equal(getenv("CAIRN_DATA"), "/elsewhere");
	assert_string_equal(env_get(&env, "MONGODB_URI"), "mongodb://u:a=b@h/?x=y");
	assert_null(getenv("MONGODB_URI"));
	assert_string_equal(env_get(&env, "CAIRN_LAST"), "no newline");
	assert_int_equal(env.skipped.len, 0);
	env_close(&env);
}

static void env__who_wins(void **state)
{
	struct env env;

	(void)state;
	setenv("CAIRN_A", "environment", 1);
	setenv("MONGODB_URI", "", 1); /* set to nothing: switched off, whatever a file says */
	write_file(paths.config, "CAIRN_A=config\nCAIRN_B=config\nMONGODB_URI=mongodb://config/\n");
	write_file(".", "CAIRN_A=work\nCAIRN_B=work\nCAIRN_C=work\nMONGODB_URI=mongodb://work/\n");
	env = open_env();
	assert_string_equal(env_get(&env, "CAIRN_A"), "environment");
	assert_string_equal(env_get(&env, "CAIRN_B"), "config");
	assert_string_equal(env_get(&env, "CAIRN_C"), "work");
	assert_null(env_get(&env, "MONGODB_URI"));
	assert_null(env_new_host(&env));
	env_close(&env);
}

static int count_lines(const struct buf *text)
{
	int lines = 0;

	for (size_t i = 0; i < text->len; i++)
		lines += text->s[i] == '\n';
	return lines;
}

static void assert_skipped(const char *reason)
{
	struct env env = open_env();

	if (count_lines(&env.skipped) != 1 || !strstr(env.skipped.s, reason))
		fail_msg("not one line with \"%s\": %s", reason, buf_z(&env.skipped));
	assert_null(strstr(env.skipped.s, "hidden"));
	assert_null(env_get(&env, "APP_PIN"));
	env_close(&env);
}

static void env__unsafe_files_are_skipped(void **state)
{
	(void)state;
	write_file(".", "APP_PIN=hidden\n");
	assert_int_equal(chmod(".env", 0644), 0);
	assert_skipped("others can read");
	assert_int_equal(chmod(".env", 0600), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(".env", 65534, 65534), 0);
		assert_skipped("somebody else");
		assert_int_equal(chown(".env", 0, 0), 0);
	}
	assert_int_equal(rename(".env", "real"), 0);
	assert_int_equal(symlink("real", ".env"), 0);
	assert_skipped("symbolic link");
	assert_int_equal(unlink(".env"), 0);
	assert_int_equal(mkdir(".env", 0700), 0);
	assert_skipped("not a plain file");
	assert_int_equal(rmdir(".env"), 0);
	assert_int_equal(mkfifo(".env", 0600), 0);
	assert_skipped("not a plain file");
	assert_int_equal(unlink(".env"), 0);
}

static void env__broken_files_are_skipped(void **state)
{
	struct buf big = {0};
	struct err err;

	(void)state;
	assert_int_equal(path_write(".env", STR("APP_PIN=hidden\0\n"), &err), 0);
	assert_skipped("NUL");
	buf_addz(&big, "APP_PIN=hidden\n");
	while (big.len < 70000)
		buf_addz(&big, "# filling\n");
	assert_int_equal(path_write(".env", buf_str(&big), &err), 0);
	assert_skipped("larger than");
	buf_fini(&big);
}

static void env__working_folder_asks_once(void **state)
{
	struct env env;
	struct err err;

	(void)state;
	write_file(".", "MONGODB_URI=mongodb://u:p@Evil.example:1/db\n");
	env = open_env();
	assert_string_equal(env_new_host(&env), "evil.example:1");
	assert_null(env_get(&env, "MONGODB_URI"));
	env_close(&env);
	env = open_env();
	assert_non_null(env_new_host(&env));
	assert_int_equal(env_agree(&env, &paths, &err), 0);
	assert_string_equal(env_get(&env, "MONGODB_URI"), "mongodb://u:p@Evil.example:1/db");
	env_close(&env);
	env = open_env();
	assert_null(env_new_host(&env));
	assert_non_null(env_get(&env, "MONGODB_URI"));
	env_close(&env);
	write_file(".", "MONGODB_URI=mongodb://u:p@other.example/db\n");
	env = open_env();
	assert_string_equal(env_new_host(&env), "other.example");
	env_close(&env);
}

/* Many a project's folder holds one, for a database of its own. */
static void env__working_folder_names_no_database(void **state)
{
	struct env env;

	(void)state;
	write_file(".", "DATABASE_URL=postgresql://u:p@project.example/db\n");
	env = open_env();
	assert_null(env_get(&env, "DATABASE_URL"));
	assert_true(env_left_database(&env));
	env_close(&env);
	write_file(paths.config, "DATABASE_URL=postgresql://u:p@mine.example/db\n");
	env = open_env();
	assert_string_equal(env_get(&env, "DATABASE_URL"), "postgresql://u:p@mine.example/db");
	assert_false(env_left_database(&env));
	env_close(&env);
}

static void env__working_folder_is_configuration(void **state)
{
	struct env env;

	(void)state;
	assert_int_equal(chdir(paths.config), 0);
	write_file(".", "MONGODB_URI=mongodb://h/\n");
	env = open_env();
	assert_null(env_new_host(&env));
	assert_string_equal(env_get(&env, "MONGODB_URI"), "mongodb://h/");
	env_close(&env);
}

static void env__profile_before_shared(void **state)
{
	struct env env;
	struct err err;

	(void)state;
	write_file(paths.config, "CAIRN_A=shared\nCAIRN_B=shared\n");
	paths_close(&paths);
	assert_int_equal(paths_open(&paths, "b", &err), 0);
	write_file(paths.config, "CAIRN_A=own\n");
	env = open_env();
	assert_string_equal(env_get(&env, "CAIRN_A"), "own");
	assert_string_equal(env_get(&env, "CAIRN_B"), "shared");
	env_close(&env);
}

static void env__key_has_a_length(void **state)
{
	struct env env;
	struct err err;

	(void)state;
	setenv("CAIRN_KEY", "short", 1);
	assert_int_equal(env_open(&env, &paths, &err), -1);
	assert_int_equal(err.kind, ERR_USAGE);
	assert_null(strstr(err.text, "short"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(env__secrets_leave_the_environment, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__child_gets_back_what_it_needs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__file_forms, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__who_wins, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__unsafe_files_are_skipped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__broken_files_are_skipped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__working_folder_asks_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__working_folder_names_no_database, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__working_folder_is_configuration, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__profile_before_shared, set_up, tear_down),
		cmocka_unit_test_setup_teardown(env__key_has_a_length, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("env", tests, NULL, NULL);
}
