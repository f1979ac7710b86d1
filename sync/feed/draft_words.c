/* SPDX-License-Identifier: MIT
 * Vocabulary: words of a text that stand in a list of the learner's and that no note begins with yet. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/markup.h"
#include "base/mem.h"
#include "base/path.h"
#include "base/utf8.h"
#include "schema/template.h"
#include "sync/deck/source.h"
#include "sync/feed/local.h"

enum { WORD_BYTES = 90, MEANING_BYTES = 500, AT_MOST = 5, LIST_WORDS_MAX = 500 * 1000, CHARACTERS = 8 };

struct meaning {
	struct str word, reading, text;
};

struct list {
	char lang[4];
	struct word_table words; /* value: 1 + its index */
	struct meaning *meaning;
	int count, cap;
	struct list *below;
};

struct vocabulary {
	struct arena arena;
	const struct word_table *known;
	struct list *lists;
	struct buf scratch;
};

static void add(struct vocabulary *v, struct list *list, struct str word, struct str reading, struct str text)
{
	struct word_slot *slot;
	struct meaning *meaning;

	word = str_trim(word);
	text = str_trim(text);
	if (!word.len || word.len > WORD_BYTES || !text.len || list->count == LIST_WORDS_MAX)
		return;
	slot = words_put(&list->words, words_hash(word, &v->scratch));
	if (slot->value)
		return; /* the first one says it */
	if (list->count == list->cap) {
		list->cap = list->cap ? list->cap * 2 : 1024;
		list->meaning = mem_grow(list->meaning, (size_t)list->cap, sizeof(*list->meaning));
	}
	meaning = &list->meaning[list->count++];
	slot->value = list->count;
	buf_clear(&v->scratch);
	utf8_clean(&v->scratch, word, CLEAN_LINE, WORD_BYTES);
	meaning->word = arena_str(&v->arena, buf_str(&v->scratch));
	buf_clear(&v->scratch);
	utf8_clean(&v->scratch, str_trim(reading), CLEAN_LINE, WORD_BYTES);
	meaning->reading = arena_str(&v->arena, buf_str(&v->scratch));
	buf_clear(&v->scratch);
	utf8_clean(&v->scratch, text, CLEAN_LINE, MEANING_BYTES);
	meaning->text = arena_str(&v->arena, buf_str(&v->scratch));
}

/* "中國 中国 [Zhong1 guo2] /China/" */
static void take_cedict(struct vocabulary *v, struct list *list, struct str line)
{
	struct str traditional, rest = line, simplified, reading = {NULL, 0};
	const char *open = memchr(line.s, '[', line.len), *close = memchr(line.s, ']', line.len), *slash = memchr(line.s, '/', line.len);
	struct buf text = {0};

	if (!open || !close || !slash || close < open || slash < close || !str_cut(&rest, ' ', &traditional) ||
	    !str_cut(&rest, ' ', &simplified))
		return;
	reading = (struct str){open + 1, (size_t)(close - open - 1)};
	rest = (struct str){slash + 1, (size_t)(line.s + line.len - slash - 1)};
	for (struct str part; str_cut(&rest, '/', &part);)
		if (str_trim(part).len) {
			buf_addz(&text, text.len ? "; " : "");
			buf_add(&text, str_trim(part));
		}
	add(v, list, simplified, reading, buf_str(&text));
	if (!str_eq(traditional, simplified))
		add(v, list, traditional, reading, buf_str(&text));
	buf_fini(&text);
}

static void take_line(struct vocabulary *v, struct list *list, struct str line, bool cedict)
{
	struct str word;

	if (!line.len || line.s[0] == '#')
		return;
	if (cedict)
		take_cedict(v, list, line);
	else if (str_cut(&line, '\t', &word) && line.s)
		add(v, list, word, STR(""), line);
}

static int read_list(struct vocabulary *v, struct list *list, const char *path, bool cedict, struct err *err)
{
	struct source source;
	struct str line;
	int64_t number;
	int rc;

	if (source_open(&source, path, err))
		return -1;
	while ((rc = source_line(&source, &line, &number, err)) != LINE_END && rc >= 0)
		if (rc == LINE_TAKEN)
			take_line(v, list, line, cedict);
	source_close(&source);
	return rc < 0 ? -1 : 0;
}

static void open_list(struct vocabulary *v, const char *folder, const char *name, broken_list_fn *broken)
{
	const char *dot = strrchr(name, '.');
	struct list *list;
	struct err err;
	char *path;
	bool cedict;

	if (!dot || dot == name || dot - name > 3 || name[0] == '.' || (strcmp(dot, ".u8") && strcmp(dot, ".tsv") && strcmp(dot, ".txt")))
		return;
	cedict = !strcmp(dot, ".u8");
	list = mem_alloc(sizeof(*list));
	memcpy(list->lang, name, (size_t)(dot - name));
	list->below = v->lists;
	v->lists = list;
	path = path_join(folder, name);
	if (read_list(v, list, path, cedict, &err) && broken)
		broken(path, err.text);
	free(path);
}

