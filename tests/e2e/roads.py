# SPDX-License-Identifier: MIT
"""cairn-sync import of other programs' notes: hashcards, Obsidian, Org, lists of terms, and archives of such files. What is
expected is written by hand, from the programs' own documentation."""
import io
import os
import shutil
import sqlite3
import stat
import zipfile

import harness
from harness import bring, counts

SEVEN = os.path.join(harness.ROOT, "tests/data/archives/decks.7z")  # written by 7-Zip


def notes(data="data"):
    """{first field: (deck, tags, further fields…)}"""
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        held = db.execute("SELECT d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck").fetchall()
    split = [(deck, tags, fields.split("\x1f")) for deck, tags, fields in held]
    return {fields[0]: (deck, tags, *fields[1:]) for deck, tags, fields in split}


def cards(data="data"):
    with sqlite3.connect(os.path.join(data, "cairn.db")) as db:
        return db.execute("SELECT count(*) FROM card WHERE queue = 0").fetchone()[0]


def write(name, text):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode())
    return name


HASHCARDS = """---
name = "Groups"
---
Q: What is the order of a group?
A: The cardinality of its underlying set.

Q: List the PGM minerals.
A:

- ruthenium
- rhodium

C: The [order] of a group is [the cardinality of its underlying set].

C:
Better is the sight of the eyes than the wandering of the
desire: this is also vanity and vexation of spirit.

— [Ecclesiastes] [6]:[9]

C: ![A map](map.png) shows ![](a.MP3) [std::vector]
"""


def test_hashcards():
    done = bring(write("h.md", HASHCARDS))
    assert "h.md: taken for Markdown of hashcards" in done.out and counts(done) == (5, 0, 0, 0), done
    held = notes()
    assert held["What is the order of a group?"] == ("Groups", "", "The cardinality of its underlying set.")
    assert held["List the PGM minerals."][2] == "- ruthenium\n- rhodium"
    assert "The {{c1::order}} of a group is {{c2::the cardinality of its underlying set}}." in held
    assert any(text.endswith("spirit.\n\n— {{c1::Ecclesiastes}} {{c2::6}}:{{c3::9}}") for text in held), held
    assert "[image: map.png] shows [sound: a.MP3] {{c1::std:\\:vector}}" in held, held
    assert cards() == 1 + 1 + 2 + 3 + 1
    assert counts(bring("h.md")) == (0, 0, 5, 0)
    write("h.md", HASHCARDS.replace("of its underlying set.\n\nQ", "of the set.\n\nQ") + "\nQ: new\nA: one\n")
    assert counts(bring("h.md")) == (1, 1, 4, 0)


OBSIDIAN = """---
aliases: [x]
tags:
  - flashcards/Geo/Cities
  - maps
---
# Capitals

Prose that is no card.
Capital of France::Paris
- der Hund:::the dog <!--SR:!2021-08-16,51,230-->

As per the definition
of "multiline" the prompt
?
same goes for
the answer ^def1

#flashcards/deckB Only this one::is in B

`a::b` is code

Kaleida, funded to the tune of ==$40 million==^[USD]
by Apple Computer and IBM in ==1991==^[year]

This is ==in group 1==[^1], this ==in group 2==[^2]
and this also ==in group 1==[^1]

#flashcards/deckC

left
??
right ![[cat.png|100]] of [[Page|a word]]
"""


def test_obsidian():
    done = bring(write("Note.md", OBSIDIAN))
    assert "Note.md: taken for a note of Obsidian with flashcards" in done.out and counts(done) == (7, 0, 0, 0), done
    held = notes()
    assert held["Capital of France"] == ("Geo::Cities", "maps", "Paris")
    assert held["der Hund"] == ("Geo::Cities", "maps", "the dog")
    assert held['As per the definition\nof "multiline" the prompt'][2] == "same goes for\nthe answer"
    assert held["Only this one"][0] == "deckB"
    assert "Kaleida, funded to the tune of {{c1::$40 million::USD}}\nby Apple Computer and IBM in {{c2::1991::year}}" in held, held
    assert "This is {{c1::in group 1}}, this {{c2::in group 2}}\nand this also {{c1::in group 1}}" in held
    assert held["left"] == ("deckC", "maps", "right [image: cat.png] of a word"), held["left"]
    assert cards() == 1 + 2 + 1 + 1 + 2 + 2 + 2
    assert counts(bring("Note.md")) == (0, 0, 7, 0)
    write("Note.md", OBSIDIAN.replace('of "multiline" the prompt', "reworded"))  # its block has a name
    assert counts(bring("Note.md")) == (0, 1, 6, 0)


