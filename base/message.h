/* SPDX-License-Identifier: MIT
 * Messages in the language of whoever reads them (docs/decisions/0090-messages.md). The program's texts are
 * English; where the locale asks for another language and its catalogue is found, these give the translation,
 * else the text itself. What is stored, sent to a server, or printed as JSON never goes through here. */
#ifndef BASE_MESSAGE_H
#define BASE_MESSAGE_H

/* Call at the start, before other threads. Looks at LANGUAGE, LC_ALL, LC_MESSAGES and LANG; opens nothing
 * while they ask for English or for nothing. `argv` with --json in it: English, as programs read it. */
void message_open(char **argv);

/* The translation of an English text; as long as the program runs. */
const char *message_of(const char *text) __attribute__((format_arg(1)));
/* The same where a number decides on the form. */
const char *message_for(const char *one, const char *many, long long count)
	__attribute__((format_arg(1), format_arg(2)));

/* _: a text that is shown at once. N_: one in a table, which goes through _ where it is shown; err_set and
 * its kin, app_notice and doc_textf do that with their formats themselves. _n: of one thing, of many. */
#define _(text)		     message_of(text)
#define N_(text)	     text
#define _n(one, many, count) message_for(one, many, (long long)(count))

#endif
