# SPDX-License-Identifier: MIT
"""cairn-sync export --json: every line is JSON, and everything that went in comes out."""
import collections
import json
import os
import random
import shutil
import subprocess

import anki
import harness

SAMPLE = os.path.join(harness.ROOT, "tests/data/anki/s20-notes.txt")


def export():
    done = harness.good(harness.run(harness.SYNC, "export", "--json"))
    return [json.loads(line) for line in done.out.splitlines()]


def test_everything_comes_out():
    harness.good(harness.run(harness.SYNC, "import", SAMPLE))
    lines = export()
    count = collections.Counter(line["is"] for line in lines)
    assert lines[0]["is"] == "cairn" and lines[0]["format"] == 1
    assert lines[0]["exported"] == "2026-11-21T08:30:00.000Z", lines[0]
    assert (count["note"], count["card"]) == (21, 30), count
    types = {line["uid"]: line for line in lines if line["is"] == "type"}
    decks = {line["name"] for line in lines if line["is"] == "deck"}
    notes = {line["uid"]: line for line in lines if line["is"] == "note"}
    assert all(note["type"] in types and note["deck"] in decks for note in notes.values())
    assert all(card["note"] in notes for card in lines if card["is"] == "card")
    rows = [line for line in lines if line["is"] == "row"]
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    told = {row["u"]: row["fs"] for row in rows if row["kind"] == "note"}
    assert told == {uid: note["fields"] for uid, note in notes.items()}


def lines(data="data"):
    done = harness.good(harness.run(harness.CAIRN, "export", "--json", env=harness.environment(CAIRN_DATA=os.path.abspath(data))))
    return done.out.splitlines()


def restore(name, data="other", code=0):
    env = harness.environment(CAIRN_DATA=os.path.abspath(data))
    done = harness.run(harness.CAIRN, "import", name, env=env)
    assert done.code == code, done
    return done


def test_lines_restore_a_store():
    """Everything that a learner did, into an empty store: the next export is the same, line for line."""
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3)))
    harness.good(harness.run(harness.SYNC, "import", SAMPLE))
    harness.good(harness.run(harness.CAIRN, "fold"))
    for card, rating in zip([json.loads(line)["uid"] for line in lines() if line.startswith('{"is":"card"')][:6], ["easy", "good", "again"] * 2):
        harness.good(harness.run(harness.CAIRN, "answer", card, rating))
    harness.good(harness.run(harness.CAIRN, "undo"))
    harness.good(harness.run(harness.CAIRN, "set", "new", "7"))
    harness.good(harness.run(harness.CAIRN, "add", "--deck", "Ünï::own", "a \"quote\" \\ 食", "two\nlines \U0001f469"))
    before = lines()
    with open("all.jsonl", "w") as file:
        file.write("\n".join(before) + "\n")
    assert len([line for line in before if '"is":"row"' in line]) > 40 and any('"is":"medium"' in line for line in before)
    done = restore("all.jsonl")
    rows = len([line for line in before if line.startswith('{"is":"row"')])
    assert f"{rows} new rows, 0 held" in done.out, done
    after = lines("other")
    assert after == before, [pair for pair in zip(after, before) if pair[0] != pair[1]][:5]
    assert f"0 new rows, {rows} held" in restore("all.jsonl").out
    assert lines("other") == before
    assert f"0 new rows, {rows} held" in restore("all.jsonl", data="data").out
    assert lines() == before


def test_media_beside_lines():
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3)))
    os.mkdir("out")
    with open("out/all.jsonl", "w") as file:
        file.write("\n".join(lines()) + "\n")
    shutil.copytree("data/media", "out/media")
    assert "1 media files" in restore("out/all.jsonl").out
    name, = os.listdir("other/media")
    assert open("other/media/" + name, "rb").read() == anki.PICTURE
    assert "media files" not in restore("out/all.jsonl").out
    with open("out/media/" + name, "wb") as file:
        file.write(b"something else")
    done = restore("out/all.jsonl", data="third")
    assert "does not hold what its name says" in done.err and not os.listdir("third/media"), done


