/* SPDX-License-Identifier: MIT */
#include "sync/deck/reader.h"

#include <string.h>

#include "base/random.h"
#include "base/utf8.h"
#include "schema/notes.h"
#include "tests/unit/unit.h"

/* What a reader said, a line a note: "deck|tags|type|field|field", a line "!NUMBER why" a complaint. */
struct heard {
	struct buf text;
	int notes, broken;
	bool check; /* every text is clean */
};

static void check_clean(struct str text)
{
	struct buf clean = {0};

	assert_true(utf8_clean(&clean, text, CLEAN_TEXT, NOTE_FIELD_MAX));
	buf_fini(&clean);
}

static int hear_note(void *ctx, const struct deck_note *note, struct err *err)
{
	struct heard *heard = ctx;
	struct buf *out = &heard->text;

	(void)err;
	heard->notes++;
	if (heard->check) {
		check_clean(note->deck);
		check_clean(note->tags);
		check_clean(note->type->name);
		assert_true(note->fields.count > 0 && note->fields.count <= note->type->fields.count);
		for (size_t i = 0; i < note->fields.count; i++)
			check_clean(note->fields.item[i]);
		return 0;
	}
	buf_addf(out, "%.*s|%.*s|%.*s", STR_FMT(note->deck), STR_FMT(note->tags), STR_FMT(note->type->name));
	for (size_t i = 0; i < note->fields.count; i++)
		buf_addf(out, "|%.*s", STR_FMT(note->fields.item[i]));
	buf_addc(out, '\n');
	return 0;
}

static void hear_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	struct heard *heard = ctx;

	(void)path;
	heard->broken++;
	if (!heard->check)
		buf_addf(&heard->text, "!%d %s\n", (int)line, why);
}

static int hear(const char *name, struct str content, const char *deck, struct heard *heard, struct err *err)
{
	const struct deck_sink sink = {.ctx = heard, .note = hear_note, .broken = hear_broken};
	struct deck_wishes wishes = {.deck = str_of(deck)};
	const char *path = unit_file(name, content);
	struct source source;
	int rc = source_open(&source, path, err);

	if (rc)
		return rc;
	rc = deck_reader(path)(&source, &wishes, &sink, err);
	source_close(&source);
	return rc;
}

static void reads(const char *name, struct str content, const char *expected, const char *file, int line)
{
	struct heard heard = {0};
	struct err err = {0};

	if (hear(name, content, NULL, &heard, &err))
		buf_addf(&heard.text, "error: %s\n", err.text);
	unit_assert_str(buf_str(&heard.text), expected, file, line);
	buf_fini(&heard.text);
}
#define assert_reads(name, content, expected) reads(name, STR(content), expected, __FILE__, __LINE__)

static void readers__csv_quotes(void **state)
{
	(void)state;
	assert_reads("Words.csv", "a,b\n\"c, \"\"d\"\"\ne\",f\r\n\"g\"h,\n\n , \n\"\",x\n",
		     "Words||basic|a|b\nWords||basic|c, \"d\"\ne|f\nWords||basic|gh|\n!7 its first field is "
		     "empty\n");
	assert_reads("w.csv", "a;b;c\nd;e", "w||basic|a|b\nc\nw||basic|d|e\n");
	assert_reads("w.tsv",
		     "\xEF\xBB\xBF"
		     "a\tb,c\n# comment\nd\t\n",
		     "w||basic|a|b,c\nw||basic|d|\n");
	assert_reads("w.csv", "\xEF\xBB\xBF#separator:;\na,x;b\n", "w||basic|a,x|b\n");
	assert_reads("w.csv", "", "");
	assert_reads("w.csv", "\n\n", "");
	assert_reads("w.csv", "last line,without end", "w||basic|last line|without end\n");
}

