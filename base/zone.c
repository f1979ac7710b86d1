/* SPDX-License-Identifier: MIT
 * Zone: the file of the machine's zone, and reading it anew. */
#include "base/zone.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"

/* Of this process, as what the C library holds is. */
static struct {
	bool looked;
	int64_t next_ms;
	struct stat was;
} zone;

/* NULL: the zone stands in TZ itself, or is one of the database's by its name. */
static const char *file_of(const char *tz)
{
	if (!tz)
		return "/etc/localtime";
	tz += *tz == ':';
	return *tz == '/' ? tz : NULL;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* tzset passes over a TZ that is the same as before: glibc where it is set, musl in any case. */
static void read_anew(const char *tz)
{
	char *kept = tz ? mem_strndup(tz, str_of(tz).len) : NULL;

	setenv("TZ", "UTC0", 1);
	tzset();
	if (kept)
		setenv("TZ", kept, 1);
	else
		unsetenv("TZ");
	tzset();
	free(kept);
}

void zone_look(int64_t mono_ms)
{
	const char *tz, *file;
	struct stat now;

	if (zone.looked && mono_ms < zone.next_ms)
		return;
	zone.next_ms = mono_ms + MINUTE_MS;
	tz = getenv("TZ");
	file = file_of(tz);
	if (!file)
		return;
	if (stat(file, &now)) {
		if (zone.looked) /* on its way to another one */
			return;
		now = (struct stat){0};
	}
	if (zone.looked && !is_same(&now, &zone.was))
		read_anew(tz);
	zone.looked = true;
	zone.was = now;
}
