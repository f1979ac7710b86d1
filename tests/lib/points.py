# SPDX-License-Identifier: MIT
"""One scripted sync, many ways to spoil it: a template of store and server that each point starts from, and what must
hold after any of them. A point costs some 40 ms, so that there can be one at every byte and every system call."""

import concurrent.futures
import functools
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

import harness
from wire import Device, Wire

FULL = bool(os.environ.get("CAIRN_TEST_FULL")) and not harness.SANITIZED
KILL_AT = os.path.join(harness.BUILD, "tests", "kill", "kill-at")
QUICK = "serverSelectionTimeoutMS=700&connectTimeoutMS=400&socketTimeoutMS=400"
SLOTS = 24
OWN_SENT, OWN_WAITING, OTHERS = 3, 5, 10  # of those sent one orders the deck
NOTES = {"France": "Paris!", "Peru": "Lima", "Iran": "Tehran", "Chad": "N'Djamena"}


def cards(*fronts):
    return [{"_id": front, "deck": "capitals", "front": front, "back": NOTES[front]} for front in fronts]


def seed():
    return int(os.environ.get("CAIRN_SEED", "1"))


def sample(points, least=100, full=FULL):
    """All of them with --full (of a run in parts: this one's), else so many, by the seed."""
    points = list(points)
    if full:
        return points[int(os.environ.get("CAIRN_TEST_PART", "0"))::int(os.environ.get("CAIRN_TEST_PARTS", "1"))]
    if len(points) <= least:
        return points
    chosen = random.Random(seed()).sample(range(len(points)), least)
    return [points[at] for at in sorted(chosen)]


class Template:
    """What every point starts from: 10 rows of another device of which 4 are new, 5 own rows that wait, a deck of which
    a new version lies on the server."""

    def __init__(self, *options, login="", uri_options=QUICK):
        self.options, self.login, self.uri_options = options, login, uri_options
        with Wire() as wire:
            a, b = Device("template", wire.uri()), Device("other", wire.uri())
            b.add(6)
            harness.good(b.sync())
            wire.put("decks", {"_id": "capitals", "title": "Capitals", "version": "1"})
            for card in [{**cards("France")[0], "back": "Paris"}, *cards("Peru", "Iran")]:
                wire.put("cards", card)
            a.add(OWN_SENT - 1)
            harness.good(a.sync())
            harness.good(a.cross("subscribe", "capitals"))
            harness.good(a.sync())
            b.add(4)
            harness.good(b.sync())
            a.add(OWN_WAITING)
            wire.put("decks", {"_id": "capitals", "title": "Capitals", "version": "2"})
            for card in cards("France", "Chad"):
                wire.put("cards", card)
            self.store = os.path.abspath(a.store)
            self.documents = [(name, document) for name in ("rows", "decks", "cards") for document in wire.dump(name)]
            copy = Device("afterwards", wire.uri())
            shutil.copyfile(self.store, copy.store)
            harness.good(copy.sync())
            self.expected = held(copy.store)
            self.sent = [row for row in wire.dump() if identity(row) in self.expected - on_server(self.documents)]
        assert len(self.expected) == OWN_SENT + OWN_WAITING + OTHERS and len(self.sent) == OWN_WAITING


@functools.cache
def plain():
    """The template without encryption and password, made once a script."""
    return Template()


def identity(row):
    return int(row["o"], 32), int(row["a"].get("$numberLong") or row["a"]["$numberInt"])


def on_server(documents):
    return {identity(document) for name, document in documents if name == "rows"}


def held(store):
    """The identities of all rows of a store."""
    with sqlite3.connect(store) as db:
        rows = db.execute("SELECT o.name, r.t - r.lag FROM row r JOIN origin o ON o.alias = r.origin").fetchall()
    db.close()
    found = {(origin % (1 << 64), at) for origin, at in rows}
    assert len(found) == len(rows), "a row is held twice"
    return found


def notes(store):
    with sqlite3.connect(store) as db:
        found = dict(fields.split("\x1f") for fields, in db.execute("SELECT fields FROM note WHERE gone = 0"))
    db.close()
    return found


