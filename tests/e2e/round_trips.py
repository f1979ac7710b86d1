# SPDX-License-Identifier: MIT
"""Notes of random content go out and come back: JSON lines and folders of Markdown into an empty store, columns and packages into one that
holds them and, as HTML says them (white space aside), into an empty one. A round is a seed with a handful of notes; ten share a store."""
import csv
import json
import os
import random
import re
import sqlite3
import unicodedata
import zipfile

import anki
import harness
from harness import counts

ROUNDS = int(os.environ.get("CAIRN_TEST_ROUNDS") or (2000 if os.environ.get("CAIRN_TEST_FULL") else 200))
TOGETHER = 10
WORDS = ["plain", "ünï", "食べる", "سلام عليكم", "שלום", "e\u0301", "👩‍👩‍👧", "ﬁ", "a\u00a0b", "½", "\u202f", "\u200d", "z\u0335", "ไทย", "Ω", "ß",
         "\"", "\"\"", "'", ",", ";", "\t", "|", "\\", "\\\\", "`", "*", "**", "_", "==", "~~", "<b>", "</b>", "&amp;", "&", "<", ">", "<!--", "-->",
         "$x^2$", "\\(x\\)", "{{c1::gap}}", "{{c2::gap::hint}}", "{{", "}}", "[image: a.png]", "[sound: b.mp3]", "[x](https://y.z)", "[", "]", "::", ":::",
         "#", "-", "1.", "---", "Front:", "Back:", "Q:", "A:", "%20", "\u2028", "\\ ", "\x7f"]
KINDS = {"basic": 2, "reversed": 2, "optional-reversed": 3, "cloze": 2, "typed": 3, "choice": 4, "true-false": 3, "list": 3, "number": 3}


def env(data):
    return harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW="2026-11-20T12:00:00Z")


def run(*argv, data, code=0):
    done = harness.run(harness.SYNC, *argv, env=env(data))
    assert done.code == code, done
    return done


def clean(text):
    """As texts are stored: NFC, lines without a carriage return, nothing but line feeds of all controls, nothing at the ends."""
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c == "\n" or not unicodedata.category(c) == "Cc").replace("\u2028", " ").strip()


def some_text(chance):
    lines = []
    for _ in range(chance.choice([1, 1, 1, 2, 3, 6])):
        parts = [chance.choice(WORDS) for _ in range(chance.randrange(0, 6))]
        lines.append(chance.choice(["", " "]).join(parts))
    return clean("\n".join(lines)) or chance.choice(["x", "é", "食"])


def some_notes(seed):
    chance = random.Random(seed)
    for i in range(chance.randrange(3, 7)):
        kind = chance.choice(list(KINDS))
        count = KINDS[kind] if chance.random() < 0.7 else 2
        fields = [some_text(chance) for _ in range(count)]
        if kind == "cloze":
            fields[0] += " {{c1::" + chance.choice(["gap", "два", "a b", "\"q\""]) + "}}"
        tags = " ".join(chance.sample(["one", "two::three", "ünï", "رمز"], chance.randrange(0, 3)))
        yield kind, f"Round {seed}" + chance.choice(["", "::Unter", "::日本 \"q\"", "::a/b"]), tags, fields


def row(n, kind, deck, tags, fields, types):
    return {"is": "row", "log": anki.name32(7), "n": n, "origin": anki.name32(9), "at": 1795000000000 + n, "t": 0, "z": 0, "kind": "note",
            "u": anki.name32(1000 + n * 0x9E3779B97F4A7C15 % (1 << 63)), "ty": types[kind], "dk": deck, "tg": tags, "fs": fields, "gone": 0, "g": 1}


def make(data, seeds):
    """A store with those seeds' notes, made of lines, which take texts as they are."""
    types = {}
    for line in run("export", "--json", data="empty").out.splitlines():
        line = json.loads(line)
        if line["is"] == "type":
            types[line["name"]] = line["uid"]
    lines = ['{"is":"cairn","format":1,"exported":"2026-11-20T12:00:00.000Z"}']
    for seed in seeds:
        for note in some_notes(seed):
            lines.append(json.dumps(row(len(lines), *note, types), ensure_ascii=False, separators=(",", ":")))
    with open(data + ".jsonl", "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")
    run("import", data + ".jsonl", data=data)
    assert len(held(data)) == len(lines) - 1
    return data


