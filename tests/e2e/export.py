# SPDX-License-Identifier: MIT
"""cairn-sync export --json: every line is JSON, and everything that went in comes out."""
import collections
import json
import os
import subprocess

import harness

SAMPLE = os.path.join(harness.ROOT, "tests/data/anki/s20-notes.txt")


def export():
    done = harness.good(harness.run(harness.SYNC, "export", "--json"))
    return [json.loads(line) for line in done.out.splitlines()]


def test_everything_comes_out():
    harness.good(harness.run(harness.SYNC, "import", SAMPLE))
    lines = export()
    count = collections.Counter(line["is"] for line in lines)
    assert lines[0]["is"] == "cairn" and lines[0]["format"] == 1
    assert lines[0]["exported"] == "2026-11-21T08:30:00.000Z", lines[0]
    assert (count["note"], count["card"]) == (21, 30), count
    types = {line["uid"]: line for line in lines if line["is"] == "type"}
    decks = {line["name"] for line in lines if line["is"] == "deck"}
    notes = {line["uid"]: line for line in lines if line["is"] == "note"}
    assert all(note["type"] in types and note["deck"] in decks for note in notes.values())
    assert all(card["note"] in notes for card in lines if card["is"] == "card")
    rows = [line for line in lines if line["is"] == "row"]
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    told = {row["u"]: row["fs"] for row in rows if row["kind"] == "note"}
    assert told == {uid: note["fields"] for uid, note in notes.items()}


def test_an_empty_store():
    assert {line["is"] for line in export()} == {"cairn", "type"}


def test_full_disk():
    with open("/dev/full", "wb") as full:
        done = subprocess.run([harness.SYNC, "export", "--json"], env=harness.environment(), stdout=full,
                              stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1 and b"No space left" in done.stderr


def test_usage():
    harness.one_sentence(harness.run(harness.SYNC, "export"), 2)


harness.main(globals())
