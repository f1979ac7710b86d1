/* SPDX-License-Identifier: MIT
 * Paths: where cairn's files lie, and reading and writing whole files safely. */
#include "base/path.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

char *path_join(const char *folder, const char *name)
{
	struct buf path = {0};

	buf_addz(&path, folder);
	if (path.len && path.s[path.len - 1] != '/')
		buf_addc(&path, '/');
	buf_addz(&path, name);
	return path.s;
}

int path_absolute(const char *path, char **absolute, struct err *err)
{
	char *here;

	if (path[0] == '/') {
		*absolute = mem_strndup(path, strlen(path));
		return 0;
	}
	here = getcwd(NULL, 0);
	if (!here)
		return err_sys(err, "finding the working folder");
	*absolute = path_join(here, path);
	free(here);
	return 0;
}

/* Keeps errno, for the caller's sentence, unless something else than a folder is there. */
static bool is_folder(const char *path)
{
	int before = errno;
	struct stat st;
	bool is = stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	errno = !is && before == EEXIST ? ENOTDIR : before;
	return is;
}

int path_make_folder(const char *path, struct err *err)
{
	char *copy;
	int result = 0;

	if (is_folder(path))
		return 0;
	copy = mem_strndup(path, strlen(path));
	for (char *slash = copy + 1; !result; slash++) {
		bool last = *slash == '\0';

		if (!last && *slash != '/')
			continue;
		*slash = '\0';
		if (mkdir(copy, 0700) && !is_folder(copy))
			result = err_sys(err, "making the folder %s", copy);
		if (last)
			break;
		*slash = '/';
	}
	free(copy);
	return result;
}

static int check_profile(struct str name, struct err *err)
{
	bool ok = name.len >= 1 && name.len <= 32;

	for (size_t i = 0; ok && i < name.len; i++) {
		char c = name.s[i];

		ok = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
	}
	if (ok)
		return 0;
	return err_set(err, ERR_USAGE, "a profile's name has 1 to 32 of the characters a-z 0-9 and -");
}

static int find_home(struct buf *home, struct err *err)
{
	const char *set = getenv("HOME");
	const struct passwd *user;

	if (set && set[0] == '/') {
		buf_addz(home, set);
		return 0;
	}
	user = getpwuid(geteuid());
	if (!user || !user->pw_dir || user->pw_dir[0] != '/')
		return err_set(err, ERR_FAILED,
			       "there is no home folder; set CAIRN_DATA to a folder for cairn's files");
	buf_addz(home, user->pw_dir);
	return 0;
}

/* $variable/cairn, or ~/fallback/cairn: a relative path in the variable counts as none, as the XDG
 * specification says. */
static int find_xdg(const char *variable, const char *fallback, char **folder, struct err *err)
{
	const char *set = getenv(variable);
	struct buf home = {0};

	if (set && set[0] == '/') {
		*folder = path_join(set, "cairn");
		return 0;
	}
	if (find_home(&home, err)) {
		buf_fini(&home);
		return -1;
	}
	*folder = path_join(home.s, fallback);
	buf_fini(&home);
	return 0;
}

static int find_folders(struct paths *paths, struct err *err)
{
	const char *all = getenv("CAIRN_DATA");

	if (!all || !*all)
		return find_xdg("XDG_DATA_HOME", ".local/share/cairn", &paths->data, err) ||
				       find_xdg("XDG_STATE_HOME", ".local/state/cairn", &paths->state, err) ||
				       find_xdg("XDG_CONFIG_HOME", ".config/cairn", &paths->shared, err)
			       ? -1
			       : 0;
	if (path_absolute(all, &paths->data, err))
		return -1;
	for (size_t len = strlen(paths->data); len > 1 && paths->data[len - 1] == '/';)
		paths->data[--len] = '\0';
	paths->state = mem_strndup(paths->data, strlen(paths->data));
	paths->shared = mem_strndup(paths->data, strlen(paths->data));
	return 0;
}

/* Goes down to profiles/NAME. */
static void go_down(char **folder, const char *profile)
{
	char *profiles = path_join(*folder, "profiles");

	free(*folder);
	*folder = path_join(profiles, profile);
	free(profiles);
}

static int open_folders(struct paths *paths, struct err *err)
{
	char *log_folder;
	int result;

	if (check_profile(str_of(paths->profile), err) || find_folders(paths, err))
		return -1;
	paths->config = mem_strndup(paths->shared, strlen(paths->shared));
	if (strcmp(paths->profile, "default") != 0) {
		go_down(&paths->data, paths->profile);
		go_down(&paths->state, paths->profile);
		go_down(&paths->config, paths->profile);
	}
	log_folder = path_join(paths->state, "log");
	paths->store = path_join(paths->data, "cairn.db");
	paths->trace = path_join(log_folder, "cairn.jsonl");
	result = path_make_folder(paths->data, err) || path_make_folder(paths->config, err) ? -1 : 0;
	(void)!path_make_folder(log_folder, NULL); /* without it there is no trace, and that is all */
	free(log_folder);
	return result ? err_wrap(err, "set CAIRN_DATA to a folder that can be written, or HOME") : 0;
}

