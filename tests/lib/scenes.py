# SPDX-License-Identifier: MIT
"""Every view of the game as scenes: a store, the words of the command line, and keys that take pictures (<shot>). And what plays
them: `pictures` gives each screen as build/tests/screens/screens tells of it (its main.c), in one of three locales.

Used by e2e/golden.py (what stands there) and e2e/screens.py (what must hold of any screen)."""
import contextlib
import datetime
import os
import re
import shutil
import sqlite3
import subprocess

import harness
from harness import cairn, environment, good

LEARNER = os.path.join(harness.BUILD, "tests", "bench", "make_learner")
DECK = os.path.join(harness.ROOT, "tests", "golden", "deck.md")
SIZES = ["24x7", "32x12", "40x20", "80x24", "200x60"]
LOCALES = ["ascii", "en", "de"]
THEMES = ["none", "dark", "light", "contrast"]


# --- stores: each fills env["CAIRN_DATA"]; what it returns is for the game's environment

def empty(env):
    return {}


def small(env):
    good(cairn("import", DECK, env=env))
    return {}


def points(env):
    """A long answer, and no helper."""
    with open("points.tsv", "w") as file:  # imported notes have the same names each time, and so the same days
        file.write("#separator:tab\n#deck:Golden::Points\n#notetype:typed\nWhy did Rome fall?\t"
                   "Economic troubles and debased coins, endless civil wars, and migrations across the Danube.\n")
    good(cairn("import", "points.tsv", env=env))
    return {}


def learner(env):
    """The store of somebody who studied for two years: tests/bench/make_learner.c."""
    path = os.path.join(env["CAIRN_DATA"], "cairn.db")
    os.makedirs(env["CAIRN_DATA"], mode=0o700)
    subprocess.run([LEARNER, path, "730", "2"], env=env, check=True)
    os.chmod(path, 0o600)
    return {}


def away(env):
    """The same, who was away for ten weeks."""
    learner(env)
    return {"CAIRN_NOW": "2027-02-01T10:00:00+01:00"}


def history(env):
    """Some weeks of a learner who is away now and then."""
    small(env)
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
    return {"CAIRN_NOW": "2026-10-25T10:00:00Z"}


def game_off(env):
    small(env)
    good(cairn("set", "game", "off", env=env))
    return {}


def with_pin(env):
    small(env)
    return {"APP_PIN": "4711"}


def doubtful_clock(env):
    good(cairn("add", "front", "back", env=env))
    return {"CAIRN_NOW": "~2027-03-01T09:30:00+01:00"}


def catalogue(env):
    """A list of decks, asked for an hour and a half ago; one is subscribed, of another some cards were looked at."""
    from wire import Wire

    small(env)
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
    return {}


def fetched(env):
    """A feed was visited: six drafts wait."""
    from feed_server import CELL, MOON, Server, item, rss, url

    server = Server(os.path.join(os.environ["TMPDIR"], "authority"))
    server.put("/feed", rss(item(1, CELL + " " + MOON, "What cells do") + item(2, "Osmosis is the way of water through a membrane.", "Water")))
    small(env)
    good(server.feed("add", url("/feed"), "--deck", "Biology", **{"CAIRN_DATA": env["CAIRN_DATA"]}))
    good(server.feed("fetch", **{"CAIRN_DATA": env["CAIRN_DATA"]}))
    server.close()
    return {}


def edited_twice(env):
    """A note that was edited here and, later, on another device."""
    from wire import Wire

    def put(back, at, env):
        with open("edit.tsv", "w") as file:
            file.write(f"front\t{back}\n")
        good(cairn("import", "edit.tsv", env={**env, "CAIRN_NOW": f"2026-11-20T{at}:00+01:00"}))

    with Wire() as wire:
        here = {**env, "MONGODB_URI": wire.uri(), "CAIRN_LEARNER": "ada"}
        there = {**here, "CAIRN_DATA": env["CAIRN_DATA"] + "-there"}
        os.makedirs(there["CAIRN_DATA"], mode=0o700)
        put("first", "08:00", here)
        for one in (here, there):
            good(harness.run(harness.SYNC, "sync", env=one))
        put("from here", "09:00", here), put("from there", "09:10", there)
        for one in (here, there, here):
            good(harness.run(harness.SYNC, "sync", env=one))
    return {"CAIRN_NOW": "2026-11-20T12:00:00+01:00"}


def erased(env):
    from wire import Wire

    good(cairn("add", "front", "back", env=env))
    with Wire() as wire:
        there = {**env, "MONGODB_URI": wire.uri(), "CAIRN_LEARNER": "ada"}
        good(harness.run(harness.SYNC, "sync", env=there))
        wire.say("drop cairn.rows")
        wire.put("rows", {"_id": "ada/~erased"})
        harness.run(harness.SYNC, "sync", env=there)
    return {}


