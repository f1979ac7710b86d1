# SPDX-License-Identifier: MIT
"""What a view does with a key at the wrong moment: between two looks of a search, over a list that is not shown, with a name that means something."""
import json
import os
import re

from harness import CAIRN, ROOT, SYNC, Terminal, cairn, environment, german, good, main, run


def screens(keys, *more, size="40x20", **env):
    """The screen at each <shot>, and the last one."""
    return re.split(r"-- shot \d+ --\n", good(cairn("--script", keys, "--size", size, *more, env=environment(**env))).out)


def found(query):
    return [card["fields"][0] for card in json.loads(good(cairn("search", query, "--json")).out)]


def marked(screen):
    line = re.search(r"^ *>[ ┊](.*?)  ", screen, re.M)
    assert line, screen
    return line[1]


def deck(*fronts, name="Geo"):
    for front in fronts:
        good(cairn("add", front, "back of " + front, "--deck", name))


def many(count=60):
    good(cairn("add", "-", "--deck", "Geo", stdin="".join(f"front {i}\tback {i}\n" for i in range(count)).encode()))


def test_the_list_of_cards_stands_after_undo_and_delete():
    """What is found is empty for the moment of a new look; the mark is where it was."""
    many()
    for size in ("80x24", "40x20"):
        undone = screens("b" + "<down>" * 55 + "s<shot>u", "--mode", "flip", size=size)
        assert marked(undone[0]) == "front 4" and "susp." in undone[0], undone[0]
        assert marked(undone[1]) == "front 4" and "taken back" in undone[1] and "susp." not in undone[1], undone[1]
    last = screens("b<up>" + "<pgdn>" * 10 + "bd" + "j" * 11 + "<cr>y<cr>", "--mode", "flip")[-1]
    assert "deleted: 1 note" in last and marked(last) == "front 1" and len(found("front")) == 59, last


def test_the_list_of_cards_stands_in_a_terminal():
    deck("one", "two", "three")
    game = Terminal(CAIRN, "--mode", "flip", size="80x24", env=environment())
    game.until("one")
    for key, shown in (("b", "Cards: 3"), ("s", "suspended: 1 card"), ("u", "taken back"), ("q", "space show"), ("q", "Cairn")):
        game.send(key)
        game.until(shown)
    game.send("q")
    assert game.wait() == 0


def test_no_key_acts_on_cards_that_are_not_shown():
    """What was typed makes no sense: its error stands where the list was."""
    deck("one", "two")
    for keys in ("s", "as", "xs", "b", "z", "dj<cr>", "ad", "e", "i", " "):
        shots = screens("bf<paste:prop:zz><cr><shot>" + keys, "--mode", "flip")
        assert "Cards: 0" in shots[0], shots[0]
        assert [line for line in shots[1].splitlines() if "With" in line or "picked" in line] == [], (keys, shots[1])
        assert shots[1].splitlines()[:4] == shots[0].splitlines()[:4], (keys, shots)
    assert found("is:suspended") == [] and found("is:buried") == []
    assert "Cards: 2" in screens("bxf<paste:prop:zz><cr>f<ctrl-u><cr>", "--mode", "flip")[-1]
    screens("bf<paste:prop:zz><cr>f<ctrl-u><cr>s", "--mode", "flip")
    assert found("is:suspended") == ["two"]


def test_the_cards_of_a_deck_are_those_of_that_deck():
    """Its name is a name, whatever its characters mean in a query."""
    for name in ("foo_x", "fooyx", 'Foo "bar"', "a*b", "ab", "back\\slash"):
        deck("in " + name, name=name)
    for name in ("foo_x", 'Foo "bar"', "a*b", "back\\slash"):
        shown = screens("qd" + "j" * 7 + "<shot>", "--mode", "flip", size="40x20")[0]
        names = [line[2:].split("  ")[0].strip(" ┊") for line in shown.splitlines() if line[:1] in "> " and "1" in line]
        cards = screens("qd" + "k" * 9 + "j" * (names.index(name) + 1) + "b", "--mode", "flip")[-1]
        assert "Cards: 1" in cards and "in " + name in cards, (name, shown, cards)


