# SPDX-License-Identifier: MIT
"""Packages for Anki: Anki's own importer says what it finds in them; there and back again nothing is doubled.

Against Anki's own samples these are compared, note by note (by guid) and card by card: note type's id and name, templates,
names of fields, style, LaTeX around it, fields, tags, number, sort field, checksum, flags and data, moment of the last change; the card's deck, type, due day, all flags,
whether it is suspended or buried, the steps that are left, answers (reps), lapses, interval, the moment of the last answer; the seconds of a step within the five minutes
by which Anki spreads them; the log's moments, ratings, intervals, intervals before and times, and no line more; stability within 1 %, difficulty within 0.01, desired retention, decay; the decks.
Not equal, each for a reason:
- a card's own number: cairn keeps a note's, and gives cards theirs in the order in which they are asked; its moment of change is that of the export;
- its ease factor, and a log line's: cairn schedules by FSRS, its rows have no ease; the last line says the difficulty, as Anki with FSRS does;
- the interval before a card's first answer: Anki writes the first step of the preset of that day, cairn's row has none, so it is 0; behind a step Anki writes that step's length, cairn what
  was planned; behind a line that is left out it is the one before that;
- the position of a new card, and the one that it had (data's pos): cairn asks new cards in the order of their age, and that order goes out;
- answers, interval, desired retention and decay of a card that was reset, or that got a day without an answer: its rows begin anew there;
- the interval behind relearning: of FSRS here, Anki keeps the one that was planned before;
- who buried a card: it is the learner (-3) here, whether a sibling (-2) did it or not, and only until its day;
- lines of the log that only moved a day or reset a card (no rating): they are decisions here and have no line; filtered decks: their cards have gone home;
  and decks without a card, which only a whole collection has."""
import fcntl
import functools
import json
import os
import random
import re
import sqlite3
import subprocess
import zipfile

import anki
import anki_judge
import harness
from harness import counts, query
from wire import Wire

SHARED = os.environ.get("CAIRN_TEST_ANKI") or os.path.join(harness.ROOT, "../shared/anki")
NOW = "2026-11-20T12:00:00Z"


def sample_or_skip(name):
    path = os.path.join(SHARED, name)
    if not os.path.exists(path):
        raise harness.Skip(f"Anki's own samples are not beside the project (../shared/anki/{name})")
    return path


def env(data="data"):
    return harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW)


def cairn(*argv, data="data", code=0):
    done = harness.run(harness.CAIRN, *argv, env=env(data))
    assert done.code == code, done
    return done
bring = functools.partial(harness.bring, CAIRN_NOW=NOW)


def cards(data="data"):
    return {card["uid"]: card for card in json.loads(cairn("cards", "--json", data=data).out)}


def same_note(guid, a, b):
    for key in ("id", "type", "kind", "names", "cloze", "sortf", "css", "latex", "templates", "fields", "tags", "mod", "csum", "sort", "flags", "data"):
        assert a[key] == b[key], (guid, key, a[key], b[key])
    assert a["cards"].keys() == b["cards"].keys(), guid