static void readers__csv_headers(void **state)
{
	(void)state;
	assert_reads("x.txt",
		     "#separator:Pipe\n#html:false\n#deck:A::B\n#tags: t1  t2\n#notetype:Basic (and reversed "
		     "card)\n"
		     "<b>|*y*\n",
		     "A::B|t1 t2|reversed|<b>|\\*y*\n");
	assert_reads("x.txt",
		     "#separator:tab\n#html:true\n#notetype column:1\n#deck column:2\n#tags column:3\n"
		     "Cloze\tD\tp q\t{{c1::<i>x</i>}}\n\t::\t\ty\tz\nbasic\tE\t\ta\t\tb\tc\n",
		     "D|p q|cloze|{{c1::*x*}}\nDefault||basic|y|z\nE||basic|a|b\nc\n");
	assert_reads("x.txt", "#markup:true\n#separator:,\n**a**,`b`\n", "x||basic|**a**|`b`\n");
	assert_reads("x.txt", "#separator:nonsense\n#guid column:99\na,b\n",
		     "!2 a separator that is not known\n!3 a header line names a column that cannot "
		     "be\nx||basic|a|b\n");
	assert_reads("x.txt", "#separator:comma\nnew {{c2::cloze}},x\n", "x||cloze|new {{c2::cloze}}|x\n");
}

/* A first row of names is no note; what could be a note, or comes later, is one. */
static void readers__csv_row_of_names(void **state)
{
	(void)state;
	assert_reads("x.csv", "front,back,tags,deck\na,b,t u,D::E\nc,d\n", "D::E|t u|basic|a|b\nx||basic|c|d\n");
	assert_reads("x.csv", "Vorderseite; R\xC3\xBC" "ckseite ;Beispiel\na;b;c\n", "x||basic|a|b\nc\n");
	assert_reads("x.csv", "\n\"Term\",DEFINITION,guid\na,b,g1\n", "x||basic|a|b\n");
	assert_reads("x.csv", "front,back\nfront,back\n", "x||basic|front|back\n");
	assert_reads("x.csv", "a,b\nfront,back\n", "x||basic|a|b\nx||basic|front|back\n");
	assert_reads("x.csv", "front,left\n", "x||basic|front|left\n");
	assert_reads("x.csv", "back,front\n", "x||basic|back|front\n");
	assert_reads("x.csv", "front,back,side\n", "x||basic|front|back\nside\n");
	assert_reads("x.csv", "#columns:front,back\nfront,back\n", "x||basic|front|back\n");
	assert_reads("x.csv", "#tags column:3\nfront,back,t\n", "x|t|basic|front|back\n");
	assert_reads("x.csv", "question,answer", "");
}

static void readers__csv_own_types(void **state)
{
	(void)state;
	assert_reads("x.txt",
		     "#separator:tab\n#columns:Type\tWord\tMeaning\tNotes\n#notetype column:1\n"
		     "Vocab\tw\tm\tn\nVocab\tw2\t\t\nOther\ta {{c1::b}}\tc\td\n",
		     "x||Vocab|w|m|n\nx||Vocab|w2||\nx||Other|a {{c1::b}}|c|d\n");
}

static void readers__csv_own_type_cards(void **state)
{
	const struct str names[] = {STR("Word"), STR("Meaning"), STR("Notes")};
	struct arena arena = {0};
	const struct note_type *type = deck_type(STR("Vocab"), (struct row_list){names, 3}, -1, &arena);

	(void)state;
	assert_false(type->cloze);
	assert_str(type->cards.item[1], "{{Word}}");
	assert_str(type->cards.item[2], "{{Meaning}}\n{{Notes}}");
	assert_int_equal(type->uid, deck_type(STR("Vocab"), (struct row_list){names, 3}, -1, &arena)->uid);
	assert_int_not_equal(type->uid,
			     deck_type(STR("Vocab"), (struct row_list){names, 2}, -1, &arena)->uid);
	type = deck_type(STR("Vocab"), (struct row_list){names, 3}, 1, &arena);
	assert_true(type->cloze);
	assert_str(type->cards.item[1], "{{cloze:Meaning}}");
	assert_ptr_equal(deck_type(STR("Basic"), (struct row_list){names, 3}, -1, &arena),
			 template_builtin(TYPE_BASIC));
	arena_fini(&arena);
}

