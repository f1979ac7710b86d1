# SPDX-License-Identifier: MIT
"""The power fails, at every write, sync and change of a name, of: a new store, answers, a pull, a backup, a restore, an import.
What the learner was told is there afterwards, and what is there is whole (a sample without --full). That this can fail is
shown with a store that does not wait for the disk."""
import glob
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys

import harness
import lost_power
from harness import CAIRN, SYNC, cairn, environment, good, run
from wire import Device, Wire

FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
SEED = int(os.environ.get("CAIRN_SEED", "1"))
ANSWERS = 40
SAMPLE = 60  # states of each script, but with --full: EACH at every record
EACH = 9


class Script:
    """What a program does to a folder, written down; `told` is what was there when the learner was told so."""

    def __init__(self, name, **more):
        self.name, self.log = name, os.path.abspath(name + ".log")
        self.env = environment(CAIRN_DATA=os.path.abspath(name), **more)
        self.folder = self.env["CAIRN_DATA"]
        os.makedirs(self.folder, mode=0o700, exist_ok=True)

    def begin(self):
        """What is here now was there for long."""
        self.disk = lost_power.Disk(self.folder)
        self.traced = lost_power.recorded(self.env, self.folder, self.log)
        self.tell()

    def tell(self):
        lost_power.mark(self.log, json.dumps(held(self.folder)))

    def do(self, *argv):
        done = good(run(*argv, env=self.traced))
        self.tell()
        return done


def held(folder):
    """Everything that must not get lost: answers, notes, and whole backups by their names."""
    found = {"answers": 0, "notes": 0, "backups": sorted(map(os.path.basename, whole_backups(folder)))}
    path = os.path.join(folder, "cairn.db")
    if os.path.exists(path):
        db = sqlite3.connect(path)
        if db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'row'").fetchone()[0]:
            found["answers"] = db.execute("SELECT count(*) FROM row WHERE kind = 1").fetchone()[0]
            found["notes"] = db.execute("SELECT count(*) FROM note").fetchone()[0]
        db.close()
    return found


def whole_backups(folder):
    for path in glob.glob(folder + "/backups/cairn-*.sql"):
        with open(path, "rb") as file:
            assert file.read().endswith(b"-- end\n"), f"{path} is not whole"
        yield path


def check(folder, told, env):
    """What was told is there; the store is whole; the program opens it and goes on."""
    now = held(folder)
    lost = max(0, told["answers"] - now["answers"]) + max(0, told["notes"] - now["notes"])
    lost += len(set(told["backups"]) - set(now["backups"]))
    path = os.path.join(folder, "cairn.db")
    if os.path.exists(path):
        db = sqlite3.connect(path)
        said = db.execute("PRAGMA integrity_check").fetchone()[0]
        db.close()
        assert said == "ok", said
    good(cairn("status", "--json", env={**env, "CAIRN_DATA": folder}))
    return lost


def states(records, disk, each):
    """(number of the record, seed) of all states, or of a sample; a disk with the records up to there; what was told."""
    points = [at for at, record in enumerate(records) if record[0] != "A"]
    wanted = [(at, seed) for at in points for seed in range(each if FULL else 1)]
    if not FULL:
        wanted = sorted(random.Random(SEED).choices(wanted, k=SAMPLE)) if wanted else []
        wanted = [(at, seed + number) for number, (at, seed) in enumerate(wanted)]
    told, next_record = None, 0
    for at, seed in wanted:
        while next_record <= at:
            record = records[next_record]
            if record[0] == "A":
                told = json.loads("\t".join(record[2:]))
            else:
                disk.follow(record)
            next_record += 1
        yield at, seed, told


def survived(script, each=EACH, after=None):
    """The number of states, and of things told that were lost in them; `after` looks at each as well."""
    records, lost, count, failures = lost_power.read(script.log), 0, 0, []
    place = os.path.join(os.environ.get("XDG_RUNTIME_DIR") or "/dev/shm", f"cairn-power-{os.getpid()}")
    if not os.access(os.path.dirname(place), os.W_OK):
        place = os.path.abspath("after")
    for at, seed, told in states(records, script.disk, each):
        shutil.rmtree(place, ignore_errors=True)
        os.makedirs(place, mode=0o700)
        script.disk.lost(seed * 100003 + at, place)
        try:
            if after:
                after(place)
            lost += check(place, told, script.env)
        except (AssertionError, sqlite3.Error) as failure:
            failures.append(f"{script.name}: record {at} {records[at][:3]} seed {seed}: {failure}")
        count += 1
    shutil.rmtree(place, ignore_errors=True)
    print(f"{script.name}: {count} states of {len(records)} records, {lost} lost, {len(failures)} not whole", flush=True)
    assert not failures, "\n".join(failures[:5])
    return count, lost


