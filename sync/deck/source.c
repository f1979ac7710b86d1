/* SPDX-License-Identifier: MIT
 * A text file of somebody's, read in pieces. */
#include "sync/deck/source.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "base/utf8.h"

enum { PIECE = 64 * 1024 };

/* Appends up to `size` bytes of the file. 0, or 1 at its end. */
static int read_piece(struct source *source, size_t size, struct err *err)
{
	char piece[PIECE];
	ssize_t got = read(source->fd, piece, size < sizeof(piece) ? size : sizeof(piece));

	if (got < 0)
		return err_sys(err, "%s: reading it", source->path);
	buf_add(&source->window, (struct str){piece, (size_t)got});
	source->end = got == 0;
	return got == 0;
}

static int refuse_kind(const struct source *source, struct str head, struct err *err)
{
	if (str_starts(head, "\xFF\xFE") || str_starts(head, "\xFE\xFF"))
		return err_set(err, ERR_INPUT,
			       "%s is in UTF-16: convert it with  iconv -f UTF-16 -t UTF-8 FILE > NEW",
			       source->path);
	if (str_starts(head, "SQLite format 3"))
		return err_set(err, ERR_INPUT, "%s is a database, not a text file of notes", source->path);
	return 0;
}

static int64_t count_lines(struct str text)
{
	int64_t lines = 0;

	for (const char *p = text.s; text.len && (p = memchr(p, '\n', (size_t)(text.s + text.len - p))); p++)
		lines++;
	return lines;
}

static bool is_ascii(struct str s)
{
	unsigned char any = 0;

	for (size_t i = 0; i < s.len; i++)
		any |= (unsigned char)s.s[i];
	return any < 0x80;
}

/* The whole characters of the window, or all of it at the end of the file. */
static size_t whole_points(const struct source *source)
{
	size_t len = source->window.len, back = 0;

	while (!source->end && back < 3 && back < len &&
	       ((unsigned char)source->window.s[len - 1 - back] & 0xC0) == 0x80)
		back++;
	if (!source->end && back < len && (unsigned char)source->window.s[len - 1 - back] >= 0xC0)
		return len - 1 - back;
	return len;
}

static int refuse_encoding(const struct source *source, struct str text, int64_t line, struct err *err)
{
	while (text.len) {
		struct str rest = text;
		uint32_t point = utf8_next(&rest);

		if (point == UTF8_BAD && (unsigned char)text.s[0] != 0xEF)
			break;
		line += text.s[0] == '\n';
		text = rest;
	}
	return err_set(
		err, ERR_INPUT,
		"%s:%lld: not UTF-8, perhaps Latin-1: convert it with  iconv -f LATIN1 -t UTF-8 FILE > NEW",
		source->path, (long long)line);
}

/* The first pass: all of the file is UTF-8, or it is refused. */
static int check(struct source *source, struct err *err)
{
	bool first = true;
	int64_t line = 1;
	int rc = 0;

	while (rc == 0) {
		struct str text;

		rc = read_piece(source, PIECE, err);
		if (rc < 0 || (first && refuse_kind(source, buf_str(&source->window), err)))
			return -1;
		first = false;
		text = (struct str){buf_z(&source->window), whole_points(source)};
		if (!is_ascii(text) && !utf8_is_valid(text))
			return refuse_encoding(source, text, line, err);
		line += count_lines(text);
		memmove(source->window.s, source->window.s + text.len, source->window.len - text.len);
		buf_cut(&source->window, source->window.len - text.len);
	}
	return 0;
}

int source_adopt(struct source *source, int fd, const char *path, struct err *err)
{
	struct stat st;

	*source = (struct source){.path = path, .line = 1, .fd = fd};
	if (fstat(source->fd, &st) || !S_ISREG(st.st_mode)) {
		source_close(source);
		return err_set(err, ERR_INPUT, "%s is not a regular file", path);
	}
	if (lseek(source->fd, 0, SEEK_SET) < 0 || check(source, err) || lseek(source->fd, 0, SEEK_SET) < 0) {
		source_close(source);
		return -1;
	}
	source->end = false;
	buf_clear(&source->window);
	if (source_more(source, err) < 0) {
		source_close(source);
		return -1;
	}
	if (str_starts(source_ahead(source), "\xEF\xBB\xBF"))
		source->at = 3;
	return 0;
}

int source_open(struct source *source, const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd >= 0)
		return source_adopt(source, fd, path, err);
	err_sys(err, "opening %s", path);
	if (err)
		err->kind = ERR_INPUT;
	return -1;
}

void source_close(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	source->fd = -1;
	buf_fini(&source->window);
}

struct str source_ahead(const struct source *source)
{
	return str_slice(buf_str(&source->window), source->at, source->window.len);
}

int source_more(struct source *source, struct err *err)
{
	size_t ahead = source->window.len - source->at;
	size_t wanted =
		ahead < PIECE ? PIECE : ahead; /* doubling: a long record is not looked at too often */
	int rc = 0;

	if (ahead > SOURCE_LINE_MAX || source->end)
		return 1;
	if (source->at) {
		memmove(source->window.s, source->window.s + source->at, ahead);
		buf_cut(&source->window, ahead);
		source->at = 0;
	}
	while (rc == 0 && source->window.len < ahead + wanted)
		rc = read_piece(source, ahead + wanted - source->window.len, err);
	return rc < 0 ? -1 : source->window.len == ahead;
}

void source_take(struct source *source, size_t len)
{
	source->line += count_lines(str_slice(source_ahead(source), 0, len));
	source->at += len;
}

int source_skip_line(struct source *source, struct err *err)
{
	for (;;) {
		struct str ahead = source_ahead(source);
		const char *end = ahead.len ? memchr(ahead.s, '\n', ahead.len) : NULL;
		int rc;

		if (end) {
			source_take(source, (size_t)(end + 1 - ahead.s));
			return 0;
		}
		source->at = source->window.len;
		rc = source_more(source, err);
		if (rc)
			return rc < 0 ? -1 : 0;
	}
}

int source_line(struct source *source, struct str *text, int64_t *number, struct err *err)
{
	struct str ahead;
	const char *end;
	int rc = 0;

	do {
		ahead = source_ahead(source);
		end = ahead.len ? memchr(ahead.s, '\n', ahead.len) : NULL;
	} while (!end && (rc = source_more(source, err)) == 0);
	*number = source->line;
	if (rc < 0)
		return -1;
	if (!ahead.len)
		return LINE_END;
	ahead.len = end ? (size_t)(end - ahead.s) : ahead.len;
	if (ahead.len > SOURCE_LINE_MAX) {
		*text = str_of(_("longer than 1 MiB"));
		return source_skip_line(source, err) ? -1 : LINE_BROKEN;
	}
	source_take(source, ahead.len + (end != NULL));
	if (ahead.len && ahead.s[ahead.len - 1] == '\r')
		ahead.len--;
	*text = ahead;
	if (!memchr(ahead.s, '\0', ahead.len))
		return LINE_TAKEN;
	*text = str_of(_("holds a NUL byte"));
	return LINE_BROKEN;
}
