# SPDX-License-Identifier: MIT
"""The catalogue from outside: listing, looking for words, subscribing and what follows on other devices, offline."""
import json
import sqlite3

import harness
from harness import CAIRN, good, one_sentence
from wire import Device, Wire


class Person(Device):
    def cairn(self, *argv, **more):
        return harness.run(CAIRN, *argv, env=self.env(**more))

    def list(self, *words):
        return {deck["id"]: deck for deck in json.loads(good(self.cairn("catalogue", "--json", *words)).out)["decks"]}

    def due(self):
        return json.loads(good(self.cairn("status", "--json")).out)["new"]

    def fronts(self):
        with sqlite3.connect(self.store) as db:
            return sorted(row[0].split("\x1f")[0] for row in db.execute("SELECT fields FROM note WHERE gone = 0"))


def fill(wire, deck, count, **about):
    wire.put("decks", {"_id": deck, "title": deck.title(), "notes": count, **about})
    for i in range(count):
        wire.put("cards", {"_id": f"{deck}-{i}", "deck": deck, "front": f"{deck} {i}", "back": "b"})


def test_list_and_words():
    with Wire() as wire:
        a = Person("a", wire.uri())
        fill(wire, "capitals", 3, description="Cities of Österreich", author="Ada", language="de", tags=["geo", "easy"])
        fill(wire, "verbs", 2, language="fr", version="2026-01")
        wire.put("decks", {"_id": 7, "title": "Seven\x1b[2J", "gone": True})
        wire.put("decks", {"_id": [1], "title": "No id"})
        decks = a.list()
        assert sorted(decks) == ["capitals", "verbs"], decks
        assert decks["capitals"]["tags"] == "geo easy" and decks["capitals"]["notes"] == 3 and not decks["capitals"]["subscribed"]
        assert decks["verbs"]["version"] == "2026-01" and decks["verbs"]["orders"] == []
        assert list(a.list("ÖSTERREICH")) == ["capitals"] and list(a.list("ada", "easy")) == ["capitals"]
        assert list(a.list("ada", "fr")) == [] and list(a.list("FR")) == ["verbs"]
        assert good(a.cairn("catalogue", "geo")).out == "capitals\tCapitals\t3\t\n"


def test_order_archive_and_back():
    with Wire() as wire:
        a, b = Person("a", wire.uri()), Person("b", wire.uri())
        fill(wire, "capitals", 4, version=1)
        fill(wire, "verbs", 2)
        assert "4 notes new" in good(a.cairn("subscribe", "Capitals")).out
        assert a.due() == 4
        good(a.cairn("next"))
        good(a.cairn("answer", json.loads(good(a.cairn("next", "--json")).out)["card"], "good"))
        before = good(a.cairn("cards", "--json")).out
        good(a.cairn("sync"))
        good(b.cairn("sync"))  # another device of the same learner: the order came as a row
        assert b.fronts() == a.fronts() and b.list()["capitals"]["subscribed"]
        assert "nothing is deleted" in good(a.cairn("unsubscribe", "capitals")).out
        assert a.due() == 0 and len(a.fronts()) == 4
        assert json.loads(good(a.cairn("next", "--json")).out)["outcome"] == "done"
        good(a.cairn("sync")), good(b.cairn("sync"))
        assert b.due() == 0 and len(b.fronts()) == 4, "the archive holds on every device"
        deck = a.list()["capitals"]
        assert deck["archived"] and not deck["subscribed"] and [order["subscribed"] for order in deck["orders"]] == [False, True]
        wire.put("cards", {"_id": "new", "deck": "capitals", "front": "new", "back": "b"})
        wire.put("decks", {"_id": "capitals", "title": "Capitals", "version": 2})
        good(a.cairn("sync"))
        assert len(a.fronts()) == 4, "nobody fetches what is in the archive"
        assert "1 new, 0 changed, 0 gone" in good(a.cairn("subscribe", "capitals")).out
        assert len(a.fronts()) == 5
        after = {card["uid"]: card for card in json.loads(good(a.cairn("cards", "--json")).out)}
        assert all(after[card["uid"]] == card for card in json.loads(before)), "the schedule came back"
        good(a.cairn("sync")), good(b.cairn("sync"))
        assert b.fronts() == a.fronts()


