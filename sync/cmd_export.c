/* SPDX-License-Identifier: MIT
 * The verb export: the store, or a deck of it, as a file of a form that other programs read (docs/export.md). The game
 * may go on meanwhile. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/message.h"
#include "schema/cards.h"
#include "schema/stale.h"
#include "sync/cross.h"
#include "sync/deck/out/apkg.h"
#include "sync/deck/out/columns.h"
#include "sync/deck/out/jsonl.h"
#include "sync/deck/out/markdown_out.h"
#include "sync/deck/out/out_file.h"

static const char KNOWN[] = "FILE, --as FORMAT, --deck NAME, --no-schedule, --no-media, --force";

enum form { FORM_NONE, FORM_APKG, FORM_COLPKG, FORM_JSONL, FORM_CSV, FORM_TSV, FORM_MARKDOWN };

static const struct {
	const char *name;
	enum form form;
} forms[] = {
	{"apkg", FORM_APKG},
	{"colpkg", FORM_COLPKG},
	{"jsonl", FORM_JSONL},
	{"json", FORM_JSONL},
	{"csv", FORM_CSV},
	{"tsv", FORM_TSV},
	{"txt", FORM_TSV},
	{"md", FORM_MARKDOWN},
	{"markdown", FORM_MARKDOWN},
};

struct options {
	struct export_wishes wishes;
	enum form form;
	const char *path; /* NULL: standard output */
};

static enum form form_named(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcasecmp(forms[i].name, name) == 0)
			return forms[i].form;
	return FORM_NONE;
}

static int set_form(struct options *options, const char *name, struct err *err)
{
	struct buf all = {0};

	options->form = form_named(name);
	if (options->form)
		return 0;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		buf_addf(&all, "%s%s", i ? ", " : "", forms[i].name);
	err_set(err, ERR_USAGE, "export does not know the format %.40s; it knows %s", name, buf_z(&all));
	buf_fini(&all);
	return -1;
}

/* The value of "--name VALUE" or "--name=VALUE"; NULL: another word. */
static const char *value_of(char **argv, int argc, int *at, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(argv[*at], name, len) != 0)
		return NULL;
	if (argv[*at][len] == '=')
		return argv[*at] + len + 1;
	return !argv[*at][len] && *at + 1 < argc ? argv[++*at] : NULL;
}

static int take_word(struct options *options, int argc, char **argv, int *at, bool only_files, struct err *err)
{
	const char *word = argv[*at], *value;

	if (only_files || word[0] != '-' || !word[1]) {
		if (options->path)
			return err_set(err, ERR_USAGE, "export writes one file; it takes %s", KNOWN);
		options->path = word;
	} else if ((value = value_of(argv, argc, at, "--as"))) {
		return set_form(options, value, err);
	} else if ((value = value_of(argv, argc, at, "--deck"))) {
		options->wishes.deck = str_of(value);
	} else if (!strcmp(word, "--json")) {
		options->form = FORM_JSONL;
	} else if (!strcmp(word, "--no-schedule")) {
		options->wishes.no_schedule = true;
	} else if (!strcmp(word, "--no-media")) {
		options->wishes.no_media = true;
	} else if (!strcmp(word, "--force")) {
		options->wishes.force = true;
	} else {
		return err_set(err, ERR_USAGE, "export does not know %.60s; it takes %s", word, KNOWN);
	}
	return 0;
}

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static int take_options(struct options *options, int argc, char **argv, struct err *err)
{
	const char *dot;
	bool only_files = false;

	for (int i = 1; i < argc; i++) {
		if (!only_files && !strcmp(argv[i], "--"))
			only_files = true;
		else if (take_word(options, argc, argv, &i, only_files, err))
			return -1;
	}
	if (options->path && !strcmp(options->path, "-"))
		options->path = NULL;
	dot = options->path ? strrchr(options->path, '.') : NULL;
	if (!options->form && options->path && (options->path[strlen(options->path) - 1] == '/' || is_folder(options->path)))
		options->form = FORM_MARKDOWN;
	if (!options->form && dot)
		options->form = form_named(dot + 1);
	if (!options->form)
		return err_set(err, ERR_USAGE,
			       "export needs a file whose name ends in .apkg, .colpkg, .csv, .tsv or .jsonl, a folder, or --as FORMAT; it takes %s",
			       KNOWN);
	if (options->form == FORM_MARKDOWN && !options->path)
		return err_set(err, ERR_USAGE, "Markdown is written into a folder, a file a deck; give its name");
	if ((options->form == FORM_APKG || options->form == FORM_COLPKG) && !options->path)
		return err_set(err, ERR_USAGE, "a package is written to a file; give its name");
	if (options->form == FORM_JSONL && options->wishes.deck.len)
		return err_set(err, ERR_USAGE, "JSON lines hold everything; --deck is for other formats");
	options->wishes.collection = options->form == FORM_COLPKG;
	return 0;
}

