# SPDX-License-Identifier: MIT
"""The verbs of docs/json.md: keys, exit codes, and what bad input gets."""
import json
import os
import re
import sqlite3
import stat

import harness
from harness import CAIRN, Terminal, cairn, environment, good, one_sentence

SIZE = ("--size", "40x20")


def read(*argv, **options):
    return json.loads(good(cairn(*argv, "--json", **options)).out)


def some_notes():
    good(cairn("add", "France?", "Paris", "--deck", "Geo::Europe"))
    good(cairn("add", "Peru?", "Lima", "--deck", "Geo::America"))
    good(cairn("add", "The {{c1::sun}} is a {{c2::star}}", "--kind", "cloze", "--deck", "Sky"))


def test_status_of_an_empty_store():
    assert read("status") == {"notes": 0, "cards": 0, "due": 0, "new": 0, "rows": 0, "answers": 0, "log": 0, "waiting": 0, "safe": 0,
                              "bytes_sent": 0, "bytes_received": 0, "sync_retry": None,
                              "stale": 0, "last_sync": None, "learner": None,
                              "known": 0, "xp": 0, "level": 0, "streak": 0, "freezes": 1, "quests": []}
    assert good(cairn("status")).out.count("\n") == 1


def test_next_answer_undo():
    some_notes()
    question = read("next")
    assert question["outcome"] == "card" and re.fullmatch("[0-9a-v]{13}", question["card"]), question
    assert question["front"] and question["state"] == "new" and question["due"] is None
    good(cairn("answer", question["card"], "good"))
    assert read("status")["answers"] == 1
    card = next(card for card in read("cards") if card["uid"] == question["card"])
    assert card["state"] == "learning" and card["reps"] == 1 and card["S"] > 2 and card["due"].startswith("2026-11-21T08:4"), card
    good(cairn("undo"))
    assert read("status")["answers"] == 0
    assert next(card for card in read("cards") if card["uid"] == question["card"])["state"] == "new"
    for left in (2, 1, 0):  # the notes were written by hand
        good(cairn("undo"))
        assert read("status")["notes"] == left
    one_sentence(cairn("undo"), 3)


def test_search():
    some_notes()
    for _ in range(2):  # without an index, and with one
        assert [card["fields"][0] for card in read("search", "deck:geo")] == ["Peru?", "France?"]
        assert [card["fields"][1] for card in read("search", "pari")] == ["Paris"]
        assert len(read("search", "is:new", "note:cloze")) == 2
        assert read("search", "(-deck:geo -note:cloze)") == []
        good(cairn("index"))
    one_sentence(cairn("search", "is:dull"), 3)
    one_sentence(cairn("search", "x", "--order", "size"), 2)


def test_add_from_stdin():
    good(cairn("add", "-", "--deck", "D", stdin=b"a\tb\\nc\n\nd\te\n"))
    assert [card["fields"] for card in read("search", "deck:D")] == [["d", "e"], ["a", "b\nc"]]
    assert "line 2" in one_sentence(cairn("add", "-", "--kind", "cloze", stdin=b"{{c1::x}}\nno gap\n"), 3)


def test_next_says_done_and_wait():
    good(cairn("add", "a", "b"))
    card = read("next")["card"]
    good(cairn("set", "learn-ahead", "0"))
    good(cairn("answer", card, "3"))
    waits = read("next")
    assert waits["outcome"] == "wait" and 0 < waits["wait_s"] <= 601, waits
    good(cairn("answer", card, "easy"))
    assert read("next") == {"outcome": "done", "wait_s": 0}


def test_deck_takes_its_sub_decks():
    some_notes()
    for deck in ("Geo", "Geo::Peru", "Geo::America", "Nowhere"):
        done = cairn("next", "--json", "--deck", deck)
        if deck in ("Geo", "Geo::America"):
            assert json.loads(good(done).out)["deck"].startswith("Geo"), deck
        else:
            one_sentence(done, 3)