int paths_open(struct paths *paths, const char *profile, struct err *err)
{
	if (!profile || !*profile)
		profile = "default";
	*paths = (struct paths){.profile = mem_strndup(profile, strlen(profile))};
	umask(077);
	if (!open_folders(paths, err))
		return 0;
	paths_close(paths);
	return -1;
}

void paths_close(struct paths *paths)
{
	free(paths->profile);
	free(paths->data);
	free(paths->state);
	free(paths->config);
	free(paths->shared);
	free(paths->store);
	free(paths->trace);
	*paths = (struct paths){0};
}

/* 0, or PATH_UNSAFE with the reason. */
static int check_private(const struct stat *st, const char *path, struct err *err)
{
	if (st->st_uid != geteuid())
		(void)err_set(err, ERR_INPUT, "%s belongs to somebody else", path);
	else if (st->st_mode & 077)
		(void)err_set(err, ERR_INPUT, "others can read %s; chmod 600 it", path);
	else
		return 0;
	return PATH_UNSAFE;
}

static int check_open(int fd, const char *path, size_t cap, unsigned flags, struct err *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return err_sys(err, "reading %s", path);
	if (!S_ISREG(st.st_mode)) {
		(void)err_set(err, ERR_INPUT, "%s is not a plain file", path);
		return flags & PATH_PRIVATE ? PATH_UNSAFE : -1;
	}
	if (st.st_size > 0 && (uint64_t)st.st_size > cap)
		return err_set(err, ERR_INPUT, "%s is larger than %zu bytes", path, cap);
	return flags & PATH_PRIVATE ? check_private(&st, path, err) : 0;
}

static int read_all(int fd, const char *path, size_t cap, struct buf *out, struct err *err)
{
	char chunk[16384];
	size_t total = 0;
	ssize_t got;

	while ((got = read(fd, chunk, sizeof(chunk))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, "reading %s", path);
		total += (size_t)got;
		if (total > cap)
			return err_set(err, ERR_INPUT, "%s is larger than %zu bytes", path, cap);
		buf_add(out, (struct str){chunk, (size_t)got});
	}
	return 0;
}

int path_read(const char *path, size_t cap, unsigned flags, struct buf *out, struct err *err)
{
	/* O_NONBLOCK: a FIFO in the place of the file must not make us wait for its writer. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (flags & PATH_NOFOLLOW ? O_NOFOLLOW : 0));
	int result;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return PATH_MISSING;
	if (fd < 0 && errno == ELOOP && flags & PATH_NOFOLLOW) {
		(void)err_set(err, ERR_INPUT, "%s is a symbolic link", path);
		return PATH_UNSAFE;
	}
	if (fd < 0)
		return err_sys(err, "opening %s", path);
	result = check_open(fd, path, cap, flags, err);
	if (!result)
		result = read_all(fd, path, cap, out, err);
	close(fd);
	return result;
}

static int write_all(int fd, struct str content)
{
	while (content.len) {
		ssize_t put = write(fd, content.s, content.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		content = str_slice(content, (size_t)put, content.len);
	}
	return 0;
}

/* EINVAL: a file system that has nothing to wait for. */
static int sync_named(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), result;

	if (fd < 0)
		return -1;
	result = fsync(fd) && errno != EINVAL ? -1 : 0;
	close(fd);
	return result;
}

int path_sync_folder(const char *folder, struct err *err)
{
	return sync_named(folder) ? err_sys(err, "writing %s", folder) : 0;
}

static int sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder =
		slash ? mem_strndup(path, slash == path ? 1 : (size_t)(slash - path)) : mem_strndup(".", 1);
	int result = sync_named(folder);

	free(folder);
	return result;
}

int path_write(const char *path, struct str content, struct err *err)
{
	struct buf temporary = {0};
	int fd, failed;

	buf_addf(&temporary, "%s.XXXXXX", path);
	fd = mkostemp(temporary.s, O_CLOEXEC); /* 0600 */
	if (fd < 0) {
		buf_fini(&temporary);
		return err_sys(err, "writing %s", path);
	}
	failed = write_all(fd, content) || fsync(fd);
	if (failed)
		(void)err_sys(err, "writing %s", path);
	close(fd);
	if (!failed && (rename(temporary.s, path) || sync_folder(path))) {
		failed = 1;
		(void)err_sys(err, "writing %s", path);
	}
	if (failed)
		unlink(temporary.s);
	buf_fini(&temporary);
	return failed ? -1 : 0;
}

int path_lock(const char *path, int *fd, struct err *err)
{
	bool taken;

	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (*fd < 0)
		return err_sys(err, "opening %s", path);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	taken = errno == EWOULDBLOCK;
	if (!taken)
		(void)err_sys(err, "locking %s", path);
	close(*fd);
	*fd = -1;
	return taken ? 1 : -1;
}
