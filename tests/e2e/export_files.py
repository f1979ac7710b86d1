# SPDX-License-Identifier: MIT
"""Files that stay the learner's: columns and Markdown out, edited, and in again as edits; Anki judges what is for it."""
import json
import os
import random

import anki
import anki_judge
import harness
from harness import counts, query

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


def test_one_note_in_two_files_is_one():
    own_notes()
    for name in ("out.csv", "out.tsv", "notes/"):
        cairn("export", name)
    before = held()
    done = cairn("import", "out.csv", "out.tsv", "notes", now="2026-11-20T12:30:00Z")
    assert held() == before and counts(done) == (0, 0, 3 * len(KINDS), 0), done
    with open("notes/Own/Deck 1.md") as file:
        head, notes = blocks(file.read())
    name, note = next((name, note) for name, note in notes.items() if " basic" in note)
    with open("notes/Own/Deck 1.md", "a") as file:
        file.write("\n" + note.replace("Back: ", "Back: a copy that says more, "))  # pasted below itself, and edited: another note
    assert counts(cairn("import", "notes", now="2026-11-20T12:40:00Z"))[0] == 1 and len(held()) == len(before) + 1


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


def files(folder="notes"):
    return {os.path.relpath(os.path.join(path, name), folder): open(os.path.join(path, name), encoding="utf-8").read()
            for path, _, names in os.walk(folder) for name in names}


def test_a_folder_is_stable():
    own_notes()
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env()))
    cairn("export", "notes/")
    before = files()
    assert sorted(before) == ["Languages/Latin.md", "Own.md", "Own/Deck 0.md", "Own/Deck 1.md", "Own/Deck 2.md"], before.keys()
    assert before["Languages/Latin.md"].startswith("---\ncairn: 1\ndeck: Languages::Latin\n"), before["Languages/Latin.md"]
    times = {name: os.stat("notes/" + name).st_mtime_ns for name in before}
    cairn("export", "notes", "--as", "md", now="2026-11-20T13:00:00Z")
    assert times == {name: os.stat("notes/" + name).st_mtime_ns for name in before} and files() == before
    back_unchanged("notes")


def blocks(text):
    head, *notes = text.split("\n\n<!-- ")
    return head.rstrip("\n") + "\n", {note[:13]: "<!-- " + note.rstrip("\n") + "\n" for note in notes}


def joined(head, notes):
    return head + "".join("\n" + notes[uid] for uid in sorted(notes))


PIECES = ["plain words", "**bold** and `code`", "Back: not a label", "<!-- not a comment", "\\ a backslash", "- an item", "# a line", "---",
          "$x^2$", "ends in a space \\ ", "a  b", "日本語 ünï", "{{c1::gap}}", "| a | b |", "new one", "1. item", "", "Front:"]


def some_text(chance):
    lines = [chance.choice(PIECES) for _ in range(chance.randrange(1, 5))]
    return "\n".join(lines).strip() or "x"


def label_field(label, text):
    first, *more = text.split("\n")
    escaped = [("\\" if line.startswith(("<!--", "\\", "Front:", "Back:")) else "") + line for line in more]
    return "\n".join([f"{label}:" + (f" {first}" if first else "")] + escaped)


def edited(before, chance):
    """Texts and tags changed, notes moved between files, new ones; every file as an export would write it."""
    parts = {name: blocks(text) for name, text in before.items()}
    basic = [(name, uid) for name, (_, notes) in parts.items() for uid, note in notes.items() if " basic" in note.split("\n")[0]]
    for name, uid in chance.sample(basic, min(3, len(basic))):
        tags = " | " + " ".join(chance.sample(["one", "two::x", "drei"], 2)) if chance.random() < 0.5 else ""
        note = f"<!-- {uid} basic{tags} -->\n" + label_field("Front", some_text(chance)) + "\n" + label_field("Back", some_text(chance)) + "\n"
        del parts[name][1][uid]
        to = chance.choice(list(parts)) if chance.random() < 0.4 else name
        parts[to][1][uid] = note
    uid = anki.name32(chance.getrandbits(64))
    parts[chance.choice(list(parts))][1][uid] = f"<!-- {uid} basic -->\nFront: new {uid}\nBack: {chance.choice(PIECES[:2])}\n"
    return {name: joined(*part) for name, part in parts.items()}


def test_edits_come_back_byte_for_byte():
    """Export, edit at random, import, export: the edited files."""
    own_notes()
    harness.good(harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env()))
    cards = cairn("cards", "--json").out.count('"uid"')
    assert cards
    rounds = 200 if os.environ.get("CAIRN_TEST_FULL") else 25
    for seed in range(rounds):
        chance = random.Random(seed)
        cairn("export", "notes/")
        wanted = edited(files(), chance)
        for name, text in wanted.items():
            with open("notes/" + name, "w", encoding="utf-8") as file:
                file.write(text)
        now = f"2026-11-20T{13 + seed // 60 % 10:02}:{seed % 60:02}:00Z"
        done = cairn("import", "notes", now=now)
        assert counts(done)[0] == 1 and counts(done)[3] == 0, done
        cairn("export", "notes/", "--force", now=now)
        after = files()
        assert after == wanted, [(seed, name, after.get(name), wanted[name]) for name in wanted if after.get(name) != wanted[name]]


