/* SPDX-License-Identifier: MIT
 * Decks for Anki, and their settings as its presets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "sync/deck/out/apkg_priv.h"
#include "sync/deck/reader.h"

enum { STEPS_MAX = 20, PARAMETERS_MAX = 21 };
static const double DECAY = 0.1542, DECAY_BEFORE_6 = 0.5;

static const char *const preset_keys[] = {"new",   "reviews", "retention", "max-interval", "leech", "leech-suspend",
					  "steps", "relearn", "fsrs",	"siblings"};
enum { PRESET_KEYS = sizeof(preset_keys) / sizeof(preset_keys[0]) };

static bool sets_any(const struct apkg *apkg, struct str deck)
{
	for (size_t i = 0; i < PRESET_KEYS; i++)
		if (out_settings_own(&apkg->settings, deck, preset_keys[i]))
			return true;
	return false;
}

static struct str parent_of(struct str path)
{
	while (path.len && !(path.len > 1 && path.s[path.len - 1] == ':' && path.s[path.len - 2] == ':'))
		path.len--;
	path.len -= path.len ? 2 : 0;
	return path;
}

/* The deck whose settings hold for this one; empty: those for everywhere. */
static struct str owner_of(const struct apkg *apkg, struct str deck)
{
	while (deck.len && !sets_any(apkg, deck))
		deck = parent_of(deck);
	return deck;
}

/* Anki's own default is 1. */
static int64_t preset_of(const struct apkg *apkg, struct str owner)
{
	if (!owner.len && !sets_any(apkg, owner))
		return 1;
	return deck_number_of(note_uid("preset", STR(""), owner));
}

static double real_of(const struct apkg *apkg, struct str deck, const char *key, double standard)
{
	struct str text = out_settings_get(&apkg->settings, deck, key);
	double value;

	return text.len && str_to_real(text, &value, NULL) == 0 ? value : standard;
}

/* "1m 10m" in minutes. */
static int steps_of(const struct apkg *apkg, struct str deck, const char *key, const char *standard, double *minutes)
{
	struct str text = out_settings_get(&apkg->settings, deck, key), word;
	int count = 0;

	if (!text.len)
		text = str_of(standard);
	while (count < STEPS_MAX && str_cut(&text, ' ', &word)) {
		double value, unit;

		if (!word.len || str_to_real(str_slice(word, 0, word.len - 1), &value, NULL))
			continue;
		switch (word.s[word.len - 1]) {
		case 's': unit = 1.0 / 60; break;
		case 'h': unit = 60; break;
		case 'd': unit = 24 * 60; break;
		default: unit = 1; break;
		}
		minutes[count++] = value * unit;
	}
	return count;
}

static int parameters_of(const struct apkg *apkg, struct str deck, double *w)
{
	struct str text = out_settings_get(&apkg->settings, deck, "fsrs"), word;
	int count = 0;

	while (count < PARAMETERS_MAX && str_cut(&text, ' ', &word))
		if (word.len && str_to_real(word, &w[count], NULL) == 0)
			count++;
	return count == 17 || count == 19 || count == 21 ? count : 0;
}

static struct out_deck *add(struct apkg *apkg, int64_t id, struct str name)
{
	double steps[STEPS_MAX], w[PARAMETERS_MAX];
	struct out_deck *deck;
	int ws;

	if (apkg->decks == apkg->decks_cap) {
		apkg->decks_cap = apkg->decks_cap ? 2 * apkg->decks_cap : 64;
		apkg->deck = mem_grow(apkg->deck, apkg->decks_cap, sizeof(*apkg->deck));
	}
	deck = &apkg->deck[apkg->decks++];
	name = arena_str(&apkg->arena, name);
	ws = parameters_of(apkg, name, w);
	*deck = (struct out_deck){
		.id = id,
		.number = str_is(name, "Default") ? 1 : deck_number_of(note_uid("deck", STR(""), name)),
		.preset = preset_of(apkg, owner_of(apkg, name)),
		.name = name,
		.retention = real_of(apkg, name, "retention", 0.9),
		.decay = ws == 21 ? w[20] : ws ? DECAY_BEFORE_6 : DECAY,
		.learns = steps_of(apkg, name, "steps", "1m 10m", steps),
		.relearns = steps_of(apkg, name, "relearn", "10m", steps),
	};
	return deck;
}

static struct out_deck *named(struct apkg *apkg, struct str name)
{
	for (size_t i = 0; i < apkg->decks; i++)
		if (str_eq(apkg->deck[i].name, name))
			return &apkg->deck[i];
	return NULL;
}

static int take(void *ctx, const struct deck *deck, struct err *err)
{
	struct apkg *apkg = ctx;
	struct out_deck *known;

	(void)err;
	if (!deck_is_within(apkg->wishes->deck, deck->name))
		return 0;
	for (struct str up = parent_of(deck->name); up.len && !named(apkg, up); up = parent_of(up))
		add(apkg, 0, up);
	known = named(apkg, deck->name);
	if (known)
		known->id = deck->id;
	else
		add(apkg, deck->id, deck->name);
	return 0;
}

