/* SPDX-License-Identifier: MIT
 * Key map: reading it, and refusing what would leave an action without a key or a key with two meanings. */
#include "tui/keymap.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/path.h"
#include "tui/actions.h"

#define ACTION(NAME, contexts, of, keys, label, help) #NAME,
static const char *const names[ACTIONS] = {
	"",
#include "tui/actions.def"
};
#undef ACTION

/* What holds at the same time. */
static const unsigned together[] = {CTX_ASK | CTX_ANY | CTX_BODY | CTX_PICTURE,
				    CTX_CHOICE | CTX_CHOICE_LONG | CTX_ANY | CTX_PICTURE,
				    CTX_TYPING,
				    CTX_PAUSED | CTX_PAUSED_CARD | CTX_ANY | CTX_BODY | CTX_PICTURE,
				    CTX_GRADE | CTX_ANY | CTX_BODY | CTX_PICTURE,
				    CTX_DECKS | CTX_ANY,
				    CTX_SUMMARY | CTX_BODY | CTX_ANY,
				    CTX_MAP | CTX_ANY,
				    CTX_MATCH | CTX_READ | CTX_ANY,
				    CTX_ROUND | CTX_READ | CTX_BODY | CTX_ANY,
				    CTX_PLAN | CTX_ANY,
				    CTX_BACKLOG | CTX_ANY,
				    CTX_LIST | CTX_AWAY | CTX_ANY,
				    CTX_LIST | CTX_EMPTY | CTX_ANY,
				    CTX_FORM_KEYS | CTX_BODY | CTX_ANY,
				    CTX_LIST | CTX_CATALOGUE | CTX_ANY,
				    CTX_LIST | CTX_BROWSE | CTX_ANY,
				    CTX_LIST | CTX_NEWS | CTX_ANY,
				    CTX_INBOX | CTX_BODY | CTX_ANY,
				    CTX_OFFER | CTX_READ | CTX_BODY | CTX_ANY,
				    CTX_STATS | CTX_BODY | CTX_ANY,
				    CTX_CARD | CTX_READ | CTX_BODY | CTX_ANY,
				    CTX_HELP | CTX_READ | CTX_BODY | CTX_ANY,
				    CTX_READ | CTX_PICTURE | CTX_ANY};

struct keymap {
	const char *name;
	int line[ACTIONS]; /* 0: as it was */
	char *keys[ACTIONS];
};

static enum action action_named(struct str name)
{
	for (int i = 1; i < ACTIONS; i++)
		if (str_of(names[i]).len == name.len && strncasecmp(names[i], name.s, name.len) == 0)
			return (enum action)i;
	return DO_NOTHING;
}

static int check_keys(const struct keymap *map, int line, enum action action, struct str keys,
		      struct err *err)
{
	int of = action_entry(action)->of, count = 0;
	struct str key;

	for (; str_cut(&keys, ' ', &key);) {
		if (!key.len)
			continue;
		if (!action_key_code(key))
			return err_set(err, ERR_INPUT,
				       "%s:%d: \"%.*s\" is no key; keys are characters and space enter esc "
				       "tab bs del up down left "
				       "right home end pgup pgdn lt ctrl-x",
				       map->name, line, STR_FMT(key));
		count++;
	}
	if (!count || (of && count % of))
		return err_set(err, ERR_INPUT, "%s:%d: %s needs keys, %d of them or as many times as that",
			       map->name, line, names[action], of ? of : 1);
	return 0;
}

/* Words with one blank between them, in small letters, as actions.def has them. */
static char *plain_keys(struct str keys)
{
	char *copy = mem_strndup(keys.s, keys.len), *to = copy;

	for (const char *c = copy; *c; c++) {
		bool blank = *c == ' ' || *c == '\t' || *c == '\r';

		if (!blank)
			*to++ = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
		else if (to > copy && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return copy;
}

static int take_line(struct keymap *map, int number, struct str line, struct err *err)
{
	char *text = plain_keys(line);
	struct str rest = str_trim(str_of(text)), name;
	enum action action;
	int rc = 0;

	if (rest.len && rest.s[0] != '#' && str_cut(&rest, ' ', &name)) {
		action = action_named(name);
		if (action == DO_NOTHING)
			rc = err_set(err, ERR_INPUT,
				     "%s:%d: there is no action %.*s; docs/manual.md lists them", map->name,
				     number, STR_FMT(name));
		else
			rc = check_keys(map, number, action, rest, err);
		if (rc == 0) {
			free(map->keys[action]);
			map->keys[action] = mem_strndup(rest.s ? rest.s : "", rest.len);
			map->line[action] = number;
		}
	}
	free(text);
	return rc;
}

static const char *keys_of(const struct keymap *map, int action)
{
	return map->keys[action] ? map->keys[action] : action_entry((enum action)action)->keys;
}

static bool has_key(const char *keys, struct str wanted)
{
	struct str rest = str_of(keys), key;

	while (str_cut(&rest, ' ', &key))
		if (key.len && action_key_code(key) == action_key_code(wanted))
			return true;
	return false;
}

static bool meet(int a, int b)
{
	unsigned one = action_entry((enum action)a)->contexts, other = action_entry((enum action)b)->contexts;

	for (size_t i = 0; i < sizeof(together) / sizeof(together[0]); i++)
		if ((one & together[i]) && (other & together[i]))
			return true;
	return false;
}

/* Of the keys that the file gives, none may mean something else where both hold. */
static int check_conflicts(const struct keymap *map, int action, struct err *err)
{
	struct str rest = str_of(keys_of(map, action)), key;

	while (map->line[action] && str_cut(&rest, ' ', &key))
		for (int other = 1; key.len && other < ACTIONS; other++)
			if (other != action && has_key(keys_of(map, other), key) && meet(action, other) &&
			    !(has_key(action_entry((enum action)action)->keys, key) && !map->line[other]))
				return err_set(err, ERR_INPUT,
					       "%s:%d: %.*s is %s as well; give %s another key", map->name,
					       map->line[action], STR_FMT(key), names[other], names[other]);
	return 0;
}

int keymap_take(struct str text, const char *name, struct err *err)
{
	struct keymap map = {.name = name};
	struct str line;
	int rc = 0;

	for (int number = 1; rc == 0 && str_cut(&text, '\n', &line); number++)
		rc = take_line(&map, number, line, err);
	for (int i = 1; rc == 0 && i < ACTIONS; i++)
		rc = check_conflicts(&map, i, err);
	for (int i = 1; i < ACTIONS; i++) {
		if (rc == 0 && map.keys[i])
			action_set_keys((enum action)i, map.keys[i]); /* takes it over */
		else
			free(map.keys[i]);
	}
	return rc;
}

int keymap_read(const char *folder, struct err *err)
{
	char *path = path_join(folder, "keys");
	struct buf text = {0};
	int rc = path_read(path, KEYMAP_BYTES_MAX, 0, &text, err);

	if (rc == 0)
		rc = keymap_take(buf_str(&text), path, err);
	buf_fini(&text);
	free(path);
	return rc < 0 ? -1 : 0;
}
