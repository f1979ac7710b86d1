# SPDX-License-Identifier: MIT
"""What suits one person and not the next: the key map, themes, and `cairn due` in prompts and status lines."""
import json
import os
import re
import shutil
import subprocess

import harness
from harness import CAIRN, Terminal, cairn, environment, good, one_sentence, run

SIZE = ("--size", "80x24")


def some_cards(count=3):
    good(cairn("add", "-", "--deck", "Geo", stdin="".join(f"front {i}\tback {i}\n" for i in range(count)).encode()))


def write_keys(text):
    os.makedirs("data", exist_ok=True)
    with open("data/keys", "w") as file:
        file.write(text)


def test_keys_in_force():
    some_cards()
    write_keys("# mine\n\nSHOW  l\tspace\nAGAIN y 1\nLEAVE ctrl-x q\n")
    shots = good(cairn("--script", "<shot>l<shot>y<shot>?<shot>", *SIZE)).out.split("-- shot")
    assert "l show" in shots[0] and "ctrl-x leave" in shots[0], shots[0]
    assert "y again" in shots[1], shots[1]
    assert "2" in shots[2] and "front 1" in shots[2], shots[2]  # y has graded
    assert re.search(r"^ *l space +Show the answer", shots[3], re.M), shots[3]
    with open(os.path.join(harness.ROOT, "docs", "manual.md"), encoding="utf-8") as manual:
        write_keys(re.search(r"    # an answer with one hand\n(?:    .*\n)+", manual.read())[0])
    assert "y again" in good(cairn("--script", " l", *SIZE)).out + good(cairn("--script", "l ", *SIZE)).out


def test_keys_that_cannot_be():
    some_cards()
    for text, line, word in (("GOOD k\n", 1, "SCROLL_UP"), ("\n# x\nAGAIN h\n", 3, "HARD"), ("NIX h\n", 1, "nix"), ("GOOD ctrl\n", 1, "ctrl"),
                             ("ROW 1 2\n", 1, "ROW"), ("GOOD\n", 1, "GOOD"), ("GOOD t\nNEXT t\n", 2, "GOOD"), ("SHOW " + "x " * 40000, None, "larger")):
        write_keys(text)
        sentence = one_sentence(cairn("--script", "q", *SIZE), 3)
        assert word in sentence and (line is None or f"data/keys:{line}: " in sentence), sentence
    write_keys("HARD g\nGOOD h\n")  # two that change places
    assert "g hard" in good(cairn("--script", " ", *SIZE)).out


def colours(keys=" x", **more):
    """The sequences that choose colours in the answer of a choice that was wrong."""
    env = environment(TERM="xterm-256color", **more)
    game = Terminal(CAIRN, "--mode", "typed", size="60x20", env=env)
    game.until("front")
    game.send("zzz<cr>")
    game.until("Not right")
    game.send("<cr>")
    game.send("q")
    game.until("Cairn|Known")
    game.send("q")
    assert game.wait() == 0
    return set(re.findall(rb"\x1b\[[0-9;]*m", game.raw)), game.raw


def has(raw, pattern):
    return re.search(pattern, raw) is not None


def test_themes():
    some_cards()
    _, plain = colours()
    assert has(plain, rb"\x1b\[[0-9;]*31m")
    _, dark = colours(CAIRN_THEME="dark")
    assert has(dark, rb"\x1b\[[0-9;]*91m|38;5;9m") and not has(dark, rb"\x1b\[[0-9;]*31m")
    _, light = colours(CAIRN_THEME="light")
    assert has(light, rb"38;5;124m")
    for more in ({"CAIRN_THEME": "none"}, {"CAIRN_THEME": "contrast"}, {"CAIRN_THEME": "dark", "NO_COLOR": "1"}):
        _, none = colours(**more)
        assert not has(none, rb"\x1b\[[0-9;]*(3[1-7]|9[1-7]|38;5;\d+)m"), more
    for back, what in (("15;0", rb"91m|38;5;9m"), ("0;15", rb"38;5;124m")):  # the background, where the terminal tells it
        assert has(colours(COLORFGBG=back)[1], what), back
    one_sentence(cairn(env=environment(CAIRN_THEME="blue")), 2)


