/* SPDX-License-Identifier: MIT
 * Markdown decks: headings are decks, Q:/A: and "front :: back" are notes (docs/decks-format.md). Line by
 * line, with one note open at a time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/message.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "sync/deck/markdown_ours.h"
#include "sync/deck/markdown_text.h"
#include "sync/deck/text_notes.h"

enum { HEADINGS = 6 };
enum part { PART_NONE, PART_FRONT, PART_BACK, PART_EXTRA, PART_CLOZE, PARTS };

struct md {
	struct text_notes notes;
	bool deck_wished;
	struct buf heading[HEADINGS]; /* heading[0] is the deck itself */
	struct buf tags;
	enum part part;
	struct buf text[PARTS], right, wrong;
	int rights, wrongs;
	enum template_builtin type; /* of the open note, unless it has choices */
	struct buf id, next_id;	    /* of the open note; of the one to come */
	int64_t line;		    /* where the open note begins */
	int fence;		    /* backticks of the code block we are in */
	bool comment;		    /* in a comment over several lines */
	bool asks;		    /* the heading above is a question, and no note stands below it yet */
	int64_t asked;		    /* headings that were, and none did */
};

static int count_of(struct str s, char c)
{
	size_t n = 0;

	while (n < s.len && s.s[n] == c)
		n++;
	return (int)n;
}

static void put_line(struct buf *out, struct str line, bool raw)
{
	if (out->len)
		buf_addc(out, '\n');
	if (raw)
		buf_add(out, line);
	else
		markdown_inline(out, line);
}

static struct str cleaned(struct md *md, const struct buf *text)
{
	return text_clean(&md->notes, buf_str(text));
}

static void put_deck(struct md *md, struct buf *out)
{
	struct buf path = {0};

	for (int i = 0; i < HEADINGS; i++)
		if (md->heading[i].len)
			buf_addf(&path, "%s%s", path.len ? "::" : "", md->heading[i].s);
	deck_put_name(out, buf_str(&path));
	buf_fini(&path);
}

static void close_note(struct md *md)
{
	for (int i = 0; i < PARTS; i++)
		buf_clear(&md->text[i]);
	buf_clear(&md->right);
	buf_clear(&md->wrong);
	buf_clear(&md->id);
	md->rights = md->wrongs = 0;
	md->part = PART_NONE;
	arena_reset(&md->notes.arena);
}

static int send(struct md *md, enum template_builtin type, struct str *field, size_t count, struct err *err)
{
	struct buf deck = {0};
	struct text_note note = {.type = template_builtin(type),
				 .tags = buf_str(&md->tags),
				 .field = field,
				 .count = count,
				 .id_source = "md",
				 .id_deck = buf_str(&md->heading[0]),
				 .id = buf_str(&md->id),
				 .line = md->line};
	int rc;

	put_deck(md, &deck);
	note.deck = buf_str(&deck);
	md->asks = false;
	rc = text_send(&md->notes, &note, err);
	buf_fini(&deck);
	return rc;
}

static int send_open(struct md *md, struct err *err)
{
	struct str front = cleaned(md, &md->text[PART_FRONT]), back = cleaned(md, &md->text[PART_BACK]);
	struct str extra = cleaned(md, &md->text[PART_EXTRA]), cloze;

	if (md->part == PART_CLOZE || md->text[PART_CLOZE].len) {
		markdown_number_clozes(&md->text[PART_CLOZE]);
		cloze = cleaned(md, &md->text[PART_CLOZE]);
		return cloze.len ? send(md, TYPE_CLOZE, (struct str[]){cloze, extra}, 2, err)
				 : text_broken(&md->notes, md->line, _("a cloze without text"), err);
	}
	if (!front.len)
		return text_broken(&md->notes, md->line, _("a question without text"), err);
	if (md->wrongs + md->rights) {
		struct str right = cleaned(md, &md->right), wrong = cleaned(md, &md->wrong);

		if (!md->rights)
			return text_broken(&md->notes, md->line, _("none of its choices is marked [x]"), err);
		extra = extra.len ? extra : back;
		if (md->rights > 1)
			return send(md, TYPE_LIST, (struct str[]){front, right, extra}, 3, err);
		return send(md, TYPE_CHOICE, (struct str[]){front, right, wrong, extra}, 4, err);
	}
	if (!back.len)
		return text_broken(&md->notes, md->line, _("a question without an answer"), err);
	if (md->type == TYPE_BASIC && extra.len) {
		buf_addf(&md->text[PART_BACK], "\n\n%s", extra.s);
		back = cleaned(md, &md->text[PART_BACK]);
	}
	return send(md, md->type, (struct str[]){front, back, extra}, md->type == TYPE_BASIC ? 2 : 3, err);
}