class Slot:
    """A server of its own and a place for the store; one thread's."""

    def __init__(self, template, number):
        self.template = template
        self.wire = Wire(*template.options)
        for name, document in template.documents:
            self.wire.put(name, document)
        self.wire.say("save")
        self.device = Device(f"slot{number}", self.wire.uri(template.login, options=template.uri_options))
        self.bytes = self.as_original()
        self.fresh()

    def as_original(self):
        """The template's bytes as if this file had been the store from the start: a copy would begin a log of its own."""
        shutil.copyfile(self.template.store, self.device.store)
        with sqlite3.connect(self.device.store) as db:
            machine = db.execute("SELECT value FROM meta WHERE key = 'file'").fetchone()[0].split(" ", 1)[0]
            db.execute("UPDATE meta SET value = ? WHERE key = 'file'", (f"{machine} {os.stat(self.device.store).st_ino}",))
            db.commit()
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        with open(self.device.store, "rb") as file:
            return file.read()

    def fresh(self):
        self.wire.say("heal")
        self.wire.say("restore")
        for name in os.listdir(self.device.folder):
            if name.startswith("cairn.db-"):
                os.unlink(os.path.join(self.device.folder, name))
        with open(self.device.store, "r+b") as file:
            file.write(self.bytes)
            file.truncate()

    def close(self):
        self.wire.close()

    def under(self, *argv, **more):
        """The sync under kill-at: its report as words, and what the command said."""
        done = harness.run(KILL_AT, *map(str, argv), harness.SYNC, "sync", env=self.device.env(**more))
        words = done.out.split()
        assert done.code == 0 and words[:1] == ["calls"], done
        return {"calls": int(words[1]), "number": int(words[3]), "how": words[4], "code": int(words[5]), "ms": int(words[7])}, done

    def sync(self, limit=15):
        """One sync with whatever is wrong; it must come to an end and say so in one sentence."""
        begin = time.monotonic()
        done = self.device.sync(timeout=limit + 45)
        assert time.monotonic() - begin < limit, f"it took {time.monotonic() - begin:.1f} s"
        if done.code:
            harness.one_sentence(done, done.code)
            assert done.code in (5, 6), done
        return done

    def status(self):
        return json.loads(harness.good(harness.cairn("status", "--json", env=self.device.env())).out)

    def tells_the_truth(self, code, all_pulled=True, safe=OWN_SENT + OWN_WAITING):
        """Nothing is shown as sent or safe that the server does not hold, and no success is claimed that is none."""
        status, documents = self.status(), on_server([("rows", row) for row in self.wire.dump()])
        mine = self.template.expected - {identity(row) for _, row in self.template.documents if "o" in row}
        waiting = len(mine - documents)
        here = held(self.device.store)
        assert status["waiting"] >= waiting, f"{status['waiting']} shown as waiting, {waiting} missing on the server"
        assert status["safe"] <= OWN_SENT + OWN_WAITING - waiting, status
        if code == 0:
            # rows that the sync itself wrote at its end (a note under another name) go with the next one
            assert status["waiting"] == status["log"] - len(here & self.template.expected) and status["safe"] == safe, status
            assert not all_pulled or here == self.template.expected, "done, and rows are missing here"
        assert here >= mine, "an own row is gone"

    def heals(self):
        """The next sync, undisturbed, completes: everything is everywhere, once."""
        self.wire.say("heal")
        with sqlite3.connect(self.device.store) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
        done = harness.good(self.device.sync())
        assert held(self.device.store) == self.template.expected, "rows are missing here"
        rows = self.wire.dump()
        assert {identity(row) for row in rows} == self.template.expected, "rows are missing on the server"
        assert notes(self.device.store) == NOTES, notes(self.device.store)
        status = self.status()
        assert status["waiting"] == 0 and status["safe"] >= OWN_SENT + OWN_WAITING, status
        return done, rows


def every(template, points, act, what, slots=SLOTS):
    """act(slot, point) for each point, in slots side by side. The first failures name their points."""
    points = list(points)
    slots = min(slots, 1 + len(points) // 5)
    pool = [Slot(template, number) for number in range(slots)]
    failures = []

    def one(point):
        if len(failures) > 5:
            return
        slot = pool.pop()
        try:
            slot.fresh()
            act(slot, point)
        except (AssertionError, subprocess.TimeoutExpired, sqlite3.Error) as failure:
            failures.append(f"{what} {point}: {type(failure).__name__} {failure}")
        pool.append(slot)

    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(slots) as threads:
        for done in [threads.submit(one, point) for point in points]:
            done.result()
    for slot in pool:
        slot.close()
        shutil.rmtree(slot.device.folder)
    print(f"{what}: {len(points)} points in {time.monotonic() - begin:.1f} s", flush=True)
    assert not failures, "\n".join(failures)
