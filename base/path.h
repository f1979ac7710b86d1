/* SPDX-License-Identifier: MIT
 * Paths: where cairn's files lie, and reading and writing whole files safely. Knows nothing of what is in
 * them. */
#ifndef BASE_PATH_H
#define BASE_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

/* The folders of one profile, absolute, existing, without a slash at the end. With CAIRN_DATA set all of them
 * are that folder; else $XDG_DATA_HOME/cairn, $XDG_STATE_HOME/cairn, $XDG_CONFIG_HOME/cairn with the usual
 * defaults. A profile other than "default" has its own folder profiles/NAME in each of them. */
struct paths {
	char *profile;
	char *data;   /* media, backups */
	char *state;  /* log/ */
	char *config; /* .env, the PIN's hash */
	char *shared; /* the configuration of all profiles: the same as config for "default" */
	char *store;  /* data/cairn.db */
	char *trace;  /* state/log/cairn.jsonl */
};

/* profile: [a-z0-9-]{1,32}; NULL or "" is "default". Makes what is missing with mode 0700, and sets the umask
 * to 077: what this process makes from here on is its owner's alone. */
int paths_open(struct paths *paths, const char *profile, struct err *err) MUST_CHECK;
void paths_close(struct paths *paths); /* {0} is fine */

/* folder/name; free() it. */
char *path_join(const char *folder, const char *name);
/* The absolute form of a path that a person gave ("~" is the shell's business); free() it. */
int path_absolute(const char *path, char **absolute, struct err *err) MUST_CHECK;
/* Makes the folder and its parents, mode 0700. */
int path_make_folder(const char *path, struct err *err) MUST_CHECK;

enum path_flags {
	PATH_NOFOLLOW = 1 << 0, /* the last part may not be a symbolic link */
	PATH_PRIVATE = 1 << 1,	/* owned by us, and nobody else may read or write it */
};
enum path_outcome {
	PATH_MISSING = 1, /* no such file */
	PATH_UNSAFE = 2,  /* PATH_NOFOLLOW or PATH_PRIVATE does not hold; err says how */
};
/* Appends a regular file's whole content to out. More than `cap` bytes is an error (ERR_INPUT). */
int path_read(const char *path, size_t cap, unsigned flags, struct buf *out, struct err *err) MUST_CHECK;
/* Replaces the file, mode 0600: whoever reads it, also after a crash, sees the old or the new content, whole.
 */
int path_write(const char *path, struct str content, struct err *err) MUST_CHECK;
/* An exclusive lock on that file, which is made where there is none: 0 held until *fd is closed; 1 another process has it. */
int path_lock(const char *path, int *fd, struct err *err) MUST_CHECK;
/* Names that were made, changed or deleted in it are on the disk from here on. */
int path_sync_folder(const char *folder, struct err *err) MUST_CHECK;

#endif