def capitals(env):
    """Twelve short cards of one deck."""
    pairs = ("France Paris", "Italy Rome", "Spain Madrid", "Peru Lima", "Japan Tokyo", "Kenya Nairobi", "Norway Oslo", "Chile Santiago",
             "Greece Athens", "Egypt Cairo", "Cuba Havana", "Iran Tehran")
    with open("capitals.tsv", "w") as file:
        file.write("#separator:tab\n#deck:Capitals\n" + "".join(pair.replace(" ", "\t") + "\n" for pair in pairs))
    good(cairn("import", "capitals.tsv", env=env))
    return {}


def guessing(env):
    capitals(env)
    good(cairn("set", "guess", "on", env=env))
    return {}


# --- scenes

def deck(name):
    return "--deck", "Golden::" + name


def mode(name, *more):
    return "study", "--mode", name, *more


CATALOGUE = "qdc<shot>q<shot>nj<shot>fumber 4<cr><shot>f<bs><bs><bs><bs><bs><bs><bs><bs>capit<cr><shot><cr><shot>s<shot>s<shot>"
SCENES = {  # keys, words, store; the screen at the end is a picture as well
    "flip": ("<shot> <shot> <shot>q", deck("Flip"), small),
    "choice": ("<shot>b<shot>", deck("Choice"), small),
    "typed": ("le garcon<shot><cr><shot>x<shot> <shot> ", deck("Typed"), small),
    "helper": ("there were civil wars without end<cr><shot>y<shot>jjj<shot>5<shot>q<shot>", deck("Points"), points),
    "cloze": ("<shot>99 °C<cr><shot>", deck("Cloze"), small),
    "rich": ("<shot> ", deck("Rich"), small),
    "long": (" <shot> <shot> ", deck("Long"), small),
    "wide": ("<shot> ", deck("Wide"), small),
    "decks": ("qd<shot>jj<shot>3", (), small),
    "leave_text": (" <shot>qd", deck("Typed"), small),  # the first card takes text: q would be a letter
    "home": ("<shot>d<shot>", ("home",), history),
    "home_years": ("", ("home",), learner),
    "home_first": ("<shot>", ("home",), small),
    "home_off": ("<shot>", ("home",), game_off),
    "summary": (" e<+1d>q<shot>d", deck("Flip"), small),
    "add": ("qa<shot>One [[gap]]<shot><tab><shot><cr><shot> <shot>kk <shot>", deck("Flip"), small),
    "settings": ("qs<shot>j<cr><shot><bs><bs><bs>7<cr><shot>jjjj<cr>", deck("Flip"), small),
    "help": ("?<shot> ", deck("Flip"), small),
    "browse": ("qb<shot>fwa<shot><cr>xx<shot>s<shot>u<shot>d<shot>qfzzz<cr>", (), small),
    # from the browser: the editor, its cards before they are saved, and the card afterwards
    "edit": ("qbfnoble<cr> <shot><esc>v<shot> n<cr>x<cr><shot><esc>s<shot>", (), small),
    "deck_options": ("qdjjo<shot><cr><bs><bs>5<cr><shot>", (), small),
    "undo": (" e<shot>u<shot>u<shot>r", deck("Flip"), small),
    "welcome": ("<shot>j<shot>2", (), empty),
    "tour": ("<shot> <shot>  <shot>     ", ("--tour",), empty),
    "pin": ("1234<shot><cr><shot>4711<cr><shot><+31s>4711<cr>", deck("Flip"), with_pin),
    "catalogue": (CATALOGUE, deck("Flip"), catalogue),
    "catalogue_news": ("qd<shot>c<shot>x<shot>qc<shot>", deck("Flip"), catalogue),
    "inbox": ("z<shot>y<shot>x<shot>n<shot>u<shot>e<shot>", ("home",), fetched),
    "inbox_empty": ("z<shot>", ("home",), small),
    "map": ("v<shot>jl<shot> <shot>q", ("home",), learner),
    "map_deck": ("djjv<shot>n<shot>", ("home",), learner),
    "stats": ("qt" + "<shot> " * 13 + "<shot>", (), learner),
    "plan": ("qtw<shot>l<shot>b<shot>s<shot>hhh<shot>q<shot>", (), learner),
    "plan_table": ("qtwt<shot>hhh<shot>b<shot>t<shot>", (), learner),
    # a day of the week, a vacation, its days changed, light; not lost without a word; set, and taken off again
    "days_off": ("qtwv<shot>jjjjj <shot> <shot>a<shot><cr><shot>l<shot>q<shot>s<shot> <bs><bs>30<cr><shot>x<shot>s<shot>q<shot>", (), learner),
    "backlog": ("<shot>w<shot>l<shot>t<shot>s<shot>q<shot>", ("home",), away),
    "stats_deck": ("qdjjt<shot>k<shot>jt<shot>pp   p<shot>d<shot>bb<shot>", (), learner),
    "card": ("i<shot>t<shot>jj<shot> ", (), learner),
    "modes": ("qp<shot>jj<shot>1", (), capitals),
    "practice": (" <shot>x<shot>q", mode("practice"), capitals),
    # a wrong one is shown with the right one; the clock stands meanwhile; then the minute is over
    "sprint": ("<shot>a<shot><+50s> <+9s><shot>d <+51s>", mode("sprint"), capitals),
    "match": ("<shot>a<shot>d<shot>ai<shot>uq", mode("match"), capitals),
    "exam": ("lima<cr><shot>crete<cr><cr><shot>u<shot>", mode("exam", "--count", "3"), capitals),
    "boss": ("<shot> <shot><cr><shot>", mode("boss"), learner),
    "boss_none": ("<shot>", mode("boss"), capitals),
    "ghost": (" <shot>g <shot>q", mode("ghost"), learner),
    "guess": ("<shot>b<shot>", (), guessing),
    "clock": ("<shot>", (), doubtful_clock),
    "conflicts": ("<shot> <shot>j", ("--mode", "flip"), edited_twice),
    "erased": ("<shot>jj<shot> <shot>", (), erased),
    "sync": ("qy<shot>", (), small),
}
GERMAN = {  # what is read in German, beside those: shots at which other things are said
    "german_question": ("<shot> <shot> <shot>q<shot>", deck("Flip"), small),
    "german_helper": ("there were civil wars without end<cr><shot>y<shot>5<shot>", deck("Points"), points),
    "german_typed": ("<shot>le garcon<cr><shot>x<shot>", deck("Typed"), small),
    "german_choice": ("<shot>b<shot>", deck("Choice"), small),
    "german_decks": ("qd<shot>jjo<shot>" + "j" * 40 + "<shot>", (), small),
    "german_add": ("qa<shot>One<cr>two<cr><esc><shot>v<shot>", (), small),
    "german_settings": ("qs<shot>" + "j" * 16 + "<shot>?<shot>", (), small),
    "german_plan": ("qtwt<shot>v<shot>a<cr><shot>q<shot>", (), learner),
    "german_browse": ("qb<shot>fw<shot><cr>xx<shot>d<shot>", (), small),
    "german_sync": ("qy<shot>", (), small),
}
ASCII = {  # what is read where a terminal has no UTF-8: the pictures, whose signs are others
    "ascii_home": ("", ("home",), history),
    "ascii_home_years": ("", ("home",), learner),
    "ascii_map": ("v<shot>n", ("home",), learner),
}


