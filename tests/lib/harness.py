# SPDX-License-Identifier: MIT
"""What the end-to-end scripts share: cases and their report, running the programs, and a terminal around one."""

import fcntl
import os
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import textwrap
import time
import traceback

BUILD = os.environ.get("CAIRN_BUILD") or os.path.abspath("build")
ROOT = os.environ.get("CAIRN_SOURCE_ROOT") or os.path.abspath(".")
CAIRN = os.path.join(BUILD, "cairn")
SYNC = os.path.join(BUILD, "cairn-sync")
SANITIZED = BUILD.endswith("build-san")
NOW = "2026-11-21T09:30:00+01:00"


class Skip(Exception):
    """Raised by a case that cannot run here; its text says why."""


def main(scope):
    """Runs every test_* function of the script in its order, each in a folder of its own, and ends the process."""
    failed = 0
    only = sys.argv[1:]
    for name, case in list(scope.items()):
        if not name.startswith("test_") or (only and name[5:] not in only):
            continue
        folder = tempfile.mkdtemp(prefix=name[5:] + ".")
        os.chdir(folder)
        try:
            case()
            print(f"ok {name[5:]}", flush=True)
        except Skip as why:
            print(f"skip {name[5:]} {why}", flush=True)
        except Exception:  # a case may fail in any way; the others go on
            failed += 1
            print(textwrap.indent(traceback.format_exc(), "    "))  # what it quotes may look like a case's line
            print(f"not ok {name[5:]}", flush=True)
    sys.exit(1 if failed else 0)


def environment(**more):
    """The script's own, with everything of cairn in this case's folder and a clock that stands."""
    env = {**os.environ, "CAIRN_DATA": os.path.join(os.getcwd(), "data"), "CAIRN_NOW": NOW,
           "CAIRN_BACKUP": "off"}
    env.update(more)
    return {name: value for name, value in env.items() if value is not None}


def german():
    """What a run needs to speak German: the locale is made here, whatever this machine has (needs Debian's locales)."""
    folder = os.path.join(os.environ["TMPDIR"], "locales")
    if not os.path.isdir(folder + "/de_DE.UTF-8"):
        if not os.path.exists("/usr/share/i18n/locales/de_DE"):
            raise Skip("Debian's package locales is not installed")
        os.makedirs(folder, exist_ok=True)
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", folder + "/de_DE.UTF-8"], check=True, env={**os.environ, "LC_ALL": "C"})
    return {"LOCPATH": folder, "LC_ALL": "de_DE.UTF-8", "LANGUAGE": None}


class Done:
    """A finished run: code, out, err, and everything printed as text."""

    def __init__(self, argv, done):
        self.argv, self.code, self.raw = argv, done.returncode, done.stdout
        self.out, self.err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.text = self.out + self.err

    def __str__(self):
        return f"{' '.join(self.argv)}\nended with {self.code}\n--- out\n{self.out}--- err\n{self.err}---"


def is_stopped(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] == "T"


def run(*argv, env=None, stdin=b"", timeout=600, cwd=None, preexec=None):
    """The time is only against what hangs: a busy machine may be twenty times as slow."""
    done = subprocess.run(argv, env=env or environment(), input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout, cwd=cwd, preexec_fn=preexec)
    return Done(argv, done)


def cairn(*argv, **options):
    return run(CAIRN, *argv, **options)


def good(done):
    assert done.code == 0, done
    return done


def bring(*argv, data="data", code=0, **env):
    """cairn-sync import into the store of that folder; `env`: as for environment."""
    done = run(SYNC, "import", *argv, env=environment(CAIRN_DATA=os.path.abspath(data), **env))
    assert done.code == code, done
    return done


def counts(done):
    """What an import says of notes: new, changed, kept, skipped."""
    line = next(line for line in done.out.splitlines() if " kept, " in line)
    return tuple(int(word) for word in line.split() if word.isdigit())


