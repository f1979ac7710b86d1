/* SPDX-License-Identifier: MIT
 * Anki's presets as our settings: limits, steps, retention, FSRS parameters, leeches. */
#include <math.h>
#include <stdlib.h>

#include "sync/deck/anki_priv.h"
#include "sync/deck/proto.h"

static int by_id(const void *a, const void *b)
{
	const struct anki_preset *left = a, *right = b;

	return (left->id > right->id) - (left->id < right->id);
}

static const struct anki_preset *preset_of(const struct anki *anki, int64_t id)
{
	struct anki_preset key = {.id = id};

	return anki->presets ? bsearch(&key, anki->preset, anki->presets, sizeof(key), by_id) : NULL;
}

static struct anki_preset *add(struct anki *anki, int64_t id, struct err *err)
{
	if (anki->presets == ANKI_DECKS_MAX) {
		err_set(err, ERR_INPUT, "it has more than %d presets", ANKI_DECKS_MAX);
		return NULL;
	}
	anki->preset = mem_grow(anki->preset, anki->presets + 1, sizeof(*anki->preset));
	anki->preset[anki->presets] =
		(struct anki_preset){.id = id, .news = -1, .reviews = -1, .max_ivl = -1, .leech = -1};
	return &anki->preset[anki->presets++];
}

static size_t read_floats(double *out, size_t max, struct str packed)
{
	size_t count = 0;
	float value;

	while (count < max && proto_next_float(&packed, &value))
		out[count++] = (double)value;
	return packed.len ? 0 : count;
}

/* The newest of the sets of parameters that is there: 21, 19 or 17 numbers. */
static void read_parameters(struct anki_preset *preset, struct str packed, size_t wanted)
{
	double w[ANKI_PARAMETERS];

	if (read_floats(w, ANKI_PARAMETERS, packed) != wanted || preset->ws >= wanted)
		return;
	for (size_t i = 0; i < wanted; i++)
		preset->w[i] = w[i];
	preset->ws = wanted;
}

static void read_message(struct anki_preset *preset, const struct proto_field *field)
{
	switch (field->number) {
	case 1: preset->learns = read_floats(preset->learn, ANKI_STEPS_MAX, field->bytes); break;
	case 2: preset->relearns = read_floats(preset->relearn, ANKI_STEPS_MAX, field->bytes); break;
	case 3: read_parameters(preset, field->bytes, 17); break;
	case 5: read_parameters(preset, field->bytes, 19); break;
	case 6: read_parameters(preset, field->bytes, 21); break;
	}
}

static void read_number(struct anki_preset *preset, const struct proto_field *field)
{
	int64_t value = field->value > INT32_MAX ? INT32_MAX : (int64_t)field->value;

	switch (field->number) {
	case 9: preset->news = value; break;
	case 10: preset->reviews = value; break;
	case 16: preset->max_ivl = value; break;
	case 21: preset->leech_tags = value == 1; break;
	case 22: preset->leech = value; break;
	case 27: preset->bury_new = value; break;
	case 28: preset->bury_reviews = value; break;
	}
}

/* What is 0 is not written there. */
static int take_modern(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki_preset *preset = add(ctx, foreign_int(row, 0), err);
	struct str config = foreign_text(row, 1);
	struct proto_field field;

	if (!preset)
		return -1;
	preset->news = preset->reviews = 0;
	while (proto_next(&config, &field)) {
		if (field.wire == PROTO_BYTES)
			read_message(preset, &field);
		else if (field.wire == PROTO_VARINT)
			read_number(preset, &field);
		else if (field.wire == PROTO_FIXED32 && field.number == 37)
			preset->retention = (double)proto_float(&field);
	}
	return 0;
}

static int take_legacy(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct anki_preset *preset = add(ctx, foreign_int(row, 0), err);

	if (!preset)
		return -1;
	preset->news = foreign_int(row, 1);
	preset->reviews = foreign_int(row, 2);
	preset->max_ivl = foreign_int(row, 3);
	preset->leech = foreign_int(row, 4);
	preset->retention = foreign_real(row, 5);
	preset->leech_tags = foreign_int(row, 6) == 1;
	preset->bury_new = foreign_int(row, 7);
	preset->bury_reviews = foreign_int(row, 8);
	return 0;
}

struct list {
	struct anki *anki;
	int which;
};

static void push(double *out, size_t *count, size_t max, double value)
{
	if (*count < max)
		out[(*count)++] = value;
}

