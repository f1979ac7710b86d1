# SPDX-License-Identifier: MIT
"""Documents of any shape in `rows`, `decks` and `cards`, and the whole program over them: counted, kept or left out, and
nothing stops behind them."""
import random
import sqlite3
import threading

import harness
from harness import good
from points import held, seed
from wire import Device, Wire

ODD_IDS = (7, 7.5, True, None, {"$oid": "0" * 24}, {"$date": {"$numberLong": "0"}}, {"a": 1}, {"$numberDecimal": "1"}, {"$minKey": 1}, {"$maxKey": 1},
           {"$binary": {"base64": "AA==", "subType": "00"}}, {"$numberDouble": "NaN"}, {"$numberDouble": "Infinity"}, {"$timestamp": {"t": 1, "i": 1}},
           "", "a\u0000b", "ada", "ada/", "ada//", "ada/x/y", "ada/" + "0" * 13 + "/0000000", "ada/" + "z" * 13 + "/0000001", "ada/~x", "bob/1/2",
           "ada/" + "A" * 13 + "/0000001", "ada/0000000000001/0000001/", "ada/0000000000001/000000", "\u001b[2J", "x" * 1000)
VALUES = (None, True, 0, -1, 1.5, 2 ** 31, {"$numberLong": "9223372036854775807"}, {"$numberLong": "-9223372036854775808"}, {"$numberDouble": "NaN"},
          {"$numberDouble": "Infinity"}, {"$numberDouble": "-Infinity"}, {"$numberDouble": "1e300"}, "", "x", "\u0000", "\u001b]0;x\u0007", "\u202e", "x" * 5000,
          [], [1], [[[]]], {}, {"a": {"b": {"c": []}}}, {"$oid": "0" * 24}, {"$date": {"$numberLong": "9223372036854775807"}}, {"$undefined": True},
          {"$numberDecimal": "NaN"}, {"$regularExpression": {"pattern": "(a+)+$", "options": ""}}, {"$binary": {"base64": "//79", "subType": "80"}})


def spoil(document, chance):
    """One to three fields missing, replaced or added."""
    out = dict(document)
    for _ in range(chance.randint(1, 3)):
        key = chance.choice(list(out) + ["extra", "o", "front", "v"])
        if key == "_id":
            continue
        if chance.random() < 0.3:
            out.pop(key, None)
        else:
            out[key] = chance.choice(VALUES)
    return out


def scalar(store, sql):
    with sqlite3.connect(store) as db:
        value = db.execute(sql).fetchone()[0]
    db.close()
    return value


def test_rows():
    """300 of 400 rows spoiled: the others arrive, the spoiled ones are counted by why, and sent again by who wrote them when the weekly audit finds them."""
    chance = random.Random(seed())
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri())
        a.add(400)
        good(a.sync())
        rows = wire.dump()
        for row in rows[:300]:
            wire.put("rows", spoil(row, chance))
        for odd in ODD_IDS:
            wire.put("rows", {"_id": odd, "v": 1})
        done = good(b.sync())
        bad = scalar(b.store, "SELECT count(*) FROM raw")
        assert bad > 200 and len(b.list()) == 400 - bad, (bad, done)
        assert f"{bad} documents are no rows" in done.out, done
        reasons = scalar(b.store, "SELECT count(DISTINCT why) FROM raw")
        assert reasons > 3 and not scalar(b.store, "SELECT count(*) FROM raw WHERE why = ''")
        assert "\x1b" not in done.text and "\u202e" not in done.text
        assert scalar(b.store, "PRAGMA integrity_check") == "ok"
        before = held(a.store)
        a.add(5)
        good(a.sync())
        good(b.sync())
        assert held(b.store) >= held(a.store) - before, "a new row did not get through"
        for day in ("30", "31"):  # the weekly audit: who wrote the rows sends them again
            for device in (a, b):
                good(device.sync(CAIRN_NOW=f"2026-11-{day}T09:30:00+01:00".replace("11-31", "12-08")))
        assert held(b.store) == held(a.store), f"{len(held(a.store) - held(b.store))} rows are still missing"
        assert scalar(b.store, "PRAGMA integrity_check") == "ok"


