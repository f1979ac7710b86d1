/* SPDX-License-Identifier: MIT
 * Packages: the jail that reads one, and its records as they come. */
#include "sync/deck/package_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"
#include "base/utf8.h"
#include "sync/deck/anki.h"

enum { ZONE_WEST = -960, ZONE_EAST = 660, PROGRESS_MS = 200 };

int package_bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "the parser of this file said something that it should not; please report this");
}

struct str package_text(struct package *package, struct str raw, unsigned flags, size_t cap)
{
	buf_clear(&package->text);
	utf8_clean(&package->text, raw, flags, cap);
	return arena_str(&package->arena, str_trim(buf_str(&package->text)));
}

static void own(struct str *to, struct str from)
{
	free((char *)to->s);
	*to = (struct str){mem_strndup(from.s, from.len), from.len};
}

struct str package_deck(struct package *package, struct str raw)
{
	if (package->deck.len && str_eq(raw, package->deck_raw))
		return package->deck;
	own(&package->deck_raw, raw);
	buf_clear(&package->text);
	deck_put_name(&package->text, raw);
	own(&package->deck, buf_str(&package->text));
	return package->deck;
}

static int take_head(struct package *package, struct str body, struct err *err)
{
	int64_t z;

	if (package->begun || !wire_get_int(&body, &package->crt) || !wire_get_int(&body, &z) ||
	    !wire_get_int(&body, &package->rollover) || !wire_get_int(&body, &package->notes) ||
	    !wire_get_int(&body, &package->reviews) || z < ZONE_WEST || z > ZONE_EAST || package->crt < 0 ||
	    package->crt > 32503680000)
		return package_bad(err);
	package->z = (int)z;
	package->begun = true;
	if (package->rollover < 0 || package->rollover > 23 || package->rollover == 4)
		return 0;
	buf_clear(&package->text);
	buf_addf(&package->text, "%" PRId64, package->rollover);
	return package_set(package, STR("rollover"), arena_str(&package->arena, buf_str(&package->text)), err);
}

static int take_medium(struct package *package, struct str body, struct err *err)
{
	struct str name;

	if (package->file_name.len || !wire_get_text(&body, &name))
		return package_bad(err);
	name = package_text(package, name, CLEAN_LINE, 255);
	if (!name.len || memchr(name.s, '/', name.len))
		return package_bad(err);
	own(&package->file_name, name);
	return package->import->dry ? 0 : media_open(&package->file, package->folder, err);
}

static int take_bytes(struct package *package, struct str body, struct err *err)
{
	char hash[65];

	if (!package->file_name.len)
		return package_bad(err);
	if (package->import->dry && body.len)
		return 0;
	if (body.len)
		return media_write(&package->file, body, err);
	if (!package->import->dry &&
	    (media_keep(&package->file, hash, err) ||
	     media_set(package->import->store, package->file_name, str_of(hash), err)))
		return -1;
	package->file_name.len = 0;
	package->kept_media |= !package->import->dry;
	package->import->media++;
	return 0;
}

static int take_skip(struct package *package, struct str body, struct err *err)
{
	struct import *import = package->import;
	int64_t count;
	struct str why;

	if (!wire_get_int(&body, &count) || count < 1 || !wire_get_text(&body, &why))
		return package_bad(err);
	why = package_text(package, why, CLEAN_LINE, 200);
	buf_clear(&package->text);
	buf_addf(&package->text, "%" PRId64 " %.*s: left out", count, STR_FMT(why));
	if (str_starts(why, "notes "))
		import->skipped += count;
	import->broken(import->ctx, package->path, -1, buf_z(&package->text));
	return 0;
}

static int take_refusal(struct package *package, struct str body, struct err *err)
{
	struct str why;

	if (!wire_get_text(&body, &why))
		return package_bad(err);
	why = package_text(package, why, CLEAN_LINE, 400);
	return err_set(err, ERR_INPUT, "%.200s: %.*s", package->path, STR_FMT(why));
}

