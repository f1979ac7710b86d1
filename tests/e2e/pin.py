# SPDX-License-Identifier: MIT
"""The PIN is asked for again once nobody has pressed a key for a while, and no key leads past it."""
import os
import random

from harness import cairn, environment, good, main, one_sentence

SECRET, ASKED = "geheim", "Nobody was here"


def play(keys, size="40x14", **env):
    env = environment(APP_PIN="4711", **env)
    if not os.path.exists("data"):
        good(cairn("add", SECRET, "antwort"))
    return good(cairn("--script", keys, "--size", size, env=env)).out


def last(out):
    return out.rsplit("--\n", 1)[-1]


def test_after_ten_minutes():
    assert SECRET in last(play("4711<cr><shot><+9m>"))
    for size in ("24x7", "40x20", "80x24"):
        screen = last(play("4711<cr><shot><+10m>", size))
        assert "PIN" in screen and SECRET not in screen, screen
    assert SECRET in last(play("4711<cr><+10m>4711<cr><shot>"))


def test_a_key_begins_the_minutes_anew():
    assert SECRET in last(play("4711<cr><shot><+9m>m<+9m>m<+9m>"))


def test_as_many_minutes_as_one_likes():
    assert SECRET in last(play("4711<cr><shot><+1440m>", CAIRN_PIN_MINUTES="0"))
    assert SECRET not in last(play("4711<cr><shot><+1m>", CAIRN_PIN_MINUTES="1"))
    for value in ("-1", "1441", "ten", ""):
        done = cairn("--script", "q", env=environment(APP_PIN="4711", CAIRN_PIN_MINUTES=value))
        assert "CAIRN_PIN_MINUTES" in one_sentence(done, 2) if value else done.code == 0, done


def test_without_a_pin_nothing_is_locked():
    good(cairn("add", SECRET, "antwort"))
    assert SECRET in good(cairn("--script", "<+1440m>", "--size", "40x14")).out


def test_what_was_there_is_there_again():
    """In the middle of a note that is written: the text stands where it stood, and nothing of it on the locked screen."""
    out = play("4711<cr>n<shot>unfinished<+10m><shot>4711<cr><shot>")
    shots = out.split("-- shot ")
    assert "unfinished" not in shots[2].split("--\n", 1)[0] and SECRET not in shots[1], out
    locked, back = shots[1].split("--\n", 1)[1], shots[2].split("--\n", 1)[1]
    assert ASKED in locked and "unfinished" not in locked, locked
    assert "unfinished" in back, back


def test_wrong_tries_are_counted_as_at_the_start():
    out = play("4711<cr><+10m>1111<cr><shot>4711<cr><shot><+31s>4711<cr><shot>").split("-- shot ")
    assert "wrong PIN" in out[0] and SECRET not in out[1] and SECRET in out[2], out


def test_no_keys_lead_past_it():
    """400 keys on the locked screen, which is looked at behind each."""
    chance = random.Random(1)
    keys = ["q", "<esc>", "<space>", "<cr>", "?", "a", "b", "u", "m", "i", "/q", "n", "w", "1", "<up>", "<down>", "<bs>", "s", "p", "y", "f",
            "<+1m>", "<+11m>", "<tap:5,5>", "<tap:2,13>"]
    for _ in range(20):
        tried = "".join(chance.choice(keys) + "<shot>" for _ in range(20))
        if os.path.exists("data/pin.tries"):
            os.unlink("data/pin.tries")
        out = play("4711<cr><+10m><shot>" + tried)
        assert ASKED in out.split("-- shot 1 --", 1)[0] and SECRET not in out and "antwort" not in out, (tried, out)


main(globals())