static int flush(struct md *md, struct err *err)
{
	int rc = md->part == PART_NONE ? 0 : send_open(md, err);

	close_note(md);
	return rc;
}

static int open_note(struct md *md, enum part part, enum template_builtin type, int64_t line, struct err *err)
{
	struct buf id;

	if (flush(md, err))
		return -1;
	md->part = part;
	md->type = type;
	md->line = line;
	id = md->id;
	md->id = md->next_id;
	md->next_id = id;
	buf_clear(&md->next_id);
	return 0;
}

/* What a comment says: id and tags; others are only comments. */
static void take_comment(struct md *md, struct str inner, struct buf *id)
{
	struct str value;

	inner = str_trim(inner);
	if (str_starts(inner, "id:")) {
		value = str_trim(str_slice(inner, 3, inner.len));
		buf_clear(id);
		utf8_clean(id, value, CLEAN_LINE, 200);
	} else if (str_starts(inner, "tags:")) {
		buf_clear(&md->tags);
		deck_put_tags(&md->tags, str_slice(inner, 5, inner.len));
	}
}

/* Leaves the line's text without its comments in `rest`; the id of one goes to `id`. */
static void strip_comments(struct md *md, struct str line, struct buf *rest, struct buf *id)
{
	while (line.len) {
		const char *open = md->comment ? line.s : memmem(line.s, line.len, "<!--", 4);
		const char *stop = line.s + line.len, *close;
		size_t skip = md->comment ? 0 : 4;

		if (!open)
			break;
		buf_add(rest, (struct str){line.s, (size_t)(open - line.s)});
		close = memmem(open + skip, (size_t)(stop - open) - skip, "-->", 3);
		md->comment = !close;
		if (!close)
			return;
		take_comment(md, (struct str){open + skip, (size_t)(close - open) - skip}, id);
		line = (struct str){close + 3, (size_t)(stop - close - 3)};
	}
	buf_add(rest, line);
}

static void leave_heading(struct md *md)
{
	md->asked += md->asks;
	md->asks = false;
}

/* Headings are decks. Of those that ask, with their answer as text below, it is said that there is no card. */
static void tell_asked(struct md *md)
{
	struct buf text = {0};

	leave_heading(md);
	if (!md->asked)
		return;
	buf_addf(&text,
		 _n("%" PRId64 " heading is a question without a card: left out; a line Q: and a line A: make one",
		    "%" PRId64 " headings are questions without a card: left out; a line Q: and a line A: make one", md->asked),
		 md->asked);
	md->notes.sink->broken(md->notes.sink->ctx, md->notes.source->path, -1, buf_z(&text));
	buf_fini(&text);
}

static int set_heading(struct md *md, int level, struct str text, struct err *err)
{
	if (flush(md, err))
		return -1;
	leave_heading(md);
	text = str_trim(text);
	md->asks = text.len && text.s[text.len - 1] == '?';
	if (level == 1 && md->deck_wished)
		return 0;
	for (int i = level - 1; i < HEADINGS; i++)
		buf_clear(&md->heading[i]);
	deck_put_name(&md->heading[level - 1], text);
	return 0;
}

/* "- [x] right", "- [ ] wrong" under a question. */
static bool take_choice(struct md *md, struct str line)
{
	struct buf *out;
	bool right;

	if (md->part != PART_FRONT || line.len < 6 || !strchr("-*+", line.s[0]) || line.s[1] != ' ' ||
	    line.s[2] != '[' || !strchr(" xX", line.s[3]) || line.s[4] != ']')
		return false;
	right = line.s[3] != ' ';
	out = right ? &md->right : &md->wrong;
	buf_addz(out, out->len ? "\n- " : "- ");
	markdown_inline(out, str_trim(str_slice(line, 5, line.len)));
	md->rights += right;
	md->wrongs += !right;
	return true;
}

