# SPDX-License-Identifier: MIT
"""The whole way: a deck goes in, a person studies it in the game, the rows reach MongoDB, a second device goes on."""
import json
import random
import sqlite3
import subprocess

import harness
from harness import CAIRN, good
from wire import Device, Wire

NOTES = "\n".join(f"front {i},back {i}" for i in range(30)) + "\n"


class Player(Device):
    def cairn(self, *argv, **more):
        return good(harness.run(CAIRN, *argv, env=self.env(**more)))

    def play(self, keys, **more):
        return self.cairn("--mode", "flip", "--size", "40x20", "--script", keys, **more).out

    def status(self):
        self.cairn("fold")
        return json.loads(self.cairn("status", "--json").out)

    def cards(self):
        self.cairn("fold")
        return sorted(json.loads(self.cairn("cards", "--json").out), key=lambda card: card["uid"])


def import_deck(player):
    with open("deck.csv", "w", encoding="utf-8") as file:
        file.write(NOTES)
    assert "30 new" in player.cairn("import", "deck.csv", MONGODB_URI=None).out


def agree(a, b):
    assert a.list() == b.list()
    assert a.cards() == b.cards()
    x, y = a.status(), b.status()
    for key in ("notes", "cards", "due", "new", "rows", "log"):
        assert x[key] == y[key], (key, x, y)


def test_second_device_goes_on():
    with Wire() as wire:
        a, b = Player("a", wire.uri()), Player("b", wire.uri())
        import_deck(a)
        a.play("<space>3" * 8 + "<space>1<space>2")
        rows = wire.dump()
        assert len(rows) == a.counts()["rows"] and a.counts()["waiting"] == 0, "the game ended, and rows wait"
        assert sum(row["k"] == "review" for row in rows) == 10 and sum(row["k"] == "note" for row in rows) == 30
        b.cairn("sync")
        agree(a, b)
        assert b.status()["rows"] == 10 and b.status()["notes"] == 30
        assert json.loads(a.cairn("next", "--json").out)["card"] == json.loads(b.cairn("next", "--json").out)["card"]
        b.play("<space>3" * 10)
        a.cairn("sync")
        agree(a, b)
        assert a.status()["rows"] == 20
        a.cairn("sync"), b.cairn("sync")
        before = len(wire.dump())
        wire.say("reset")
        a.cairn("sync"), b.cairn("sync")
        assert wire.counts().get("insert", 0) == 0 and len(wire.dump()) == before


def test_both_study_the_same_cards_offline():
    with Wire() as wire:
        a, b = Player("a", wire.uri()), Player("b", wire.uri())
        import_deck(a)
        a.play("<space>3" * 6)
        b.cairn("sync")
        offline = {"MONGODB_URI": None}
        now = {"CAIRN_NOW": "2026-11-22T10:00:00+01:00"}
        a.play("<space>3<space>1<space>4<space>3", **offline, **now)
        b.play("<space>1<space>3<space>2<space>3<space>3", **offline, **now)
        a.cairn("sync"), b.cairn("sync"), a.cairn("sync")
        agree(a, b)
        assert a.status()["rows"] == 15


def test_own_notes_and_edits_travel():
    with Wire() as wire:
        a, b = Player("a", wire.uri()), Player("b", wire.uri())
        a.cairn("add", "moon", "Mond", "--deck", "German", **{"MONGODB_URI": None})
        a.cairn("set", "new", "7", **{"MONGODB_URI": None})
        a.cairn("sync"), b.cairn("sync")
        agree(a, b)
        assert b.status()["notes"] == 1
        assert b.cairn("set", "new").out.strip().endswith("7")


def test_game_killed_while_it_sends():
    chance = random.Random(5)
    with Wire("--fault", "insert@*:delay=10") as wire:
        a, b = Player("a", wire.uri()), Player("b", wire.uri())
        import_deck(a)
        for _ in range(6):
            child = subprocess.Popen([CAIRN, "--mode", "flip", "--size", "40x20", "--script", "<space>3<space>3"],
                                     env=a.env(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                     stdin=subprocess.DEVNULL)
            try:
                child.wait(chance.uniform(0.02, 0.15))
            except subprocess.TimeoutExpired:
                child.kill()
            child.wait()
        wire.say("heal")
        harness.wait_for(lambda: "Another sync" not in good(a.sync()).out, "the end of the sync that was left behind")
        good(b.sync())
        agree(a, b)
        with sqlite3.connect(a.store) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert a.counts()["waiting"] == 0 and len(wire.dump()) == a.counts()["rows"]


harness.main(globals())
