/* SPDX-License-Identifier: MIT
 * Queries: reading what was typed. */
#include "study/query.h"

#include <string.h>

#include "base/hash.h"
#include "base/loose.h"
#include "base/message.h"

enum { DEPTH_MAX = 50, UID_DIGITS = 13 };

struct reader {
	struct str rest;
	struct arena *arena;
	int depth;
};

/* One term: its key ("deck", empty: none) and its value with quotes and escapes taken off; * and _ that were not
 * escaped are \x01 and \x02. */
struct term {
	struct str key, value;
	bool quoted; /* as a whole: AND, OR and signs are text there */
};

static struct query *make(struct reader *r, enum query_op op)
{
	struct query *query = arena_alloc(r->arena, sizeof(*query));

	query->op = op;
	return query;
}

/* Bytes of the blank that the text begins with: also the wide one of East Asian keyboards. */
static size_t blank_at(struct str text)
{
	if (text.len && (text.s[0] == ' ' || text.s[0] == '\t' || text.s[0] == '\n'))
		return 1;
	return text.len >= 3 && memcmp(text.s, "\xE3\x80\x80", 3) == 0 ? 3 : 0;
}

static void skip_blanks(struct reader *r)
{
	size_t len;

	while ((len = blank_at(r->rest)) > 0)
		r->rest = str_slice(r->rest, len, r->rest.len);
}

static char take(struct reader *r)
{
	char c = r->rest.s[0];

	r->rest = str_slice(r->rest, 1, r->rest.len);
	return c;
}

static bool ends_term(const struct reader *r)
{
	return blank_at(r->rest) || r->rest.s[0] == '(' || r->rest.s[0] == ')';
}

static struct str keep(struct reader *r, struct buf *text)
{
	struct str kept = arena_str(r->arena, buf_str(text));

	buf_clear(text);
	return kept;
}

static void take_term(struct reader *r, struct term *term)
{
	struct buf text = {0};
	bool quote = false, keyed = false;

	*term = (struct term){.quoted = r->rest.len && r->rest.s[0] == '"'};
	while (r->rest.len && (quote || !ends_term(r))) {
		char c = take(r);

		if (c == '"')
			quote = !quote;
		else if (c == '\\' && r->rest.len)
			buf_addc(&text, take(r));
		else if (c == '*' || c == '_')
			buf_addc(&text, c == '*' ? '\x01' : '\x02');
		else if (c == ':' && !keyed && text.len) {
			term->key = keep(r, &text);
			keyed = true;
		} else
			buf_addc(&text, c);
	}
	term->value = keep(r, &text);
	buf_fini(&text);
}

static struct str loose(struct reader *r, struct str text)
{
	struct buf out = {0};
	struct str kept;

	loose_put(&out, text);
	kept = arena_str(r->arena, buf_str(&out));
	buf_fini(&out);
	return kept;
}

static struct query *pattern_query(struct reader *r, enum query_op op, struct str value)
{
	struct query *query = make(r, op);

	query->pattern = loose(r, value);
	return query;
}

static int bad(struct str key, struct str value, const char *takes, struct err *err)
{
	return err_set(err, ERR_INPUT, "%.*s:%.*s says nothing; %.*s: takes %s", STR_FMT(key),
		       (int)(value.len > 40 ? 40 : value.len), value.s ? value.s : "", STR_FMT(key), takes);
}

static int read_state(struct query *query, struct str value, struct err *err)
{
	static const struct {
		const char *name;
		enum query_state state;
	} states[] = {{"due", STATE_DUE},	{"new", STATE_NEW},
		      {"learn", STATE_LEARN},	{"review", STATE_REVIEW},
		      {"suspended", STATE_SUSPENDED}, {"buried", STATE_BURIED},
		      {"leech", STATE_LEECH},	{"flagged", STATE_FLAGGED}};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		if (str_is(value, states[i].name)) {
			query->state = states[i].state;
			return 0;
		}
	}
	return bad(STR("is"), value, _("due, new, learn, review, suspended, buried, leech or flagged"), err);
}

static bool cut_compare(struct str *rest, enum query_compare *compare)
{
	static const struct {
		const char *sign;
		enum query_compare compare;
	} signs[] = {{"<=", COMPARE_AT_MOST}, {">=", COMPARE_AT_LEAST}, {"!=", COMPARE_IS_NOT},
		     {"<", COMPARE_LESS},     {">", COMPARE_MORE},	{"=", COMPARE_IS}};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		if (str_starts(*rest, signs[i].sign)) {
			*compare = signs[i].compare;
			*rest = str_slice(*rest, strlen(signs[i].sign), rest->len);
			return true;
		}
	}
	return false;
}

