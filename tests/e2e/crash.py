# SPDX-License-Identifier: MIT
"""A fault of the program itself: the terminal is given back, a report without any text of a card is written, and the next start
offers to show it."""
import glob
import json
import os
import re
import signal
import socket
import subprocess

import harness
from harness import CAIRN, SYNC, Terminal, cairn, environment, good

REPORT = re.compile(r"program: cairn\nversion: [0-9.]+\nbuild: ([0-9a-f]{40}|unknown)\nsystem: Linux .+\nsignal: SIG[A-Z]+\nlast, the newest below:\n"
                    r"(  [A-Za-z_]+\n)+")


def crashed(how, keys="<space>"):
    env = environment()
    good(cairn("add", "secret front", "secret back", env=env))
    game = Terminal(CAIRN, "--mode", "flip", env=env, size="80x24")
    game.until("secret front")
    game.send(keys)
    game.until("secret back")
    os.kill(game.pid, how)
    assert game.wait() == -how and game.modes_are_back(), game.status
    game.close()
    return env


def report(env):
    found = glob.glob(os.path.join(env["CAIRN_DATA"], "**", "crash*.txt"), recursive=True)
    return found


def test_every_fault_is_reported():
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer reports faults itself")
    for how in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT):
        env = crashed(how)
        path, = report(env)
        with open(path, encoding="ascii") as file:
            text = file.read()
        assert REPORT.fullmatch(text) and f"signal: {signal.Signals(how).name}\n" in text, text
        assert text.endswith("  SHOW\n") and "secret" not in text, text
        assert os.stat(path).st_mode & 0o777 == 0o600
        os.unlink(path)


def test_the_next_start_offers_it_once():
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer reports faults itself")
    env = crashed(signal.SIGSEGV)
    for size in ("40x20", "24x7"):
        assert "cairn ended in the" in good(cairn("--size", size, "--script", "", env=env)).out
    assert "front" in good(cairn("--size", "40x20", "--script", "3", env=env)).out, "later: the question is there"
    shown = good(cairn("--size", "80x24", "--script", "1", env=env)).out
    assert "signal: SIGSEGV" in shown and "version:" in shown, shown
    assert "ended in the" not in good(cairn("--size", "40x20", "--script", "", env=env)).out
    path, = report(env)
    assert path.endswith("crash.1.txt")
    env = crashed(signal.SIGABRT)
    good(cairn("--size", "40x20", "--script", "2", env=env))
    assert "ended in the" not in good(cairn("--size", "40x20", "--script", "", env=env)).out


def test_the_other_program_reports_as_well():
    """cairn-sync, in the middle of a sync with a server that says nothing: the game goes on, and the next start offers the report."""
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer reports faults itself")
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    uri = f"mongodb://ada:verysecret@127.0.0.1:{server.getsockname()[1]}/?tls=false"
    env = environment(MONGODB_URI=uri, CAIRN_LEARNER="ada", CAIRN_NOW=None)
    good(cairn("add", "secret front", "secret back", env={**env, "MONGODB_URI": ""}))
    child = subprocess.Popen([SYNC, "sync"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    server.settimeout(60)
    line, _ = server.accept()
    assert line.recv(16), "it has begun to talk"
    os.kill(child.pid, signal.SIGSEGV)
    child.communicate()
    assert child.returncode == -signal.SIGSEGV
    path, = report(env)
    with open(path, encoding="ascii") as file:
        text = file.read()
    assert re.fullmatch(REPORT.pattern.replace("program: cairn", "program: cairn-sync"), text), text
    assert "  sync\n" in text and "secret" not in text and os.stat(path).st_mode & 0o777 == 0o600, text
    shown = good(cairn("--size", "80x24", "--script", "1", env={**env, "MONGODB_URI": ""})).out
    assert "program: cairn-sync" in shown, shown
    line.close(), server.close()


def test_failures_are_in_the_log_without_what_was_said():
    env = environment()
    good(cairn("add", "secret front", "secret back", env=env))
    assert cairn("edit", "nothing of this secret", "--size", "40x20", "--script", "", env=env).code == 3
    assert cairn("answer", "secret", "good", env=env).code == 3
    assert cairn("nonsense", env=env).code == 2
    path, = glob.glob(os.path.join(env["CAIRN_DATA"], "**", "cairn.jsonl"), recursive=True)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    lines = [json.loads(line) for line in text.splitlines()]
    failed = [line for line in lines if line["event"] == "failed"]
    assert [line["code"] for line in failed] == [3, 3] and all(line["file"].endswith(".c") and line["line"] > 0 for line in failed), lines
    assert "secret" not in text


harness.main(globals())
