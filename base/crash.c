/* SPDX-License-Identifier: MIT
 * Crash: everything that the handler needs is made beforehand; it calls open, write and close alone. */
#include "base/crash.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { NOTES = 32, PATH_BYTES = 4096, HEAD_BYTES = 512, STACK_BYTES = 16384, NOTE_HEAD = 12 };

static const int signals[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
static const char *const names[] = {"SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGABRT"};
enum { SIGNALS = sizeof(signals) / sizeof(signals[0]) };

static struct {
	char path[PATH_BYTES], head[HEAD_BYTES];
	const char *note[NOTES];
	unsigned count;
	void (*restore)(void);
	char stack[STACK_BYTES];
} crash;

char *crash_path(const struct paths *paths)
{
	const char *slash = strrchr(paths->trace, '/');
	struct buf path = {0};

	buf_addf(&path, "%.*s/crash.txt", (int)(slash - paths->trace), paths->trace);
	return path.s;
}

void crash_note(const char *name)
{
	crash.note[crash.count++ % NOTES] = name;
}

void crash_before(void (*restore)(void))
{
	crash.restore = restore;
}

static void put(int fd, const char *text)
{
	(void)!write(fd, text, strlen(text));
}

static void put_notes(int fd)
{
	unsigned first = crash.count > NOTES ? crash.count - NOTES : 0;

	put(fd, "last, the newest below:\n");
	for (unsigned i = first; i < crash.count; i++) {
		put(fd, "  ");
		put(fd, crash.note[i % NOTES]);
		put(fd, "\n");
	}
}

static void report(int sig)
{
	int fd = open(crash.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

	if (fd < 0)
		return;
	put(fd, crash.head);
	for (int i = 0; i < SIGNALS; i++)
		if (signals[i] == sig) {
			put(fd, "signal: ");
			put(fd, names[i]);
			put(fd, "\n");
		}
	put_notes(fd);
	close(fd);
}

static void on_crash(int sig)
{
	signal(sig, SIG_DFL);
	if (crash.restore)
		crash.restore();
	report(sig);
	raise(sig);
}

/* The linker's name for this very build: .note.gnu.build-id of the program, the first that is walked over. */
static int put_build(struct dl_phdr_info *info, size_t size, void *ctx)
{
	struct buf *out = ctx;

	(void)size;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &info->dlpi_phdr[i];
		const unsigned char *at = (const unsigned char *)(info->dlpi_addr + part->p_vaddr);
		size_t left = part->p_type == PT_NOTE ? part->p_memsz : 0;

		while (left >= NOTE_HEAD) {
			uint32_t head[3]; /* bytes of the name, of the text, what it is */
			size_t name, text;

			memcpy(head, at, sizeof(head));
			name = (head[0] + 3u) & ~3u;
			text = (head[1] + 3u) & ~3u;
			if (left < NOTE_HEAD + name + text)
				break;
			if (head[2] == NT_GNU_BUILD_ID && head[0] == 4 && memcmp(at + NOTE_HEAD, "GNU", 4) == 0) {
				for (size_t k = 0; k < head[1]; k++)
					buf_addf(out, "%02x", at[NOTE_HEAD + name + k]);
				return 1;
			}
			at += NOTE_HEAD + name + text;
			left -= NOTE_HEAD + name + text;
		}
	}
	return 1;
}

static void write_head(const char *program, const char *version)
{
	struct buf build = {0};
	struct utsname system;

	dl_iterate_phdr(put_build, &build);
	if (uname(&system))
		memset(&system, 0, sizeof(system));
	snprintf(crash.head, sizeof(crash.head), "program: %s\nversion: %s\nbuild: %s\nsystem: %s %s %s\n", program, version,
		 build.len ? buf_z(&build) : "unknown", system.sysname, system.release, system.machine);
	buf_fini(&build);
}

void crash_open(const struct paths *paths, const char *program, const char *version)
{
	struct sigaction action = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
	char *path = crash_path(paths);

	snprintf(crash.path, sizeof(crash.path), "%s", path);
	free(path);
	write_head(program, version);
	sigaltstack(&(stack_t){.ss_sp = crash.stack, .ss_size = sizeof(crash.stack)}, NULL);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &action, NULL);
}