static int take_step(void *ctx, const struct foreign_row *row, struct err *err)
{
	struct list *list = ctx;
	struct anki_preset *preset = (struct anki_preset *)preset_of(list->anki, foreign_int(row, 0));
	double value = foreign_real(row, 1);

	(void)err;
	if (!preset)
		return 0;
	if (list->which == 0)
		push(preset->learn, &preset->learns, ANKI_STEPS_MAX, value);
	else if (list->which == 1)
		push(preset->relearn, &preset->relearns, ANKI_STEPS_MAX, value);
	else
		push(preset->w, &preset->ws, ANKI_PARAMETERS, value);
	return 0;
}

static int load_legacy(struct anki *anki, struct err *err)
{
	static const char presets[] =
		"SELECT CAST(p.key AS INTEGER), json_extract(p.value, '$.new.perDay'), "
		"json_extract(p.value, '$.rev.perDay'), json_extract(p.value, '$.rev.maxIvl'), "
		"json_extract(p.value, '$.lapse.leechFails'), json_extract(p.value, '$.desiredRetention'), "
		"json_extract(p.value, '$.lapse.leechAction'), json_extract(p.value, '$.new.bury'), json_extract(p.value, '$.rev.bury') "
		"FROM col, json_each(col.dconf) p ORDER BY 1";
	static const char *const lists[] = {
		"SELECT CAST(p.key AS INTEGER), s.value FROM col, json_each(col.dconf) p, "
		"json_each(p.value, '$.new.delays') s",
		"SELECT CAST(p.key AS INTEGER), s.value FROM col, json_each(col.dconf) p, "
		"json_each(p.value, '$.lapse.delays') s",
		"SELECT CAST(p.key AS INTEGER), s.value FROM col, json_each(col.dconf) p, "
		"json_each(coalesce(nullif(json_extract(p.value, '$.fsrsParams6'), '[]'), nullif(json_extract(p.value, '$.fsrsParams5'), '[]'), "
		"json_extract(p.value, '$.fsrsWeights'))) s",
	};
	struct list list = {.anki = anki};
	int rc = foreign_each(anki->db, presets, take_legacy, anki, err);

	for (; list.which < 3 && rc == 0; list.which++)
		rc = foreign_each(anki->db, lists[list.which], take_step, &list, err);
	return rc;
}

int anki_load_presets(struct anki *anki, struct err *err)
{
	if (anki->modern)
		return foreign_each(anki->db, "SELECT id, config FROM deck_config ORDER BY id", take_modern, anki,
				    err);
	return load_legacy(anki, err);
}

/* Which of ours differ from what a deck without settings does. */
static void put_steps(struct buf *out, const double *minutes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		double seconds = minutes[i] * 60;

		if (!isfinite(seconds) || seconds < 1 || seconds > 86400.0 * 365)
			continue;
		buf_addz(out, out->len ? " " : "");
		if (fmod(seconds, 86400) == 0)
			buf_addf(out, "%.0fd", seconds / 86400);
		else if (fmod(seconds, 3600) == 0)
			buf_addf(out, "%.0fh", seconds / 3600);
		else if (fmod(seconds, 60) == 0)
			buf_addf(out, "%.0fm", seconds / 60);
		else
			buf_addf(out, "%.0fs", seconds);
	}
}

static int put(struct anki *anki, struct str deck, const char *key, struct str value, struct err *err)
{
	wire_begin(&anki->wire, WIRE_SETTING);
	wire_text(&anki->wire, deck);
	wire_text(&anki->wire, str_of(key));
	wire_text(&anki->wire, value);
	return wire_end(&anki->wire, err);
}

/* Values as they are when nobody set anything (study/settings.h): those are not written for a deck that lies under no
 * other one with settings. */
struct putting {
	struct anki *anki;
	struct str deck;
	bool all;
	struct buf value;
};

static int put_value(struct putting *p, const char *key, const char *standard, struct err *err)
{
	int rc = 0;

	if (p->value.len && (p->all || !str_is(buf_str(&p->value), standard)))
		rc = put(p->anki, p->deck, key, buf_str(&p->value), err);
	buf_clear(&p->value);
	return rc;
}

static int put_number(struct putting *p, const char *key, int64_t value, int64_t min, int64_t max,
		      const char *standard, struct err *err)
{
	if (value < min)
		return 0;
	buf_addf(&p->value, "%lld", (long long)(value > max ? max : value));
	return put_value(p, key, standard, err);
}

