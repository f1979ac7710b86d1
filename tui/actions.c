/* SPDX-License-Identifier: MIT
 * Actions: looking keys up in the one list. */
#include "tui/actions.h"

#include "base/utf8.h"
#include "tui/event.h"

#define ACTION(NAME, contexts, of, keys, label, help) {contexts, of, keys, label, help},
static const struct action_entry entries[ACTIONS] = {
	{0, 0, "", "", ""},
#include "tui/actions.def"
};
#undef ACTION

#define ACTION(NAME, contexts, of, keys, label, help) #NAME,
static const char *const name_of[ACTIONS] = {
	"NOTHING",
#include "tui/actions.def"
};
#undef ACTION

static const char *own_keys[ACTIONS];

const char *action_name(enum action action)
{
	return name_of[action];
}

const char *action_keys(enum action action)
{
	return own_keys[action] ? own_keys[action] : entries[action].keys;
}

void action_set_keys(enum action action, const char *keys)
{
	own_keys[action] = keys;
}

const struct action_entry *action_entry(enum action action)
{
	return &entries[action];
}

uint32_t action_key_code(struct str name)
{
	static const struct {
		const char *name;
		uint32_t key;
	} names[] = {
		{"space", ' '},	  {"enter", K_ENTER},  {"cr", K_ENTER},	      {"esc", K_ESC},
		{"tab", K_TAB},	  {"bs", K_BACKSPACE}, {"del", K_DELETE},     {"up", K_UP},
		{"down", K_DOWN}, {"left", K_LEFT},    {"right", K_RIGHT},    {"home", K_HOME},
		{"end", K_END},	  {"pgup", K_PAGE_UP}, {"pgdn", K_PAGE_DOWN}, {"lt", '<'},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_is(name, names[i].name))
			return names[i].key;
	if (name.len == 6 && str_starts(name, "ctrl-"))
		return K_CTRL + (unsigned char)name.s[5];
	return name.len == 1 ? (unsigned char)name.s[0] : 0;
}

static bool has_key(enum action action, uint32_t key, int *n)
{
	struct str rest = str_of(action_keys(action)), name;

	for (int place = 0; str_cut(&rest, ' ', &name); place++) {
		if (action_key_code(name) == key) {
			*n = entries[action].of ? place % entries[action].of : 0;
			return true;
		}
	}
	return false;
}

enum action action_of_key(unsigned contexts, uint32_t key, int *n)
{
	if (key >= 'A' && key <= 'Z')
		key += 'a' - 'A';
	for (int i = 1; i < ACTIONS; i++)
		if ((entries[i].contexts & contexts) && has_key((enum action)i, key, n))
			return (enum action)i;
	return DO_NOTHING;
}

enum action action_default(unsigned contexts)
{
	for (int i = 1; i < ACTIONS; i++) {
		struct str rest = str_of(entries[i].keys), name;

		while ((entries[i].contexts & contexts) && str_cut(&rest, ' ', &name))
			if (str_is(name, "space"))
				return (enum action)i;
	}
	return DO_NOTHING;
}

struct str action_key(enum action action)
{
	struct str rest = str_of(action_keys(action)), first = {0};

	(void)str_cut(&rest, ' ', &first);
	return first;
}

struct str action_key_beside_text(enum action action)
{
	struct str rest = str_of(action_keys(action)), name;

	while (str_cut(&rest, ' ', &name))
		if (name.len > 1 && !str_is(name, "space") && !str_is(name, "lt"))
			return name;
	return (struct str){0};
}
