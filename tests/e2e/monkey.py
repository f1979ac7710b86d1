# SPDX-License-Identifier: MIT
"""A monkey at the keys: 100,000 random steps (a million with --full) against the sanitized program, on a small deck, on
two months of somebody's studies, and from nothing. Each step is answered with a good frame; afterwards the store is whole,
its caches are what its rows say, and undo of everything brings back what was there, redo what had become of it.

What fails is played again with less and less of it, and printed as commands."""
import contextlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import time

import harness
from harness import BUILD, CAIRN, ROOT, environment, good, run

FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
MONKEY = os.path.join(BUILD, "tests", "monkey", "monkey")
LEARNER = os.path.join(BUILD, "tests", "bench", "make_learner")
STEPS, SHRINK_S = 10000, 60
STEP = re.compile(r"\0|<[^>]*>|.", re.S)


def folder(name):
    """A new one; in memory where there is such a place: it is not the disk that is tried here."""
    base = os.path.join("/dev/shm", f"cairn-monkey.{os.getpid()}") if os.access("/dev/shm", os.W_OK) else os.getcwd()
    path = os.path.join(base, name)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path, mode=0o700)
    return path


class Broken(Exception):
    pass


def check(truth, what):
    if not truth:
        raise Broken(what)


class Store:
    """As a case begins with it (made anew each time: a copy would be a device of its own), and what is asked of it afterwards."""

    def __init__(self, make, name):
        self.path = folder(name)
        self.env = environment(CAIRN_DATA=self.path)
        make(self)

    def monkey(self, *argv):
        """What the program said, and the clock it ended with."""
        done = run(MONKEY, *argv, env=self.env, timeout=800)
        check(done.code == 0 and not done.err.strip(), f"monkey {' '.join(argv)} ended with {done.code}\n{done.err[-6000:]}")
        now = re.search(r"^now (\S+)$", done.out, re.M)
        self.env["CAIRN_NOW"] = now[1] if now else self.env["CAIRN_NOW"]
        return done.out

    def ask(self, *argv):
        done = run(CAIRN, *argv, env=self.env)
        check(done.code == 0, str(done))
        return done.out

    def tell(self):
        """All that a person can see of it, in an order of its own."""
        cards = sorted(line.rstrip(",") for line in self.ask("search", "", "--json").splitlines())
        return "\n".join(cards) + "\n" + self.ask("set") + self.ask("stats", "--json")

    def stale(self):
        with contextlib.closing(sqlite3.connect(os.path.join(self.path, "cairn.db"), isolation_level=None)) as db:
            db.execute("INSERT OR IGNORE INTO stale SELECT id FROM card")
            db.execute("INSERT OR IGNORE INTO stale_day SELECT day FROM day")
            found = db.execute("PRAGMA integrity_check").fetchall()
        check(found == [("ok",)], f"integrity_check: {found}")


def holds(store, make):
    """What must be true of the store now."""
    store.ask("doctor")
    run(CAIRN, "next", env=store.env)  # a sitting begins the day: what was put off until it comes back
    before = store.tell()
    store.stale()
    store.ask("fold")
    check(store.tell() == before, "the cards are not what their rows say: " + difference(before, store.tell()))
    store.monkey("redo")
    most = store.tell()
    store.monkey("undo")
    least, other = store.tell(), Store(make, "other")
    other.env["CAIRN_NOW"] = store.env["CAIRN_NOW"]
    other.monkey("undo")
    check(least == other.tell(), "undo of all left: " + difference(other.tell(), least))
    store.monkey("redo")
    check(store.tell() == most, "redo of all gave: " + difference(most, store.tell()))


def difference(old, new):
    lines = [sign + line[:300] for sign, a, b in (("-", old, new), ("+", new, old))
             for line in a.splitlines() if line not in b.splitlines()]
    return "\n" + "\n".join(lines[:12])


def complaint(make, *argv):
    """None, or what went wrong when that was played on a new store."""
    store = Store(make, "played")
    try:
        store.monkey(*argv)
        holds(store, make)
    except Broken as why:
        return str(why)
    return None


def written(steps):
    with open("steps", "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        file.write("".join(steps))
    return "steps"


def shrink(make, steps):
    """Leaves out halves, quarters … as long as something goes wrong without them."""
    end, size = time.monotonic() + SHRINK_S, len(steps) // 2
    while size and time.monotonic() < end:
        at, before = 0, len(steps)
        while at < len(steps) and time.monotonic() < end:
            fewer = steps[:at] + steps[at + size:]
            if fewer and complaint(make, "replay", written(fewer)):
                steps = fewer
            else:
                at += size
        size = size if len(steps) < before and size == 1 else size // 2
    return steps


def as_commands(steps):
    for sitting in "".join(steps).strip("\0").split("\0"):
        yield f"cairn --size 40x20 --script {shlex.quote(sitting)}"


def play(make, seeds):
    for seed in seeds:
        why = complaint(make, "play", str(seed), str(STEPS), os.path.abspath("steps"))
        if why:
            with open("steps", encoding="utf-8", errors="surrogateescape", newline="") as file:
                steps = shrink(make, STEP.findall(file.read()))
            print(f"seed {seed} broke it; {len(steps)} steps do, on the store of {make.__name__}:")
            print("\n".join(as_commands(steps)))
            raise AssertionError(complaint(make, "replay", written(steps)) or why)


def seeds(first, count):
    """With --full ten times as many, less what other parts of the run play."""
    return range(first, first + count * (10 if FULL else 1))[int(os.environ.get("CAIRN_TEST_PART", "0"))::int(os.environ.get("CAIRN_TEST_PARTS", "1"))]


def small_deck(store):
    good(run(CAIRN, "import", os.path.join(ROOT, "tests", "golden", "deck.md"), env=store.env))


def two_months(store):
    subprocess.run([LEARNER, os.path.join(store.path, "cairn.db"), "60", "2"], env=store.env, check=True)
    os.chmod(os.path.join(store.path, "cairn.db"), 0o600)


def starter(store):
    """The first start, and one of the decks that come along: taking it in is no step of undo."""
    good(run(CAIRN, "--script", "1", env=store.env))


def test_on_a_small_deck():
    play(small_deck, seeds(1000, 4))


def test_on_two_months():
    play(two_months, seeds(2000, 4))


def test_on_a_starter_deck():
    play(starter, seeds(3000, 2))


try:
    harness.main(globals())
finally:
    shutil.rmtree(os.path.join("/dev/shm", f"cairn-monkey.{os.getpid()}"), ignore_errors=True)
