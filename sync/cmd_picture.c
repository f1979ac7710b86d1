/* SPDX-License-Identifier: MIT
 * The verb picture, which the game calls: a file of the media folder, made ready for a terminal. What parses it sits in the
 * jail; what comes out of there is checked, kept beside the media, and said on standard output. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/flow.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "sync/cross.h"
#include "sync/deck/jail.h"
#include "sync/picture/decode.h"
#include "sync/picture/kept.h"
#include "sync/picture/render.h"

enum { HASH_DIGITS = 64, PICTURE_CPU_S = 5 };

static bool is_hash(const char *name)
{
	return strlen(name) == HASH_DIGITS && strspn(name, "0123456789abcdef") == HASH_DIGITS;
}

static int read_file(int fd, size_t most, struct buf *out, struct err *err)
{
	char bytes[65536];
	ssize_t got;

	while ((got = read(fd, bytes, sizeof(bytes))) > 0 || (got < 0 && errno == EINTR)) {
		if (got > 0)
			buf_add(out, (struct str){bytes, (size_t)got});
		if (out->len > most)
			return err_set(err, ERR_INPUT, "the picture's file is larger than %zu MiB", most >> 20);
	}
	return got < 0 ? err_sys(err, "reading a picture") : 0;
}

/* In the jail: a picture, or "!" and why there is none. */
static int render(int fd, int out, void *ctx)
{
	const struct picture_wish *wish = ctx;
	struct buf file = {0}, said = {0};
	struct flow_file pipe;
	struct err err;

	if (read_file(fd, IMAGE_BYTES_MAX, &file, &err) || picture_render(buf_str(&file), wish, &said, &err)) {
		buf_clear(&said);
		buf_addf(&said, "!%s", err.text);
	}
	flow_file(&pipe, out, "the pipe");
	return pipe.flow.put(&pipe.flow, buf_str(&said), &err) != 0;
}

static int check(struct str said, int how, struct err *err)
{
	struct picture picture;
	struct buf why = {0};

	if (how)
		return err_set(err, ERR_INPUT, "reading the picture took too much time or memory (%s %d)",
			       how < 0 ? "signal" : "code", how < 0 ? -how : how);
	if (!str_starts(said, "!"))
		return picture_read(said, &picture, err);
	utf8_clean(&why, str_slice(said, 1, said.len), CLEAN_LINE, 300);
	err_set(err, ERR_INPUT, "%s", buf_z(&why));
	buf_fini(&why);
	return -1;
}

static int make(const char *path, struct picture_wish *wish, struct buf *out, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK), how, rc;
	struct jail jail = {.cpu_s = PICTURE_CPU_S};

	if (fd < 0)
		return err_set(err, ERR_INPUT, "its file is not on this device");
	rc = jail_start(&jail, render, fd, wish, err);
	close(fd);
	if (rc)
		return -1;
	rc = read_file(jail.out, PICTURE_BYTES_MAX, out, err);
	jail_end(&jail, &how);
	return rc ? -1 : check(buf_str(out), how, err);
}

int cmd_picture(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct buf path = {0}, name = {0}, picture = {0};
	struct picture_wish wish;
	struct flow_file out;
	int rc;

	if (argc != 5 || !is_hash(argv[1]))
		return err_set(err, ERR_USAGE, "picture is what the game calls: a file of the media folder, a kind, COLSxROWS, and the "
					       "pixels of a cell");
	if (picture_wish_read(&wish, argv + 2, err))
		return -1;
	buf_addf(&path, "%s/media/%s", cross->paths.data, argv[1]);
	buf_addf(&name, "%s-%s-%s-%s", argv[1], argv[2], argv[3], argv[4]);
	rc = kept_get(cross->paths.data, buf_z(&name), &picture);
	if (rc)
		rc = make(buf_z(&path), &wish, &picture, err);
	else
		name.len = 0;
	if (rc) { /* the game listens to the one pipe */
		buf_clear(&picture);
		buf_addf(&picture, "!%s", err->text);
	}
	flow_file(&out, STDOUT_FILENO, "standard output");
	rc = out.flow.put(&out.flow, buf_str(&picture), rc ? NULL : err) || rc ? -1 : 0;
	if (rc == 0 && name.len)
		kept_put(cross->paths.data, buf_z(&name), buf_str(&picture));
	buf_fini(&path);
	buf_fini(&name);
	buf_fini(&picture);
	return rc;
}
