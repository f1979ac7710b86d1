/* SPDX-License-Identifier: MIT
 * cairn set, add, pin: what a person changes from the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "study/deeds.h"
#include "study/settings.h"
#include "tui/pin.h"
#include "tui/program.h"

struct wanted {
	const char *key; /* NULL: all */
	bool found;
	struct json *json; /* NULL: for people */
};

static void put_setting(struct json *json, const char *key, const char *value, bool is_default)
{
	json_key(json, key);
	json_open(json, '{');
	json_key_str(json, "value", str_of(value));
	json_key_bool(json, "changed", !is_default);
	json_close(json, '}');
}

static int take_setting(void *ctx, const char *key, const char *label, const char *value, bool is_default, struct err *err)
{
	struct wanted *w = ctx;

	(void)err;
	if (w->key && strcmp(w->key, key) != 0)
		return 0;
	w->found = true;
	if (w->json)
		put_setting(w->json, key, value, is_default);
	else if (w->key)
		puts(value);
	else
		printf("%-14s %-12s %s%s\n", key, value, _(label), is_default ? "" : _(" (changed)"));
	return 0;
}

static int list_settings(struct program *p, struct str deck, struct err *err)
{
	const struct options *o = &p->options;
	struct buf out = {0};
	struct json json = {.out = &out};
	struct wanted wanted = {.key = o->args ? o->arg[0] : NULL, .json = o->json ? &json : NULL};
	int rc;

	json_open(&json, '{');
	rc = settings_each(p->store, deck, take_setting, &wanted, err);
	json_close(&json, '}');
	if (rc == 0 && wanted.key && !wanted.found)
		rc = err_set(err, ERR_INPUT, "there is no setting \"%.40s\"; cairn set lists them", wanted.key);
	if (rc == 0 && o->json)
		puts(buf_z(&out));
	buf_fini(&out);
	return rc;
}

int cmd_set(struct program *p, struct err *err)
{
	const struct options *o = &p->options;
	struct str deck;

	if (program_deck(p, &deck, err))
		return -1;
	if (o->args == 2)
		return settings_set(p->store, deck, o->arg[0], str_of(o->arg[1]), err);
	return list_settings(p, deck, err);
}

static struct str clean(struct arena *arena, struct str text, unsigned flags, size_t cap)
{
	struct buf out = {0};
	struct str made;

	utf8_clean(&out, text, flags, cap);
	made = arena_str(arena, str_trim(buf_str(&out)));
	buf_fini(&out);
	return made;
}

static int write_note(struct program *p, const struct note_type *type, struct row_list fields, struct arena *arena,
		      struct err *err)
{
	const struct options *o = &p->options;
	struct note_draft draft = {.uid = note_random_uid(p->store), .type = type->uid, .fields = fields};
	uint32_t ords[TEMPLATE_ORDS_MAX];

	draft.deck = clean(arena, str_of(o->deck ? o->deck : "My notes"), CLEAN_LINE, 200);
	draft.tags = clean(arena, str_of(o->tags ? o->tags : ""), CLEAN_LINE, 1000);
	if (!template_ords(type, draft.fields, ords, TEMPLATE_ORDS_MAX))
		return err_set(err, ERR_INPUT,
			       type->cloze ? N_("a cloze needs a gap like {{c1::word}}")
					   : N_("a note needs a front"));
	return deeds_write(p->store, &draft, err) < 0 ? -1 : 0;
}

static int add_words(struct program *p, const struct note_type *type, struct arena *arena, struct err *err)
{
	const struct options *o = &p->options;
	struct str *item = arena_alloc(arena, (type->fields.count + 1) * sizeof(*item));

	if (o->args < 1 || o->args > (int)type->fields.count)
		return err_set(err, ERR_USAGE, "cairn add takes 1 to %d texts for a %.*s note, each in quotes",
			       (int)type->fields.count, STR_FMT(type->name));
	for (size_t i = 0; i < type->fields.count; i++)
		item[i] = (int)i < o->args ? clean(arena, str_of(o->arg[i]), CLEAN_TEXT, NOTE_FIELD_MAX)
					   : STR("");
	return write_note(p, type, (struct row_list){item, type->fields.count}, arena, err);
}

/* One field of a line; \n in it is a line break. */
static struct str unescape(struct arena *arena, struct str field)
{
	struct buf out = {0};
	struct str made;

