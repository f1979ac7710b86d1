/* SPDX-License-Identifier: MIT
 * Images and sounds beside text files: what notes name is taken into the folder of media, out of the folder
 * that is imported and from nowhere else. No link is followed. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "base/utf8.h"
#include "schema/brought.h"
#include "sync/deck/import_priv.h"
#include "sync/deck/media.h"
#include "sync/deck/media_find.h"
#include "sync/deck/zip.h"

enum { NAME_BYTES = 255, PATH_BYTES = 4000, PIECE = 64 * 1024, TOLD_LETTERS = 8 };

struct import_media {
	struct media_place place;
	size_t root_len;      /* of paths in it, with the slash */
	struct uid_set files; /* counted, by inode */
	int64_t bytes;
};

void import_media_open(struct import *import, const char *path, bool folder)
{
	const char *slash = strrchr(path, '/');
	size_t len = folder ? strlen(path) : slash ? (size_t)(slash + 1 - path) : 0;
	char *root = len ? mem_strndup(path, len) : mem_strndup(".", 1);
	struct import_media *media = import->beside;

	if (!media) {
		import->beside = media = mem_alloc(sizeof(*media));
		*media = (struct import_media){.place.root = -1};
	}
	if (media->place.root >= 0)
		close(media->place.root);
	media->place.root = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	media->place.deep = folder;
	media->root_len = len + (folder && len && path[len - 1] != '/');
	free(root);
}

void import_media_at(struct import *import, const char *path)
{
	struct import_media *media = import->beside;
	const char *slash = strrchr(path, '/');

	if (!media)
		return;
	buf_clear(&media->place.dir);
	if (slash && (size_t)(slash + 1 - path) > media->root_len)
		buf_add(&media->place.dir,
			(struct str){path + media->root_len, (size_t)(slash + 1 - path) - media->root_len});
}

void import_media_cut(struct import *import, size_t len)
{
	for (size_t at = len; at + HASH_LETTERS <= import->fresh.len; at += HASH_LETTERS)
		media_remove(import->folder, str_slice(buf_str(&import->fresh), at, at + HASH_LETTERS));
	buf_cut(&import->fresh, len);
}

void import_media_close(struct import *import)
{
	struct import_media *media = import->beside;

	if (!import->promised)
		import_media_cut(import, 0);
	media_list_end(&import->fresh_list);
	buf_fini(&import->fresh);
	free(import->folder);
	import->folder = NULL;
	import->beside = NULL;
	if (!media)
		return;
	if (media->place.root >= 0)
		close(media->place.root);
	buf_fini(&media->place.dir);
	uid_set_fini(&media->files);
	free(media);
}

static uint64_t of_name(struct str name)
{
	return note_uid("name", STR(""), name);
}

static uint64_t of_medium(struct str name, struct str hash)
{
	return note_uid("medium", name, hash);
}

int import_say_kept(struct import *import, struct str name, struct str hash, struct err *err)
{
	struct wire *record = spool_begin(&import->spool, WIRE_KEPT);

	uid_set_add(&import->names, of_name(name));
	uid_set_add(&import->names, of_medium(name, hash));
	wire_text(record, name);
	wire_text(record, hash);
	return spool_end(&import->spool, err);
}

/* As addresses have it: %20 and the like. */
static void decode(struct buf *out, struct str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char digits[3] = {0}, *end = digits;
		long byte = 0;

		if (name.s[i] == '%' && i + 2 < name.len) {
			memcpy(digits, name.s + i + 1, 2);
			byte = strtol(digits, &end, 16);
		}
		buf_addc(out, end == digits + 2 && byte > 0 ? (char)byte : name.s[i]);
		i += end == digits + 2 && byte > 0 ? 2 : 0;
	}
}

static int copy(struct import *import, int fd, char hash[HASH_LETTERS + 1], struct err *err)
{
	struct media_file file;
	char piece[PIECE];
	ssize_t got = 0;
	int rc = media_open(&file, &import->fresh_list, import->folder, err);

	while (rc == 0 && (got = read(fd, piece, sizeof(piece))) > 0) {
		import->beside->bytes += got;
		rc = media_write(&file, (struct str){piece, (size_t)got}, err);
	}
	if (rc == 0 && got < 0)
		rc = err_sys(err, "reading a media file");
	if (rc == 0)
		rc = media_keep(&file, hash, err);
	if (rc == MEDIA_NEW)
		buf_add(&import->fresh, str_of(hash));
	media_drop(&file);
	return rc < 0 ? -1 : 0;
}

/* Whether the name means another content already: in the store, or of a record of this run. */
static int is_taken(struct import *import, struct str name, const char *hash, struct err *err)
{
	struct buf held = {0};
	int rc = media_get(import->store, name, &held, err);
	bool taken = uid_set_has(&import->names, of_name(name)) ? !uid_set_has(&import->names, of_medium(name, str_of(hash)))
								: rc == 0 && !str_is(buf_str(&held), hash);

	buf_fini(&held);
	return rc < 0 ? -1 : taken;
}

/* Two files of one name in two folders: the second one is told apart by its content. */
static int name_it(struct import *import, struct str name, const char *hash, struct buf *flat,
		   struct err *err)
{
	const char *dot = memrchr(name.s, '.', name.len);
	size_t stem = dot && dot > name.s ? (size_t)(dot - name.s) : name.len;
	int taken = is_taken(import, name, hash, err);

