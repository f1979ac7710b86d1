/* SPDX-License-Identifier: MIT
 * Errors: one value that travels up to whoever can tell a person. Knows nothing of what failed. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(fmt, args) __attribute__((format(printf, fmt, args)))

/* What a program may decide by; the numbers are the exit codes of docs/json.md. */
enum err_kind {
	ERR_FAILED = 1,  /* something on this machine did not work */
	ERR_USAGE = 2,   /* the command line is off */
	ERR_INPUT = 3,   /* a file, a document or an answer has the wrong form */
	ERR_STORE = 4,   /* the SQLite file */
	ERR_NETWORK = 5, /* nobody answered */
	ERR_REFUSED = 6, /* the server answered, and said no */
};

/* Lives with the caller, usually on the stack; no allocation. Valid only after a function that takes it
 * returned below 0. `native` is errno, an SQLite or a driver's code, 0 if there is none. */
struct err {
	enum err_kind kind;
	int native;
	const char *file;
	int line;
	char text[512]; /* one sentence, for people, without a full stop */
};

/* Fills err (which may be NULL) and returns -1, so that `return err_set(err, …)` reads well. */
#define err_set(err, kind, ...) err_put((err), (kind), 0, __FILE__, __LINE__, __VA_ARGS__)
#define err_native(err, kind, code, ...) err_put((err), (kind), (code), __FILE__, __LINE__, __VA_ARGS__)
/* The same from errno: ": No space left on device" is appended. */
#define err_sys(err, ...) err_put_errno((err), __FILE__, __LINE__, __VA_ARGS__)

int err_put(struct err *err, enum err_kind kind, int native, const char *file, int line, const char *fmt, ...)
	PRINTF_LIKE(6, 7);
int err_put_errno(struct err *err, const char *file, int line, const char *fmt, ...) PRINTF_LIKE(4, 5);

/* Puts "doing: " before the text: err_wrap(err, "saving the answer"). Returns -1. */
int err_wrap(struct err *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

#endif
