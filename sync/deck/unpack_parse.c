/* SPDX-License-Identifier: MIT
 * An archive of deck files from end to end, inside the jail. */
#include <string.h>

#include "base/hash.h"
#include "sync/deck/unpack.h"
#include "sync/deck/reader.h"
#include "base/uid_set.h"
#include "sync/deck/wire.h"
#include "sync/deck/zip.h"

enum { PATH_BYTES_MAX = 400, DEPTH_MAX = 16, TEXTS_MAX = 10000, TEXT_MAX = 256 << 20 };
enum { OTHER, LINK, UNNAMED, REASONS };

static const char *const reason[REASONS] = {
	[OTHER] = "members that are no deck files by their names",
	[LINK] = "members that are links, devices or encrypted",
	[UNNAMED] = "members whose names are too long, hidden or no text",
};

struct unpacking {
	struct wire wire;
	struct uid_set names;
	int64_t skipped[REASONS];
	int64_t texts, bytes; /* of all; of the one being read */
};

/* A path that leaves the archive says what its writer is after: the archive as a whole is refused. */
static int refuse_path(const char *path, struct err *err)
{
	struct str rest = str_of(path), part;

	if (path[0] == '/' || strchr(path, '\\') || (path[0] && path[1] == ':'))
		return err_set(err, ERR_INPUT, "a member's name leads out of it");
	while (str_cut(&rest, '/', &part))
		if (str_is(part, ".."))
			return err_set(err, ERR_INPUT, "a member's name leads out of it");
	return 0;
}

static bool is_plain(const char *path)
{
	int depth = 0;

	if (!*path || strlen(path) > PATH_BYTES_MAX)
		return false;
	for (const char *p = path; *p; p++) {
		if ((unsigned char)*p < 0x20 || *p == 0x7F || (*p == '.' && (p == path || p[-1] == '/')))
			return false;
		depth += *p == '/';
	}
	return depth < DEPTH_MAX;
}

static int hand_over(void *ctx, struct str piece, struct err *err)
{
	struct unpacking *unpacking = ctx;

	unpacking->bytes += (int64_t)piece.len;
	if (unpacking->bytes > TEXT_MAX)
		return err_set(err, ERR_INPUT, "a member of it is longer than 256 MiB");
	return wire_bytes(&unpacking->wire, piece, err);
}

static int take(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct unpacking *unpacking = ctx;
	struct wire *wire = &unpacking->wire;

	if (refuse_path(member->path, err))
		return -1;
	if (member->folder)
		return 0;
	if (!uid_set_add(&unpacking->names, hash_bytes(str_of(member->path))))
		return err_set(err, ERR_INPUT, "a member of it is there twice");
	if (!member->regular || !is_plain(member->path) || !deck_reader(member->path)) {
		unpacking->skipped[!member->regular ? LINK : !is_plain(member->path) ? UNNAMED : OTHER]++;
		return 0;
	}
	if (++unpacking->texts > TEXTS_MAX)
		return err_set(err, ERR_INPUT, "it has more than 10,000 deck files");
	unpacking->bytes = 0;
	wire_begin(wire, WIRE_MEDIA);
	wire_text(wire, str_of(member->path));
	if (wire_end(wire, err) || zip_read(zip, false, hand_over, unpacking, err))
		return -1;
	wire_begin(wire, WIRE_BYTES);
	return wire_end(wire, err);
}

static int put_skipped(struct unpacking *unpacking, struct err *err)
{
	for (int i = 0; i < REASONS; i++) {
		if (!unpacking->skipped[i])
			continue;
		wire_begin(&unpacking->wire, WIRE_SKIP);
		wire_int(&unpacking->wire, unpacking->skipped[i]);
		wire_text(&unpacking->wire, str_of(reason[i]));
		if (wire_end(&unpacking->wire, err))
			return -1;
	}
	return 0;
}

int unpack_parse(int fd, int out, void *ctx)
{
	struct unpacking unpacking = {.wire.fd = out};
	struct err err = {0}, end = {0};
	struct zip *zip;
	int rc;

	(void)ctx;
	zip_init(&zip, fd);
	zip_allow_others(zip);
	rc = zip_each(zip, take, &unpacking, &err);
	if (rc == 0)
		rc = put_skipped(&unpacking, &err);
	wire_begin(&unpacking.wire, rc ? WIRE_REFUSE : WIRE_DONE);
	if (rc)
		wire_text(&unpacking.wire, str_of(err.text));
	if (wire_end(&unpacking.wire, &end) || wire_flush(&unpacking.wire, &end))
		rc = -1;
	zip_free(zip);
	wire_fini(&unpacking.wire);
	uid_set_fini(&unpacking.names);
	return rc ? 1 : 0;
}
