/* SPDX-License-Identifier: MIT
 * `cairn`: a verb, or the game. */
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "tui/kiosk.h"

/* A line a message. */
static const char *const usage[] = {
	N_("cairn: a study game for the terminal\n"),
	"\n",
	N_("  cairn                        study: straight to the next card\n"),
	N_("  cairn home                   the cairn: what is known, the streak, today's quests\n"),
	N_("  cairn kiosk NAME             the game alone, for a key in authorized_keys (docs/phone.md)\n"),
	N_("  cairn study --mode MODE      practice, sprint, match, boss, exam, ghost (--deck, --tag, --search)\n"),
	N_("  cairn import FILE...         take in CSV, TSV, Anki's text export, Markdown, folders\n"),
	N_("  cairn sync                   carry answers to MONGODB_URI and back\n"),
	N_("  cairn status                 one line: notes, cards, due, new, answers, waiting, safe\n"),
	N_("  cairn due                    what is left today, for prompts (--format '%d due %n new', "
	   "--json)\n"),
	N_("  cairn stats [CHART]          the numbers of the charts (--deck, --days N|all, --json)\n"),
	N_("  cairn next | cards           the next card; all cards\n"),
	N_("  cairn search QUERY           cards: words, deck:, tag:, is:due, prop:ivl>30 ... (--order "
	   "due)\n"),
	N_("  cairn answer CARD RATING     again, hard, good, easy (or 1 to 4)\n"),
	N_("  cairn undo                   take the last answer back\n"),
	N_("  cairn add FRONT BACK         a note (--kind basic, reversed, cloze, typed ...; --deck, "
	   "--tags)\n"),
	N_("  cairn edit CARD|QUERY        opens that note to be changed; several: the list of them\n"),
	N_("  cairn set [KEY [VALUE]]      settings, of one deck with --deck\n"),
	N_("  cairn pin set | clear        a PIN at the start\n"),
	N_("  cairn backup [--zstd]        everything as SQL, into backups/ or CAIRN_BACKUP_DIR\n"),
	N_("  cairn backup --verify [FILE] restores it into memory and compares\n"),
	N_("  cairn restore FILE           a backup becomes the store, or its rows come into this one\n"),
	N_("  cairn doctor [--remote]      how this machine is, and the server; what mends it\n"),
	N_("  cairn fold | index           bring every schedule, the search index up to date now\n"),
	N_("  cairn optimize               fit the scheduler to you (--evaluate: only say how well, --json)\n"),
	N_("  cairn catalogue [WORDS]      the decks of the server; subscribe DECK, unsubscribe DECK\n"),
	N_("  cairn publish DECK           to everybody on that server (--id, --title, --dry-run, --gone "
	   "...)\n"),
	N_("  cairn export FILE            a package for Anki (.apkg), or everything as JSON lines (.jsonl)\n"),
	N_("  cairn export --postgres      into the PostgreSQL of DATABASE_URL, or a script for psql\n"),
	"\n",
	N_("  --profile NAME   another learner       --deck NAME      only that deck\n"),
	N_("  --json           for programs          --plain          lines instead of a screen\n"),
	N_("  --mode flip|choice|typed|cloze|MODE    --learner NAME   before the first sync\n"),
	N_("  --script KEYS --size 40x20             play keys, print the screen\n"),
	"\n",
	N_("Exit codes: 0 done, 1 failed, 2 usage, 3 bad input, 4 store, 5 no network, 6 refused.\n"),
};

static const struct verb {
	const char *name;
	size_t words; /* at most, behind the verb */
	bool with_store;
	int (*run)(struct program *program, struct err *err);
} verbs[] = {
	{"status", 0, true, cmd_status},
	{"due", 0, false, cmd_due},
	{"stats", 1, true, cmd_stats},
	{"next", 0, true, cmd_next},
	{"answer", 2, true, cmd_answer},
	{"cards", 0, true, cmd_cards},
	{"undo", 0, true, cmd_undo},
	{"fold", 0, true, cmd_fold},
	{"optimize", 0, true, cmd_optimize},
	{"search", PROGRAM_ARGS_MAX, true, cmd_search},
	{"index", 0, true, cmd_index},
	{"set", 2, true, cmd_set},
	{"add", PROGRAM_ARGS_MAX, true, cmd_add},
	{"pin", 1, false, cmd_pin},
	{"backup", 1, true, cmd_backup},
	{"restore", 1, false, cmd_restore},
	{"sync", 0, false, cmd_hand_over},
	{"import", 0, false, cmd_hand_over},
	{"export", 0, false, cmd_hand_over},
	{"doctor", 0, false, cmd_doctor},
	{"publish", 0, false, cmd_hand_over},
	{"catalogue", 0, false, cmd_hand_over},
	{"subscribe", 0, false, cmd_hand_over},
	{"unsubscribe", 0, false, cmd_hand_over},
};

static const struct verb *verb_named(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static void put_usage(FILE *out)
{
	for (size_t i = 0; i < sizeof(usage) / sizeof(usage[0]); i++)
		fputs(*usage[i] == '\n' ? usage[i] : _(usage[i]), out);
}

static int run(struct program *p, char **argv, struct err *err)
{
	const struct verb *verb;

	if (options_read(&p->options, argv, err))
		return -1;
	if (p->options.help || p->options.version) {
		if (p->options.help)
			put_usage(stdout);
		else
			puts("cairn " CAIRN_VERSION);
		return 0;
	}
	if (p->options.verb && strcmp(p->options.verb, "kiosk") == 0 && kiosk_enter(&p->options, argv, err))
		return -1;
	p->options.home = p->options.verb && strcmp(p->options.verb, "home") == 0;
	p->options.edit = p->options.verb && strcmp(p->options.verb, "edit") == 0;
	if (p->options.edit && !p->options.args)
		return err_set(err, ERR_USAGE, "cairn edit CARD, or words to find it by; cairn search shows cards");
	if (!p->options.verb || p->options.home || p->options.edit || strcmp(p->options.verb, "study") == 0)
		return program_open(p, true, err) ? -1 : game_run(p, err);
	verb = verb_named(p->options.verb);
	if (!verb)
		return err_set(err, ERR_USAGE, "there is no verb \"%.40s\"; see cairn --help",
			       p->options.verb);
	if ((size_t)p->options.args > verb->words)
		return err_set(err, ERR_USAGE, "cairn %s does not take \"%.40s\"; see cairn --help",
			       verb->name, p->options.arg[verb->words]);
	return program_open(p, verb->with_store, err) ? -1 : verb->run(p, err);
}

static void tell(const struct program *p, const struct err *err)
{
	struct buf text = {0};

	buf_addz(&text, err->text);
	if (p->options.kiosk)
		kiosk_hide(&text);
	fprintf(stderr, "cairn: %s\n", buf_z(&text));
	buf_fini(&text);
}

int main(int argc, char **argv)
{
	static struct program program;
	struct err err;
	int rc;

	(void)argc;
	if (kiosk_is(argv))
		kiosk_clean();
	message_open(argv);
	rc = run(&program, argv, &err);
	program_close(&program);
	if (rc == 0 && fflush(stdout) == 0)
		return program.code;
	if (rc == 0)
		err_sys(&err, "writing the output");
	tell(&program, &err);
	return (int)err.kind;
}
