# SPDX-License-Identifier: MIT
"""A phone's eleven rules, one case or more each: keys of the first layer, nothing lost, four layouts, taps, bursts, tolerant
answers, silence, resuming, honest times. What two screens do to each other stands in two_screens.py."""
import json
import os
import random
import re
import signal

import harness
from harness import CAIRN, Terminal, cairn, environment, good

STEPS = ["24x7", "32x12", "40x20", "80x24", "200x60"]
LONG = "Which of these rivers, all of them long and most of them slow, reaches the sea furthest to the east of the ones below?"
RIGHT = "the Amur, which ends in the Strait of Tartary"
WRONG = ["the Rhine, which ends in the North Sea", "the Danube, which ends in the Black Sea", "the Ebro, which ends near Tortosa"]


def basic(count=3):
    for n in range(count):
        good(cairn("add", f"Front number {n}.", f"Back number {n}", "--deck", "Numbers"))


def choice():
    good(cairn("add", "Two and two?", "four", "three\nfive\nsix", "--kind", "choice", "--deck", "Choice"))


def typed(front="Capital of Italy?", back="Rome"):
    good(cairn("add", front, back, "--kind", "typed", "--deck", "Typed"))


def play(keys, size="40x20"):
    """The screens at the <shot>s of a script, and the last one."""
    out = good(cairn("--script", keys, "--size", size)).out
    return re.split(r"-- shot \d+ --\n", out)


def game(first, size="40x20", **more):
    t = Terminal(CAIRN, size=size, env=environment(**more))
    t.until(first)
    return t


def rows():
    return json.loads(good(cairn("status", "--json")).out)["rows"]


def repetitions():
    return sum(card["reps"] for card in json.loads(good(cairn("cards", "--json")).out))


def ratings():
    return [json.loads(line)["r"] for line in good(cairn("export", "--json")).out.splitlines() if '"ms"' in line]


def row_of(t, text):
    return next(i for i, line in enumerate(t.screen.display) if text in line) + 1


# 1: each action one key of the first layer

def test_a_sitting_with_letters_space_and_enter_alone():
    basic(5)
    for key in ("x", "h", "g", "e", "<space>"):
        play(f"<space>{key}q")
    play("<cr><cr>q")
    assert sorted(ratings()[:4]) == [1, 2, 3, 4] and len(ratings()) == 6, ratings()
    before = repetitions()
    play("uq")
    assert repetitions() == before - 1


def test_options_by_letter_in_both_cases_by_digit_and_by_tap():
    choice()
    for n in range(4):
        shown = play(f"{'abcd'[n]}")[-1]
        assert shown == play(f"{'ABCD'[n]}")[-1] == play(str(n + 1))[-1], n
        assert "+ four" in shown


def test_every_word_of_the_footer_is_a_key_by_tap():
    basic()
    t = game("Front number 0")
    t.send(f"<tap:{t.screen.display[-1].index('help') + 2},20>")
    t.until("Help")
    t.send(f"<tap:{t.screen.display[-1].index('q') + 1},20>")
    t.until("Front number 0")
    t.send(f"<tap:{t.screen.display[-1].index('show') + 1},20>")
    t.until("Back number 0")
    t.send(f"<tap:{t.screen.display[-1].index('again') + 1},20>")
    t.until("Front number 1")
    t.close()
    assert ratings() == [1]


# 2: no way out loses anything

def test_no_way_out_loses_an_answer():
    basic(8)

    def signalled(number):
        return lambda t: os.kill(t.pid, number)

    def typed_out(*keys):
        return lambda t: [os.write(t.fd, key) for key in keys]

    ways = [signalled(signal.SIGKILL), signalled(signal.SIGHUP), signalled(signal.SIGTERM), typed_out(b"\x03"), typed_out(b"\x04"),
            signalled(signal.SIGINT)]
    for n, way in enumerate(ways):
        t = game(rf"Front number {n}\.")
        t.send("<space>")
        t.until(f"Back number {n}")
        t.send("e")
        t.until(rf"Front number {n + 1}\.")  # its feedback: the next question
        way(t)
        harness.wait_for(lambda: t.read(0.01) or t.ended(), "the end")
        t.wait()
        t.close()
        assert repetitions() == n + 1, n
    t = game("Front number")
    t.send("<esc>")  # answered nothing in this sitting: home
    t.until("settings|stats|study")
    t.close()


# 3 and 4: four layouts; nothing is clipped, the question stands at the top, no boxes on narrow screens

