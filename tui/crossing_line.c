/* SPDX-License-Identifier: MIT
 * Crossing: the lines that cairn-sync says on its pipe, and the word in the header that they make. */
#include "base/message.h"
#include "tui/crossing.h"

#include <stdio.h>

void crossing_set_word(struct crossing *c)
{
	switch (c->state) {
	case CROSSING_NONE:
	case CROSSING_RUNS: break; /* what was said before stands until it is known better */
	case CROSSING_SAFE: snprintf(c->word, sizeof(c->word), _("safe")); break;
	case CROSSING_WAITING:
		snprintf(c->word, sizeof(c->word), _("%lld waiting"), (long long)c->waiting);
		break;
	case CROSSING_OFFLINE: snprintf(c->word, sizeof(c->word), _("offline")); break;
	case CROSSING_ERASED: snprintf(c->word, sizeof(c->word), _("erased")); break;
	case CROSSING_ASKS: snprintf(c->word, sizeof(c->word), _("who?")); break;
	case CROSSING_ERROR: snprintf(c->word, sizeof(c->word), _("sync error")); break;
	}
}

void crossing_line(struct crossing *c, struct str line)
{
	struct str part, key, state = {0}, kind = {0};
	int64_t rows = 0, notes = 0;

	while (str_cut(&line, '\t', &part)) {
		if (!str_cut(&part, '=', &key) || !part.s)
			continue;
		if (str_is(key, "state"))
			state = part;
		else if (str_is(key, "kind"))
			kind = part;
		else if (str_is(key, "rows") && str_to_int(part, &rows, NULL))
			rows = 0;
		else if (str_is(key, "waiting") && str_to_int(part, &c->waiting, NULL))
			c->waiting = 0;
		else if (str_is(key, "notes") && str_to_int(part, &notes, NULL))
			notes = 0;
		else if (str_is(key, "retry_s") && str_to_int(part, &c->retry_s, NULL))
			c->retry_s = -1;
		else if (str_is(key, "text") || str_is(key, "names"))
			snprintf(c->text, sizeof(c->text), "%.*s", STR_FMT(part));
	}
	c->changed |= rows > 0 || notes > 0;
	c->rows = rows;
	if (str_is(state, "done"))
		c->state = c->waiting ? CROSSING_WAITING : CROSSING_SAFE;
	else if (str_is(state, "who"))
		c->state = CROSSING_ASKS;
	else if (str_is(state, "catalogue") || str_is(state, "preview")) {
		c->state = CROSSING_SAFE;
		c->changed = true;
	} else if (str_is(state, "erased")) {
		c->state = CROSSING_ERASED;
	}
	c->later |= str_is(state, "later");
	if (str_is(state, "error") || str_is(state, "later"))
		c->state = str_is(kind, "network") ? CROSSING_OFFLINE : CROSSING_ERROR;
	if (str_is(state, "busy")) {
		c->state = CROSSING_NONE; /* another one is at it: what it finds is read from the store */
		snprintf(c->text, sizeof(c->text), _("another sync is at work"));
	}
	crossing_set_word(c);
}

void crossing_wrote(struct crossing *c)
{
	c->waiting++;
	if (c->state == CROSSING_SAFE)
		c->state = CROSSING_WAITING;
	crossing_set_word(c);
}

const char *crossing_word(const struct crossing *c)
{
	return c->word;
}
