/* SPDX-License-Identifier: MIT
 * Archives of deck files: zip, 7z, rar. A child in the jail unpacks them and says what is in them over the pipe; nothing
 * becomes a file. */
#ifndef SYNC_DECK_UNPACK_H
#define SYNC_DECK_UNPACK_H

#include "sync/deck/source.h"

/* In the jail: reads the archive, says WIRE_MEDIA and WIRE_BYTES for each text that has a deck file's name, WIRE_SKIP for
 * what is left out. */
int unpack_parse(int fd, int out, void *ctx);

/* Calls each text of the archive: "ARCHIVE/member" as its path, and fd, a nameless file with its bytes, which becomes
 * the callback's. Non-zero stops and is returned. skipped: members that are left out, and why. -1 ERR_INPUT: the archive
 * as a whole is refused. */
struct unpack_sink {
	void *ctx;
	int (*text)(void *ctx, const char *path, int fd, struct err *err);
	void (*skipped)(void *ctx, const char *path, int64_t count, const char *why);
};
int unpack_each(const char *path, const struct unpack_sink *sink, struct err *err) MUST_CHECK;

#endif
