/* SPDX-License-Identifier: MIT */
#include "base/path.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static struct paths open_paths(const char *profile)
{
	struct paths paths;
	struct err err;

	if (paths_open(&paths, profile, &err))
		fail_msg("%s", err.text);
	return paths;
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	if (lstat(path, &st))
		fail_msg("%s is not there", path);
	return st.st_mode & 0777;
}

static void clear_environment(void)
{
	static const char *const names[] = {"CAIRN_DATA", "XDG_DATA_HOME", "XDG_STATE_HOME",
					    "XDG_CONFIG_HOME"};

	for (size_t i = 0; i < 4; i++)
		unsetenv(names[i]);
}

static void paths__from_home(void **state)
{
	struct paths paths;
	char *home = strdup(unit_path("home"));

	(void)state;
	clear_environment();
	setenv("HOME", home, 1);
	setenv("XDG_STATE_HOME", "relative/does/not/count", 1);
	paths = open_paths(NULL);
	assert_string_equal(paths.profile, "default");
	assert_str(str_slice(str_of(paths.store), strlen(home), 999), "/.local/share/cairn/cairn.db");
	assert_str(str_slice(str_of(paths.trace), strlen(home), 999), "/.local/state/cairn/log/cairn.jsonl");
	assert_str(str_slice(str_of(paths.config), strlen(home), 999), "/.config/cairn");
	assert_string_equal(paths.config, paths.shared);
	assert_int_equal(mode_of(paths.data), 0700);
	assert_int_equal(mode_of(paths.config), 0700);
	assert_int_equal(mode_of(unit_path("home/.local/state/cairn/log")), 0700);
	paths_close(&paths);
	paths_close(&paths);
	free(home);
}

static void paths__from_xdg_and_profile(void **state)
{
	struct paths paths;

	(void)state;
	clear_environment();
	setenv("XDG_DATA_HOME", unit_path("d"), 1);
	setenv("XDG_STATE_HOME", unit_path("s"), 1);
	setenv("XDG_CONFIG_HOME", unit_path("c"), 1);
	paths = open_paths("anna-2");
	assert_string_equal(paths.data, unit_path("d/cairn/profiles/anna-2"));
	assert_string_equal(paths.state, unit_path("s/cairn/profiles/anna-2"));
	assert_string_equal(paths.config, unit_path("c/cairn/profiles/anna-2"));
	assert_string_equal(paths.shared, unit_path("c/cairn"));
	paths_close(&paths);
}

static void paths__cairn_data_holds_everything(void **state)
{
	struct paths paths;
	char there[512];

	(void)state;
	clear_environment();
	snprintf(there, sizeof(there), "%s/all/", unit_folder());
	setenv("CAIRN_DATA", there, 1);
	unsetenv("HOME");
	paths = open_paths("default");
	assert_string_equal(paths.data, unit_path("all"));
	assert_string_equal(paths.config, unit_path("all"));
	assert_string_equal(paths.store, unit_path("all/cairn.db"));
	assert_string_equal(paths.trace, unit_path("all/log/cairn.jsonl"));
	paths_close(&paths);
	assert_int_equal(chdir(unit_folder()), 0);
	setenv("CAIRN_DATA", "here", 1);
	paths = open_paths("b");
	assert_string_equal(paths.data, unit_path("here/profiles/b"));
	paths_close(&paths);
	clear_environment();
}

static void paths__refuses_names(void **state)
{
	static const char *const bad[] = {"..",	 "a/b", "Anna",
					  "a b", "ä",	"0123456789012345678901234567890123"};
	struct paths paths;
	struct err err;

	(void)state;
	setenv("CAIRN_DATA", unit_path("p"), 1);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(paths_open(&paths, bad[i], &err), -1);
		assert_int_equal(err.kind, ERR_USAGE);
	}
	clear_environment();
}

static void paths__a_file_in_the_way(void **state)
{
	struct paths paths;
	struct err err;

	(void)state;
	setenv("CAIRN_DATA", unit_file("in-the-way", STR("x")), 1);
	assert_int_equal(paths_open(&paths, NULL, &err), -1);
	assert_int_equal(err.kind, ERR_FAILED);
	clear_environment();
}