/* A note of Anki is its guid wherever it lies; another is its deck and first field. The numbers are from
 * Python. */
static uint64_t last_uid;
static int keep_uid(void *ctx, const struct deck_note *note, struct err *err)
{
	(void)ctx;
	(void)err;
	last_uid = note->uid;
	return 0;
}

static uint64_t uid_of(const char *name, const char *content, const char *deck)
{
	const struct deck_sink sink = {.note = keep_uid, .broken = hear_broken};
	struct deck_wishes wishes = {.deck = str_of(deck)};
	const char *path = unit_file(name, str_of(content));
	struct source source;
	struct err err;

	assert_int_equal(source_open(&source, path, &err), 0);
	assert_int_equal(deck_reader(path)(&source, &wishes, &sink, &err), 0);
	source_close(&source);
	return last_uid;
}

static void readers__identities(void **state)
{
	(void)state;
	assert_int_equal(uid_of("a.tsv", "#guid column:1\nN*1Cr!-[](\tx\ty\n", NULL),
			 note_uid("anki", STR(""), STR("N*1Cr!-[](")));
	assert_int_equal(uid_of("b.tsv", "#guid column:1\nN*1Cr!-[](\tother\n", "elsewhere"), last_uid);
	assert_int_equal(uid_of("a.tsv", "x\ty\n", NULL), note_uid("text", STR("a"), STR("x")));
	assert_int_equal(uid_of("a.md", "<!-- id: k1 -->\nx :: y\n", NULL),
			 note_uid("md", STR("a"), STR("k1")));
	assert_int_equal(uid_of("a.md", "## Section\nz :: w <!-- id: k1 -->\n", NULL),
			 note_uid("md", STR("a"), STR("k1")));
	assert_int_equal(uid_of("a.md", "Q: z\nA: w\nmore\n", NULL), note_uid("text", STR("a"), STR("z")));
}

static void readers__csv_broken(void **state)
{
	struct buf text = {0};
	struct heard heard = {0};
	struct err err;

	(void)state;
	assert_reads("x.csv", "a,b\nc,\"never closed\nd,e\n",
		     "x||basic|a|b\n!2 a quotation mark opens a field that is never closed\nx||basic|d|e\n");
	assert_reads("x.csv", "a,b\nc\0d,e\nf,g\n", "x||basic|a|b\n!2 it holds a NUL byte\nx||basic|f|g\n");
	buf_addz(&text, "a,b\n");
	for (int i = 0; i < 70; i++)
		buf_addz(&text, "x,");
	buf_addz(&text, "\n");
	for (size_t i = 0; i < NOTE_FIELD_MAX + 10; i++)
		buf_addc(&text, 'y');
	buf_addz(&text, ",q\n");
	for (size_t i = 0; i < 3 * SOURCE_LINE_MAX; i++)
		buf_addc(&text, 'z');
	buf_addz(&text, "\nc,d\n\"");
	for (size_t i = 0; i < 3 * SOURCE_LINE_MAX; i++)
		buf_addc(&text, i % 50 ? 'z' : '\n');
	assert_int_equal(hear("x.csv", buf_str(&text), NULL, &heard, &err), 0);
	heard.text.len = 300;
	heard.text.s[300] = '\0';
	assert_non_null(
		strstr(heard.text.s,
		       "x||basic|a|b\n!2 it has more than 64 columns\n!3 a field is longer than 128 "
		       "KiB\n!4 the line is longer than 1 MiB\nx||basic|c|d\n!6 a quotation mark opens "
		       "a field that is never closed\n"));
	buf_fini(&text);
	buf_fini(&heard.text);
}

