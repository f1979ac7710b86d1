/* SPDX-License-Identifier: MIT */
#include "base/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static struct paths paths;
static struct clock fixed = {.fixed = true, .wall_ms = INT64_C(1795249800000)};

static int set_up(void **state)
{
	static int number;
	char folder[32];
	struct err err;

	(void)state;
	snprintf(folder, sizeof(folder), "trace%d", ++number);
	setenv("CAIRN_DATA", unit_path(folder), 1);
	return paths_open(&paths, NULL, &err);
}

static int tear_down(void **state)
{
	(void)state;
	paths_close(&paths);
	return 0;
}

static void read_file(const char *path, struct buf *out)
{
	struct err err;

	buf_clear(out);
	if (path_read(path, 4 << 20, 0, out, &err))
		fail_msg("%s", err.text);
}

static void trace__one_line(void **state)
{
	struct trace trace;
	struct buf out = {0};
	struct stat st;
	char want[512];

	(void)state;
	trace_open(&trace, &paths, "cairn", &fixed);
	trace_event(&trace, TRACE_DEBUG, "not.written");
	trace_event(&trace, TRACE_INFO, "plain");
	trace_event(&trace, TRACE_ERROR, "with.fields", TRACE_INT("n", -5), TRACE_REAL("ms", 1.5),
		    TRACE_STR("host", STR("a\"b\x1b[31m\xff\nc")));
	read_file(paths.trace, &out);
	snprintf(want, sizeof(want),
		 "{\"at\":\"2026-11-21T08:30:00.000Z\",\"level\":\"info\",\"program\":\"cairn\",\"pid\":%d,"
		 "\"event\":\"plain\"}\n"
		 "{\"at\":\"2026-11-21T08:30:00.000Z\",\"level\":\"error\",\"program\":\"cairn\",\"pid\":%d,"
		 "\"event\":\"with.fields\",\"n\":-5,\"ms\":1.500,\"host\":\"a\\\"b␛[31m\uFFFD c\"}\n",
		 getpid(), getpid());
	assert_str(buf_str(&out), want);
	assert_int_equal(stat(paths.trace, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	trace_close(&trace);
	trace_event(&trace, TRACE_ERROR, "nowhere");
	buf_fini(&out);
}

static void trace__never_fails(void **state)
{
	struct trace trace;

	(void)state;
	assert_int_equal(mkdir(paths.trace, 0700), 0);
	trace_open(&trace, &paths, "cairn", &fixed);
	trace_event(&trace, TRACE_ERROR, "nowhere");
	trace_close(&trace);
	assert_int_equal(rmdir(paths.trace), 0);
	assert_int_equal(symlink("/etc/passwd", paths.trace), 0);
	trace_open(&trace, &paths, "cairn", &fixed);
	assert_int_equal(trace.fd, 0);
	trace_close(&trace);
}

static off_t size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? -1 : st.st_size;
}

/* 5 MiB from two processes at once: at most four files of about 1 MiB, every line whole. */
static void trace__rotates(void **state)
{
	struct trace trace;
	struct buf out = {0};
	char text[513], path[512];
	int status;
	pid_t child = fork();

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	trace_open(&trace, &paths, child ? "parent" : "child", &fixed);
	for (int i = 0; i < 4000; i++)
		trace_event(&trace, TRACE_INFO, "filling", TRACE_INT("i", i),
			    TRACE_STR("text", str_of(text)));
	trace_close(&trace);
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, &status, 0), child);
	for (int number = 0; number <= 4; number++) {
		int stem = (int)(strlen(paths.trace) - strlen(".jsonl"));

		snprintf(path, sizeof(path), "%s", paths.trace);
		if (number)
			snprintf(path, sizeof(path), "%.*s.%d.jsonl", stem, paths.trace, number);
		if (number == 4) {
			assert_int_equal(size_of(path), -1);
			break;
		}
		assert_true(size_of(path) > 0 && size_of(path) < (1 << 20) + 4096);
		read_file(path, &out);
		for (struct str rest = buf_str(&out), line; str_cut(&rest, '\n', &line) && line.len;) {
			assert_true(str_starts(line, "{\"at\":"));
			assert_int_equal(line.s[line.len - 1], '}');
		}
	}
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(trace__one_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(trace__never_fails, set_up, tear_down),
		cmocka_unit_test_setup_teardown(trace__rotates, set_up, tear_down),
	};
	return cmocka_run_group_tests_name("trace", tests, NULL, NULL);
}
