/* SPDX-License-Identifier: MIT
 * The note types that are always there. */
#include "base/hash.h"
#include "schema/template.h"

enum { PARTS_MAX = 8 };

/* Parts are separated by "|"; cards are name, front, back. The field names are what a person reads when
 * adding a note, and what a column of a text file may be called. */
static const struct definition {
	const char *name, *fields, *cards;
} definitions[TYPE_BUILTINS] = {
	[TYPE_BASIC] = {"basic", "Front|Back", "Forward|{{Front}}|{{Back}}"},
	[TYPE_REVERSED] = {"reversed", "Front|Back",
			   "Forward|{{Front}}|{{Back}}|Backward|{{Back}}|{{Front}}"},
	[TYPE_OPTIONAL] =
		{"optional-reversed", "Front|Back|Add Reverse",
		 "Forward|{{Front}}|{{Back}}|Backward|{{#Add Reverse}}{{Back}}{{/Add Reverse}}|{{Front}}"},
	[TYPE_CLOZE] = {"cloze", "Text|Extra", "Cloze|{{cloze:Text}}|{{cloze:Text}}\n\n{{Extra}}"},
	[TYPE_TYPED] = {"typed", "Front|Back|Extra", "Typed|{{Front}}\n{{type:Back}}|{{Back}}\n\n{{Extra}}"},
	[TYPE_CHOICE] = {"choice", "Question|Answer|Wrong|Extra",
			 "Choice|{{Question}}\n{{choice:Answer:Wrong}}|{{Answer}}\n\n{{Extra}}"},
	[TYPE_TRUTH] = {"true-false", "Statement|Answer|Extra",
			"True or false|{{Statement}}\n{{truth:Answer}}|{{Answer}}\n\n{{Extra}}"},
	[TYPE_LIST] = {"list", "Question|Items|Extra",
		       "List|{{Question}}\n{{list:Items}}|{{Items}}\n\n{{Extra}}"},
	[TYPE_NUMBER] = {"number", "Question|Answer|Extra",
			 "Number|{{Question}}\n{{number:Answer}}|{{Answer}}\n\n{{Extra}}"},
};

static struct built {
	struct note_type type;
	struct str fields[PARTS_MAX], cards[PARTS_MAX];
} built[TYPE_BUILTINS];

static struct row_list split(const char *parts, struct str *item)
{
	struct str rest = str_of(parts);
	size_t count = 0;

	while (count < PARTS_MAX && str_cut(&rest, '|', &item[count]))
		count++;
	return (struct row_list){item, count};
}

const struct note_type *template_builtin(enum template_builtin which)
{
	const struct definition *d = &definitions[which];
	struct built *b = &built[which];
	struct str parts[] = {STR("type"), STR(""), str_of(d->name)};

	if (!b->type.uid)
		b->type = (struct note_type){
			.uid = hash_uid(parts, 3),
			.name = str_of(d->name),
			.cloze = which == TYPE_CLOZE,
			.fields = split(d->fields, b->fields),
			.cards = split(d->cards, b->cards),
		};
	return &b->type;
}

const struct note_type *template_find(uint64_t uid)
{
	for (int i = 0; i < TYPE_BUILTINS; i++)
		if (template_builtin((enum template_builtin)i)->uid == uid)
			return template_builtin((enum template_builtin)i);
	return NULL;
}

const struct note_type *template_named(struct str name)
{
	for (int i = 0; i < TYPE_BUILTINS; i++)
		if (str_is(name, definitions[i].name))
			return template_builtin((enum template_builtin)i);
	return NULL;
}