def test_a_colon_in_a_name_is_no_level():
    deck("one", name="C: basics")
    assert screens("", "--mode", "flip")[-1].startswith("C: basics  new"), screens("", "--mode", "flip")
    deck("two", name="C: basics::a:b::d")
    assert screens("", "--deck", "C: basics::a:b::d", "--mode", "flip", size="80x24")[-1].splitlines()[0].strip().startswith("C: basics/a:b/d")


def test_lines_of_a_text_come_one_by_one():
    text = "/n\nfront 1\nback line one\nback line two\n\n"
    deck("x")
    good(cairn("--plain", "--mode", "flip", stdin=text.encode()))
    backs = [card["fields"] for card in json.loads(good(cairn("search", "front", "--json")).out)]
    assert backs == [["front 1", "back line one\nback line two"]], (backs, good(cairn("search", "", "--json")).out)


def test_what_was_typed_stands_apart_from_its_label():
    good(cairn("add", "Capital of France?", "Paris", "--deck", "Geo"))
    for language, label in (({}, "answer Par(is)"), (german(), "Antwort Par(is)")):
        shown = screens("Parxx<cr>", "--mode", "typed", **language)[-1]
        assert label in shown, shown


def test_leaving_an_edited_note_warns_of_each_change():
    deck("one")
    warned = screens("b  xx<esc>q<shot> yy<esc>q<shot>q<shot>", "--mode", "flip")
    assert "not saved yet" in warned[0] and "not saved yet" in warned[1] and "Edit" not in warned[2], warned


def test_a_key_means_that_somebody_is_there():
    """The terminal says that the focus is gone, and never that it is back."""
    deck("one", "two")
    game = Terminal(CAIRN, "--mode", "flip", env=environment(CAIRN_NOW=None))
    game.until("one")
    os.write(game.fd, b"\x1b[O")
    for key, shown in ((" ", "back of one"), ("g", "two"), (" ", "back of two"), ("g", "one|Done|Known")):
        game.send(key)
        game.until(shown)
    game.close()
    good(run(SYNC, "export", "all.jsonl"))
    with open("all.jsonl", encoding="utf-8") as file:
        written = file.read().splitlines()
    times = [json.loads(line)["ms"] for line in written if '"ms"' in line]
    assert len(times) == 2 and times[1] > 0, written


def test_no_action_takes_the_key_that_leaves():
    """Of every action that holds where LEAVE does, in whatever view: tui/actions.def says which there are."""
    deck("one")
    with open(os.path.join(ROOT, "tui", "actions.def"), encoding="utf-8") as file:
        actions = re.findall(r'^ACTION\((\w+), ([^,]+), (\d+), "([^"]*)"', file.read(), re.M)
    for name, contexts, _, keys in actions:
        with open("data/keys", "w", encoding="utf-8") as file:
            file.write(f"{name} {' '.join(['ctrl-q'] + keys.split()[1:])}\nLEAVE ctrl-q\n")
        done = cairn("--script", "q", "--size", "40x20")
        alone = name == "LEAVE" or contexts == "CTX_TYPING"
        assert (done.code == 0) if alone else (done.code == 3 and "ctrl-q is" in done.err), (name, done)
    assert len(actions) > 100, actions


def test_german_words_are_whole_on_a_phone():
    deck("one")
    plan = screens("qtwt", "--mode", "flip", size="30x10", **german())[-1]
    assert "…" not in plan and re.search(r"jetzt$", plan, re.M), plan
    calendar = screens("qt", "--mode", "flip", size="40x20", **german())[-1]
    assert "wenig " in calendar and "…" not in calendar, calendar


main(globals())