def test_a_vault():
    write("vault/.obsidian/app.json", "{}")
    write("vault/Tagged.md", "#flashcards\n\nQ one::A one\n")
    write("vault/deep/Prose.md", "A key:: value of some other plugin, ==marked==.\n")
    write("vault/cards.org", "* Two :drill:\n2\n")
    done = bring("vault")
    assert counts(done) == (2, 0, 0, 0), done
    assert "vault: taken for Org with questions" in done.out and "vault: (2 files) taken for a note of Obsidian" in done.out
    assert notes() == {"Q one": ("Tagged", "", "A one"), "Two": ("cards", "", "2")}


ORG = """#+TITLE: Sample
#+FILETAGS: :course:
* Geography
** TODO What's the capital of France? :drill:
   SCHEDULED: <2026-01-01 Thu>
   :LOGBOOK:
   - State "DONE"
   :END:
Paris
** Item                                   :drill:
   :PROPERTIES:
   :ID:       aaaa-bbbb
   :END:
What is the capital city of Estonia?
# a comment

*** The Answer
Tallinn: /really/ *bold* =code= [[https://x.y][link]]
** Fact :drill:
  :PROPERTIES:
  :DRILL_CARD_TYPE: hide1cloze
  :END:

[New Zealand] has [Wellington] in the [North||North/South] [fn:1] [2020-01-02 Fri] [[file:a.png]].
** One :drill:
All of [this] and [that] at once.
** Noun                                               :drill:noun:
    :PROPERTIES:
    :DRILL_CARD_TYPE: twosided
    :END:

Translate.

*** Spanish
la mujer
*** English
the woman
*** Example
¿Quién fue esa mujer?
** Code :drill:
#+BEGIN_SRC sh
* ls
#+END_SRC
* Words
- amo :: I love
- amas ::: you love
* Raining                                                      :vocab:
  :PROPERTIES:
  :ANKI_DECK: English
  :ANKI_NOTE_TYPE: Basic (and reversed card)
  :ANKI_TAGS: vocab idioms
  :END:
** Front
   (it's) raining cats and dogs
** Back
   it's raining very hard
* Short
  :PROPERTIES:
  :ANKI_NOTE_TYPE: Basic
  :END:
  and sweet
** Note :noexport:
   of mine
* Cloze with Back Extra
:PROPERTIES:
:ANKI_NOTE_TYPE: Cloze
:END:

This is the {{c1::content}}.

** Back Extra

[[file:a.png]]
* Own
:PROPERTIES:
:ANKI_NOTE_TYPE: Mine
:END:
** Word
w
** Gloss
g
"""


def test_org():
    done = bring(write("My.org", ORG))
    assert "My.org: taken for Org with questions" in done.out and counts(done) == (13, 0, 0, 0), done
    held = notes()
    assert held["What's the capital of France?"] == ("My::Geography", "course", "Paris")
    assert held["Item\n\nWhat is the capital city of Estonia?"][2] == "Tallinn: *really* **bold** `code` [link](https://x.y)"
    assert ("Fact\n\n{{c1::New Zealand}} has {{c2::Wellington}} in the {{c3::North::North/South}} [fn:1] [2020-01-02 Fri] "
            "[image: a.png].") in held, held
    assert "One\n\nAll of {{c1::this}} and {{c1::that}} at once." in held
    assert held["Translate.\n\nla mujer"] == ("My::Geography", "course noun",
                                              "**English**\nthe woman\n\n**Example**\n¿Quién fue esa mujer?")
    assert held["Translate.\n\nthe woman"][2].startswith("**Spanish**\nla mujer")
    assert held["Code"][2] == "```\n* ls\n```"
    assert held["amo"] == ("My::Words", "course", "I love") and held["amas"][2] == "you love"
    assert held["(it's) raining cats and dogs"] == ("English", "course vocab idioms", "it's raining very hard")
    assert held["Short"] == ("My", "course", "and sweet")
    assert held["This is the {{c1::content}}."] == ("My", "course", "[image: a.png]")
    assert held["w"] == ("My", "course", "g")
    assert counts(bring("My.org")) == (0, 0, 13, 0)
    write("My.org", ORG.replace("What is the capital city of Estonia?", "Estonia's capital?"))  # it has an ID
    assert counts(bring("My.org")) == (0, 1, 12, 0)


