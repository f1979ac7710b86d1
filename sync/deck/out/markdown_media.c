/* SPDX-License-Identifier: MIT
 * Images and sounds that notes of a folder of Markdown name: beside them, in the folder `media`, under their
 * names. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/path.h"
#include "schema/takeout.h"
#include "sync/deck/media.h"
#include "sync/deck/out/markdown_out.h"
#include "sync/deck/out/out_file.h"

enum { PIECE = 64 * 1024 };

struct copying {
	const struct uid_set *wanted;
	const char *from, *to;
	bool force;
	struct export_counts *counts;
};

void markdown_want_media(struct uid_set *wanted, struct str field)
{
	while (field.len) {
		const char *at = memchr(field.s, '[', field.len), *end;
		struct str rest = at ? str_slice(field, (size_t)(at - field.s), field.len) : STR("");

		if (!str_starts(rest, "[image: ") && !str_starts(rest, "[sound: ")) {
			field = str_slice(rest, 1, rest.len);
			continue;
		}
		end = memchr(rest.s, ']', rest.len);
		if (!end)
			return;
		uid_set_add(wanted, hash_bytes(str_slice(rest, strlen("[image: "), (size_t)(end - rest.s))));
		field = str_slice(rest, (size_t)(end - rest.s), rest.len);
	}
}

static bool same_bytes(int a, const char *path)
{
	char left[PIECE], right[PIECE];
	int b = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat one, two;
	bool same = b >= 0 && !fstat(a, &one) && !fstat(b, &two) && S_ISREG(two.st_mode) &&
		    one.st_size == two.st_size;
	ssize_t got = 1;

	while (same && got > 0) {
		got = read(a, left, sizeof(left));
		same = got >= 0 && read(b, right, sizeof(right)) == got &&
		       memcmp(left, right, (size_t)got) == 0;
	}
	if (b >= 0)
		close(b);
	return lseek(a, 0, SEEK_SET) == 0 && same;
}

static int copy(int from, const char *to, bool force, struct err *err)
{
	struct out_file file = {0};
	char piece[PIECE];
	ssize_t got = 0;
	int rc = out_file_open(&file, to, force, err);

	while (rc == 0 && (got = read(from, piece, sizeof(piece))) > 0)
		rc = out_file_write(&file, (struct str){piece, (size_t)got}, err);
	if (rc == 0)
		rc = got < 0 ? err_sys(err, "reading a media file") : out_file_keep(&file, err);
	out_file_drop(&file);
	return rc;
}

static int take(void *ctx, struct str name, struct str hash, struct err *err)
{
	struct copying *copying = ctx;
	struct buf from = {0}, to = {0};
	int fd = -1, rc = 0;

	if (!uid_set_has(copying->wanted, hash_bytes(name)) || memchr(name.s, '/', name.len) ||
	    str_starts(name, "."))
		return 0;
	buf_addf(&from, "%s/%.*s", copying->from, STR_FMT(hash));
	buf_addf(&to, "%s/%.*s", copying->to, STR_FMT(name));
	fd = open(buf_z(&from), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0) {
		copying->counts->missing++;
	} else {
		copying->counts->media++;
		if (!same_bytes(fd, buf_z(&to)))
			rc = path_make_folder(copying->to, err) || copy(fd, buf_z(&to), copying->force, err)
				     ? -1
				     : 0;
		close(fd);
	}
	buf_fini(&from);
	buf_fini(&to);
	return rc;
}

int markdown_put_media(struct store *store, const char *folder, const struct uid_set *wanted,
		       const struct export_wishes *wishes, struct export_counts *counts, struct err *err)
{
	char *from = media_folder(store_path(store)), *to = path_join(folder, "media");
	struct copying copying = {wanted, from, to, wishes->force, counts};
	int rc = wishes->no_media || !wanted->count ? 0 : takeout_each_medium(store, take, &copying, err);

	free(from);
	free(to);
	return rc;
}
