# SPDX-License-Identifier: MIT
"""Files that stay the learner's: columns and Markdown out, edited, and in again as edits; Anki judges what is for it."""
import os
import sqlite3

import anki
import anki_judge
import harness

NOW = "2026-11-20T12:00:00Z"
KINDS = [("basic", "what **bold** *and* `code` is", "1 < 2 & 3\n- one\n- two"), ("reversed", "left", "right, \"quoted\""),
         ("typed", "type this", "answer"), ("cloze", "{{c1::Rome}} is in {{c2::Italy::where}}", "more"),
         ("choice", "Which?", "this", "that\nother"), ("true-false", "Snow is white", "true"), ("list", "Colours", "red\ngreen"),
         ("number", "Six times seven", "42"), ("optional-reversed", "maybe", "both", "y"),
         ("basic", "# a hash", "ends\n\nin ==blank== lines"), ("basic", "[sound: a.mp3]", "[image: b.png] ~sub~ ^sup^")]


def env(data="data", now=NOW):
    return harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=now)


def cairn(*argv, code=0, **where):
    done = harness.run(harness.CAIRN, *argv, env=env(**where))
    assert done.code == code, done
    return done


def counts(done):
    line = next(line for line in done.out.splitlines() if " kept, " in line)
    return tuple(int(word) for word in line.split() if word.isdigit())


def query(sql, data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return db.execute(sql).fetchall()


def held(data="data"):
    return query("SELECT n.uid, n.type, d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck WHERE gone = 0 ORDER BY 1", data)


def own_notes():
    for i, (kind, *fields) in enumerate(KINDS):
        cairn("add", "--kind", kind, "--deck", f"Own::Deck {i % 3}", "--tags", "a b::c", "--", *fields)


def back_unchanged(name):
    before = held()
    done = cairn("import", name, now="2026-11-20T12:30:00Z")
    assert held() == before, [pair for pair in zip(held(), before) if pair[0] != pair[1]]
    assert counts(done)[:2] == (0, 0), done


def test_columns_come_back_as_they_are():
    own_notes()
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env()))
    for name in ("out.csv", "out.tsv"):
        cairn("export", name)
        back_unchanged(name)


def test_columns_come_back_as_edits():
    own_notes()
    cairn("export", "out.csv")
    text = open("out.csv").read()
    assert text.splitlines()[:6] == ["#separator:comma", "#html:true", "#guid column:1", "#notetype column:2", "#deck column:3",
                                     "#tags column:8"], text
    with open("out.csv", "w") as file:
        file.write(text.replace("Six times seven", "Seven times <b>six</b>").replace("type this", "type that", 1))
    done = cairn("import", "out.csv", now="2026-11-20T12:30:00Z")
    assert counts(done) == (0, 2, len(KINDS) - 2, 0), done
    assert [fields for *_, fields in held() if "Seven" in fields] == ["Seven times **six**\x1f42\x1f"], held()
    assert len(held()) == len(KINDS)


def test_anki_takes_columns():
    own_notes()
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env()))
    cairn("export", "out.tsv")
    cairn("export", "out.csv", "--deck", "Languages")
    state = anki_judge.judge("import", "a.anki2", "out.tsv", "out.csv")
    assert state["notes"]["amo"]["fields"] == ["amo", "I <b>love</b>"] and state["notes"]["amo"]["tags"] == ["a::b", "verbs"], state["notes"]["amo"]
    assert state["notes"]["amo"]["cards"]["0"]["deck"] == "Languages::Latin"
    assert state["log"][1]["new"] == 0, state["log"]
    kinds = sorted(note["kind"] for note in state["notes"].values())
    assert kinds.count("Cloze") == 2 and "Basic (type in the answer)" in kinds, kinds
    assert len([guid for guid in state["notes"] if guid.startswith("cairn-")]) >= 7, state["notes"].keys()


def test_standard_output():
    own_notes()
    out = cairn("export", "-", "--as", "tsv").out
    assert out.startswith("#separator:tab\n") and len(out.splitlines()) > len(KINDS)
    harness.one_sentence(harness.run(harness.SYNC, "export", "a.xyz", env=env()), 2)
    harness.one_sentence(harness.run(harness.SYNC, "export", "a.xyz", "--as", "xyz", env=env()), 2)


harness.main(globals())
