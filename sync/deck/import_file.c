/* SPDX-License-Identifier: MIT
 * Import: which reader a path goes to, and what lies in folders and archives. */
#include <dirent.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/message.h"
#include "base/path.h"
#include "sync/deck/lines.h"
#include "sync/deck/unpack.h"
#include "sync/deck/import_priv.h"
#include "sync/deck/package.h"

enum { FOLDERS_DEEP = 8 };

static int read_source(struct import *import, struct source *source, deck_read_fn *read, struct err *err)
{
	const struct deck_sink sink = {.ctx = import, .note = import_take_note, .broken = import_take_broken, .whole = import_take_whole};
	int rc = import_part(import, source->path, "", err) || read(source, &import->wishes, &sink, err) ? -1 : 0;

	source_close(source);
	return rc;
}

/* What is wrong with a file is said of it, and is no failure of the import. */
static int forgive(struct import *import, const char *path, int rc, struct err *err)
{
	if (import_is_stopped(import))
		return import_say_stopped(err);
	if (rc >= 0 || err->kind != ERR_INPUT)
		return rc;
	import_take_broken(import, path, 0, err->text);
	return 0;
}

static int import_text(struct import *import, const char *path, deck_read_fn *read, struct err *err)
{
	struct source source;

	import_media_at(import, path);
	return source_open(&source, path, err) ? -1 : read_source(import, &source, read, err);
}

/* A text out of an archive, in a nameless file. */
static int take_member(void *ctx, const char *path, int fd, struct err *err)
{
	struct import *import = ctx;
	struct source source;
	enum deck_kind kind;
	int rc = source_adopt(&source, fd, path, err);

	if (rc == 0) {
		kind = import->as && kind_reader(*import->as) ? *import->as : kind_of_text(path, source_ahead(&source));
		import->files[kind]++;
		rc = read_source(import, &source, kind_reader(kind), err);
	}
	return forgive(import, path, rc, err);
}

static void take_skipped(void *ctx, const char *path, int64_t count, const char *why)
{
	struct import *import = ctx;
	struct buf text = {0};

	buf_addf(&text, "%" PRId64 " %s: left out", count, why);
	import->broken(import->ctx, path, -1, buf_z(&text));
	buf_fini(&text);
}

static int run_archive(struct import *import, const char *path, void *ctx, struct err *err)
{
	const struct unpack_sink sink = {.ctx = import, .text = take_member, .skipped = take_skipped};

	(void)ctx;
	return unpack_each(path, &sink, err);
}

/* A whole export of another cairn, or nothing of it. */
static int run_lines(struct import *import, const char *path, void *ctx, struct err *err)
{
	(void)ctx;
	import_media_at(import, path);
	return import_part(import, path, "", err) || lines_read(import, path, err) ? -1 : 0;
}

static int run_package(struct import *import, const char *path, void *kind, struct err *err)
{
	return package_read(import, path, *(const enum deck_kind *)kind, err);
}

static void say_files(struct import *import, const char *path)
{
	for (size_t i = 0; i < KINDS && import->took; i++)
		if (import->files[i])
			import->took(import->ctx, path, (enum deck_kind)i, import->files[i]);
}

static int import_file(struct import *import, const char *path, enum deck_kind kind, struct err *err)
{
	deck_read_fn *read = kind_reader(kind);
	int rc;

	if (read)
		rc = import_text(import, path, read, err);
	else if (kind == KIND_UNKNOWN)
		rc = err_set(err, ERR_INPUT,
			     _("%s is nothing that notes are taken from: packages of Anki and Mnemosyne, CSV, TSV, Markdown (also "
			       "Obsidian's and hashcards'), Org, lists of terms, JSON lines of cairn's; --as says that it is one of them"),
			     path);
	else if (kind == KIND_LINES)
		rc = import_whole(import, run_lines, path, NULL, err);
	else if (kind == KIND_ARCHIVE)
		rc = import->archives ? import_whole(import, run_archive, path, NULL, err)
				      : err_set(err, ERR_INPUT, _("%s is an archive; --archive looks for decks inside it"),
						path);
	else
		rc = import_whole(import, run_package, path, &kind, err);
	return forgive(import, path, rc, err);
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In a folder only what is known for decks is read; packages tell themselves. */
static bool is_wanted(const struct import *import, const char *path, enum deck_kind kind)
{
	if (import->as)
		return kind_fits(kind, path);
	if (kind == KIND_UNKNOWN)
		return false;
	if (kind_reader(kind))
		return deck_reader(path) != NULL;
	return kind == KIND_ARCHIVE ? import->archives : kind != KIND_MNEMOSYNE_DB;
}

/* A vault of Obsidian: its notes are prose but where a tag says otherwise. */
static bool is_vault(const char *folder)
{
	char *mark = path_join(folder, ".obsidian");
	struct stat st;
	bool is = lstat(mark, &st) == 0 && S_ISDIR(st.st_mode);

	free(mark);
	return is;
}

static int import_folder(struct import *import, const char *path, int depth, struct err *err);

static int import_entry(struct import *import, const char *path, int depth, struct err *err)
{
	enum deck_kind kind;
	struct stat st;

	if (lstat(path, &st))
		return 0;
	if (S_ISDIR(st.st_mode))
		return depth < FOLDERS_DEEP ? import_folder(import, path, depth + 1, err) : 0;
	if (!S_ISREG(st.st_mode))
		return 0;
	kind = import->as ? *import->as : kind_of(path);
	if (import->wishes.only_tagged && kind == KIND_MARKDOWN)
		kind = KIND_OBSIDIAN;
	if (!is_wanted(import, path, kind))
		return 0;
	import->files[kind]++;
	return import_file(import, path, kind, err);
}

static int import_folder(struct import *import, const char *path, int depth, struct err *err)
{
	const bool only_tagged = import->wishes.only_tagged;
	struct dirent **entry;
	int count = scandir(path, &entry, visible, alphasort), rc = 0;

	if (count < 0) {
		err_sys(err, "reading the folder %s", path);
		import_take_broken(import, path, 0, err->text);
		return 0;
	}
	import->wishes.only_tagged |= !import->as && is_vault(path);
	for (int i = 0; i < count; i++) {
		char *name = path_join(path, entry[i]->d_name);

		if (rc == 0)
			rc = import_entry(import, name, depth, err);
		free(name);
		free(entry[i]);
	}
	free(entry);
	import->wishes.only_tagged = only_tagged;
	return rc;
}

int import_path(struct import *import, const char *path, struct err *err)
{
	enum deck_kind kind;
	struct stat st;
	bool is_there = stat(path, &st) == 0;
	int rc;

	if (!is_there || !S_ISDIR(st.st_mode)) {
		kind = import->as ? *import->as : kind_of(path);
		if (is_there && import->took && kind != KIND_UNKNOWN && (kind != KIND_ARCHIVE || import->archives))
			import->took(import->ctx, path, kind, 1);
		memset(import->files, 0, sizeof(import->files));
		if (kind_reader(kind) || kind == KIND_LINES)
			import_media_open(import, path, false);
		rc = import_file(import, path, kind, err);
	} else {
		import_media_open(import, path, true);
		memset(import->files, 0, sizeof(import->files));
		rc = import_folder(import, path, 0, err);
	}
	say_files(import, path);
	return rc;
}
