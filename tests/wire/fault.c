/* SPDX-License-Identifier: MIT
 * Wire server: what goes wrong, and when. */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	enum fault_kind kind;
} KINDS[] = {
	{"cut-before", FAULT_CUT_BEFORE}, /* the connection ends, nothing was done */
	{"cut-after", FAULT_CUT_AFTER},	  /* done, and the reply is lost */
	{"cut-reply", FAULT_CUT_REPLY},	  /* done, and only the reply's first ARG bytes arrive */
	{"error", FAULT_ERROR},		  /* refused with code ARG, nothing was done */
	{"concern", FAULT_CONCERN},	  /* done, with a writeConcernError of code ARG beside ok */
	{"delay", FAULT_DELAY},		  /* ARG milliseconds before anything happens */
	{"duplicate", FAULT_DUPLICATE},	  /* nothing done, and E11000 claimed of document ARG */
	{"length", FAULT_LENGTH},	  /* done; the reply's header claims ARG bytes */
	{"lie", FAULT_LIE},		  /* done; lie number ARG of lie.c in the reply */
	{"reverse", FAULT_REVERSE},	  /* done; the documents in the opposite order */
	{"twice", FAULT_TWICE},		  /* done; each document twice */
	{"step-down", FAULT_STEP_DOWN},	  /* not done: this server is a secondary from here on */
};

bool fault_add(struct server *server, const char *text)
{
	struct fault fault = {0}, **last = &server->faults;
	char when[32], what[32];
	long long arg = 0;

	if (sscanf(text, "%31[^@]@%31[^:]:%31[^=]=%lld", fault.command, when, what, &arg) < 3)
		return false;
	fault.nth = strcmp(when, "*") ? atoll(when) : 0;
	fault.arg = arg;
	for (size_t i = 0; i < sizeof KINDS / sizeof *KINDS; i++) {
		if (strcmp(what, KINDS[i].name))
			continue;
		fault.kind = KINDS[i].kind;
		while (*last)
			last = &(*last)->next;
		*last = bson_malloc0(sizeof fault);
		**last = fault;
		return true;
	}
	return false;
}

static bool fault_fits(const struct fault *fault, const char *command)
{
	if (!strcmp(fault->command, command))
		return true;
	return !strcmp(fault->command, "any") && strcasecmp(command, "isMaster") &&
	       strcmp(command, "hello") && strncmp(command, "sasl", 4) && strcmp(command, "endSessions");
}

bool fault_next(struct server *server, const char *command, struct fault *fault)
{
	bool hit = false;

	for (struct fault *f = server->faults; f; f = f->next) {
		if (!fault_fits(f, command))
			continue;
		f->seen++;
		if (!hit && (f->nth == 0 || f->nth == f->seen)) {
			*fault = *f;
			hit = true;
		}
	}
	return hit;
}