def test_settings():
    assert good(cairn("set", "new")).out == "20\n"
    good(cairn("set", "new", "3"))
    assert good(cairn("set", "new")).out == "3\n"
    assert "(changed)" in good(cairn("set")).out
    assert read("set", "new") == {"new": {"value": "3", "changed": True}}
    everything = read("set")
    assert everything["new"]["value"] == "3" and everything["leech"] == {"value": "8", "changed": False}, everything
    assert set(everything) == {line.split()[0] for line in good(cairn("set")).out.splitlines()}
    good(cairn("set", "new", ""))
    assert good(cairn("set", "new")).out == "20\n"
    one_sentence(cairn("set", "new", "many"), 3)
    one_sentence(cairn("set", "no-such-key"), 3)


def test_stats():
    some_notes()
    card = read("next")["card"]
    for rating in ("good", "again", "easy"):
        good(cairn("answer", card, rating))
    stats = read("stats")
    assert [row["answers"] for row in stats["time"]["rows"]] == [1, 2, 0, 0, 3], stats["time"]
    assert stats["buttons"]["rows"][0]["good"] == 1 and stats["buttons"]["rows"][1]["again"] == 1
    assert sum(row["cards"] for row in stats["cards"]["rows"]) == read("status")["cards"]
    assert len(stats["calendar"]["rows"]) == 1 and stats["calendar"]["rows"][0]["answers"] == 3
    assert stats["calibration"]["rmse_bins"] is None and stats["retention"]["desired"] == 0.9
    assert stats["calibration"]["auc"] is None and stats["predictions_by_deck"]["rows"] == [] and stats["predictions_over_time"]["rows"] == []
    assert stats["drift"] == {"off": False, "tests": 0, "predicted": None, "recalled": None}, stats["drift"]
    assert stats["forecast"]["backlog"] == 0 and not stats["stale"]
    assert list(read("stats", "hours", "--days", "7")) == ["deck", "from", "today", "stale", "hours"]
    good(cairn("undo"))
    assert sum(row["answers"] for row in read("stats", "hours")["hours"]["rows"]) == 2
    assert "Hours: " in good(cairn("stats", "hours")).out
    one_sentence(cairn("stats", "tea-leaves"), 2)
    one_sentence(cairn("stats", "--days", "soon"), 2)
    one_sentence(cairn("stats", "--deck", "Nowhere"), 3)


def test_bad_command_lines():
    for words in (["--no-such"], ["nonsense"], ["answer"], ["answer", "x"], ["--mode", "sideways"], ["--size"], ["pin"],
                  ["add"], ["add", "a", "b", "c"], ["add", "a", "--kind", "poem"], ["--script", "<nokey>"],
                  ["--script", "x", "--size", "huge"], ["--profile", "../x", "status"], ["status", "extra"], ["cards", "extra"], ["set", "a", "b", "c"]):
        one_sentence(cairn(*words), 2)
    one_sentence(cairn("answer", "not-a-card", "3"), 3)
    one_sentence(cairn("answer", "0000000000000", "3"), 3)
    one_sentence(cairn("add", "no gap", "--kind", "cloze"), 3)
    assert "usage" in good(cairn("--help")).out or "cairn" in good(cairn("--help")).out
    assert re.fullmatch(r"cairn [0-9.]+\n", good(cairn("--version")).out)


def test_bad_stores():
    os.makedirs("data", mode=0o700)
    with open("data/cairn.db", "wb") as file:
        file.write(b"this is a letter, not a database, and it is long enough to look at" * 100)
    os.chmod("data/cairn.db", 0o600)
    one_sentence(cairn("status"), 4)
    one_sentence(cairn("--script", "q", *SIZE), 4)
    with sqlite3.connect("data/other.db") as db:
        db.execute("CREATE TABLE t(x)")
        db.execute("PRAGMA application_id = 12345")
    os.rename("data/other.db", "data/cairn.db")
    one_sentence(cairn("status"), 4)


def test_profiles_are_apart():
    good(cairn("add", "a", "b", "--profile", "ann"))
    assert read("status", "--profile", "ann")["notes"] == 1
    assert read("status")["notes"] == 0


