/* SPDX-License-Identifier: MIT
 * Lists of media. */
#include "sync/deck/media_map.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "sync/deck/proto.h"

static bool is_plain_name(struct str name)
{
	if (!name.len || name.len > 255 || name.s[0] == '.')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (name.s[i] == '/' || name.s[i] == '\\' || (unsigned char)name.s[i] < 0x20)
			return false;
	return true;
}

static void set_name(struct media_map *map, uint64_t member, struct str name)
{
	if (member >= MEDIA_MAP_MAX || !is_plain_name(name) || (member < map->count && map->name[member].len) ||
	    !uid_set_add(&map->names, hash_bytes(name))) {
		map->refused++;
		return;
	}
	if (member >= map->count) {
		size_t count = (size_t)member + 1 < 64 ? 64 : (size_t)member * 2;

		map->name = mem_grow(map->name, count, sizeof(*map->name));
		memset(map->name + map->count, 0, (count - map->count) * sizeof(*map->name));
		map->count = count;
	}
	map->name[member] = arena_str(&map->arena, name);
}

void media_map_entries(struct media_map *map, struct str bytes)
{
	struct proto_field entry, field;
	uint64_t index = 0;

	while (proto_next(&bytes, &entry)) {
		struct str name = {"", 0};
		uint64_t member = index;

		if (entry.number != 1 || entry.wire != PROTO_BYTES)
			continue;
		while (proto_next(&entry.bytes, &field)) {
			if (field.number == 1 && field.wire == PROTO_BYTES)
				name = field.bytes;
			else if (field.number == 255 && field.wire == PROTO_VARINT)
				member = field.value;
		}
		set_name(map, member, name);
		index++;
	}
}

static int take_pair(void *ctx, const struct foreign_row *row, struct err *err)
{
	int64_t member = foreign_int(row, 0);

	(void)err;
	set_name(ctx, member < 0 ? MEDIA_MAP_MAX : (uint64_t)member, foreign_text(row, 1));
	return 0;
}

int media_map_json(struct media_map *map, struct foreign *db, struct str json, struct err *err)
{
	return foreign_each_json(db, json, take_pair, map, err);
}

struct str media_map_name(const struct media_map *map, size_t member)
{
	return member < map->count && map->name[member].len ? map->name[member] : (struct str){"", 0};
}

void media_map_fini(struct media_map *map)
{
	free(map->name);
	uid_set_fini(&map->names);
	arena_fini(&map->arena);
	*map = (struct media_map){0};
}