static void refuses(struct str content, const char *part)
{
	struct heard heard = {0};
	struct err err = {0};

	assert_int_equal(hear("x.csv", content, NULL, &heard, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	if (!strstr(err.text, part))
		fail_msg("%s lacks %s", err.text, part);
	assert_int_equal(heard.notes, 0);
	buf_fini(&heard.text);
}

static void readers__files_that_are_not_text(void **state)
{
	struct source source;
	struct err err;

	(void)state;
	refuses(STR("a,b\nc,d\nMontr\xE9"
		    "al,x\n"),
		"x.csv:3: not UTF-8, perhaps Latin-1");
	refuses(STR("a,b\xC3"), "x.csv:1: not UTF-8");
	refuses(STR("\xFF\xFE"
		    "a\0,\0b\0"),
		"iconv -f UTF-16");
	refuses(STR("SQLite format 3\0..."), "database");
	assert_int_equal(source_open(&source, unit_path("none.csv"), &err), -1);
	assert_non_null(strstr(err.text, "No such file"));
	assert_int_equal(source_open(&source, unit_folder(), &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(source_open(&source, "/dev/zero", &err), -1);
}

/* A character cut by the border of two pieces is whole. */
static void readers__utf8_over_pieces(void **state)
{
	struct buf text = {0};
	struct heard heard = {0};
	struct err err;

	(void)state;
	for (int shift = 0; shift < 5; shift++) {
		buf_clear(&text);
		buf_clear(&heard.text);
		for (int i = 0; i < shift; i++)
			buf_addc(&text, 'x');
		while (text.len < 300 * 1024)
			buf_addz(&text, "é,😀\n");
		assert_int_equal(hear("x.csv", buf_str(&text), NULL, &heard, &err), 0);
	}
	buf_fini(&text);
	buf_fini(&heard.text);
}

static void readers__markdown(void **state)
{
	(void)state;
	assert_reads("Notes.md",
		     "# Unix\n\nProse that is no note: it ends :: here? no\n\n- ls :: lists *files*\n* cat "
		     "::: prints\n\n"
		     "## Shell\nQ: What is\n`$?`\nA: The exit status\n\n- of the last\n---\n"
		     "The ==kernel== starts ==init==\nand more\n\n{{c1::x}} stays\n",
		     "Unix||basic|Prose that is no note: it ends|here? no\n"
		     "Unix||basic|ls|lists *files*\nUnix||reversed|cat|prints\n"
		     "Unix::Shell||basic|What is\n`$?`|The exit status\n\n- of the last\n"
		     "Unix::Shell||cloze|The {{c1::kernel}} starts {{c2::init}}\nand more|\n"
		     "Unix::Shell||cloze|{{c1::x}} stays|\n");
	assert_reads("m.md",
		     "---\ndeck: Deep::Own\ntags: a b\n---\nQ: 2+2?\n- [ ] 3\n- [x] 4\n- [ ] 5\nE: "
		     "always\nQ: pick\n- [x] 1\n- [X] 2\n"
		     "Q: typed\nT: exactly\nQ: pi\nN: 3.14 ± 0.01\nC: {{c1::one}}\nE: more\n",
		     "Deep::Own|a b|choice|2+2?|- 4|- 3\n- 5|always\nDeep::Own|a b|list|pick|- 1\n- 2\n"
		     "Deep::Own|a b|typed|typed|exactly\nDeep::Own|a b|number|pi|3.14 ± 0.01\n"
		     "Deep::Own|a b|cloze|{{c1::one}}|more\n");
	assert_reads("m.md", "Q: no answer\nQ: none marked\n- [ ] a\nA: text\nQ:\nA: x\n\n# H\nA: lost\n",
		     "!1 a question without an answer\n!2 none of its choices is marked [x]\n!5 a question "
		     "without text\n"
		     "!9 an answer without a question\n");
	assert_reads("m.md",
		     "a :: b <!-- id: 7 --> \n<!-- a long\ncomment c :: d\n-->\ne :: ![alt](i.png) $x^2$ "
		     "costs $5\n"
		     "Q: code\nA:\n```\n# no heading\nx :: y\n```\n",
		     "m||basic|a|b\nm||basic|e|[image: i.png] x^2^ costs $5\n"
		     "m||basic|code|```\n# no heading\nx :: y\n```\n");
}

static void readers__a_wished_deck(void **state)
{
	struct heard heard = {0};
	struct err err;

	(void)state;
	assert_int_equal(hear("x.md", STR("# Title\na :: b\n## Part\nc :: d\n"), "My::Deck", &heard, &err),
			 0);
	assert_int_equal(hear("x.csv", STR("#deck:Theirs\ne,f\n"), "My::Deck", &heard, &err), 0);
	assert_str(buf_str(&heard.text),
		   "My::Deck||basic|a|b\nMy::Deck::Part||basic|c|d\nMy::Deck||basic|e|f\n");
	buf_fini(&heard.text);
}

static void readers__names(void **state)
{
	struct buf out = {0};

	(void)state;
	deck_put_name(&out, STR(" a ::  :: b\x1b c ::"));
	assert_str(buf_str(&out), "a::b␛ c");
	buf_clear(&out);
	deck_name_of_file(&out, "/x/y.z/Latin verbs.tsv");
	assert_str(buf_str(&out), "Latin verbs");
	buf_clear(&out);
	deck_name_of_file(&out, ".csv");
	assert_str(buf_str(&out), ".csv");
	buf_clear(&out);
	deck_put_tags(&out, STR("  b   a\ta "));
	assert_str(buf_str(&out), "b a a");
	buf_fini(&out);
	assert_ptr_equal(deck_reader("a/b.MD"), markdown_read);
	assert_ptr_equal(deck_reader("a.txt"), csv_read);
	assert_null(deck_reader("a.d/apkg"));
}

static void readers__any_bytes(void **state)
{
	static const char *const atoms[] = {"\"",
					    "\"\"",
					    ",",
					    "\t",
					    "\n",
					    "\r\n",
					    "#separator:",
					    "#html:true",
					    "#guid column:1",
					    "#notetype column:2",
					    "#deck column:3",
					    "#columns:a,b",
					    "Cloze",
					    "{{c1::",
					    "}}",
					    "Q:",
					    "A:",
					    "C:",
					    "E:",
					    "- [x] ",
					    "- [ ] ",
					    " :: ",
					    "==",
					    "# ",
					    "---",
					    "```",
					    "<!-- id: x",
					    "-->",
					    "<b>",
					    "a",
					    "é",
					    "\x1b",
					    "\xE2\x80\xAE",
					    "tab",
					    ";",
					    "![",
					    "](",
					    ")",
					    "$",
					    "\\"};
	struct buf text = {0};
	struct heard heard = {.check = true};
	struct rng rng;
	struct err err;

	(void)state;
	rng_seed(&rng, 11);
	for (int i = 0; i < 20000; i++) {
		buf_clear(&text);
		for (uint64_t n = rng_below(&rng, 40); n; n--)
			buf_addz(&text, atoms[rng_below(&rng, sizeof(atoms) / sizeof(atoms[0]))]);
		if (i % 7 == 0)
			buf_addc(&text, '\0');
		assert_int_equal(hear(i & 1 ? "x.md" : "x.txt", buf_str(&text), NULL, &heard, &err), 0);
	}
	assert_true(heard.notes > 1000 && heard.broken > 1000);
	for (int i = 0; i < 2000; i++) { /* and bytes of any value */
		buf_clear(&text);
		for (uint64_t n = rng_below(&rng, 200); n; n--)
			buf_addc(&text, (char)rng_below(&rng, 256));
		hear(i & 1 ? "x.md" : "x.txt", buf_str(&text), NULL, &heard, &err);
	}
	buf_fini(&text);
	buf_fini(&heard.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(readers__csv_quotes),
		cmocka_unit_test(readers__csv_headers),
		cmocka_unit_test(readers__csv_row_of_names),
		cmocka_unit_test(readers__csv_own_types),
		cmocka_unit_test(readers__csv_own_type_cards),
		cmocka_unit_test(readers__identities),
		cmocka_unit_test(readers__csv_broken),
		cmocka_unit_test(readers__files_that_are_not_text),
		cmocka_unit_test(readers__utf8_over_pieces),
		cmocka_unit_test(readers__markdown),
		cmocka_unit_test(readers__a_wished_deck),
		cmocka_unit_test(readers__names),
		cmocka_unit_test(readers__any_bytes),
	};
	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
