/* SPDX-License-Identifier: MIT
 * Archives of deck files: what the jail says, as nameless files. */
#include "sync/deck/unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/utf8.h"
#include "sync/deck/jail.h"
#include "sync/deck/wire.h"

enum { NAME_BYTES_MAX = 500 };
#define TOTAL_MAX (1LL << 30)

struct reading {
	const char *path;
	const struct unpack_sink *sink;
	struct buf name; /* of the text being read; empty: none */
	int fd;		 /* its bytes */
	int64_t total;
	bool done;
};

static int bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "the parser of this file said something that it should not; please report this");
}

static int take_name(struct reading *reading, struct str body, struct err *err)
{
	struct str name;

	if (reading->fd >= 0 || !wire_get_text(&body, &name) || !name.len)
		return bad(err);
	buf_clear(&reading->name);
	buf_addf(&reading->name, "%s/", reading->path);
	utf8_clean(&reading->name, name, CLEAN_LINE, NAME_BYTES_MAX);
	reading->fd = memfd_create("deck", MFD_CLOEXEC);
	return reading->fd < 0 ? err_sys(err, "making room for a member of %s", reading->path) : 0;
}

static int write_all(int fd, struct str bytes, struct err *err)
{
	while (bytes.len) {
		ssize_t put = write(fd, bytes.s, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(err, "keeping a member of the archive");
		bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

static int take_bytes(struct reading *reading, struct str body, struct err *err)
{
	int fd = reading->fd;

	if (fd < 0 || (reading->total += (int64_t)body.len) > TOTAL_MAX)
		return bad(err);
	if (body.len)
		return write_all(fd, body, err);
	reading->fd = -1;
	return reading->sink->text(reading->sink->ctx, buf_z(&reading->name), fd, err);
}

static int take_skip(struct reading *reading, struct str body, struct err *err)
{
	struct buf why = {0};
	int64_t count;
	struct str text;

	if (!wire_get_int(&body, &count) || count < 1 || !wire_get_text(&body, &text))
		return bad(err);
	utf8_clean(&why, text, CLEAN_LINE, 200);
	reading->sink->skipped(reading->sink->ctx, reading->path, count, buf_z(&why));
	buf_fini(&why);
	return 0;
}

static int take_refusal(struct reading *reading, struct str body, struct err *err)
{
	struct buf why = {0};
	struct str text;

	if (!wire_get_text(&body, &text))
		return bad(err);
	utf8_clean(&why, text, CLEAN_LINE, 400);
	err_set(err, ERR_INPUT, "%.200s: %s", reading->path, buf_z(&why));
	buf_fini(&why);
	return -1;
}

static int take_all(struct reading *reading, int from, struct err *err)
{
	struct wire_in in = {.fd = from};
	enum wire_kind kind;
	struct str body;
	int rc = 0;

	while (!reading->done && rc == 0 && (rc = wire_next(&in, &kind, &body, err)) == 0) {
		switch ((int)kind) {
		case WIRE_MEDIA: rc = take_name(reading, body, err); break;
		case WIRE_BYTES: rc = take_bytes(reading, body, err); break;
		case WIRE_SKIP: rc = take_skip(reading, body, err); break;
		case WIRE_REFUSE: rc = take_refusal(reading, body, err); break;
		case WIRE_DONE: reading->done = true; break;
		default: rc = bad(err);
		}
	}
	wire_in_fini(&in);
	return rc < 0 ? -1 : 0;
}

int unpack_each(const char *path, const struct unpack_sink *sink, struct err *err)
{
	struct reading reading = {.path = path, .sink = sink, .fd = -1};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), rc, how;
	struct jail jail = {0};

	if (fd < 0) {
		err_sys(err, "opening %s", path);
		err->kind = ERR_INPUT;
		return -1;
	}
	rc = jail_start(&jail, unpack_parse, fd, NULL, err);
	close(fd);
	if (rc)
		return -1;
	rc = take_all(&reading, jail.out, err);
	jail_end(&jail, &how);
	if (rc == 0 && !reading.done)
		rc = err_set(err, ERR_INPUT, "%.200s: reading it took too much time or memory (%s %d)", path,
			     how < 0 ? "signal" : "code", how < 0 ? -how : how);
	if (reading.fd >= 0)
		close(reading.fd);
	buf_fini(&reading.name);
	return rc;
}