void vocabulary_open(struct vocabulary **out, const char *folder, const struct word_table *known, broken_list_fn *broken)
{
	struct vocabulary *v = *out = mem_alloc(sizeof(*v));
	DIR *dir = opendir(folder);
	struct dirent *entry;

	v->known = known;
	while (dir && (entry = readdir(dir)))
		open_list(v, folder, entry->d_name, broken);
	if (dir)
		closedir(dir);
}

void vocabulary_close(struct vocabulary *v)
{
	struct list *list;

	if (!v)
		return;
	while ((list = v->lists)) {
		v->lists = list->below;
		words_fini(&list->words);
		free(list->meaning);
		free(list);
	}
	arena_fini(&v->arena);
	buf_fini(&v->scratch);
	free(v);
}

static const struct meaning *look_up(struct vocabulary *v, const struct list *list, struct str word)
{
	uint64_t hash = words_hash(word, &v->scratch);
	const struct word_slot *slot = words_find(&list->words, hash);

	return slot && !words_find(v->known, hash) ? &list->meaning[slot->value - 1] : NULL;
}

struct run {
	struct vocabulary *v;
	const struct list *list;
	draft_put_fn *put;
	void *to;
	struct err *err;
	const struct meaning *said[AT_MOST];
	int count;
};

static int say(struct run *run, const struct meaning *meaning, struct str sentence)
{
	struct buf front = {0}, back = {0};
	struct str fields[2];
	int rc;

	for (int i = 0; i < run->count; i++)
		if (run->said[i] == meaning)
			return 0;
	run->said[run->count++] = meaning;
	markup_escape(&front, meaning->word);
	if (meaning->reading.len) {
		markup_escape(&back, meaning->reading);
		buf_addc(&back, '\n');
	}
	markup_escape(&back, meaning->text);
	fields[0] = buf_str(&front);
	fields[1] = buf_str(&back);
	rc = run->put(run->to,
		      &(struct draft){.type = template_builtin(TYPE_BASIC)->uid, .fields = {fields, 2},
				      .quote = str_slice(sentence, 0, sentence.len > DRAFT_QUOTE_MAX ? 0 : sentence.len)},
		      run->err);
	buf_fini(&front);
	buf_fini(&back);
	return rc;
}

/* A language without blanks: the longest word of the list at each character. *len: how far to go on. */
static int at_character(struct run *run, struct str rest, struct str sentence, size_t *len)
{
	size_t end[CHARACTERS];
	struct str tail = rest;
	int count = 0;

	while (count < CHARACTERS && tail.len) {
		utf8_next(&tail);
		end[count++] = rest.len - tail.len;
	}
	*len = end[0];
	for (int i = count - 1; i >= 1; i--) { /* of one character: too many meanings */
		struct str word = str_slice(rest, 0, end[i]);

		if (!words_find(&run->list->words, words_hash(word, &run->v->scratch)))
			continue;
		const struct meaning *meaning = look_up(run->v, run->list, word);

		*len = end[i];
		return meaning ? say(run, meaning, sentence) : 0;
	}
	return 0;
}

static int of_characters(struct run *run, struct str sentence)
{
	struct str rest = sentence;
	int rc = 0;

	while (rc == 0 && rest.len && run->count < AT_MOST) {
		size_t len;

		rc = at_character(run, rest, sentence, &len);
		rest = str_slice(rest, len, rest.len);
	}
	return rc;
}

static int of_words(struct run *run, struct str sentence)
{
	struct str rest = sentence, word;
	int rc = 0;

	while (rc == 0 && run->count < AT_MOST && words_next(&rest, &word)) {
		const struct meaning *meaning = word.len > 2 ? look_up(run->v, run->list, word) : NULL;

		if (meaning)
			rc = say(run, meaning, sentence);
	}
	return rc;
}

static int draft(void *ctx, const struct draft_source *source, draft_put_fn *put, void *to, struct err *err)
{
	struct vocabulary *v = ctx;
	struct run run = {.v = v, .put = put, .to = to, .err = err};
	struct str rest = source->text, sentence;
	bool characters = str_is(source->lang, "zh") || str_is(source->lang, "ja");
	int rc = 0;

	for (run.list = v->lists; run.list && !str_is(source->lang, run.list->lang);)
		run.list = run.list->below;
	if (!run.list)
		return 0;
	while (rc == 0 && run.count < AT_MOST && words_sentence(&rest, &sentence))
		rc = characters ? of_characters(&run, sentence) : of_words(&run, sentence);
	return rc < 0 ? -1 : 0;
}

struct drafter vocabulary_drafter(struct vocabulary *vocabulary)
{
	return (struct drafter){"words", draft, vocabulary};
}
