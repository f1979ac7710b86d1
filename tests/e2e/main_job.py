#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A deck goes in, a person answers on 40x20 in every mode, and each card stands where FSRS-6 says it should: the states are computed anew from the exported rows by tests/lib/fsrs_reference.py, which is held against py-fsrs's vectors first."""
import json
import math
import os

import fsrs_reference
import harness
from harness import ROOT, Skip, cairn, environment, good, main

SHARED = os.path.join(ROOT, "..", "shared", "anki", "s20-notes.txt")
OWN = os.path.join(ROOT, "tests", "data", "first-week.tsv")
RATINGS = "ghxggegxgh"


def deck():
    return SHARED if os.path.exists(SHARED) else OWN


def plays(mode, answers):
    """Keys for that many answers: ten minutes between two, a day after every eight."""
    keys = []
    for i in range(answers):
        rating = RATINGS[i % len(RATINGS)]
        ask = {"flip": "<space>" + rating, "cloze": "<cr>" + rating, "choice": "a<space>", "typed": "paris<cr>" + rating}[mode]
        keys.append(ask + ("<+1d>" if i % 8 == 7 else "<+10m>"))
    return "".join(keys)


def export(env):
    return [json.loads(line) for line in good(cairn("export", "--json", env=env)).out.splitlines()]


def study_day(row):
    return (row["t"] + 60000 * row["z"]) // 86400000


def check_states(env, rows):
    """Every card against the reference, from its rows in order of time."""
    cards = {card["uid"]: card for card in json.loads(good(cairn("cards", "--json", env=env)).out)}
    expected = {}
    for row in sorted((row for row in rows if row.get("kind") == "review"), key=lambda row: row["t"]):
        card = expected.setdefault(row["card"], fsrs_reference.Card(fsrs_reference.Model()))
        assert row["i"] == card.reviews, f"{row} is review {card.reviews} of its card"
        card.review(row["r"], study_day(row), row["t"] / 1000)
        assert abs(row["s"] - card.s * 1000) <= 0.5, f"{row}: stability {card.s}"
    for uid, card in expected.items():
        shown = cards[uid]
        assert shown["state"] == card.state, f"{shown} should be in {card.state}"
        assert math.isclose(shown["S"], card.s, abs_tol=5e-5), f"{shown}: S {card.s}"
        assert math.isclose(shown["D"], card.d, abs_tol=5e-5), f"{shown}: D {card.d}"
        # above the model: Hard < Good < Easy may move an interval, by a day at most with two of them equal
        if card.days:
            assert 0 <= shown["ivl"] - card.days <= 2, f"{shown}: {card.days} days"
        else:
            assert shown["ivl"] == -math.floor(card.due - card.last_seconds), f"{shown}: due in {card.due - card.last_seconds} s"
    return len(expected)


def play(mode):
    env = environment(CAIRN_DATA=os.path.abspath(mode), CAIRN_NOW="2026-11-21T09:30:00+01:00")
    good(cairn("set", "fuzz", "off", env=env))
    good(cairn("import", deck(), env=env))
    done = good(cairn("--mode", mode, "--size", "40x20", "--script", plays(mode, 44), env=env))
    env["CAIRN_NOW"] = "2026-12-01T09:30:00+01:00"
    rows = [record for record in export(env) if record["is"] == "row"]
    answered = sum(row["kind"] == "review" for row in rows)
    assert answered >= 40, f"{answered} answers\n{done.out}"
    status = json.loads(good(cairn("status", "--json", env=env)).out)
    assert status["rows"] == answered and status["waiting"] == len(rows) == status["log"], status
    print(f"{mode}: {answered} answers on {check_states(env, rows)} cards")


def test_the_reference_agrees_with_py_fsrs():
    with open(os.path.join(ROOT, "tests", "data", "fsrs", "py_fsrs.json"), encoding="utf-8") as vectors:
        print(fsrs_reference.check(json.load(vectors)), "states agree")


def test_ankis_own_export_goes_in_whole():
    if not os.path.exists(SHARED):
        raise Skip("../shared/anki is not here")
    assert "21 new" in good(cairn("import", SHARED)).out
    assert "21 kept" in good(cairn("import", SHARED)).out


def test_flip():
    play("flip")


def test_choice():
    play("choice")


def test_typed():
    play("typed")


def test_cloze():
    play("cloze")


main(globals())
