/* SPDX-License-Identifier: MIT
 * What each setting does, in one sentence. */
#include "tui/settings_words.h"

#include "base/message.h"
#include "tui/app.h"

static const struct {
	const char *key, *words;
} sentences[] = {
	{"new", N_("How many cards that you never saw are begun a day.")},
	{"reviews", N_("How many of the cards that come back are asked a day; the rest waits.")},
	{"retention", N_("How likely you still know a card when it comes back. More is more work.")},
	{"max-interval", N_("No card stays away for longer.")},
	{"fuzz", N_("Intervals differ by a few days, so cards begun together do not stay together.")},
	{"backlog", N_("Above 0: so many reviews a day, until nothing is overdue any more.")},
	{"even", N_("Among the days that a card may come back on, a quiet one is likelier.")},
	{"siblings", N_("Cards of one note, and cards that look alike, come on different days.")},
	{"mixed", N_("On: cards of all decks together. Off: one deck after the other.")},
	{"guess", N_("A new card is asked with options before it is shown; a miss costs nothing.")},
	{"learn-ahead", N_("With nothing else to do, cards being learnt come so much early.")},
	{"leech", N_("A card forgotten so often is called a leech: word it anew, or split it.")},
	{"leech-suspend", N_("A leech is not asked any more, until you bring it back.")},
	{"choices", N_("How many options a question shows.")},
	{"quota", N_("So many cards, or all that are due, make a day count for the streak.")},
	{"game", N_("Off: none of them is shown. What you learn stays the same.")},
	{"fit", N_("After 400 answers: do other parameters predict you better?")},
	{"fit-ask", N_("Off: what predicts you better is taken at once.")},
	{"rollover", N_("Before that hour answers still belong to the day before.")},
	{"new-minutes", N_("As many new cards as make these minutes of study a day. 0: the fixed number.")},
	{"steps", N_("The pauses in which a new card is learnt, as 1m 10m 1d.")},
	{"relearn", N_("The pauses after a card was forgotten, as 10m.")},
	{"rest", N_("Weekdays that you may miss without harm to the streak, as sat sun.")},
	{"easy", N_("Weekdays with fewer reviews or none.")},
	{"vacation", N_("Days without reviews: cards come before them or behind.")},
	{"fsrs", N_("The numbers of your memory's model; cairn optimize finds them.")},
	{META_THEME, N_("The colours, on this device alone.")},
	{META_PICTURES, N_("When the picture of a card is drawn, on this device alone.")},
	{META_PICTURES_AS, N_("What this terminal can draw, where it does not tell.")},
};

struct str settings_words(const char *key)
{
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++)
		if (str_is(str_of(key), sentences[i].key))
			return str_of(_(sentences[i].words));
	return (struct str){0};
}
