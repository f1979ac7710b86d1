/* SPDX-License-Identifier: MIT
 * Pictures and sounds of Mnemosyne's packages: the members beside cards.xml. */
#include <string.h>

#include "base/hash.h"
#include "sync/deck/mnemosyne_priv.h"
#include "base/uid_set.h"
#include "sync/deck/zip.h"

enum { NAME_BYTES_MAX = 255 };

struct media {
	struct mnem *mnem;
	struct uid_set names;
	int64_t refused;
};

static bool is_plain_name(const char *name)
{
	if (!*name || *name == '.' || strlen(name) > NAME_BYTES_MAX)
		return false;
	for (; *name; name++)
		if (*name == '/' || *name == '\\' || (unsigned char)*name < 0x20 || *name == 0x7F)
			return false;
	return true;
}

static int hand_over(void *ctx, struct str piece, struct err *err)
{
	return wire_bytes(ctx, piece, err);
}

static int take(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct media *media = ctx;
	struct wire *wire = &media->mnem->wire;

	if (member->folder || !strcmp(member->path, "cards.xml") || !strcmp(member->path, "METADATA"))
		return 0;
	if (!member->regular || !is_plain_name(member->path) || !uid_set_add(&media->names, hash_bytes(str_of(member->path)))) {
		media->refused++;
		return 0;
	}
	wire_begin(wire, WIRE_MEDIA);
	wire_text(wire, str_of(member->path));
	if (wire_end(wire, err) || zip_read(zip, false, hand_over, wire, err))
		return -1;
	wire_begin(wire, WIRE_BYTES);
	return wire_end(wire, err);
}

int mnem_put_media(struct mnem *mnem, struct err *err)
{
	struct media media = {.mnem = mnem};
	struct zip *zip;
	int rc;

	zip_init(&zip, mnem->fd);
	rc = zip_each(zip, take, &media, err);
	if (rc == 0 && media.refused)
		rc = mnem_skip(mnem, media.refused, "media files in folders, links, or there twice", err);
	zip_free(zip);
	uid_set_fini(&media.names);
	return rc;
}