def same_card(where, a, b):
    def log(card):
        return [line for line in card["log"] if line[1] > 0]
    if not a["filtered"] and "filtered" not in a["deck"]:  # without schedules Anki leaves a card in a filtered deck's name
        assert a["deck"] == b["deck"], (where, a["deck"], b["deck"])
    whole = len(log(a)) == len(a["log"])
    assert [l[:5 if whole else 4] for l in log(a)] == [l[:5 if whole else 4] for l in log(b)], (where, log(a), log(b))
    assert {l[0] for l in b["log"]} <= {l[0] for l in a["log"]}, (where, a["log"], b["log"])
    for before, one, other in zip(a["log"], a["log"][1:], b["log"][1:]) if whole else ():
        assert before[2] < 0 or one[5] == other[5], (where, log(a), log(b))
    assert all(l[6] in (0, *(m[6] for m in log(a))) or 100 <= l[6] <= 1100 for l in log(b)), (where, log(b))
    assert a["flag"] == b["flag"] and (a["queue"] == -1) == (b["queue"] == -1) and (a["queue"] < -1) == (b["queue"] < -1), where
    assert a["type"] == b["type"] and a["flags"] == b["flags"], (where, a, b)
    assert (a["factor"] > 0) == (b["factor"] > 0), (where, a, b)
    if a["queue"] == 1:
        assert 0 <= a["due"] - b["due"] <= 300, (where, a["due"], b["due"])
    if a["type"] == 2 or a["queue"] == 3:
        assert a["due"] == b["due"], (where, a, b)
    if a["type"]:
        assert (a["left"], a["left_today"]) == (b["left"], b["left_today"]), (where, a, b)
    if a["type"] and a["reps"]:
        assert (a["reps"], a["lapses"]) == (b["reps"], b["lapses"]), (where, a, b)
    if a["type"] == 2 and a["reps"]:
        assert a["ivl"] == b["ivl"], (where, a, b)
    if a["s"]:
        assert abs(b["s"] / a["s"] - 1) < 0.01 and abs(a["d"] - b["d"]) < 0.01 and b["dr"] and abs(b["decay"] - a["decay"]) < 0.001, (where, a, b)


def as_it_was(name):
    path, out = sample_or_skip(name), "out" + os.path.splitext(name)[1]
    bring(path)
    cairn("export", out)
    before, after = anki_judge.judge("import", "a.anki2", path), anki_judge.judge("import", "b.anki2", out)
    assert before["notes"].keys() == after["notes"].keys() and len(after["notes"]) > 20
    compared = 0
    for guid, note in before["notes"].items():
        same_note(guid, note, after["notes"][guid])
        for ord_, card in note["cards"].items():
            same_card((guid, ord_), card, after["notes"][guid]["cards"][ord_])
            where = f"{guid} {ord_}"
            assert not card["log"] or before["answered"].get(where) in (None, after["answered"].get(where)), where  # older cards have none there
            compared += 1
    assert compared >= 30
    used = {card["deck"] for note in before["notes"].values() for card in note["cards"].values()} - set(before["filtered"]) | {"Default"}
    assert set(after["decks"]) == {"::".join(name.split("::")[:i + 1]) for name in used for i in range(name.count("::") + 1)}, (before["decks"], after["decks"])
    assert before["fsrs"] == after["fsrs"]
    for deck, preset in before["presets"].items():
        if deck in after["presets"]:
            assert preset == after["presets"][deck], (deck, preset, after["presets"][deck])
    assert "problem" not in after["check"].lower() or "0 problem" in after["check"].lower(), after["check"]
    held = [name for name in after["media"] if name in before["media"]]
    assert held == after["media"], (before["media"], after["media"])


def test_ankis_own_new_package():
    as_it_was("s20.apkg")


def test_ankis_own_legacy_package():
    as_it_was("s20-legacy.apkg")


def test_ankis_own_thousand():
    as_it_was("s1k.apkg")


def test_ankis_own_collection():
    as_it_was("s20.colpkg")


def test_ankis_own_package_without_schedules():
    as_it_was("s20-nosched.apkg")
    cairn("export", "bare.apkg", "--no-schedule")
    state = anki_judge.judge("import", "c.anki2", "bare.apkg")
    assert {(card["type"], card["reps"], len(card["log"])) for note in state["notes"].values() for card in note["cards"].values()} == {(0, 0, 0)}


KINDS = [("basic", "what **bold** *and* `code` is", "1 < 2 & 3\n- one\n- two"), ("reversed", "left", "right"),
         ("typed", "type this", "answer"), ("cloze", "{{c1::Rome}} is in {{c2::Italy::where}}", ""),
         ("choice", "Which?", "this", "that\nother"), ("true-false", "Snow is white", "true"), ("list", "Colours", "red\ngreen"),
         ("number", "Six times seven", "42"), ("optional-reversed", "maybe", "both", "y")]


def own_notes(data="data"):
    for kind, *fields in KINDS:
        cairn("add", "--kind", kind, "--deck", "Own::Deck", "--tags", "a b::c", *fields, data=data)


