/* SPDX-License-Identifier: MIT
 * cairn-sync, the program that crosses this machine's border, and those beside it that have libraries of their own. Each may
 * be ended at any moment; nothing is lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/child.h"
#include "base/crash.h"
#include "base/mem.h"
#include "base/message.h"
#include "sync/cross.h"

#ifndef CAIRN_VERSION
#define CAIRN_VERSION "0"
#endif

/* A line a message. */
static const char *const USAGE[] = {
	N_("usage: cairn-sync [--profile NAME] VERB …\n"),
	N_("  sync [--learner NAME] [--auto] [--json | --pipe]\n"),
	N_("                      send and fetch rows and decks; MONGODB_URI names the server;\n"),
	N_("                      --auto for cron and timers: quiet, and held back after failures;\n"),
	N_("                      after an erasure on the server --keep, --delete or --rename NAME\n"),
	N_("  catalogue [WORD…] [--json]\n"),
	N_("                      the decks of the server; without a network the last list\n"),
	N_("  subscribe DECK…, unsubscribe DECK…\n"),
	N_("                      fetches a deck now and from here on; puts it into the archive\n"),
	N_("  import FILE… [--deck NAME] [--as FORMAT] [--archive] [--strict] [--dry-run]\n"),
	N_("                      FORMAT: columns, terms, markdown, hashcards, obsidian, org,\n"),
	N_("                      anki, mnemosyne, mnemosyne-db; else it looks what it got\n"),
	N_("                      notes of Anki's packages (.apkg, .colpkg), CSV, TSV, Anki's text export,\n"),
	N_("                      Markdown, and folders of them\n"),
	N_("  feed add URL [--deck NAME] [--page | --deck-file] [--every HOURS], feed list [--json],\n"),
	N_("      feed remove URL, feed fetch [--due], feed drafts [--json], feed import OPML, feed export [OPML],\n"),
	N_("      feed rule add [--words \"a b\"] [--tags \"a b\"] [--feed URL] [--deck NAME] [--take | --drop],\n"),
	N_("      feed rule list, feed rule remove RULE\n"),
	N_("                      what you read, as drafts in the inbox; nothing enters a deck by itself\n"),
	N_("  picture             what the game calls to draw the images of cards\n"),
	N_("  publish DECK [--id ID] [--title TEXT] [--description TEXT] [--author NAME] [--language CODE]\n"),
	N_("      [--tags \"a b\"] [--dry-run] [--gone] [--take-over] [--json]\n"),
	N_("                      a deck for everybody who reads there; --gone withdraws it\n"),
	N_("  export --postgres [FILE] [--schema NAME]\n"),
	N_("                      into the PostgreSQL of DATABASE_URL, or a script for psql\n"),
	N_("  assist --check [--json]\n"),
	N_("                      asks the helper of CAIRN_LLM_URL one word, and says how it stands\n"),
	N_("  pack, unpack        zstd from standard input to standard output, for backups\n"),
	N_("  doctor --remote [--json]\n"),
	N_("                      this machine and the server: how they are, and what mends them\n"),
	N_("  export FILE [--as FORMAT] [--deck NAME] [--no-schedule] [--no-media] [--force]\n"),
	N_("                      a package for Anki (.apkg, .colpkg), columns (.csv, .tsv), Markdown\n"),
	N_("                      (a folder, a file a deck), or everything as JSON lines (.jsonl; --json)\n"),
	N_("  --help, --version\n"),
	N_("Settings: MONGODB_URI, CAIRN_LEARNER, CAIRN_KEY, CAIRN_SUBSCRIBE, CAIRN_SYNC; from the environment or a .env file.\n"),
	N_("Exit codes: 0 done, 1 failed, 2 usage, 3 bad input, 4 store, 5 no network, 6 refused by the server.\n"),
};

static const struct cross_verb *find_verb(const char *name)
{
	const struct cross_verb *verb = cross_verbs;

	while (verb->name && strcmp(verb->name, name) != 0)
		verb++;
	return verb->name ? verb : NULL;
}

/* This process becomes the program whose verb it is. Returns only if that cannot be. */
static int hand_on(const struct cross_verb *verb, const char *profile, int argc, char **argv, struct err *err)
{
	char *program = child_program(verb->program);
	char **words;

	if (!program)
		return err_set(err, ERR_FAILED, "%s is not here: this cairn was built or installed without it", verb->program);
	words = mem_array((size_t)argc + 3, sizeof(*words));
	memcpy(words, argv, (size_t)argc * sizeof(*words));
	words[0] = (char *)verb->program;
	if (profile) {
		words[argc] = (char *)"--profile";
		words[argc + 1] = (char *)profile;
	}
	execve(program, words, environ);
	err_sys(err, "starting %s", program);
	free(words);
	free(program);
	return -1;
}

/* Takes "--profile NAME" and "--profile=NAME" out of argv, wherever they stand. */
static const char *take_profile(int *argc, char **argv)
{
	const char *profile = NULL;
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		if (!strcmp(argv[i], "--profile") && i + 1 < *argc)
			profile = argv[++i];
		else if (!strncmp(argv[i], "--profile=", 10))
			profile = argv[i] + 10;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return profile;
}

static int run(struct cross *cross, const char *profile, cross_verb_fn *verb, int argc, char **argv,
	       struct err *err)
{
	if (paths_open(&cross->paths, profile, err) || env_open(&cross->env, &cross->paths, err) ||
	    clock_init(&cross->clock, err))
		return -1;
	rng_init_unique(&cross->rng);
	crash_open(&cross->paths, "cairn-sync", CAIRN_VERSION);
	trace_open(&cross->trace, &cross->paths, "cairn-sync", &cross->clock);
	fputs(buf_z(&cross->env.skipped), stderr);
	return verb(cross, argc, argv, err);
}

static void put_usage(FILE *out)
{
	for (size_t i = 0; i < sizeof USAGE / sizeof *USAGE; i++)
		fputs(_(USAGE[i]), out);
}

int main(int argc, char **argv)
{
	const char *profile = (message_open(argv), take_profile(&argc, argv));
	const char *name = argc > 1 ? argv[1] : "";
	const struct cross_verb *verb = find_verb(name);
	struct cross cross = {0};
	struct err err = {0};
	int code = 0;

	if (!strcmp(name, "--help") || !strcmp(name, "-h") || !strcmp(name, "help")) {
		put_usage(stdout);
		return 0;
	}
	if (!strcmp(name, "--version")) {
		puts("cairn-sync " CAIRN_VERSION);
		return 0;
	}
	if (!verb) {
		if (*name)
			fprintf(stderr,
				_("cairn-sync: there is no verb %.40s; cairn-sync --help lists them\n"),
				name);
		else
			put_usage(stderr);
		return ERR_USAGE;
	}
	crash_note(verb->name);
	if (verb->run ? run(&cross, profile, verb->run, argc - 1, argv + 1, &err) : hand_on(verb, profile, argc, argv, &err)) {
		code = err.kind ? (int)err.kind : ERR_FAILED;
		if (*err.text) /* empty: the verb has said it all */
			fprintf(stderr, "cairn-sync: %s\n", err.text);
	}
	trace_close(&cross.trace);
	env_close(&cross.env);
	paths_close(&cross.paths);
	return code;
}
