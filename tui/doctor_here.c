/* SPDX-License-Identifier: MIT
 * Doctor's checks of where it is started: terminal, language, how wide the terminal draws what is wide, timers. */
#include "tui/doctor_here.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/message.h"
#include "base/utf8.h"

enum { COLS_MIN = 24, ROWS_MIN = 7, ANSWER_MS = 500 };

static int check_terminal(void *ctx, struct finding *finding, struct err *err)
{
	const char *term = getenv("TERM");
	struct winsize size = {0};

	(void)ctx, (void)err;
	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size)) {
		buf_addz(&finding->text, _("the output is no terminal; nothing to look at"));
		return 0;
	}
	buf_addz(&finding->text, "TERM=");
	utf8_clean(&finding->text, str_of(term ? term : ""), CLEAN_LINE, 60);
	buf_addf(&finding->text, ", %dx%d", size.ws_col, size.ws_row);
	if (term && *term && strcmp(term, "dumb") != 0 && size.ws_col >= COLS_MIN && size.ws_row >= ROWS_MIN)
		return 0;
	finding->verdict = VERDICT_NOTE;
	buf_addf(&finding->text, _("; a screen needs a TERM that the system knows and %dx%d cells, else it is line by line"),
		 COLS_MIN, ROWS_MIN);
	return 0;
}

static int check_locale(void *ctx, struct finding *finding, struct err *err)
{
	const char *name = setlocale(LC_CTYPE, ""), *codes = nl_langinfo(CODESET);

	(void)ctx, (void)err;
	buf_addz(&finding->text, codes);
	if (name && strcmp(codes, "UTF-8") == 0)
		return 0;
	finding->verdict = VERDICT_NOTE;
	buf_addz(&finding->text, name ? _("; signs beyond ASCII need a locale with UTF-8")
				      : _("; the system does not have the locale that is set"));
	buf_addf(&finding->commands, "export %s=%s\n", "LC_ALL", "C.UTF-8");
	return 0;
}

/* Where the cursor is, as the terminal says: "ESC [ row ; col R". -1: it does not. */
static int cursor_column(void)
{
	char answer[32];
	size_t len = 0;
	int row, col;

	if (write(STDOUT_FILENO, "\033[6n", 4) != 4)
		return -1;
	while (len < sizeof(answer) - 1) {
		struct pollfd in = {STDIN_FILENO, POLLIN, 0};

		if (poll(&in, 1, ANSWER_MS) != 1 || read(STDIN_FILENO, answer + len, 1) != 1)
			return -1;
		if (answer[len++] == 'R')
			break;
	}
	answer[len] = '\0';
	return sscanf(answer, "\033[%d;%dR", &row, &col) == 2 ? col : -1;
}

/* Cells that the terminal gives it, -1 unknown. */
static int drawn_width(const char *text)
{
	int col;

	if (write(STDOUT_FILENO, "\r", 1) != 1 || write(STDOUT_FILENO, text, strlen(text)) != (ssize_t)strlen(text))
		return -1;
	col = cursor_column();
	(void)!write(STDOUT_FILENO, "\r\033[K", 4);
	return col - 1;
}

static void measure(struct finding *finding)
{
	static const char *const probes[] = {"é", "漢字", "한글", "e\u0301", "▲◆", "🗻"};
	int other = 0;

	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		int drawn = drawn_width(probes[i]), ours = utf8_width(str_of(probes[i]));

		if (drawn < 0) {
			buf_clear(&finding->text);
			buf_addz(&finding->text, _("the terminal does not say where its cursor is"));
			return;
		}
		if (drawn != ours)
			buf_addf(&finding->text, "%s%s: %d (%d)", other++ ? ", " : "", probes[i], drawn, ours);
	}
	if (other) {
		finding->verdict = VERDICT_NOTE;
		buf_addz(&finding->text, _("; the font draws these wider or narrower than the standard has them (in brackets); "
					   "lines with them are drawn whole, so nothing breaks"));
	} else {
		buf_addz(&finding->text, _("wide signs, marks and symbols are as wide as the standard has them"));
	}
}

static int check_width(void *ctx, struct finding *finding, struct err *err)
{
	struct termios before, raw;

	(void)ctx, (void)err;
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before)) {
		buf_addz(&finding->text, _("the output is no terminal; nothing to look at"));
		return 0;
	}
	raw = before;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw))
		return 0;
	measure(finding);
	(void)!tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
	return 0;
}

static bool is_enabled(const char *config, const char *timer)
{
	struct buf path = {0};
	bool found;

	buf_addf(&path, "%s/systemd/user/timers.target.wants/%s", config, timer);
	found = access(buf_z(&path), F_OK) == 0;
	buf_fini(&path);
	return found;
}

/* Whether systemd has it is a link in the user's folder; no program is asked. */
static int check_timers(void *ctx, struct finding *finding, struct err *err)
{
	static const char *const timers[] = {"cairn-backup.timer", "cairn-sync.timer"};
	const char *xdg = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buf config = {0};
	int count = 0;

	(void)ctx, (void)err;
	if (xdg && *xdg == '/')
		buf_addz(&config, xdg);
	else
		buf_addf(&config, "%s/.config", home ? home : "");
	for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
		if (is_enabled(buf_z(&config), timers[i]))
			buf_addf(&finding->text, "%s%s", count++ ? ", " : "", timers[i]);
	if (count)
		buf_addz(&finding->text, _(" of systemd"));
	else
		buf_addz(&finding->text, _("none of systemd's is enabled (cron is not looked at); the game itself makes a backup "
					   "at a day's first start, and syncs when it is started and left"));
	buf_fini(&config);
	return 0;
}

const struct check DOCTOR_HERE[] = {
	{"terminal", check_terminal, NULL},
	{"locale", check_locale, NULL},
	{"width", check_width, NULL},
	{"timers", check_timers, NULL},
};
const size_t DOCTOR_HERE_COUNT = sizeof(DOCTOR_HERE) / sizeof(DOCTOR_HERE[0]);
