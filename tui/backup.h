/* SPDX-License-Identifier: MIT
 * Backup files: their manifests, writing one and reading one. Where they lie is said in base/place.h, what stands in the text is
 * schema's (schema/backup.h). */
#ifndef TUI_BACKUP_H
#define TUI_BACKUP_H

#include "base/place.h"
#include "base/seal.h"
#include "schema/backup.h"
#include "tui/program.h"

/* What became of media files. */
struct media_told {
	int64_t copied, missing, bad; /* bad: the content is not what the name, its hash, says; left out */
};

/* What a manifest says: a line each. */
struct manifest {
	char made[32]; /* ISO 8601 */
	int64_t bytes, text_bytes;
	char hash[FLOW_HASH_DIGITS + 1], text_hash[FLOW_HASH_DIGITS + 1];
	struct backup_counts counts;
	int64_t media; /* files; not of a manifest that was read */
	struct media_told told; /* of one that was made */
};
/* media: more lines, those of backup_media_keep. */
int manifest_write(const char *path, const struct manifest *manifest, struct str media, struct err *err) MUST_CHECK;
/* Of the backup at path. 1: it has none. */
int manifest_read(const char *path, struct manifest *manifest, struct err *err) MUST_CHECK;
/* The media files that it needs, as they are called in the folder `media` beside it. 1: it has no manifest. */
typedef int manifest_medium_fn(void *ctx, struct str name, struct err *err);
int manifest_each_medium(const char *path, manifest_medium_fn *each, void *ctx, struct err *err) MUST_CHECK;

/* Media files (tui/backup_media.c) in the folder `media` beside the backups, each once whatever the number of backups. */
/* Brings there what the store names and what is not there: linked on one file system, else copied, sealed with
 * CAIRN_BACKUP_KEY. list: what the manifest is to say of them. */
int backup_media_keep(struct program *program, const struct place *place, struct buf *list, struct media_told *told,
		      struct err *err) MUST_CHECK;
/* Deletes what no backup in the folder needs any longer; nothing while one has no manifest to say so. */
int backup_media_prune(const struct place *place, struct err *err) MUST_CHECK;
/* Brings back what the store names and this machine has not. */
int backup_media_restore(struct program *program, struct store *store, const char *backup, struct media_told *told,
			 struct err *err) MUST_CHECK;
/* Reads all that the backup needs: each is there, and its content is what its name says. */
int backup_media_verify(struct program *program, const char *backup, int64_t *files, struct err *err) MUST_CHECK;

/* Writes one, whole or not at all; name is the path that it got, to free(). */
int backup_make(struct program *program, const struct place *place, char **path, struct manifest *manifest,
		struct err *err) MUST_CHECK;
/* Reads a backup of any kind into an empty store; what it is shows by its first bytes. Fills all of manifest but made. */
int backup_load(struct program *program, const char *path, struct store *into, struct manifest *manifest,
		struct err *err) MUST_CHECK;
/* Restores into memory (what does not fit goes to a file without a name) and compares: counts, both hashes, and what the
 * restored store would be backed up as. 1: it has no manifest to compare with, all else was good. */
int backup_verify(struct program *program, const char *path, struct manifest *manifest, struct err *err) MUST_CHECK;

/* One work at a time on a profile's backups. 1: another one is at it. */
int backup_lock(const struct paths *paths, int *fd, struct err *err) MUST_CHECK;
/* For whoever puts another store, or other logs, in the place of what is there: no backup and no sync meanwhile. */
struct backup_locks {
	int backups, sync;
};
int backup_lock_alone(const struct paths *paths, struct backup_locks *locks, struct err *err) MUST_CHECK;
void backup_unlock(struct backup_locks *locks);
/* What the store remembers of its backups; text may be NULL. */
int backup_note(struct store *store, const char *key, const char *place, struct err *err) MUST_CHECK;

struct app;
/* At the first start of a day: a child makes one, if there is none of today. Nothing is said. */
void backup_start(struct app *app);

#endif
