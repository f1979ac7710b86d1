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
    t.until("All decks")
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


harness.main(globals())