static const struct {
	const char *prefix;
	enum part part;
	enum template_builtin type;
} prefixes[] = {
	{"Q:", PART_FRONT, TYPE_BASIC}, {"C:", PART_CLOZE, TYPE_CLOZE}, {"A:", PART_BACK, TYPE_BASIC},
	{"T:", PART_BACK, TYPE_TYPED},	{"N:", PART_BACK, TYPE_NUMBER}, {"E:", PART_EXTRA, TYPE_BUILTINS},
};

/* 1: the line begins a part. */
static int take_prefix(struct md *md, struct str line, int64_t number, struct err *err)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		enum part part = prefixes[i].part;

		if (!str_starts(line, prefixes[i].prefix) || (line.len > 2 && line.s[2] != ' '))
			continue;
		if (part == PART_FRONT || part == PART_CLOZE) {
			if (open_note(md, part, prefixes[i].type, number, err))
				return -1;
		} else if (md->part == PART_NONE && line.s[0] != 'A') {
			return 0; /* prose */
		} else if (md->part == PART_NONE) {
			return text_broken(&md->notes, number, _("an answer without a question"), err) ? -1 : 1;
		} else {
			md->part = part;
			md->type = prefixes[i].type == TYPE_BUILTINS ? md->type : prefixes[i].type;
		}
		put_line(&md->text[part], str_trim(str_slice(line, 2, line.len)), false);
		return 1;
	}
	return 0;
}

/* "front :: back", "front ::: back" for both directions; a bullet before it is left out. 1: the line was one.
 */
static int take_pair(struct md *md, struct str line, int64_t number, struct err *err)
{
	const char *mark, *stop = line.s + line.len, *back;
	bool both;

	if (line.len > 2 && strchr("-*+", line.s[0]) && line.s[1] == ' ')
		line = str_slice(line, 2, line.len);
	mark = line.len ? memmem(line.s, line.len, " ::", 3) : NULL;
	if (!mark || memmem(line.s, line.len, "{{c", 3))
		return 0;
	both = mark + 3 < stop && mark[3] == ':';
	back = mark + 3 + both;
	if (back >= stop || *back != ' ')
		return 0;
	if (open_note(md, PART_BACK, both ? TYPE_REVERSED : TYPE_BASIC, number, err))
		return -1;
	put_line(&md->text[PART_FRONT], str_trim((struct str){line.s, (size_t)(mark - line.s)}), false);
	put_line(&md->text[PART_BACK], str_trim((struct str){back, (size_t)(stop - back)}), false);
	return 1;
}

static bool has_cloze(struct str line)
{
	const char *open = line.len ? memmem(line.s, line.len, "==", 2) : NULL;
	size_t behind = open ? (size_t)(line.s + line.len - open) - 2 : 0;

	return line.len &&
	       (memmem(line.s, line.len, "{{c", 3) || (open && memmem(open + 2, behind, "==", 2)));
}

/* A line outside of code blocks, comments and questions. */
static int take_loose(struct md *md, struct str line, int64_t number, struct err *err)
{
	int rc = take_pair(md, line, number, err);

	if (rc == 1)
		return flush(md, err);
	if (rc < 0 || !has_cloze(line))
		return rc;
	if (line.len > 2 && strchr("-*+", line.s[0]) && line.s[1] == ' ')
		line = str_slice(line, 2, line.len);
	if (open_note(md, PART_CLOZE, TYPE_CLOZE, number, err))
		return -1;
	put_line(&md->text[PART_CLOZE], line, false);
	return 0;
}

static bool is_rule(struct str line)
{
	return line.len >= 3 && (line.s[0] == '-' || line.s[0] == '*') &&
	       count_of(line, line.s[0]) == (int)line.len;
}

