/* SPDX-License-Identifier: MIT
 * Trace: what the program did, as JSON lines. */
#include "base/trace.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/utf8.h"

enum { FILE_MAX = 1024 * 1024, KEPT = 3, TEXT_MAX = 512 };

static int open_file(const char *path)
{
	/* O_NONBLOCK: whatever lies in the file's place, nobody waits for it. */
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	struct stat st;

	if (fd >= 0 && (fstat(fd, &st) || !S_ISREG(st.st_mode))) {
		close(fd);
		fd = -1;
	}
	return fd;
}

void trace_open(struct trace *trace, const struct paths *paths, const char *program,
		const struct clock *clock)
{
	const char *least = getenv("CAIRN_TRACE");

	*trace =
		(struct trace){.path = paths->trace, .program = program, .clock = clock, .least = TRACE_INFO};
	if (least && strcmp(least, "debug") == 0)
		trace->least = TRACE_DEBUG;
	trace->fd = open_file(trace->path) + 1;
}

void trace_close(struct trace *trace)
{
	if (trace->fd)
		close(trace->fd - 1);
	*trace = (struct trace){0};
}

/* cairn.jsonl of number 0, cairn.2.jsonl of 2. */
static void put_name(struct buf *out, const char *path, int number)
{
	size_t stem = strlen(path) - strlen(".jsonl");

	buf_clear(out);
	if (number == 0)
		buf_addz(out, path);
	else
		buf_addf(out, "%.*s.%d.jsonl", (int)stem, path, number);
}

static void rotate(const char *path)
{
	struct buf from = {0}, to = {0};

	for (int number = KEPT; number > 0; number--) {
		put_name(&from, path, number - 1);
		put_name(&to, path, number);
		(void)rename(from.s, to.s);
	}
	buf_fini(&from);
	buf_fini(&to);
}

static bool is_ours(const struct trace *trace, off_t *size)
{
	struct stat ours, named;

	if (fstat(trace->fd - 1, &ours) || stat(trace->path, &named))
		return false;
	*size = ours.st_size;
	return named.st_ino == ours.st_ino && named.st_dev == ours.st_dev;
}

/* Another process may have moved the file away: then ours is an old one, and the new one is opened. The lock
 * keeps two from moving at once; closing gives it back. */
static void follow(struct trace *trace)
{
	off_t size = 0;

	if (is_ours(trace, &size) && size < FILE_MAX)
		return;
	if (size >= FILE_MAX && flock(trace->fd - 1, LOCK_EX) == 0 && is_ours(trace, &size))
		rotate(trace->path);
	close(trace->fd - 1);
	trace->fd = open_file(trace->path) + 1;
}

static void put_text(struct json *j, struct str text)
{
	struct buf clean = {0};

	utf8_clean(&clean, text, CLEAN_LINE, TEXT_MAX);
	json_str(j, buf_str(&clean));
	buf_fini(&clean);
}

static void put_line(struct buf *out, const struct trace *trace, enum trace_level level, const char *event,
		     const struct trace_field *field)
{
	static const char *const levels[] = {"debug", "info", "warn", "error"};
	struct json j = {out, false};
	struct buf now = {0};

	clock_put_iso(&now, clock_wall_ms(trace->clock));
	json_open(&j, '{');
	json_key(&j, "at"), json_str(&j, buf_str(&now));
	json_key(&j, "level"), json_str(&j, str_of(levels[level]));
	json_key(&j, "program"), json_str(&j, str_of(trace->program));
	json_key(&j, "pid"), json_int(&j, getpid());
	json_key(&j, "event"), json_str(&j, str_of(event));
	for (; field->key; field++) {
		json_key(&j, field->key);
		switch (field->type) {
		case TRACE_FIELD_INT: json_int(&j, field->i); break;
		case TRACE_FIELD_REAL: json_real(&j, field->d, 3); break;
		case TRACE_FIELD_STR: put_text(&j, field->s); break;
		}
	}
	json_close(&j, '}');
	buf_addc(out, '\n');
	buf_fini(&now);
}

void trace_put(struct trace *trace, enum trace_level level, const char *event,
	       const struct trace_field *fields)
{
	struct buf line = {0};

	if (!trace->fd || level < trace->least)
		return;
	put_line(&line, trace, level, event, fields);
	follow(trace);
	if (trace->fd)
		(void)!write(trace->fd - 1, line.s, line.len);
	buf_fini(&line);
}