static int by_id(const void *a, const void *b)
{
	const struct out_deck *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

int apkg_load_decks(struct apkg *apkg, struct err *err)
{
	if (deck_each(apkg->store, take, apkg, err))
		return -1;
	if (!apkg->decks && apkg->wishes->deck.len)
		return err_set(err, ERR_INPUT, "there is no deck \"%.*s\"; cairn cards --json names them",
			       STR_FMT(apkg->wishes->deck));
	if (!named(apkg, STR("Default")))
		add(apkg, 0, STR("Default"));
	qsort(apkg->deck, apkg->decks, sizeof(*apkg->deck), by_id);
	return 0;
}

bool apkg_deck(const struct apkg *apkg, int64_t id, uint32_t *at)
{
	struct out_deck key = {.id = id};
	const struct out_deck *deck = bsearch(&key, apkg->deck, apkg->decks, sizeof(key), by_id);

	if (deck && id)
		*at = (uint32_t)(deck - apkg->deck);
	return deck && id;
}

static void put_reals(struct json *j, const char *key, const double *value, int count)
{
	json_key(j, key);
	json_open(j, '[');
	for (int i = 0; i < count; i++)
		json_real(j, value[i], 6);
	json_close(j, ']');
}

static void open_numbered(struct json *j, int64_t number)
{
	char text[32];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	json_key(j, text);
	json_open(j, '{');
	json_key_int(j, "id", number);
	json_key_int(j, "mod", 0);
	json_key_int(j, "usn", -1);
}

static void put_deck(struct json *j, const struct out_deck *deck)
{
	static const char *const today[] = {"lrnToday", "revToday", "newToday", "timeToday"};

	open_numbered(j, deck->number);
	json_key_str(j, "name", deck->name);
	json_key_str(j, "desc", STR(""));
	json_key_int(j, "dyn", 0);
	json_key_int(j, "conf", deck->preset);
	json_key_bool(j, "collapsed", false);
	json_key_bool(j, "browserCollapsed", false);
	json_key_int(j, "extendNew", 0);
	json_key_int(j, "extendRev", 0);
	for (size_t i = 0; i < sizeof(today) / sizeof(today[0]); i++)
		put_reals(j, today[i], (double[]){0, 0}, 2);
	json_close(j, '}');
}

void apkg_put_decks(struct apkg *apkg, struct buf *json)
{
	struct json j = {.out = json};

	json_open(&j, '{');
	for (size_t i = 0; i < apkg->decks; i++)
		put_deck(&j, &apkg->deck[i]);
	json_close(&j, '}');
}

/* Everything that a preset of schema 11 has: what we have no setting for stands as Anki begins with it. */
static void put_preset(const struct apkg *apkg, struct json *j, int64_t number, struct str owner)
{
	double steps[STEPS_MAX], w[PARAMETERS_MAX];
	struct str suspend = out_settings_get(&apkg->settings, owner, "leech-suspend");
	bool bury = !str_is(out_settings_get(&apkg->settings, owner, "siblings"), "off");
	int count;

	open_numbered(j, number);
	json_key_str(j, "name", number == 1 ? STR("Default") : owner.len ? owner : STR("cairn"));
	json_key_int(j, "maxTaken", 60);
	json_key_bool(j, "autoplay", true);
	json_key_int(j, "timer", 0);
	json_key_bool(j, "replayq", true);
	json_key_bool(j, "dyn", false);
	json_key(j, "desiredRetention");
	json_real(j, real_of(apkg, owner, "retention", 0.9), 4);
	count = parameters_of(apkg, owner, w);
	put_reals(j, count == 17 ? "fsrsWeights" : count == 19 ? "fsrsParams5" : "fsrsParams6", w, count);
	json_key(j, "new");
	json_open(j, '{');
	json_key_bool(j, "bury", bury);
	count = steps_of(apkg, owner, "steps", "1m 10m", steps);
	put_reals(j, "delays", steps, count);
	json_key_int(j, "initialFactor", 2500);
	put_reals(j, "ints", (double[]){1, 4, 0}, 3);
	json_key_int(j, "order", 1);
	json_key_int(j, "perDay", (int64_t)real_of(apkg, owner, "new", 20));
	json_close(j, '}');
	json_key(j, "rev");
	json_open(j, '{');
	json_key_bool(j, "bury", bury);
	json_key(j, "ease4");
	json_real(j, 1.3, 2);
	json_key(j, "ivlFct");
	json_real(j, 1, 2);
	json_key(j, "hardFactor");
	json_real(j, 1.2, 2);
	json_key_int(j, "maxIvl", (int64_t)real_of(apkg, owner, "max-interval", 36500));
	json_key_int(j, "perDay", (int64_t)real_of(apkg, owner, "reviews", 200));
	json_close(j, '}');
	json_key(j, "lapse");
	json_open(j, '{');
	count = steps_of(apkg, owner, "relearn", "10m", steps);
	put_reals(j, "delays", steps, count);
	json_key_int(j, "leechAction", str_is(suspend, "on") || str_is(suspend, "1") ? 0 : 1);
	json_key_int(j, "leechFails", (int64_t)real_of(apkg, owner, "leech", 8));
	json_key_int(j, "minInt", 1);
	json_key(j, "mult");
	json_real(j, 0, 2);
	json_close(j, '}');
	json_close(j, '}');
}

void apkg_put_presets(struct apkg *apkg, struct buf *json)
{
	struct json j = {.out = json};
	bool standard = false;

	json_open(&j, '{');
	for (size_t i = 0; i < apkg->decks; i++) {
		bool again = false;

		for (size_t k = 0; k < i && !again; k++)
			again = apkg->deck[k].preset == apkg->deck[i].preset;
		standard |= apkg->deck[i].preset == 1;
		if (!again)
			put_preset(apkg, &j, apkg->deck[i].preset, owner_of(apkg, apkg->deck[i].name));
	}
	if (!standard)
		put_preset(apkg, &j, 1, STR("Default"));
	json_close(&j, '}');
}
