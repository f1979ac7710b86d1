/* SPDX-License-Identifier: MIT
 * Backup files: reading one, whatever it went through, and comparing it. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"
#include "tui/backup.h"
#include "tui/filter.h"

enum { SNIFF = sizeof(SEAL_MAGIC) - 1 };
static const char zstd_magic[] = "\x28\xb5\x2f\xfd";

/* Looks at the first bytes of the file, or of what was sealed, and takes the hand that they need. */
struct sniff {
	struct flow flow, *next; /* NULL: not looked yet */
	struct unwrap *of;
	char first[SNIFF];
	size_t len;
};

struct unwrap {
	const struct program *program;
	struct sniff outer, inner; /* of the file; behind the seal */
	struct flow_hash *text;
	struct unseal *unseal;
	struct seal_key key;
	struct filter *unpack;
};

static int open_seal(struct unwrap *u, struct flow **next, struct err *err)
{
	const char *path = u->program->options.key ? u->program->options.key : env_get(&u->program->env, "CAIRN_BACKUP_KEY");

	if (!path)
		return err_set(err, ERR_INPUT, "it is sealed: name its key file with --key FILE or CAIRN_BACKUP_KEY");
	if (seal_key_read(&u->key, path, err))
		return -1;
	unseal_open(&u->unseal, &u->key, &u->inner.flow);
	*next = unseal_flow(u->unseal);
	return 0;
}

static int look(struct sniff *s, struct err *err)
{
	struct unwrap *u = s->of;

	if (s == &u->outer && s->len == SNIFF && memcmp(s->first, SEAL_MAGIC, SNIFF) == 0) {
		if (open_seal(u, &s->next, err))
			return -1;
	} else if (s->len >= 4 && memcmp(s->first, zstd_magic, 4) == 0) {
		if (filter_open(&u->unpack, "unpack", N_("its zstd part is damaged or cut off"), &u->text->flow, err))
			return -1;
		s->next = filter_flow(u->unpack);
	} else {
		s->next = &u->text->flow;
	}
	return s->next->put(s->next, (struct str){s->first, s->len}, err);
}

static int sniff_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct sniff *s = (struct sniff *)flow;
	size_t take = SNIFF - s->len < bytes.len ? SNIFF - s->len : bytes.len;

	if (s->next)
		return s->next->put(s->next, bytes, err);
	if (take)
		memcpy(s->first + s->len, bytes.s, take);
	s->len += take;
	bytes = str_slice(bytes, take, bytes.len);
	if (s->len < SNIFF)
		return 0;
	return look(s, err) || s->next->put(s->next, bytes, err) ? -1 : 0;
}

static int sniff_end(struct flow *flow, struct err *err)
{
	struct sniff *s = (struct sniff *)flow;

	if (!s->next && look(s, err))
		return -1;
	return s->next->end(s->next, err);
}

static int read_file(const char *path, struct flow *into, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;

	if (fd < 0 && errno == ENOENT)
		return err_set(err, ERR_INPUT, "there is no file of that name");
	if (fd < 0)
		return err_sys(err, "opening %s", path);
	rc = flow_read(fd, path, into, err);
	close(fd);
	return rc;
}

int backup_load(struct program *p, const char *path, struct store *into, struct manifest *m, struct err *err)
{
	struct unwrap u = {.program = p};
	struct backup_reader *reader;
	struct flow_hash whole, text;
	int rc;

	*m = (struct manifest){0};
	u.outer = (struct sniff){.flow = {sniff_put, sniff_end}, .of = &u};
	u.inner = u.outer;
	backup_read(&reader, into);
	flow_hash(&text, backup_reader_flow(reader));
	flow_hash(&whole, &u.outer.flow);
	u.text = &text;
	rc = read_file(path, &whole.flow, err);
	if (rc == 0) {
		m->bytes = whole.bytes;
		m->text_bytes = text.bytes;
		memcpy(m->hash, whole.hex, sizeof(m->hash));
		memcpy(m->text_hash, text.hex, sizeof(m->text_hash));
		m->counts = *backup_reader_counts(reader);
	}
	filter_free(u.unpack);
	unseal_free(u.unseal);
	seal_key_fini(&u.key);
	backup_reader_free(reader);
	flow_hash_fini(&text);
	flow_hash_fini(&whole);
	return rc ? err_wrap(err, "%s", path) : 0;
}

static int compare(const char *path, const struct manifest *said, const struct manifest *have, struct err *err)
{
	if (said->bytes != have->bytes || strcmp(said->hash, have->hash) != 0)
		return err_set(err, ERR_INPUT, "%s is not the file that its manifest is about: bytes or hash differ", path);
	if (said->text_bytes != have->text_bytes || strcmp(said->text_hash, have->text_hash) != 0)
		return err_set(err, ERR_INPUT, "%s: its text is not the one that its manifest is about", path);
	for (size_t i = 0; i < said->counts.tables; i++) {
		const struct backup_count *count = &said->counts.of[i];
		int64_t rows = backup_count_of(&have->counts, count->table);

		if (rows != count->rows)
			return err_set(err, ERR_INPUT, "%s: \"%s\" has %lld rows, and its manifest says %lld", path,
				       count->table, (long long)rows, (long long)count->rows);
	}
	return 0;
}

/* What was restored, written once more, is the same text. */
static int write_again(struct store *store, const char *path, const struct manifest *have, struct err *err)
{
	struct backup_counts counts;
	struct flow_hash again;
	int rc;

	flow_hash(&again, NULL);
	rc = backup_write(store, &again.flow, &counts, err);
	if (rc == 0 && strcmp(again.hex, have->text_hash) != 0)
		rc = err_set(err, ERR_FAILED, "%s: what was restored from it is not what stands in it", path);
	flow_hash_fini(&again);
	return rc;
}

int backup_verify(struct program *p, const char *path, struct manifest *have, struct err *err)
{
	struct manifest said;
	struct store *memory = NULL;
	int none = manifest_read(path, &said, err), rc;

	if (none < 0 || store_open(&memory, "", &p->clock, &p->rng, err))
		return -1;
	store_expect_bulk(memory);
	rc = backup_load(p, path, memory, have, err);
	if (rc == 0 && !none)
		rc = compare(path, &said, have, err);
	if (rc == 0)
		rc = store_check(memory, err) || write_again(memory, path, have, err) ? -1 : 0;
	store_close(memory);
	if (rc == 0 && !none)
		rc = backup_media_verify(p, path, &have->media, err);
	return rc ? -1 : none;
}
