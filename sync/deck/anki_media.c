/* SPDX-License-Identifier: MIT
 * The media of an Anki package: the members that its list names, handed over one after the other. */
#include <stdlib.h>
#include <string.h>

#include "sync/deck/anki_priv.h"
#include "sync/deck/media_map.h"

enum { MAP_MAX = 32 * 1024 * 1024 };

struct media {
	struct anki *anki;
	struct buf list;
	struct media_map map;
	bool *done;
};

static int keep(void *ctx, struct str piece, struct err *err)
{
	struct buf *buf = ctx;

	if (buf->len + piece.len > MAP_MAX)
		return err_set(err, ERR_INPUT, "its list of media is larger than 32 MiB");
	buf_add(buf, piece);
	return 0;
}

static int find_map(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct media *media = ctx;
	int rc;

	if (strcmp(member->name, "media") != 0)
		return 0;
	rc = zip_read(zip, media->anki->generation == 3, keep, &media->list, err);
	return rc ? rc : 1;
}

static int load_map(struct media *media, struct err *err)
{
	struct anki *anki = media->anki;
	struct str list;

	if (zip_each(anki->zip, find_map, media, err) < 0)
		return -1;
	list = buf_str(&media->list);
	if (anki->generation == 3) {
		media_map_entries(&media->map, list);
		return 0;
	}
	if (list.len > FOREIGN_TEXT_MAX / 2)
		return err_set(err, ERR_INPUT, "its list of media is larger than 8 MiB");
	if (list.len && media_map_json(&media->map, anki->db, list, err))
		return err_set(err, ERR_INPUT, "its list of media is no JSON object");
	return 0;
}

static int hand_over(void *ctx, struct str piece, struct err *err)
{
	return wire_bytes(ctx, piece, err);
}

static bool is_number(const char *name, size_t *number)
{
	*number = 0;
	for (size_t i = 0; name[i]; i++) {
		if (i == 9 || name[i] < '0' || name[i] > '9')
			return false;
		*number = *number * 10 + (size_t)(name[i] - '0');
	}
	return *name;
}

static int put_medium(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct media *media = ctx;
	struct wire *wire = &media->anki->wire;
	struct str name;
	size_t number;

	if (!is_number(member->name, &number))
		return 0;
	name = media_map_name(&media->map, number);
	if (!name.len || media->done[number] || !member->regular) {
		media->map.refused++;
		return 0;
	}
	media->done[number] = true;
	wire_begin(wire, WIRE_MEDIA);
	wire_text(wire, name);
	if (wire_end(wire, err) || zip_read(zip, media->anki->generation == 3, hand_over, wire, err))
		return -1;
	wire_begin(wire, WIRE_BYTES);
	return wire_end(wire, err);
}

int anki_put_media(struct anki *anki, struct err *err)
{
	struct media media = {.anki = anki};
	int rc = load_map(&media, err);

	if (rc == 0) {
		media.done = mem_array(media.map.count + 1, sizeof(*media.done));
		rc = zip_each(anki->zip, put_medium, &media, err);
	}
	if (rc == 0 && media.map.refused)
		rc = anki_skip(anki, media.map.refused, "media files that the list of media does not name rightly", err);
	free(media.done);
	media_map_fini(&media.map);
	buf_fini(&media.list);
	return rc;
}
