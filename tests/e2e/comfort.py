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
    write_keys("# mine\n\nSHOW  f\tspace\nAGAIN d 1\nLEAVE ctrl-x q\n")
    shots = good(cairn("--script", "<shot>f<shot>d<shot>?<shot>", *SIZE)).out.split("-- shot")
    assert "f show" in shots[0] and "ctrl-x leave" in shots[0], shots[0]
    assert "d again" in shots[1], shots[1]
    assert "2" in shots[2] and "front 1" in shots[2], shots[2]  # d has graded
    assert re.search(r"^ *f space +Show the answer", shots[3], re.M), shots[3]
    with open(os.path.join(harness.ROOT, "docs", "manual.md"), encoding="utf-8") as manual:
        write_keys(re.search(r"    # an answer with one hand\n(?:    .*\n)+", manual.read())[0])
    assert "d again" in good(cairn("--script", " f", *SIZE)).out + good(cairn("--script", "f ", *SIZE)).out


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
    game = Terminal(CAIRN, size="60x34")
    game.until("front")
    game.send("q")
    game.until("Known")
    game.send("s")
    game.until("Theme +auto")
    for _ in range(40):  # one by one: many at once are taken for typed text
        if re.search(">.Theme", game.text()):  # the last line in sight has a sign that the list goes on
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


def cards_of(query):
    """What a search finds: how often each card was answered, by its name."""
    return {card["uid"]: card["reps"] for card in json.loads(good(cairn("search", query, "--json")).out)}


def edit(query, keys, size="40x20"):
    return good(cairn("edit", query, "--script", keys, "--size", size)).out


def test_edit_from_the_command_line():
    good(cairn("add", "France", "Paris", "--deck", "Geo"))
    good(cairn("add", "Italy", "Rome", "--deck", "Geo"))
    name = next(iter(cards_of("France")))
    for query in (name, "France", "paris"):
        shot = edit(query, "")
        assert "Edit the note" in shot and "> France" in shot and "  Paris" in shot, shot
    assert "space edit" in shot and "s save" in shot, shot  # letters are keys: nothing has to be emptied to get out again
    edit("France", "n <bs><bs>x<cr><cr>s")
    assert "Back\n  Parx" in edit("France", "")
    same = edit("France", "n")
    for end in ("<cr><cr>", "<cr> "):  # the line that ends a text is no change of it
        assert edit("France", "n " + end) == same, end
        assert "not saved yet" not in edit("France", f"n {end}q")
    assert "Cards: 2" in edit("deck:Geo", "<shot>").split("-- shot")[-1]
    assert "Switzerland" in one_sentence(cairn("edit", "Switzerland", "--script", ""), 3)
    one_sentence(cairn("edit", "--script", ""), 2)
    one_sentence(cairn("edit", "prop:what>3", "--script", ""), 3)


def test_leaving_a_text_without_esc():
    """On a phone: a new line, then space; what was changed is not saved by that."""
    good(cairn("add", "France", "Paris"))
    out = edit("France", "n x<cr> <shot>q<shot>q")
    assert "s save" in out and "not saved yet" in out, out
    assert "Back\n  Paris\n" in edit("France", "")
    new = good(cairn("--script", "<shot>nOne<cr>two<cr> <shot>v<shot>qn <shot>verb<cr><shot>", "--size", "40x20", "--mode", "flip")).out.split("-- shot")
    assert "s save" in new[1] and "Preview" in new[2] and "One" in new[2] and "two" in new[2] and "Tags\n>" in new[3], new
    assert "saved: 1 card" in new[4] and cards_of("tag:verb"), new


def test_another_kind_keeps_progress():
    good(cairn("add", "France", "Paris"))
    name = next(iter(cards_of("France")))
    good(cairn("answer", name, "good"))
    edit("France", "ks")  # basic, reversed
    now = cards_of("France")
    assert len(now) == 2 and now[name] == 1 and sorted(now.values()) == [0, 1], now
    out = edit("France", "k<shot>s<shot>s")
    assert "Kind: basic" in out and "1 card has no counterpart" in out, out
    assert cards_of("France") == {name: 1}
    edit("France", "ks")
    assert cards_of("France") == now  # the other one is back
    edit("France", "kkk<shot>ss")  # basic, cloze, typed
    assert cards_of("note:typed") == {name: 1}
    assert "no gap yet" in edit("France", "kkks<shot>")
    edit("France", "kkkn<cr>s")
    good(cairn("--script", "qbf<cr>u", "--size", "40x20"))  # a step of undo like any other
    assert cards_of("France") == now