def test_an_answer_in_every_mode():
    good(cairn("add", "Capital of Italy?", "Rome", "--deck", "A"))
    good(cairn("add", "Capital of Spain?", "Madrid", "--deck", "A"))
    good(cairn("add", "Capital of Peru?", "Lima", "--deck", "A"))
    for mode, keys in (("flip", " 4"), ("choice", "a4"), ("typed", "x<cr>4")):
        good(cairn("--mode", mode, "--script", keys, *SIZE))
    with sqlite3.connect("data/cairn.db") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    status = read("status")
    assert status["answers"] == 3 and status["new"] == 0, status


def test_a_script_keeps_a_half_typed_answer():
    good(cairn("add", "Italy?", "Rome", "--kind", "typed"))
    good(cairn("--script", "Ro", *SIZE))
    assert "> Ro" in good(cairn("--script", "", *SIZE)).out
    done = good(cairn("--script", "me<cr>", *SIZE)).out
    assert "Right." in done, done


def test_a_view_over_a_half_typed_answer_keeps_it():
    good(cairn("add", "Italy?", "Rome", "--kind", "typed"))
    done = good(cairn("study", "--script", "Ro<esc>w<space>!<esc>s", *SIZE)).out
    assert "Italy?!" in done and "> Ro" in done, done


def test_optimize_with_little_to_learn_from():
    some_notes()
    good(cairn("answer", read("next")["card"], "good"))
    found = read("optimize")
    assert found["outcome"] == "few" and found["adopted"] is False and found["loss_fitted"] is None, found
    assert found["fitted"] == found["in_force"] and len(found["fitted"]) == 21, found
    assert good(cairn("optimize", "--evaluate")).out.startswith("Too little to learn from yet: 0 answers")
    assert cairn("optimize", "now").code == 2


def test_pin_of_the_environment():
    good(cairn("add", "secret front", "secret back"))
    env = environment(APP_PIN="4711")
    locked = good(cairn("--script", "q", *SIZE, env=env)).out
    assert "secret" not in locked and "PIN" in locked, locked
    one_sentence(cairn("next", env=env, preexec=os.setsid), 6)
    assert "secret front" in good(cairn("--script", "4711<cr>", *SIZE, env=env)).out
    assert "wait 30 s" in good(cairn("--script", "1234<cr>", *SIZE, env=env)).out
    assert "secret" not in good(cairn("--script", "4711<cr>", *SIZE, env=env)).out, "a restart shortened the wait"
    later = environment(APP_PIN="4711", CAIRN_NOW="2026-11-21T09:30:31+01:00")
    assert "secret front" in good(cairn("--script", "4711<cr>", *SIZE, env=later)).out


def test_pin_that_was_set():
    good(cairn("add", "secret front", "secret back"))
    one_sentence(cairn("pin", "set", stdin=b"12\n12\n"), 3)
    one_sentence(cairn("pin", "set", stdin=b"1234\n1235\n"), 3)
    good(cairn("pin", "set", stdin=b"1234\n1234\n"))
    hashed = open("data/pin").read()
    assert hashed.startswith("$argon2id$") and stat.S_IMODE(os.stat("data/pin").st_mode) == 0o600
    assert "secret" not in good(cairn("--script", "", *SIZE)).out
    assert "secret front" in good(cairn("--script", "1234<cr>", *SIZE)).out
    one_sentence(cairn("pin", "clear", preexec=os.setsid), 6)
    t = Terminal(CAIRN, "pin", "clear", env=environment())
    t.until("PIN:")
    t.send("1234<cr>")
    assert t.wait() == 0 and b"1234" not in t.raw, t.raw
    assert "secret front" in good(cairn("--script", "", *SIZE)).out


def test_script_shots_and_time():
    good(cairn("add", "a?", "b!"))
    done = good(cairn("--script", "<shot> <shot>3<+1d><shot>", *SIZE)).out
    assert done.count("-- shot") == 3 and done.count("\n") == 4 * 20 + 3, done


def test_no_file_here_holds_a_secret():
    good(cairn("add", "a?", "b!"))
    uri = "mongodb://user:hidden-word@127.0.0.1:1/db?serverSelectionTimeoutMS=50"
    good(cairn("--script", " 3", *SIZE, env=environment(MONGODB_URI=uri, CAIRN_LEARNER="ann")))
    for folder, _, names in os.walk("data"):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                assert b"hidden-word" not in file.read(), name


harness.main(globals())
