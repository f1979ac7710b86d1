/* SPDX-License-Identifier: MIT
 * The files of the simulated disk: what is written, what is on it, and what a failure of the power takes. */
#include <stdio.h>

#include "tests/sim/disk_priv.h"

static struct file files[FILES_MAX];
static struct file *cut_file; /* the store whose power fails … */
static int cut_in;		 /* … after so many writes */

struct file *disk_find(const char *path)
{
	for (size_t i = 0; i < FILES_MAX; i++)
		if (files[i].path[0] && strcmp(files[i].path, path) == 0)
			return &files[i];
	return NULL;
}

struct file *disk_make(const char *path)
{
	struct file *file = disk_find(path);

	for (size_t i = 0; i < FILES_MAX && !file; i++)
		if (!files[i].path[0]) {
			file = &files[i];
			snprintf(file->path, sizeof file->path, "%s", path);
		}
	return file;
}

void disk_forget_unsynced(struct file *file)
{
	for (size_t i = 0; i < file->unsynced_count; i++)
		free(file->unsynced[i].before);
	file->unsynced_count = 0;
}

void disk_forget_shm(struct file *file)
{
	for (size_t i = 0; i < SHM_MAX; i++)
		free(file->shm[i]);
	memset(file->shm, 0, sizeof file->shm);
}

void disk_wipe(struct file *file)
{
	disk_forget_unsynced(file);
	disk_forget_shm(file);
	free(file->unsynced);
	free(file->bytes);
	memset(file, 0, sizeof *file);
}

void disk_reserve(struct file *file, size_t size)
{
	if (size <= file->cap)
		return;
	file->cap = size < 65536 ? 65536 : size * 2;
	file->bytes = mem_grow(file->bytes, file->cap, 1);
}

bool disk_fails(struct file *file)
{
	if (cut_file && strncmp(file->path, cut_file->path, strlen(cut_file->path)) == 0 && --cut_in < 0)
		file->dead = cut_file->dead = true;
	return file->dead || (cut_file && cut_file->dead);
}

static const char *const parts[] = {"", "-wal", "-journal"};
enum { PARTS = sizeof parts / sizeof parts[0] };

static struct file *part_of(const char *path, size_t part)
{
	char name[176];

	snprintf(name, sizeof name, "%s%s", path, parts[part]);
	return disk_find(name);
}

/* Connections that have it open look at the file itself at their next transaction. */
static void void_shm(struct file *file)
{
	for (size_t i = 0; i < SHM_MAX; i++)
		if (file->shm[i])
			memset(file->shm[i], 0, SHM_SIZE);
}

static void empty(struct file *file)
{
	disk_forget_unsynced(file);
	file->size = 0;
	void_shm(file);
}

bool disk_copy(const char *from, const char *to)
{
	struct file *source = disk_find(from), *target = disk_make(to);

	if (!source || !target)
		return false;
	for (size_t i = 0; i < PARTS; i++)
		if (part_of(to, i))
			empty(part_of(to, i));
	disk_reserve(target, source->size);
	memcpy(target->bytes, source->bytes, source->size);
	target->size = source->size;
	return true;
}

void disk_remove_journal(const char *path)
{
	if (part_of(path, 1))
		empty(part_of(path, 1));
	void_shm(part_of(path, 0));
}

/* From the newest write back. */
static void lose_unsynced(struct file *file, size_t kept)
{
	for (size_t i = file->unsynced_count; i-- > kept;) {
		const struct unsynced *item = &file->unsynced[i];

		if (item->len)
			memcpy(file->bytes + item->at, item->before, item->len);
		file->size = item->size;
	}
	disk_forget_unsynced(file);
}

static bool has_unsynced(const struct file *file)
{
	for (size_t i = 0; i < file->unsynced_count; i++)
		if (!file->unsynced[i].idle)
			return true;
	return false;
}

bool disk_is_synced(const char *path)
{
	for (size_t i = 0; i < PARTS; i++)
		if (part_of(path, i) && has_unsynced(part_of(path, i)))
			return false;
	return true;
}

void disk_cut_power(const char *path, int writes)
{
	struct file *file = part_of(path, 0);

	cut_file = file;
	cut_in = writes;
}

bool disk_is_dead(const char *path)
{
	return part_of(path, 0)->dead;
}

void disk_lose_power(const char *path, struct rng *rng)
{
	cut_file = NULL;
	for (size_t i = 0; i < PARTS; i++) {
		struct file *file = part_of(path, i);

		if (!file)
			continue;
		file->dead = true;
		lose_unsynced(file, (size_t)rng_below(rng, file->unsynced_count + 1));
	}
}

void disk_give_power(const char *path)
{
	for (size_t i = 0; i < PARTS; i++) {
		struct file *file = part_of(path, i);

		if (!file)
			continue;
		void_shm(file);
		file->dead = false;
	}
}