# --- a language in which every letter is another one: what is left of English on a screen was never translated

OTHER = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "ȁḅćḍẹḟǧḥịǰḳḷṃṇọṗʠṛṣṭụṿẉẋỵẓȀḄĆḌẸḞǦḤỊǰḲḶṂṆỌṖQṚṢṬỤṾẈẊỴẒ")
BLANK = re.compile(r"(%(?:\d+\$)?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:<PRI\w+>|(?:hh|ll|[hljzt])?[diouxXeEfgGcsp])|%%|\\[nt\"\\])")


def pseudo_text(text):
    return "".join(part if i % 2 else part.translate(OTHER) for i, part in enumerate(BLANK.split(text)))


def make_pseudo(folder):
    """FOLDER/pseudo/LC_MESSAGES/cairn.mo."""
    with open(os.path.join(harness.ROOT, "po", "de", "LC_MESSAGES", "cairn.po"), encoding="utf-8") as file:
        head, *blocks = file.read().split("\n\n")
    strings = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
    out = [head]
    for block in blocks:
        one = re.search(r"^msgid " + strings, block, re.M)
        many = re.search(r"^msgid_plural " + strings, block, re.M)
        if not one:
            continue
        kept = block[:block.index("msgstr")]
        if many:
            out.append(f"{kept}msgstr[0] {pseudo_text(one[1]).strip()}\nmsgstr[1] {pseudo_text(many[1]).strip()}")
        else:
            out.append(f"{kept}msgstr {pseudo_text(one[1]).strip()}")
    folder = os.path.join(folder, "pseudo", "LC_MESSAGES")
    os.makedirs(folder)
    done = subprocess.run(["msgfmt", "-o", os.path.join(folder, "cairn.mo"), "-"], input="\n\n".join(out).encode(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


# --- playing

_stores = {}


def settle(folder):
    """All of a store in its one file, whoever may still be about to close it."""
    path = os.path.join(folder, "cairn.db")
    if os.path.exists(path):
        with contextlib.closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def store(make):
    """The environment of a store that is made once and copied for each play."""
    if make not in _stores:
        env = environment(CAIRN_DATA=os.path.join(os.environ["TMPDIR"], "stores", make.__name__))
        os.makedirs(os.path.dirname(env["CAIRN_DATA"]), exist_ok=True)
        _stores[make] = {**env, **make(env)}
        settle(env["CAIRN_DATA"])
    return _stores[make]


def locale(name):
    """Its variables. ascii: English on a terminal without UTF-8."""
    if name == "en":
        return {"LC_ALL": "C.UTF-8", "LANGUAGE": None}
    if name == "pseudo":
        return {**harness.german(), "LANGUAGE": "pseudo"}
    if name == "de":
        return harness.german()
    folder = harness.german()["LOCPATH"]
    if not os.path.isdir(folder + "/en_US"):
        subprocess.run(["localedef", "-i", "en_US", "-f", "ISO-8859-1", folder + "/en_US"], check=True, env={**os.environ, "LC_ALL": "C"})
    return {"LOCPATH": folder, "LC_ALL": "en_US", "LANGUAGE": None}


class Picture:
    """One screen: view, cols, rows, contexts, cursor, notice, field, leaving, lost (lines), buttons [(row, col, key)], text (rows),
    themes {name: Theme}."""

    def __init__(self, lines):
        self.text, self.buttons, self.themes = [], [], {}
        self.notice = self.field = self.leaving = False
        self.cursor, self.lost = (-1, -1), 0
        for line in lines:
            self._take(*line.split(" ", 1) if " " in line else (line, ""))

    def _take(self, what, rest):
        if what == "view":
            name, cols, rows, contexts = rest.rsplit(" ", 3)
            self.view, self.cols, self.rows, self.contexts = name, int(cols), int(rows), int(contexts, 16)
        elif what == "cursor":
            self.cursor = tuple(map(int, rest.split()))
        elif what == "lost":
            self.lost = int(rest)
        elif what == "button":
            row, col, key = rest.split()
            self.buttons.append((int(row), int(col), key))
        elif what == "|":
            self.text.append(rest)
        elif what == "theme":
            name, *numbers = rest.split()
            self.now = self.themes[name] = Theme(*map(int, numbers))
        elif what == "=":
            self.now.text.append(rest)
        elif what == "~" or what == "":
            self.now.runs.append(rest)
        else:
            setattr(self, what, True)


class Theme:
    """What a terminal shows: text (rows), runs of attributes (rows), and what was sent."""

    def __init__(self, sent, high, colours, dims, status):
        self.sent, self.high, self.colours, self.dims, self.status = sent, high, colours, dims, status
        self.text, self.runs = [], []

    def lines(self):
        return [line for pair in zip(self.text, self.runs) for line in pair]


_plays = 0


def program():
    """The program, with the catalogues of messages where it looks for them: in po beside it."""
    path = os.path.join(os.environ["TMPDIR"], "program", "screens")
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path))
        shutil.copy(os.path.join(harness.BUILD, "tests", "screens", "screens"), path)
        os.makedirs(os.path.join(os.path.dirname(path), "po"))
        os.symlink(os.path.join(harness.BUILD, "po", "de"), os.path.join(os.path.dirname(path), "po", "de"))
        make_pseudo(os.path.join(os.path.dirname(path), "po"))
    return path


def play(scene, size, language="en", themes=(), extra=None):
    """The program's whole output, on a store of its own. `scene`: (keys, words, store)."""
    global _plays
    keys, words, make = scene
    _plays += 1
    source, folder = store(make), os.path.join(os.environ["TMPDIR"], f"play{_plays}")
    env = {**source, **locale(language), "CAIRN_DATA": folder, "CAIRN_TEST_THEMES": " ".join(themes), **(extra or {})}
    env = {name: value for name, value in env.items() if value is not None}
    if os.path.isdir(source["CAIRN_DATA"]):
        shutil.copytree(source["CAIRN_DATA"], folder, ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    else:
        os.makedirs(folder, mode=0o700)
    done = good(harness.run(program(), "--script", keys, "--size", size, *words, env=env))
    shutil.rmtree(folder, ignore_errors=True)  # what indexes in the background may still be at it
    assert not done.err, done
    return done.out


def pictures(scene, size, language="en", themes=(), extra=None):
    """The screens of a scene, in order."""
    shots = re.split(r"^-- shot \d+ --\n", play(scene, size, language, themes, extra=extra), flags=re.M)
    return [Picture(shot.split("\n")[:-1]) for shot in shots]