static int read_prop(struct query *query, struct str value, struct err *err)
{
	static const struct {
		const char *name;
		enum query_prop prop;
	} props[] = {{"interval", PROP_IVL}, {"ivl", PROP_IVL}, {"stability", PROP_S}, {"difficulty", PROP_D},
		     {"due", PROP_DUE},	     {"reps", PROP_REPS}, {"lapses", PROP_LAPSES}, {"s", PROP_S},
		     {"d", PROP_D}};

	for (size_t i = 0; i < sizeof(props) / sizeof(props[0]); i++) {
		struct str rest = value;

		if (!str_starts(value, props[i].name))
			continue;
		rest = str_slice(value, strlen(props[i].name), value.len);
		query->prop = props[i].prop;
		if (cut_compare(&rest, &query->compare) && str_to_real(rest, &query->value, NULL) == 0)
			return 0;
	}
	return bad(STR("prop"), value,
		   _("ivl, s, d, reps, lapses or due, then <, <=, =, !=, >= or >, then a number"), err);
}

static int read_days(struct query *query, struct str key, struct str value, struct err *err)
{
	struct str days;

	str_cut(&value, ':', &days);
	if (str_to_int(days, &query->number, NULL) || query->number < 1 || query->number > 36500)
		return bad(key, days, _("a number of days"), err);
	if (!value.len)
		return 0;
	if (query->op != QUERY_RATED || value.len != 1 || value.s[0] < '1' || value.s[0] > '4')
		return bad(key, value, _("days, and for rated: a button from 1 to 4 behind them"), err);
	query->rating = value.s[0] - '0';
	return 0;
}

static int read_number(struct query *query, struct str key, struct str value, int64_t max, struct err *err)
{
	if (str_to_int(value, &query->number, NULL) || query->number < 0 || query->number > max)
		return bad(key, value, _("a number"), err);
	return 0;
}

/* Names with commas between them. */
static int read_uids(struct reader *r, struct query *query, struct str value, struct err *err)
{
	struct str rest = value, name;

	query->uid = arena_alloc(r->arena, (value.len / UID_DIGITS + 1) * sizeof(*query->uid));
	while (str_cut(&rest, ',', &name)) {
		if (!hash_get32(name, UID_DIGITS, &query->uid[query->uids]))
			return bad(STR("cid"), name,
				   _("names of cards, 13 letters each, as cairn cards prints them, with commas between"),
				   err);
		query->uids++;
	}
	return 0;
}

/* The pattern anywhere: `*` at both its ends. */
static struct query *text_query(struct reader *r, struct str value, bool word)
{
	struct query *query = pattern_query(r, QUERY_TEXT, value);

	while (query->pattern.len && query->pattern.s[0] == '\x01' && !word)
		query->pattern = str_slice(query->pattern, 1, query->pattern.len);
	while (query->pattern.len && query->pattern.s[query->pattern.len - 1] == '\x01' && !word)
		query->pattern.len--;
	query->word = word;
	if (!query->pattern.len)
		query->op = QUERY_ALL;
	return query;
}

static const struct keyword {
	const char *name;
	enum query_op op;
} keywords[] = {{"deck", QUERY_DECK},	{"tag", QUERY_TAG},	{"note", QUERY_TYPE},
		{"card", QUERY_TEMPLATE}, {"cid", QUERY_UID},	{"is", QUERY_STATE},
		{"flag", QUERY_FLAG},	{"prop", QUERY_PROP},	{"added", QUERY_ADDED},
		{"edited", QUERY_EDITED}, {"rated", QUERY_RATED}};

static int read_keyed(struct reader *r, enum query_op op, const struct term *term, struct query **query,
		      struct err *err)
{
	*query = pattern_query(r, op, term->value);
	switch (op) {
	case QUERY_STATE: return read_state(*query, (*query)->pattern, err);
	case QUERY_PROP: return read_prop(*query, (*query)->pattern, err);
	case QUERY_ADDED:
	case QUERY_EDITED:
	case QUERY_RATED: return read_days(*query, term->key, term->value, err);
	case QUERY_FLAG: return read_number(*query, term->key, term->value, 7, err);
	case QUERY_TEMPLATE: return read_number(*query, term->key, term->value, 1000, err);
	case QUERY_UID: return read_uids(r, *query, term->value, err);
	case QUERY_ALL:
	case QUERY_AND:
	case QUERY_OR:
	case QUERY_NOT:
	case QUERY_TEXT:
	case QUERY_FIELD:
	case QUERY_DECK:
	case QUERY_TAG:
	case QUERY_TYPE: break;
	}
	return 0;
}

