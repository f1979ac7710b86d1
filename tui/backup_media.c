/* SPDX-License-Identifier: MIT
 * Backup files: images and sounds, in a folder `media` beside the backups. Each is there once, under the hash of its content;
 * sealed ones under a hash of that with the key, so that the name tells nothing. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "schema/takeout.h"
#include "tui/backup.h"

enum { DIGITS = FLOW_HASH_DIGITS, NAME_MAX_HERE = DIGITS + sizeof(".sealed") };
#define SEALED ".sealed"

/* The key to seal with, or to open with: --key before CAIRN_BACKUP_KEY. */
struct keyed {
	struct seal_key key;
	bool has;
};

static int read_key(struct keyed *keyed, const struct program *p, bool to_open, struct err *err)
{
	const char *path = to_open && p->options.key ? p->options.key : env_get(&p->env, "CAIRN_BACKUP_KEY");

	*keyed = (struct keyed){.has = path != NULL};
	return path ? seal_key_read(&keyed->key, path, err) : 0;
}

static bool is_hash(struct str name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!strchr("0123456789abcdef", name.s[i]))
			return false;
	return name.len == DIGITS;
}

static bool is_sealed(struct str name)
{
	return name.len == DIGITS + strlen(SEALED) && str_is(str_slice(name, DIGITS, name.len), SEALED);
}

static bool is_medium(struct str name)
{
	return is_hash(name) || (is_sealed(name) && is_hash(str_slice(name, 0, DIGITS)));
}

/* What the file with that content is called in the backup. */
static void name_of(const struct keyed *keyed, struct str content, char name[NAME_MAX_HERE])
{
	unsigned char digest[FLOW_HASH_BYTES];

	snprintf(name, NAME_MAX_HERE, "%.*s", STR_FMT(content));
	if (!keyed->has)
		return;
	crypto_generichash(digest, sizeof(digest), (const unsigned char *)content.s, content.len, keyed->key.bytes,
			   sizeof(keyed->key.bytes));
	sodium_bin2hex(name, NAME_MAX_HERE, digest, sizeof(digest));
	memcpy(name + DIGITS, SEALED, sizeof(SEALED));
}

/* From one file through unsealing, a hash and sealing into another; `out` -1: to nowhere. hex: of the content. */
static int pass(int in, const char *from, const struct keyed *open, int out, const char *to, const struct keyed *close_with,
		char hex[DIGITS + 1], struct err *err)
{
	struct flow_file file;
	struct flow_hash hash;
	struct seal *seal = NULL;
	struct unseal *unseal = NULL;
	struct flow *next = &file.flow;
	int rc = 0;

	flow_file(&file, out, to);
	if (close_with) {
		rc = seal_open(&seal, &close_with->key, next, err);
		next = rc ? NULL : seal_flow(seal);
	}
	flow_hash(&hash, next);
	next = &hash.flow;
	if (open) {
		unseal_open(&unseal, &open->key, next);
		next = unseal_flow(unseal);
	}
	if (rc == 0)
		rc = flow_read(in, from, next, err);
	if (rc == 0 && out >= 0 && fsync(out))
		rc = err_sys(err, "writing %s", to);
	memcpy(hex, hash.hex, DIGITS + 1);
	flow_hash_fini(&hash);
	unseal_free(unseal);
	seal_free(seal);
	return rc;
}

/* Under its name only when it is whole and its content is what the hash says: 0. 1: it is not. */
static int copy_to(int in, const char *from, const struct keyed *open, const char *folder, const char *name,
		   const struct keyed *close_with, struct str content, struct err *err)
{
	struct buf temporary = {0}, path = {0};
	char hex[DIGITS + 1] = "";
	int out, rc;

	buf_addf(&temporary, "%s/.part-%.16s.XXXXXX", folder, name);
	buf_addf(&path, "%s/%s", folder, name);
	out = mkostemp(temporary.s, O_CLOEXEC);
	rc = out < 0 ? err_sys(err, "writing %s", buf_z(&path)) : pass(in, from, open, out, buf_z(&path), close_with, hex, err);
	if (out >= 0 && close(out) && rc == 0)
		rc = err_sys(err, "writing %s", buf_z(&path));
	if (rc == 0 && !str_is(content, hex))
		rc = 1;
	if (rc == 0 && rename(temporary.s, buf_z(&path)))
		rc = err_sys(err, "writing %s", buf_z(&path));
	if (rc && out >= 0)
		unlink(temporary.s);
	buf_fini(&temporary);
	buf_fini(&path);
	return rc;
}

struct keeping {
	struct keyed keyed;
	char *here, *there; /* the folders */
	struct buf *list;
	struct media_told *told;
};

