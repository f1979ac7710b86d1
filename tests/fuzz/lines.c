/* SPDX-License-Identifier: MIT
 * Targets over small texts of strangers: lists of feeds, rules for robots, lines of JSON, what a helper's model says. */
#include <assert.h>
#include <unistd.h>

#include "sync/assist/reply.h"
#include "sync/assist/stream.h"
#include "sync/deck/json_line.h"
#include "sync/feed/opml.h"
#include "sync/feed/robots.h"
#include "tests/fuzz/foreign.h"
#include "tests/fuzz/input.h"

void fuzz_opml(const uint8_t *data, size_t size)
{
	int fd = fuzz_file(data, size), out = fuzz_nowhere();

	opml_parse(fd, out, NULL);
	close(fd);
	close(out);
}

/* The path in the first line, the rules below it. */
void fuzz_robots(const uint8_t *data, size_t size)
{
	struct str rules = {(const char *)data, size}, path = {"", 0};

	if (str_cut(&rules, '\n', &path))
		(void)robots_allows(rules.s ? rules : (struct str){"", 0}, "cairn", path);
}

void fuzz_json_line(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct json_line line;

	if (json_line_read(&line, (struct str){(const char *)data, size}, &arena)) {
		assert(line.count <= JSON_LINE_KEYS);
		for (size_t i = 0; i < line.count; i++)
			assert(line.value[i].type != JSON_TEXT || line.value[i].text.len <= size);
	}
	arena_fini(&arena);
}

static void check_reply(struct str content, enum assist_task task)
{
	struct reply reply = {0};
	struct err err;

	if (reply_read(&reply, task, content, &err) == 0) {
		assert(task != ASSIST_GRADE || (reply.grade >= 1 && reply.grade <= 4));
		assert(fuzz_clean(buf_str(&reply.text)));
		for (size_t i = 0; i < reply.points; i++)
			assert(fuzz_clean(buf_str(&reply.point[i])));
		for (size_t i = 0; i < reply.notes; i++)
			assert(fuzz_clean(buf_str(&reply.note[i].front)));
	}
	reply_fini(&reply);
}

/* The body of an answer in two pieces; what the model said in it, and the bytes themselves as if it had said them. */
void fuzz_reply(const uint8_t *data, size_t size)
{
	struct str body = {(const char *)data, size};
	enum assist_task task = size % 3 == 0 ? ASSIST_GRADE : size % 3 == 1 ? ASSIST_EXPLAIN : ASSIST_DRAFT;
	struct stream stream = {0};
	struct err err;

	if (stream_put(&stream, str_slice(body, 0, size / 3), &err) == 0 && stream_put(&stream, str_slice(body, size / 3, size), &err) == 0 &&
	    stream_end(&stream, &err) == 0)
		check_reply(buf_str(&stream.content), task);
	stream_fini(&stream);
	check_reply(body, task);
}
