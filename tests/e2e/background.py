# SPDX-License-Identifier: MIT
"""Sync in the background: who may start it, how it holds back after failures, what it costs, and how it ends when told to."""
import json
import os
import signal
import socket
import sqlite3
import time

import harness
from harness import CAIRN, Terminal, cairn, good, one_sentence
from wire import Device, Wire

LATER = "2026-11-21T11:30:00+01:00"  # two hours behind harness.NOW: nobody holds back for more than one
SOON = "serverSelectionTimeoutMS=300"


def nobody_there():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"mongodb://127.0.0.1:{unused.getsockname()[1]}/?{SOON}"


def failing(name="a", **more):
    """A device without a network that has failed often enough to hold back for some seconds."""
    device = Device(name, nobody_there(), **more)
    device.add(3)
    harness.wait_for(lambda: device.sync().code == 5 and "later" in device.sync("--auto", "--json").out, "holding back")
    return device


def trace(device):
    with open(os.path.join(device.folder, "log", "cairn.jsonl"), encoding="utf-8") as file:
        return [json.loads(line) for line in file if '"sync.' in line]


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        pids = file.read().split()
    found = []
    for child in pids:
        with open(f"/proc/{child}/cmdline", encoding="utf-8") as file:
            found.append(file.read().split("\0")[:2])
    return found


def test_many_stale_cards_are_a_childs_work():
    device = Device("stale", nobody_there(), CAIRN_SYNC="off")
    with open("deck.csv", "w", encoding="utf-8") as file:
        file.writelines(f"front {i},back {i}\n" for i in range(3000))
    good(harness.run(CAIRN, "import", "deck.csv", env=device.env()))
    store = sqlite3.connect(device.store, isolation_level=None, timeout=30)
    store.execute("INSERT INTO stale SELECT id FROM card")
    t = Terminal(CAIRN, size="80x24", env=device.env())
    t.until("front|back")
    store.execute("BEGIN IMMEDIATE")  # so that the child can be seen: it waits
    harness.wait_for(lambda: ["cairn", "fold"] in children(t.pid), "a child that folds")
    store.execute("ROLLBACK")
    harness.wait_for(lambda: store.execute("SELECT count(*) FROM stale").fetchone() == (0,), "folding")
    t.close()
    store.close()


def test_holds_back_by_itself_and_never_when_asked():
    device = failing()
    with Wire() as wire:
        uri = {"MONGODB_URI": wire.uri()}
        done = good(device.sync("--auto", **uri))
        assert done.text == "" and not wire.counts(), (done, wire.counts())
        state = json.loads(good(device.sync("--auto", "--json", **uri)).out)
        assert state["state"] == "later" and state["kind"] == "network" and 0 < state["retry_s"] <= 3600, state
        assert "state=later\tkind=network\ttext=no server" in good(device.sync("--auto", "--pipe", **uri)).out
        assert not wire.counts(), "somebody asked the server although it was too early"
        assert "3 rows sent" in good(device.sync(**uri)).out
        device.add(1)
        assert good(device.sync("--auto", **uri)).text == "" and len(wire.dump()) == 4, "a success did not reset it"
        assert [line["event"] for line in trace(device)][-3:] == ["sync.held_back", "sync.done", "sync.done"]


def test_says_when_it_is_tried_again_and_then_is():
    device = failing()
    line = one_sentence(device.sync(), 5)
    assert "tried again by itself from " in line, line
    with Wire() as wire:
        good(device.sync("--auto", MONGODB_URI=wire.uri(), CAIRN_NOW=LATER))
        assert len(wire.dump()) == 3


def test_refusals_hold_back_too():
    with Wire("--user", "eve", "--password", "right") as wire:
        device = Device("a", wire.uri("eve:wrong@"))
        device.add(1)
        harness.wait_for(lambda: one_sentence(device.sync(), 6) and "later" in device.sync("--auto", "--json").out, "holding back")
        wire.say("reset")
        good(device.sync("--auto"))
        assert not any(wire.counts().values())


def test_a_settings_word_for_a_metered_line():
    with Wire() as wire:
        device = Device("a", wire.uri(), CAIRN_SYNC="manual")
        device.add(2)
        assert good(device.sync("--auto")).text == "" and not wire.dump()
        good(cairn("--script", "qq", env=device.env()))
        assert not wire.dump() and not wire.counts()
        good(device.sync())
        assert len(wire.dump()) == 2
        device.add(1)
        assert "CAIRN_SYNC" in one_sentence(device.sync(CAIRN_SYNC="off"), 2)
        assert good(device.sync("--auto", CAIRN_SYNC="off")).text == ""
        assert "CAIRN_SYNC" in one_sentence(device.sync(CAIRN_SYNC="sometimes"), 2)
        assert "CAIRN_SYNC" in one_sentence(cairn("status", env=device.env(CAIRN_SYNC="sometimes")), 2)
        assert "CAIRN_SYNC=off" in good(cairn("--script", "y", env=device.env(CAIRN_SYNC="off"))).out
        assert len(wire.dump()) == 2


def test_bytes_are_counted():
    with Wire() as wire:
        device = Device("a", wire.uri())
        device.rows("bulk", 1000)
        first = json.loads(good(device.sync("--json")).out)
        assert first["state"] == "done" and first["sent"] == 1000 and first["safe"] == 1000, first
        stored = len("".join(wire.say("dump cairn.rows")))
        assert 1000 * 120 < first["bytes_sent"] < stored, (first, stored)
        second = json.loads(good(device.sync("--json")).out)
        assert second["sent"] == 0 and second["bytes_sent"] < 3000 and second["bytes_received"] < 5000, second
        status = json.loads(good(cairn("status", "--json", env=device.env())).out)
        for way in ("sent", "received"):
            assert status[f"bytes_{way}"] == first[f"bytes_{way}"] + second[f"bytes_{way}"], (status, first, second)
        assert status["sync_retry"] is None
        line, = [line for line in trace(device) if line["event"] == "sync.done" and line["pushed"] == 1000]
        assert line["bytes_sent"] == first["bytes_sent"] and line["by_itself"] == 0 and line["ms"] >= 0, line


def test_the_game_shows_what_was_asked_for():
    device = failing()
    t = Terminal(CAIRN, size="80x24", env=device.env())
    t.until("1/4")
    t.send("q")
    t.until("first deck")
    t.send("y")
    t.until("no server answers[^~?]*tried again by itself")  # one sentence, without a question in it
    with Wire() as wire:
        t.close()
        t = Terminal(CAIRN, size="80x24", env=device.env(MONGODB_URI=wire.uri()))
        t.until("first deck")
        t.send("y")
        t.until("3 rows sent, 0 received")
        t.close()
        assert len(wire.dump()) == 3


harness.main(globals())
