# SPDX-License-Identifier: MIT
"""cairn publish against the wire server: readers see a deck whole or not at all, whatever happens to its publisher."""
import json
import sqlite3

import harness
from harness import CAIRN, good, one_sentence
from wire import Device, Wire

NO_RETRY = "retryReads=false&serverSelectionTimeoutMS=2000&connectTimeoutMS=2000&socketTimeoutMS=3000"


class Person(Device):
    def cairn(self, *argv, **more):
        return harness.run(CAIRN, *argv, env=self.env(**more))

    def fill(self, count, word="back"):
        with open("deck.csv", "w", encoding="utf-8") as file:
            file.write("\n".join(f"front {i},{word} {i}" for i in range(count)) + "\n")
        good(self.cairn("import", "--deck", "Course", "deck.csv"))

    def notes(self):
        self.cairn("sync")  # may hold the deck back, which is no error
        with sqlite3.connect(self.store) as db:
            return sorted(row[0] for row in db.execute("SELECT fields FROM note WHERE gone = 0"))


def readable(count, word):
    return sorted(f"front {i}\x1f{word} {i}" for i in range(count))


def test_a_deck_goes_out_and_only_changes_follow():
    with Wire() as wire:
        a, b = Person("a", wire.uri()), Person("b", wire.uri(), learner="bob")
        a.fill(1200)
        done = good(a.cairn("publish", "Course", "--title", "A course", "--author", "Ada", "--tags", "x y", "--dry-run"))
        assert "1200 new" in done.out and "nothing was written" in done.out and not wire.dump("decks"), done
        done = good(a.cairn("publish", "Course", "--title", "A course", "--author", "Ada", "--tags", "x y"))
        assert "1200 new" in done.out and "version 1" in done.out, done
        deck, = wire.dump("decks")
        assert deck["_id"] == "course" and deck["title"] == "A course" and deck["tags"] == ["x", "y"], deck
        assert "publishing" not in deck and deck["notes"] == {"$numberLong": "1200"} and len(deck["sum"]) == 13, deck
        card = wire.dump("cards")[0]
        assert card["deck"] == "course" and card["kind"] == "basic" and card["front"].startswith("front"), card
        good(b.cross("subscribe", "course"))
        assert b.notes() == readable(1200, "back")
        wire.say("reset")
        assert "as it is here" in good(a.cairn("publish", "Course")).out
        assert not wire.counts().get("update") and not wire.counts().get("insert"), wire.counts()
        answer = json.loads(good(a.cairn("publish", "Course", "--author", "Ada L.", "--json")).out)
        assert answer == {"deck": "course", "new": 0, "changed": 0, "gone": 0, "same": 1200, "left_out": 0, "written": True,
                          "version": 2}, answer
        done = good(a.cairn("publish", "Course", "--gone"))
        assert "withdrawn" in done.out and wire.dump("decks")[0]["gone"] is True
        assert b.notes() == readable(1200, "back")


def test_killed_at_every_command():
    """The line is cut behind every command in turn, and nothing is tidied up: as if the publisher had been killed."""
    for step in range(1, 40):
        with Wire() as wire:
            a, b = Person(f"a{step}", wire.uri(options=NO_RETRY)), Person(f"b{step}", wire.uri(), learner="bob")
            a.fill(40)
            good(a.cairn("publish", "Course"))
            good(b.cross("subscribe", "course"))
            with sqlite3.connect(a.store) as db:  # another text in every note, as if edited
                db.execute("UPDATE note SET fields = replace(fields, 'back', 'new')")
            wire.say("reset")
            wire.say(f"fault any@{step}:cut-after")
            wire.say(f"fault any@{step + 1}:cut-before")  # the driver's second try of a write
            done = a.cairn("publish", "Course")
            commands = sum(calls for name, calls in wire.counts().items() if name in ("find", "insert", "update", "getMore"))
            wire.say("heal")
            seen = b.notes()
            assert seen in (readable(40, "back"), readable(40, "new")), (step, seen)
            good(a.cairn("publish", "Course"))
            assert b.notes() == readable(40, "new"), step
            if not done.code and commands < step:
                break
            assert done.code, (step, commands)
    assert step > 6, step


def test_refusals_are_sentences():
    with Wire() as wire:
        a = Person("a", wire.uri(options=NO_RETRY))
        a.fill(3)
        wire.say("fault insert@1:error=13")
        text = one_sentence(a.cairn("publish", "Course"), 6)
        assert "cairnPublisher" in text and "cairn.decks" in text, text
        wire.say("heal")
        good(a.cairn("publish", "Course"))
        wire.put("decks", {"_id": "course", "publishing": {"by": "x", "at": {"$date": {"$numberLong": "4102444800000"}}}})
        text = one_sentence(a.cairn("publish", "Course"), 6)
        assert "somebody else since 2100-01-01" in text and "--take-over" in text, text
        good(a.cairn("publish", "Course", "--take-over"))
        assert "no deck" in one_sentence(a.cairn("publish", "Nowhere"), 3)
        assert "which deck" in one_sentence(a.cairn("publish"), 2)
        assert "does not know --no" in one_sentence(a.cairn("publish", "Course", "--no"), 2)
        assert "MONGODB_URI" in one_sentence(a.cairn("publish", "Course", MONGODB_URI=None), 2)


harness.main(globals())
