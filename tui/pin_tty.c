/* SPDX-License-Identifier: MIT
 * PIN: asking on a terminal that shows nothing of it, for verbs. */
#include "base/message.h"
#include "tui/pin.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 256 };

static int read_line(int fd, struct buf *line, struct err *err)
{
	char c;
	ssize_t got;

	while ((got = read(fd, &c, 1)) == 1 && c != '\n' && c != '\r')
		if (line->len < LINE_MAX_BYTES)
			buf_addc(line, c);
	if (got < 0)
		return err_sys(err, "reading the PIN");
	if (got == 0 && line->len == 0)
		return err_set(err, ERR_REFUSED, "no PIN was given");
	return 0;
}

static int read_hidden(int fd, const char *prompt, struct buf *line, struct err *err)
{
	struct termios before, silent;
	int rc;

	if (tcgetattr(fd, &before))
		return err_sys(err, "asking for the PIN");
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	silent.c_lflag |= ECHONL;
	tcsetattr(fd, TCSAFLUSH, &silent);
	rc = write(fd, prompt, strlen(prompt)) < 0 ? err_sys(err, "asking for the PIN")
						   : read_line(fd, line, err);
	tcsetattr(fd, TCSANOW, &before);
	return rc;
}

int pin_read(const char *prompt, struct buf *line, struct err *err)
{
	int fd, rc;

	if (!isatty(STDIN_FILENO))
		return read_line(STDIN_FILENO, line, err);
	fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return err_set(err, ERR_REFUSED, "a PIN is set, and there is no terminal to ask for it on");
	rc = read_hidden(fd, prompt, line, err);
	close(fd);
	return rc;
}

/* Only from a terminal: a line of a pipe is the verb's own input. */
static int ask(struct buf *line, struct err *err)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), rc;

	if (fd < 0)
		return err_set(err, ERR_REFUSED, "a PIN is set, and there is no terminal to ask for it on");
	rc = read_hidden(fd, _("PIN: "), line, err);
	close(fd);
	return rc;
}

int pin_ask_tty(const struct env *env, const struct paths *paths, const struct clock *clock, struct err *err)
{
	struct pin pin;
	struct buf line = {0};
	int rc = pin_open(&pin, env, paths, clock, err);

	if (rc == 0) {
		rc = ask(&line, err);
		if (rc == 0)
			rc = pin_check(&pin, buf_str(&line), err);
		if (rc > 0)
			rc = err_set(err, ERR_REFUSED, "%s; the next try counts in %d s",
				     rc == PIN_WRONG ? _("wrong PIN") : _("too many wrong PINs"),
				     (int)(pin.wait_ms / 1000));
	} else if (rc == PIN_NONE) {
		rc = 0;
	}
	if (line.s)
		explicit_bzero(line.s, line.cap);
	buf_fini(&line);
	pin_close(&pin);
	return rc;
}
