/* SPDX-License-Identifier: MIT
 * The verb import: deck files into the store, and what came of it in one line. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/markup.h"
#include "base/message.h"
#include "base/utf8.h"
#include "schema/after.h"
#include "sync/cross.h"
#include "sync/deck/import.h"
#include "sync/deck/jail.h"

static const char KNOWN[] = "FILE…, --deck NAME, --as FORMAT, --archive, --strict, --dry-run, --suspend-missing, --finish";

enum { RINGS_NAMED = 3 };

struct options {
	struct str deck;
	bool strict, dry, archives, as_given, suspend_missing;
	bool finish; /* only what an import left that was ended in the middle */
	enum deck_kind as;
	int files; /* argv[1] … argv[files], moved to the front */
};

static int take_format(struct options *options, const char *word, struct err *err)
{
	struct buf words = {0};

	options->as_given = kind_named(str_of(word), &options->as);
	if (options->as_given)
		return 0;
	kind_put_words(&words);
	err_set(err, ERR_USAGE, _("--as does not know %.60s; it takes %s"), word, buf_z(&words));
	buf_fini(&words);
	return -1;
}

static int take_options(struct options *options, int argc, char **argv, struct err *err)
{
	bool only_files = false;

	for (int i = 1; i < argc; i++) {
		if (only_files || argv[i][0] != '-' || !argv[i][1])
			argv[++options->files] = argv[i];
		else if (!strcmp(argv[i], "--"))
			only_files = true;
		else if (!strcmp(argv[i], "--strict"))
			options->strict = true;
		else if (!strcmp(argv[i], "--dry-run"))
			options->dry = true;
		else if (!strcmp(argv[i], "--suspend-missing"))
			options->suspend_missing = true;
		else if (!strcmp(argv[i], "--finish"))
			options->finish = true;
		else if (options->finish && (!strcmp(argv[i], "--pipe") || !strcmp(argv[i], "--auto")))
			continue; /* how the game starts this program */
		else if (!strcmp(argv[i], "--deck") && i + 1 < argc)
			options->deck = str_of(argv[++i]);
		else if (!strncmp(argv[i], "--deck=", 7))
			options->deck = str_of(argv[i] + 7);
		else if (!strcmp(argv[i], "--archive"))
			options->archives = true;
		else if ((!strcmp(argv[i], "--as") && i + 1 < argc) || !strncmp(argv[i], "--as=", 5)) {
			if (take_format(options, argv[i][4] ? argv[i] + 5 : argv[++i], err))
				return -1;
		}
		else
			return err_set(err, ERR_USAGE, "import does not know %.60s; it takes %s", argv[i],
				       KNOWN);
	}
	if (!options->files && !options->finish)
		return err_set(err, ERR_USAGE, "import needs a file; it takes %s", KNOWN);
	return 0;
}

struct printer {
	const char *only; /* the one path that was given: its refusal is the verb's own error */
	struct buf refusal;
	bool progressed; /* a line of progress stands on the terminal */
};

/* File names and texts are other people's: control characters do not reach the terminal. */
static void print_broken(void *ctx, const char *path, int64_t line, const char *why)
{
	struct printer *printer = ctx;
	struct buf raw = {0}, clean = {0};

	if (!line && printer->only == path) {
		utf8_clean(&printer->refusal, str_of(why), CLEAN_LINE, 480);
		return;
	}
	if (line > 0)
		buf_addf(&raw, "%s:%" PRId64 ": %s", path, line, why);
	else if (line < 0)
		buf_addf(&raw, "%s: %s", path, why); /* some of a package */
	else
		buf_addz(&raw, why); /* a sentence about the file, with its name */
	utf8_clean(&clean, buf_str(&raw), CLEAN_LINE, 2000);
	fprintf(stderr, "%s\n", buf_z(&clean));
	buf_fini(&raw);
	buf_fini(&clean);
}

/* Once. */
static void say_walls(void)
{
	static bool said;

	if (!said && !jail_has_landlock())
		puts(_("this kernel has no Landlock: who reads packages is kept from files by the list of system calls alone"));
	said = true;
}

static void print_kind(void *ctx, const char *path, enum deck_kind kind, int64_t files)
{
	struct buf name = {0};

	(void)ctx;
	utf8_clean(&name, str_of(path), CLEAN_LINE, 500);
	if (!kind_reader(kind))
		say_walls();
	if (files == 1)
		printf(_("%s: taken for %s\n"), buf_z(&name), kind_text(kind));
	else
		printf(_("%s: (%" PRId64 " files) taken for %s\n"), buf_z(&name), files, kind_text(kind));
	fflush(stdout);
	buf_fini(&name);
}

/* The first cards, as a person would see them. */
static void print_sample(void *ctx, const struct deck_note *note, const struct face *face)
{
	struct buf line = {0};

	(void)ctx;
	buf_addf(&line, "%.*s: ", STR_FMT(note->deck));
	markup_line(&line, face->front, 200);
	buf_addz(&line, " — ");
	markup_line(&line, face->back, 200);
	puts(buf_z(&line));
	buf_fini(&line);
}

enum { BAR = 20 };