def answered(data="data"):
    """A new card, one that is learned, one that was forgotten again: moments are counted up, as a clock would."""
    names = sorted(cards(data))
    for i, (card, rating) in enumerate([(names[0], "easy"), (names[1], "good"), (names[2], "easy"), (names[2], "again")]):
        done = harness.run(harness.CAIRN, "answer", card, rating, env={**env(data), "CAIRN_NOW": f"2026-11-{17 + i}T12:00:00Z"})
        assert done.code == 0, done


def test_notes_of_every_kind():
    own_notes()
    answered()
    cairn("export", "out.apkg")
    state = anki_judge.judge("import", "a.anki2", "out.apkg")
    assert state["log"][0]["new"] == len(KINDS), state["log"]
    held = {note["kind"]: note for note in state["notes"].values()}
    assert held["Basic (cairn)"]["fields"] == ["what <b>bold</b> <i>and</i> <code>code</code> is",
                                               "1 &lt; 2 &amp; 3<ul><li>one</li><li>two</li></ul>"], held["Basic (cairn)"]
    assert sorted(held["Cloze (cairn)"]["cards"]) == ["0", "1"] and len(held["Basic and reversed (cairn)"]["cards"]) == 2
    assert all(note["tags"] == ["a", "b::c"] for note in held.values())
    assert all(card["deck"] == "Own::Deck" for note in held.values() for card in note["cards"].values())
    lines = sorted(line[:4] for note in held.values() for card in note["cards"].values() for line in card["log"])
    rows = query("SELECT r.t, r.card FROM row r WHERE kind = 1 ORDER BY t")
    assert [line[0] for line in lines] == [t for t, _ in rows] and [line[1] for line in lines] == [4, 3, 4, 1], lines
    due = {uid: card["due"] for uid, card in cards().items() if card["queue"] == "review"}
    days = sorted(card["due"] for note in held.values() for card in note["cards"].values() if card["queue"] == 2)
    assert days == sorted(due.values()) and days, (days, due)
    memory = sorted(card["s"] for note in held.values() for card in note["cards"].values() if card["s"])
    assert all(abs(a - b) < 1e-3 for a, b in zip(memory, sorted(card["S"] for card in cards().values() if card["S"]))) and len(memory) == 3


def test_there_and_back_doubles_nothing():
    own_notes()
    answered()
    bring(anki.sample("g.apkg", 3))
    cairn("fold")
    before, notes = cards(), query("SELECT uid, type, tags, fields FROM note ORDER BY uid")
    reviews = query("SELECT t, card, body FROM row WHERE kind IN (1, 2) ORDER BY t")
    cairn("export", "out.apkg")
    anki_judge.judge("import", "a.anki2", "out.apkg")
    anki_judge.judge("export", "a.anki2", "back.apkg")
    done = bring("back.apkg")
    now = query("SELECT uid, type, tags, fields FROM note ORDER BY uid")
    assert now == notes, [pair for pair in zip(now, notes) if pair[0] != pair[1]]
    assert counts(done)[0] == 0 and counts(done)[1] == 0, done
    assert "0 new reviews" in done.out, done
    cairn("fold")
    now = query("SELECT uid, type, tags, fields FROM note ORDER BY uid")
    assert now == notes, [pair for pair in zip(now, notes) if pair[0] != pair[1]]
    assert query("SELECT t, card, body FROM row WHERE kind IN (1, 2) ORDER BY t") == reviews
    after = cards()
    assert {uid: (card["due"], card["queue"]) for uid, card in after.items() if card["state"] == "review"} == \
        {uid: (card["due"], card["queue"]) for uid, card in before.items() if card["state"] == "review"}
    rows = query("SELECT count(*) FROM row")
    bring("back.apkg")
    assert query("SELECT count(*) FROM row") == rows


