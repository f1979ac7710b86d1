/* SPDX-License-Identifier: MIT
 * Place: the folder, the names, and which of them stay. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/keep.h"
#include "base/mem.h"
#include "base/place.h"

enum { STAMP = sizeof("2026-11-21-093000") - 1 };

/* The machine's name as far as a file's name may have it. */
static void put_prefix(char *out, size_t len)
{
	char host[65] = "";
	size_t at = 0;

	(void)gethostname(host, sizeof(host) - 1);
	for (size_t i = 0; host[i] && host[i] != '.'; i++) {
		char c = host[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 'a' - 'A');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')
			host[at++] = c;
	}
	host[at] = '\0';
	snprintf(out, len, "cairn-%.60s-", at ? host : "here");
}

static int use_folder(const char *wanted, struct err *err)
{
	struct stat st;

	if (stat(wanted, &st))
		return err_native(err, ERR_FAILED, errno,
				  "the folder for backups %s is not there (%s); mount or make it, or change CAIRN_BACKUP_DIR",
				  wanted, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_FAILED, "the place for backups %s is no folder; change CAIRN_BACKUP_DIR", wanted);
	return 0;
}

int place_open(struct place *place, const struct paths *paths, const struct env *env, struct err *err)
{
	const char *wanted = env_get(env, "CAIRN_BACKUP_DIR");
	struct buf below = {0};
	int rc;

	*place = (struct place){0};
	put_prefix(place->prefix, sizeof(place->prefix));
	if (!wanted) {
		place->folder = path_join(paths->data, "backups");
		return path_make_folder(place->folder, err);
	}
	if (use_folder(wanted, err) || path_absolute(wanted, &place->folder, err))
		return -1;
	if (strcmp(paths->profile, "default") == 0)
		return 0;
	buf_addf(&below, "%s/profiles/%s", place->folder, paths->profile);
	free(place->folder);
	place->folder = mem_strndup(below.s, below.len);
	buf_fini(&below);
	rc = path_make_folder(place->folder, err);
	return rc;
}

void place_close(struct place *place)
{
	free(place->folder);
	*place = (struct place){0};
}

void place_name(const struct place *place, const struct clock *clock, bool packed, bool sealed,
		char name[BACKUP_NAME_MAX])
{
	struct buf stamp = {0};

	clock_put_stamp(&stamp, clock);
	snprintf(name, BACKUP_NAME_MAX, "%s%s.sql%s%s", place->prefix, buf_z(&stamp), packed ? ".zst" : "",
		 sealed ? ".sealed" : "");
	buf_fini(&stamp);
}

struct found {
	char *name;
	int64_t day, order; /* order: among those of one second */
};

struct listing {
	struct found *file; /* the newest first */
	size_t count;
};

static int newest_first(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	const char *end = strstr(left->name, ".sql");
	int rc = strncmp(right->name, left->name, (size_t)(end - left->name));

	return rc ? rc : (left->order < right->order) - (left->order > right->order);
}