	if (taken < 0)
		return -1;
	buf_add(flat, str_slice(name, 0, taken ? stem : name.len));
	if (taken)
		buf_addf(flat, "-%.*s%.*s", TOLD_LETTERS, hash, STR_FMT(str_slice(name, stem, name.len)));
	return import_say_kept(import, buf_str(flat), str_of(hash), err);
}

static int keep(struct import *import, int fd, struct str name, struct buf *flat, struct err *err)
{
	struct import_media *media = import->beside;
	char hash[HASH_LETTERS + 1];
	struct buf clean = {0};
	struct stat st;
	int rc = 0;

	utf8_clean(&clean, media_last_part(name), CLEAN_LINE, NAME_BYTES - TOLD_LETTERS - 1);
	if (fstat(fd, &st) || st.st_size > ZIP_MEMBER_MAX || media->bytes + st.st_size > ZIP_TOTAL_MAX) {
		import->broken(import->ctx, "media", -1,
			       _("a file is larger than 512 MiB, or all are larger than 1 GiB: left out"));
	} else if (clean.len && !memchr(clean.s, ']', clean.len) && !memchr(clean.s, '/', clean.len)) {
		import->media += uid_set_add(&media->files, (uint64_t)st.st_ino);
		if (import->dry)
			buf_add(flat, buf_str(&clean));
		else
			rc = copy(import, fd, hash, err) || name_it(import, buf_str(&clean), hash, flat, err)
				     ? -1
				     : 0;
	}
	buf_fini(&clean);
	return rc;
}

/* Puts what the file is called from now on into *flat; it stays empty where there is none. */
static int take(struct import *import, struct str name, struct buf *flat, struct err *err)
{
	struct buf decoded = {0};
	int fd, rc = 0;

	if (memmem(name.s, name.len, "://", 3) || str_starts(name, "data:") || str_starts(name, "/"))
		return 0;
	fd = media_find(&import->beside->place, name);
	decode(&decoded, name);
	if (fd < 0 && decoded.len != name.len)
		fd = media_find(&import->beside->place, buf_str(&decoded));
	if (fd >= 0) {
		rc = keep(import, fd, buf_str(&decoded), flat, err);
		close(fd);
	}
	buf_fini(&decoded);
	return rc;
}

static int take_field(struct import *import, struct str *field, struct arena *arena, struct err *err)
{
	static const char *const before[] = {"[image: ", "[sound: "};
	struct str rest = *field;
	struct buf out = {0}, flat = {0};
	int rc = 0;

	while (rest.len && rc == 0) {
		const char *at = memchr(rest.s, '[', rest.len), *end;
		size_t len = at ? (size_t)(at - rest.s) : rest.len;
		bool named;

		buf_add(&out, str_slice(rest, 0, len));
		rest = str_slice(rest, len, rest.len);
		named = str_starts(rest, before[0]) || str_starts(rest, before[1]);
		end = named ? memchr(rest.s, ']', rest.len < PATH_BYTES ? rest.len : PATH_BYTES) : NULL;
		if (end) {
			struct str name = str_slice(rest, strlen(before[0]), (size_t)(end - rest.s));

			buf_clear(&flat);
			rc = name.len ? take(import, name, &flat, err) : 0;
			buf_addf(&out, "%.*s%.*s]", (int)strlen(before[0]), rest.s,
				 STR_FMT(flat.len ? buf_str(&flat) : name));
			rest = str_slice(rest, (size_t)(end - rest.s) + 1, rest.len);
		} else if (rest.len) {
			buf_addc(&out, '[');
			rest = str_slice(rest, 1, rest.len);
		}
	}
	*field = arena_str(arena, buf_str(&out));
	buf_fini(&out);
	buf_fini(&flat);
	return rc;
}

int import_take_media(struct import *import, struct deck_note *note, struct arena *arena, struct err *err)
{
	struct str *field;
	bool any = false;

	for (size_t i = 0; i < note->fields.count; i++) {
		struct str text = note->fields.item[i];

		any |= text.len &&
		       (memmem(text.s, text.len, "[image: ", 8) || memmem(text.s, text.len, "[sound: ", 8));
	}
	if (!any || !import->beside || import->beside->place.root < 0)
		return 0;
	field = arena_alloc(arena, note->fields.count * sizeof(*field));
	memcpy(field, note->fields.item, note->fields.count * sizeof(*field));
	note->fields.item = field;
	for (size_t i = 0; i < note->fields.count; i++)
		if (take_field(import, &field[i], arena, err))
			return -1;
	return 0;
}

int import_take_kept(struct import *import, struct str hash, struct err *err)
{
	struct import_media *media = import->beside;
	char made[HASH_LETTERS + 1];
	struct buf name = {0}, held = {0};
	int fd, rc = 0;

	if (!media || import->dry)
		return 0;
	buf_addf(&name, "media/%.*s", STR_FMT(hash));
	buf_addf(&held, "%s/%.*s", import->folder, STR_FMT(hash));
	fd = access(buf_z(&held), F_OK) == 0 ? -1 : media_find_at(&media->place, buf_str(&name));
	if (fd >= 0) {
		size_t before = import->fresh.len;

		rc = copy(import, fd, made, err);
		if (rc == 0 && !str_is(hash, made)) {
			import->broken(import->ctx, buf_z(&name), -1,
				       _("it does not hold what its name says: left out"));
			import_media_cut(import, before);
		} else {
			import->media += rc == 0;
		}
		close(fd);
	}
	buf_fini(&name);
	buf_fini(&held);
	return rc;
}
