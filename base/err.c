/* SPDX-License-Identifier: MIT
 * Errors: formatting into the caller's struct. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/message.h"

PRINTF_LIKE(6, 0)
static void put(struct err *err, enum err_kind kind, int native, const char *file, int line, const char *fmt,
		va_list ap)
{
	err->kind = kind;
	err->native = native;
	err->file = file;
	err->line = line;
	vsnprintf(err->text, sizeof(err->text), _(fmt), ap);
}

int err_put(struct err *err, enum err_kind kind, int native, const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	put(err, kind, native, file, line, fmt, ap);
	va_end(ap);
	return -1;
}

int err_put_errno(struct err *err, const char *file, int line, const char *fmt, ...)
{
	int code = errno;
	size_t used;
	va_list ap;

	if (!err)
		return -1;
	va_start(ap, fmt);
	put(err, ERR_FAILED, code, file, line, fmt, ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", strerror(code));
	return -1;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	char old[sizeof(err->text)];
	size_t used;
	va_list ap;

	if (!err)
		return -1;
	memcpy(old, err->text, sizeof(old));
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), _(fmt), ap);
	va_end(ap);
	used = strlen(err->text);
	snprintf(err->text + used, sizeof(err->text) - used, ": %s", old);
	return -1;
}
