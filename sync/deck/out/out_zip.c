/* SPDX-License-Identifier: MIT
 * A zip archive, written through libarchive. */
#include "sync/deck/out/out_zip.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { BLOCK = 64 * 1024 };

struct out_zip {
	struct archive *archive;
};

static int fail(struct out_zip *zip, struct err *err)
{
	const char *why = archive_error_string(zip->archive);

	return err_native(err, ERR_FAILED, archive_errno(zip->archive), "writing the package: %.100s",
			  why ? why : "libarchive failed");
}

/* The fastest level: four times as fast as the usual one, an eighth larger (docs/decisions/0130). */
int out_zip_open(struct out_zip **out, int fd, struct err *err)
{
	struct out_zip *zip = *out = mem_alloc(sizeof(*zip));

	zip->archive = archive_write_new();
	if (!zip->archive)
		return err_set(err, ERR_FAILED, "libarchive could not be started");
	if (archive_write_set_format_zip(zip->archive) != ARCHIVE_OK ||
	    archive_write_set_format_option(zip->archive, "zip", "compression-level", "1") != ARCHIVE_OK ||
	    archive_write_set_bytes_in_last_block(zip->archive, 1) != ARCHIVE_OK ||
	    archive_write_open_fd(zip->archive, fd) != ARCHIVE_OK)
		return fail(zip, err);
	return 0;
}

static int begin(struct out_zip *zip, const char *name, int64_t size, bool packed, struct err *err)
{
	struct archive_entry *entry = archive_entry_new();
	int rc;

	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_size(entry, size);
	if (packed)
		archive_write_zip_set_compression_deflate(zip->archive);
	else
		archive_write_zip_set_compression_store(zip->archive);
	rc = archive_write_header(zip->archive, entry);
	archive_entry_free(entry);
	return rc < ARCHIVE_WARN ? fail(zip, err) : 0;
}

static int add(struct out_zip *zip, const void *bytes, size_t len, struct err *err)
{
	return archive_write_data(zip->archive, bytes, len) == (la_ssize_t)len ? 0 : fail(zip, err);
}

int out_zip_put(struct out_zip *zip, const char *name, struct str bytes, struct err *err)
{
	return begin(zip, name, (int64_t)bytes.len, bytes.len > 100, err) || add(zip, bytes.s, bytes.len, err) ? -1 : 0;
}

int out_zip_put_file(struct out_zip *zip, const char *name, int fd, bool packed, struct err *err)
{
	struct stat st;
	char *block;
	int rc;

	if (fstat(fd, &st) || lseek(fd, 0, SEEK_SET) < 0)
		return err_sys(err, "writing the package");
	block = mem_alloc(BLOCK);
	rc = begin(zip, name, st.st_size, packed, err);
	while (rc == 0) {
		ssize_t got = read(fd, block, BLOCK);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			rc = got < 0 ? err_sys(err, "writing the package") : 0;
			break;
		}
		rc = add(zip, block, (size_t)got, err);
	}
	free(block);
	return rc;
}

int out_zip_close(struct out_zip *zip, struct err *err)
{
	int rc = archive_write_close(zip->archive) == ARCHIVE_OK ? 0 : fail(zip, err);

	out_zip_drop(zip);
	return rc;
}

void out_zip_drop(struct out_zip *zip)
{
	if (!zip)
		return;
	if (zip->archive)
		archive_write_free(zip->archive);
	free(zip);
}
