# SPDX-License-Identifier: MIT
"""The scheduler fits itself: the game's child looks, the home screen asks, and one key decides."""
import json
import os
import re
import sqlite3
import subprocess

import harness
from harness import CAIRN, Terminal, cairn, environment, good, wait_for

MAKE = os.path.join(harness.BUILD, "tests", "bench", "make_learner")


HOPES = "3 12 30 90 6.4133 0.8334 3.0194 0.001 3 0.1666 0.796 1.4835 0.0614 0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542"


def learner(days=100, news=12):
    """A store of somebody who has studied for so many days, with parameters that expect too much of memory."""
    os.makedirs("data", exist_ok=True)
    subprocess.run([MAKE, "data/cairn.db", str(days), str(news)], env=environment(), check=True)
    good(cairn("set", "fsrs", HOPES))
    good(cairn("fold"))


def read(*argv):
    return json.loads(good(cairn(*argv, "--json")).out)


def screen(keys="", size="40x20"):
    return good(cairn("--script", keys, "--size", size)).out


def known(key):
    with sqlite3.connect("data/cairn.db", timeout=30) as db:
        found = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return found and found[0]


def test_the_games_child_looks_and_home_asks():
    learner()
    t = Terminal(CAIRN, size="80x24", env=environment())
    t.until("show")
    wait_for(lambda: known("fitting"), "a look by the child")
    t.send("q")
    t.until("Fitted to your [0-9]+ answers")
    t.send("2")
    t.until("Known")
    t.close()
    assert "Fitted" not in screen()
    good(cairn("optimize", "--auto"))
    assert not known("fitting"), "it looked again before there was anything new"


def test_adopted_refused_and_never_again():
    learner()
    first = read("optimize", "--evaluate")
    assert first["outcome"] == "better" and first["due"]["share"] == 1, first
    good(cairn("optimize", "--auto"))
    for size in ("40x20", "80x24"):
        text = screen(size=size)
        assert all(str(n) in text for n in first["due"]["today"] + first["due"]["month"]), (text, first["due"])
    screen("q")
    assert "Fitted" in screen(), "left without a word: it stays"
    good(cairn("--script", "1q", "--size", "40x20"))
    assert "Fitted" not in screen()
    good(cairn("fold"))
    after = read("optimize", "--evaluate")
    assert after["in_force"] == first["fitted"], (after, first)
    good(cairn("undo"))
    assert read("optimize", "--evaluate")["in_force"] == first["in_force"]


def test_without_asking_and_back():
    learner()
    good(cairn("set", "fit-ask", "off"))
    first = read("optimize", "--evaluate")
    good(cairn("optimize", "--auto"))
    assert read("optimize", "--evaluate")["in_force"] == first["fitted"]
    assert "The scheduler was fitted" in " ".join(screen().split())
    good(cairn("--script", "2q", "--size", "40x20"))
    assert read("optimize", "--evaluate")["in_force"] == first["in_force"]
    assert "The scheduler was" not in screen()


def test_off_is_off():
    learner(60)
    good(cairn("set", "fit", "off"))
    good(cairn("optimize", "--auto"))
    assert known("fitting_at") is None


def test_recall_that_is_off_is_told_in_one_sentence():
    learner()
    later = {"CAIRN_NOW": "2026-12-01T09:30:00+01:00"}
    for key, value in (("reviews", "9999"), ("new", "0"), ("fit", "off"), ("leech", "0")):
        good(cairn("set", key, value))

    def home(size):
        return " ".join(good(cairn("home", "--script", "", "--size", size, env=environment(**later))).out.split())

    sentence = "recalled, [0-9]+ % predicted: run cairn optimize"
    assert not re.search(sentence, home("80x24"))
    good(cairn("--mode", "flip", "--script", "<space>x" * 230 + "q", "--size", "40x20", env=environment(**later)))
    drift = json.loads(good(cairn("stats", "--json", env=environment(**later))).out)["drift"]
    assert drift["off"] and drift["tests"] >= 200 and drift["predicted"] - drift["recalled"] > 0.05, drift
    assert re.search(sentence, home("40x20")), home("40x20")
    assert "predicted: run cairn" in home("80x24"), home("80x24")  # beside the cairn


harness.main(globals())
