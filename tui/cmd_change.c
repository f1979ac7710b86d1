/* SPDX-License-Identifier: MIT
 * cairn set, add, pin: what a person changes from the command line. */
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "schema/notes.h"
#include "study/settings.h"
#include "tui/pin.h"
#include "tui/program.h"

struct wanted {
	const char *key; /* NULL: all */
	bool found;
};

static int print_setting(void *ctx, const char *key, const char *label, const char *value, bool is_default,
			 struct err *err)
{
	struct wanted *w = ctx;

	(void)err;
	if (w->key && strcmp(w->key, key) != 0)
		return 0;
	w->found = true;
	if (w->key)
		puts(value);
	else
		printf("%-14s %-12s %s%s\n", key, value, label, is_default ? "" : " (changed)");
	return 0;
}

int cmd_set(struct program *p, struct err *err)
{
	const struct options *o = &p->options;
	struct wanted wanted = {.key = o->args ? o->arg[0] : NULL};

	if (o->args > 2)
		return err_set(err, ERR_USAGE, "cairn set [KEY [VALUE]]; a value with blanks in quotes");
	if (o->args == 2)
		return settings_set(p->store, str_of(o->deck), o->arg[0], str_of(o->arg[1]), err);
	if (settings_each(p->store, str_of(o->deck), print_setting, &wanted, err))
		return -1;
	if (wanted.key && !wanted.found)
		return err_set(err, ERR_INPUT, "there is no setting \"%.40s\"; cairn set lists them",
			       wanted.key);
	return 0;
}

static int write_note(struct program *p, const struct note_draft *draft, struct err *err)
{
	struct settings settings;
	STORE_TX(tx);

	if (settings_load(p->store, draft->deck, &settings, err) || store_begin(p->store, &tx, err) ||
	    note_put(p->store, draft, settings_zone(&settings, &p->clock), err) < 0)
		return -1;
	return store_commit(&tx, err);
}

static struct str clean(struct arena *arena, const char *text, unsigned flags, size_t cap)
{
	struct buf out = {0};
	struct str made;

	utf8_clean(&out, str_of(text), flags, cap);
	made = arena_str(arena, str_trim(buf_str(&out)));
	buf_fini(&out);
	return made;
}

static int add_note(struct program *p, const struct note_type *type, struct arena *arena, struct err *err)
{
	const struct options *o = &p->options;
	struct str *item = arena_alloc(arena, type->fields.count * sizeof(*item));
	struct note_draft draft = {.type = type->uid, .fields = {item, type->fields.count}};
	uint32_t ords[TEMPLATE_ORDS_MAX];

	for (size_t i = 0; i < type->fields.count; i++)
		item[i] = (int)i < o->args ? clean(arena, o->arg[i], CLEAN_TEXT, NOTE_FIELD_MAX) : STR("");
	draft.deck = clean(arena, o->deck ? o->deck : "My notes", CLEAN_LINE, 200);
	draft.tags = clean(arena, o->tags ? o->tags : "", CLEAN_LINE, 1000);
	draft.uid = note_random_uid(p->store);
	if (!template_ords(type, draft.fields, ords, TEMPLATE_ORDS_MAX))
		return err_set(err, ERR_INPUT,
			       type->cloze ? "a cloze needs a gap like {{c1::word}}"
					   : "a note needs a front");
	return write_note(p, &draft, err);
}

int cmd_add(struct program *p, struct err *err)
{
	const char *kind = p->options.kind ? p->options.kind : "basic";
	const struct note_type *type = template_named(str_of(kind));
	struct arena arena = {0};
	int rc;

	if (!type)
		return err_set(err, ERR_USAGE,
			       "there is no kind \"%.40s\"; basic, reversed, cloze, typed, choice, "
			       "true-false, list, number",
			       kind);
	if (p->options.args < 1 || p->options.args > (int)type->fields.count)
		return err_set(err, ERR_USAGE, "cairn add takes 1 to %d texts for a %s note, each in quotes",
			       (int)type->fields.count, kind);
	rc = add_note(p, type, &arena, err);
	arena_fini(&arena);
	return rc;
}

static int read_new_pin(struct buf *pin, struct err *err)
{
	struct buf again = {0};
	int rc = pin_read("New PIN: ", pin, err);

	if (rc == 0)
		rc = pin_read("Once more: ", &again, err);
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