def notes(script, count=25):
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i}\tback {i}\n" for i in range(count)))
    good(run(SYNC, "import", "deck.tsv", env=script.env))
    good(cairn("set", "new", "100", env=script.env))


def prompt(child):
    """Everything up to the next question of the game by lines."""
    text = b""
    while not text.endswith(b"\n> "):
        piece = os.read(child.stdout.fileno(), 65536)
        assert piece, text
        text += piece
    return text


def play(script, answers=ANSWERS):
    """The game by lines: an answer is told when the question after it is there."""
    before = held(script.folder)  # now: a look while the game starts may make the log of the store, and nobody writes that down
    child = subprocess.Popen([CAIRN, "--plain", "--mode", "flip"], env=script.traced, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    prompt(child)
    for number in range(1, answers + 1):
        for line in (b"\n", b"3\n"):
            child.stdin.write(line)
            child.stdin.flush()
            prompt(child)
        lost_power.mark(script.log, json.dumps({**before, "answers": before["answers"] + number}))
    child.kill()  # so that nothing is carried home at the end
    child.wait()
    child.stdin.close(), child.stdout.close()
    assert held(script.folder)["answers"] == before["answers"] + answers


def test_new_store():
    script = Script("new")
    script.begin()
    script.do(CAIRN, "add", "one", "two")
    assert survived(script, 3 * EACH)[1] == 0


def answers(name, **more):
    script = Script(name, **more)
    notes(script, 60)
    script.begin()
    play(script)
    return script


def test_answers():
    assert survived(answers("answers"))[1] == 0


def test_answers_of_a_store_that_does_not_wait():
    count, lost = survived(answers("normal", CAIRN_IO_NORMAL="1"))
    assert lost > 0, f"{count} states, and none shows that nobody waited: the test has no teeth"


def test_pull():
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri())
        b.add(20)
        good(b.sync())
        a.add(3)
        script = Script("a", **a.more)
        script.begin()
        script.do(SYNC, "sync")
        assert held(script.folder)["answers"] >= 20
        assert survived(script)[1] == 0


def test_backup():
    script = Script("backup")
    notes(script)
    script.begin()
    script.do(CAIRN, "backup")
    assert len(held(script.folder)["backups"]) == 1
    assert survived(script, 3 * EACH)[1] == 0


def test_restore():
    source = Script("source")
    notes(source)
    good(cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3<space>3", env=source.env))
    file = good(cairn("backup", env=source.env)).out.split(": written")[0]
    for name in ("empty", "beside"):
        script = Script(name)
        if name == "beside":
            good(cairn("add", "mine", "too", env=script.env))
        script.begin()
        script.do(CAIRN, "restore", file)
        assert held(script.folder)["notes"] >= 25
        assert survived(script, 2 * EACH)[1] == 0


def test_import():
    script = Script("import")
    good(cairn("add", "mine", "too", env=script.env))
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i}\tback {i}\n" for i in range(300)))
    script.begin()
    script.do(SYNC, "import", "deck.tsv")
    assert held(script.folder)["notes"] == 301
    assert survived(script)[1] == 0


BESIDE = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("SELECT count(*) FROM note").fetchall()
print(flush=True)
sys.stdin.read()
"""


def promised(name, make):
    """In slices beside somebody: what was said to be imported is there after the next start, and nothing else ever is."""
    script = Script(name)
    good(cairn("add", "mine", "too", env=script.env))
    make()
    beside = subprocess.Popen([sys.executable, "-c", BESIDE, os.path.join(script.folder, "cairn.db")], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)  # a process of its own: reading the files here gives this one's locks back
    beside.stdout.readline()
    script.begin()
    script.do(SYNC, "import", "many")
    assert held(script.folder)["notes"] == 1001
    script.do("/bin/sh", "-c", "for i in $(seq 30); do echo $i; done > $CAIRN_DATA/later")  # moments after it
    beside.communicate()
    seen = set()

    def gone_on_with(folder):
        if not held(folder)["notes"]:
            return
        good(run(SYNC, "import", "--finish", env={**script.env, "CAIRN_DATA": folder}))
        seen.add(held(folder)["notes"])
    assert survived(script, after=gone_on_with)[1] == 0
    assert seen == {1, 1001}, seen


def test_promised_package():
    def package():
        os.makedirs("many")
        maker = os.path.join(harness.ROOT, "tests/bench/make_package.py")
        subprocess.run([sys.executable, maker, "many/many.apkg", "1000", "3000"], check=True)
    promised("package", package)


def test_promised_texts():
    def texts():
        os.makedirs("many")
        for k in range(10):
            with open(f"many/deck{k}.md", "w", encoding="utf-8") as file:
                file.write("".join(f"question {k} {i} {'of some length ' * 4} :: the answer {i}\n" for i in range(100)))
    promised("texts", texts)


harness.main(globals())
