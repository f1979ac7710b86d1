/* SPDX-License-Identifier: MIT
 * Trace: what the program did, as JSON lines in state/log/cairn.jsonl, for whoever looks for the reason of
 * something. Never card text, never a secret. A trace that cannot be written is no error: the program goes on
 * without it. */
#ifndef BASE_TRACE_H
#define BASE_TRACE_H

#include <stdint.h>

#include "base/clock.h"
#include "base/path.h"

enum trace_level { TRACE_DEBUG, TRACE_INFO, TRACE_WARN, TRACE_ERROR };

struct trace_field {
	const char *key;
	enum { TRACE_FIELD_INT, TRACE_FIELD_REAL, TRACE_FIELD_STR } type;
	int64_t i;
	double d;
	struct str s;
};
#define TRACE_INT(name, value)	((struct trace_field){.key = (name), .type = TRACE_FIELD_INT, .i = (value)})
#define TRACE_REAL(name, value) ((struct trace_field){.key = (name), .type = TRACE_FIELD_REAL, .d = (value)})
#define TRACE_STR(name, value)	((struct trace_field){.key = (name), .type = TRACE_FIELD_STR, .s = (value)})

/* Several processes write one file, each line with one write(); at 1 MiB it is moved to cairn.1.jsonl, and so
 * on to 3. {0} is a trace that writes nowhere. */
struct trace {
	int fd; /* + 1: 0 is none */
	const char *path;
	const char *program;
	const struct clock *clock;
	enum trace_level least;
};

/* Borrows paths, program and clock until the close. CAIRN_TRACE=debug writes everything, else from info on.
 */
void trace_open(struct trace *trace, const struct paths *paths, const char *program,
		const struct clock *clock);
void trace_close(struct trace *trace);

/* trace_event(&trace, TRACE_INFO, "sync.pushed", TRACE_INT("rows", 12), TRACE_STR("host", host)); */
#define trace_event(trace, level, ...) trace_put((trace), (level), TRACE_EVENT_(__VA_ARGS__, {.key = NULL}))
#define TRACE_EVENT_(event, ...)                                                                             \
	(event), (const struct trace_field[])                                                                \
	{                                                                                                    \
		__VA_ARGS__                                                                                  \
	}
void trace_put(struct trace *trace, enum trace_level level, const char *event,
	       const struct trace_field *fields);

#endif
