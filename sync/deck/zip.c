/* SPDX-License-Identifier: MIT
 * Zip archives through libarchive: one format, no filters, regular members, bounds on everything. */
#include "sync/deck/zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum { BLOCK = 64 * 1024, RATIO_MAX = 200, RATIO_FROM = 1024 * 1024 };

struct zip {
	int fd;
	struct archive *archive; /* while members are walked */
	int64_t size;		 /* of the file */
	int64_t total;		 /* unpacked so far */
	bool others;		 /* 7z and rar, too */
};

void zip_init(struct zip **zip, int fd)
{
	*zip = mem_alloc(sizeof(**zip));
	(*zip)->fd = fd;
	(*zip)->size = lseek(fd, 0, SEEK_END);
}

void zip_allow_others(struct zip *zip)
{
	zip->others = true;
}

void zip_free(struct zip *zip)
{
	free(zip);
}

static int fail(struct zip *zip, struct err *err)
{
	const char *why = archive_error_string(zip->archive);

	if (zip->others)
		return err_set(err, ERR_INPUT, "it is no sound archive: %.100s", why ? why : "it is damaged");
	return err_set(err, ERR_INPUT, "it is no sound zip archive: %.100s", why ? why : "it is damaged");
}

static void describe(struct archive_entry *entry, struct zip_member *member)
{
	const char *name = archive_entry_pathname(entry);
	size_t len = name ? strnlen(name, ZIP_NAME_MAX) : ZIP_NAME_MAX;

	*member = (struct zip_member){.regular = archive_entry_filetype(entry) == AE_IFREG &&
						 !archive_entry_is_encrypted(entry) &&
						 !archive_entry_hardlink(entry),
				      .folder = archive_entry_filetype(entry) == AE_IFDIR,
				      .path = name ? name : ""};
	if (len < ZIP_NAME_MAX)
		memcpy(member->name, name, len);
}

static int walk(struct zip *zip, zip_each_fn *each, void *ctx, struct err *err)
{
	struct archive_entry *entry;
	struct zip_member member;
	int members = 0, rc, stop;

	while ((rc = archive_read_next_header(zip->archive, &entry)) != ARCHIVE_EOF) {
		if (rc < ARCHIVE_WARN)
			return fail(zip, err);
		if (++members > ZIP_MEMBERS_MAX)
			return err_set(err, ERR_INPUT, "it has more than 100,000 members");
		describe(entry, &member);
		stop = each(ctx, zip, &member, err);
		if (stop)
			return stop;
	}
	return 0;
}

static bool allow_others(struct zip *zip)
{
	return archive_read_support_format_7zip(zip->archive) != ARCHIVE_OK ||
	       archive_read_support_format_rar(zip->archive) != ARCHIVE_OK ||
	       archive_read_support_format_rar5(zip->archive) != ARCHIVE_OK;
}

int zip_each(struct zip *zip, zip_each_fn *each, void *ctx, struct err *err)
{
	int rc = -1;

	zip->archive = archive_read_new();
	if (!zip->archive)
		return err_set(err, ERR_FAILED, "libarchive could not be started");
	if (lseek(zip->fd, 0, SEEK_SET) < 0 ||
	    archive_read_support_format_zip_seekable(zip->archive) != ARCHIVE_OK || (zip->others && allow_others(zip)) ||
	    archive_read_open_fd(zip->archive, zip->fd, BLOCK) != ARCHIVE_OK)
		fail(zip, err);
	else
		rc = walk(zip, each, ctx, err);
	archive_read_free(zip->archive);
	zip->archive = NULL;
	return rc;
}

/* Counts what comes out, on its way to whoever asked for it. */
struct meter {
	struct zip *zip;
	zip_piece_fn *piece;
	void *ctx;
	int64_t out;
};

static int count(void *ctx, struct str piece, struct err *err)
{
	struct meter *meter = ctx;

	if (!piece.len)
		return 0;
	meter->out += (int64_t)piece.len;
	meter->zip->total += (int64_t)piece.len;
	if (meter->out > ZIP_MEMBER_MAX || meter->zip->total > ZIP_TOTAL_MAX)
		return err_set(err, ERR_INPUT, "it unpacks to more than %s",
			       meter->out > ZIP_MEMBER_MAX ? "512 MiB in one member" : "1 GiB");
	if (meter->out > RATIO_FROM && meter->out / RATIO_MAX > meter->zip->size)
		return err_set(err, ERR_INPUT, "it unpacks to more than 200 times its size");
	return meter->piece(meter->ctx, piece, err);
}

int zip_read(struct zip *zip, bool zstd, zip_piece_fn *piece, void *ctx, struct err *err)
{
	struct meter meter = {zip, piece, ctx, 0};
	struct unzstd *unzstd = NULL;
	int rc = zstd ? unzstd_open(&unzstd, err) : 0;

	while (rc == 0) {
		const void *block;
		size_t len;
		la_int64_t at;
		int got = archive_read_data_block(zip->archive, &block, &len, &at);
		struct str bytes = {block, len};

		if (got == ARCHIVE_EOF)
			break;
		if (got < ARCHIVE_WARN)
			rc = fail(zip, err);
		else
			rc = zstd ? unzstd_put(unzstd, bytes, count, &meter, err) : count(&meter, bytes, err);
	}
	if (rc == 0 && zstd)
		rc = unzstd_end(unzstd, err);
	unzstd_free(unzstd);
	return rc;
}
