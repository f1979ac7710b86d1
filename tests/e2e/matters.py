# SPDX-License-Identifier: MIT
"""What the game asks or tells once its first screen stands: a clock that is wrong, an edit that lost, an erasure."""
import json
import os
import sqlite3

import harness
from harness import CAIRN, Terminal, cairn, environment, good, one_sentence
from wire import Device, Wire

MAY_BE_WRONG = "~"


def screen(keys="", size="60x20", **more):
    return good(cairn("--mode", "flip", "--size", size, "--script", keys, env=environment(**more))).out


def test_clock():
    good(cairn("add", "front", "back"))  # at harness.NOW, 2026-11-21
    for now, asked in (("2026-11-21T09:31:00+01:00", None), ("2026-12-20T09:30:00+01:00", None),
                       ("2026-12-22T09:30:00+01:00", "The newest row held: 2026-11-21 09:30"),
                       ("2020-02-29T12:00:00+01:00", "This cairn is from:   2026-")):
        text = screen(CAIRN_NOW=MAY_BE_WRONG + now)
        assert ("Is it right?" in text) == bool(asked) and (asked or "front") in text, text
        if asked:
            assert "This device's clock:  " + now[:10] in text, text
    assert "front" in screen(CAIRN_NOW="2035-01-01T00:00:00Z"), "a test's clock is asked about"
    later = {"CAIRN_NOW": MAY_BE_WRONG + "2027-03-01T09:30:00+01:00"}
    screen("2", **later)  # quit: nothing was answered, and it is asked again
    assert "Is it right?" in screen(**later)
    assert "front" in screen("1", **later)
    assert "front" in screen(**later), "it was said to be right, and asked again"
    assert "back" in screen("<space>3u<space>", **later)
    assert "Is it right?" in screen(CAIRN_NOW=MAY_BE_WRONG + "2027-04-05T09:30:00+01:00")


def test_clock_on_a_terminal_comes_behind_the_question():
    good(cairn("add", "front", "back"))
    t = Terminal(CAIRN, "--mode", "flip", env=environment(CAIRN_NOW=MAY_BE_WRONG + "2030-01-01T00:00:00Z"))
    t.until("1 It is right")
    t.send("1")
    t.until("front")
    t.send("q")
    t.until("Known")
    t.send("q")
    assert t.wait() == 0


def backs(device):
    with sqlite3.connect(device.store) as db:
        return [fields.split("\x1f")[1] for fields, in db.execute("SELECT fields FROM note WHERE gone = 0")]


def edited_in_two_places(wire):
    a, b = Device("a", wire.uri()), Device("b", wire.uri())
    with open("edit.tsv", "w", encoding="utf-8") as file:
        file.write("front\tfirst\n")
    for device in (a, b):
        device.play = lambda keys, device=device, **more: good(
            cairn("--mode", "flip", "--size", "60x20", "--script", keys, env=device.env(MONGODB_URI=None, **more))).out
    good(cairn("import", "edit.tsv", env=a.env()))
    good(a.sync()), good(b.sync())
    for device, text, minute in ((a, "from a", 10), (b, "from b", 20)):
        with open("edit.tsv", "w", encoding="utf-8") as file:
            file.write(f"front\t{text}\n")
        good(cairn("import", "edit.tsv", env=device.env(CAIRN_NOW=f"2026-11-21T10:{minute}:00+01:00")))
    good(a.sync()), good(b.sync()), good(a.sync())
    assert backs(a) == backs(b) == ["from b"], (backs(a), backs(b))
    return a, b


def test_the_loser_of_an_edit_is_told_once():
    with Wire() as wire:
        a, b = edited_in_two_places(wire)
        assert "front" in b.play("") and "Edited in two places" not in b.play(""), "the winner needs no telling"
        text = a.play("")
        assert "Edited in two places" in text and "> front" in text and "is in its history" in text, text
        assert "Edited in two places" not in a.play(""), "told twice"


