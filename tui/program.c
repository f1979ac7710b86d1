/* SPDX-License-Identifier: MIT
 * Program: opening what is needed, in the order in which it needs each other. */
#include "tui/kiosk.h"

#include <stdio.h>

#include "base/crash.h"
#include "base/place.h"
#include "schema/notes.h"

int program_open(struct program *p, bool with_store, struct err *err)
{
	if (paths_open(&p->paths, p->options.profile, err))
		return -1;
	if (p->options.kiosk && kiosk_settle(&p->paths, err))
		return -1;
	if (env_open(&p->env, &p->paths, err))
		return -1;
	if (!p->options.kiosk)
		fputs(buf_z(&p->env.skipped), stderr);
	if (clock_init(&p->clock, err))
		return -1;
	rng_init_unique(&p->rng);
	trace_open(&p->trace, &p->paths, "cairn", &p->clock);
	crash_open(&p->paths, "cairn", p->version);
	crash_note(p->options.verb ? "verb" : "game");
	return with_store ? program_store(p, err) : 0;
}

int program_store(struct program *p, struct err *err)
{
	if (place_store_is_emptied(&p->paths, &p->env))
		return store_is_emptied(p->paths.store, err);
	return store_open(&p->store, p->paths.store, &p->clock, &p->rng, err);
}

void program_close(struct program *p)
{
	store_close(p->store);
	trace_close(&p->trace);
	env_close(&p->env);
	paths_close(&p->paths);
}

static int is_deck(void *ctx, const struct deck *deck, struct err *err)
{
	const struct str *wanted = ctx;

	(void)err;
	return deck_is_within(*wanted, deck->name);
}

int program_deck(struct program *p, struct str *deck, struct err *err)
{
	int rc;

	*deck = str_of(p->options.deck);
	if (!deck->len)
		return 0;
	rc = deck_each(p->store, is_deck, deck, err);
	if (rc == 0)
		return err_set(err, ERR_INPUT, "there is no deck \"%.100s\"; cairn cards shows their names",
			       p->options.deck);
	return rc < 0 ? -1 : 0;
}
