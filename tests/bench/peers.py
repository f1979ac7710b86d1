# SPDX-License-Identifier: MIT
"""Other study games for the terminal, measured as ours is: from exec to the first question, and what a key costs.

Built from package registries into a folder outside the tree, once; what cannot be had is named with the reason.
"""
import json
import os
import shutil
import subprocess
import time
import uuid

import harness

CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "cairn-peers")
QUESTION = "Number"
CARDS = 8  # answered for the bytes and the time of a key

# None of these is in a registry that this can be built from: (name, why)
MISSING = [("repeater", "cargo's registry has another program by that name"),
           ("goki", "the proxy of Go modules does not serve it"),
           ("GoCard", "the proxy of Go modules does not serve it"),
           ("hascard", "a Haskell compiler and its libraries are needed")]


def fastcards():
    """The program's path, built if need be; None and why not."""
    path = os.path.join(CACHE, "bin", "fastcards")
    if os.path.exists(path):
        return path, ""
    if not shutil.which("cargo"):
        return None, "cargo is not installed"
    done = subprocess.run(["cargo", "install", "--quiet", "--locked", "--version", "2.0.3", "--root", CACHE, "fastcards"],
                          capture_output=True, text=True)
    return (path, "") if done.returncode == 0 else (None, (done.stderr.strip().splitlines() or ["cargo failed"])[-1])


def fastcards_deck(home, cards):
    folder = os.path.join(home, ".fastcards", "decks")
    os.makedirs(folder)
    os.makedirs(os.path.join(home, ".fastcards", "data"))
    deck = {"id": str(uuid.UUID(int=1)), "name": "bench",
            "cards": [{"id": str(uuid.UUID(int=i + 2)), "front": f"{QUESTION}{i} asks about the river", "back": f"answer {i} of the mountain",
                       "state": 1, "last_reviewed": None} for i in range(cards)]}
    with open(os.path.join(folder, "bench.json"), "w", encoding="utf-8") as file:
        json.dump(deck, file)


def press(terminal, key):
    """(bytes, ms until the last of them) of a key."""
    before, begin = terminal.bytes, time.monotonic()
    terminal.send(key)
    end = begin
    while terminal.read(0.25):
        end = time.monotonic()
    return terminal.bytes - before, (end - begin) * 1000


def keys(argv, env, flip, grade):
    terminal = harness.Terminal(*argv, size="40x20", env=env)
    terminal.until(QUESTION, limit=120)
    terminal.rest(0.5)
    first, flips, grades = terminal.bytes, [], []
    for _ in range(CARDS):
        flips.append(press(terminal, flip))
        grades.append(press(terminal, grade))
    terminal.close()
    return first, flips, grades


def median(values):
    return sorted(values)[len(values) // 2]


def say(row, name, size, started, empty, found):
    first, flips, grades = found
    row(f"{name}: start to first question, {size} cards", f"{started[0]:.2f} ms, p10 {started[1]:.2f}",
        f"empty program {empty[0]:.2f} ms, p10 {empty[1]:.2f}", f"{started[0] / empty[0]:.1f}, p10 {started[1] / empty[1]:.1f}", "", None)
    row(f"{name}: memory, {size} cards", f"{started[3] / 1024:.1f} MB", "", "", "", None)
    row(f"{name}: first screen, a flip, an answer, 40×20, {size} cards",
        f"{first} B, {median([b for b, _ in flips])} B, {median([b for b, _ in grades])} B",
        f"{median([ms for _, ms in flips]):.1f} ms, {median([ms for _, ms in grades]):.1f} ms", "", "", None)


def bench(row, start, environment, work, ours, sizes):
    """start: cases to measurements (run.py); ours: cards to a folder with a store of ours."""
    for name, why in MISSING:
        row(name, "cannot be built here", why, "", "", None)
    program, why = fastcards()
    if not program:
        row("fastcards", "cannot be built here", why, "", "", None)
    for size, cards in sizes.items():
        home = os.path.join(work, f"peers-{cards}")
        shutil.rmtree(home, ignore_errors=True)
        copy = os.path.join(home, "cairn")
        shutil.copytree(ours(cards), copy)
        fastcards_deck(home, cards)
        cases = [("cairn", QUESTION, "", [f"CAIRN_DATA={copy}", harness.CAIRN])]
        if program:
            cases.append(("fastcards", QUESTION, "", [f"HOME={home}", program, "study", "bench"]))
        started = start(cases)
        say(row, "cairn", size, started["cairn"], started["empty"], keys([harness.CAIRN], environment(copy), "<space>", "3"))
        if program:
            env = {**environment(copy), "HOME": home}
            say(row, "fastcards 2.0.3", size, started["fastcards"], started["empty"],
                keys([program, "study", "bench"], env, "<cr>", "y"))
        shutil.rmtree(home, ignore_errors=True)