def test_lists_of_terms():
    for name, text in (("a.txt", "dog\tder Hund, Köter;cat\tdie Katze;\nbird\tder Vogel;"),
                       ("b.txt", "dog - der Hund, Köter\ncat - die Katze\nbird - der Vogel\n"),
                       ("c.txt", "dog,der Hund\n\ncat,die\nKatze\n\nbird,der Vogel\n"),
                       ("d.txt", "dog = der Hund, Köter\ncat = die Katze\nbird = der Vogel\n")):
        done = bring(write(name, text), data=name + ".d")
        assert f"{name}: taken for terms" in done.out and counts(done) == (3, 0, 0, 0), done
        held = notes(name + ".d")
        assert held["dog"][2].startswith("der Hund") and held["cat"][2].startswith("die") and held["bird"][2] == "der Vogel", held
        assert counts(bring(name, data=name + ".d")) == (0, 0, 3, 0)
    for name, text in (("e.txt", "dog\tder Hund\ncat\tdie Katze\n"), ("f.txt", 'dog,"der; Hund"\ncat,"die; Katze"\n'),
                       ("g.csv", "dog = 1,a\ncat = 2,b\n")):
        assert f"{name}: taken for columns" in bring(write(name, text), data=name + ".d").out


def test_formats_by_name():
    write("x.txt", "Q: a [b]\nA: c\n\nC: d [e]\n")
    assert "taken for Markdown of hashcards" in bring("x.txt", data="one").out
    assert "taken for columns" in bring("--as", "columns", "x.txt", data="two").out
    assert "taken for terms" in bring("--as=quizlet", "x.txt", data="three").out
    done = bring("--as", "nonsense", "x.txt", code=2)
    line = harness.one_sentence(done, 2)
    assert "nonsense" in line and "columns, terms, markdown, hashcards, obsidian, org, anki, mnemosyne" in line, line


def test_dry_run_shows_cards():
    done = bring("--dry-run", write("Note.md", OBSIDIAN))
    assert "Geo::Cities: Capital of France — Paris" in done.out and "nothing was written" in done.out, done
    assert notes() == {}


def archive(name, members):
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        for member, text in members:
            file.writestr(member, text)
    return name