/* The day in a backup's name; -1: it is none of this machine's backups. */
static int64_t day_of_name(const struct place *place, const char *name)
{
	struct tm tm = {0};
	size_t len = strlen(place->prefix);
	char stamp[STAMP + 1];
	int seconds;

	if (strncmp(name, place->prefix, len) != 0 || strlen(name + len) < STAMP + 4 ||
	    strncmp(name + len + STAMP, ".sql", 4) != 0 || strstr(name, ".manifest"))
		return -1;
	memcpy(stamp, name + len, STAMP);
	stamp[STAMP] = '\0';
	if (sscanf(stamp, "%4d-%2d-%2d-%6d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &seconds) != 4)
		return -1;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	return (int64_t)timegm(&tm) / 86400;
}

static int64_t order_of(const struct place *place, const char *name)
{
	char *path = path_join(place->folder, name);
	struct stat st;
	int64_t order = stat(path, &st) ? 0 : (int64_t)st.st_mtim.tv_sec * 1000000000 + st.st_mtim.tv_nsec;

	free(path);
	return order;
}

static int list(const struct place *place, struct listing *l, struct err *err)
{
	DIR *dir = opendir(place->folder);
	const struct dirent *entry;

	*l = (struct listing){0};
	if (!dir)
		return err_sys(err, "reading the folder for backups %s", place->folder);
	while ((entry = readdir(dir))) {
		int64_t day = day_of_name(place, entry->d_name);

		if (day < 0)
			continue;
		l->file = mem_grow(l->file, l->count + 1, sizeof(*l->file));
		l->file[l->count++] = (struct found){
			mem_strndup(entry->d_name, strlen(entry->d_name)), day, order_of(place, entry->d_name)};
	}
	closedir(dir);
	if (l->count)
		qsort(l->file, l->count, sizeof(*l->file), newest_first);
	return 0;
}

static void unlist(struct listing *l)
{
	for (size_t i = 0; i < l->count; i++)
		free(l->file[i].name);
	free(l->file);
}

int place_newest(const struct place *place, char **path, struct err *err)
{
	struct listing l;
	int rc;

	*path = NULL;
	if (list(place, &l, err))
		return -1;
	rc = l.count == 0;
	if (l.count)
		*path = path_join(place->folder, l.file[0].name);
	unlist(&l);
	return rc;
}

static int drop(const struct place *place, const char *name, const char *ending, struct err *err)
{
	struct buf path = {0};
	int rc;

	buf_addf(&path, "%s/%s%s", place->folder, name, ending);
	rc = unlink(buf_z(&path)) && errno != ENOENT ? err_sys(err, "deleting the old backup %s", buf_z(&path)) : 0;
	buf_fini(&path);
	return rc;
}

/* A temporary file of backup_make, or of a manifest. */
static bool is_leftover(const struct place *place, const char *name)
{
	size_t len = strlen(place->prefix);

	if (name[0] == '.')
		return strncmp(name + 1, place->prefix, len) == 0;
	return strncmp(name, place->prefix, len) == 0 && strstr(name, ".manifest.");
}

static int drop_leftovers(const struct place *place, struct err *err)
{
	DIR *dir = opendir(place->folder);
	const struct dirent *entry;
	int rc = 0;

	if (!dir)
		return err_sys(err, "reading the folder for backups %s", place->folder);
	while (rc == 0 && (entry = readdir(dir)))
		if (is_leftover(place, entry->d_name))
			rc = drop(place, entry->d_name, "", err);
	closedir(dir);
	return rc;
}

int place_prune(const struct place *place, struct err *err)
{
	struct listing l;
	int64_t *day;
	bool *keep;
	int rc = 0;

	if (drop_leftovers(place, err) || list(place, &l, err))
		return -1;
	day = mem_array(l.count + 1, sizeof(*day));
	keep = mem_array(l.count + 1, sizeof(*keep));
	for (size_t i = 0; i < l.count; i++)
		day[i] = l.file[i].day;
	keep_choose(day, keep, l.count);
	for (size_t i = 0; i < l.count && rc == 0; i++)
		if (!keep[i]) /* the manifest last: one without its backup says that something is gone */
			rc = drop(place, l.file[i].name, "", err) || drop(place, l.file[i].name, ".manifest", err) ? -1 : 0;
	free(day);
	free(keep);
	unlist(&l);
	return rc;
}

bool place_store_is_emptied(const struct paths *paths, const struct env *env)
{
	struct place place = {0};
	struct err ignored;
	struct stat st;
	char *newest = NULL;
	bool emptied = stat(paths->store, &st) == 0 && st.st_size == 0 && place_open(&place, paths, env, &ignored) == 0 &&
		       place_newest(&place, &newest, &ignored) == 0;

	free(newest);
	place_close(&place);
	return emptied;
}
