/* SPDX-License-Identifier: MIT
 * Backup files: writing one. It has its name only when it is whole and on the disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/backup.h"
#include "tui/filter.h"

/* The hands that a backup goes through: text and its hash, zstd, seal, the file and its hash. */
struct hands {
	struct flow_file file;
	struct flow_hash whole, text;
	struct seal *seal;
	struct seal_key key;
	struct filter *pack;
	bool as_is; /* the file is the text */
};

static int open_hands(struct hands *h, const struct program *p, int fd, const char *name, struct err *err)
{
	const char *key = env_get(&p->env, "CAIRN_BACKUP_KEY");
	struct flow *next = &h->whole.flow;

	flow_file(&h->file, fd, name);
	flow_hash(&h->whole, &h->file.flow);
	flow_hash(&h->text, next);
	h->as_is = !key && !p->options.zstd;
	if (h->as_is) { /* one hash is both */
		h->text.next = &h->file.flow;
		return 0;
	}
	if (key) {
		if (seal_key_read(&h->key, key, err) || seal_open(&h->seal, &h->key, next, err))
			return -1;
		next = seal_flow(h->seal);
	}
	if (p->options.zstd) {
		if (filter_open(&h->pack, "pack", N_("zstd could not pack the backup"), next, err))
			return -1;
		next = filter_flow(h->pack);
	}
	h->text.next = next;
	return 0;
}

static void close_hands(struct hands *h)
{
	filter_free(h->pack);
	seal_free(h->seal);
	seal_key_fini(&h->key);
	flow_hash_fini(&h->whole);
	flow_hash_fini(&h->text);
}

static void fill_manifest(const struct program *p, const struct hands *h, struct manifest *m)
{
	struct buf made = {0};

	clock_put_iso(&made, clock_wall_ms(&p->clock));
	snprintf(m->made, sizeof(m->made), "%s", buf_z(&made));
	buf_fini(&made);
	m->bytes = h->as_is ? h->text.bytes : h->whole.bytes;
	m->text_bytes = h->text.bytes;
	memcpy(m->hash, h->as_is ? h->text.hex : h->whole.hex, sizeof(m->hash));
	memcpy(m->text_hash, h->text.hex, sizeof(m->text_hash));
}

static int write_to(struct program *p, int fd, const char *name, struct manifest *m, struct err *err)
{
	struct hands hands = {0};
	int rc = open_hands(&hands, p, fd, name, err);

	if (rc == 0)
		rc = backup_write(p->store, &hands.text.flow, &m->counts, err);
	if (rc == 0 && fsync(fd))
		rc = err_sys(err, "writing %s", name);
	if (rc == 0)
		fill_manifest(p, &hands, m);
	close_hands(&hands);
	return rc;
}

static int write_whole(struct program *p, const struct place *place, const char *path, const char *temporary, int fd,
		       struct manifest *m, struct err *err)
{
	int rc = write_to(p, fd, path, m, err);

	if (close(fd) && rc == 0)
		rc = err_sys(err, "writing %s", path);
	if (rc == 0 && rename(temporary, path))
		rc = err_sys(err, "writing %s", path);
	if (rc)
		unlink(temporary);
	return rc || path_sync_folder(place->folder, err) ? -1 : 0;
}

/* Behind the text, which is more than they are. Once more behind the manifest: another machine may have thrown out of a shared
 * folder what no manifest named yet. */
static int write_beside(struct program *p, const struct place *place, const char *path, struct manifest *m, struct err *err)
{
	struct media_told again;
	struct buf media = {0};
	int failed = backup_media_keep(p, place, &media, &m->told, err), rc;
	struct err why = *err;

	for (size_t i = 0; i < media.len; i++)
		m->media += media.s[i] == '\n';
	rc = manifest_write(path, m, buf_str(&media), err);
	if (rc == 0 && !failed)
		failed = backup_media_keep(p, place, &media, &again, &why);
	if (rc == 0 && failed) {
		*err = why;
		rc = err_wrap(err, "the backup %s was made, but not all of its media files are in it", path);
	}
	buf_fini(&media);
	return rc;
}

int backup_make(struct program *p, const struct place *place, char **path, struct manifest *m, struct err *err)
{
	char name[BACKUP_NAME_MAX];
	struct buf temporary = {0};
	int fd, rc;

	*m = (struct manifest){0};
	place_name(place, &p->clock, p->options.zstd, env_get(&p->env, "CAIRN_BACKUP_KEY") != NULL, name);
	*path = path_join(place->folder, name);
	buf_addf(&temporary, "%s/.%s.XXXXXX", place->folder, name);
	fd = mkostemp(temporary.s, O_CLOEXEC); /* 0600 */
	rc = fd < 0 ? err_sys(err, "writing %s", *path)
		    : write_whole(p, place, *path, temporary.s, fd, m, err);
	buf_fini(&temporary);
	if (rc == 0)
		return write_beside(p, place, *path, m, err);
	err_wrap(err, "no backup was made, the older ones are as they were");
	return -1;
}

int backup_lock(const struct paths *paths, int *fd, struct err *err)
{
	char *path = path_join(paths->data, "backup.lock");
	int rc = path_lock(path, fd, err);

	free(path);
	if (rc == 1)
		(void)err_set(err, ERR_FAILED, "another backup or restore of this profile is under way; wait for its end");
	return rc;
}

int backup_lock_alone(const struct paths *paths, struct backup_locks *locks, struct err *err)
{
	struct buf path = {0};
	int rc;

	*locks = (struct backup_locks){-1, -1};
	if (backup_lock(paths, &locks->backups, err))
		return -1;
	buf_addf(&path, "%s.sync-lock", paths->store);
	rc = path_lock(buf_z(&path), &locks->sync, err);
	buf_fini(&path);
	if (rc == 1)
		(void)err_set(err, ERR_FAILED, "this profile is being synced, and nothing was changed; wait for the sync's end, then try again");
	if (rc)
		close(locks->backups);
	return rc ? -1 : 0;
}

void backup_unlock(struct backup_locks *locks)
{
	close(locks->backups);
	close(locks->sync);
}

int backup_note(struct store *store, const char *key, const char *place, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(store, &tx, err) || meta_set_int(store, key, clock_wall_ms(store_clock(store)), err) ||
	    (place && meta_set_text(store, META_BACKUP_PLACE, str_of(place), err)))
		return -1;
	return store_commit(&tx, err);
}
