/* SPDX-License-Identifier: MIT
 * zstd streams of packages: their size is not said before, so they are unpacked a piece at a time. */
#include <stdlib.h>
#include <zstd.h>

#include "base/mem.h"
#include "sync/deck/zip.h"

enum { WINDOW_LOG = 27, PIECE = 128 * 1024 };

struct unzstd {
	ZSTD_DCtx *context;
	char *piece;
	size_t left; /* what the frame still wants; 0: it is whole */
};

int unzstd_open(struct unzstd **out, struct err *err)
{
	struct unzstd *unzstd = mem_alloc(sizeof(*unzstd));

	unzstd->context = ZSTD_createDCtx();
	unzstd->piece = mem_alloc(PIECE);
	unzstd->left = 1;
	*out = unzstd;
	if (!unzstd->context ||
	    ZSTD_isError(ZSTD_DCtx_setParameter(unzstd->context, ZSTD_d_windowLogMax, WINDOW_LOG)))
		return err_set(err, ERR_FAILED, "zstd could not be started");
	return 0;
}

int unzstd_put(struct unzstd *unzstd, struct str packed, zip_piece_fn *piece, void *ctx, struct err *err)
{
	ZSTD_inBuffer in = {packed.s, packed.len, 0};
	ZSTD_outBuffer out = {unzstd->piece, PIECE, 0};

	while (in.pos < in.size || (out.pos == out.size && unzstd->left)) {
		size_t rc;
		int stop;

		out.pos = 0;
		rc = ZSTD_decompressStream(unzstd->context, &out, &in);
		if (ZSTD_isError(rc))
			return err_set(err, ERR_INPUT, "its zstd part is damaged: %s", ZSTD_getErrorName(rc));
		unzstd->left = rc;
		stop = out.pos ? piece(ctx, (struct str){unzstd->piece, out.pos}, err) : 0;
		if (stop)
			return stop;
	}
	return 0;
}

int unzstd_end(struct unzstd *unzstd, struct err *err)
{
	return unzstd->left ? err_set(err, ERR_INPUT, "its zstd part is cut off") : 0;
}

void unzstd_free(struct unzstd *unzstd)
{
	if (!unzstd)
		return;
	ZSTD_freeDCtx(unzstd->context);
	free(unzstd->piece);
	free(unzstd);
}