def query(sql, data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return db.execute(sql).fetchall()


def one_sentence(done, code):
    """What bad input gets: the exit code and exactly one line for people."""
    lines = [line for line in done.err.splitlines() if line.strip()]
    assert done.code == code, done
    assert len(lines) == 1, f"not one line: {done}"
    assert len(lines[0]) > 20 and "%" not in lines[0] and "(null)" not in lines[0], done
    return lines[0]


def wait_for(condition, what, limit=120):
    """Waits for something that another process does."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    raise AssertionError(f"{what} did not happen within {limit} s")


KEYS = {"cr": b"\r", "esc": b"\x1b", "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D",
        "bs": b"\x7f", "space": b" "}


class Terminal:
    """A program in a pseudo-terminal, with the screen that a person would see (needs python3-pyte)."""

    def __init__(self, *argv, size="40x20", env=None, cwd=None, job=False):
        """job: as a shell starts it, in a process group of its own that can be stopped; self.job() is then its pid."""
        import pyte

        columns, rows = map(int, size.split("x"))
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = self.reads = 0
        self.raw, self.held, self.status = b"", b"", None
        self.fd, slave = os.openpty()
        self.before = termios.tcgetattr(slave)
        self._set_size(columns, rows)
        env = env or environment()
        env.pop("COLUMNS", None), env.pop("LINES", None)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.setsid()
                fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
                for fd in (0, 1, 2):
                    os.dup2(slave, fd)
                os.closerange(3, 256)
                if cwd:
                    os.chdir(cwd)
                if job:
                    self._as_job()
                os.execvpe(argv[0], argv, env)
            finally:
                os._exit(127)
        self.slave = slave  # kept open, so that the modes can be read after the program has ended

    @staticmethod
    def _as_job():
        """The session's leader stays behind as the shell would; returns in the job."""
        pid = os.fork()
        if pid == 0:
            os.setpgid(0, 0)
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(0, os.getpgrp())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            return
        os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))

    def job(self):
        """The pid of the job."""
        with open(f"/proc/{self.pid}/task/{self.pid}/children") as file:
            return int(file.read())

    def _set_size(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, size):
        columns, rows = map(int, size.split("x"))
        self._set_size(columns, rows)  # the kernel sends SIGWINCH
        self.screen.resize(rows, columns)

    def read(self, timeout):
        """Takes what has come; False if nothing came in time or the program has closed the terminal."""
        if not select.select([self.fd], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return False
        if not data:
            return False
        self.bytes, self.reads = self.bytes + len(data), self.reads + 1
        self.raw += data
        data = re.sub(rb"\x1b[P_][^\x1b]*\x1b\\", b"", self.held + data)  # nor pictures, which may come in pieces
        cut = re.search(rb"\x1b([P_][^\x1b]*(\x1b)?)?\Z", data)
        data, self.held = (data[:cut.start()], data[cut.start():]) if cut else (data, b"")
        self.stream.feed(re.sub(rb"\x1b\[[><=][0-9;]*[a-zA-Z]|\x1b\[[0-9;]*t", b"", data))  # pyte does not know these
        return True

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, regex, limit=120):
        """Reads until the pattern stands on the screen."""
        end = time.monotonic() + limit
        while not re.search(regex, self.text()):
            if time.monotonic() > end or (not self.read(0.1) and self.ended()):
                while self.read(0):
                    pass
                if re.search(regex, self.text()):
                    break
                raise AssertionError(f"{regex!r} did not appear (status {self.status}):\n{self.text()}\n{self.raw[-600:]!r}")
        return self.text()

    def rest(self, quiet=0.15):
        """Reads until nothing has come for a while; only for measuring, cases wait for a text."""
        while self.read(quiet):
            pass

    def send(self, keys):
        """Plain characters and <cr> <esc> <up> <down> <left> <right> <bs> <space> <tap:COL,ROW>."""
        for name, char in re.findall(r"<([^>]+)>|(.)", keys, re.S):
            if name.startswith("tap:"):
                x, y = name[4:].split(",")
                os.write(self.fd, f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m".encode())
            else:
                os.write(self.fd, KEYS[name] if name else char.encode())

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = status
        return self.status is not None

    def wait(self, limit=120):
        """The exit code (below 0: the signal) after everything that was sent has been read."""
        end = time.monotonic() + limit
        while not self.ended():
            self.read(0.02)
            if time.monotonic() > end:
                raise AssertionError(f"the program did not end:\n{self.text()}")
        while self.read(0):
            pass
        return os.waitstatus_to_exitcode(self.status)

    def hang_up(self):
        """What a closed window or a lost SSH connection does: the last descriptor of the terminal goes."""
        os.close(self.slave), os.close(self.fd)
        self.slave = self.fd = -1

    def close(self):
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.status = 0
        for fd in (self.slave, self.fd):
            if fd >= 0:
                os.close(fd)
        self.slave = self.fd = -1

    def modes_are_back(self):
        """True when the terminal is as it was: modes, cursor, main screen, no mouse, no bracketed paste."""
        on, off = {}, re.findall(rb"\x1b\[\?([0-9;]+)([hl])", self.raw)
        for numbers, switch in off:
            for number in numbers.split(b";"):
                on[int(number)] = switch == b"h"
        left = [number for number in (1000, 1002, 1003, 1006, 1049, 2004, 2026) if on.get(number)]
        return termios.tcgetattr(self.slave) == self.before and not left and on.get(25, True)
