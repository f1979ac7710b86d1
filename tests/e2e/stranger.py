# SPDX-License-Identifier: MIT
"""What somebody tries who has read nothing: the way out of help, the card at hand put away, names that are not there."""
import json
import os
import re

from harness import CAIRN, Terminal, cairn, environment, german, good, main, one_sentence


def screens(keys, *more, size="40x20"):
    """The screen at each <shot>, and the last one."""
    return re.split(r"-- shot \d+ --\n", good(cairn("--script", keys, "--size", size, *more)).out)


def read(*argv):
    return json.loads(good(cairn(*argv, "--json")).out)


def deck(*fronts, name="Geo", more=()):
    for front in fronts:
        good(cairn("add", front, "back of " + front, "--deck", name, *more))


def test_help_closes_by_the_key_that_opened_it():
    deck("one")
    asked, helped, after = screens("<shot>?<shot>?", "--mode", "flip")
    assert "On this screen" in helped and after == asked, (asked, helped, after)


def test_the_tour_names_keys_of_the_game():
    pages = "".join(screens("<shot> <shot> <shot> <shot>", "--tour"))
    assert "take in a file (i)" in " ".join(pages.split()) and "cairn import" not in pages, pages


def test_the_card_at_hand_is_put_away():
    deck("one", "two", "three")
    asked, info, suspended, after = screens("<shot>i<shot>s<shot>q", "--mode", "flip")
    assert "one" in asked and "s suspend" in info and "suspended" in suspended, (info, suspended)
    assert "two" in after and "one" not in after, after
    assert "three" in screens("ibq", "--mode", "flip")[-1]
    assert [card["fields"][0] for card in read("search", "is:suspended")] == ["one"]
    assert [card["fields"][0] for card in read("search", "is:buried")] == ["two"]
    # the same key takes it back, and undo takes that back
    assert "no longer suspended" in screens("b<down><down>is<shot>", "--mode", "flip")[0]
    assert read("search", "is:suspended") == []
    screens("u", "--mode", "flip")
    assert [card["fields"][0] for card in read("search", "is:suspended")] == ["one"]


def test_a_flag_does_not_ask_again():
    deck("one", "two")
    shots = screens(" i<shot>g<shot>q<shot>", "--mode", "flip")
    assert ", flag 1" in shots[1] and "back of one" in shots[2], shots
    screens("ig", "--mode", "flip")
    assert read("search", "is:flagged") == []


def test_a_card_that_waits_says_for_what():
    deck("lesson two", more=("--tags", "after::lesson1"))
    deck("lesson one", more=("--tags", "lesson1"))
    shots = screens("b<down>i<shot>q<up>i<shot>", "--mode", "flip")
    words = [" ".join(shot.split()) for shot in shots]
    assert "new, waits until the cards tagged lesson1 are known" in words[0] and "waits" not in words[1], words


def test_the_first_keys_of_home_name_the_decks():
    deck("one")
    home = screens("q", "--mode", "flip")[-1].splitlines()
    assert "d decks" in home[-1], home
    good(cairn("answer", read("next")["card"], "good"))
    home = screens("q", "--mode", "flip")[-1]
    assert "Streak 1 day, 1 of 30, 1 freeze" in home, home


def test_enter_shows_the_answer_also_out_of_the_text():
    deck("one")
    paused, shown = screens(" <shot><cr>", "--mode", "typed")
    assert "enter show" in paused and "space type" in paused and "back of one" in shown, (paused, shown)
    assert "Not right" in screens("zz<esc><cr>", "--mode", "typed")[-1]


def test_a_text_says_which_keys_leave_it():
    deck("one")
    empty, typed, left = screens("<shot>z<shot><esc>q", "--mode", "typed")
    assert empty.splitlines()[-1] == "enter show  space q leave", empty
    assert typed.splitlines()[-1] == "enter check  esc q leave" and left.startswith("Cairn\n"), (typed, left)
    os.makedirs("data", exist_ok=True)
    with open("data/keys", "w", encoding="utf-8") as file:
        file.write("LEAVE ctrl-x\n")
    assert screens("z", "--mode", "typed")[-1].splitlines()[-1] == "enter check  esc ctrl-x leave"


def test_every_setting_says_what_it_does():
    """In both languages, whole in its two lines: below the list, where the field of a value stands, too."""
    deck("one")
    for language in ({}, german()):
        shown = good(cairn("--script", "qs" + "<shot>j" * 40, "--size", "40x20", "--mode", "flip", env=environment(**language))).out
        seen = {}
        for shot in re.split(r"-- shot \d+ --\n", shown):
            lines = shot.splitlines()
            marked = next((line[2:] for line in lines if line.startswith(">")), None)
            seen[marked] = " ".join(lines[-3:-1]).strip()
        assert len(seen) == len(good(cairn("set")).out.splitlines()) + 4 and len(set(seen.values())) == len(seen), seen  # colours, two of pictures, sync
        for marked, sentence in seen.items():
            assert re.fullmatch(r"[A-ZÄÖÜ].{20,78}[.?]", sentence), (marked, sentence)
    typing = screens("qsj ", "--mode", "flip")[-1].splitlines()
    assert "waits." in typing[-3] and typing[-2] == "> 200", typing
    assert "How many" in screens("qsj", "--mode", "flip", size="32x12")[-1]
    assert "How many" not in screens("qsj", "--mode", "flip", size="24x7")[-1]


def test_the_map_says_what_its_tiles_mean():
    deck("one")
    small = screens("qv", "--mode", "flip")[-1]
    assert "▒ a week" in small and "! fading" in small and "1–1: not seen yet" in small, small
    good(cairn("answer", read("next")["card"], "good"))
    assert "1–1: stability 2.3 d, recall 100 %" in screens("qv", "--mode", "flip")[-1]


