# SPDX-License-Identifier: MIT
"""cairn-sync import: Anki's own text export, edits and re-imports, broken lines and files, devices that agree."""
import os
import random
import signal
import sqlite3
import subprocess

import harness
from harness import bring, counts

SAMPLE = os.path.join(harness.ROOT, "tests/data/anki/s20-notes.txt")


def notes(data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return sorted(db.execute("SELECT n.uid, d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck"))


def cards(data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return sorted(db.execute("SELECT uid, ord FROM card WHERE queue = 0"))


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return name


def test_ankis_export():
    assert counts(bring(SAMPLE)) == (21, 0, 0, 0)
    assert counts(bring(SAMPLE)) == (0, 0, 21, 0)
    held = notes()
    assert len(held) == 21 and len(cards()) == 30
    fields = {note[3] for note in held}
    assert "Capital of **France**?\x1fParis" in fields
    assert "{{c1::Canberra::city}} was founded in {{c2::1913}}.\x1fextra *info*" in fields
    assert "dog\x1fder ++Hund++" in fields
    assert ("geo geo::europe", "Science::Physics::Mechanics") in {(note[2], note[1]) for note in held}


def test_two_devices_agree():
    bring(SAMPLE, data="one")
    bring(SAMPLE, data="two")
    assert notes("one") == notes("two") and cards("one") == cards("two")


def test_edits_update():
    bring(write("w.tsv", "a\t1\nb\t2\nc\t3\n"))
    before = notes()
    assert counts(bring(write("w.tsv", "a\t1\nb\tzwei\nd\t4\n"))) == (1, 1, 1, 0)
    after = notes()
    assert len(after) == 4  # what is gone from a file stays: reviews hang on it
    assert {note[0] for note in before} < {note[0] for note in after}
    assert "b\x1fzwei" in {note[3] for note in after}


def test_one_word_two_meanings():
    write("w.tsv", "bank\tmoney\nbank\triver\nbank\triver\n")
    assert counts(bring("w.tsv")) == (2, 0, 1, 0)
    assert counts(bring("w.tsv")) == (0, 0, 3, 0)


def test_broken_lines_are_named():
    write("b.csv", b"a,b\nc\0,d\ne,\"f\ng,h\n")
    done = bring("b.csv", code=3)
    assert counts(done) == (2, 0, 0, 2), done
    assert done.err.splitlines() == ["b.csv:2: it holds a NUL byte",
                                     "b.csv:3: a quotation mark opens a field that is never closed"], done


def test_headings_that_ask_are_told():
    """They are decks; a question in one, with its answer as text, is no card, and no fault either."""
    write("q.md", "# Bio?\n\n## What is a cell?\n\nThe unit of life.\n\n## What is DNA?  \n\nQ: Its form\nA: a double helix\n\n## Why?\n- a :: b\n## And then?\n")
    done = bring("q.md", "--strict")
    assert counts(done) == (2, 0, 0, 0), done
    assert done.err == "q.md: 3 headings are questions without a card: left out; a line Q: and a line A: make one\n", done
    write("r.md", "# Bio\nQ: What for?\nA: life\n")
    assert bring("r.md").err == ""


def test_strict_is_all_or_nothing():
    write("good.csv", "a,b\n")
    write("bad.csv", b"c,d\ne\0,f\n")
    done = bring("--strict", "good.csv", "bad.csv", code=3)
    assert "nothing was imported" in done.out and "bad.csv:2: " in done.err, done
    assert notes() == []
    assert counts(bring("--strict", "good.csv")) == (1, 0, 0, 0)


def test_dry_run_writes_nothing():
    assert "21 new" in bring("--dry-run", SAMPLE).out
    assert notes() == []


def test_bad_files():
    write("latin.csv", "Montréal,Québec\n".encode("latin-1"))
    line = harness.one_sentence(bring("latin.csv", code=3), 3)
    assert "latin.csv:1" in line and "iconv -f LATIN1 -t UTF-8" in line
    assert "zip" in harness.one_sentence(bring(write("d.apkg", b"PK\x03\x04xxxx"), code=3), 3)
    assert "No such file" in harness.one_sentence(bring("missing.csv", code=3), 3)
    assert "not a regular file" in harness.one_sentence(bring("/dev/null", code=3), 3)
    write("long.csv", b"a,b\n" + b"x" * 50_000_000 + b"\nc,d\n")
    done = bring("long.csv", code=3)
    assert counts(done) == (2, 0, 0, 1) and "long.csv:2: the line is longer than 1 MiB" in harness.one_sentence(done, 3)
    assert "needs a file" in harness.one_sentence(bring(code=2), 2)
    assert "--nonsense" in harness.one_sentence(bring("--nonsense", code=2), 2)


def test_a_folder():
    write("decks/Latin.tsv", "amo\tI love\n")
    write("decks/deep/Unix.md", "# Unix\nls :: lists\n")
    write("decks/.hidden.tsv", "x\ty\n")
    write("decks/picture.png", b"\x89PNG\xff")
    os.symlink("/etc/passwd", "decks/link.txt")
    assert counts(bring("decks")) == (2, 0, 0, 0)
    assert {note[1] for note in notes()} == {"Latin", "Unix"}
    assert counts(bring("--deck", "Mine::All", "decks")) == (2, 0, 0, 0)
    assert {note[1] for note in notes()} == {"Latin", "Unix", "Mine::All"}


def test_hostile_text_stays_text():
    write("h.tsv", "\x1b[2Jred\x07\t\u202eevil\u0085x\n" "\x1b]0;t\x07.tsv\ta\n")
    bring("h.tsv")
    text = "".join(note[3] for note in notes())
    assert not any(ord(c) < 0x1f or 0x7f <= ord(c) < 0xa0 or c in "\u202e" for c in text), repr(text)
    name = write("\x1b[2J.csv", b"a\0,b\n")
    assert "\x1b" not in bring(name, code=3).text


def test_killed_anywhere():
    with open("big.tsv", "w", encoding="utf-8") as file:
        for i in range(30000):
            file.write(f"front {i}\tback {i}\n")
    env = harness.environment()
    chance = random.Random(1)
    for _ in range(6):
        child = subprocess.Popen([harness.SYNC, "import", "big.tsv"], env=env, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        try:
            child.wait(chance.uniform(0.02, 0.4))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            child.wait()
        if os.path.exists("data/cairn.db"):
            with sqlite3.connect("data/cairn.db") as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                if db.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'note'").fetchone()[0]:
                    now = db.execute("SELECT count(*) FROM note").fetchone()[0]
                    assert now in (0, 30000) or os.path.exists("data/cairn.db-import"), now
    done = bring("big.tsv")
    assert counts(done)[0] + counts(done)[2] == 30000
    assert counts(bring("big.tsv")) == (0, 0, 30000, 0)


harness.main(globals())