static void read__whole_with_a_cap(void **state)
{
	const char *path = unit_file("r", STR("hello\0there"));
	struct buf out = {0};
	struct err err;

	(void)state;
	buf_addz(&out, "> ");
	assert_int_equal(path_read(path, 11, 0, &out, &err), 0);
	assert_int_equal(out.len, 13);
	assert_memory_equal(out.s, "> hello\0there", 13);
	assert_int_equal(path_read(path, 10, 0, &out, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_int_equal(path_read("/proc/self/status", 4, 0, &out, &err), -1); /* says that it has 0 bytes */
	assert_int_equal(path_read(unit_path("none"), 10, 0, &out, &err), PATH_MISSING);
	assert_int_equal(path_read(unit_folder(), 10, 0, &out, &err), -1);
	assert_non_null(strstr(err.text, "not a plain file"));
	buf_fini(&out);
}

static void read__links_and_modes(void **state)
{
	const char *path = unit_file("secret", STR("x")), *link = unit_path("link"),
		   *fifo = unit_path("fifo");
	unsigned both = PATH_NOFOLLOW | PATH_PRIVATE;
	struct buf out = {0};
	struct err err;

	(void)state;
	assert_int_equal(symlink(path, link), 0);
	assert_int_equal(path_read(link, 10, 0, &out, &err), 0);
	assert_int_equal(path_read(link, 10, PATH_NOFOLLOW, &out, &err), PATH_UNSAFE);
	assert_int_equal(path_read(path, 10, both, &out, &err), 0);
	assert_int_equal(chmod(path, 0640), 0);
	assert_int_equal(path_read(path, 10, both, &out, &err), PATH_UNSAFE);
	assert_int_equal(chmod(path, 0602), 0);
	assert_int_equal(path_read(path, 10, both, &out, &err), PATH_UNSAFE);
	assert_int_equal(mkfifo(fifo, 0600), 0);
	assert_int_equal(path_read(fifo, 10, both, &out, &err), PATH_UNSAFE); /* and does not wait */
	if (geteuid() == 0) {
		assert_int_equal(chmod(path, 0600), 0);
		assert_int_equal(chown(path, 65534, 65534), 0);
		assert_int_equal(path_read(path, 10, both, &out, &err), PATH_UNSAFE);
	}
	buf_fini(&out);
}

static void write__replaces_whole_and_private(void **state)
{
	const char *path = unit_path("w");
	struct buf out = {0};
	struct err err;

	(void)state;
	assert_int_equal(path_write(path, STR("first"), &err), 0);
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(path_write(path, STR("second, longer"), &err), 0);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(path_read(path, 100, 0, &out, &err), 0);
	assert_str(buf_str(&out), "second, longer");
	assert_int_equal(path_write(unit_path("no/such/folder"), STR("x"), &err), -1);
	buf_fini(&out);
}

/* A disk that is full after 8 bytes: the old content stands, and nothing is left lying about. */
static void write__failing_leaves_the_old(void **state)
{
	const char *path = unit_path("full/w");
	struct buf out = {0};
	struct err err;
	int status;
	pid_t child;

	(void)state;
	assert_int_equal(mkdir(unit_path("full"), 0700), 0);
	assert_int_equal(path_write(path, STR("old"), &err), 0);
	child = fork();
	if (child == 0) {
		const struct rlimit limit = {8, 8};

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(path_write(path, STR("much too long"), NULL) == -1 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(path_read(path, 100, 0, &out, &err), 0);
	assert_str(buf_str(&out), "old");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(unit_path("full")), 0);
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths__from_home),
		cmocka_unit_test(paths__from_xdg_and_profile),
		cmocka_unit_test(paths__cairn_data_holds_everything),
		cmocka_unit_test(paths__refuses_names),
		cmocka_unit_test(paths__a_file_in_the_way),
		cmocka_unit_test(read__whole_with_a_cap),
		cmocka_unit_test(read__links_and_modes),
		cmocka_unit_test(write__replaces_whole_and_private),
		cmocka_unit_test(write__failing_leaves_the_old),
	};
	return cmocka_run_group_tests_name("path", tests, NULL, NULL);
}
