# SPDX-License-Identifier: MIT
"""One scripted sync (rows to push, rows to pull, a deck), and everything that a line or a server can do to it: all points
with --full, else a sample. After each: no success that is none, no hang, nothing lost or doubled, and the next sync
completes."""
import base64
import itertools
import json
import random

import harness
from points import OWN_SENT, OWN_WAITING, Slot, Template, every, identity, plain, sample, seed

KINDS = ("cut", "reset", "cut dead")


def line(kind, way, at, arg=0):
    kind, _, dead = kind.partition(" ")
    return f"line {kind} {way} {at} {arg} {dead}"


def bytes_of(template):
    """How many bytes the undisturbed sync sends and gets."""
    slot = Slot(template, "count")
    code = harness.good(slot.device.sync()).code
    sizes = {way: int(count) for way, count in (line.split() for line in slot.wire.say("bytes"))}
    slot.tells_the_truth(code)
    slot.close()
    assert sizes["in"] > 1000 and sizes["out"] > 1000, sizes
    return sizes


def spoiled(slot, command):
    slot.wire.say(command)
    done = slot.sync()
    assert done.code in (0, 5), done
    slot.tells_the_truth(done.code)
    slot.heals()


def test_cut_at_every_byte():
    template = plain()
    sizes = bytes_of(template)
    for way in ("out", "in"):
        points = [line(KINDS[at % len(KINDS)], way, at) for at in range(sizes[way])]
        every(template, sample(points), spoiled, f"cut of {'replies' if way == 'out' else 'requests'}")


def test_cut_through_encryption_and_passwords():
    both, cert = harness_certificate()
    template = Template("--tls-cert", both, "--user", "eve", "--password", "secret", login="eve:secret@",
                        uri_options=f"tls=true&tlsCAFile={cert}&serverSelectionTimeoutMS=3000&connectTimeoutMS=2000&socketTimeoutMS=2000")
    sizes = bytes_of(template)
    points = [line("cut", way, at) for way in ("out", "in") for at in range(0, sizes[way], 5)]
    every(template, sample(points, 60), spoiled, "cut under TLS and SCRAM")


def harness_certificate():
    from wire import certificate

    return certificate("good")


def test_stall():
    template = plain()
    sizes = bytes_of(template)
    points = [line(kind, way, at) for kind in ("stall", "stall dead") for way in ("out", "in") for at in range(0, sizes[way], 7)]
    every(template, sample(points, 40), spoiled, "stall")


def test_a_byte_a_second():
    """1,000 ms a byte are beyond the time-out of 400 ms; 1 ms a byte is a slow line that works."""
    template = plain()
    sizes = bytes_of(template)
    points = [line("slow", "out", at, 1000) for at in range(0, sizes["out"], 40)]
    every(template, sample(points, 20), spoiled, "a byte a second")


def flipped(slot, command):
    """A byte that is not the one sent, without encryption: what came may be quarantined or left out, never believed."""
    slot.wire.say(command)
    done = slot.sync()
    slot.tells_the_truth(done.code, all_pulled=False)
    slot.wire.say("heal")
    harness.good(slot.device.sync())
    rows = {identity(row) for row in slot.wire.dump() if isinstance(row.get("o"), str)}
    assert rows >= slot.template.expected - quarantined(slot), "rows are missing on the server"


def quarantined(slot):
    import sqlite3

    with sqlite3.connect(slot.device.store) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count = db.execute("SELECT count(*) FROM raw").fetchone()[0]
    db.close()
    return set() if not count else set(slot.template.expected)


def test_flipped_bytes():
    template = plain()
    sizes = bytes_of(template)
    chance = random.Random(seed())
    points = [line("flip", "out", at, 1 << chance.randrange(8)) for at in range(sizes["out"])]
    every(template, sample(points), flipped, "a flipped bit in replies")
    # in the first reply: its list of hosts, the length of which libmongoc would believe
    every(template, [line("flip", "out", at, 2) for at in range(110, 150)], flipped, "a flipped bit in a list")


def test_lies_in_every_field():
    """Every field of every reply missing, negative, huge, not a number, text, null, empty, false."""
    template = plain()
    points = []
    slot = Slot(template, "count")
    for command, nth in (("isMaster", 1), ("hello", 1), ("hello", 2), ("hello", 3), ("find", 1), ("find", 2), ("find", 3),
                         ("find", 4), ("insert", 1)):
        for lie in itertools.count():
            slot.wire.say("heal")
            slot.wire.say(f"fault {command}@{nth}:lie={lie}")
            if lie % 10 == 0:
                slot.fresh()
                slot.wire.say(f"fault {command}@{nth}:lie={lie}")
                slot.device.sync()
                if slot.wire.say("lies") == ["0"]:
                    break
            points.append(f"fault {command}@{nth}:lie={lie}")
    slot.close()
    assert len(points) > 200, len(points)
    every(template, sample(points), lied_to, "a lie in a reply")


def lied_to(slot, command):
    slot.wire.say(command)
    done = slot.sync()
    if done.code:
        slot.tells_the_truth(done.code)
    slot.wire.say("heal")
    if "find@4" in command:  # what was said of the cards may be taken for true until they are published anew
        slot.wire.put("decks", {"_id": "capitals", "title": "Capitals", "version": "3"})
    slot.heals()


