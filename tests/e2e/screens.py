# SPDX-License-Identifier: MIT
"""What must hold of any screen (the scenes are lib/scenes.py's): it fits, cuts no word, speaks one language, sends what its theme
and locale allow, shows where one is, and its last line's keys do something. A seeded part; all of it with --full."""
import glob
import json
import os
import random
import re
import sqlite3

import harness
import scenes
from harness import good
from scenes import LOCALES, SCENES, SIZES, THEMES

FULL = os.environ.get("CAIRN_TEST_FULL") == "1" and not harness.SANITIZED
ASK, CHOICE, TYPING, PAUSED, GRADE, LIST, DECKS, FORM_KEYS, BODY, READ, CHOICE_LONG, MATCH = (
    1 << bit for bit in (0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 13, 16))
STATS, CARD, MAP, PAUSED_CARD = 1 << 24, 1 << 25, 1 << 26, 1 << 14
ANSWERING = ASK | CHOICE | CHOICE_LONG | TYPING | PAUSED | PAUSED_CARD | GRADE | FORM_KEYS | MATCH
_seen = {}


def pictures(name, size, language):
    """With their themes; a scene is played once for all cases."""
    key = (name, size, language)
    if key not in _seen:
        _seen[key] = scenes.pictures(SCENES[name], size, language, THEMES)
    return _seen[key]


def plays():
    """(scene, size, locale): all, or each scene at the smallest size and two others."""
    chance = random.Random(5)
    for name in SCENES:
        cells = [(size, language) for size in SIZES for language in LOCALES]
        for size, language in cells if FULL else [("24x7", "en"), *chance.sample(cells, 2)]:
            yield name, size, language


def screens():
    """(what to call it, locale, picture)."""
    for name, size, language in plays():
        for i, picture in enumerate(pictures(name, size, language)):
            yield f"{name}.{i + 1} {size} {language}", language, picture


class Findings(list):
    """What was found, told together at the end of a case."""

    def __init__(self):
        super().__init__()
        self.looked = 0

    def end(self):
        print(f"looked at {self.looked}")
        assert not self, f"{len(self)} of {self.looked}:\n" + "\n".join(self[:60])


def test_a_terminal_shows_what_was_drawn():
    found = Findings()
    for where, language, picture in screens():
        for name, theme in picture.themes.items():
            found.looked += 1
            rows = theme.text if language != "ascii" else [row for row in theme.text if len(row) > picture.cols]
            # the terminal is not sent what no two of them agree on: joiners, the emoji selector (tui/term_curses.c)
            drawn = [re.sub("[\u200d\ufe0f]", "", row) for row in picture.text] if language != "ascii" else []
            if theme.status or rows != drawn:
                found.append(f"{where} {name}: ended with {theme.status}; " + str([pair for pair in zip(rows, drawn) if pair[0] != pair[1]]))
    found.end()


def test_bytes_of_theme_and_locale():
    """No theme, no colour; high contrast: none either, and nothing dimmed; without UTF-8 nothing above ASCII."""
    found = Findings()
    for where, language, picture in screens():
        for name, theme in picture.themes.items():
            found.looked += 1
            if name in ("none", "contrast") and theme.colours:
                found.append(f"{where} {name}: {theme.colours} colours")
            if name == "contrast" and theme.dims:
                found.append(f"{where} {name}: dimmed")
            if language == "ascii" and theme.high:
                found.append(f"{where} {name}: {theme.high} bytes above 127")
    found.end()


