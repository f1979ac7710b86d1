# SPDX-License-Identifier: MIT
"""The screens as text: keys are played at five sizes, and what stands on the screen is compared with tests/golden.

CAIRN_TEST_GOLDEN=write ./dev test golden writes the files anew; look at the difference before you commit it.
"""
import datetime
import difflib
import os
import shutil
import shutil
import subprocess

import harness
from harness import cairn, environment, good

FOLDER = os.path.join(harness.ROOT, "tests", "golden")
SIZES = ["24x7", "32x12", "40x20", "80x24", "200x60"]
LEARNER = os.path.join(harness.BUILD, "tests", "bench", "make_learner")
WRITE = os.environ.get("CAIRN_TEST_GOLDEN") == "write"


def store(name):
    env = environment(CAIRN_DATA=os.path.join(os.getcwd(), name))
    good(cairn("import", os.path.join(FOLDER, "deck.md"), env=env))
    return env


def learner(name):
    """The store of somebody who studied for two years: tests/bench/make_learner.c."""
    env = environment(CAIRN_DATA=os.path.join(os.getcwd(), name))
    first = os.path.join(os.getcwd(), "learner.db")
    if not os.path.exists(first):
        subprocess.run([LEARNER, first, "730", "2"], env=env, check=True)
    os.makedirs(env["CAIRN_DATA"], mode=0o700)
    shutil.copyfile(first, os.path.join(env["CAIRN_DATA"], "cairn.db"))
    os.chmod(os.path.join(env["CAIRN_DATA"], "cairn.db"), 0o600)
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


GERMAN = {  # what each shows: keys, words, store
    "question": ("<shot> <shot> <shot>q<shot>", ("--deck", "Golden::Flip"), store),
    "typed": ("<shot>le garcon<cr><shot>x<shot>", ("--deck", "Golden::Typed"), store),
    "choice": ("<shot>b<shot>", ("--deck", "Golden::Choice"), store),
    "decks": ("qd<shot>jjo<shot>jjjjjjjjjjjjjjjjjjjjjjj<shot>", (), store),
    "add": ("qa<shot>One<cr>two<cr><esc><shot>v<shot>", (), store),
    "settings": ("qs<shot>" + "j" * 16 + "<shot>?<shot>", (), store),
    "browse": ("qb<shot>fw<shot><cr>xx<shot>d<shot>", (), store),
    "sync": ("qy<shot>", (), store),
}


def test_german():
    """In German every line still fits: what does not ends in an ellipsis, which none of these screens has."""
    words = harness.german()
    for name, (keys, argv, fresh) in GERMAN.items():
        screens = ""
        for size in ("32x12", "40x20"):
            env = fresh(f"{name}-{size}")
            env = {key: value for key, value in {**env, **words}.items() if value is not None}
            done = good(cairn("--script", keys, "--size", size, *argv, env=env))
            assert name == "browse" or "…" not in done.out, (name, size, done.out)  # there the cards' own texts are cut
            screens += f"=== {size}\n{short(done.out)}"
        compare("german_" + name, screens)


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
    play("decks", "qd<shot>jj<shot>3")


def test_decks_typed():  # the first card takes text: q would be a letter
    play("leave_text", " <shot>qd", *deck("Typed"))


def with_history(env):
    """Some weeks of a learner who is away now and then; lived once, then copied."""
    env["CAIRN_NOW"] = "2026-10-25T10:00:00Z"
    lived = os.path.join(os.getcwd(), "lived")
    if os.path.isdir(lived):
        shutil.rmtree(env["CAIRN_DATA"])
        shutil.copytree(lived, env["CAIRN_DATA"])
        return
    for deck in ("One", "Two", "Three"):
        with open(deck + ".tsv", "w") as file:
            file.writelines(f"front {deck} {i}\tback {i}\n" for i in range(60))
        good(cairn("import", deck + ".tsv", env={**env, "CAIRN_NOW": "2026-10-01T08:00:00Z"}))
    for day in range(24):
        if day in (5, 6, 13, 17):
            continue
        now = (datetime.datetime(2026, 10, 1, 10) + datetime.timedelta(days=day)).isoformat() + "Z"
        keys = " g<+9s> x<+9s> e<+9s>" * (3 if day % 7 == 3 else 8)
        good(cairn("--mode", "flip", "--script", keys, "--size", "40x20", env={**env, "CAIRN_NOW": now}))
    shutil.copytree(env["CAIRN_DATA"], lived)


def test_home():
    play("home", "<shot>d<shot>", "home", prepare=with_history)


def test_home_of_the_first_day():
    play("home_first", "<shot>", "home")


def test_home_without_the_game():
    def switched_off(env):
        good(cairn("set", "game", "off", env=env))

    play("home_off", "<shot>", "home", prepare=switched_off)


def test_summary():
    play("summary", " e<+1d>q<shot>d", *deck("Flip"))


def test_add():
    play("add", "qa<shot>One [[gap]]<shot><tab><shot><cr><shot> <shot>kk <shot>", *deck("Flip"))


def test_settings():
    play("settings", "qs<shot>j<cr><shot><bs><bs><bs>7<cr><shot>jjjj<cr>", *deck("Flip"))


def test_help():
    play("help", "?<shot> ", *deck("Flip"))


def test_browse():
    play("browse", "qb<shot>fwa<shot><cr>xx<shot>s<shot>u<shot>d<shot>qfzzz<cr>")