def test_texts_find_their_fields_again():
    good(cairn("add", "--kind", "typed", "France", "Paris", "a river runs through it"))
    shot = edit("France", "k" * 5)  # basic, reversed, cloze, choice, true-false
    assert re.search(r"^Statement\n. France\nAnswer\n. Paris\nExtra\n. a river", shot, re.M), shot
    shot = edit("France", "ks<shot>")
    assert "fewer fields" in shot, shot
    assert "a river runs" in edit("France", "k" * 8)


def test_taking_in_a_file():
    """From the first screen, by what lies near; a path by hand; what is wrong is said, and nothing is listed that is nobody's cards."""
    os.makedirs("home/Downloads")
    with open("home/Downloads/words.tsv", "w") as file:
        file.write("dog\tHund\ncat\tKatze\n")
    with open("home/README.md", "w") as file:
        file.write("# about\n")
    env = environment(HOME=os.path.abspath("home"))
    shots = good(cairn("--script", "<shot>i<shot>1<shot> ", "--size", "40x20", env=env)).out.split("-- shot")
    assert "take in a file\n(i)" in shots[0], shots[0]
    assert "1 words.tsv  ~/Downloads" in shots[1] and "2 Another file" in shots[1] and "README" not in shots[1], shots[1]
    assert "Taken in:" in shots[2] and "2 new" in shots[2], shots[2]
    assert re.search("dog|cat", shots[3]) and "words" in shots[3], shots[3]
    with open("home/more.csv", "w") as file:
        file.write("bird,Vogel\n")
    out = good(cairn("home", "--script", "i3~/more.csv<cr> <shot>i3~/none.csv<cr><shot> i3<cr><shot>", "--size", "40x20", env=env)).out
    assert "Not all of it" in out and "No such file" in out and cards_of("bird"), out
    assert "Cairn" in out.split("-- shot")[-1], out  # nothing typed: nothing done
    kiosk = Terminal(CAIRN, "kiosk", "child", size="40x20", env=environment(HOME=os.path.abspath("home"), CAIRN_DATA=None))
    kiosk.until("first deck")
    kiosk.send("i")
    assert "words.tsv" not in kiosk.until("files are not taken in here")
    kiosk.close()


def test_file_is_read_while_the_game_goes_on():
    """On a terminal nobody waits for the child; leaving does not end it."""
    with open("many.tsv", "w") as file:
        file.writelines(f"front {i}\tback {i}\n" for i in range(3000))
    game = Terminal(CAIRN, size="40x20")
    game.until("Tour")
    game.send("q")
    game.until("first deck")
    game.send("i")
    game.until("1 many.tsv")
    game.send("1")
    game.until("being read|Taken in")
    game.send("q")
    game.until("front")  # comes by itself as soon as there are cards
    game.send("q")
    game.until("Known|There is more")
    game.close()
    harness.wait_for(lambda: json.loads(good(cairn("status", "--json")).out)["cards"] == 3000, "the rest of the file")


def test_writing_a_file():
    """From the list of decks: the marked one, under a proposed name or another one; what is there stays, and a kiosk writes nothing."""
    some_cards()
    os.mkdir("home")
    env = environment(HOME=os.path.abspath("home"))
    out = good(cairn("--script", "qdw<shot><cr><shot> w<cr><shot>", "--size", "80x24", env=env)).out.split("-- shot")
    name = "cairn-2026-11-21.apkg"
    assert "> " + name in out[0] and "All decks." in out[0] and "Written:" in out[1] and "3 notes, 3 cards" in out[1], out
    assert "not written" in out[2] and "there already" in out[2] and os.path.exists(name), out[2]
    out = good(cairn("--script", "qdjw<shot>" + "<bs>" * 40 + "~/geo.csv<cr><shot>", "--size", "40x20", env=env)).out.split("-- shot")
    assert "The deck Geo" in out[0] and "Geo-2026-11-21.apkg" in out[0] and "Written:" in out[1], out
    assert len(open("home/geo.csv").read().splitlines()) == 6 + 3, open("home/geo.csv").read()
    kiosk = Terminal(CAIRN, "kiosk", "child", size="40x20", env=environment(CAIRN_DATA=None))
    kiosk.until("first deck")
    before = os.listdir(".")
    good(cairn("import", "home/geo.csv", "--profile", "child", env=environment(CAIRN_DATA=None)))
    kiosk.close()
    kiosk = Terminal(CAIRN, "kiosk", "child", size="40x20", env=environment(CAIRN_DATA=None))
    kiosk.until("front")
    kiosk.send("q")
    kiosk.until("Known")
    kiosk.send("d")
    kiosk.until("All decks")
    kiosk.send("w")
    kiosk.until("files are not written here")
    kiosk.close()
    assert os.listdir(".") == before


