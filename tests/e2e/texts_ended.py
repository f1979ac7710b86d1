# SPDX-License-Identifier: MIT
"""Imports of texts that end in the middle: killed, stopped, or beside somebody. Whatever an import was given, the store holds what it
held, or all of it; at once, or after the next start."""
import json
import os
import pty
import random
import re
import shutil
import signal
import subprocess

import anki
import ended
import harness
from ended import STOPPED, company, environment, finish, moments, nothing_is_left, query

NOTES = 1300  # beside somebody several slices, whatever a slice is
SAMPLED, SAMPLED_FULL = 8, 60  # of each kind in each part, but of columns, which --full ends at every call
PICTURE = b"\x89PNG\r\n\x1a\n picture %d"


def write(name, content):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return os.path.abspath(name)


def held(data):
    """All that an import changes of what is known of notes, cards, what is marked and what undo would take back."""
    return (sorted(query("SELECT n.uid, d.name, n.tags, n.fields, n.type, n.gone FROM note n JOIN deck d ON d.id = n.deck", data)),
            sorted(query("SELECT uid, ord, queue, due FROM card", data)),
            # settings (13) tell what Anki calls notes, as many names in a row as a slice had
            sorted(query("SELECT kind, lag >= 0, count(*) FROM row WHERE kind != 13 GROUP BY 1, 2", data)),
            sorted(query("SELECT name, file FROM media", data)),
            sorted(query("SELECT * FROM type", data)),
            query("SELECT what FROM deed WHERE what != ''", data))


def columns():
    """One word in two meanings comes far behind its first; types of the file's own, named notes that come twice."""
    lines = [f"front {i}\tback {i} {'of some length ' * 4}" for i in range(NOTES)]
    lines += [f"front {i}\tanother back {i}" for i in range(0, NOTES, 10)] + [f"front {i}\tback {i} {'of some length ' * 4}" for i in range(0, 90, 10)]
    named = [f"guid{i % 30}\tVocabulary\tword {i}\tmeaning\texample" for i in range(60)]
    return [write("in/deck.tsv", "#separator:tab\n" + "\n".join(lines) + "\n"),
            write("in/named.tsv", "#separator:tab\n#guid column:1\n#notetype column:2\n" + "\n".join(named) + "\n")]


