/* SPDX-License-Identifier: MIT
 * Flow: the hands that every flow has: a file, a hash. */
#include "base/flow.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

static int file_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct flow_file *file = (struct flow_file *)flow;

	while (file->fd >= 0 && bytes.len) {
		ssize_t put = write(file->fd, bytes.s, bytes.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return err_sys(err, "writing %s", file->name);
		bytes = str_slice(bytes, (size_t)put, bytes.len);
	}
	return 0;
}

static int file_end(struct flow *flow, struct err *err)
{
	(void)flow;
	(void)err;
	return 0;
}

void flow_file(struct flow_file *file, int fd, const char *name)
{
	*file = (struct flow_file){{file_put, file_end}, fd, name};
}

static int hash_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct flow_hash *hash = (struct flow_hash *)flow;

	hash->bytes += (int64_t)bytes.len;
	crypto_generichash_update(hash->state, (const unsigned char *)bytes.s, bytes.len);
	return hash->next ? hash->next->put(hash->next, bytes, err) : 0;
}

static int hash_end(struct flow *flow, struct err *err)
{
	struct flow_hash *hash = (struct flow_hash *)flow;
	unsigned char digest[FLOW_HASH_BYTES];

	crypto_generichash_final(hash->state, digest, sizeof(digest));
	sodium_bin2hex(hash->hex, sizeof(hash->hex), digest, sizeof(digest));
	return hash->next ? hash->next->end(hash->next, err) : 0;
}

void flow_hash(struct flow_hash *hash, struct flow *next)
{
	/* its alignment is above what malloc promises */
	void *state = aligned_alloc(64, (sizeof(crypto_generichash_state) + 63) / 64 * 64);

	*hash = (struct flow_hash){.flow = {hash_put, hash_end}, .next = next, .state = state};
	if (!state)
		abort();
	crypto_generichash_init(hash->state, NULL, 0, FLOW_HASH_BYTES);
}

void flow_hash_fini(struct flow_hash *hash)
{
	free(hash->state);
	hash->state = NULL;
}

int flow_read(int fd, const char *name, struct flow *into, struct err *err)
{
	char *piece = mem_alloc(FLOW_PIECE);
	int rc = 0;

	while (rc == 0) {
		ssize_t got = read(fd, piece, FLOW_PIECE);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			rc = err_sys(err, "reading %s", name);
		if (got <= 0)
			break;
		rc = into->put(into, (struct str){piece, (size_t)got}, err);
	}
	free(piece);
	return rc ? -1 : into->end(into, err);
}
