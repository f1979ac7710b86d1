# SPDX-License-Identifier: MIT
"""What a machine can do to a program that writes: the n-th write, sync or piece of memory is refused, the disk is full and
freed again, file and folder cannot be written, the power of the whole script is a kill at any system call. Always: one
sentence, a store that is whole, nothing of what was told gone, no half row, and afterwards it goes on."""
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess

import harness
import lost_power
from harness import BUILD, CAIRN, SYNC, Skip, cairn, environment, good, one_sentence, run
from points import sample
from wire import Device, Wire

FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
ENOSPC, EIO = 28, 5
KILL = os.path.join(BUILD, "tests", "kill", "kill-at")
ANSWERS = 40


def template(name="template", notes=60):
    env = environment(CAIRN_DATA=os.path.abspath(name))
    os.makedirs(env["CAIRN_DATA"], mode=0o700)
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i}\tback {i}\n" for i in range(notes)))
    with open("more.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"another {i}\tback {i}\n" for i in range(40)))
    good(run(SYNC, "import", "deck.tsv", env=env))
    good(cairn("set", "new", "100", env=env))
    return env


def as_at_first(env, name="template"):
    shutil.rmtree("here", ignore_errors=True)
    shutil.copytree(os.path.abspath(name), "here")
    return {**env, "CAIRN_DATA": os.path.abspath("here")}


def counts(env):
    """Whole, and how many answers and notes; each answer with the state of its card."""
    with sqlite3.connect(os.path.join(env["CAIRN_DATA"], "cairn.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        answers = db.execute("SELECT count(*) FROM row WHERE kind = 1").fetchone()[0]
        notes = db.execute("SELECT count(*) FROM note").fetchone()[0]
        rows, top = db.execute("SELECT count(*), max(row.id & 0xFFFFFFFFFF) FROM row JOIN log ON row.id >> 40 = alias WHERE own").fetchone()
        last = db.execute("SELECT coalesce(max(last), 0) FROM log WHERE own").fetchone()[0]
    db.close()
    assert rows == (top or 0) == last, "a hole in the own log"
    return answers, notes


def goes_on(env):
    before = counts(env)
    good(cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3", env=env))
    assert counts(env)[0] == before[0] + 1


def shim(env, plan):
    if harness.SANITIZED:
        raise Skip("the sanitizer wants to be loaded first")
    return {**env, "LD_PRELOAD": lost_power.SHIM, "CAIRN_IO_ROOT": env["CAIRN_DATA"], "CAIRN_IO_FAIL": plan}


VERBS = {
    "add": [CAIRN, "add", "one", "two"],
    "answers": [CAIRN, "--mode", "flip", "--size", "40x20", "--script", "<space>3" * 5],
    "import": [SYNC, "import", "more.tsv"],
    "backup": [CAIRN, "backup"],
}


def calls_of(env, argv, letters):
    """How many such calls it makes when nothing is refused."""
    env, log = as_at_first(env), os.path.abspath("count.log")
    if os.path.exists(log):
        os.unlink(log)
    good(run(*argv, env=lost_power.recorded(env, env["CAIRN_DATA"], log)))
    return sum(record[0] in letters for record in lost_power.read(log))


def refused(env, name, argv, plan):
    env = as_at_first(env)
    before, there = counts(env), set(glob.glob(env["CAIRN_DATA"] + "/backups/cairn-*"))
    done = run(*argv, env=shim(env, plan))
    what = f"{name}, {plan}: {done}"
    assert done.code >= 0, what
    after = counts(env)
    assert after[0] >= before[0] and after[1] >= before[1], what
    if done.code:
        one_sentence(done, done.code)
        assert "memory" in done.err or re.search("disk|space|writ|Input/output|damaged", done.err), what
    elif name in ("add", "import"):
        assert after[1] == before[1] + (1 if name == "add" else 40), what
    for path in set(glob.glob(env["CAIRN_DATA"] + "/backups/cairn-*.sql")) - there:
        with open(path, "rb") as file:
            assert file.read().endswith(b"-- end\n"), what
    goes_on(env)


def test_the_nth_write_and_sync_fail():
    env, points = template(), []
    for name, argv in VERBS.items():
        for kind, letters, error in (("write", "W", ENOSPC), ("once", "W", EIO), ("sync", "S", EIO)):
            points += [(name, argv, f"{kind} {n} {error}") for n in range(1, calls_of(env, argv, letters) + 1)]
    for point in sample(points, 100, FULL):
        refused(env, *point)
    print(f"{len(points)} points", flush=True)


def test_memory_is_refused():
    """Mostly at the start, where a program asks for most; glibc's own start is before ours."""
    env = template()
    points = [(name, argv, f"alloc {n}") for name, argv in VERBS.items() for n in range(1, 3000 if name != "import" else 6000)]
    for point in sample(points, 100, FULL):
        refused(env, *point)


def test_disk_full_at_six_sizes_and_freed():
    env = template()
    for size in (0, 512, 4096, 20000, 40000, 100000):
        for name, argv in VERBS.items():
            refused(env, name, argv, f"full {size}")


def test_a_small_file_system():
    """The real thing, where it may be mounted: filled by us, freed by us."""
    env = template()
    script = ("mount -t tmpfs -o size=$SIZE cairn here && cp -a template/. here/ && { head -c 100m /dev/zero > here/fill; "
              "$CAIRN import more.tsv > said 2>&1; echo $? > code; rm here/fill; $CAIRN add after wards && $CAIRN status --json > status; }")
    for size in ("500k", "700k", "1m", "2m", "4m", "8m"):
        here = as_at_first(env)
        done = run("unshare", "-Urm", "sh", "-c", script, env={**here, "SIZE": size, "CAIRN": CAIRN})
        if not os.path.exists("code"):
            raise Skip("a file system of one's own cannot be mounted here: " + done.err.strip()[:80])
        with open("code", encoding="ascii") as code, open("said", encoding="utf-8") as said:
            assert code.read() == "4\n" and "the disk is full" in said.read(), done
        with open("status", encoding="utf-8") as status:
            assert json.load(status)["notes"] == 61, done
        os.unlink("code"), os.unlink("status")


def test_what_cannot_be_written():
    env = as_at_first(template())
    if os.geteuid() == 0:
        script = "mount --bind here here && mount -o remount,ro,bind here && exec $CAIRN add one two"
        done = run("unshare", "-m", "sh", "-c", script, env={**env, "CAIRN": CAIRN})
        if "unshare" in done.err or "mount" in done.err:
            raise Skip("nothing may be mounted here: " + done.err.strip()[:80])
        assert "written" in one_sentence(done, 4) or "rights" in done.err, done
    else:
        os.chmod("here", 0o500)
        one_sentence(cairn("add", "one", "two", env=env), 4)
        os.chmod("here", 0o700)
        os.chmod("here/cairn.db", 0o400)
        one_sentence(cairn("add", "one", "two", env=env), 4)
        os.chmod("here/cairn.db", 0o600)
    goes_on(env)


def test_two_games_on_one_file():
    """Each with a deck of its own (two_screens.py has one card on both), turn by turn; each answer is kept, once."""
    env = as_at_first(template())
    good(run(SYNC, "import", "more.tsv", env=env))
    children = [subprocess.Popen([CAIRN, "--plain", "--mode", "flip", "--deck", deck], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
                for deck in ("deck", "more")]

    def prompt(child):
        text = b""
        while not text.endswith(b"> "):
            piece = os.read(child.stdout.fileno(), 65536)
            assert piece, text
            text += piece

    for child in children:
        prompt(child)
    for turn in range(20):
        for child in children if turn % 3 else children[::-1]:
            for line in (b"\n", b"3\n"):
                child.stdin.write(line)
                child.stdin.flush()
                prompt(child)
    for child in children:
        child.stdin.close()
        assert child.wait(30) == 0
        child.stdout.close()
    assert counts(env)[0] == 40, counts(env)
    before = good(cairn("cards", "--json", env=env)).out
    with sqlite3.connect("here/cairn.db") as db:
        db.execute("INSERT OR IGNORE INTO stale SELECT DISTINCT card FROM row WHERE card IS NOT NULL")
    db.close()
    good(cairn("fold", env=env))
    assert good(cairn("cards", "--json", env=env)).out == before, "what was folded turn by turn is not what the rows say"


def test_kill_at_every_system_call_of_a_day():
    """40 answers, a pull, a backup, an import, one after the other."""
    with Wire() as wire:
        other = Device("other", wire.uri())
        other.add(10)
        good(other.sync())
        env = {**template(), "MONGODB_URI": wire.uri(), "CAIRN_LEARNER": "ada", "CAIRN_SYNC": "manual"}
        with open("keys", "wb") as file:
            file.write(b"\n3\n" * ANSWERS + b"/q\n")
        script = (f"{CAIRN} --plain --mode flip < keys && {SYNC} sync && echo PULLED && {CAIRN} backup && echo KEPT && "
                  f"{SYNC} import more.tsv && echo IMPORTED")
        wire.say("save")

        def under(n):
            here = as_at_first(env)
            wire.say("restore")
            return here, run(KILL, str(n), "sh", "-c", script, env=here)

        here, done = under(0)
        total = int(done.out.split()[1])
        assert "IMPORTED" in done.err and counts(here) == (50, 100), (counts(here), done.out, done.err[-200:])
        for n in sample(range(1, total + 1), 60, FULL):
            here, done = under(n)
            told = min(ANSWERS, (done.err.count("\n> ") - 1) // 2) + 10 * ("PULLED" in done.err)
            answers, notes = counts(here)
            what = f"call {n} of {total}: {answers} answers, {told} told, {notes} notes"
            assert answers >= told and notes == (100 if "IMPORTED" in done.err else notes), what
            assert notes in (60, 100) or not FULL, what
            for path in glob.glob(here["CAIRN_DATA"] + "/backups/cairn-*.sql"):
                with open(path, "rb") as file:
                    assert file.read().endswith(b"-- end\n"), what
            if "KEPT" in done.err:
                good(cairn("backup", "--verify", env=here))
            goes_on(here)
        print(f"{total} system calls", flush=True)


harness.main(globals())
