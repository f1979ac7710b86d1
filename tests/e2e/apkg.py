# SPDX-License-Identifier: MIT
"""Packages for Anki: Anki's own importer says what it finds in them; there and back again nothing is doubled.

Against Anki's own samples these are compared, note by note (by guid) and card by card: note type's id and name, templates,
fields, tags, moment of the last change, checksum; the card's deck, type, due day, flag, whether it is suspended or
buried; the answers (reps) of cards in review; the log's moments, ratings, intervals and
times; stability within 1 %, difficulty within 0.01, desired retention, decay. Not compared, because cairn does not keep them:
the ease factor of SM-2, lapses (cairn counts a lapse where its own fold of the same log has one), the position of new cards, lines of the log that only moved a day, filtered decks."""
import json
import os
import re
import sqlite3
import zipfile

import anki
import anki_judge
import harness

SHARED = os.environ.get("CAIRN_TEST_ANKI") or os.path.join(harness.ROOT, "../shared/anki")
NOW = "2026-11-20T12:00:00Z"


def sample_or_skip(name):
    path = os.path.join(SHARED, name)
    if not os.path.exists(path):
        raise harness.Skip(f"Anki's own samples are not beside the project (../shared/anki/{name})")
    return path


def env(data="data"):
    return harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW)


def cairn(*argv, data="data", code=0):
    done = harness.run(harness.CAIRN, *argv, env=env(data))
    assert done.code == code, done
    return done


def bring(*argv, data="data", code=0):
    done = harness.run(harness.SYNC, "import", *argv, env=env(data))
    assert done.code == code, done
    return done


def counts(done):
    line = next(line for line in done.out.splitlines() if " kept, " in line)
    return tuple(int(word) for word in line.split() if word.isdigit())


def cards(data="data"):
    return {card["uid"]: card for card in json.loads(cairn("cards", "--json", data=data).out)}


def query(sql, data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return db.execute(sql).fetchall()


def same_note(guid, a, b):
    for key in ("type", "kind", "templates", "fields", "tags", "mod", "csum", "sort"):
        assert a[key] == b[key], (guid, key, a[key], b[key])
    assert a["cards"].keys() == b["cards"].keys(), guid


def same_card(where, a, b):
    def log(card):
        return [line for line in card["log"] if line[1] > 0]
    if not a["filtered"]:
        assert a["deck"] == b["deck"], where
    assert log(a) == log(b) if len(log(a)) == len(a["log"]) else [l[:4] for l in log(a)] == [l[:4] for l in log(b)], (where, log(a), log(b))
    assert a["flag"] == b["flag"] and (a["queue"] == -1) == (b["queue"] == -1) and (a["queue"] < -1) == (b["queue"] < -1), where
    assert a["type"] == b["type"], (where, a, b)
    if a["type"] == 2:
        assert a["due"] == b["due"], (where, a, b)
    if a["s"]:
        assert abs(b["s"] / a["s"] - 1) < 0.01 and abs(a["d"] - b["d"]) < 0.01 and b["dr"] and b["decay"] == a["decay"], (where, a, b)
    if a["type"] == 2 and a["s"]:
        assert a["reps"] == b["reps"], (where, a, b)


def as_it_was(name):
    path = sample_or_skip(name)
    bring(path)
    cairn("export", "out.apkg")
    before, after = anki_judge.judge("import", "a.anki2", path), anki_judge.judge("import", "b.anki2", "out.apkg")
    assert before["notes"].keys() == after["notes"].keys() and len(after["notes"]) > 20
    compared = 0
    for guid, note in before["notes"].items():
        same_note(guid, note, after["notes"][guid])
        for ord_, card in note["cards"].items():
            same_card((guid, ord_), card, after["notes"][guid]["cards"][ord_])
            compared += 1
    assert compared >= 30
    assert set(after["decks"]) <= set(before["decks"]), (before["decks"], after["decks"])
    for deck, preset in before["presets"].items():
        if deck in after["presets"]:
            assert preset == after["presets"][deck], (deck, preset, after["presets"][deck])
    assert "problem" not in after["check"].lower() or "0 problem" in after["check"].lower(), after["check"]
    held = [name for name in after["media"] if name in before["media"]]
    assert held == after["media"], (before["media"], after["media"])


def test_ankis_own_new_package():
    as_it_was("s20.apkg")


def test_ankis_own_legacy_package():
    as_it_was("s20-legacy.apkg")


def test_ankis_own_thousand():
    as_it_was("s1k.apkg")


harness.main(globals())