def test_lines_lie_in_folders():
    harness.good(harness.run(harness.SYNC, "import", SAMPLE))
    os.mkdir("folder")
    with open("folder/all.jsonl", "w") as file:
        file.write("\n".join(lines()) + "\n")
    with open("folder/more.tsv", "w") as file:
        file.write("Capital of Peru\tLima\n")
    with open("folder/other.jsonl", "w") as file:
        file.write('{"a": 1}\n')
    done = restore("folder")
    assert "folder: taken for JSON lines of everything" in done.out and harness.counts(done) == (1, 0, 0, 0), done
    assert lines("other")[1:] != lines()[1:]
    for kind, rows in (("jsonl", 1), ("csv", 0)):
        done = harness.good(harness.run(harness.CAIRN, "import", "--as", kind, "folder",
                                        env=harness.environment(CAIRN_DATA=os.path.abspath(kind))))
        assert ("new rows" in done.out) == (rows == 1) and harness.counts(done)[0] == 1 - rows, done
    assert lines("jsonl") == lines()
    line = harness.one_sentence(restore("folder/other.jsonl", code=3), 3)
    assert "folder/other.jsonl" in line and "JSON lines of cairn's" in line and "Anki" in line, line


def test_broken_lines_restore_nothing():
    harness.good(harness.run(harness.SYNC, "import", SAMPLE))
    whole = lines()
    rows = [i for i, line in enumerate(whole) if line.startswith('{"is":"row"')]
    chance = random.Random(1)
    for n in range(60):
        broken = list(whole)
        at = chance.choice(rows)
        kind = n % 4
        if kind == 0:
            broken[at] = broken[at][:chance.randrange(1, len(broken[at]))]
        elif kind == 1:
            broken[at] = broken[at].replace('"kind":"note"', '"kind":"nothing"').replace('"kind":"review"', '"kind":5')
        elif kind == 2:
            broken[at] = broken[at].replace('"log":"', '"log":"zz', 1)
        else:
            broken[at] = broken[at].replace('"fs":["', '"fs":["\\u001b[31m', 1)
        with open("bad.jsonl", "w") as file:
            file.write("\n".join(broken) + "\n")
        line = harness.one_sentence(restore("bad.jsonl", data="bad", code=3), 3)
        assert f"bad.jsonl:{at + 1}" in line, (line, broken[at])
    assert not [line for line in lines("bad") if '"is":"row"' in line]


def fronts(data):
    return sorted(json.loads(line)["fields"][0] for line in lines(data) if line.startswith('{"is":"note"'))


def test_two_lives_of_one_file():
    """A store put back in its own inode knows nothing of it, and writes its log's numbers once more: what two such stores export comes
    together without a server as well, as it does from backups."""
    add = lambda *names: [harness.good(harness.run(harness.CAIRN, "add", name, "back")) for name in names]
    add("both")
    saved = open("data/cairn.db", "rb").read()
    add("first 1", "first 2", "left out", "first 3")
    with open("first.jsonl", "w") as file:
        file.write("\n".join(line for line in lines() if '"left out"' not in line) + "\n")  # a number that is not there
    with open("data/cairn.db", "r+b") as file:
        file.write(saved)
        file.truncate()
    add("second 1", "second 2")
    with open("second.jsonl", "w") as file:
        file.write("\n".join(lines()) + "\n")
    told = [{(row["log"], row["n"]) for row in map(json.loads, open(name)) if row["is"] == "row"} for name in ("first.jsonl", "second.jsonl")]
    assert len(told[0] & told[1]) > 1, "both lives wrote the same numbers, or this test shows nothing"
    whole = ["both", "first 1", "first 2", "first 3", "second 1", "second 2"]
    done = restore("first.jsonl", data="data")
    assert "3 new rows, 1 held" in done.out and fronts("data") == whole, (done, fronts("data"))
    for data, names in (("ab", ("first", "second")), ("ba", ("second", "first"))):
        for name in names:
            restore(name + ".jsonl", data=data)
        assert fronts(data) == whole, (data, fronts(data))
        for name in names:
            assert "0 new rows" in restore(name + ".jsonl", data=data).out
    own, = harness.query("SELECT name FROM log WHERE own")[0]
    add("third")  # what one goes on with is in no log that somebody else may write
    restore("first.jsonl", data="later")
    with open("all.jsonl", "w") as file:
        file.write("\n".join(lines()) + "\n")
    restore("all.jsonl", data="later")
    assert fronts("later") == sorted([*whole, "third"]) and harness.query("SELECT name FROM log WHERE own")[0] == (own,)


def test_an_empty_store():
    assert {line["is"] for line in export()} == {"cairn", "type"}


def test_full_disk():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([harness.SYNC, "export", "--json"], env=harness.environment(), stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1 and b"No space left" in done.stderr


def test_usage():
    harness.one_sentence(harness.run(harness.SYNC, "export"), 2)


harness.main(globals())