static void show_progress(struct package *package)
{
	struct import *import = package->import;
	const struct clock *clock = store_clock(import->store);
	int64_t total = package->notes + package->reviews, now, left;

	if (++package->seen % 256 || !import->progress || total < 1)
		return;
	now = clock_mono_ms(clock);
	if (now - package->shown_ms < PROGRESS_MS)
		return;
	package->shown_ms = now;
	left = (now - package->began_ms) * (total - package->seen) / package->seen;
	import->progress(import->ctx, package->path, (int)(100 * package->seen / total), left < 0 ? 0 : left / 1000);
}

static int take(struct package *package, enum wire_kind kind, struct str body, struct err *err)
{
	if (!package->begun && kind != WIRE_HEAD && kind != WIRE_REFUSE)
		return package_bad(err);
	switch (kind) {
	case WIRE_HEAD: return take_head(package, body, err);
	case WIRE_TYPE: return package_type(package, body, err);
	case WIRE_SETTING: return package_setting(package, body, err);
	case WIRE_NOTE: show_progress(package); return package_note(package, body, err);
	case WIRE_ROW: show_progress(package); return package_row(package, body, err);
	case WIRE_PLAIN: return package_plain(package, body, err);
	case WIRE_MEDIA: return take_medium(package, body, err);
	case WIRE_BYTES: return take_bytes(package, body, err);
	case WIRE_SKIP: return take_skip(package, body, err);
	case WIRE_REFUSE: return take_refusal(package, body, err);
	case WIRE_DONE: package->done = true; return 0;
	}
	return package_bad(err);
}

static int take_all(struct package *package, int fd, struct err *err)
{
	struct wire_in in = {.fd = fd};
	enum wire_kind kind;
	struct str body;
	int rc;

	while (!package->done && (rc = wire_next(&in, &kind, &body, err)) == 0) {
		arena_reset(&package->arena);
		rc = take(package, kind, body, err);
		if (rc)
			break;
	}
	wire_in_fini(&in);
	return rc < 0 ? -1 : 0;
}

static int refuse_ended(const struct package *package, int how, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.200s: reading it took too much time or memory (%s %d)", package->path,
		       how < 0 ? "signal" : "code", how < 0 ? -how : how);
}

static int apply(struct package *package, int fd, struct err *err)
{
	struct anki_wish wish = {.media = true};
	struct jail jail;
	struct deed deed;
	int rc, how;

	if (deed_begin(package->import->store, &deed, err) || jail_start(&jail, anki_parse, fd, &wish, err))
		return -1;
	rc = take_all(package, jail.out, err);
	jail_end(&jail, &how);
	if (rc == 0 && !package->done)
		rc = refuse_ended(package, how, err);
	if (rc == 0 && package->kept_media)
		rc = media_sync(package->folder, err);
	return rc ? rc : deed_end(package->import->store, &deed, STR(""), err);
}

static void fini(struct package *package)
{
	media_drop(&package->file);
	arena_fini(&package->arena);
	buf_fini(&package->text);
	free((char *)package->deck_raw.s);
	free((char *)package->deck.s);
	free((char *)package->file_name.s);
	free(package->folder);
}

static char *media_folder(const struct store *store)
{
	const char *path = store_path(store), *slash = strrchr(path, '/');
	char *folder = mem_strndup(path, slash ? (size_t)(slash - path) : 0), *media = path_join(folder, "media");

	free(folder);
	return media;
}

int package_import(struct import *import, const char *path, struct err *err)
{
	struct package package = {.import = import, .path = path, .file = {.folder = -1, .fd = -1}};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), rc;

	if (fd < 0) {
		err_sys(err, "opening %s", path);
		err->kind = ERR_INPUT;
		return -1;
	}
	package.folder = media_folder(import->store);
	package.began_ms = package.shown_ms = clock_mono_ms(store_clock(import->store));
	rc = apply(&package, fd, err);
	close(fd);
	fini(&package);
	return rc;
}
