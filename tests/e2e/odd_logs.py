# SPDX-License-Identifier: MIT
"""Logs that nobody studies like, through the store: `cairn optimize` keeps the defaults or makes a sound fit of each, says a sentence,
and no card ends with an interval that a person would call absurd. With --full also ten million answers, in bounded memory."""
import json
import math
import os
import random
import re
import resource
import subprocess

import harness
from harness import cairn, environment, good

DAY = 86_400_000
NOW = 1_795_249_800_000  # harness.NOW
FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
LETTERS = "0123456789abcdefghijklmnopqrstuv"
# What FSRS allows (fsrs-rs, parameter_clipper.rs).
LEAST = [0.001] * 4 + [1, 0.001, 0.001, 0.001, 0, 0, 0.001, 0.001, 0.001, 0.001, 0, 0, 1, 0, 0, 0, 0.1]
MOST = [100] * 4 + [10, 4, 4, 0.75, 4.5, 0.8, 3.5, 5, 0.25, 0.9, 4, 1, 6, 2, 2, 0.8, 0.8]


def name(number):
    """A 64-bit name as the lines of an export have it: 13 signs of 5 bits."""
    return "".join(LETTERS[number >> 5 * i & 31] for i in reversed(range(13)))


def cards(count):
    with open("notes.tsv", "w", encoding="utf-8") as file:
        file.writelines(f"Question {i}\tAnswer {i}\n" for i in range(count))
    good(cairn("import", "notes.tsv"))
    return [card["uid"] for card in json.loads(good(cairn("cards", "--json")).out)]


def restore(answers):
    """answers: (card, ms since the log's first day, rating, fields that differ), of one device, as an export would hold them."""
    first = NOW - 900 * DAY
    with open("rows.jsonl", "w", encoding="utf-8") as file:
        file.write('{"is":"cairn","format":1,"exported":"2026-11-21T08:30:00.000Z"}\n')
        for n, (card, ms, rating, more) in enumerate(answers, 1):
            row = {"is": "row", "log": name(0x1234567), "n": n, "origin": name(0x7654321), "at": first + n, "t": first + ms, "z": -240, "kind": "review",
                   "card": card, "r": rating, "ms": 3000, "m": 0, "q": 0, "p": 9000, "i": 0, "d": 1, "s": 1000, "e": -1, **more}
            row["at"] = row["t"]
            file.write(json.dumps(row) + "\n")
    return cairn("import", "rows.jsonl")


def grown(w):
    """The interval after five answers "good", each given when it was due (FSRS-6, FORMULAS)."""
    s, d = w[2], min(max(w[4] - math.exp(2 * w[5]) + 1, 1), 10)
    for _ in range(5):
        s *= 1 + math.exp(w[8]) * (11 - d) * s ** -w[9] * (math.exp(w[10] * 0.1) - 1)
    return min(s, 36500)


def check(outcomes):
    """Both ways of looking, adopting, folding: sentences, numbers that are numbers, intervals that are intervals."""
    told = good(cairn("optimize", "--evaluate")).out
    assert re.search(r"[A-Z][^\n]{20,}[.:]\n", told) and "nan" not in told.lower(), told
    seen = json.loads(good(cairn("optimize", "--evaluate", "--json")).out)
    assert seen["outcome"] in outcomes, seen
    for key in ("in_force", "fitted"):
        assert len(seen[key]) == 21 and all(a <= x <= b for a, x, b in zip(LEAST, seen[key], MOST)), seen
    assert grown(seen["fitted"]) < 10 * grown(seen["in_force"]), (grown(seen["fitted"]), seen)
    done = json.loads(good(cairn("optimize", "--json")).out)
    assert done["outcome"] == seen["outcome"] and done["fitted"] == seen["fitted"], (done, seen)
    good(cairn("fold"))
    for card in json.loads(good(cairn("cards", "--json")).out):
        if card.get("S") is not None:
            assert 0.001 <= card["S"] <= 36500 and 1 <= card["D"] <= 10 and (card["due"] or "") < "2060", card
    return seen


def play(days, names, rating, every=1):
    """One answer a card every so many days."""
    return [(card, (day * every) * DAY + i * 5000, rating(i, day), {}) for day in range(days) for i, card in enumerate(names)]


def test_one_review():
    good(restore([(cards(1)[0], 0, 3, {})]))
    assert check({"few"})["answers"] == 0


def test_only_again():
    good(restore(play(20, cards(30), lambda i, day: 1)))
    seen = check({"few"})
    assert seen["answers"] == 570 and seen["forgotten"] == 570 and seen["fitted"] == seen["in_force"], seen


def test_only_easy():
    good(restore(play(20, cards(30), lambda i, day: 4)))
    seen = check({"few"})
    assert seen["answers"] == 570 and seen["forgotten"] == 0 and seen["fitted"] == seen["in_force"], seen


def test_all_on_one_day():
    rng = random.Random(1)
    good(restore([(card, turn * 60_000 + i * 100, rng.randint(1, 4), {}) for turn in range(12) for i, card in enumerate(cards(50))]))
    assert check({"few"})["answers"] == 0


def test_one_card_for_ever():
    rng = random.Random(2)
    good(restore([(cards(1)[0], day * DAY, rng.choice((1, 3, 3, 3)), {}) for day in range(800)]))
    check({"few", "noise", "better"})


def test_clocks_that_jump():
    """Days go forth and back by years: most intervals make no sense, and that is said."""
    rng = random.Random(3)
    good(restore([(card, rng.randint(-8000, 890) * DAY + n, rng.choice((1, 3, 3, 4)), {}) for n, card in enumerate(cards(60) * 20)]))
    check({"few", "odd", "noise", "better"})


def test_nonsense_that_was_imported():
    """Ratings 0 and 7, intervals and counts below 0, in three answers of ten: they are counted, and nothing is learnt from such a log."""
    rng = random.Random(4)
    rows = play(25, cards(40), lambda i, day: 3 if rng.random() < 0.85 else 1)
    nonsense = ({"r": 0}, {"r": 7}, {"r": -3, "d": -2_000_000_000}, {"r": 99, "p": -77, "s": -5, "i": -9, "ms": -1})
    rows = [(c, ms, r, rng.choice(nonsense) if rng.random() < 0.3 else {"d": rng.choice((-9_000_000, 0, 10**9))}) for c, ms, r, _ in rows]
    done = restore(rows)
    assert done.code in (0, 3), done
    if done.code == 0:
        seen = check({"odd", "few"})
        assert seen["unusable"] > 200 and seen["fitted"] == seen["in_force"] or seen["outcome"] == "odd", seen
        assert re.search("make no sense", good(cairn("optimize", "--evaluate")).out)


def test_a_little_nonsense():
    """In one answer of thirty: the others are learnt from."""
    rng = random.Random(5)
    rows = [(c, ms, r, {"r": rng.choice((0, 7))} if rng.random() < 0.033 else {}) for c, ms, r, _ in
            play(60, cards(40), lambda i, day: 3 if rng.random() < 0.8 else 1, every=2)]
    done = restore(rows)
    assert done.code in (0, 3), done
    check({"noise", "better"})


harness.main(globals())
