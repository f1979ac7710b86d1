/* SPDX-License-Identifier: MIT
 * Usage: what --help says, of all verbs or of one. */
#include <stdio.h>
#include <string.h>

#include "base/message.h"
#include "tui/program.h"

static const struct entry {
	const char *text, *verbs, *options, *words;
} entries[] = {
#define USAGE(text, verbs, options, words) {text, verbs, options, words},
#define LIST(name, values)
#define GAP {"\n", "", "", ""},
#include "tui/usage.def"
#undef USAGE
#undef LIST
#undef GAP
};
static const struct list {
	const char *name, *values;
} lists[] = {
#define USAGE(text, verbs, options, words)
#define LIST(name, values) {name, values},
#define GAP
#include "tui/usage.def"
#undef USAGE
#undef LIST
#undef GAP
};
enum { ENTRIES = sizeof(entries) / sizeof(entries[0]), LISTS = sizeof(lists) / sizeof(lists[0]) };

/* Whether the line is about the verb, be it one more about it. */
static bool is_about(const struct entry *entry, struct str verb)
{
	struct str form = str_of(entry->text), head = STR("  cairn ");
	struct str rest = str_slice(form, head.len + verb.len, form.len);

	return str_has_word(str_of(entry->verbs), verb) ||
	       (str_starts(form, "  cairn ") && str_eq(str_slice(form, head.len, head.len + verb.len), verb) && rest.len &&
		rest.s[0] == ' ');
}

/* "--as=@format" with its values between bars; "--deck=" takes anything. */
static void put_option(struct buf *out, struct str option)
{
	struct str name;

	if (!str_cut(&option, '=', &name))
		return;
	buf_addf(out, "  %.*s", STR_FMT(name));
	if (!option.s)
		return;
	buf_addc(out, '=');
	for (size_t i = 0; option.len && i < LISTS; i++)
		if (str_eq(str_slice(option, 1, option.len), str_of(lists[i].name)))
			for (const char *c = lists[i].values; *c; c++)
				buf_addc(out, *c == ' ' ? '|' : *c);
	if (!option.len || option.s[0] != '@')
		buf_addz(out, "…");
}

static void put_options(const struct entry *entry, FILE *out)
{
	struct str rest = str_of(entry->options), option;
	struct buf line = {0};

	while (str_cut(&rest, ' ', &option)) {
		put_option(&line, option);
		buf_addc(&line, '\n');
	}
	if (line.len)
		fprintf(out, "\n%s", buf_z(&line));
	buf_fini(&line);
}

static int put_of(struct str verb, FILE *out, struct err *err)
{
	bool any = false;

	for (size_t i = 0; i < ENTRIES; i++)
		if (is_about(&entries[i], verb)) {
			fputs(_(entries[i].text), out);
			any = true;
		}
	if (!any)
		return err_set(err, ERR_USAGE, "there is no verb \"%.40s\"; see cairn --help", verb.s);
	for (size_t i = 0; i < ENTRIES; i++)
		if (str_has_word(str_of(entries[i].verbs), verb))
			put_options(&entries[i], out);
	fputs(_("\ncairn --help has what all verbs take; docs/manual.md says more.\n"), out);
	return 0;
}

int usage_put(const char *verb, FILE *out, struct err *err)
{
	if (verb)
		return put_of(str_of(verb), out, err);
	for (size_t i = 0; i < ENTRIES; i++)
		fputs(*entries[i].text == '\n' ? entries[i].text : _(entries[i].text), out);
	return 0;
}
