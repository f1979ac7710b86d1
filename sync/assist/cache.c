/* SPDX-License-Identifier: MIT
 * Cache: a slot is a file that begins with its key. */
#include "sync/assist/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/path.h"

enum { KEY_DIGITS = 13 };

static char *slot(const char *folder, uint64_t key)
{
	char name[16] = "said-";

	hash_put32(name + 5, key % CACHE_SLOTS, 7);
	return path_join(folder, name);
}

int cache_get(const char *folder, uint64_t key, struct buf *out)
{
	char *path = slot(folder, key), digits[KEY_DIGITS + 1];
	struct buf text = {0};
	struct str all;
	int rc = path_read(path, CACHE_BYTES, PATH_NOFOLLOW | PATH_PRIVATE, &text, NULL);

	hash_put32(digits, key, KEY_DIGITS);
	all = buf_str(&text);
	if (rc == 0 && str_starts(all, digits) && all.len > KEY_DIGITS)
		buf_add(out, str_slice(all, KEY_DIGITS + 1, all.len));
	else
		rc = 1;
	buf_fini(&text);
	free(path);
	return rc;
}

void cache_put(const char *folder, uint64_t key, struct str content)
{
	char *path = slot(folder, key), digits[KEY_DIGITS + 1];
	struct buf text = {0};

	hash_put32(digits, key, KEY_DIGITS);
	buf_addf(&text, "%s\n", digits);
	buf_add(&text, content);
	if (text.len <= CACHE_BYTES)
		(void)!path_write(path, buf_str(&text), NULL);
	buf_fini(&text);
	free(path);
}
