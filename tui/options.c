/* SPDX-License-Identifier: MIT
 * Options: the command line. */
#include "tui/program.h"

#include <string.h>

#include "study/session.h"

/* The value of "--name VALUE" or "--name=VALUE"; *at moves on. NULL: another option, or no value (then err is
 * set). */
static bool takes(char **argv, int *at, const char *name, const char **value, bool *missing)
{
	const char *word = argv[*at];
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0 || (word[len] && word[len] != '='))
		return false;
	if (word[len] == '=')
		*value = word + len + 1;
	else if (argv[*at + 1])
		*value = argv[++*at];
	else
		*missing = true;
	return true;
}

/* How cards are asked, or what is played. */
static int read_mode(const char *name, struct options *o, struct err *err)
{
	static const char *const names[] = {"flip", "choice", "typed", "cloze"};

	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return o->mode = i, 0;
	o->play = mode_named(str_of(name));
	if (o->play)
		return 0;
	return err_set(err, ERR_USAGE,
		       "--mode is flip, choice, typed or cloze, or what is played: study, practice, sprint, match, boss, "
		       "exam, ghost; not \"%.40s\"",
		       name);
}

static int read_option(struct options *o, char **argv, int *at, struct err *err)
{
	const char *word = argv[*at], *mode = NULL;
	bool missing = false;
	bool known = takes(argv, at, "--script", &o->script, &missing) ||
		     takes(argv, at, "--size", &o->size, &missing) ||
		     takes(argv, at, "--profile", &o->profile, &missing) ||
		     takes(argv, at, "--deck", &o->deck, &missing) ||
		     takes(argv, at, "--learner", &o->learner, &missing) ||
		     takes(argv, at, "--mode", &mode, &missing) ||
		     takes(argv, at, "--kind", &o->kind, &missing) ||
		     takes(argv, at, "--tag", &o->tag, &missing) ||
		     takes(argv, at, "--search", &o->search, &missing) ||
		     takes(argv, at, "--count", &o->count, &missing) ||
		     takes(argv, at, "--tags", &o->tags, &missing) ||
		     takes(argv, at, "--order", &o->order, &missing) ||
		     takes(argv, at, "--days", &o->days, &missing) ||
		     takes(argv, at, "--load", &o->load, &missing) ||
		     takes(argv, at, "--vacation", &o->vacation, &missing) ||
		     takes(argv, at, "--key", &o->key, &missing) ||
		     takes(argv, at, "--make-key", &o->make_key, &missing) ||
		     takes(argv, at, "--format", &o->format, &missing);

	if (missing)
		return err_set(err, ERR_USAGE, "%.40s needs a value; see cairn --help", word);
	if (known)
		return mode ? read_mode(mode, o, err) : 0;
	if (strcmp(word, "--plain") == 0)
		o->plain = true;
	else if (strcmp(word, "--tour") == 0)
		o->tour = true;
	else if (strcmp(word, "--json") == 0)
		o->json = true;
	else if (strcmp(word, "--evaluate") == 0)
		o->evaluate = true;
	else if (strcmp(word, "--verify") == 0)
		o->verify = true;
	else if (strcmp(word, "--zstd") == 0)
		o->zstd = true;
	else if (strcmp(word, "--auto") == 0)
		o->automatic = true;
	else if (strcmp(word, "--fix") == 0)
		o->fix = true;
	else if (strcmp(word, "--yes") == 0)
		o->yes = true;
	else if (strcmp(word, "--backlog") == 0)
		o->backlog = true;
	else if (strcmp(word, "--light") == 0)
		o->light = true;
	else if (strcmp(word, "--accept") == 0)
		o->accept = true;
	else if (strcmp(word, "--remote") == 0)
		o->remote = true;
	else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0)
		o->help = true;
	else if (strcmp(word, "--version") == 0)
		o->version = true;
	else
		return err_set(err, ERR_USAGE, "there is no option %.40s; see cairn --help", word);
	return 0;
}

static bool is_handed_over(const char *verb)
{
	static const char *const verbs[] = {"sync", "assist", "import", "export", "publish", "feed", "catalogue", "subscribe", "unsubscribe"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i], verb) == 0)
			return true;
	return false;
}

/* What another program takes is its own, but for the question what that is. */
static bool asks_for_help(char **words)
{
	for (; *words && strcmp(*words, "--") != 0; words++)
		if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0)
			return true;
	return false;
}

/* "cairn help", "cairn help VERB" */
static void take_help(struct options *o)
{
	if (!o->verb || strcmp(o->verb, "help") != 0)
		return;
	o->help = true;
	o->verb = o->args ? o->arg[0] : NULL;
}

int options_read(struct options *o, char **argv, struct err *err)
{
	bool plain_words = false;

	*o = (struct options){.mode = MODE_NATURAL};
	for (int i = 1; argv[i]; i++) {
		if (!plain_words && strcmp(argv[i], "--") == 0) {
			plain_words = true;
		} else if (!plain_words && argv[i][0] == '-' && argv[i][1]) {
			if (read_option(o, argv, &i, err))
				return -1;
		} else if (!o->verb) {
			o->verb = argv[i];
			if (is_handed_over(o->verb)) { /* its options are not ours */
				o->rest = &argv[i + 1];
				o->help = o->help || asks_for_help(o->rest);
				return 0;
			}
		} else if (o->args == PROGRAM_ARGS_MAX) {
			return err_set(err, ERR_USAGE, "more than %d words", PROGRAM_ARGS_MAX);
		} else {
			o->arg[o->args++] = argv[i];
		}
	}
	take_help(o);
	return 0;
}
