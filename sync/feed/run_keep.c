/* SPDX-License-Identifier: MIT
 * What a visit brought: entries into the feedbox, decks into the import. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/path.h"
#include "sync/deck/import.h"
#include "sync/feed/run_priv.h"

enum { NAME_BYTES_MAX = 80 };

/* The feed's first so many, which are its newest, are drafted from; a first visit does not flood the inbox. */
static int keep_entries(struct visit *visit, const struct feed_doc *doc, struct err *err)
{
	struct visits *v = visit->visits;
	int fresh = 0;

	for (size_t i = 0; i < doc->count; i++) {
		const struct feed_entry *entry = &doc->entry[i];
		const struct feedbox_entry kept = {
			.uid = entry->uid, .link_hash = visit->kind == VISIT_PAGE ? 0 : entry->link_hash,
			.text_hash = entry->text_hash, .source = visit->source.key, .link = entry->link, .title = entry->title,
			.text = fresh < FEED_ENTRIES_A_VISIT ? entry->text : STR(""), .lang = entry->lang, .tags = entry->tags,
			.at_ms = entry->at_ms, .seen_ms = v->now, .drafted = fresh >= FEED_ENTRIES_A_VISIT,
		};
		int held = feedbox_entry_add(v->box, &kept, err);

		if (held < 0)
			return -1;
		v->run->entries += !held;
		v->run->doubles += held;
		fresh += !held;
	}
	return 0;
}

int run_keep(struct visit *visit, const struct feed_doc *doc, struct err *err)
{
	struct store *box = visit->visits->box;

	if (feedbox_begin(box, err))
		return -1;
	if (keep_entries(visit, doc, err) == 0 && feedbox_source_set(box, &visit->source, err) == 0 && feedbox_commit(box, err) == 0)
		return 0;
	feedbox_rollback(box);
	return -1;
}

/* The address's last part as a file name that is nobody's trick. */
static void put_name(struct buf *out, struct str url)
{
	const char *end = memchr(url.s, '?', url.len), *slash;
	struct str name;

	url = end ? str_slice(url, 0, (size_t)(end - url.s)) : url;
	slash = memrchr(url.s, '/', url.len);
	name = slash ? str_slice(url, (size_t)(slash + 1 - url.s), url.len) : url;
	if (name.len > NAME_BYTES_MAX)
		name = str_slice(name, name.len - NAME_BYTES_MAX, name.len);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.s[i];
		bool plain = (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '_' ||
			     (c == '.' && i);

		buf_addc(out, plain ? c : '_');
	}
	if (!out->len)
		buf_addz(out, "deck");
}

static int copy(int from, struct str columns, const char *path, struct err *err)
{
	int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), rc = to < 0 ? -1 : 0;
	char piece[64 * 1024];
	ssize_t got = 1;

	while (rc == 0 && columns.len) {
		got = write(to, columns.s, columns.len);
		rc = got < 0 ? -1 : 0;
		columns = str_slice(columns, got < 0 ? 0 : (size_t)got, columns.len);
	}
	while (rc == 0 && from >= 0 && (got = read(from, piece, sizeof(piece))) > 0)
		for (ssize_t done = 0, put; rc == 0 && done < got; done += put)
			if ((put = write(to, piece + done, (size_t)(got - done))) < 0)
				rc = -1;
	if (rc || got < 0)
		rc = err_sys(err, "keeping a deck's file at %.200s", path);
	if (to >= 0)
		close(to);
	return rc;
}

static void on_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	struct visit *visit = ctx;

	(void)path;
	if (!line && visit->visits->run->broken)
		visit->visits->run->broken(visit->job.url, why);
}

static int import_file(struct visit *visit, const char *path, struct err *err)
{
	struct feed_run *run = visit->visits->run;
	struct import import = {.store = run->store, .broken = on_broken, .ctx = visit};
	int rc;

	import.wishes.deck = visit->wish.deck;
	rc = import_begin(&import, err) || import_path(&import, path, err) || import_finish(&import, false, err) ? -1 : 0;
	import_end(&import);
	run->imported += import.added + import.changed;
	return rc;
}

int run_import(struct visit *visit, int fd, struct str columns, struct err *err)
{
	struct buf name = {0}, folder = {0};
	char *path;
	int rc;

	buf_addf(&folder, "%s.feed-XXXXXX", store_path(visit->visits->run->store));
	if (!mkdtemp(folder.s)) {
		buf_fini(&folder);
		return err_sys(err, "making a folder for a deck's file");
	}
	if (fd >= 0)
		put_name(&name, visit->wish.url);
	else
		buf_addz(&name, "notes.csv");
	path = path_join(buf_z(&folder), buf_z(&name));
	rc = copy(fd, columns, path, err);
	if (rc == 0)
		rc = import_file(visit, path, err);
	unlink(path);
	rmdir(buf_z(&folder));
	free(path);
	buf_fini(&name);
	buf_fini(&folder);
	return rc;
}
