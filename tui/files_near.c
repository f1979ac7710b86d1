/* SPDX-License-Identifier: MIT
 * Files near: a few folders are read, none below them. */
#include "tui/files_near.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/path.h"

enum { LOOKED_AT_MAX = 5000 };

static bool has_ending(const char *name)
{
	static const char *const endings[] = {".apkg", ".colpkg", ".csv", ".tsv", ".txt", ".md"};
	size_t len = strlen(name);

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t end = strlen(endings[i]);

		if (name[0] != '.' && len > end && strcasecmp(name + len - end, endings[i]) == 0)
			return true;
	}
	return false;
}

/* README.md, CHANGELOG.md, LICENSE.txt: nobody's cards. */
static bool is_shouted(const char *name)
{
	size_t stem = strcspn(name, ".");

	for (size_t i = 0; i < stem; i++)
		if (name[i] >= 'a' && name[i] <= 'z')
			return false;
	return strcspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") < stem;
}

static bool is_known(const struct files_near *near, const char *path)
{
	for (int i = 0; i < near->count; i++)
		if (strcmp(near->file[i].path, path) == 0)
			return true;
	return false;
}

/* Takes the path over; keeps the newest, and of two as old the one that comes first by name. */
static void put(struct files_near *near, char *path, int64_t changed_s)
{
	int at = near->count;

	while (at > 0 && (near->file[at - 1].changed_s < changed_s ||
			  (near->file[at - 1].changed_s == changed_s && strcmp(near->file[at - 1].path, path) > 0)))
		at--;
	if (at == FILES_NEAR_MAX || is_known(near, path)) {
		free(path);
		return;
	}
	if (near->count == FILES_NEAR_MAX)
		free(near->file[--near->count].path);
	memmove(&near->file[at + 1], &near->file[at], (size_t)(near->count - at) * sizeof(near->file[0]));
	near->file[at] = (struct file_near){path, changed_s};
	near->count++;
}

static void look_in(struct files_near *near, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	for (int i = 0; dir && i < LOOKED_AT_MAX && (entry = readdir(dir)); i++) {
		struct stat stat;
		char *path;

		if (!has_ending(entry->d_name) || is_shouted(entry->d_name))
			continue;
		path = path_join(folder, entry->d_name);
		if (lstat(path, &stat) == 0 && S_ISREG(stat.st_mode) && stat.st_size > 0)
			put(near, path, stat.st_mtime);
		else
			free(path);
	}
	if (dir)
		closedir(dir);
}

void files_near_find(struct files_near *near)
{
	static const char *const folders[] = {"Downloads", "Download", "downloads", "storage/downloads"}; /* the last: Termux */
	const char *home = getenv("HOME");
	char *here = getcwd(NULL, 0);

	*near = (struct files_near){0};
	if (here)
		look_in(near, here);
	free(here);
	if (!home || !*home)
		return;
	look_in(near, home);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		char *path = path_join(home, folders[i]);

		look_in(near, path);
		free(path);
	}
}

void files_near_fini(struct files_near *near)
{
	for (int i = 0; i < near->count; i++)
		free(near->file[i].path);
	near->count = 0;
}