def test_without_network():
    with Wire() as wire:
        a = Person("a", wire.uri(options="serverSelectionTimeoutMS=500"))
        fill(wire, "capitals", 2)
        good(a.cairn("catalogue"))
        wire.close()
        done = good(a.cairn("catalogue"))
        assert "capitals" in done.out and "this list is of 2026-11-21T08:30:00" in done.err, done
        done = a.cairn("subscribe", "capitals")
        assert done.code == 5 and "come with the next sync" in done.out, done
        assert json.loads(good(a.cairn("catalogue", "--json")).out)["decks"][0]["subscribed"]
        b = Person("b", a.more["MONGODB_URI"])
        one_sentence(b.cairn("catalogue"), 5)
        assert "no deck" in one_sentence(b.cairn("unsubscribe", "capitals"), 3)
        assert "which deck" in one_sentence(b.cairn("subscribe"), 2)


def test_more_than_half_is_asked_about():
    with Wire() as wire:
        a = Person("a", wire.uri())
        fill(wire, "capitals", 5, version=1)
        good(a.cairn("subscribe", "capitals"))
        for i in range(3):
            wire.put("cards", {"_id": f"capitals-{i}", "deck": "capitals", "gone": True})
        wire.put("decks", {"_id": "capitals", "title": "Capitals", "version": 2})
        assert "more than half" in good(a.cairn("sync")).out and len(a.fronts()) == 5
        assert "3 gone" in good(a.cairn("subscribe", "capitals")).out and len(a.fronts()) == 2


def press(terminal, *steps):
    """Keys and what then stands on the screen, in turn: two keys at once would be typed text."""
    for keys, regex in zip(steps[::2], steps[1::2]):
        terminal.send(keys)
        terminal.until(regex)


def screen(person, size="40x20"):
    try:
        return harness.Terminal(CAIRN, size=size, env=person.env())
    except ImportError as missing:
        raise harness.Skip("python3-pyte is not installed") from missing


def test_in_the_game():
    """The list is asked for by itself, the cards of a deck too; subscribing brings it, and the archive takes it."""
    with Wire() as wire:
        a = Person("a", wire.uri())
        good(a.cairn("add", "one", "two", "--deck", "Own"))
        for i in range(30):
            wire.put("decks", {"_id": i, "title": f"Deck {i:02}"})
        fill(wire, "capitals", 4, description="Cities", version=1)
        t = screen(a)
        t.until("one")
        press(t, "q", "Known", "d", "All decks", "c", "1-16 of 31 +0 min old", "f", "enter find", "citi<cr>", "1-1 of 1: citi")
        press(t, "<cr>", "capitals 2", "s", "Subscribed; here as")  # three of its cards came from the server, then all
        press(t, "q", "1-1 of 1: citi", "q", "Capitals +4 +0")
        assert "Capitals: 4 new, 0 changed, 0 gone" in t.text(), t.text()
        press(t, "c", "News of decks", "<cr>", "1-16 of 31", "<cr>", "s archive", "s", "In the archive")
        press(t, "q", "1-16 of 31", "q", "All decks")
        assert "Capitals" not in t.text(), t.text()
        press(t, "q", "Known")
        t.send("q")
        assert t.wait() == 0
        t.close()
        assert a.due() == 1 and len(a.fronts()) == 5


def test_in_the_game_without_a_server():
    with Wire() as wire:
        a = Person("a", wire.uri(options="serverSelectionTimeoutMS=300"))
        good(a.cairn("add", "one", "two"))
        fill(wire, "capitals", 2)
        good(a.cairn("catalogue", CAIRN_NOW="2026-11-10T09:30:00+01:00"))
        wire.close()
        t = screen(a, "32x12")
        t.until("one")
        press(t, "q", "Known", "d", "All decks", "c", "11 days old, offline")
        assert "Capitals" in t.text()
        press(t, "<cr>", "s subscribe", "s", "Subscribed; the cards come with", "q", "soon", "q", "All decks", "q", "Known")
        t.send("q")
        assert t.wait() == 0
        t.close()


def test_thousands_of_decks():
    with Wire() as wire:
        a = Person("a", wire.uri())
        for i in range(3000):
            wire.put("decks", {"_id": i, "title": f"Deck {i:04}", "description": "x" * 200, "notes": i})
        fill(wire, "one", 2, version=1)
        assert len(a.list()) == 3001
        good(a.cairn("subscribe", "one"))
        wire.say("reset")
        good(a.cairn("sync"))
        counts = wire.counts()
        assert counts["find"] <= 3 and not counts.get("getMore"), counts  # only what is subscribed is asked for


harness.main(globals())