def folder():
    """Markdown in many files with pictures, and Obsidian's schedules."""
    for k in range(26):
        text = f"# Deck {k}\n\n" + "".join(f"question {k} {i} of some length :: the answer {k} {i} ![](pic{k}.png)\n" for i in range(NOTES // 26))
        write(f"in/md/{k:02}.md", text)
        write(f"in/md/pic{k}.png", PICTURE % (k % 20))
    write("in/md/sr.md", "#flashcards\n\n" + "".join(f"planned {i}::back\n<!--SR:!2026-11-{21 + i % 9},{3 + i % 7},250-->\n\n" for i in range(120)))
    return [os.path.abspath("in/md")]


def lines():
    """Another store's export: rows at their places, notes, answers, a picture."""
    env = environment("there")
    for path in columns()[:1] + folder():
        harness.good(harness.run(harness.SYNC, "import", path, env=env))
    for card in json.loads(harness.good(harness.run(harness.CAIRN, "cards", "--json", env=env)).out)[:20]:
        harness.good(harness.run(harness.CAIRN, "answer", card["uid"], "good", env=env))
    out = os.path.abspath("in/all.jsonl")
    harness.good(harness.run(harness.CAIRN, "export", out, env=env))
    shutil.copytree("there/media", "in/media", dirs_exist_ok=True)
    shutil.rmtree("there")
    return [out]


def missing():
    """A folder of ours, brought before, from which notes have gone: their cards are suspended."""
    many = write("in/many.tsv", "".join(f"kept {i}\tback {i} {'of some length ' * 4}\n" for i in range(NOTES)))
    harness.good(harness.run(harness.SYNC, "import", many, env=environment("old")))
    harness.good(harness.run(harness.CAIRN, "export", os.path.abspath("in/ours") + "/", env=environment("old")))
    path = next(os.path.join(at, name) for at, _, names in os.walk("in/ours") for name in names if "many" in name)
    head, *notes = open(path, encoding="utf-8").read().split("\n\n<!-- ")
    gone = [note.replace("Back: ", "Back: edited, ", 1) if i % 3 else note for i, note in enumerate(notes[40:])]
    write(path, "\n\n<!-- ".join([head] + gone))
    return [os.path.abspath("in/ours"), "--suspend-missing"]


def everything():
    """Of each kind something, in one import, with a package between."""
    return columns() + [ended.package("in/many.apkg", 300)] + folder()


KINDS = (columns, folder, lines, missing, everything)


def begin(kind):
    """The old store, with something of the learner's own in it; what is imported; what both stores hold."""
    shutil.rmtree("in", ignore_errors=True)
    shutil.rmtree("old", ignore_errors=True)
    harness.good(harness.run(harness.CAIRN, "add", "mine", "too", env=environment("old")))
    argv = kind()
    shutil.rmtree("whole", ignore_errors=True)
    shutil.copytree("old", "whole")
    done = harness.run(harness.SYNC, "import", *argv, env=environment("whole"))
    assert done.code == 0, done
    return argv, held("old"), held("whole")


def killed(kind, seed):
    argv, old, wanted = begin(kind)
    seen = set()

    def tried(n, beside):
        data = f"k{n}"
        shutil.copytree("old", data)
        db = company(data) if beside else None
        ended.ended(n, argv, data)
        if db:
            db.close()
        promised, first = os.path.exists(os.path.join(data, "cairn.db-import")), held(data)
        finish(data)
        found = held(data)
        assert found == wanted if promised else found in (old, wanted), (kind.__name__, n, beside, promised, [[x for x in a if x not in b][:5] for a, b in zip(found, wanted)], [[x for x in b if x not in a][:5] for a, b in zip(found, wanted)])
        seen.add(("promised" if promised else "not promised", "old" if first == old else "new" if first == wanted else "a part",
                  "old" if found == old else "new"))
        harness.good(harness.run(harness.SYNC, "import", *argv, env=environment(data)))
        assert held(data)[:2] == wanted[:2], (kind.__name__, n, beside)
        nothing_is_left(data, n)
        shutil.rmtree(data)
        return promised or found == wanted
    every, chance = ended.FULL and kind == columns, random.Random(100 * seed + ended.PART)
    for beside in (False, True):
        calls = ended.calls(argv, "old", beside)
        numbers = range(1, calls + 1)
        for n in numbers[ended.PART::ended.PARTS] if every else chance.sample(numbers, SAMPLED_FULL if ended.FULL else 0 if beside else SAMPLED):
            tried(n, beside)
    low, high = 1, calls
    while high - low > 8:  # where it is promised; and behind that
        low, high = (low, (low + high) // 2) if tried((low + high) // 2, True) else ((low + high) // 2, high)
    for n in chance.sample(range(high + 1, calls), 5):
        tried(n, True)
    print(kind.__name__, *sorted(seen))
    assert {("promised", "a part", "new"), ("not promised", "old", "old")} <= seen, seen


def test_columns_are_old_or_new_wherever_they_are_killed():
    killed(columns, 1)


def test_a_folder_is_old_or_new_wherever_it_is_killed():
    killed(folder, 2)


def test_json_lines_are_old_or_new_wherever_they_are_killed():
    killed(lines, 3)


def test_missing_notes_are_suspended_or_not_wherever_it_is_killed():
    killed(missing, 4)


def test_many_kinds_are_old_or_new_wherever_they_are_killed():
    killed(everything, 5)


def stopped(kind, seed, signal_name):
    """At system calls, before it listens as well: the old store with one sentence and nothing left, or the new one."""
    argv, old, wanted = begin(kind)
    codes = set()
    for n in moments(argv, 6, seed, "old"):
        data = f"i{n}"
        shutil.copytree("old", data)
        done = ended.ended(n, argv, data, signal_name)
        how = re.search(r"exit (\d+)|signal (\d+)", done.stdout)
        codes.add(how.group())
        assert how.group() in ("exit 0", "exit 1", f"signal {int(getattr(signal, 'SIG' + signal_name))}"), (n, done)
        if how.group(1):
            assert held(data) == (wanted if how.group(1) == "0" else old), (kind.__name__, n, done)
            assert how.group(1) == "0" or STOPPED in done.stderr, (n, done)
            nothing_is_left(data, n)
        else:
            finish(data)
            assert held(data) in (old, wanted), (n, done)
        shutil.rmtree(data)
    print(kind.__name__, signal_name, sorted(codes))


def test_old_or_new_wherever_it_is_stopped():
    for seed, kind in enumerate(KINDS):
        stopped(kind, seed, ("INT", "TERM")[seed % 2])


def test_ctrl_c_in_the_terminal():
    """While it is read: one sentence, the store as it was. The terminal sends it, not a test that knows the process."""
    path = write("large.tsv", "".join(f"front {i}\tback {i} {'of some length ' * 4}\n" for i in range(60000)))
    harness.good(harness.run(harness.CAIRN, "add", "mine", "too", env=environment("data")))
    old = held("data")
    pid, terminal = pty.fork()
    if not pid:
        os.execve(harness.SYNC, [harness.SYNC, "import", path], environment("data"))
    harness.wait_for(lambda: os.path.exists("data/cairn.db-import-part"), "the reading")
    os.write(terminal, b"\x03")
    said = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # it has ended
            break
        if not piece:
            break
        said += piece
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        assert code == 1 and STOPPED.encode() in said and held("data") == old, (code, said)
    else:  # it was quicker than the key
        assert b"written to its end" in said and len(held("data")[0]) == 60001, said
    nothing_is_left("data", 0)


def test_one_that_waits_for_somebody_is_stopped():
    """A second import beside one that is being read goes when that is done, or when it is stopped."""
    path = write("large.tsv", "".join(f"front {i}\tback {i} {'of some length ' * 4}\n" for i in range(20000)))
    small = write("other.tsv", "".join(f"other {i}\tback {i} {'of some length ' * 4}\n" for i in range(2000)))
    harness.good(harness.run(harness.CAIRN, "add", "mine", "too", env=environment("data")))
    first = subprocess.Popen([harness.SYNC, "import", path], env=environment("data"), stdout=subprocess.DEVNULL)
    harness.wait_for(lambda: os.path.exists("data/cairn.db-import-part") or first.poll() is not None, "the reading")
    harness.good(harness.run(harness.SYNC, "import", small, env=environment("data")))
    assert first.wait() == 0
    finish("data")
    assert len(held("data")[0]) == 22001
    nothing_is_left("data", 0)


def test_small_ones_are_one_transaction():
    path = write("few.tsv", "".join(f"front {i}\tback {i}\n" for i in range(40)))
    harness.good(harness.run(harness.CAIRN, "add", "mine", "too", env=environment("old")))
    for n in moments([path], 12, 9, "old"):
        data = f"s{n}"
        shutil.copytree("old", data)
        ended.ended(n, [path], data)
        assert len(held(data)[0]) in (1, 41) and not os.path.exists(data + "/cairn.db-import"), n
        shutil.rmtree(data)


def test_a_game_beside_a_text_is_answered():
    """The lock is left between slices, also of JSON lines: somebody who writes meanwhile gets it every time."""
    for kind in (columns, lines):
        argv, _, wanted = begin(kind)
        shutil.rmtree("data", ignore_errors=True)
        shutil.copytree("old", "data")
        db, wrote, seen = company("data"), 0, set()
        env = environment("data")
        env.pop("CAIRN_NOW")
        child = subprocess.Popen([harness.SYNC, "import", *argv], env=env, stdout=subprocess.DEVNULL)
        while child.poll() is None:
            try:
                db.execute("BEGIN IMMEDIATE")
            except Exception:  # the lock is held: again and again, as the game does
                continue
            seen.add(db.execute("SELECT count(*) FROM row").fetchone()[0])
            db.execute("INSERT OR REPLACE INTO meta VALUES ('beside', ?)", (wrote,))
            db.execute("COMMIT")
            wrote += 1
        db.close()
        last, = query("SELECT count(*) FROM row", "data")[0]
        assert child.returncode == 0 and wrote >= 3 and any(min(seen) < count < last for count in seen), (wrote, seen, last)  # in slices
        assert len(held("data")[0]) == len(wanted[0])


harness.main(globals())
