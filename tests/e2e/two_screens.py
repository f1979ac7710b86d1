# SPDX-License-Identifier: MIT
"""Two games on one store, as a dropped line leaves them: real processes, killed, stopped, hung up; and what an answer took."""
import json
import os
import re
import signal
import sqlite3
import time

import harness
from harness import CAIRN, Terminal, cairn, environment, good

GONE, TYPED = "answered on another screen", "typed on another screen"


def notes(count=12, kind="typed"):
    for n in range(count):
        good(cairn("add", f"Front number {n}.", f"back {n}", "--kind", kind, "--deck", "Numbers"))


def game(first="Front number", size="40x20", **more):
    t = Terminal(CAIRN, size=size, env=environment(**more))
    t.until(first)
    return t


def ask(sql):
    with sqlite3.connect("file:data/cairn.db?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def drafts():
    """What is kept, once it can be read."""
    try:
        return [text for (text,) in ask("SELECT text FROM draft WHERE key LIKE 'answer/%'")]
    except sqlite3.Error:
        return []


def kept(text):
    harness.wait_for(lambda: text in drafts(), f"the draft {text!r}")


def rows():
    return json.loads(good(cairn("status", "--json")).out)["rows"]


def card_of(t):
    return re.search(r"Front number \d+\.", t.text())[0]


def type_in(t, text):
    for i, char in enumerate(text):
        t.send("<space>" if char == " " else char)
        t.until("> .*" + re.escape(text[:i + 1].strip()))


def end(*games):
    for t in games:
        t.close()


def test_taken_over_at_the_same_card_with_the_half_typed_answer():
    notes()
    one = game()
    type_in(one, "bac")
    kept("bac")
    two = game("> bac")  # the line of the first is dead, its process is not
    assert card_of(one) == card_of(two)
    two.send("k")
    two.until("> back")
    kept("back")
    one.send("x")  # the first is back; its key was meant for what stood there
    one.until(TYPED)
    one.until("> back$|> back +$|> back\n")
    one.send("<space>")
    type_in(one, "0")
    one.send("<cr>")
    one.until("Right")
    one.send("<space>")
    one.until("Front number 1")
    two.send("<cr>")
    two.until(GONE)
    two.until("Front number 1")
    end(one, two)
    assert rows() == 1 and not drafts(), (rows(), drafts())


def test_the_first_notices_whatever_it_shows():
    notes(6, "basic")
    one, two = game(), game()
    for n, (key, shown) in enumerate([("<space>", False), ("e", True), ("<tap:5,5>", False), ("x", True), ("u", False)]):
        if shown:
            one.send("<space>")
            one.until(f"back {n}")
        two.send("<space>")
        two.until(f"back {n}")
        two.send("e")
        two.until(f"Front number {n + 1}")
        one.send(key)
        one.until(GONE)
        one.until(f"Front number {n + 1}")
        assert rows() == n + 1, key
    end(one, two)


def test_turns_on_two_screens_answer_each_card_once():
    notes(8, "basic")
    games = [game(), game()]
    for n in range(7):
        t = games[n % 2]
        t.send("<space>")
        if n:
            t.until(GONE)
            t.send("<space>")
        t.until(f"back {n}")
        t.send("e")
        t.until(f"Front number {n + 1}")
    end(*games)
    assert rows() == 7


def test_undo_on_one_screen_is_the_next_card_on_another():
    notes(6, "basic")
    one = game()
    for n in range(3):
        one.send("<space>")
        one.until(f"back {n}")
        one.send("x")
        one.until(f"Front number {n + 1}")
    one.send("u")
    one.until("Front number 2")
    two = game("Front number", CAIRN_NOW="2026-11-21T09:35:00+01:00")  # the first ones could be learned again by now
    assert card_of(two) == card_of(one) == "Front number 2."
    end(one, two)


def test_kill_9_hang_up_and_a_second_screen():
    notes()
    for n, how in enumerate(("kill", "hup", "closed")):
        one = game()
        card = card_of(one)
        type_in(one, f"ba{n}")
        if how == "kill":
            kept(f"ba{n}")
            os.kill(one.pid, signal.SIGKILL)
        elif how == "hup":
            os.kill(one.pid, signal.SIGHUP)  # at once: no second has passed
        else:
            one.hang_up()
        harness.wait_for(one.ended, "the end of the first")
        two = game(f"> ba{n}")
        assert card_of(two) == card
        two.send("<cr>")
        two.until("answer")
        two.send("e")
        two.until(rf"Front number {n + 1}\.")
        two.send("<space>q")  # letters are keys: leave
        two.close()
        assert rows() == n + 1


def test_a_stopped_process_writes_nothing_over_the_newer_text():
    notes()
    one = game()
    type_in(one, "ba")
    kept("ba")
    for _ in range(20):  # before its second is over, as on a phone that sleeps
        one.send("x")
        one.until("> bax")
        os.kill(one.pid, signal.SIGSTOP)
        if drafts() == ["ba"]:
            break
        os.kill(one.pid, signal.SIGCONT)
        one.send("<bs>")
        kept("ba")
    two = game("> ba")
    two.send("c")
    two.until("> bac")
    kept("bac")
    os.kill(two.pid, signal.SIGKILL)
    harness.wait_for(two.ended, "the end of the second")
    os.kill(one.pid, signal.SIGHUP)
    os.kill(one.pid, signal.SIGCONT)
    harness.wait_for(one.ended, "the end of the first")
    assert drafts() == ["bac"], drafts()
    end(one, two)


def test_a_stopped_process_goes_on_and_answers_nothing_twice():
    notes(4, "basic")
    one = game()
    one.send("<space>")
    one.until("back 0")
    os.kill(one.pid, signal.SIGSTOP)
    two = game("Front number 0")
    two.send("<space>")
    two.until("back 0")
    two.send("e")
    two.until("Front number 1")
    one.send("e")  # waits in the line until the process goes on
    os.kill(one.pid, signal.SIGCONT)
    one.until(GONE)
    one.until("Front number 1")
    end(one, two)
    assert rows() == 1


def test_two_cards_two_half_typed_answers():
    notes(3)
    one = game()
    type_in(one, "first")
    kept("first")
    two = game("> first")
    two.send("<cr>")
    two.until("Not right")
    two.send("x")
    two.until(r"Front number 1\.")
    type_in(two, "second")
    kept("second")
    end(one, two)
    again = game("> second")
    assert card_of(again) == "Front number 1."
    again.close()


def took():
    return [json.loads(line)["ms"] for line in good(cairn("export", "--json")).out.splitlines()
            if '"ms"' in line]


def away_while(leave, back, **options):
    """An answer with a second and a half away in it: (ms that it took, ms that passed without that)."""
    notes(2, "basic")
    begin = time.monotonic()
    t = Terminal(CAIRN, env=environment(CAIRN_NOW=None), **options)
    t.until("Front number 0")
    leave(t)
    left = time.monotonic()
    time.sleep(1.5)  # time itself is what is measured
    away = time.monotonic() - left
    back(t)
    t.send("<space>")
    t.until("back 0")
    t.send("e")
    t.until("Front number 1")
    here = time.monotonic() - begin - away
    t.close()
    return took()[-1], 1000 * here


def left_out(times):
    ms, here = times
    assert ms <= here, times


def test_what_an_answer_takes_leaves_out_a_lost_focus():
    left_out(away_while(lambda t: os.write(t.fd, b"\x1b[O"), lambda t: os.write(t.fd, b"\x1b[I")))


def test_what_an_answer_takes_leaves_out_a_stop():
    left_out(away_while(lambda t: os.kill(t.pid, signal.SIGSTOP), lambda t: os.kill(t.pid, signal.SIGCONT)))


def test_what_an_answer_takes_leaves_out_a_suspension_from_the_keyboard():
    def suspend(t):
        os.write(t.fd, b"\x1a")
        harness.wait_for(lambda: harness.is_stopped(t.job()), "the stop")

    left_out(away_while(suspend, lambda t: os.kill(t.job(), signal.SIGCONT), job=True))


def test_what_an_answer_takes_leaves_out_other_views():
    def read_help(t):
        t.send("?")
        t.until("Help")

    def close_help(t):
        t.send("q")
        t.until("show")

    left_out(away_while(read_help, close_help))


def test_what_an_answer_takes_is_counted_while_one_thinks():
    assert away_while(lambda t: None, lambda t: None)[0] >= 1500


harness.main(globals())
