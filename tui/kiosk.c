/* SPDX-License-Identifier: MIT
 * Kiosk: what of a command line and an environment is taken, and what of a message is told. */
#include "tui/kiosk.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/message.h"

enum { NAME_MAX_LEN = 64 };

static bool is_plain_name(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+@");

	return len > 0 && len <= NAME_MAX_LEN && name[len] == '\0' && name[0] != '.';
}

static char *copy_of(const char *variable)
{
	const char *value = getenv(variable);

	return value ? mem_strndup(value, strlen(value)) : NULL;
}

bool kiosk_is(char **argv)
{
	return argv[0] && argv[1] && strcmp(argv[1], "kiosk") == 0;
}

void kiosk_clean(void)
{
	static const char *const kept[] = {"HOME", "TERM", "LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"};
	enum { KEPT = sizeof(kept) / sizeof(kept[0]) };
	bool is_ssh = getenv("SSH_CONNECTION") != NULL;
	char *value[KEPT];

	for (int i = 0; i < KEPT; i++)
		value[i] = copy_of(kept[i]);
	clearenv();
	for (int i = 0; i < KEPT; i++) {
		if (value[i] && (i == 0 ? value[i][0] == '/' : is_plain_name(value[i])))
			setenv(kept[i], value[i], 1);
		free(value[i]);
	}
	setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1);
	if (is_ssh)
		setenv("SSH_CONNECTION", "yes", 1);
}

int kiosk_enter(struct options *o, char **argv, struct err *err)
{
	if (!kiosk_is(argv) || o->args != 1 || !*o->arg[0] || o->script || o->size || o->profile || o->learner || o->kind ||
	    o->tags || o->order || o->days || o->json || o->remote)
		return err_set(err, ERR_USAGE,
			       "a kiosk is \"cairn kiosk NAME\", with --deck, --mode or --plain behind it at most; correct the "
			       "command of this key");
	o->kiosk = true;
	o->profile = o->arg[0];
	o->args = 0;
	o->verb = NULL;
	return 0;
}

int kiosk_settle(struct paths *paths, struct err *err)
{
	free(paths->shared);
	paths->shared = mem_strndup(paths->config, strlen(paths->config));
	return chdir(paths->config) ? err_sys(err, "opening the configuration folder") : 0;
}

int kiosk_learner(const struct program *p, struct buf *name, struct err *err)
{
	const char *own = env_get(&p->env, "CAIRN_LEARNER");
	int rc = meta_get_text(p->store, META_LEARNER, name, err);

	if (rc == 1)
		buf_addz(name, own ? own : p->options.profile);
	return rc < 0 ? -1 : 0;
}

/* A slash at the start of a word, with a name behind it. */
static bool starts_path(const char *text, size_t at)
{
	bool first = at == 0 || isspace((unsigned char)text[at - 1]) || strchr("\"'(:=", text[at - 1]);

	return text[at] == '/' && first && isgraph((unsigned char)text[at + 1]);
}

void kiosk_hide(struct buf *text)
{
	struct buf shown = {0};
	const char *s = buf_z(text);

	for (size_t i = 0; s[i];) {
		if (!starts_path(s, i)) {
			buf_addc(&shown, s[i++]);
			continue;
		}
		buf_addz(&shown, _("[file]"));
		i += strcspn(s + i, " \t\n\"';,)");
	}
	buf_fini(text);
	*text = shown;
}