def pages(size):
    """All that paging shows of the first question, before it is answered."""
    shots = play("<shot><space>" * 14, size)[:-1]
    return [shot for shot in shots if "again" not in shot.splitlines()[-1]]


def sizes():
    rng = random.Random(7)
    return STEPS + [f"{rng.randint(24, 120)}x{rng.randint(7, 40)}" for _ in range(25)]


def test_long_questions_and_options_are_never_clipped():
    good(cairn("add", LONG, RIGHT, "\n".join(WRONG), "--kind", "choice", "--deck", "Rivers"))
    for size in sizes():
        columns, lines = map(int, size.split("x"))
        seen = set()
        for shot in pages(size):
            screen = shot.splitlines()
            assert len(screen) <= lines and all(len(line) <= columns for line in screen), (size, shot)
            seen |= set(re.findall(r"[\w']+", shot))
        missing = set(re.findall(r"[\w']+", " ".join([LONG, RIGHT, *WRONG]))) - seen
        assert not missing, (size, missing)


def test_the_footer_shortens_before_it_clips():
    basic()
    for size in sizes():
        columns = int(size.split("x")[0])
        question, answer = (shot.splitlines()[-1] for shot in play("<shot><space><shot>", size)[:2])
        assert question.startswith("space show") and "q" in question.split() and len(question) <= columns, (size, question)
        assert answer.startswith("space good") and "x" in answer.split() and "?" in answer.split(), (size, answer)
        for word in (question + " " + answer).split():
            assert re.fullmatch(r"space|enter|[a-z?]|show|undo|leave|help|again|hard|good|easy|\d+[a-z]*", word), (size, word)


def test_the_question_stands_at_the_top_and_narrow_screens_have_no_boxes():
    basic()
    for size in sizes():
        shots = play("<shot><space><shot>q<shot>", size)
        assert any("Front" in line for line in shots[0].splitlines()[:4]), (size, shots[0])
        if int(size.split("x")[0]) < 60:
            assert not re.search("[┌┐└┘├┤╭╮╰╯║═]", "".join(shots)), size


def test_a_keyboard_that_opens_keeps_everything_that_is_needed():
    typed()
    t = game("Capital of Italy", size="40x37")
    t.send("R")
    t.until("> R")
    t.resize("40x17")  # an iPhone's, its keyboard open
    t.rest(0.2)
    assert "Capital of Italy" in t.text() and "> R" in t.text() and "check" in t.screen.display[-1], t.text()
    t.resize("87x7")  # sideways
    t.rest(0.2)
    assert "Capital of Italy" in t.text() and "> R" in t.text() and "check" in t.screen.display[-1], t.text()
    t.close()


def test_below_the_smallest_screen_lines_are_numbered():
    choice()
    for size in ("23x7", "24x6"):
        t = Terminal(CAIRN, size=size, env=environment())
        t.stream = None
        shown = b""
        while b"\n> " not in shown.replace(b"\r", b""):
            shown += os.read(t.fd, 4096)
        assert re.search(rb"a\).*b\).*c\).*d\)", shown, re.S) and b"\x1b" not in shown, shown
        os.write(t.fd, b"1\n")
        while b"+ four" not in shown:
            shown += os.read(t.fd, 4096)
        t.close()


# 5: taps

