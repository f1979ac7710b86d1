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
#include "sync/deck/mnemosyne.h"

enum { ZONE_WEST = -960, ZONE_EAST = 660, COUNT_MAX = 1 << 30 };

int package_bad(struct err *err)
{
	return err_set(err, ERR_INPUT, "the parser of this file said something that it should not; please report this");
}

struct str package_text(struct package *package, struct str raw, unsigned flags, size_t cap)
{
	if (package->checking)
		return raw;
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
	    package->crt > 32503680000 || package->notes < 0 || package->notes > COUNT_MAX || package->reviews < 0 ||
	    package->reviews > COUNT_MAX)
		return package_bad(err);
	package->z = (int)z;
	package->begun = true;
	if (package->checking || package->rollover < 0 || package->rollover > 23 || package->rollover == 4)
		return 0;
	buf_clear(&package->text);
	buf_addf(&package->text, "%" PRId64, package->rollover);
	return package_set(package, STR("rollover"), arena_str(&package->arena, buf_str(&package->text)), err);
}

/* A text for people or for a name, whatever is being done. */
static struct str cleaned(struct package *package, struct str raw, size_t cap)
{
	buf_clear(&package->text);
	utf8_clean(&package->text, raw, CLEAN_LINE, cap);
	return str_trim(buf_str(&package->text));
}

static int take_medium(struct package *package, struct str body, struct err *err)
{
	struct str name;

	if (package->file_name.len || !wire_get_text(&body, &name))
		return package_bad(err);
	name = cleaned(package, name, 255);
	if (!name.len || memchr(name.s, '/', name.len))
		return package_bad(err);
	own(&package->file_name, name);
	if (package->import->dry)
		return 0;
	return media_open(&package->file, &package->import->fresh_list, package->import->folder, err);
}

static int keep_medium(struct package *package, struct err *err)
{
	char hash[HASH_LETTERS + 1];
	int rc = media_keep(&package->file, hash, err);

	if (rc < 0)
		return -1;
	if (rc == MEDIA_NEW)
		buf_add(&package->import->fresh, str_of(hash));
	return import_say_kept(package->import, package->file_name, str_of(hash), err);
}

static int take_bytes(struct package *package, struct str body, struct err *err)
{
	bool dry = package->import->dry;

	if (!package->file_name.len)
		return package_bad(err);
	if (body.len)
		return dry ? 0 : media_write(&package->file, body, err);
	if (!dry && keep_medium(package, err))
		return -1;
	package->file_name.len = 0;
	package->import->media++;
	return 0;
}

static int take_skip(struct package *package, struct str body, struct err *err)
{
	struct import *import = package->import;
	struct buf line = {0};
	int64_t count;
	struct str why;

	if (!wire_get_int(&body, &count) || count < 1 || count > COUNT_MAX || !wire_get_text(&body, &why))
		return package_bad(err);
	why = cleaned(package, why, 200);
	buf_addf(&line, "%" PRId64 " %.*s: left out", count, STR_FMT(why));
	if (str_starts(why, "notes "))
		import->skipped += count;
	import->broken(import->ctx, package->path, -1, buf_z(&line));
	buf_fini(&line);
	return 0;
}

static int take_refusal(struct package *package, struct str body, struct err *err)
{
	struct str why;

	if (!wire_get_text(&body, &why))
		return package_bad(err);
	why = cleaned(package, why, 400);
	return err_set(err, ERR_INPUT, "%.200s: %.*s", package->path, STR_FMT(why));
}

int package_take(struct package *package, enum wire_kind kind, struct str body, struct err *err)
{
	if (!package->begun && kind != WIRE_HEAD && kind != WIRE_REFUSE)
		return package_bad(err);
	switch (kind) {
	case WIRE_HEAD: return take_head(package, body, err);
	case WIRE_TYPE: return package_type(package, body, err);
	case WIRE_SETTING: return package_setting(package, body, err);
	case WIRE_NOTE: return package_note(package, body, err);
	case WIRE_ROW: return package_row(package, body, err);
	case WIRE_PLAIN: return package_plain(package, body, err);
	case WIRE_MEDIA: return package->checking ? take_medium(package, body, err) : package_bad(err);
	case WIRE_BYTES: return package->checking ? take_bytes(package, body, err) : package_bad(err);
	case WIRE_SKIP: return package->checking ? take_skip(package, body, err) : package_bad(err);
	case WIRE_REFUSE: return package->checking ? take_refusal(package, body, err) : package_bad(err);
	case WIRE_DONE: package->done = package->checking; return 0;
	case WIRE_JOB:
	case WIRE_PART:
	case WIRE_KEPT:
	case WIRE_TEXT:
	case WIRE_TEXT_TYPE:
	case WIRE_LINE:
	case WIRE_WHOLE:
	case WIRE_FINISH: break;
	}
	return package_bad(err);
}