static void print_progress(void *ctx, const char *path, int percent, int64_t left_s)
{
	static const char full[] = "####################", empty[] = "....................";
	struct printer *printer = ctx;
	struct buf name = {0};
	int done = percent * BAR / 100;

	utf8_clean(&name, str_of(path), CLEAN_LINE, 30);
	fprintf(stderr, "\r[%.*s%.*s] ", done, full, BAR - done, empty);
	fprintf(stderr, _("%s: %d %%, %" PRId64 " s left"), buf_z(&name), percent, left_s);
	fputs("\x1b[K", stderr);
	printer->progressed = true;
	buf_fini(&name);
}

static volatile sig_atomic_t stop;

/* The second one ends the program at once. */
static void on_stop(int number)
{
	stop = number;
}

static void listen_for_stop(void)
{
	struct sigaction action = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND};

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static int import_all(struct import *import, const struct options *options, char **argv, struct err *err)
{
	bool good = import_resume(import->store, true, err) == 0 && import_begin(import, err) == 0;

	for (int i = 1; good && i <= options->files; i++)
		good = import_path(import, argv[i], err) == 0;
	if (good && !(options->strict && import->skipped))
		good = import_finish(import, options->suspend_missing, err) == 0;
	import_end(import);
	if (!good && import_is_stopped(import) && !import->promised)
		import_say_stopped(err); /* whatever the signal has interrupted */
	return good ? 0 : -1;
}

static void report_missing(const struct import *import)
{
	if (import->suspended)
		printf(_("%" PRId64 " missing: kept, %" PRId64 " of their cards suspended (cairn undo takes it back)\n"), import->missing,
		       import->suspended);
	else if (import->missing)
		printf(_("%" PRId64 " missing: kept\n"), import->missing);
}

static void report_packages(const struct import *import)
{
	if (import->reviews + import->reviews_held + import->schedules)
		printf(_("%" PRId64 " new reviews, %" PRId64 " held, %" PRId64 " schedules brought along\n"),
		       import->reviews, import->reviews_held, import->schedules);
	if (import->rows + import->rows_held)
		printf(_("%" PRId64 " new rows, %" PRId64 " held\n"), import->rows, import->rows_held);
	if (import->ahead)
		printf(_("%" PRId64 " reviews left out: they lie in the future of this machine's clock\n"),
		       import->ahead);
	if (import->media)
		printf(_("%" PRId64 " media files\n"), import->media);
}

struct waiting {
	size_t notes;
	int rings;
	struct buf tags; /* of the first rings */
};

static int add_ring(void *ctx, const struct ring *ring, struct err *err)
{
	struct waiting *waiting = ctx;

	(void)err;
	waiting->notes += ring->notes;
	if (waiting->rings++ < RINGS_NAMED)
		buf_addf(&waiting->tags, "%s%.*s", waiting->tags.len ? "; " : "", STR_FMT(ring->tags));
	return 0;
}

static void report_rings(const struct waiting *waiting)
{
	if (waiting->notes)
		printf(_("%zu notes wait for each other by their tags (%s%s): the oldest comes first (cairn doctor says which)\n"), waiting->notes,
		       waiting->tags.s, waiting->rings > RINGS_NAMED ? " ..." : "");
}

/* What did not go in was named line by line; the exit code is all that is left to say then. */
static int report(const struct import *import, const struct waiting *waiting, const struct options *options, struct printer *printer,
		  struct err *err)
{
	bool refused = options->strict && import->skipped;

	if (printer->refusal.len)
		return err_set(err, ERR_INPUT, "%s", printer->refusal.s);
	if (refused)
		printf(_("nothing was imported: %" PRId64 " skipped, and --strict was given\n"),
		       import->skipped);
	else
		printf(_("%" PRId64 " new, %" PRId64 " changed, %" PRId64 " kept, %" PRId64 " skipped%s\n"),
		       import->added, import->changed, import->kept, import->skipped,
		       options->dry ? _(" (nothing was written)") : "");
	if (!refused)
		report_missing(import), report_packages(import), report_rings(waiting);
	return import->skipped ? err_set(err, ERR_INPUT, "%s", "") : 0;
}

int cmd_import(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct options options = {0};
	struct printer printer = {0};
	struct import import = {.broken = print_broken, .ctx = &printer};
	struct waiting waiting = {0};
	int rc;

	if (take_options(&options, argc, argv, err))
		return -1;
	printer.only = options.files == 1 ? argv[1] : NULL;
	import.wishes.deck = options.deck;
	import.as = options.as_given ? &options.as : NULL;
	import.archives = options.archives;
	import.took = print_kind;
	import.dry = options.dry;
	import.sample = options.dry ? print_sample : NULL;
	import.stop = &stop;
	import.progress = isatty(STDERR_FILENO) ? print_progress : NULL;
	if (cross_open_store(cross, &import.store, err))
		return -1;
	listen_for_stop();
	rc = import_all(&import, &options, argv, err);
	if (rc == 0 && import.waits && !import.dry)
		rc = rings_each(import.store, add_ring, &waiting, err);
	store_close(import.store);
	if (printer.progressed)
		fputs("\r\x1b[K", stderr);
	if (rc == 0 && options.files)
		rc = report(&import, &waiting, &options, &printer, err);
	buf_fini(&waiting.tags);
	buf_fini(&printer.refusal);
	return rc;
}
