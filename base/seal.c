/* SPDX-License-Identifier: MIT
 * Seal: secretstream in pieces. */
#include "base/seal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/path.h"

enum {
	MAGIC = sizeof(SEAL_MAGIC) - 1,
	HEAD = MAGIC + crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	MORE = crypto_secretstream_xchacha20poly1305_ABYTES,
	KEY_FILE_MAX = 4096,
};
static_assert(SEAL_KEY_BYTES == crypto_secretstream_xchacha20poly1305_KEYBYTES, "the key of secretstream");

int seal_key_read(struct seal_key *key, const char *path, struct err *err)
{
	struct buf text = {0};
	struct str digits;
	size_t len = 0;
	int rc = path_read(path, KEY_FILE_MAX, PATH_PRIVATE, &text, err);

	digits = str_trim(buf_str(&text));
	if (rc == PATH_MISSING)
		rc = err_set(err, ERR_INPUT, "there is no key file %s; cairn backup --make-key FILE makes one", path);
	else if (rc == PATH_UNSAFE)
		err->kind = ERR_INPUT;
	else if (rc == 0 && (digits.len != 2 * SEAL_KEY_BYTES ||
			     sodium_hex2bin(key->bytes, SEAL_KEY_BYTES, digits.s, digits.len, NULL, &len, NULL) ||
			     len != SEAL_KEY_BYTES))
		rc = err_set(err, ERR_INPUT, "%s is no key file: one line of 64 hexadecimal digits", path);
	if (text.s)
		explicit_bzero(text.s, text.cap);
	buf_fini(&text);
	return rc ? -1 : 0;
}

int seal_key_make(const char *path, struct err *err)
{
	char line[2 * SEAL_KEY_BYTES + 2];
	struct seal_key key;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600), rc = 0;

	if (fd < 0 && errno == EEXIST)
		return err_set(err, ERR_INPUT, "%s is there already; a key is never overwritten", path);
	if (fd < 0)
		return err_sys(err, "making the key file %s", path);
	randombytes_buf(key.bytes, sizeof(key.bytes));
	sodium_bin2hex(line, sizeof(line), key.bytes, sizeof(key.bytes));
	line[2 * SEAL_KEY_BYTES] = '\n';
	if (write(fd, line, 2 * SEAL_KEY_BYTES + 1) != 2 * SEAL_KEY_BYTES + 1 || fsync(fd))
		rc = err_sys(err, "writing the key file %s", path);
	close(fd);
	explicit_bzero(line, sizeof(line));
	seal_key_fini(&key);
	if (rc)
		unlink(path);
	return rc;
}

void seal_key_fini(struct seal_key *key)
{
	explicit_bzero(key, sizeof(*key));
}

struct seal {
	struct flow flow, *next;
	crypto_secretstream_xchacha20poly1305_state state;
	size_t len;
	unsigned char piece[FLOW_PIECE], sealed[FLOW_PIECE + MORE];
};

static int seal_piece(struct seal *seal, unsigned char tag, struct err *err)
{
	unsigned long long len;

	crypto_secretstream_xchacha20poly1305_push(&seal->state, seal->sealed, &len, seal->piece, seal->len, NULL, 0,
						   tag);
	seal->len = 0;
	return seal->next->put(seal->next, (struct str){(const char *)seal->sealed, (size_t)len}, err);
}

static int seal_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct seal *seal = (struct seal *)flow;

	while (bytes.len) {
		size_t take = FLOW_PIECE - seal->len;

		if (take == 0) { /* only now: the last piece says that it is the last */
			if (seal_piece(seal, 0, err))
				return -1;
			continue;
		}
		take = take < bytes.len ? take : bytes.len;
		memcpy(seal->piece + seal->len, bytes.s, take);
		seal->len += take;
		bytes = str_slice(bytes, take, bytes.len);
	}
	return 0;
}

static int seal_end(struct flow *flow, struct err *err)
{
	struct seal *seal = (struct seal *)flow;

	return seal_piece(seal, crypto_secretstream_xchacha20poly1305_TAG_FINAL, err) ? -1
										      : seal->next->end(seal->next, err);
}

int seal_open(struct seal **out, const struct seal_key *key, struct flow *next, struct err *err)
{
	struct seal *seal = mem_alloc(sizeof(*seal));
	unsigned char head[HEAD];

	*out = seal;
	seal->flow = (struct flow){seal_put, seal_end};
	seal->next = next;
	memcpy(head, SEAL_MAGIC, MAGIC);
	crypto_secretstream_xchacha20poly1305_init_push(&seal->state, head + MAGIC, key->bytes);
	return next->put(next, (struct str){(const char *)head, HEAD}, err);
}

struct flow *seal_flow(struct seal *seal)
{
	return &seal->flow;
}

void seal_free(struct seal *seal)
{
	if (seal)
		explicit_bzero(seal, sizeof(*seal));
	free(seal);
}

struct unseal {
	struct flow flow, *next;
	const struct seal_key *key;
	crypto_secretstream_xchacha20poly1305_state state;
	bool begun, ended;
	size_t len;
	unsigned char sealed[FLOW_PIECE + MORE], piece[FLOW_PIECE];
};

static int begin(struct unseal *un, struct err *err)
{
	un->len = 0;
	un->begun = true;
	if (memcmp(un->sealed, SEAL_MAGIC, MAGIC) != 0 ||
	    crypto_secretstream_xchacha20poly1305_init_pull(&un->state, un->sealed + MAGIC, un->key->bytes))
		return err_set(err, ERR_INPUT, "it is no sealed file of cairn's");
	return 0;
}

static int open_piece(struct unseal *un, struct err *err)
{
	unsigned long long len;
	unsigned char tag;

	if (crypto_secretstream_xchacha20poly1305_pull(&un->state, un->piece, &len, &tag, un->sealed, un->len, NULL, 0))
		return err_set(err, ERR_INPUT, "its seal does not hold: another key, or the file is damaged");
	un->len = 0;
	un->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return un->next->put(un->next, (struct str){(const char *)un->piece, (size_t)len}, err);
}

static int unseal_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct unseal *un = (struct unseal *)flow;

	while (bytes.len) {
		size_t whole = un->begun ? sizeof(un->sealed) : HEAD, take;

		if (un->ended)
			return err_set(err, ERR_INPUT, "something stands behind its end");
		take = whole - un->len < bytes.len ? whole - un->len : bytes.len;
		memcpy(un->sealed + un->len, bytes.s, take);
		un->len += take;
		bytes = str_slice(bytes, take, bytes.len);
		if (un->len == whole && (un->begun ? open_piece(un, err) : begin(un, err)))
			return -1;
	}
	return 0;
}

static int unseal_end(struct flow *flow, struct err *err)
{
	struct unseal *un = (struct unseal *)flow;

	if (!un->ended && (!un->begun || un->len < MORE))
		return err_set(err, ERR_INPUT, "it is cut off");
	if (!un->ended && open_piece(un, err))
		return -1;
	if (!un->ended)
		return err_set(err, ERR_INPUT, "it is cut off");
	return un->next->end(un->next, err);
}

void unseal_open(struct unseal **out, const struct seal_key *key, struct flow *next)
{
	*out = mem_alloc(sizeof(**out));
	**out = (struct unseal){.flow = {unseal_put, unseal_end}, .next = next, .key = key};
}

struct flow *unseal_flow(struct unseal *un)
{
	return &un->flow;
}

void unseal_free(struct unseal *un)
{
	if (un)
		explicit_bzero(un, sizeof(*un));
	free(un);
}