static int read_term(struct reader *r, struct query **query, struct err *err)
{
	struct term term;
	struct str key;

	take_term(r, &term);
	if (!term.key.len) {
		*query = text_query(r, term.value, false);
		return 0;
	}
	key = loose(r, term.key);
	if (str_is(key, "w")) {
		*query = text_query(r, term.value, true);
		return 0;
	}
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (str_is(key, keywords[i].name))
			return read_keyed(r, keywords[i].op, &term, query, err);
	*query = pattern_query(r, QUERY_FIELD, term.value);
	(*query)->name = key;
	return 0;
}

static int read_or(struct reader *r, struct query **query, struct err *err);

static int read_factor(struct reader *r, struct query **query, struct err *err)
{
	struct query *inner;

	skip_blanks(r);
	if (r->depth > DEPTH_MAX)
		return err_set(err, ERR_INPUT, "more brackets and signs than a search can hold");
	if (!r->rest.len) { /* "-" or "(" still being typed */
		*query = make(r, QUERY_ALL);
		return 0;
	}
	if (r->rest.s[0] == '-') {
		take(r);
		*query = make(r, QUERY_NOT);
		r->depth++;
		if (read_factor(r, &inner, err))
			return -1;
		r->depth--;
		(*query)->left = inner;
		if (inner->op == QUERY_ALL)
			*query = inner;
		return 0;
	}
	if (r->rest.s[0] != '(')
		return read_term(r, query, err);
	take(r);
	r->depth++;
	if (read_or(r, query, err))
		return -1;
	r->depth--;
	skip_blanks(r);
	if (r->rest.len && r->rest.s[0] == ')')
		take(r);
	return 0;
}

/* Whether the next word is that one, and takes it. */
static bool take_word(struct reader *r, const char *lower, const char *upper)
{
	size_t len = strlen(lower);
	struct reader behind = *r;

	if (!str_starts(r->rest, lower) && !str_starts(r->rest, upper))
		return false;
	behind.rest = str_slice(r->rest, len, r->rest.len);
	if (behind.rest.len && !ends_term(&behind))
		return false;
	r->rest = behind.rest;
	skip_blanks(r);
	return true;
}

static struct query *join(struct reader *r, enum query_op op, struct query *left, struct query *right)
{
	struct query *query;

	if (op == QUERY_AND && (left->op == QUERY_ALL || right->op == QUERY_ALL))
		return left->op == QUERY_ALL ? right : left;
	query = make(r, op);
	query->left = left;
	query->right = right;
	return query;
}

static bool at_or(struct reader *r)
{
	struct reader look = *r;

	return take_word(&look, "or", "OR");
}

static int read_and(struct reader *r, struct query **query, struct err *err)
{
	struct query *right;

	if (read_factor(r, query, err))
		return -1;
	for (skip_blanks(r); r->rest.len && r->rest.s[0] != ')' && !at_or(r); skip_blanks(r)) {
		(void)take_word(r, "and", "AND");
		if (read_factor(r, &right, err))
			return -1;
		*query = join(r, QUERY_AND, *query, right);
	}
	return 0;
}

static int read_or(struct reader *r, struct query **query, struct err *err)
{
	struct query *right;

	skip_blanks(r);
	if (read_and(r, query, err))
		return -1;
	for (skip_blanks(r); r->rest.len && take_word(r, "or", "OR"); skip_blanks(r)) {
		if (!r->rest.len)
			return 0; /* the other side is still to be typed */
		if (read_and(r, &right, err))
			return -1;
		*query = join(r, QUERY_OR, *query, right);
	}
	return 0;
}

int query_read(struct str text, struct arena *arena, struct query **query, struct err *err)
{
	struct reader r = {text, arena, 0};
	struct query *more;

	if (read_or(&r, query, err))
		return -1;
	while (r.rest.len) { /* a bracket that was never opened */
		take(&r);
		if (read_or(&r, &more, err))
			return -1;
		*query = join(&r, QUERY_AND, *query, more);
	}
	return 0;
}
