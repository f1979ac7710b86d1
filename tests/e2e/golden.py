# SPDX-License-Identifier: MIT
"""The screens as they are: every view (lib/scenes.py) at five sizes, in three locales, in four themes.

tests/golden/NAME.txt is read by people: English at five sizes, German at two. tests/golden/matrix.txt has a line for each
screen and locale with what a terminal makes of it in each theme, text and attributes, as a short hash; a seeded part of it is
looked at, all of it with --full.

CAIRN_TEST_GOLDEN=write ./dev test golden writes all of them anew; look at the difference before you commit it. What has another
hash is printed with its attributes."""
import difflib
import hashlib
import os
import random
import zlib

import harness
import scenes
from scenes import ASCII, GERMAN, LOCALES, SCENES, SIZES, THEMES

FOLDER = os.path.join(harness.ROOT, "tests", "golden")
MATRIX = os.path.join(FOLDER, "matrix.txt")
WRITE = os.environ.get("CAIRN_TEST_GOLDEN") == "write"
FULL = WRITE or os.environ.get("CAIRN_TEST_FULL") == "1" and not harness.SANITIZED
SHOWN_MAX = 3
hashes, kept = {}, {}  # (shot, size, locale): hashes by THEMES, now and in the file


def short(lines):
    """Long runs of empty lines are not worth their place in a diff."""
    out, empty = [], 0
    for line in lines + [None]:
        if line == "":
            empty += 1
            continue
        out += [""] * empty if empty < 4 else [f"({empty} empty lines)"]
        empty = 0
        out += [line] if line is not None else []
    return "\n".join(out) + "\n"


def as_text(size, pictures):
    lines = []
    for i, picture in enumerate(pictures):
        assert len(picture.text) == picture.rows, (size, i, picture.text)
        lines += picture.text + ([f"-- shot {i + 1} --"] if i + 1 < len(pictures) else [])
    return f"=== {size}\n{short(lines)}"


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


def hash_of(theme):
    return hashlib.sha256("\n".join(theme.lines()).encode()).hexdigest()[:6]


def note(name, size, language, pictures):
    """Keeps the hashes; the cells of the matrix that are others now."""
    other = []
    for i, picture in enumerate(pictures):
        key = (f"{name}.{i + 1}", size, language)
        hashes[key] = [hash_of(picture.themes[theme]) for theme in THEMES]
        for theme, now, before in zip(THEMES, hashes[key], kept.get(key, [""] * len(THEMES))):
            if now != before:
                other.append((key, theme, picture.themes[theme]))
    return other


def tell(other):
    for (shot, size, language), theme, screen in other[:SHOWN_MAX]:
        print(f"--- {shot} {size} {language} {theme}")
        print("\n".join(f"{text:<{int(size.split('x')[0])}} |{runs}" for text, runs in zip(screen.text, screen.runs)))
    raise AssertionError(f"{len(other)} screens are others: " + ", ".join(" ".join((*key, theme)) for key, theme, _ in other[:40]))


def taken(name, scene, size, language):
    """What is another one twice; what only once is said, with its rows, and is not the screen's fault: each is drawn by a process of its own."""
    pictures = scenes.pictures(scene, size, language, THEMES)
    other = note(name, size, language, pictures)
    again = note(name, size, language, scenes.pictures(scene, size, language, THEMES)) if other and not WRITE else other
    for key, theme, screen in other:
        if (key, theme) not in [(k, t) for k, t, _ in again]:
            print(f"note: {' '.join(key)} {theme} was read back otherwise once:\n" + "\n".join(screen.lines()))
    return pictures, again


def look(name, scene):
    """A scene at all sizes in English, and in the other locales at those that the seed gives."""
    text, other = "", []
    chance = random.Random(zlib.crc32(name.encode()))
    for size in SIZES:
        pictures, now = taken(name, scene, size, "en")
        text += as_text(size, pictures)
        other += now
    for language in LOCALES:
        for size in SIZES if FULL else chance.sample(SIZES, 1):
            if language != "en":
                other += taken(name, scene, size, language)[1]
    compare(name, text)
    if other and not WRITE:
        tell(other)


def look_german(name, scene):
    """In German every line still fits: what does not ends in an ellipsis, which none of these screens has."""
    text = ""
    for size in ("32x12", "40x20"):
        shots = scenes.pictures(scene, size, "de")
        said = as_text(size, shots)
        assert name == "german_browse" or "…" not in said, (name, size, said)  # there the cards' own texts are cut
        text += said
    compare(name, text)


def look_ascii(name, scene):
    """What the terminal shows, not what was meant."""
    text = ""
    for size in SIZES[1:4]:
        shots = scenes.pictures(scene, size, "ascii", ["none"])
        assert all(line.isascii() for shot in shots for line in shot.themes["none"].text), (name, size)
        text += f"=== {size}\n" + "-- shot --\n".join(short(shot.themes["none"].text) for shot in shots)
    compare(name, text)


def read_matrix():
    if not os.path.exists(MATRIX):
        return
    with open(MATRIX) as file:
        for line in file:
            shot, size, language, *rest = line.split()
            kept[shot, size, language] = rest


def test_matrix_is_of_these_scenes():
    """No line without its screen. Behind all others."""
    if WRITE:
        with open(MATRIX, "w") as file:
            file.writelines(" ".join((*key, *row)) + "\n" for key, row in sorted(hashes.items(), key=order))
    elif FULL:
        assert set(kept) == set(hashes), set(kept) ^ set(hashes)
    print(f"note: {len(hashes) * len(THEMES)} of {len(kept or hashes) * len(THEMES)} screens were compared")


def order(item):
    (shot, size, language), _ = item
    name, number = shot.rsplit(".", 1)
    return name, int(number), SIZES.index(size), LOCALES.index(language)


def cases():
    for name, scene in SCENES.items():
        yield "test_" + name, lambda name=name, scene=scene: look(name, scene)
    for name, scene in GERMAN.items():
        yield "test_" + name, lambda name=name, scene=scene: look_german(name, scene)
    for name, scene in ASCII.items():
        yield "test_" + name, lambda name=name, scene=scene: look_ascii(name, scene)
    yield "test_matrix_is_of_these_scenes", test_matrix_is_of_these_scenes


read_matrix()
harness.main(dict(cases()))