def rar4(name, member, data):
    """RAR 1.5's archive with one stored file (its technote): marker, archive header, file header, data."""
    import struct
    import zlib

    def head(kind, flags, body):
        rest = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(rest) & 0xFFFF) + rest
    file = struct.pack("<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5C210000, 20, 0x30, len(member), 0o100644)
    return write(name, b"Rar!\x1a\x07\x00" + head(0x73, 0, b"\0" * 6) + head(0x74, 0x8000, file + member) + data + head(0x7B, 0x4000, b""))


def test_archives():
    archive("d.zip", [("Latin.tsv", "amo\tI love\n"), ("deep/Unix.md", "# Unix\nls :: lists\n"), ("deep/", ""), ("picture.png", b"x")])
    line = harness.one_sentence(bring("d.zip", code=3), 3)
    assert "--archive" in line and not os.path.exists("data/cairn.db") or notes() == {}, line
    for name in ("d.zip", SEVEN):
        done = bring("--archive", name, data=os.path.basename(name) + ".d")
        assert counts(done) == (2, 0, 0, 0) and "1 members that are no deck files by their names: left out" in done.err, done
        held = notes(os.path.basename(name) + ".d")
        assert held == {"amo": ("Latin", "", "I love"), "ls": ("Unix", "", "lists")}, held
        assert counts(bring("--archive", name, data=os.path.basename(name) + ".d")) == (0, 0, 2, 0)
    done = bring("--archive", rar4("d.rar", b"deep\\Latin.tsv", b"amo\tI love\n"), data="rar.d")
    assert counts(done) == (1, 0, 0, 0), done
    assert not os.path.exists("Latin.tsv") and not os.path.exists("deep")


def symlink(name):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_bad_archives():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.tsv", b"a\tb\n" * 2_000_000)
    good = ("good.tsv", "a\tb\n")
    table = [
        ("up.zip", [good, ("../evil.tsv", "a\tb\n")], "leads out of it"),
        ("root.zip", [good, ("/tmp/evil.tsv", "a\tb\n")], "leads out of it"),
        ("drive.zip", [good, ("C:evil.tsv", "a\tb\n")], "leads out of it"),
        ("bomb.zip", bomb.getvalue(), "times its size"),
        ("cut.zip", open(archive("whole.zip", [good, ("more.tsv", "c\td\n" * 1000)]), "rb").read()[:90], "no sound archive"),
        ("cut.7z", open(SEVEN, "rb").read()[:120], "no sound archive"),
        ("flip.7z", bytes(b ^ (0x40 if i == 13 else 0) for i, b in enumerate(open(SEVEN, "rb").read())), "flip.7z"),
        ("noise.rar", b"Rar!\x1a\x07\x00" + bytes(range(256)) * 4, "no sound archive"),
    ]
    for name, what, says in table:
        if isinstance(what, bytes):
            write(name, what)
        else:
            archive(name, what)
        line = harness.one_sentence(bring("--archive", name, code=3), 3)
        assert says in line and name in line, line
        assert notes() == {}, (name, notes())
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive("twice.zip", [good, good])
    assert "there twice" in harness.one_sentence(bring("--archive", "twice.zip", code=3), 3)
    archive("link.zip", [good, (symlink("link.tsv"), "/etc/passwd"), (".hidden.tsv", "x\ty\n"), ("x\ty.md", "q :: a\n")])
    done = bring("--archive", "link.zip")
    assert "1 members that are links" in done.err and "2 members whose names" in done.err, done
    assert set(notes()) == {"a"}
    assert not os.path.exists("../evil.tsv") and not os.path.exists("/tmp/evil.tsv")


def test_bad_texts():
    table = [
        ("h.md", "Q: alone\n\nQ: b\nA: c\n\nC: [x] y\n", "h.md:1: a question without an answer"),
        ("i.md", "A: alone\n\nC: [x] y\n\nQ: b\nA: c\n", "i.md:1: an answer without a question"),
        ("j.md", "C: nothing hidden\n\nC: [x] y\n\nQ: b\nA: c\n", "j.md:1: a cloze without [brackets]"),
        ("k.md", "#flashcards\nx\n?\n\na::b\nc::d\n", "k.md:2: a question without an answer"),
        ("l.org", "* Empty :drill:\n* b :drill:\nc\n* d :drill:\ne\n", "l.org:1: a question without an answer"),
        ("m.txt", "dog - Hund\ncat - Katze\nbird - Vogel\nfox - Fuchs\ncow - Kuh\nalone\n", "m.txt:6: a term without a definition"),
        ("n.org", b"* a :drill:\nb\n* c\0 :drill:\nd\n* e :drill:\nf\n", "n.org:3: holds a NUL byte"),
        ("o.org", b"* a :drill:\nb\n" + b"x" * 1_100_000 + b"\n* e :drill:\nf\n", "o.org:3: longer than 1 MiB"),
        ("p.md", "#flashcards\nq::" + "x" * 140_000 + "\n", "p.md:2: a field is longer than 128 KiB"),
    ]
    for name, text, says in table:
        done = bring(write(name, text), data=name + ".d", code=3)
        assert says in done.err, done
    line = harness.one_sentence(bring(write("l1.org", "* Montréal :drill:\nx\n".encode("latin-1")), code=3), 3)
    assert "l1.org:1" in line and "iconv" in line
    bring(write("h2.md", "#flashcards\n\x1b[2Jred::\u202eevil\u0085x\n"), data="hostile")
    text = "".join("".join((front, *rest)) for front, rest in notes("hostile").items())
    assert not any(ord(c) < 0x1f or 0x7f <= ord(c) < 0xa0 or c in "\u202e" for c in text), repr(text)


def test_deep_and_repeated_marks_take_little_time():
    for name, text in (("a.org", "* x :drill:\n" + "[" * 500_000 + "\n" + "*/" * 250_000 + "\n"),
                       ("a.md", "#flashcards\n" + "[[" * 250_000 + "::y\n"), ("b.md", "C: [x]" + "[" * 900_000 + "\n"),
                       ("c.md", "#flashcards\n" + "==" * 400_000 + "\n"), ("a.txt", "a - b;" * 100_000)):
        bring(write(name, text), data=name + ".d", code=3 if name != "a.txt" else 0)
    shutil.rmtree("data", ignore_errors=True)


if __name__ == "__main__":
    harness.main(globals())