def test_an_option_is_its_whole_row_and_airy_screens_have_blank_rows_between():
    choice()
    for size, airy in (("40x20", True), ("32x12", False), ("24x7", False)):
        columns = int(size.split("x")[0])
        t = game("Two and two", size=size)
        at = [row_of(t, word) for word in ("four", "three", "five", "six")]
        assert (min(abs(a - b) for a in at for b in at if a != b) > 1) == airy, t.text()
        t.close()
        for column in (1, columns // 2, columns):
            t = game("Two and two", size=size)
            t.send(f"<tap:{column},{row_of(t, 'five')}>")
            t.until(r"x five")
            t.close()


def test_a_tap_elsewhere_reveals_and_goes_on_and_a_swipe_never_grades():
    basic()
    t = game("Front number 0")
    os.write(t.fd, b"\x1b[<64;5;9M\x1b[<65;5;9M")
    t.send("<tap:20,12>")
    t.until("Back number 0")
    for _ in range(5):
        os.write(t.fd, b"\x1b[<65;5;9M\x1b[<64;5;9M")
    t.rest(0.2)
    assert "Back number 0" in t.text() and repetitions() == 0
    t.send("<tap:20,13>")
    t.until("Front number 1")
    t.close()
    assert repetitions() == 1


# 6: the mouse

def reads_taps(t):
    return t.raw.rfind(b"\x1b[?1000h") > t.raw.rfind(b"\x1b[?1000l")


def test_taps_are_the_terminals_own_in_a_text_and_after_m():
    typed()
    t = game("Capital of Italy")
    assert not reads_taps(t)
    t.send("<space>")  # out of the text: letters are keys
    t.until("type")
    assert reads_taps(t)
    t.send("m")
    t.until("taps are off")
    assert not reads_taps(t)
    t.send("m")
    t.until("taps are on")
    assert reads_taps(t)
    t.send("<space>")
    t.until("show")
    assert not reads_taps(t)
    t.close()


# 7: bursts and repeats

def test_a_keyboard_that_commits_words_presses_no_keys():
    basic()
    t = game("Front number 0")
    for burst in (b"xx", b"quit", b"ls ", "größe".encode(), b"e e"):
        os.write(t.fd, burst)
        t.until("typed text ignored")
        t.send("z")  # no key: the notice goes with the next one that is
        t.send("j")
        t.rest(0.05)
    os.write(t.fd, b"m ")  # one letter and the blank that such keyboards put behind it
    t.until("taps are off")
    assert "Front number 0" in t.text()
    os.write(t.fd, b"  ")
    t.until("Back number 0")
    t.rest(0.2)
    assert repetitions() == 0
    t.close()


def test_a_bouncing_key_or_finger_does_not_grade():
    basic(2)
    typed()
    t = game("Front number 0|Capital")
    for _ in range(3):
        if "Capital" in t.text():
            os.write(t.fd, b"Rome")
            t.until("> Rome")
            os.write(t.fd, b"\r\r\r")
            t.until("Right")
        else:
            os.write(t.fd, b"\x1b[<0;9;9M\x1b[<0;9;9m" * 3)
            t.until("Back number")
        t.rest(0.2)
        assert "again" in t.screen.display[-1], t.text()
        before = repetitions()
        t.send("e")
        t.until(r"Front number|Capital|left|go on")
        harness.wait_for(lambda: repetitions() == before + 1, "the answer")
        t.rest(0.05)
    t.close()


# 8: typed answers

def verdict(answer):
    return play(f"<paste:{answer}><cr>")[-1]


def test_answers_as_phones_write_them_are_right():
    typed("What does the cafe sell?", "don't panic - now")
    for answer in ("don't panic - now", "Don\u2019t panic \u2014 now", "  don't  panic - now. ", "don't panic\u00a0- now",
                   "\uff44\uff4f\uff4e't panic - now", "DON'T PANIC - NOW "):
        assert "Right" in verdict(answer), (answer, verdict(answer))
    assert "Not right" in verdict("do panic")


def test_one_slip_is_almost_is_hard_and_can_be_overridden():
    typed("Big animal?", "elephant")
    shown = verdict("elephont")
    assert "Almost" in shown and "hard" in shown.splitlines()[-1].split()[:2], shown
    assert "[o]" in shown and "(a)" in shown, shown
    play("elephont<cr><space>q")
    assert ratings() == [2]
    play("uq")
    play("elephont<cr>xq")
    assert ratings()[-1] == 1


def test_accents_are_forgiven_and_shown():
    typed("Coffee?", "café crème")
    shown = verdict("cafe creme")
    assert "Right; mind" in shown and "é" in shown and "[" in shown, shown


# 9: silence

def test_a_screen_in_the_hand_or_the_pocket_sends_nothing():
    choice()
    t = game("Two and two", CAIRN_NOW=None)
    for state in (b"", b"\x1b[O", b"\x1b[I"):
        os.write(t.fd, state)
        t.rest(0.3)
        before = t.bytes
        t.rest(4)  # folding, the checkpoint and what waits for them have passed
        assert t.bytes == before, (state, t.raw[-100:])
    t.close()


# 10: resuming

def test_a_start_without_words_goes_on_in_the_last_deck():
    basic(4)
    for n in range(3):
        good(cairn("add", f"Other {n}?", "x", "--deck", "Another"))
    t = Terminal(CAIRN, "--deck", "Another", env=environment())
    t.until("Other 0")
    t.close()
    t = game("Other 0")
    t.send("<space>")
    t.until("again")
    t.send("e")
    t.until("Other 1")
    t.close()
    game("Other 1").close()


# 11: times

def test_a_call_in_the_middle_is_a_minute_at_most():
    basic(2)
    play("<+30m><space><+2h>e")
    times = [json.loads(line)["ms"] for line in good(cairn("export", "--json")).out.splitlines() if '"ms"' in line]
    assert times == [60_000], times


harness.main(globals())
