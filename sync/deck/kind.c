/* SPDX-License-Identifier: MIT
 * What a file of somebody's is. */
#include "sync/deck/kind.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "sync/deck/lines.h"
#include "sync/deck/markdown_ours.h"
#include "sync/deck/terms.h"

enum { HEAD = 64 * 1024 };

static const struct {
	const char *word, *other, *text; /* other: a second word for it */
	deck_read_fn *read;
} kinds[KINDS] = {
	[KIND_COLUMNS] = {"columns", "csv", N_("columns: CSV, TSV or Anki's text export"), csv_read},
	[KIND_TERMS] = {"terms", "quizlet", N_("terms and definitions, as Quizlet exports them"), terms_read},
	[KIND_MARKDOWN] = {"markdown", "md", N_("Markdown with questions"), markdown_read},
	[KIND_HASHCARDS] = {"hashcards", NULL, N_("Markdown of hashcards"), hashcards_read},
	[KIND_OBSIDIAN] = {"obsidian", NULL, N_("a note of Obsidian with flashcards"), obsidian_read},
	[KIND_ORG] = {"org", "org-drill", N_("Org with questions"), org_read},
	[KIND_ANKI] = {"anki", "apkg", N_("a package of Anki"), NULL},
	[KIND_MNEMOSYNE] = {"mnemosyne", "cards", N_("cards of Mnemosyne"), NULL},
	[KIND_MNEMOSYNE_DB] = {"mnemosyne-db", NULL, N_("a database of Mnemosyne"), NULL},
	[KIND_LINES] = {"lines", "jsonl", N_("JSON lines of everything, as cairn exports them"), NULL},
	[KIND_ARCHIVE] = {"archive", NULL, N_("an archive of deck files"), NULL},
};

bool kind_named(struct str word, enum deck_kind *kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].word && (str_is(word, kinds[i].word) || (kinds[i].other && str_is(word, kinds[i].other)))) {
			*kind = (enum deck_kind)i;
			return true;
		}
	return false;
}

void kind_put_words(struct buf *out)
{
	for (size_t i = 0; i < KIND_ARCHIVE; i++)
		buf_addf(out, "%s%s", i ? ", " : "", kinds[i].word);
}

const char *kind_word(enum deck_kind kind)
{
	return kinds[kind].word;
}

const char *kind_text(enum deck_kind kind)
{
	assert(kind < KINDS && kinds[kind].text);
	return _(kinds[kind].text);
}

deck_read_fn *kind_reader(enum deck_kind kind)
{
	return kinds[kind].read;
}

static bool is_called(const char *name, const char *extension)
{
	const char *dot = strrchr(name, '.');

	return dot && !strcasecmp(dot + 1, extension);
}

static bool is_called_one(const char *name, const char *const *extensions)
{
	while (*extensions && !is_called(name, *extensions))
		extensions++;
	return *extensions;
}

bool kind_fits(enum deck_kind kind, const char *path)
{
	static const char *const columns[] = {"csv", "tsv", "tab", "txt", NULL}, *const marked[] = {"md", "markdown", "txt", NULL},
				 *const org[] = {"org", "txt", NULL}, *const anki[] = {"apkg", "colpkg", NULL},
				 *const mnemosyne[] = {"cards", NULL}, *const database[] = {"db", NULL},
				 *const lines[] = {"jsonl", NULL}, *const archives[] = {"zip", "7z", "rar", NULL};

	switch (kind) {
	case KIND_COLUMNS:
	case KIND_TERMS: return is_called_one(path, columns);
	case KIND_MARKDOWN:
	case KIND_HASHCARDS:
	case KIND_OBSIDIAN: return is_called_one(path, marked);
	case KIND_ORG: return is_called_one(path, org);
	case KIND_ANKI: return is_called_one(path, anki);
	case KIND_MNEMOSYNE: return is_called_one(path, mnemosyne);
	case KIND_MNEMOSYNE_DB: return is_called_one(path, database);
	case KIND_LINES: return is_called_one(path, lines);
	case KIND_ARCHIVE: return is_called_one(path, archives);
	case KIND_UNKNOWN:
	case KINDS: break;
	}
	return false;
}

static bool holds(struct str text, const char *word)
{
	return text.len && memmem(text.s, text.len, word, strlen(word));
}

/* What the lines of a text look like. */
struct looks {
	int headings, stars, keywords, questions, answers, brackets, separators, flashcards;
};

static void look_at_line(struct looks *looks, struct str line)
{
	struct str trimmed = str_trim(line);

	looks->headings += str_starts(line, "# ") || str_starts(line, "## ");
	looks->stars += str_starts(line, "* ") || str_starts(line, "** ");
	looks->keywords += str_starts(line, "#+") || str_is(trimmed, ":PROPERTIES:");
	looks->questions += str_starts(line, "Q:");
	looks->answers += str_starts(line, "A:");
	looks->brackets += str_starts(line, "C:") && holds(line, "[") && !holds(line, "{{c") && !holds(line, "==");
	looks->separators += str_is(trimmed, "?") || str_is(trimmed, "??");
	looks->flashcards += holds(line, "#flashcards") || holds(line, "<!--SR:") || (str_starts(trimmed, "- ") && str_is(trimmed, "- flashcards")) ||
			     (str_starts(line, "tags:") && holds(line, "flashcards"));
}