def luminance(index):
    """Relative, of a colour of xterm's 256 (WCAG 2.2)."""
    basic = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
             (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)]
    if index < 16:
        rgb = basic[index]
    elif index < 232:
        rgb = [0 if n == 0 else 55 + 40 * n for n in ((index - 16) // 36, (index - 16) // 6 % 6, (index - 16) % 6)]
    else:
        rgb = [8 + 10 * (index - 232)] * 3
    parts = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def test_colours_can_be_read():
    """4.5 to 1 (WCAG 2.2, 1.4.3) on black in the dark theme, on white in the light one; in high contrast what has a hue elsewhere is bold."""
    found, hues = Findings(), {}
    for where, _, picture in screens():
        found.looked += 1
        for name, ground in (("dark", 0.0), ("light", 1.0)):
            for index in re.findall(r"f(\d+)", " ".join(picture.themes[name].runs)):
                light, dark = sorted((ground, luminance(int(index))), reverse=True)
                hues.setdefault(name, set()).add(index)
                if (light + 0.05) / (dark + 0.05) < 4.5:
                    found.append(f"{where} {name}: colour {index} has {(light + 0.05) / (dark + 0.05):.1f} to 1")
        for dark, bold in zip(picture.themes["dark"].runs, picture.themes["contrast"].runs):
            if re.search(r"f\d", dark) and "b" not in bold:
                found.append(f"{where}: {dark!r} is {bold!r} in high contrast")
    print({name: sorted(numbers) for name, numbers in hues.items()})
    assert all(len(hues[name]) >= 3 for name in ("dark", "light")), hues
    found.end()


def test_nothing_is_lost_below():
    """What finds no room can be scrolled to, or is on the next page."""
    found = Findings()
    for where, _, picture in screens():
        found.looked += 1
        if picture.lost and not picture.contexts & (BODY | READ | CHOICE_LONG | FORM_KEYS | TYPING | LIST):
            found.append(f"{where}: {picture.lost} lines\n" + "\n".join(picture.text))
    found.end()


WORD = re.compile(r"[a-zäöüß]{3,}", re.I)
PART = re.compile(r"[a-zäöüß]+", re.I)


def vocabulary(language):
    """Words that may stand on a screen: of the catalogue of messages, of the decks, and what wide screens show."""
    with open(os.path.join(harness.ROOT, "po", "de", "LC_MESSAGES", "cairn.po"), encoding="utf-8") as file:
        text = re.sub(r'"\n"', "", file.read())
    with open(scenes.DECK, encoding="utf-8") as file:
        text += file.read()
    for name in SCENES:
        for picture in pictures(name, "200x60", language):
            text += "\n".join(picture.text)
    return {word.lower() for word in WORD.findall(text.replace("\\n", " "))}


def test_no_word_is_cut():
    """A word that begins or ends as a longer one does, and is none itself, has lost something; an ellipsis would say so."""
    found, words = Findings(), {language: vocabulary(language) for language in ("en", "de")}
    for where, language, picture in screens():
        if language == "ascii":
            continue
        found.looked += 1
        for row, text in enumerate(picture.text):
            for match in WORD.finditer(text):
                word = match[0].lower()
                if word in words[language] or text[match.end():match.end() + 1] == "…":
                    continue
                below = PART.match(picture.text[row + 1].strip().lower()) if row + 1 < picture.rows else None
                above = PART.findall(picture.text[row - 1].lower()) if row else []
                if below and word + below[0] in words[language] or above and above[-1] + word in words[language]:
                    continue  # a word longer than the line
                if any(other.startswith(word) or other.endswith(word) for other in words[language]):
                    found.append(f"{where}: {match[0]!r} in {text!r}")
    found.end()


def strings(value):
    """All texts in it; keys are none."""
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)


def data_words(make):
    """What stands in a store, which is nobody's to translate."""
    env, said = scenes.store(make), []
    for line in good(harness.cairn("export", "--json", env={**env, "APP_PIN": "", "CAIRN_NOW": harness.NOW})).out.splitlines():
        record = json.loads(line)
        if record["is"] in ("note", "deck"):
            said += strings(record)
    with sqlite3.connect(os.path.join(env["CAIRN_DATA"], "cairn.db")) as db:
        for table in ("catalogue", "catalogue_card"):
            for row in db.execute(f"SELECT * FROM {table}"):
                said += strings(list(row))
    feeds = os.path.join(env["CAIRN_DATA"], "cairn.db.feeds")
    if os.path.exists(feeds):  # what was drafted out of others' words
        with sqlite3.connect(feeds) as db:
            said += re.findall(r"'((?:[^']|'')*)'", "\n".join(db.iterdump()))
    return {word.lower() for word in re.findall(r"[A-Za-z]+", " ".join(said).replace("\x1f", " "))}


KEYS = set("space enter esc tab del up down left right home end pgup pgdn ctrl".split())
NAMES = set("cairn mongodb uri import file".split())
TYPED = {"browse": {"wazzz"}, "conflicts": {"here"}}  # one word, then another; a text that is no longer the note's


def test_no_english_is_left():
    """In a language whose letters are all others: what still has ours was not translated."""
    found, starters = Findings(), set()
    for path in glob.glob(os.path.join(harness.ROOT, "study", "decks", "*")):
        with open(path, encoding="utf-8") as file:
            starters |= {word.lower() for word in re.findall("[A-Za-z]+", file.read())}
    for name, scene in SCENES.items():
        keys, words, make = scene
        known = KEYS | NAMES | TYPED.get(name, set()) | data_words(make) | (starters if make is scenes.empty else set())
        known |= {word.lower() for word in re.findall("[A-Za-z]+", " ".join((keys, *words)))}
        for i, picture in enumerate(scenes.pictures(scene, "80x24", "pseudo")):
            found.looked += 1
            for text in picture.text:
                text = re.sub(r"\b[0-9a-v]{13}\b|\w+…", "", text)  # identities, and half words
                left = [word for word in re.findall("[A-Za-z]{3,}", text) if not any(one.endswith(word.lower()) for one in known)]
                if left:
                    found.append(f"{name}.{i + 1}: {left} in {text!r}")
    found.end()


def test_where_one_is_can_be_seen():
    """On the smallest screen: what is marked, the cursor of a text, and but for questions a title."""
    found = Findings()
    for name in SCENES:
        for i, picture in enumerate(pictures(name, "24x7", "en")):
            where = f"{name}.{i + 1}:\n" + "\n".join(picture.text)
            found.looked += 1
            if picture.field and not 0 <= picture.cursor[0] < picture.rows - (1 if picture.buttons else 0):
                found.append("no cursor: " + where)
            empty = "browse" in name and "No card is like that." in picture.text
            if picture.contexts & (LIST | DECKS) and not (empty or any(">" in row[:6] for row in picture.text) or " more " in picture.text[-1]):
                found.append("no mark: " + where)
    found.end()


def as_script(key):
    return f"<{key}>" if len(key) > 1 else key.replace("<", "<lt>")


OPPOSITE = {"j": "k", "h": "l", "l": "h", "n": "p", "p": "n", "b": "n"}  # at one end of a list the way is back


def presses():
    """(scene, size, shot, key, before): each button of each last line."""
    for name, (keys, _, _) in SCENES.items():
        parts = keys.split("<shot>")
        for size in SIZES:
            for i, picture in enumerate(pictures(name, size, "en") if FULL or size in ("24x7", "40x20") else []):
                for _, _, key in picture.buttons:
                    yield name, size, "".join(parts[:i + 1]), key, picture


def test_keys_of_the_last_line_act():
    """Pressed, the screen changes, says why not, or the game ends."""
    found, all_of_them = Findings(), list(presses())
    for name, size, keys, key, before in all_of_them if FULL else random.Random(6).sample(all_of_them, 300):
        _, words, make = SCENES[name]
        found.looked += 1
        for press in (key, OPPOSITE.get(key, key)):
            after = scenes.pictures((keys + as_script(press), words, make), size)[-1]
            if after.text != before.text or after.leaving or after.view != before.view:
                break
        else:
            found.append(f"{name} {size}: {key} after {keys!r} does nothing:\n" + "\n".join(before.text))
    found.end()


harness.main(globals())
