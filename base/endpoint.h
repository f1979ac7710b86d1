/* SPDX-License-Identifier: MIT
 * Endpoint: where a helper that writes and grades is asked, and how much a day may cost: the settings CAIRN_LLM_*
 * (docs/helper.md). Sends nothing. */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/env.h"

/* {0} is none. Borrows from the environment until env_close. */
struct endpoint {
	struct buf url;	 /* of the chat completions */
	struct buf host; /* for people: host and port, lower case */
	bool plain;	 /* http, which goes to this machine alone */
	const char *key; /* NULL: none is sent */
	const char *model;
	const char *authorities;	/* a file of certificates instead of the system's; NULL: those */
	int64_t day_tokens;		/* at most a day */
	int64_t day_micro;		/* at most a day, millionths of the prices' money; < 0: not counted */
	double price_in, price_out;	/* of a million tokens: of one token in millionths */
	int64_t timeout_s;		/* of a whole answer */
	bool grades;			/* long typed answers without being asked */
	bool drafts;			/* notes out of what feeds bring */
};

/* 0; 1: CAIRN_LLM_URL is not set; -1 (ERR_USAGE): a setting has no usable form. No message holds the key, nor any part
 * of an address that might be one. */
int endpoint_read(struct endpoint *endpoint, const struct env *env, struct err *err) MUST_CHECK;
void endpoint_fini(struct endpoint *endpoint);
/* Whether it is a name or an address of this machine, as an address has it ("[::1]"). */
bool endpoint_is_loopback(struct str host);

#endif