static int put_switch(struct putting *p, const char *key, bool on, const char *standard, struct err *err)
{
	buf_addz(&p->value, on ? "on" : "off");
	return put_value(p, key, standard, err);
}

static int put_retention(struct putting *p, double value, struct err *err)
{
	if (!(value >= 0.70 && value <= 0.99))
		return 0;
	buf_addf(&p->value, "%.4g", value);
	return put_value(p, "retention", "0.9", err);
}

static int put_parameters(struct putting *p, const struct anki_preset *preset, struct err *err)
{
	if (preset->ws != 17 && preset->ws != 19 && preset->ws != 21)
		return 0;
	for (size_t i = 0; i < preset->ws; i++)
		if (!isfinite(preset->w[i]) || fabs(preset->w[i]) > 1e6)
			return 0;
	for (size_t i = 0; i < preset->ws; i++)
		buf_addf(&p->value, "%s%.6g", i ? " " : "", preset->w[i]);
	return put_value(p, "fsrs", "", err);
}

static int put_steps_of(struct putting *p, const struct anki_preset *preset, struct err *err)
{
	put_steps(&p->value, preset->learn, preset->learns);
	buf_addz(&p->value, p->value.len ? "" : "none");
	if (put_value(p, "steps", "1m 10m", err))
		return -1;
	put_steps(&p->value, preset->relearn, preset->relearns);
	buf_addz(&p->value, p->value.len ? "" : "none");
	return put_value(p, "relearn", "10m", err);
}

static int put_deck(struct putting *p, const struct anki_deck *deck, const struct anki_preset *preset,
		    struct err *err)
{
	double retention = deck->retention > 0 ? deck->retention : preset->retention;

	if (put_number(p, "new", deck->news >= 0 ? deck->news : preset->news, 0, 9999, "20", err) ||
	    put_number(p, "reviews", deck->reviews >= 0 ? deck->reviews : preset->reviews, 0, 9999, "200", err) ||
	    put_number(p, "max-interval", preset->max_ivl, 1, 36500, "36500", err) ||
	    put_number(p, "leech", preset->leech, 1, 99, "8", err) ||
	    put_switch(p, "leech-suspend", !preset->leech_tags, "off", err) ||
	    put_switch(p, "siblings", preset->bury_new || preset->bury_reviews, "on", err))
		return -1;
	return put_retention(p, retention, err) || put_steps_of(p, preset, err) || put_parameters(p, preset, err) ? -1
														  : 0;
}

void anki_steps(const struct anki *anki, int64_t id, uint8_t *learns, uint8_t *relearns)
{
	const struct anki_deck *deck = anki_deck(anki, id);
	const struct anki_preset *preset = deck ? preset_of(anki, deck->preset) : NULL;

	*learns = preset ? (uint8_t)preset->learns : 2; /* 1m 10m, and 10m */
	*relearns = preset ? (uint8_t)preset->relearns : 1;
}

/* The nearest deck above it in the package; NULL: none. */
static const struct anki_deck *above(const struct anki *anki, const struct anki_deck *deck)
{
	const struct anki_deck *best = NULL;

	for (size_t i = 0; i < anki->decks; i++) {
		const struct anki_deck *other = &anki->deck[i];
		size_t len = other->name.len;

		if (len + 2 < deck->name.len && str_eq(other->name, str_slice(deck->name, 0, len)) &&
		    deck->name.s[len] == ':' && deck->name.s[len + 1] == ':' && (!best || best->name.len < len))
			best = other;
	}
	return best;
}

static bool is_like(const struct anki_deck *a, const struct anki_deck *b)
{
	return a->preset == b->preset && a->news == b->news && a->reviews == b->reviews &&
	       fabs(a->retention - b->retention) < 1e-9;
}

enum { DECKS_WITH_PARENTS = 2000 }; /* more than these are not held against each other */

int anki_put_presets(struct anki *anki, struct err *err)
{
	struct putting p = {.anki = anki};
	int rc = 0;

	for (size_t i = 0; i < anki->decks && i < DECKS_WITH_PARENTS && rc == 0; i++) {
		const struct anki_deck *deck = &anki->deck[i], *over = above(anki, deck);
		const struct anki_preset *preset = preset_of(anki, deck->preset);

		if (deck->filtered || !preset || (over && is_like(deck, over)))
			continue;
		p.deck = deck->name;
		p.all = over != NULL;
		rc = put_deck(&p, deck, preset, err);
	}
	buf_fini(&p.value);
	return rc;
}