def test_an_edit_here_is_an_update_there():
    bring(anki.sample("g.apkg", 3))
    cairn("export", "one.apkg")
    uid = anki.note_uid("amo")
    with open("edit.txt", "w") as file:
        file.write("#separator:tab\n#html:true\n#guid column:1\n#deck column:2\namo\tLanguages::Latin\tamo\tI <b>adore</b>\n")
    done = harness.run(harness.SYNC, "import", "edit.txt", env={**env(), "CAIRN_NOW": "2026-11-20T12:10:00Z"})
    assert counts(done) == (0, 1, 0, 0), done
    assert query(f"SELECT fields FROM note WHERE uid = {uid - (1 << 64) if uid >> 63 else uid}")[0][0] == "amo\x1fI **adore**"
    cairn("fold")
    cairn("export", "two.apkg")
    state = anki_judge.judge("import", "a.anki2", "g.apkg", "one.apkg", "two.apkg")
    assert len(state["notes"]) == 4, state["notes"]
    assert state["notes"]["amo"]["fields"] == ["amo", "I <b>adore</b>"], state["notes"]["amo"]
    assert (state["log"][1]["new"], state["log"][2]["new"], state["log"][2]["updated"]) == (0, 0, 1), state["log"]


def test_html_goes_out_as_it_came():
    """Kept, as the fields say it, or as the way out makes it of them: to the byte the same."""
    fields = {101: ("amo", "I <b>love</b> you &amp; me<br>and you"), 102: ("{{c1::Roma}}", ""), 103: ("plain", "words"),
              104: ("<div>an odd</div> <span style='color:red'>way</span>", "a > b")}
    sql = [f"UPDATE notes SET flds = '{first}' || char(31) || '{second}' WHERE id = {note}".replace("color:red'>", "color:red''>").replace("style='", "style=''")
           for note, (first, second) in fields.items()]
    bring(anki.pack("odd.apkg", 3, anki.sample_database(3, sql), {}))
    kept = dict(query("SELECT number, html FROM brought"))
    assert kept == {101: "", 102: None, 103: None, 104: "\x1f".join(fields[104])}, kept
    cairn("fold")
    cairn("export", "out.apkg")
    out = dict(anki.open_package("out.apkg").execute("SELECT id, flds FROM notes"))
    assert out == {note: "\x1f".join(both) for note, both in fields.items()}, out


def is_known_there(data):
    """Out of a store that no package was imported into: Anki knows its notes as the ones that it has, and takes an edit alone."""
    folder = os.path.abspath(data)
    assert not query("SELECT 1 FROM brought", data)
    cairn("fold", data=data)
    cairn("export", f"{data}-1.apkg", data=data)
    cairn("export", f"{data}-1.csv", data=data)
    assert "\namo," in open(f"{data}-1.csv").read()
    with open("edit.txt", "w") as file:
        file.write("#separator:tab\n#html:true\n#guid column:1\n#deck column:2\namo\tLanguages::Latin\tamo\tI <b>adore</b>\n")
    done = harness.run(harness.SYNC, "import", "edit.txt", env={**env(), "CAIRN_DATA": folder, "CAIRN_NOW": "2026-11-20T12:10:00Z"})
    assert counts(done) == (0, 1, 0, 0), done
    cairn("fold", data=data)
    cairn("export", f"{data}-2.apkg", data=data)
    before = anki_judge.judge("import", f"{data}-a.anki2", "g.apkg")
    state = anki_judge.judge("import", f"{data}-a.anki2", f"{data}-1.apkg")
    assert state["notes"] == before["notes"], [(guid, key, old, state["notes"][guid][key]) for guid, note in before["notes"].items()
                                               for key, old in note.items() if old != state["notes"][guid][key]]
    assert (state["log"][0]["new"], state["log"][0]["updated"]) == (0, 0), state["log"]
    state = anki_judge.judge("import", f"{data}-a.anki2", f"{data}-2.apkg")
    assert (state["log"][0]["new"], state["log"][0]["updated"]) == (0, 1) and len(state["notes"]) == 4, state["log"]
    assert state["notes"]["amo"]["fields"] == ["amo", "I <b>adore</b>"], state["notes"]["amo"]


def test_names_travel():
    """What a note is called in Anki goes where the note goes: to another device, into JSON lines."""
    bring(anki.sample("g.apkg", 3))
    with Wire() as wire:
        for data in ("data", "second"):
            os.makedirs(data, 0o700, exist_ok=True)
            harness.good(harness.run(harness.SYNC, "sync", env={**env(data), "MONGODB_URI": wire.uri(), "CAIRN_LEARNER": "ada"}))
    is_known_there("second")
    cairn("export", "all.jsonl")
    os.makedirs("third", 0o700)
    cairn("import", "all.jsonl", data="third")
    is_known_there("third")