def test_file_is_written_while_the_game_goes_on():
    some_cards()
    game = Terminal(CAIRN, size="40x20")
    game.until("front|France")
    game.send("q")
    game.until("Known|There is more")
    game.send("d")
    game.until("All decks")
    game.send("w")
    game.until("cairn-2026")
    game.send("<cr>")
    game.until("being written|Written:")
    game.send("q")
    game.until("All decks")
    harness.wait_for(lambda: os.path.exists("cairn-2026-11-21.apkg"), "the file")
    game.close()


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
    done = run(CAIRN, "--plain", stdin=b"/q\n/p\n")  # whether a text is asked for or not
    assert "ignored" not in done.out and "1 Practice" in done.out, done.out


def test_what_was_taken_back_is_said():
    """At home, where no question comes back; also after a restart, and in the learner's language."""
    some_cards()
    good(cairn("home", "--script", "ax<cr>y<cr><cr>", *SIZE))
    shot = good(cairn("home", "--script", "u", *SIZE)).out
    assert "taken back: add a note" in shot and "new 3" in shot and "Known" in shot, shot
    good(cairn("home", "--script", "bs", *SIZE))
    shots = good(cairn("home", "--script", "u<shot>bas<shot>qdu<shot> <shot>g<shot>", *SIZE)).out.split("-- shot")
    assert "taken back: suspend 1 card" in shots[0] and "suspended: 3 cards" in shots[1], shots
    assert "taken back: suspend 3 cards" in shots[2] and "Decks" in shots[2] and re.search(r"Geo +3 +0", shots[2]), shots[2]
    env = {key: value for key, value in {**environment(), **harness.german()}.items() if value is not None}
    good(cairn("home", "--script", "bas", *SIZE))
    assert "zurückgenommen: aussetzen: 3 Karten" in good(cairn("home", "--script", "u", *SIZE, env=env)).out


def test_days_are_named():
    """Studied on the 1st, 2nd, 3rd; too little on the 6th and 7th: one freeze is there from the beginning, then days are missed.
    The picture and, for those who cannot see it, the words say the same."""
    some_cards(60)
    for day in (1, 2, 3, 6, 7):
        env = environment(CAIRN_NOW=f"2026-11-{day:02}T10:00:00+01:00")
        good(cairn("--mode", "flip", "--script", " g g" * 25 if day < 6 else " g" * 3, "--size", "40x20", env=env))
    env = environment(CAIRN_NOW="2026-11-10T10:00:00+01:00")
    picture = good(cairn("home", "--script", "", "--size", "40x20", env=env)).out
    rows = re.findall(r"^ *(.*?) +(\d+ Nov)$", picture, re.M)
    assert rows == [("( ) · · _", "10 Nov"), ("▟██@█▙ * · ( )", "6 Nov"), ("▟██▙ ▟██▙", "2 Nov")], picture
    assert re.search(r"@ best day 3 Nov \+\d+ XP  \( \) too few\n· missed  \* freeze  _ today", picture), picture
    words = run(CAIRN, "home", "--plain", stdin=b"q\n", env=env).out
    assert "\nMissed: 5 Nov, 8 Nov, 9 Nov\nFreeze: 4 Nov\nBest day 3 Nov +" in words and "▟" not in words, words
    assert not re.search(r"^ {20}", words, re.M), words  # nothing stands beside a picture that is not there


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
