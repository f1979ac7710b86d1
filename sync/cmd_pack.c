/* SPDX-License-Identifier: MIT
 * The verbs pack and unpack: zstd from standard input to standard output, for the game's backups; the game does not link
 * it. What is unpacked may be anybody's file: that happens in a jail. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#include "base/flow.h"
#include "base/mem.h"
#include "sync/cross.h"
#include "sync/deck/jail.h"
#include "sync/deck/zip.h"

enum { LEVEL = 6 };

struct packing {
	struct flow flow;
	struct flow_file out;
	ZSTD_CCtx *context;
	struct unzstd *unzstd;
	char *room;
	size_t size;
};

static int pack(struct packing *p, struct str bytes, ZSTD_EndDirective how, struct err *err)
{
	ZSTD_inBuffer in = {bytes.s, bytes.len, 0};
	size_t left = 1;

	while (in.pos < in.size || (how == ZSTD_e_end && left)) {
		ZSTD_outBuffer out = {p->room, p->size, 0};

		left = ZSTD_compressStream2(p->context, &out, &in, how);
		if (ZSTD_isError(left))
			return err_set(err, ERR_FAILED, "zstd could not pack: %s", ZSTD_getErrorName(left));
		if (out.pos && p->out.flow.put(&p->out.flow, (struct str){p->room, out.pos}, err))
			return -1;
	}
	return 0;
}

static int pack_put(struct flow *flow, struct str bytes, struct err *err)
{
	return pack((struct packing *)flow, bytes, ZSTD_e_continue, err);
}

static int pack_end(struct flow *flow, struct err *err)
{
	return pack((struct packing *)flow, STR(""), ZSTD_e_end, err);
}

int cmd_pack(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct packing p = {.flow = {pack_put, pack_end}, .size = ZSTD_CStreamOutSize()};
	int rc;

	(void)cross;
	(void)argv;
	if (argc != 1)
		return err_set(err, ERR_USAGE, "pack goes from standard input to standard output, and takes no words");
	p.context = ZSTD_createCCtx();
	p.room = mem_alloc(p.size);
	flow_file(&p.out, STDOUT_FILENO, "standard output");
	if (!p.context || ZSTD_isError(ZSTD_CCtx_setParameter(p.context, ZSTD_c_compressionLevel, LEVEL)) ||
	    ZSTD_isError(ZSTD_CCtx_setParameter(p.context, ZSTD_c_checksumFlag, 1)))
		rc = err_set(err, ERR_FAILED, "zstd could not be started");
	else
		rc = flow_read(STDIN_FILENO, "standard input", &p.flow, err);
	ZSTD_freeCCtx(p.context);
	free(p.room);
	return rc;
}

static int put_piece(void *ctx, struct str piece, struct err *err)
{
	struct packing *p = ctx;

	return p->out.flow.put(&p->out.flow, piece, err);
}

static int unpack_put(struct flow *flow, struct str bytes, struct err *err)
{
	struct packing *p = (struct packing *)flow;

	return unzstd_put(p->unzstd, bytes, put_piece, p, err);
}

static int unpack_end(struct flow *flow, struct err *err)
{
	return unzstd_end(((struct packing *)flow)->unzstd, err);
}

/* In the jail. */
static int unpack(int fd, int out, void *ctx)
{
	struct packing p = {.flow = {unpack_put, unpack_end}};
	struct err err;
	int rc;

	(void)ctx;
	flow_file(&p.out, out, "the pipe");
	rc = unzstd_open(&p.unzstd, &err) || flow_read(fd, "standard input", &p.flow, &err);
	unzstd_free(p.unzstd);
	return rc;
}

int cmd_unpack(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct flow_file out;
	struct jail jail = {0};
	int how, rc;

	(void)cross;
	(void)argv;
	if (argc != 1)
		return err_set(err, ERR_USAGE, "unpack goes from standard input to standard output, and takes no words");
	flow_file(&out, STDOUT_FILENO, "standard output");
	if (jail_start(&jail, unpack, STDIN_FILENO, NULL, err))
		return -1;
	rc = flow_read(jail.out, "the pipe", &out.flow, err);
	jail_end(&jail, &how);
	if (rc == 0 && how)
		rc = err_set(err, ERR_INPUT, "what came in is no whole zstd stream");
	return rc;
}