static struct looks look_at(struct str text)
{
	struct looks looks = {0};
	struct str line;

	while (str_cut(&text, '\n', &line))
		look_at_line(&looks, line);
	return looks;
}

static enum deck_kind markdown_kind(const struct looks *looks, struct str head)
{
	if (markdown_is_ours(head))
		return KIND_MARKDOWN;
	if (looks->flashcards || looks->separators)
		return KIND_OBSIDIAN;
	if (!looks->headings && (looks->brackets || (str_starts(head, "---") && holds(head, "\nname = "))))
		return KIND_HASHCARDS;
	return KIND_MARKDOWN;
}

enum deck_kind kind_of_text(const char *name, struct str head)
{
	struct looks looks;

	if (is_called(name, "org"))
		return KIND_ORG;
	if (is_called(name, "csv") || is_called(name, "tsv") || is_called(name, "tab"))
		return KIND_COLUMNS;
	looks = look_at(head);
	if (is_called(name, "md") || is_called(name, "markdown"))
		return markdown_kind(&looks, head);
	if (looks.stars && looks.keywords)
		return KIND_ORG;
	if ((looks.questions && looks.answers) || looks.brackets || (looks.flashcards && !is_called(name, "txt")))
		return markdown_kind(&looks, head);
	return terms_are_needed(head) ? KIND_TERMS : KIND_COLUMNS;
}

/* The names of its members stand in an archive as they are: the first one at its beginning, all of them at its end. */
static enum deck_kind zip_kind(const char *name, struct str head, struct str tail)
{
	struct str first = str_slice(head, 30, 30 + 16);

	if (is_called(name, "apkg") || is_called(name, "colpkg") || holds(head, "collection.anki2") ||
	    holds(tail, "collection.anki2"))
		return KIND_ANKI;
	if (is_called(name, "cards") || str_starts(first, "cards.xml") || str_starts(first, "METADATA"))
		return KIND_MNEMOSYNE;
	return KIND_ARCHIVE;
}

/* Neither notes by its name nor text, or text of a form that is not for notes. */
static bool is_foreign(const char *path, struct str head)
{
	static const char *const ours[] = {"csv", "tsv", "tab", "txt", "md", "markdown", "org", NULL},
				 *const begins[] = {"{\"", "[{", "{\n", "[\n", "<?xml", "<!DOCTYPE", "<!doctype", "<html", "%PDF", NULL};
	const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');

	for (size_t i = 0; begins[i]; i++)
		if (str_starts(head, begins[i]))
			return !is_called_one(path, ours);
	return dot && dot > slash && !is_called_one(path, ours) && head.len && memchr(head.s, 0, head.len) &&
	       !str_starts(head, "\xFF\xFE") && !str_starts(head, "\xFE\xFF");
}

static enum deck_kind look_into(int fd, const char *path, char *room)
{
	ssize_t got = pread(fd, room, HEAD, 0), end;
	struct str head = {room, got < 0 ? 0 : (size_t)got}, tail = {room + HEAD, 0};
	struct stat st;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode))
		return KIND_COLUMNS;
	if (head.len >= 4 && (memcmp(head.s, "PK\x03\x04", 4) == 0 || memcmp(head.s, "PK\x05\x06", 4) == 0)) {
		end = pread(fd, room + HEAD, HEAD, st.st_size > HEAD ? st.st_size - HEAD : 0);
		tail.len = end < 0 ? 0 : (size_t)end;
		return zip_kind(path, head, tail);
	}
	if (str_starts(head, "7z\xBC\xAF\x27\x1C") || str_starts(head, "Rar!\x1A\x07"))
		return KIND_ARCHIVE;
	if (head.len >= 16 && memcmp(head.s, "SQLite format 3", 16) == 0)
		return KIND_MNEMOSYNE_DB;
	if (lines_begin(head))
		return KIND_LINES;
	if (is_called(path, "apkg") || is_called(path, "colpkg"))
		return KIND_ANKI;
	if (is_called(path, "cards"))
		return KIND_MNEMOSYNE;
	return is_foreign(path, head) ? KIND_UNKNOWN : kind_of_text(path, head);
}

enum deck_kind kind_of(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	enum deck_kind kind = KIND_COLUMNS;
	char *room;

	if (fd < 0)
		return kind;
	room = mem_alloc(2 * (size_t)HEAD);
	kind = look_into(fd, path, room);
	free(room);
	close(fd);
	return kind;
}