def test_names_are_restored():
    bring(anki.sample("g.apkg", 3))
    cairn("export", "one.apkg")
    os.mkdir("kept", 0o700)
    harness.good(harness.run(harness.CAIRN, "backup", env={**env(), "CAIRN_BACKUP_DIR": os.path.abspath("kept")}))
    cairn("restore", os.path.join("kept", next(name for name in os.listdir("kept") if name != "media")), data="second")
    cairn("export", "two.apkg", data="second")
    one, two = (anki_judge.judge("import", f"{name}.anki2", f"{name}.apkg") for name in ("one", "two"))
    assert one["notes"] == two["notes"] and "amo" in two["notes"]


def test_without_schedules():
    bring(anki.sample("g.apkg", 3))
    cairn("export", "--no-schedule", "--no-media", "out.apkg")
    with zipfile.ZipFile("out.apkg") as file:
        assert json.loads(file.read("media")) == {} and sorted(file.namelist()) == ["collection.anki21", "media", "meta"]
        with open("out.db", "wb") as db:
            db.write(file.read("collection.anki21"))
    with sqlite3.connect("out.db") as db:
        assert db.execute("SELECT count(*) FROM revlog").fetchone() == (0,)
        assert set(db.execute("SELECT type, queue, reps, ivl, flags, data FROM cards")) == {(0, 0, 0, 0, 0, "{}")}
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert anki_judge.judge("import", "a.anki2", "out.apkg")["log"][0]["new"] == 4


def test_one_deck():
    bring(anki.sample("g.apkg", 3))
    done = cairn("export", "out.apkg", "--deck", "Languages")
    assert done.out.startswith("2 notes, 3 cards"), done
    state = anki_judge.judge("import", "a.anki2", "out.apkg")
    assert "Languages::Latin" in state["decks"] and "Own" not in state["decks"], state["decks"]
    harness.one_sentence(harness.run(harness.CAIRN, "export", "no.apkg", "--deck", "Nowhere", env=env()), 3)


def test_what_is_edited_in_anki_goes_out_and_stays_there():
    """A note type gets a field, another front and another style there: they come in, go out to a new collection, and our package over the
    edited collection keeps its guids, types and texts, and adds nothing."""
    bring(anki.sample("g.apkg", 3))
    cairn("export", "one.apkg")
    anki_judge.judge("import", "a.anki2", "g.apkg")
    anki_judge.judge("edit", "a.anki2", "Own type", "More", ".card { color: red; }", "own", "edited there")
    anki_judge.judge("export", "a.anki2", "edited.apkg")
    before = anki_judge.judge("import", "a.anki2", "one.apkg")  # what went out before the edit changes none of it
    assert before["notes"]["own"]["fields"][1] == "edited there" and before["notes"]["own"]["css"] == ".card { color: red; }", before["notes"]["own"]
    done = bring("edited.apkg")
    assert counts(done)[0] == 0, done
    cairn("fold")
    cairn("export", "two.apkg")
    fresh = anki_judge.judge("import", "b.anki2", "two.apkg")["notes"]
    for guid, note in before["notes"].items():
        for key in ("kind", "templates", "css", "fields", "tags"):
            assert note[key] == fresh[guid][key], (guid, key, note[key], fresh[guid][key])
    assert fresh["own"]["templates"][0][0].endswith("<i>{{More}}</i>") and len(fresh["own"]["fields"]) == 3, fresh["own"]
    after = anki_judge.judge("import", "a.anki2", "two.apkg")
    assert after["notes"] == before["notes"] and (after["log"][0]["new"], after["log"][0]["updated"]) == (0, 0), after["log"]


