/* SPDX-License-Identifier: MIT
 * `cairn`: a verb, or the game. */
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "tui/kiosk.h"
#include "tui/rescue.h"

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
	{"plan", 0, true, cmd_plan},
	{"search", PROGRAM_ARGS_MAX, true, cmd_search},
	{"index", 0, true, cmd_index},
	{"set", 2, true, cmd_set},
	{"add", PROGRAM_ARGS_MAX, true, cmd_add},
	{"pin", 1, false, cmd_pin},
	{"backup", 1, true, cmd_backup},
	{"restore", 1, false, cmd_restore},
	{"metrics", 1, true, cmd_metrics},
	{"rescue", 0, false, cmd_rescue},
	{"sync", 0, false, cmd_hand_over},
	{"import", 0, false, cmd_hand_over},
	{"feed", 0, false, cmd_hand_over},
	{"export", 0, false, cmd_hand_over},
	{"doctor", 0, false, cmd_doctor},
	{"assist", 0, false, cmd_hand_over},
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

static int run(struct program *p, char **argv, struct err *err)
{
	const struct verb *verb;

	if (options_read(&p->options, argv, err))
		return -1;
	if (p->options.help)
		return usage_put(p->options.verb, stdout, err);
	if (p->options.version) {
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
		return program_open(p, true, err) && rescue_offer(p, err) ? -1 : game_run(p, err);
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
	static struct program program = {.version = CAIRN_VERSION};
	struct err err;
	int rc;

	(void)argc;
	if (kiosk_is(argv))
		kiosk_clean();
	message_open(argv);
	rc = run(&program, argv, &err);
	if (rc) /* where and of what kind; the sentence may name a card */
		trace_event(&program.trace, err.kind == ERR_USAGE ? TRACE_DEBUG : TRACE_WARN, "failed", TRACE_INT("code", err.kind),
			    TRACE_INT("native", err.native), TRACE_STR("file", str_of(err.file)), TRACE_INT("line", err.line));
	program_close(&program);
	if (rc == 0 && fflush(stdout) == 0)
		return program.code;
	if (rc == 0)
		err_sys(&err, "writing the output");
	tell(&program, &err);
	return (int)err.kind;
}
