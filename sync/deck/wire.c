/* SPDX-License-Identifier: MIT
 * Records between a parser in its jail and the import. */
#include "sync/deck/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "schema/row.h"

enum { HEAD = 5, FLUSH_AT = 64 * 1024 };

void wire_begin(struct wire *wire, enum wire_kind kind)
{
	wire->body = wire->out.len + HEAD;
	buf_add(&wire->out, (struct str){"\0\0\0\0", 4});
	buf_addc(&wire->out, (char)kind);
}

void wire_int(struct wire *wire, int64_t value)
{
	row_put_int(&wire->out, value);
}

void wire_text(struct wire *wire, struct str text)
{
	row_put_int(&wire->out, (int64_t)text.len);
	buf_add(&wire->out, text);
}

int wire_flush(struct wire *wire, struct err *err)
{
	size_t done = 0;

	while (done < wire->out.len) {
		ssize_t put = write(wire->fd, wire->out.s + done, wire->out.len - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return err_sys(err, "handing a record over");
		done += (size_t)put;
	}
	buf_clear(&wire->out);
	return 0;
}

int wire_end(struct wire *wire, struct err *err)
{
	uint32_t len = (uint32_t)(wire->out.len - wire->body);

	if (wire->out.len - wire->body > WIRE_BODY_MAX) {
		buf_cut(&wire->out, wire->body - HEAD);
		return err_set(err, ERR_INPUT, "a text in it is longer than 24 MiB");
	}
	memcpy(wire->out.s + wire->body - HEAD, &len, sizeof(len));
	return wire->out.len < FLUSH_AT ? 0 : wire_flush(wire, err);
}

int wire_bytes(struct wire *wire, struct str bytes, struct err *err)
{
	while (bytes.len) {
		size_t len = bytes.len < WIRE_CHUNK ? bytes.len : WIRE_CHUNK;

		wire_begin(wire, WIRE_BYTES);
		buf_add(&wire->out, str_slice(bytes, 0, len));
		if (wire_end(wire, err))
			return -1;
		bytes = str_slice(bytes, len, bytes.len);
	}
	return 0;
}

void wire_fini(struct wire *wire)
{
	buf_fini(&wire->out);
}

/* 0 at least `wanted` bytes lie ahead, 1 the pipe ended before. */
static int fill(struct wire_in *in, size_t wanted, struct err *err)
{
	while (in->in.len - in->at < wanted) {
		ssize_t got;

		if (in->at) {
			memmove(in->in.s, in->in.s + in->at, in->in.len - in->at);
			in->in.len -= in->at;
			in->at = 0;
		}
		buf_reserve(&in->in, FLUSH_AT > wanted ? FLUSH_AT : wanted);
		got = read(in->fd, in->in.s + in->in.len, in->in.cap - in->in.len - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, "reading what the parser says");
		if (got == 0)
			return 1;
		in->in.len += (size_t)got;
	}
	return 0;
}

int wire_next(struct wire_in *in, enum wire_kind *kind, struct str *body, struct err *err)
{
	uint32_t len;
	int rc = fill(in, HEAD, err);

	if (rc)
		return rc;
	memcpy(&len, in->in.s + in->at, sizeof(len));
	if (len > WIRE_BODY_MAX)
		return err_set(err, ERR_FAILED, "the parser said something that is no record");
	rc = fill(in, HEAD + len, err);
	if (rc)
		return rc;
	*kind = (enum wire_kind)(unsigned char)in->in.s[in->at + 4];
	*body = (struct str){in->in.s + in->at + HEAD, len};
	in->at += HEAD + len;
	return 0;
}

void wire_in_fini(struct wire_in *in)
{
	buf_fini(&in->in);
}

bool wire_get_int(struct str *body, int64_t *value)
{
	return row_get_int(body, value);
}

bool wire_get_text(struct str *body, struct str *text)
{
	int64_t len;

	if (!row_get_int(body, &len) || len < 0 || (uint64_t)len > body->len)
		return false;
	*text = str_slice(*body, 0, (size_t)len);
	*body = str_slice(*body, (size_t)len, body->len);
	return true;
}
