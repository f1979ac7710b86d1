/* SPDX-License-Identifier: MIT
 * Themes: names, and who decides. */
#include "tui/theme.h"

#include <stdlib.h>
#include <string.h>

#include "base/message.h"

static const char *const theme_names[THEMES] = {N_("auto"), N_("dark"), N_("light"), N_("contrast"),
						N_("none")};

const char *theme_name(enum theme theme)
{
	return theme_names[theme];
}

enum theme theme_named(struct str name)
{
	int i = 0;

	while (i < THEMES && !str_is(name, theme_names[i]))
		i++;
	return (enum theme)i;
}

int theme_pick(const struct env *env, struct str kept, enum theme *theme, struct err *err)
{
	const char *asked = env_get(env, "CAIRN_THEME"), *no = getenv("NO_COLOR");

	*theme = theme_named(asked ? str_of(asked) : kept);
	if (asked && *theme == THEMES)
		return err_set(err, ERR_USAGE,
			       "CAIRN_THEME is auto, dark, light, contrast or none, not \"%.20s\"", asked);
	if (*theme == THEMES)
		*theme = THEME_AUTO;
	if (no && *no)
		*theme = THEME_NONE;
	return 0;
}

/* "15;0" or "15;default;0": the last number is the background; 0 to 6 and 8 are dark. */
enum theme theme_now(enum theme theme)
{
	const char *colours = getenv("COLORFGBG"), *last = colours ? strrchr(colours, ';') : NULL;
	int back;

	if (theme != THEME_AUTO || !last || last[1] < '0' || last[1] > '9')
		return theme;
	back = atoi(last + 1);
	return back < 7 || back == 8 ? THEME_DARK : THEME_LIGHT;
}