static bool is_there(const char *folder, const char *name)
{
	char *path = path_join(folder, name);
	struct stat st;
	bool there = lstat(path, &st) == 0 && S_ISREG(st.st_mode);

	free(path);
	return there;
}

/* 0: it is there now; 1: its content is not what its name says; 2: there is none here. */
static int keep_one(struct keeping *k, struct str content, const char *name, struct err *err)
{
	struct buf from = {0}, to = {0};
	int in, rc;

	buf_addf(&from, "%s/%.*s", k->here, STR_FMT(content));
	buf_addf(&to, "%s/%s", k->there, name);
	in = open(buf_z(&from), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (in < 0)
		rc = errno == ENOENT ? 2 : err_sys(err, "reading %s", buf_z(&from));
	else if (!k->keyed.has && link(buf_z(&from), buf_z(&to)) == 0)
		rc = 0; /* one file system: no second copy of what never changes */
	else
		rc = copy_to(in, buf_z(&from), NULL, k->there, name, k->keyed.has ? &k->keyed : NULL, content, err);
	if (in >= 0)
		close(in);
	buf_fini(&from);
	buf_fini(&to);
	return rc;
}

static int keep_medium(void *ctx, struct str name, struct str file, struct err *err)
{
	struct keeping *k = ctx;
	char kept[NAME_MAX_HERE];
	int rc = 0;

	(void)name;
	if (!is_hash(file))
		return 0;
	name_of(&k->keyed, file, kept);
	if (!is_there(k->there, kept)) {
		rc = keep_one(k, file, kept, err);
		k->told->copied += rc == 0;
		k->told->bad += rc == 1;
		k->told->missing += rc == 2;
	}
	if (rc == 0)
		buf_addf(k->list, "media %s\n", kept);
	return rc < 0 ? -1 : 0;
}

int backup_media_keep(struct program *p, const struct place *place, struct buf *list, struct media_told *told, struct err *err)
{
	struct keeping k = {.list = list, .told = told};
	int rc;

	*told = (struct media_told){0};
	buf_clear(list);
	k.here = path_join(p->paths.data, "media");
	k.there = path_join(place->folder, "media");
	rc = access(k.here, F_OK) ? 1 : 0; /* none was ever brought */
	if (rc == 0)
		rc = read_key(&k.keyed, p, false, err) || path_make_folder(k.there, err) ||
				     takeout_each_medium(p->store, keep_medium, &k, err) || path_sync_folder(k.there, err)
			     ? -1
			     : 0;
	seal_key_fini(&k.keyed.key);
	free(k.here);
	free(k.there);
	return rc < 0 ? -1 : 0;
}

struct restoring_media {
	struct keyed none, keyed; /* none: to look for plain ones */
	char *from, *into;
	struct media_told *told;
};

static int bring_one(struct restoring_media *r, struct str content, const struct keyed *keyed, struct err *err)
{
	char name[NAME_MAX_HERE], own[NAME_MAX_HERE];
	char *path;
	int in, rc;

	name_of(keyed, content, name);
	name_of(&r->none, content, own);
	path = path_join(r->from, name);
	in = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (in < 0)
		rc = errno == ENOENT ? 2 : err_sys(err, "reading %s", path);
	else
		rc = copy_to(in, path, keyed->has ? keyed : NULL, r->into, own, NULL, content, err);
	if (in >= 0)
		close(in);
	if (rc < 0 && err->kind == ERR_INPUT) /* its seal does not hold */
		rc = 1;
	free(path);
	return rc;
}

static int bring_medium(void *ctx, struct str name, struct str file, struct err *err)
{
	struct restoring_media *r = ctx;
	char own[NAME_MAX_HERE];
	int rc;

	(void)name;
	if (!is_hash(file))
		return 0;
	name_of(&r->none, file, own);
	if (is_there(r->into, own))
		return 0;
	rc = bring_one(r, file, &r->none, err);
	if (rc > 0 && r->keyed.has) {
		int sealed = bring_one(r, file, &r->keyed, err);

		rc = sealed == 2 ? rc : sealed;
	}
	r->told->copied += rc == 0;
	r->told->bad += rc == 1;
	r->told->missing += rc == 2;
	return rc < 0 ? -1 : 0;
}

static char *folder_beside(const char *backup)
{
	const char *slash = strrchr(backup, '/');
	char *folder = mem_strndup(backup, slash ? (size_t)(slash - backup) : 0), *media = path_join(folder, "media");

	free(folder);
	return media;
}

int backup_media_restore(struct program *p, struct store *store, const char *backup, struct media_told *told, struct err *err)
{
	struct restoring_media r = {.told = told};
	int rc;

	*told = (struct media_told){0};
	r.from = folder_beside(backup);
	r.into = path_join(p->paths.data, "media");
	rc = read_key(&r.keyed, p, true, err) || path_make_folder(r.into, err) || takeout_each_medium(store, bring_medium, &r, err) ||
			     path_sync_folder(r.into, err)
		     ? -1
		     : 0;
	seal_key_fini(&r.keyed.key);
	free(r.from);
	free(r.into);
	return rc;
}

struct looking {
	struct keyed keyed;
	char *folder;
	int64_t seen;
};

static int look_at(void *ctx, struct str name, struct err *err)
{
	struct looking *l = ctx;
	bool sealed = is_sealed(name);
	char z[NAME_MAX_HERE], again[NAME_MAX_HERE], hex[DIGITS + 1] = "";
	char *path;
	int in, rc;

	if (!is_medium(name))
		return err_set(err, ERR_INPUT, "its manifest names a media file \"%.*s\", which is no hash", STR_FMT(str_slice(name, 0, 80)));
	if (sealed && !l->keyed.has)
		return err_set(err, ERR_INPUT, "its media files are sealed: name the key file with --key FILE or CAIRN_BACKUP_KEY");
	snprintf(z, sizeof(z), "%.*s", STR_FMT(name));
	path = path_join(l->folder, z);
	in = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	rc = in < 0 ? err_native(err, ERR_INPUT, errno, "the media file %s is gone (%s); cairn backup copies it again", path, strerror(errno))
		    : pass(in, path, sealed ? &l->keyed : NULL, -1, path, NULL, hex, err);
	if (in >= 0)
		close(in);
	if (rc == 0) {
		name_of(sealed ? &l->keyed : &(struct keyed){0}, str_of(hex), again);
		if (strcmp(again, z) != 0)
			rc = err_set(err, ERR_INPUT, "the content of %s is not what its name says; delete it, and cairn backup copies it again", path);
	} else if (in >= 0) {
		rc = err_wrap(err, "%s", path);
	}
	l->seen += rc == 0;
	free(path);
	return rc;
}

int backup_media_verify(struct program *p, const char *backup, int64_t *files, struct err *err)
{
	struct looking l = {.folder = folder_beside(backup)};
	int rc = read_key(&l.keyed, p, true, err) || manifest_each_medium(backup, look_at, &l, err) < 0 ? -1 : 0;

	*files = l.seen;
	seal_key_fini(&l.keyed.key);
	free(l.folder);
	return rc;
}

struct wanted {
	char (*name)[NAME_MAX_HERE];
	size_t count, cap;
};

static int want(void *ctx, struct str name, struct err *err)
{
	struct wanted *w = ctx;

	(void)err;
	if (!is_medium(name))
		return 0;
	if (w->count == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 256;
		w->name = mem_grow(w->name, w->cap, sizeof(*w->name));
	}
	snprintf(w->name[w->count++], NAME_MAX_HERE, "%.*s", STR_FMT(name));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* What every backup of the folder, whichever machine's, says that it needs. 1: one says nothing. */
static int gather_wanted(const struct place *place, struct wanted *w, struct err *err)
{
	DIR *dir = opendir(place->folder);
	const struct dirent *entry;
	int rc = 0;

	if (!dir)
		return err_sys(err, "reading the folder for backups %s", place->folder);
	while (rc == 0 && (entry = readdir(dir))) {
		if (strncmp(entry->d_name, "cairn-", 6) != 0 || !strstr(entry->d_name, ".sql") || strstr(entry->d_name, ".manifest"))
			continue;
		char *path = path_join(place->folder, entry->d_name);

		rc = manifest_each_medium(path, want, w, err);
		free(path);
	}
	closedir(dir);
	if (rc == 0 && w->count)
		qsort(w->name, w->count, sizeof(*w->name), by_name);
	return rc;
}

static int drop_unwanted(const char *folder, const struct wanted *w, struct err *err)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int rc = 0;

	if (!dir)
		return errno == ENOENT ? 0 : err_sys(err, "reading %s", folder);
	while (rc == 0 && (entry = readdir(dir))) {
		bool wanted = w->count && bsearch(entry->d_name, w->name, w->count, sizeof(*w->name), by_name);

		if (wanted || (!is_medium(str_of(entry->d_name)) && strncmp(entry->d_name, ".part-", 6) != 0))
			continue;
		if (unlinkat(dirfd(dir), entry->d_name, 0) && errno != ENOENT)
			rc = err_sys(err, "deleting %s/%s", folder, entry->d_name);
	}
	closedir(dir);
	return rc;
}

int backup_media_prune(const struct place *place, struct err *err)
{
	struct wanted wanted = {0};
	char *folder = path_join(place->folder, "media");
	int rc = gather_wanted(place, &wanted, err);

	if (rc == 0)
		rc = drop_unwanted(folder, &wanted, err);
	free(wanted.name);
	free(folder);
	return rc < 0 ? -1 : 0;
}