def test_edit():  # from the browser: the editor, its cards before they are saved, and the card afterwards
    play("edit", "qbfnoble<cr> <shot><esc>v<shot> n<cr>x<cr><shot><esc>s<shot>")


def test_deck_options():
    play("deck_options", "qdjjo<shot><cr><bs><bs>5<cr><shot>")


def test_undo():
    play("undo", " e<shot>u<shot>u<shot>r", *deck("Flip"))


def test_welcome():
    play("welcome", "<shot>j<shot>2", fresh=lambda name: environment(CAIRN_DATA=os.path.join(os.getcwd(), name)))


def test_pin():
    def with_pin(env):
        env["APP_PIN"] = "4711"

    play("pin", "1234<shot><cr><shot>4711<cr><shot><+31s>4711<cr>", *deck("Flip"), prepare=with_pin)


def with_catalogue(env):
    """A list of decks, asked for an hour and a half ago; one is subscribed, of another some cards were looked at."""
    from wire import Wire

    with Wire() as wire:
        for i in range(45):
            wire.put("decks", {"_id": f"deck-{i:02}", "title": f"Deck number {i}", "notes": 10 * i, "author": f"Author {i % 3}"})
        wire.put("decks", {"_id": "capitals", "title": "Capitals of the whole wide world, and their rivers", "notes": 4, "author": "Ada",
                           "language": "en", "tags": ["geo", "easy"], "version": 3, "description": "Where people live, and what flows there."})
        wire.put("decks", {"_id": "verbs", "title": "Verbs", "notes": 5, "version": 1})
        for i, (front, back) in enumerate((("France", "Paris"), ("Peru", "Lima"), ("Iran", "Tehran"), ("Togo", "Lome"))):
            wire.put("cards", {"_id": i, "deck": "capitals", "front": front, "back": back})
        for i in range(5):
            wire.put("cards", {"_id": f"v{i}", "deck": "verbs", "front": f"verb {i}", "back": "b"})
        there = {**env, "MONGODB_URI": wire.uri(), "CAIRN_NOW": "2026-11-21T08:00:00+01:00"}
        good(harness.run(harness.SYNC, "catalogue", env=there))
        good(harness.run(harness.SYNC, "catalogue", "--pipe", "--preview", "s:capitals", env=there))
        good(harness.run(harness.SYNC, "subscribe", "verbs", env=there))
        for i in range(3):
            wire.put("cards", {"_id": f"v{i}", "deck": "verbs", "gone": True})
        wire.put("decks", {"_id": "verbs", "title": "Verbs", "notes": 2, "version": 2})
        good(harness.run(harness.SYNC, "sync", "--learner", "ada", env=there))


def test_catalogue():
    play("catalogue", "qdc<shot>q<shot>nj<shot>fumber 4<cr><shot>f<bs><bs><bs><bs><bs><bs><bs><bs>capit<cr><shot><cr><shot>s<shot>s<shot>",
         *deck("Flip"), prepare=with_catalogue)


def test_catalogue_news():
    play("catalogue_news", "qd<shot>c<shot>x<shot>qc<shot>", *deck("Flip"), prepare=with_catalogue)


def test_map():
    play("map", "v<shot>jl<shot> <shot>q", "home", fresh=learner)


def test_map_of_a_deck():
    play("map_deck", "djjv<shot>n<shot>", "home", fresh=learner)


def test_stats():
    play("stats", "qt" + "<shot> " * 10 + "<shot>", fresh=learner)


def test_stats_of_a_deck():
    play("stats_deck", "qdjjt<shot>k<shot>jt<shot>pp   p<shot>d<shot>bb<shot>", fresh=learner)


def test_card():
    play("card", "i<shot>t<shot>jj<shot> ", fresh=learner)


def capitals(name):
    """Twelve short cards of one deck."""
    env = environment(CAIRN_DATA=os.path.join(os.getcwd(), name))
    pairs = ("France Paris", "Italy Rome", "Spain Madrid", "Peru Lima", "Japan Tokyo", "Kenya Nairobi", "Norway Oslo", "Chile Santiago",
             "Greece Athens", "Egypt Cairo", "Cuba Havana", "Iran Tehran")
    with open(name + ".tsv", "w") as file:
        file.write("#separator:tab\n#deck:Capitals\n" + "".join(pair.replace(" ", "\t") + "\n" for pair in pairs))
    good(cairn("import", name + ".tsv", env=env))
    return env


def mode(name):
    return "study", "--mode", name


def test_modes():
    play("modes", "qp<shot>jj<shot>1", fresh=capitals)


def test_practice():
    play("practice", " <shot>x<shot>q", *mode("practice"), fresh=capitals)


def test_sprint():  # a wrong one is shown with the right one; the clock stands meanwhile; then the minute is over
    play("sprint", "<shot>a<shot><+50s> <+9s><shot>d <+51s>", *mode("sprint"), fresh=capitals)


def test_match():
    play("match", "<shot>a<shot>d<shot>ai<shot>uq", *mode("match"), fresh=capitals)


def test_exam():
    play("exam", "lima<cr><shot>crete<cr><cr><shot>u<shot>", *mode("exam"), "--count", "3", fresh=capitals)


def test_boss():
    play("boss", "<shot>", *mode("boss"), fresh=capitals)


def test_ghost():
    play("ghost", " <shot>g <shot>q", *mode("ghost"), fresh=learner)


def test_guess():
    def guessing(env):
        good(cairn("set", "guess", "on", env=env))

    play("guess", "<shot>b<shot>", fresh=capitals, prepare=guessing)


harness.main(globals())