def test_large_and_deep():
    """16 MB, a thousand levels, a hundred thousand fields: kept whole or left out, in little memory for long."""
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri())
        a.add(8)
        good(a.sync())
        ids = [row["_id"] for row in wire.dump()]
        deep = 1
        for _ in range(90):  # what this server's JSON reader takes
            deep = {"d": deep}
        wire.put("rows", {"_id": ids[1], "x": "y" * (16 * 1024 * 1024 - 1000)})
        wire.put("rows", {"_id": ids[3], "x": deep, "v": 1})
        wire.put("rows", {"_id": ids[5], **{f"f{i}": i for i in range(100000)}})
        done = good(b.sync(timeout=120))
        assert len(b.list()) == 5 and "3 documents are no rows" in done.out, done
        assert scalar(b.store, "PRAGMA integrity_check") == "ok"
        assert "0 received" in good(b.sync(timeout=120)).out


def test_decks_and_cards():
    chance = random.Random(seed())
    with Wire() as wire:
        a = Device("a", wire.uri())
        wire.put("decks", {"_id": "d", "title": "D"})
        for odd in ODD_IDS:
            wire.put("decks", {"_id": odd, "title": chance.choice(VALUES)})
            wire.put("cards", {"_id": odd, "deck": "d", "front": "odd", "back": chance.choice(VALUES)})
        for i in range(100):
            wire.put("decks", spoil({"_id": f"deck{i}", "title": "T", "version": 1, "notes": 3, "sum": "x", "publishing": False}, chance))
            card = {"_id": f"c{i}", "deck": "d", "kind": "basic", "front": f"f{i}", "back": "b", "tags": ["x"], "choices": ["a"], "gone": False}
            wire.put("cards", {**spoil(card, chance), "deck": "d"})
        for i in range(20):
            wire.put("cards", {"_id": f"good{i}", "deck": "d", "front": f"front{i}", "back": "right"})
        wire.put("cards", {"_id": "large", "deck": "d", "front": "y" * (15 << 20), "back": "b"})
        done = good(a.cross("subscribe", "d"))
        fronts = {row[0].split("\x1f")[0] for row in sqlite3.connect(a.store).execute("SELECT fields FROM note WHERE gone = 0")}
        assert {f"front{i}" for i in range(20)} <= fronts, done
        assert "left out" in done.out, done
        for text in fronts:
            assert "\x1b" not in text and "\x00" not in text and len(text) < 1 << 20
        listed = good(a.cross("catalogue"))
        assert "\x1b" not in listed.text and "\x00" not in listed.text
        for i in range(100):
            done = a.cross("subscribe", f"deck{i}")
            assert done.code in (0, 3, 5, 6), done
        good(a.sync())
        assert scalar(a.store, "PRAGMA integrity_check") == "ok"


def test_invalid_bytes():
    """What JSON cannot say: bytes that are no UTF-8, put into rows on their way."""
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri())
        harness.good(harness.run(harness.CAIRN, "add", "Käse-Käse-Käse", "cheese", env=a.env(MONGODB_URI=None)))
        a.add(3)
        good(a.sync())
        wire.say("heal")
        good(b.sync())
        size = int(dict(line.split() for line in wire.say("bytes"))["out"])
        for at in range(size - 900, size, 90):
            c = Device(f"c{at}", wire.uri())
            wire.say("heal")
            wire.say(f"line flip out {at} 192")
            c.sync()
            wire.say("heal")
            good(c.sync())
            assert scalar(c.store, "PRAGMA integrity_check") == "ok"


def test_the_game_answers_while_rows_come():
    """Two writers: 100,000 rows are pulled while answers are given; both are there, and both reach the server."""
    count = 100000 if not harness.SANITIZED else 5000
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri(), CAIRN_NOW=None)
        a.rows("bulk", count)
        good(a.sync(timeout=300))
        b.add(1)
        answers, stop = [0], threading.Event()

        def answer():
            while not stop.is_set():
                b.add(3)  # each row a transaction, as in the game
                answers[0] += 3
        player = threading.Thread(target=answer)
        player.start()
        try:
            done = good(b.sync(timeout=300))
        finally:
            stop.set()
            player.join()
        assert f"{count} received" in done.out, done
        assert answers[0] >= 3, "no answer was given meanwhile"
        good(b.sync(timeout=300))
        assert len(held(b.store)) == count + 1 + answers[0]
        assert len(wire.say("dump cairn.rows")) == count + 1 + answers[0]
        assert b.counts()["waiting"] == 0 and scalar(b.store, "PRAGMA integrity_check") == "ok"
        print(f"note: {answers[0]} answers while {count} rows came")


harness.main(globals())