def test_history_puts_a_revision_in_force_again():
    with Wire() as wire:
        a, b = edited_in_two_places(wire)
        text = a.play("<space>")
        assert "History" in text and "in force" in text, text
        text = a.play("v")
        assert "2026-11-21 10:20" in text and "in force" in text and "| from b" in text, text
        assert "here" in text and "2026-11-21 10:10" in text, text
        assert "| from a" in a.play("vj")
        text = a.play("vj<space>q<space>", CAIRN_NOW="2026-11-21T11:00:00+01:00")
        assert "from a" in text, text
        good(a.sync(CAIRN_NOW="2026-11-21T11:00:00+01:00")), good(b.sync(CAIRN_NOW="2026-11-21T11:00:00+01:00"))
        assert backs(a) == backs(b) == ["from a"]
        b.play("")
        text = b.play("v", CAIRN_NOW="2026-11-21T11:10:00+01:00")
        assert text.count("2026-11-21") == 4 and "elsewhere" in text, text


def test_a_shared_note_has_no_history_here():
    with Wire() as wire:
        a = Device("a", wire.uri())
        wire.put("decks", {"_id": "capitals", "title": "Capitals", "notes": 1})
        wire.put("cards", {"_id": 1, "deck": "capitals", "front": "Peru", "back": "Lima"})
        good(cairn("subscribe", "capitals", env=a.env()))
        assert "shared deck" in good(cairn("--size", "60x20", "--script", "v", env=a.env(MONGODB_URI=None))).out


def erased(wire):
    a = Device("a", wire.uri())
    good(cairn("add", "front", "back", env=a.env(MONGODB_URI=None)))
    good(a.sync())
    wire.say("drop cairn.rows")
    wire.put("rows", {"_id": "ada/~erased"})
    return a


def test_an_erasure_is_decided_by_a_command():
    with Wire() as wire:
        a = erased(wire)
        assert "nothing was" in one_sentence(Device("x", wire.uri()).sync("--keep"), 2)
        for _ in range(2):  # the first sees the stone, the second knows of it
            line = one_sentence(a.sync(), 2)
            for command in ("cairn sync --keep", "cairn export --json", "cairn sync --delete", "cairn sync --rename NAME"):
                assert command in line, line
        assert json.loads(good(a.sync("--json")).out)["state"] == "erased"
        assert good(a.sync("--pipe")).out == "state=erased\ttext=ada\n"
        one_sentence(a.sync("--auto"), 2)
        assert "Everything stays" in good(a.sync("--keep")).out and len(wire.dump()) == 1
        assert "everything is here" in good(a.sync()).out and good(a.sync("--auto")).text == ""
        assert json.loads(good(cairn("export", "--json", env=a.env())).out.splitlines()[-1])
        one_sentence(a.sync("--rename", "Not A Name"), 2)
        good(a.sync("--rename", "eve", CAIRN_LEARNER=None))
        assert [row["_id"].split("/")[0] for row in wire.dump()] == ["ada", "eve"]
        good(a.sync(CAIRN_LEARNER=None))
        b = Device("b", wire.uri(), learner="eve")
        good(b.sync())
        assert backs(b) == ["back"]
        assert "CAIRN_LEARNER" in one_sentence(a.sync(), 2)


def leave_traces(a):
    """What other parts of the program put beside a store, with something of the learner's in it."""
    for name in ("assist/said-00a3k21", "assist/spent", "media/" + "c" * 64, "cairn.db.damaged-2026-11-20-101112", "cairn.db.damaged-2026-11-20-101112-wal",
                 "cairn.db.left-2026-11-20-101112-wal", "cairn.db.feeds", "cairn.db.search"):
        os.makedirs(os.path.dirname(os.path.join(a.folder, name)), exist_ok=True)
        with open(os.path.join(a.folder, name), "a", encoding="utf-8") as file:
            file.write("" if "search" in name or "feeds" in name else "capital of ada's notes")


