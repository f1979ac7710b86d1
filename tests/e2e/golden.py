# SPDX-License-Identifier: MIT
"""The screens as text: keys are played at five sizes, and what stands on the screen is compared with tests/golden.

CAIRN_TEST_GOLDEN=write ./dev test golden writes the files anew; look at the difference before you commit it.
"""
import difflib
import os

import harness
from harness import cairn, environment, good

FOLDER = os.path.join(harness.ROOT, "tests", "golden")
SIZES = ["24x7", "32x12", "40x20", "80x24", "200x60"]
WRITE = os.environ.get("CAIRN_TEST_GOLDEN") == "write"


def store(name):
    env = environment(CAIRN_DATA=os.path.join(os.getcwd(), name))
    good(cairn("import", os.path.join(FOLDER, "deck.md"), env=env))
    return env


def short(screens):
    """Long runs of empty lines are not worth their place in a diff."""
    lines, empty = [], 0
    for line in screens.splitlines() + [None]:
        if line == "":
            empty += 1
            continue
        lines += [""] * empty if empty < 4 else [f"({empty} empty lines)"]
        empty = 0
        lines += [line] if line is not None else []
    return "\n".join(lines) + "\n"


def compare(name, text):
    path = os.path.join(FOLDER, name + ".txt")
    if WRITE:
        with open(path, "w") as file:
            file.write(text)
        return
    with open(path) as file:
        expected = file.read()
    if text != expected:
        diff = difflib.unified_diff(expected.splitlines(), text.splitlines(), "golden", "now", lineterm="")
        raise AssertionError("\n".join(diff))


def play(name, keys, *argv, fresh=None, prepare=None):
    screens = ""
    for size in SIZES:
        env = (fresh or store)("store-" + size)
        if prepare:
            prepare(env)
        done = good(cairn("--script", keys, "--size", size, *argv, env=env))
        columns, rows = map(int, size.split("x"))
        shots = done.out.split("-- shot ")
        assert shots[0].count("\n") == rows, (size, done.out)
        screens += f"=== {size}\n{short(done.out)}"
    compare(name, screens)


def deck(name):
    return "--deck", "Golden::" + name


def test_flip():
    play("flip", "<shot> <shot> <shot>q", *deck("Flip"))


def test_choice():
    play("choice", "<shot>b<shot>", *deck("Choice"))


def test_typed():
    play("typed", "le garcon<shot><cr><shot>x<shot> <shot><cr>", *deck("Typed"))


def test_cloze():
    play("cloze", "<shot>99 °C<cr><shot>", *deck("Cloze"))


def test_rich():
    play("rich", "<shot> ", *deck("Rich"))


def test_long():
    play("long", " <shot> <shot> ", *deck("Long"))


def test_wide():
    play("wide", "<shot> ", *deck("Wide"))


def test_decks():
    play("decks", "q<shot>jj<shot>3")


def test_decks_typed():  # the first card takes text: q would be a letter
    play("leave_text", " <shot>q", *deck("Typed"))


def test_summary():
    play("summary", " e<+1d>q<shot>d", *deck("Flip"))


def test_add():
    play("add", "qa<shot>One [[gap]]<shot><tab><shot><cr><shot> <shot>kk <shot>", *deck("Flip"))


def test_settings():
    play("settings", "qs<shot>j<cr><shot><bs><bs><bs>7<cr><shot>jjjj<cr>", *deck("Flip"))


def test_help():
    play("help", "?<shot> ", *deck("Flip"))


def test_undo():
    play("undo", " e<shot>u<shot>u<shot>r", *deck("Flip"))


def test_welcome():
    play("welcome", "<shot>j<shot>2", fresh=lambda name: environment(CAIRN_DATA=os.path.join(os.getcwd(), name)))


def test_pin():
    def with_pin(env):
        env["APP_PIN"] = "4711"

    play("pin", "1234<shot><cr><shot>4711<cr><shot><+31s>4711<cr>", *deck("Flip"), prepare=with_pin)


harness.main(globals())