def test_progress_is_kept_and_what_is_left_out_stays():
    cairn("add", "--deck", "Own", "front", "back")
    cairn("add", "--deck", "Own", "other", "back")
    uid = json.loads(cairn("cards", "--json").out)[0]["uid"]
    cairn("answer", uid, "easy", now="2026-11-20T12:01:00Z")
    cairn("export", "notes/")
    head, notes = blocks(files()["Own.md"])
    kept = {name: note.replace("Front: front", "Front: changed") for name, note in notes.items() if "other" not in note}
    with open("notes/Own.md", "w") as file:
        file.write(joined(head, kept) + "\n<!-- new typed | t -->\nFront: of my own\nBack: yes\n")
    done = cairn("import", "notes", now="2026-11-20T12:30:00Z")
    assert counts(done) == (1, 1, 0, 0) and "1 missing: kept\n" in done.out, done
    texts = sorted(fields for *_, fields in held())
    assert texts == ["changed\x1fback", "of my own\x1fyes", "other\x1fback"], texts
    card = next(card for card in json.loads(cairn("cards", "--json", now="2026-11-20T12:31:00Z").out) if card["uid"] == uid)
    assert card["reps"] == 1 and card["state"] == "review", card


def suspended(now):
    return sorted(card["queue"] for card in json.loads(cairn("cards", "--json", now=now).out)).count("suspended")


def test_missing_notes_are_suspended_when_asked_for():
    """Of two decks one is edited; what lies in a deck whose file is not there is not missing, nor what was moved to another file."""
    for deck in ("One", "Two", "Three"):
        for front in ("a", "b", "c"):
            cairn("add", "--kind", "reversed", "--deck", deck, f"{deck} {front}", "back")
    cairn("export", "notes/")
    os.remove("notes/Three.md")
    (one, own), (two, other) = blocks(files()["One.md"]), blocks(files()["Two.md"])
    gone, moved = [name for name, note in own.items() if "One c" not in note]
    other[moved] = own.pop(moved)
    del own[gone]
    for name, text in (("One.md", joined(one, own)), ("Two.md", joined(two, other))):
        with open("notes/" + name, "w") as file:
            file.write(text)
    done = cairn("import", "--dry-run", "--suspend-missing", "notes", now="2026-11-20T12:10:00Z")
    assert "1 missing: kept, 2 of their cards suspended" in done.out and suspended("2026-11-20T12:11:00Z") == 0, done
    assert "1 missing: kept\n" in cairn("import", "notes", now="2026-11-20T12:20:00Z").out and suspended("2026-11-20T12:21:00Z") == 0
    done = cairn("import", "--suspend-missing", "notes", now="2026-11-20T12:30:00Z")
    assert counts(done) == (0, 0, 5, 0) and "1 missing: kept, 2 of their cards suspended" in done.out, done
    cairn("fold", now="2026-11-20T12:31:00Z")
    assert suspended("2026-11-20T12:32:00Z") == 2
    cairn("undo", now="2026-11-20T12:33:00Z")
    assert suspended("2026-11-20T12:34:00Z") == 0
    with open("notes/One.md", "a") as file:
        file.write("\n<!-- new nothing -->\nFront: x\n")
    done = cairn("import", "--suspend-missing", "notes", now="2026-11-20T12:40:00Z", code=3)
    assert "missing" not in done.out, done  # a file that could not be read whole says nothing of what is not in it


def test_files_of_others_stay():
    cairn("add", "--deck", "Own", "front", "back")
    os.mkdir("notes")
    with open("notes/Own.md", "w") as file:
        file.write("# mine\n")
    harness.one_sentence(harness.run(harness.CAIRN, "export", "notes", env=env()), 3)
    assert open("notes/Own.md").read() == "# mine\n"
    cairn("export", "notes", "--force")
    assert "front" in open("notes/Own.md").read()


def test_broken_lines_are_named():
    with open("bad.md", "w") as file:
        file.write("---\ncairn: 1\ndeck: Bad\n---\n\n<!-- new basic -->\nBack: first\n\n<!-- new nothing -->\nFront: x\n\n"
                   "<!-- new basic -->\nFront:\nBack:\n\n<!-- new basic -->\nFront: good\nBack: one\n")
    done = cairn("import", "bad.md", code=3)
    assert counts(done)[0] == 1 and [line.split(":")[1] for line in done.err.splitlines()] == ["7", "9", "12"], done


harness.main(globals())
