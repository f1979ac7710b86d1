/* SPDX-License-Identifier: MIT
 * Media that the notes name, out of the folder beside the store. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "sync/deck/html.h"
#include "sync/deck/media.h"
#include "sync/deck/out/apkg_priv.h"
#include "sync/deck/out/out_zip.h"

static int take(void *ctx, struct str name, struct str file, struct err *err)
{
	struct apkg *apkg = ctx;
	struct str *item = (struct str *)apkg->media.item;

	(void)err;
	if (apkg->media.count == apkg->media_cap) {
		apkg->media_cap = apkg->media_cap ? 2 * apkg->media_cap : 256;
		apkg->media.item = item = mem_grow(item, apkg->media_cap, sizeof(*item));
		apkg->media_file = mem_grow(apkg->media_file, apkg->media_cap, sizeof(*apkg->media_file));
		apkg->media_wanted = mem_grow(apkg->media_wanted, apkg->media_cap, sizeof(*apkg->media_wanted));
	}
	/* what templates name begins so, and is looked for by nobody */
	apkg->media_wanted[apkg->media.count] = name.len && name.s[0] == '_';
	apkg->media_file[apkg->media.count] = arena_str(&apkg->arena, file);
	item[apkg->media.count++] = arena_str(&apkg->arena, name);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

int apkg_load_media(struct apkg *apkg, struct err *err)
{
	return apkg->wishes->no_media ? 0 : takeout_each_medium(apkg->store, take, apkg, err);
}

/* Names stand in fields as they are, or with entities. */
static void want(struct apkg *apkg, struct str raw)
{
	struct buf name = {0};
	struct str key, *found;

	while (raw.len) {
		const char *end = raw.s[0] == '&' ? memchr(raw.s, ';', raw.len < 32 ? raw.len : 32) : NULL;
		size_t len = end ? (size_t)(end - raw.s) : 0;

		if (!end || !html_entity(&name, str_slice(raw, 1, len))) {
			buf_addc(&name, raw.s[0]);
			len = 0;
		}
		raw = str_slice(raw, len + 1, raw.len);
	}
	key = buf_str(&name);
	found = bsearch(&key, apkg->media.item, apkg->media.count, sizeof(key), by_name);
	if (found)
		apkg->media_wanted[found - apkg->media.item] = true;
	buf_fini(&name);
}

void apkg_want_media(struct apkg *apkg, struct str html)
{
	static const char *const before[] = {"src=", "[sound:"};

	if (!apkg->media.count)
		return;
	for (int i = 0; i < 2; i++) {
		struct str rest = html;
		const char *at;

		while (rest.len && (at = memmem(rest.s, rest.len, before[i], strlen(before[i])))) {
			const char *from = at + strlen(before[i]), *stop = rest.s + rest.len, *end;
			char close = i ? ']' : from < stop && (*from == '"' || *from == '\'') ? *from++ : ' ';

			end = memchr(from, close, (size_t)(stop - from));
			if (!end && close == ' ')
				end = memchr(from, '>', (size_t)(stop - from));
			if (!end)
				break;
			want(apkg, (struct str){from, (size_t)(end - from)});
			rest = (struct str){end, (size_t)(stop - end)};
		}
	}
}

static int put_file(struct apkg *apkg, struct out_zip *zip, int folder, size_t at, struct json *j, struct err *err)
{
	int fd = openat(folder, apkg->media_file[at].s, O_RDONLY | O_NOFOLLOW | O_CLOEXEC), rc;
	char number[32];

	if (fd < 0) {
		apkg->counts->missing++;
		return 0;
	}
	snprintf(number, sizeof(number), "%lld", (long long)apkg->counts->media++);
	json_key_str(j, number, apkg->media.item[at]);
	rc = out_zip_put_file(zip, number, fd, false, err);
	close(fd);
	return rc;
}

int apkg_put_media(struct apkg *apkg, struct out_zip *zip, struct err *err)
{
	char *name = media_folder(store_path(apkg->store));
	int folder = open(name, O_PATH | O_DIRECTORY | O_CLOEXEC), rc = 0;
	struct buf list = {0};
	struct json j = {.out = &list};

	json_open(&j, '{');
	for (size_t i = 0; i < apkg->media.count && rc == 0; i++)
		if (apkg->media_wanted[i] || apkg->wishes->collection)
			rc = put_file(apkg, zip, folder, i, &j, err);
	json_close(&j, '}');
	if (rc == 0)
		rc = out_zip_put(zip, "media", buf_str(&list), err);
	if (folder >= 0)
		close(folder);
	buf_fini(&list);
	free(name);
	return rc;
}