def test_lengths():
    template = plain()
    lengths = (0, 1, 15, 16, 20, 21, 26, 48000000, 48000001, 0x7fffffff, -1, -2147483648)
    points = [f"fault {command}@{nth}:length={length}" for command, nth in (("hello", 1), ("find", 1), ("insert", 1), ("find", 2), ("find", 3))
              for length in lengths]
    every(template, sample(points, 30), spoiled, "a length that lies")


def test_documents_in_no_order():
    template = plain()
    points = [f"fault find@{nth}:{how}" for nth in (1, 2, 3, 4, "*") for how in ("reverse", "twice")]
    every(template, points, disordered, "documents in no order")


def disordered(slot, command):
    slot.wire.say(command)
    done = slot.sync()
    slot.tells_the_truth(done.code, all_pulled=False)
    if done.code == 0 and "twice" in command:
        slot.tells_the_truth(0)
    slot.heals()


def duplicate(slot, which):
    """The first `which` rows, or only that one, are on the server already: an earlier push whose reply was lost."""
    how, index = which
    rows = slot.template.sent[:index + 1] if how == "up to" else slot.template.sent[index:index + 1]
    if how == "claimed":
        slot.wire.say(f"fault insert@1:duplicate={index}")
    elif how == "always claimed":
        slot.wire.say(f"fault insert@*:duplicate={index}")
    for row in rows if "claimed" not in how else ():
        slot.wire.put("rows", row_at_place_of(slot, row, foreign=how == "another"))
    done = slot.sync()
    # other bytes at a place: somebody else wrote this log, so it is left, and what is sent again counts as safe anew
    slot.tells_the_truth(done.code, safe=slot.status()["safe"] if how == "another" else OWN_SENT + OWN_WAITING)
    if how not in ("always claimed",):
        assert done.code == 0 or how == "claimed", done
    slot.wire.say("heal")
    harness.good(slot.device.sync())
    status = slot.status()
    assert status["waiting"] == 0, status
    rows = {identity(row) for row in slot.wire.dump()}
    assert rows >= slot.template.expected, "rows are missing on the server"


def own_places(slot):
    import sqlite3

    with sqlite3.connect(slot.device.store) as db:
        name, last = db.execute("SELECT name, last FROM log WHERE own = 1").fetchone()
        key = db.execute("SELECT value FROM meta WHERE key = 'learner'").fetchone()[0]
    db.close()
    digits = "0123456789abcdefghijklmnopqrstuv"
    log = "".join(digits[(name % (1 << 64)) >> 5 * i & 31] for i in range(12, -1, -1))
    return [f"{key}/{log}/{n:07d}" for n in range(1, last + 1)]


def row_at_place_of(slot, row, foreign):
    if not foreign:
        return row
    return {**row, "ms": {"$numberInt": "77"}}


def test_duplicate_keys_at_each_index():
    template = plain()
    points = [(how, index) for how in ("up to", "only", "another", "claimed", "always claimed") for index in range(OWN_WAITING)]
    every(template, points, duplicate, "E11000 at index")


CODES = {13: 6, 18: 6, 8000: 6, 121: 6, 2: 6, 26: 6, 59: 6, 91: 5, 189: 5, 10107: 5, 11600: 5, 13435: 5, 50: 5, 6: 5, 43: 5, 112: None}


def refused(slot, point):
    command, nth, code = point
    slot.wire.say(f"fault {command}@{nth}:error={code}")
    done = slot.sync()
    slot.tells_the_truth(done.code)
    if nth == "*" and CODES[code] and command != "hello":
        assert done.code == CODES[code], done
    slot.heals()


def test_every_error_of_the_server():
    template = plain()
    points = [(command, nth, code) for command, nths in (("hello", (1, 2, "*")), ("find", (1, 2, 3, 4, "*")), ("insert", (1, "*")))
              for nth in nths for code in CODES if (command, code) != ("find", 26)]
    every(template, sample(points, 60), refused, "an error")


def test_write_concern_errors():
    template = plain()
    points = [f"fault insert@{nth}:concern={code}" for nth in (1, "*") for code in (64, 91, 100, 79, 10107, 0)]
    every(template, points, unconfirmed, "a write concern error")


def unconfirmed(slot, command):
    slot.wire.say(command)
    done = slot.sync()
    slot.tells_the_truth(done.code)
    assert done.code or "@1" in command, "no majority, and a success"
    slot.heals()


def test_primary_steps_down():
    """At each command of the sync, for good: what is known by then is kept, nothing is claimed."""
    template = plain()

    def step(slot, at):
        slot.wire.say(f"fault {at}:step-down")
        done = slot.sync()
        assert done.code == 5, done
        slot.tells_the_truth(done.code)
        slot.heals()
    every(template, ["hello@1", "hello@2"] + [f"any@{nth}" for nth in range(1, 7)], step, "a primary that steps down")


def test_cursor_killed_between_batches():
    template = plain()

    def forget(slot, point):
        batch, nth, code = point
        slot.wire.say(f"batch {batch}")
        slot.wire.say(f"fault getMore@{nth}:error={code}")
        done = slot.sync()
        slot.tells_the_truth(done.code)
        slot.heals()
    every(template, [(batch, nth, code) for batch in (1, 2, 3) for nth in (1, 2, 3, 5) for code in (43, 11600, 50)], forget,
          "a cursor killed between batches")


harness.main(globals())