static int take_text(struct md *md, struct str line, int64_t number, struct err *err)
{
	struct str trimmed = str_trim(line);
	int hashes = count_of(line, '#'), ticks = count_of(trimmed, '`'), rc;

	if (hashes >= 1 && hashes <= HEADINGS && (size_t)hashes < line.len && line.s[hashes] == ' ')
		return set_heading(md, hashes, str_slice(line, (size_t)hashes, line.len), err);
	if (is_rule(trimmed))
		return flush(md, err);
	if (ticks >= 3)
		md->fence = ticks;
	rc = take_prefix(md, line, number, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (take_choice(md, trimmed))
		return 0;
	if (md->part == PART_NONE)
		return take_loose(md, trimmed, number, err);
	if (!trimmed.len && md->part == PART_CLOZE)
		return flush(md, err);
	put_line(&md->text[md->part], line, ticks >= 3);
	return 0;
}

static int take_line(void *ctx, struct str line, int64_t number, struct err *err)
{
	struct md *md = ctx;
	struct buf rest = {0}, id = {0};
	int rc = 0;

	if (md->fence) {
		struct str trimmed = str_trim(line);

		if (count_of(trimmed, '`') >= md->fence && count_of(trimmed, '`') == (int)trimmed.len)
			md->fence = 0;
		if (md->part != PART_NONE)
			put_line(&md->text[md->part], line, true);
		return 0;
	}
	strip_comments(md, line, &rest, &id);
	if (rest.len < line.len &&
	    !str_trim(buf_str(&rest)).len) { /* nothing but a comment: for the next note */
		rc = id.len ? flush(md, err) : 0;
		if (id.len) {
			buf_clear(&md->next_id);
			buf_add(&md->next_id, buf_str(&id));
		}
	} else {
		bool loose = md->part == PART_NONE;

		if (id.len && loose) {
			buf_clear(&md->next_id);
			buf_add(&md->next_id, buf_str(&id));
		}
		rc = take_text(md, buf_str(&rest), number, err);
		if (id.len && !loose && md->part != PART_NONE) {
			buf_clear(&md->id);
			buf_add(&md->id, buf_str(&id));
		}
	}
	buf_fini(&rest);
	buf_fini(&id);
	return rc;
}

/* Lines "deck: …" and "tags: …" between two lines "---" at the file's start. */
static int read_matter(struct md *md, struct err *err)
{
	struct str line = source_ahead(md->notes.source);
	int64_t number;
	int rc;

	if (!str_starts(line, "---\n") && !str_starts(line, "---\r\n"))
		return 0;
	rc = source_line(md->notes.source, &line, &number, err);
	while (rc == LINE_TAKEN && (rc = source_line(md->notes.source, &line, &number, err)) == LINE_TAKEN) {
		if (is_rule(line))
			return 0;
		if (str_starts(line, "deck:") && !md->deck_wished) {
			buf_clear(&md->heading[0]);
			deck_put_name(&md->heading[0], str_slice(line, 5, line.len));
		} else if (str_starts(line, "tags:")) {
			deck_put_tags(&md->tags, str_slice(line, 5, line.len));
		}
	}
	return rc < 0 ? -1 : 0;
}

int markdown_read(struct source *source, const struct deck_wishes *wishes, const struct deck_sink *sink,
		  struct err *err)
{
	struct md md = {.notes = {.source = source, .sink = sink}, .deck_wished = wishes->deck.len > 0};
	struct buf *all[] = {&md.tags, &md.right, &md.wrong, &md.id, &md.next_id};
	int rc;

	if (markdown_is_ours(source_ahead(source)))
		return markdown_ours_read(source, wishes, sink, err);
	if (md.deck_wished)
		deck_put_name(&md.heading[0], wishes->deck);
	else
		deck_name_of_file(&md.heading[0], source->path);
	rc = read_matter(&md, err);
	if (rc == 0)
		rc = text_lines(&md.notes, take_line, &md, err);
	if (rc == 0)
		rc = flush(&md, err);
	if (rc == 0)
		tell_asked(&md);
	for (int i = 0; i < HEADINGS; i++)
		buf_fini(&md.heading[i]);
	for (int i = 0; i < PARTS; i++)
		buf_fini(&md.text[i]);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_fini(all[i]);
	text_notes_fini(&md.notes);
	return rc;
}