	for (size_t i = 0; i < field.len; i++) {
		bool escape = field.s[i] == '\\' && i + 1 < field.len &&
			      (field.s[i + 1] == 'n' || field.s[i + 1] == '\\');

		if (escape)
			buf_addc(&out, field.s[++i] == 'n' ? '\n' : '\\');
		else
			buf_addc(&out, field.s[i]);
	}
	made = clean(arena, buf_str(&out), CLEAN_TEXT, NOTE_FIELD_MAX);
	buf_fini(&out);
	return made;
}

static int add_line(struct program *p, const struct note_type *type, struct str line, struct err *err)
{
	struct arena arena = {0};
	struct str *item = arena_alloc(&arena, (type->fields.count + 1) * sizeof(*item)), field;
	size_t count = 0;
	int rc;

	while (count < type->fields.count && str_cut(&line, '\t', &field))
		item[count++] = unescape(&arena, field);
	for (; count < type->fields.count; count++)
		item[count] = STR("");
	rc = write_note(p, type, (struct row_list){item, count}, &arena, err);
	arena_fini(&arena);
	return rc;
}

/* A note a line, its fields separated by tabs. */
static int add_lines(struct program *p, const struct note_type *type, struct err *err)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	int number = 0, rc = 0;

	while (rc == 0 && (len = getline(&line, &cap, stdin)) >= 0) {
		struct str text = str_trim((struct str){line, (size_t)len});

		number++;
		if (text.len && add_line(p, type, (struct str){line, (size_t)len - (line[len - 1] == '\n')}, err))
			rc = err_wrap(err, "line %d", number);
	}
	free(line);
	return rc;
}

struct naming {
	struct store *store;
	struct str name;
	const struct note_type **found;
	struct note_type own;
	struct arena *arena;
};

static int is_named(void *ctx, const struct note_type *type, struct err *err)
{
	struct naming *naming = ctx;

	if (!str_eq(type->name, naming->name))
		return 0;
	if (type_find(naming->store, type->uid, &naming->own, naming->arena, err))
		return -1;
	*naming->found = &naming->own;
	return 1;
}

int cmd_add(struct program *p, struct err *err)
{
	const char *kind = p->options.kind ? p->options.kind : "basic";
	const struct note_type *type = template_named(str_of(kind));
	struct arena arena = {0};
	struct naming naming = {p->store, str_of(kind), &type, {0}, &arena};
	bool lines = p->options.args == 1 && strcmp(p->options.arg[0], "-") == 0;
	int rc = type ? 0 : type_each(p->store, is_named, &naming, err);

	if (rc >= 0 && !type)
		rc = err_set(err, ERR_USAGE,
			     "there is no kind \"%.40s\"; basic, reversed, optional-reversed, cloze, typed, "
			     "choice, true-false, list, number, or one of your own",
			     kind);
	else if (rc >= 0)
		rc = lines ? add_lines(p, type, err) : add_words(p, type, &arena, err);
	arena_fini(&arena);
	return rc;
}

static int read_new_pin(struct buf *pin, struct err *err)
{
	struct buf again = {0};
	int rc = pin_read(_("New PIN: "), pin, err);

	if (rc == 0)
		rc = pin_read(_("Once more: "), &again, err);
	if (rc == 0 && !str_eq(buf_str(pin), buf_str(&again)))
		rc = err_set(err, ERR_INPUT, "the two PINs differ; nothing was changed");
	if (again.s)
		explicit_bzero(again.s, again.cap);
	buf_fini(&again);
	return rc;
}

int cmd_pin(struct program *p, struct err *err)
{
	const char *what = p->options.args == 1 ? p->options.arg[0] : "";
	struct buf pin = {0};
	int rc;

	if (strcmp(what, "set") != 0 && strcmp(what, "clear") != 0)
		return err_set(err, ERR_USAGE, "cairn pin set, or cairn pin clear");
	if (pin_ask_tty(&p->env, &p->paths, &p->clock, err))
		return -1;
	if (strcmp(what, "clear") == 0)
		return pin_clear(&p->paths, err);
	rc = read_new_pin(&pin, err);
	if (rc == 0)
		rc = pin_set(&p->paths, buf_str(&pin), err);
	if (pin.s)
		explicit_bzero(pin.s, pin.cap);
	buf_fini(&pin);
	return rc;
}