static int write_text(struct store *store, FILE *to, const struct options *options, struct err *err)
{
	struct export_counts counts = {0};
	bool columns = options->form != FORM_JSONL;
	int rc = columns ? columns_write(store, to, options->form == FORM_CSV ? ',' : '\t', &options->wishes, &counts, err)
			 : jsonl_write(store, to, err);

	if (rc == 0 && columns && options->path)
		printf(_("%" PRId64 " notes\n"), counts.notes);
	return rc;
}

static int write_lines(struct store *store, const struct options *options, struct err *err)
{
	struct out_file file = {0};
	FILE *to = stdout;
	int rc = 0;

	if (options->path) {
		if (out_file_open(&file, options->path, options->wishes.force, err))
			return -1;
		to = fdopen(dup(file.fd), "w");
		if (!to)
			rc = err_sys(err, "writing %s", options->path);
	}
	if (rc == 0)
		rc = write_text(store, to, options, err);
	if (to && to != stdout && fclose(to) && rc == 0)
		rc = err_sys(err, "writing %s", options->path);
	if (rc == 0 && options->path)
		rc = out_file_keep(&file, err);
	out_file_drop(&file);
	return rc;
}

/* Schedules are folded by the game alone. */
static int look_for_stale(struct store *store, const struct options *options, struct err *err)
{
	int64_t count = 0;

	if (options->wishes.no_schedule)
		return 0;
	if (stale_count(store, 1, &count, err))
		return -1;
	return count ? err_set(err, ERR_FAILED, "schedules are not up to date; run cairn fold, then export again") : 0;
}

static int write_package(struct store *store, const struct options *options, struct err *err)
{
	struct export_counts counts = {0};

	if (look_for_stale(store, options, err) ||
	    apkg_write(store, options->path, &options->wishes, &counts, err))
		return -1;
	printf(_("%" PRId64 " notes, %" PRId64 " cards, %" PRId64 " reviews, %" PRId64 " media files\n"), counts.notes,
	       counts.cards, counts.reviews, counts.media);
	if (counts.missing)
		fprintf(stderr, _("%" PRId64 " media files are gone from the folder beside the store: left out\n"),
			counts.missing);
	return 0;
}

static int write_folder(struct store *store, const struct options *options, struct err *err)
{
	struct export_counts counts = {0};

	if (markdown_write(store, options->path, &options->wishes, &counts, err))
		return -1;
	printf(_("%" PRId64 " notes\n"), counts.notes);
	return 0;
}

int cmd_export(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct options options = {0};
	struct store *store = NULL;
	int rc = 0;

	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--postgres"))
			return cmd_postgres(cross, argc, argv, err);
	if (take_options(&options, argc, argv, err) || cross_open_store(cross, &store, err))
		return -1;
	switch (options.form) {
	case FORM_APKG:
	case FORM_COLPKG: rc = write_package(store, &options, err); break;
	case FORM_MARKDOWN: rc = write_folder(store, &options, err); break;
	case FORM_CSV:
	case FORM_TSV:
	case FORM_JSONL:
	case FORM_NONE: rc = write_lines(store, &options, err); break;
	}
	store_close(store);
	return rc;
}
