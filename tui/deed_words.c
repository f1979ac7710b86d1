/* SPDX-License-Identifier: MIT
 * What an action was, for people: it is stored in English (study/deeds.c), and said here in the learner's language. */
#include "base/message.h"
#include "tui/browse.h"

static const char *const whole[] = {N_("add a note"), N_("edit a note"), N_("put an earlier text in force"),
				    N_("an answer that made a leech"), N_("take a draft"), N_("throw a draft away"),
				    N_("merge a draft")};
static const char *const named[] = {N_("move deck"), N_("delete deck"), N_("set")};
static const char *const counted[] = {N_("suspend"), N_("unsuspend"), N_("bury"), N_("unbury"), N_("flag"),   N_("unflag"),
				      N_("forget"),  N_("set due"),   N_("tag"),  N_("move"),   N_("delete")};

#define COUNT(array) (sizeof(array) / sizeof(array[0]))

/* "VERB 3 cards", or notes. */
static bool put_counted(struct buf *out, struct str said, const char *verb)
{
	struct str rest = str_slice(said, str_of(verb).len + 1, said.len), number;
	struct buf things = {0};
	int64_t count;

	if (!str_starts(said, verb) || !str_cut(&rest, ' ', &number) || str_to_int(number, &count, NULL))
		return false;
	if (str_starts(rest, "card"))
		buf_addf(&things, _n("%d card", "%d cards", count), (int)count);
	else
		buf_addf(&things, _n("%d note", "%d notes", count), (int)count);
	buf_addf(out, _("%s %s"), _(verb), buf_z(&things));
	buf_fini(&things);
	return true;
}

void deed_put(struct buf *out, struct str said)
{
	for (size_t i = 0; i < COUNT(whole); i++)
		if (str_is(said, whole[i])) {
			buf_addz(out, _(whole[i]));
			return;
		}
	for (size_t i = 0; i < COUNT(counted); i++)
		if (put_counted(out, said, counted[i]))
			return;
	for (size_t i = 0; i < COUNT(named); i++)
		if (str_starts(said, named[i])) {
			buf_addz(out, _(named[i]));
			buf_add(out, str_slice(said, str_of(named[i]).len, said.len));
			return;
		}
	buf_add(out, said);
}
