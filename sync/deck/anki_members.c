/* SPDX-License-Identifier: MIT
 * The members of an Anki package: the version, and the one database that holds the collection. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "sync/deck/anki_priv.h"
#include "sync/deck/proto.h"

enum { META_MAX = 4096, VERSION_MAX = 3 };

/* What lies in the archive, after a first look. */
struct contents {
	int meta, media, newest, middle, oldest; /* how often: meta, media, collection.anki21b, .anki21, .anki2 */
	bool odd;				 /* one of these is no regular file */
	struct buf version;
};

static int keep(void *ctx, struct str piece, struct err *err)
{
	struct buf *buf = ctx;

	if (buf->len + piece.len > META_MAX)
		return err_set(err, ERR_INPUT, "its member meta is larger than 4 KiB");
	buf_add(buf, piece);
	return 0;
}

static int look(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct contents *contents = ctx;
	struct {
		const char *name;
		int *count;
	} known[] = {{"meta", &contents->meta},
		     {"media", &contents->media},
		     {"collection.anki21b", &contents->newest},
		     {"collection.anki21", &contents->middle},
		     {"collection.anki2", &contents->oldest}};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		if (strcmp(member->name, known[i].name) != 0)
			continue;
		++*known[i].count;
		contents->odd |= !member->regular || *known[i].count > 1;
	}
	if (!strcmp(member->name, "meta") && member->regular && contents->meta == 1)
		return zip_read(zip, false, keep, &contents->version, err);
	return 0;
}

static int64_t version_of(struct str meta)
{
	struct proto_field field;

	while (proto_next(&meta, &field))
		if (field.number == 1 && field.wire == PROTO_VARINT)
			return field.value > 1000 ? 1000 : (int64_t)field.value;
	return 0;
}

/* The generation, or -1. */
static int choose(struct anki *anki, const struct contents *contents, struct err *err)
{
	int64_t version = contents->meta ? version_of(buf_str(&contents->version)) : contents->middle ? 2 : 1;
	int there;

	if (contents->odd)
		return err_set(err, ERR_INPUT, "a member of it is a link or there twice");
	if (version < 1)
		return err_set(err, ERR_INPUT, "its member meta does not say a version");
	if (version > VERSION_MAX)
		return err_set(err, ERR_INPUT,
			       "it was written by a newer Anki (version %lld of packages): export it with \"Support "
			       "older Anki versions\"",
			       (long long)version);
	there = version == 3 ? contents->newest : version == 2 ? contents->middle : contents->oldest;
	if (!there)
		return err_set(err, ERR_INPUT, "it is a zip archive without an Anki collection");
	anki->generation = (int)version;
	return 0;
}

/* Address space for the largest database that is let in; only what is written to takes memory. */
struct image {
	char *bytes;
	size_t len;
	const char *name;
	bool zstd;
};

static int put_image(void *ctx, struct str piece, struct err *err)
{
	struct image *image = ctx;

	if (image->len + piece.len > (size_t)ZIP_MEMBER_MAX)
		return err_set(err, ERR_INPUT, "its database is larger than 512 MiB");
	memcpy(image->bytes + image->len, piece.s, piece.len);
	image->len += piece.len;
	return 0;
}

static int find_image(void *ctx, struct zip *zip, const struct zip_member *member, struct err *err)
{
	struct image *image = ctx;
	int rc;

	if (strcmp(member->name, image->name) != 0)
		return 0;
	rc = zip_read(zip, image->zstd, put_image, image, err);
	return rc ? rc : 1; /* found: no need to walk on */
}

static int load_image(struct anki *anki, struct err *err)
{
	static const char *const name[] = {"", "collection.anki2", "collection.anki21", "collection.anki21b"};
	struct image image = {.name = name[anki->generation], .zstd = anki->generation == 3};

	image.bytes = mmap(NULL, (size_t)ZIP_MEMBER_MAX, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (image.bytes == MAP_FAILED)
		return err_sys(err, "making room for its database");
	anki->image = image.bytes;
	if (zip_each(anki->zip, find_image, &image, err) < 0)
		return -1;
	return foreign_open(&anki->db, image.bytes, image.len, err);
}

static int take_col(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki *anki = ctx;
	int64_t minutes;

	(void)err;
	anki->modern = foreign_int(row, 0) > 14;
	anki->crt = foreign_int(row, 1);
	anki->mod = foreign_int(row, 2);
	if (anki->crt < 0 || anki->crt > 32503680000)
		anki->crt = 0;
	minutes = anki->crt / 60 % (24 * 60); /* day 0 began at the rollover hour: that tells the zone */
	anki->z = (int)(minutes > 16 * 60 ? 24 * 60 - minutes : -minutes);
	return 1;
}

int anki_open(struct anki *anki, struct err *err)
{
	struct contents contents = {0};
	int rc;

	zip_init(&anki->zip, anki->fd);
	rc = zip_each(anki->zip, look, &contents, err);
	if (rc == 0)
		rc = choose(anki, &contents, err);
	buf_fini(&contents.version);
	if (rc == 0)
		rc = load_image(anki, err);
	if (rc == 0)
		rc = foreign_each(anki->db, "SELECT ver, crt, mod FROM col", take_col, anki, err);
	if (rc == 0)
		return err_set(err, ERR_INPUT, "its collection is empty");
	return rc < 0 ? -1 : 0;
}

void anki_close(struct anki *anki)
{
	foreign_close(anki->db);
	if (anki->image)
		munmap(anki->image, (size_t)ZIP_MEMBER_MAX);
	zip_free(anki->zip);
	free(anki->type);
	free(anki->deck);
	free(anki->preset);
	free(anki->card);
	free(anki->by_note);
	wire_fini(&anki->wire);
	arena_fini(&anki->arena);
}