/* Of the parser's records those that the store is to hear. */
static bool is_for_store(enum wire_kind kind)
{
	return kind == WIRE_HEAD || kind == WIRE_TYPE || kind == WIRE_SETTING || kind == WIRE_NOTE ||
	       kind == WIRE_ROW || kind == WIRE_PLAIN;
}

static int check(struct package *package, enum wire_kind kind, struct str body, struct err *err)
{
	arena_reset(&package->arena);
	if (package_take(package, kind, body, err))
		return -1;
	if (kind == WIRE_NOTE || kind == WIRE_ROW)
		package->seen++;
	if (package->seen % 256 == 0) /* reading is a quarter of it all */
		import_progress(package->import, package->path, package->seen, 4 * (package->notes + package->reviews));
	return is_for_store(kind) ? spool_put(&package->import->spool, kind, body, err) : 0;
}

int package_check(struct package *package, int fd, struct err *err)
{
	struct wire_in in = {.fd = fd};
	enum wire_kind kind;
	struct str body;
	int rc = 0;

	package->checking = true;
	while (rc == 0 && !package->done && !import_is_stopped(package->import)) {
		rc = wire_next(&in, &kind, &body, err);
		if (rc == 0)
			rc = check(package, kind, body, err);
	}
	wire_in_fini(&in);
	package->checking = false;
	return rc < 0 ? -1 : 0;
}

static int refuse_ended(const struct package *package, int how, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.200s: reading it took too much time or memory (%s %d)", package->path,
		       how < 0 ? "signal" : "code", how < 0 ? -how : how);
}

/* The package as records of the spool, all of them sound. */
static int start(struct package *package, struct jail *jail, int fd, struct err *err)
{
	struct anki_wish anki = {.media = true};
	struct mnemosyne_wish mnemosyne = {
		.media = true, .database = package->kind == KIND_MNEMOSYNE_DB, .z = package->import->z};

	if (package->kind == KIND_ANKI)
		return jail_start(jail, anki_parse, fd, &anki, err);
	buf_clear(&package->text);
	deck_name_of_file(&package->text, package->path);
	mnemosyne.deck = buf_str(&package->text);
	return jail_start(jail, mnemosyne_parse, fd, &mnemosyne, err);
}

static int read_all(struct package *package, int fd, struct err *err)
{
	struct jail jail = {0};
	int rc, how;

	if (import_part(package->import, package->path, package->source, err) || start(package, &jail, fd, err))
		return -1;
	rc = package_check(package, jail.out, err);
	jail_end(&jail, &how);
	if (import_is_stopped(package->import)) /* the terminal's Ctrl-C ends the parser too */
		return import_say_stopped(err);
	return rc == 0 && !package->done ? refuse_ended(package, how, err) : rc;
}

void package_init(struct package *package, struct import *import, const char *path, const char *source)
{
	*package = (struct package){.import = import, .path = path, .source = source, .file = {.folder = -1, .fd = -1}};
}

void package_fini(struct package *package)
{
	media_drop(&package->file);
	arena_fini(&package->arena);
	buf_fini(&package->text);
	told_fini(&package->told);
	free((char *)package->deck_raw.s);
	free((char *)package->deck.s);
	free((char *)package->file_name.s);
}

int package_read(struct import *import, const char *path, enum deck_kind kind, struct err *err)
{
	struct package package;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY), rc;

	if (fd < 0) {
		err_sys(err, "opening %s", path);
		err->kind = ERR_INPUT;
		return -1;
	}
	package_init(&package, import, path, kind == KIND_ANKI ? SOURCE_ANKI : SOURCE_MNEMOSYNE);
	package.kind = kind;
	rc = read_all(&package, fd, err);
	close(fd);
	package_fini(&package);
	return rc;
}
