/* SPDX-License-Identifier: MIT
 * Backup files: the manifest beside each, a word and what it says a line. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "tui/backup.h"

enum { MANIFEST_MAX = 256 * 1024 * 1024 }; /* 70 bytes a media file */
#define MANIFEST_HEAD "cairn manifest 1\n"

static void path_of(struct buf *out, const char *path)
{
	buf_addf(out, "%s.manifest", path);
}

int manifest_write(const char *path, const struct manifest *m, struct str media, struct err *err)
{
	const char *slash = strrchr(path, '/');
	struct buf name = {0}, text = {0};
	int rc;

	path_of(&name, path);
	buf_addz(&text, MANIFEST_HEAD);
	buf_addf(&text, "file %s\nmade %s\n", slash ? slash + 1 : path, m->made);
	buf_addf(&text, "bytes %" PRId64 "\nblake2b %s\n", m->bytes, m->hash);
	buf_addf(&text, "text-bytes %" PRId64 "\ntext-blake2b %s\n", m->text_bytes, m->text_hash);
	for (size_t i = 0; i < m->counts.tables; i++)
		buf_addf(&text, "rows %s %" PRId64 "\n", m->counts.of[i].table, m->counts.of[i].rows);
	buf_add(&text, media);
	rc = path_write(buf_z(&name), buf_str(&text), err);
	buf_fini(&text);
	buf_fini(&name);
	return rc;
}

static void take_count(struct backup_counts *counts, struct str line)
{
	struct backup_count *count = &counts->of[counts->tables];
	struct str name;

	if (counts->tables == BACKUP_TABLES_MAX || !str_cut(&line, ' ', &name) || str_to_int(line, &count->rows, NULL))
		return;
	snprintf(count->table, sizeof(count->table), "%.*s", STR_FMT(name));
	counts->tables++;
}

static void take_line(struct manifest *m, struct str line)
{
	struct str word;

	if (!str_cut(&line, ' ', &word) || !line.s)
		return;
	if (str_is(word, "made"))
		snprintf(m->made, sizeof(m->made), "%.*s", STR_FMT(line));
	else if (str_is(word, "bytes"))
		(void)!str_to_int(line, &m->bytes, NULL);
	else if (str_is(word, "text-bytes"))
		(void)!str_to_int(line, &m->text_bytes, NULL);
	else if (str_is(word, "blake2b"))
		snprintf(m->hash, sizeof(m->hash), "%.*s", STR_FMT(line));
	else if (str_is(word, "text-blake2b"))
		snprintf(m->text_hash, sizeof(m->text_hash), "%.*s", STR_FMT(line));
	else if (str_is(word, "rows"))
		take_count(&m->counts, line);
}

static int read_text(const char *path, struct buf *text, struct err *err)
{
	struct buf name = {0};
	int rc;

	path_of(&name, path);
	rc = path_read(buf_z(&name), MANIFEST_MAX, 0, text, err);
	if (rc == 0 && !str_starts(buf_str(text), MANIFEST_HEAD))
		rc = err_set(err, ERR_INPUT, "%s is no manifest of a backup", buf_z(&name));
	buf_fini(&name);
	return rc == PATH_MISSING ? 1 : rc;
}

int manifest_read(const char *path, struct manifest *m, struct err *err)
{
	struct buf text = {0};
	struct str rest, line;
	int rc = read_text(path, &text, err);

	*m = (struct manifest){0};
	rest = buf_str(&text);
	while (rc == 0 && str_cut(&rest, '\n', &line))
		take_line(m, line);
	buf_fini(&text);
	return rc;
}

int manifest_each_medium(const char *path, manifest_medium_fn *each, void *ctx, struct err *err)
{
	struct buf text = {0};
	struct str rest, line;
	int rc = read_text(path, &text, err);

	rest = buf_str(&text);
	while (rc == 0 && str_cut(&rest, '\n', &line))
		if (str_starts(line, "media "))
			rc = each(ctx, str_slice(line, strlen("media "), line.len), err);
	buf_fini(&text);
	return rc;
}