def check_no_traces(a):
    found = []
    for folder, _, names in os.walk(a.folder):
        found += [os.path.join(folder, name) for name in names if "/backups" not in folder]
    held = [path for path in found if b"ada's" in open(path, "rb").read() and not path.endswith("assist/spent")]
    assert not held and not [path for path in found if "cairn.db" in path and "lock" not in path], found
    assert os.path.exists(a.folder + "/assist/spent"), "what was spent today still counts"


def test_an_erasure_deletes_here_only_when_told():
    with Wire() as wire:
        a = erased(wire)
        one_sentence(a.sync(), 2)
        assert os.path.exists(a.store)
        leave_traces(a)
        good(cairn("backup", env=a.env(MONGODB_URI=None)))
        assert "backups stay" in good(a.sync("--delete")).out
        check_no_traces(a)
        assert [name for name in os.listdir(a.folder + "/backups") if name.endswith(".sql")]
        assert json.loads(good(cairn("status", "--json", env=a.env())).out)["notes"] == 0


def test_an_erasure_deletes_nothing_that_somebody_has_open():
    with Wire() as wire:
        a = erased(wire)
        one_sentence(a.sync(), 2)
        other = sqlite3.connect(a.store)
        assert other.execute("SELECT count(*) FROM note").fetchone() == (1,)
        assert "another cairn has this store open" in one_sentence(a.sync("--delete"), 1)
        t = Terminal(CAIRN, "--mode", "flip", env=a.env())
        t.until("Erased on the server")
        t.send("3")
        t.until("Delete everything here")
        t.send("ada<cr>")
        assert t.wait() == 1
        assert other.execute("SELECT count(*) FROM note").fetchone() == (1,) and os.path.exists(a.store)
        other.close()
        good(a.sync("--delete"))
        assert not os.path.exists(a.store)


def test_an_erasure_is_decided_in_the_game():
    with Wire() as wire:
        a = erased(wire)
        one_sentence(a.sync(), 2)

        def play(keys, **more):
            return good(cairn("--mode", "flip", "--size", "40x20", "--script", keys, env=a.env(MONGODB_URI=None, **more))).out
        assert "Erased on the server" in play("") and "front" in play("q")
        assert "new name" in play("4") and "Delete everything here?" in play("3")
        assert "that is not the name" in play("3bob<cr>") and os.path.exists(a.store)
        assert "front" in play("3<cr>") and os.path.exists(a.store)
        assert "1 to 32" in play("4No Name<cr>")
        text = play("1")
        assert "front" in text and "Erased" not in play(""), text
        t = Terminal(CAIRN, "--mode", "flip", env=a.env(CAIRN_LEARNER=None))
        t.until("front")
        t.close()


def test_an_erasure_seen_under_way_is_asked_about_and_a_new_name_goes_on():
    with Wire() as wire:
        a = erased(wire)
        t = Terminal(CAIRN, "--mode", "flip", env=a.env(CAIRN_LEARNER=None))
        t.until("Erased on the server")
        t.send("4")
        t.until("Everything that is")
        t.send("eve<cr>")
        t.until("front")
        harness.wait_for(lambda: any(row["_id"].startswith("eve/") for row in wire.dump()), "the rows under the new name")
        t.send("q")
        t.until("Known")
        t.send("q")
        assert t.wait() == 0
        harness.wait_for(lambda: "safe" in good(a.sync(CAIRN_LEARNER=None)).out, "the end of the last sync, and another")


def test_an_erasure_deletes_from_the_game():
    with Wire() as wire:
        a = erased(wire)
        one_sentence(a.sync(), 2)
        t = Terminal(CAIRN, "--mode", "flip", env=a.env())
        t.until("Erased on the server")
        t.send("3")
        t.until("Delete everything here")
        leave_traces(a)
        t.send("ada<cr>")
        assert t.wait() == 0
        check_no_traces(a)


harness.main(globals())