def test_presets_of_every_kind():
    anki_judge.judge("presets", "a.anki2", "new.apkg", "legacy.apkg")
    for name in ("new", "legacy"):
        bring(name + ".apkg", data=name)
        assert [cairn("set", "--deck", f"{deck}::Below", key, data=name).out.strip() for deck in ("One", "Two")
                for key in ("steps", "relearn", "leech-suspend", "siblings", "max-interval", "new", "retention")] == [
                    "none", "none", "off", "on", "123", "0", "0.85", "30s 90m 2d", "5m 30m", "on", "off", "124", "3", "0.93"]
        cairn("export", name + "-out.apkg", data=name)
        before, after = (anki_judge.judge("import", f"{name}{i}.anki2", path) for i, path in enumerate([name + ".apkg", name + "-out.apkg"]))
        for deck in ("One::Below", "Two::Below"):
            assert before["presets"][deck] == after["presets"][deck], (before["presets"][deck], after["presets"][deck])


def test_a_whole_collection():
    bring(anki.sample("g.apkg", 3))
    cairn("export", "all.colpkg")
    state = anki_judge.judge("import", "a.anki2", "all.colpkg")
    assert len(state["notes"]) == 4 and state["media"] == ["picture.png"] and state["fsrs"], state
    assert state["notes"]["amo"]["cards"]["0"]["due"] == "2026-12-01", state["notes"]["amo"]


def test_nothing_is_overwritten():
    own_notes()
    with open("out.apkg", "w") as file:
        file.write("mine")
    harness.one_sentence(harness.run(harness.CAIRN, "export", "out.apkg", env=env()), 3)
    assert open("out.apkg").read() == "mine"
    cairn("export", "out.apkg", "--force")
    assert zipfile.is_zipfile("out.apkg") and sorted(os.listdir(".")) == ["data", "out.apkg"], os.listdir(".")
    harness.one_sentence(harness.run(harness.CAIRN, "export", "nowhere/out.apkg", env=env()), 3)


def kill_at(n, *argv):
    path = os.path.join(os.environ["CAIRN_BUILD"], "tests/kill/kill-at")
    return subprocess.run([path, str(n), harness.SYNC, *argv], env=env(), capture_output=True, text=True).stdout


def test_killed_anywhere():
    """kill -9 at system calls: the file is the old one or the new one, one thing at most lies beside it, and the next export takes that away."""
    own_notes()
    for name, points in (("out.apkg", 40), ("out.csv", 15)):
        def is_whole(name=name):
            text = open(name, "rb").read()
            return text == b"old" or (zipfile.ZipFile(name).testzip() is None if name == "out.apkg" else text.count(b"\n") > len(KINDS))
        left = {"data", name, f".{name}.part"}
        calls = int(re.search(r"\d+", kill_at(0, "export", name, "--force")).group())
        parts = 0
        for n in random.Random(5).sample(range(1, calls + 1), points if not os.environ.get("CAIRN_TEST_FULL") else calls):
            with open(name, "wb") as file:
                file.write(b"old")
            kill_at(n, "export", name, "--force")
            assert set(os.listdir(".")) <= left and is_whole(), (n, os.listdir("."))
            parts += f".{name}.part" in os.listdir(".")
        assert parts, "no kill met the file half written"
        cairn("export", name, "--force")
        assert set(os.listdir(".")) == {"data", name} and is_whole() and open(name, "rb").read() != b"old", os.listdir(".")
        os.remove(name)


def test_two_at_once():
    """While one writes a file, another one that would is told so; what a stranger put there instead is not written to."""
    own_notes()
    with open(".out.apkg.part", "w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "being written" in harness.one_sentence(harness.run(harness.CAIRN, "export", "out.apkg", env=env()), 3)
        assert sorted(os.listdir(".")) == [".out.apkg.part", "data"]
    os.remove(".out.apkg.part")
    with open("mine", "w") as file:
        file.write("mine")
    os.symlink("mine", ".out.apkg.part")
    harness.one_sentence(harness.run(harness.CAIRN, "export", "out.apkg", env=env()), 3)
    os.remove(".out.apkg.part")
    os.link("mine", ".out.apkg.part")
    cairn("export", "out.apkg")
    assert open("mine").read() == "mine" and sorted(os.listdir(".")) == ["data", "mine", "out.apkg"]


harness.main(globals())
