/* SPDX-License-Identifier: MIT
 * Messages: GNU gettext, as the C library has it. */
#include "base/message.h"

#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

#define DOMAIN "cairn"
enum { PLACE_MAX = 4096 };

static bool translates;

/* What the environment asks for, the first that is set. */
static const char *wish(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return value;
	}
	return "C";
}

static bool is_english(struct str locale)
{
	return str_starts(locale, "en") || str_is(locale, "C") || str_starts(locale, "C.") ||
	       str_is(locale, "POSIX");
}

/* Beside the program where it was built, else where it is installed. */
static void find_catalogues(void)
{
	static const char *const places[] = {"po", "../share/locale"};
	char place[PLACE_MAX];
	ssize_t len = readlink("/proc/self/exe", place, sizeof(place) - 32);
	char *end;

	if (len <= 0)
		return;
	place[len] = 0;
	end = strrchr(place, '/') + 1;
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(end, (size_t)(place + sizeof(place) - end), "%s", places[i]);
		if (access(place, X_OK) == 0)
			break;
	}
	bindtextdomain(DOMAIN, place);
	bind_textdomain_codeset(DOMAIN, "UTF-8");
	translates = true;
}

void message_open(char **argv)
{
	const char *language = getenv("LANGUAGE");

	for (int i = 1; argv[i]; i++)
		if (strcmp(argv[i], "--json") == 0)
			return;
	if (strcmp(wish(), "C") == 0 ||
	    (is_english(str_of(wish())) && (!language || is_english(str_of(language)))))
		return;
	if (setlocale(LC_MESSAGES, ""))
		find_catalogues();
}

const char *message_of(const char *text)
{
	return translates && *text ? dgettext(DOMAIN, text) : text;
}

const char *message_for(const char *one, const char *many, long long count)
{
	unsigned long n = (unsigned long)(count < 0 ? -count : count);

	return translates ? dngettext(DOMAIN, one, many, n) : n == 1 ? one : many;
}