def test_theme_is_kept():
    some_cards()
    game = Terminal(CAIRN, size="60x30")
    game.until("front")
    game.send("q")
    game.until("Known")
    game.send("s")
    game.until("Theme +auto")
    for _ in range(40):  # one by one: many at once are taken for typed text
        if "> Theme" in game.text():
            break
        game.send("j")
        game.read(1)
    game.send("<cr>")
    game.until("Theme +dark")
    game.send("q")
    game.until("Known")
    game.send("q")
    game.wait()
    raw = colours()[1]
    assert has(raw, rb"91m|38;5;9m")


def test_due():
    assert cairn("due").code == 7 and not os.path.exists("data/cairn.db")
    assert cairn("due").out == "0 due 0 new\n"
    some_cards()
    assert good(cairn("due")).out == "0 due 3 new\n"
    assert json.loads(good(cairn("due", "--json")).out) == {"due": 0, "new": 3, "learning": 0}
    good(cairn("--script", " x<+9s>", *SIZE))
    later = environment(CAIRN_NOW="2026-11-21T10:30:00+01:00")
    assert good(cairn("due", "--format", "%d/%n %l %%", env=later)).out == "1/2 1 %\n"
    assert good(cairn("due", "--deck", "Geo", env=later)).out == "1 due 2 new\n"
    wrong = cairn("due", "--format", "%x")
    assert wrong.code == 2 and wrong.err.count("\n") == 1 and "--format knows" in wrong.err, wrong
    one_sentence(cairn("due", "--deck", "none"), 3)
    good(cairn("set", "new", "0"))
    good(cairn("--script", " e<+9s>", *SIZE, env=later))
    assert cairn("due", env=later).code == 7


def test_tour_comes_once():
    pages = ("Questions and answers", "When a card comes back", "Keys and taps", "Your cards")
    shots = good(cairn("--tour", "--script", "<shot> <shot> <shot> <shot> ", *SIZE)).out.split("-- shot")
    assert len(shots) == 5 and all(page in shot for page, shot in zip(pages, shots)) and "first deck" in shots[4], shots
    assert "first deck" in good(cairn("--tour", "--script", "", *SIZE)).out
    os.rename("data", "seen")
    done = good(cairn("--tour", "--script", "<shot>q<shot>q", *SIZE)).out.split("-- shot")
    assert "1/4" in done[0] and "first deck" in done[1]


def test_plain_says_what_changed():
    good(cairn("add", "France?", "Paris"))
    done = run(CAIRN, "--plain", stdin=b"\n??\n")
    asked, shown, told = done.out.split("\n> ")[:3]
    assert "France?" in asked and "Enter) show" in asked
    assert "Paris" in shown and "France?" not in shown and "Enter) good" in shown, shown
    assert "typed text ignored" in told and "Paris" not in told and told.count("\n") < 5, told
    assert "\x1b" not in done.out


def manual_line(start):
    with open(os.path.join(harness.ROOT, "docs", "manual.md"), encoding="utf-8") as file:
        return next(line.strip() for line in file if line.strip().startswith(start))


def with_path():
    return environment(PATH=harness.BUILD + ":" + os.environ["PATH"])


def test_prompt_of_the_manual():
    some_cards()
    done = run("bash", "--norc", "-c", manual_line("PS1=") + "\nprintf '%s' \"${PS1@P}\"", env=with_path())
    assert done.code == 0 and "[0 due 3 new] " in done.out, done
    good(cairn("set", "new", "0"))
    done = run("bash", "--norc", "-c", manual_line("PS1=") + "\nprintf '%s' \"${PS1@P}\"", env=with_path())
    assert "due" not in done.out, done


def test_tmux_line_of_the_manual():
    if not shutil.which("tmux"):
        raise harness.Skip("tmux is not installed")
    some_cards()
    with open("tmux.conf", "w") as file:
        file.write(manual_line("set -g status-right") + "\n")
    env = with_path()
    tmux = ["tmux", "-S", os.path.abspath("socket"), "-f", "tmux.conf"]
    outer = Terminal(*tmux, "new-session", "-x", "80", "-y", "24", "sleep 60", size="80x24", env=env)
    try:
        outer.until("0 due 3 new", 60)
    finally:
        subprocess.run([*tmux, "kill-server"], env=env, check=False)


harness.main(globals())