def test_a_sprint_left_at_once_says_so():
    deck(*"abcdef")
    left, on = screens("qp2q<shot> ", "--mode", "flip")
    assert "left before the first answer" in " ".join(left.split()), left
    assert "Sprint" not in on and "back of" not in on and "Geo" in on, on
    for mode in ("sprint", "match", "practice"):
        left = screens("q", "study", "--mode", mode)[-1]
        assert "left before the first answer" in " ".join(left.split()), (mode, left)


def test_done_says_how_to_do_more():
    deck("one")
    done = screens(" e", "--mode", "flip")[-1]
    assert "Done for today." in done and "p practises" in " ".join(done.split()), done
    assert "p practises" not in screens("", "--mode", "flip")[-1]


def test_a_session_names_its_deck():
    deck("one", "two", name="Geo")
    deck("three", name="Sky")
    assert screens(" xq", "--mode", "flip")[-1].startswith("Session\n")
    assert screens(" xq", "--deck", "Sky", "--mode", "flip")[-1].startswith("Session · Sky\n")


def test_every_verb_tells_what_it_takes():
    for argv in (("help", "import"), ("import", "--help"), ("import", "x.csv", "-h")):
        told = good(cairn(*argv)).out
        assert told.startswith("  cairn import FILE...") and "\n  --as=columns|" in told and "\n  --deck=…\n" in told and "plan" not in told, told
    plan = good(cairn("plan", "--help")).out
    assert plan.count("  cairn plan") == 3 and "\n  --vacation=…\n" in plan, plan
    for verb, line in (("cards", "  cairn next | cards"), ("unsubscribe", "  cairn catalogue"), ("study", "  cairn study --mode")):
        assert good(cairn(verb, "--help")).out.startswith(line), verb
    assert good(cairn("help")).out == good(cairn("--help")).out
    assert "blub" in one_sentence(cairn("help", "blub"), 2)


def test_a_deck_is_taken_everywhere_or_refused():
    deck("one", "two", name="Geo::Europe")
    deck("three", name="Sky")
    assert len(read("cards", "--deck", "Geo")) == 2 and len(read("cards", "--deck", "Sky")) == 1
    assert [card["fields"][0] for card in read("search", "o", "--deck", "Geo")] == ["two", "one"]
    assert good(cairn("cards", "--deck", "Sky")).out.count("\n") == 1
    for argv in (("cards",), ("search", "x"), ("set",), ("set", "new"), ("set", "new", "3")):
        assert "there is no deck" in one_sentence(cairn(*argv, "--deck", "Nowhere"), 3), argv
    good(cairn("set", "new", "3", "--deck", "Geo"))  # that only is above others
    assert good(cairn("set", "new", "--deck", "Geo::Europe")).out == "3\n"


def test_a_file_that_is_not_there_is_taken_for_nothing():
    done = cairn("import", "nope.csv")
    assert done.code == 3 and done.out == "" and "nope.csv" in one_sentence(done, 3), done
    assert one_sentence(cairn("restore", "nope.sql"), 3).count("nope.sql") == 1


def test_no_place_to_write_says_how_to_name_one():
    with open("file", "w", encoding="utf-8"):
        pass
    for argv in (("status",), ("due",), ("add", "a", "b"), ("--script", "q")):
        said = one_sentence(cairn(*argv, env=environment(CAIRN_DATA=os.path.abspath("file/below"))), 1)
        assert "set CAIRN_DATA to a folder that can be written" in said and "/file: Not a directory" in said, said


def test_what_is_empty_says_what_to_do():
    for keys, said in (("z", "cairn feed add URL"), ("c", "A server is a MongoDB of yours"), ("i", "None lies here"), ("", "Shell & Git (77 notes)")):
        shown = " ".join(screens(keys)[-1].split())
        assert said in shown, (keys, shown)
    good(cairn("feed", "add", "https://feeds.test/1"))
    assert "1 feed is visited when it is due" in " ".join(screens("z")[-1].split())
    with open("near.csv", "w", encoding="utf-8") as file:
        file.write("a,b\n")
    assert "near.csv" in screens("i")[-1]


def test_the_first_decks_speak_the_readers_language():
    """One is there in German; what the others are about is said in German, and that they are not."""
    env = environment(**german())
    first, asked = re.split(r"-- shot \d+ --\n", good(cairn("--script", "<shot>3<shot>", "--size", "40x20", env=env)).out)[:2]
    assert "3 Hauptstädte der Welt (90 " in first and first.count("(englisch)") == 2 and "Capitals" not in first, first
    assert asked.startswith("Hauptstädte der Welt") and "Hauptstadt: Albanien" in asked, asked
    for size in ("24x7", "32x12", "40x16", "40x20"):
        for more in ({}, german()):
            shown = good(cairn("--script", "jj", "--size", size, env=environment(CAIRN_DATA=os.path.abspath(f"d{size}{len(more)}"), **more))).out
            assert re.search("^> 3 (Capitals|Hauptstädte)", shown, re.M), shown
    assert not [line for line in good(cairn("cards", "--json", env=env)).out.splitlines() if "Capitals" in line]


def test_the_last_words_fit_a_phone():
    deck("one", "two")
    game = Terminal(CAIRN, "--mode", "flip", size="40x20", env=environment())
    for seen, key in (("one", " "), ("back of one", "x"), ("two", "q"), ("Session", "q")):
        game.until(seen)
        game.send(key)
    assert game.wait() == 0
    assert b"1 answer, 0 remembered (0%), 0 min\r\nLeft today: 2\r\n" in game.raw, game.raw[-300:]


main(globals())