def held(data):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return {row[0]: row[1:] for row in
                db.execute("SELECT n.uid, n.type, d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck WHERE gone = 0")}


def differing(a, b):
    return [(a.get(uid), b.get(uid)) for uid in {**a, **b} if a.get(uid) != b.get(uid)][:3]


def batches():
    for first in range(0, ROUNDS, TOGETHER):
        yield make(f"store{first}", range(first, first + TOGETHER))


def html_fields(package):
    with zipfile.ZipFile(package) as file:
        with open(package + ".db", "wb") as db:
            db.write(file.read("collection.anki21"))
    with sqlite3.connect(package + ".db") as db:
        return {guid: (fields, tags) for guid, fields, tags in db.execute("SELECT guid, flds, tags FROM notes")}


def columns(path):
    """{guid: the other columns}, white space aside: in HTML several spaces are one, and lines before a list or a rule are none,
    and a style that goes on is one."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        rows = list(csv.reader(lines, delimiter="\t" if path.endswith("tsv") else ","))
    return {row[0]: [re.sub("<(\\w+)></\\1>|</(\\w+)><\\2>", "", re.sub("&nbsp;| |<br>", "", column)) for column in row[1:]] for row in rows}


def test_lines():
    for data in batches():
        run("export", "out.jsonl", "--force", data=data)
        run("import", "out.jsonl", data=data + "-back")
        run("export", "back.jsonl", "--force", data=data + "-back")
        one, two = (open(name, encoding="utf-8").read().splitlines() for name in ("out.jsonl", "back.jsonl"))
        assert one == two, [pair for pair in zip(one, two) if pair[0] != pair[1]][:3]
        assert not differing(held(data), held(data + "-back")), differing(held(data), held(data + "-back"))


def test_folders():
    for data in batches():
        run("export", data + "-md/", data=data)
        done = run("import", data + "-md", data=data + "-back")
        assert not differing(held(data), held(data + "-back")), differing(held(data), held(data + "-back"))
        assert counts(done)[3] == 0, done
        assert counts(run("import", data + "-md", data=data))[:2] == (0, 0)


def test_columns():
    for data in batches():
        for name in ("out.csv", "out.tsv"):
            run("export", name, "--force", data=data)
            before = held(data)
            done = run("import", name, data=data)
            assert not differing(before, held(data)) and counts(done)[:2] == (0, 0), (done, differing(before, held(data)))
            back = f"{data}-{name}"
            assert counts(run("import", name, data=back))[0] == len(before)
            run("export", "again-" + name, "--force", data=back)
            one, two = columns(name), columns("again-" + name)
            assert one == two, differing(one, two)


def test_packages():
    for data in batches():
        run("export", "out.apkg", "--force", data=data)
        before = held(data)
        done = run("import", "out.apkg", data=data)
        assert not differing(before, held(data)) and counts(done)[:2] == (0, 0), (done, differing(before, held(data)))
        assert counts(run("import", "out.apkg", data=data + "-back"))[0] == len(before)
        run("export", "again.apkg", "--force", data=data + "-back")
        one, two = html_fields("out.apkg"), html_fields("again.apkg")
        assert one == two, differing(one, two)


def test_a_nul_is_refused():
    with open("a.csv", "wb") as file:
        file.write(b"front\0,back\ngood,one\n")
    with open("b.md", "wb") as file:
        file.write(b"---\ncairn: 1\ndeck: D\n---\n\n<!-- new basic -->\nFront: a\0b\nBack: x\n")
    assert counts(run("import", "a.csv", data="nul", code=3)) == (1, 0, 0, 1)
    done = run("import", "b.md", data="nul", code=3)
    assert "b.md:7" in done.err and counts(done)[0] == 0, done
    with open("c.jsonl", "w") as file:
        file.write('{"is":"cairn","format":1,"exported":""}\n' + json.dumps(row(1, "basic", "D", "", ["a\0", "b"], {"basic": anki.name32(1)})) + "\n")
    harness.one_sentence(run("import", "c.jsonl", data="nul", code=3), 3)
    assert len(held("nul")) == 1


harness.main(globals())
