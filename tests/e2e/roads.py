# SPDX-License-Identifier: MIT
"""cairn-sync import of other programs' notes: hashcards, Obsidian, Org, lists of terms, and archives of such files. What is
expected is written by hand, from the programs' own documentation."""
import io
import json
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


def schedules(data="data"):
    """Of each note by its first line: of its cards in their order due, ivl, reps, lapses and, as the source says it, S."""
    env = harness.environment(CAIRN_DATA=os.path.abspath(data))
    harness.good(harness.run(harness.CAIRN, "fold", env=env))
    lines = [json.loads(line) for line in harness.good(harness.run(harness.CAIRN, "export", "--json", env=env)).out.splitlines()]
    names = {line["uid"]: line["fields"][0].split("\n")[0] for line in lines if line["is"] == "note"}
    found = {}
    for card in (line for line in lines if line["is"] == "card"):
        found.setdefault(names[card["note"]], []).append((card["due"], card["ivl"], card["reps"], card["lapses"], round(card["S"], 3)))
    return found


OBSIDIAN_SCHEDULES = """#flashcards

The RCU and WCU limits for a single partition key value::3000 RCU, 1000 WCU
<!--SR:!2026-12-16,51,230-->
same line::yes <!--SR:!2026-11-01,4,270-->
both:::ways
<!--SR:!2026-11-25,5,250!2000-01-01,1,250-->
never asked::no
fsrs::S and D<!--SR:!fsrs,2026-11-30T00:10:00.000Z,12,11.4,5.5,2,3,1,0,2026-11-18T12:00:00.000Z-->
learning::still<!--SR:!fsrs,2026-11-20T00:10:00.000Z,0,0.4,5.5,1,1,0,1,2026-11-20T00:00:00.000Z-->

### A heading that asks
?
and lines
that answer
<!--SR:!2027-01-01,60,250-->

This is a really very ==interesting== and ==fascinating== and ==great== test
<!--SR:!2026-12-03,13,230!2026-12-05,15,250!2026-12-06,16,270-->

in a callout
??
as newer versions write it
> [!sr|card-metadata]
> <!--SR:!2026-12-01,10,250!2026-12-02,11,250-->
"""


def test_schedules_of_obsidian():
    done = bring(write("Note.md", OBSIDIAN_SCHEDULES))
    assert counts(done) == (9, 0, 0, 0) and "11 schedules brought along" in done.out, done
    held = notes()
    assert held["### A heading that asks"][2] == "and lines\nthat answer" and held["in a callout"][2] == "as newer versions write it", held
    found = schedules()
    assert {name: [card[:4] for card in cards] for name, cards in found.items()} == {
        "The RCU and WCU limits for a single partition key value": [("2026-12-16", 51, 1, 0)], "same line": [("2026-11-01", 4, 1, 0)],
        "both": [("2026-11-25", 5, 1, 0), (None, 0, 0, 0)], "never asked": [(None, 0, 0, 0)], "fsrs": [("2026-11-29", 12, 3, 1)],
        "learning": [("2026-11-19", 1, 1, 0)], "### A heading that asks": [("2027-01-01", 60, 1, 0)],
        "This is a really very {{c1::interesting}} and {{c2::fascinating}} and {{c3::great}} test": [
            ("2026-12-03", 13, 1, 0), ("2026-12-05", 15, 1, 0), ("2026-12-06", 16, 1, 0)],
        "in a callout": [("2026-12-01", 10, 1, 0), ("2026-12-02", 11, 1, 0)]}, found
    assert found["fsrs"][0][4] == 11.4 and found["learning"][0][4] == 0.4, found
    done = bring("Note.md")
    assert counts(done) == (0, 0, 9, 0) and "schedules" not in done.out, done
    env = harness.environment()
    uid = next(card["uid"] for card in json.loads(harness.run(harness.CAIRN, "cards", "--json", env=env).out) if card["due"] == "2026-11-01")
    harness.good(harness.run(harness.CAIRN, "answer", uid, "good", env=env))
    before = schedules()["same line"]
    assert before[0][2] == 2, before  # an answer here goes on from there, and the file's schedule does not take it back
    bring("Note.md")
    assert schedules()["same line"] == before


def test_cards_with_blank_lines_in_obsidian():
    """A line +++ ends cards where it is used: the plugin's setting for answers with tables."""
    write("Note.md", "#flashcards\n\nWhich table\n?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nbelow it\n+++\n\nprose\n\none::two\n\nsecond ==gap==\n\nstill it\n+++\n")
    assert counts(bring("Note.md")) == (3, 0, 0, 0)
    held = notes()
    assert held["Which table"][2].startswith("| a | b |") and held["Which table"][2].endswith("below it"), held
    assert held["one"][2] == "two" and "second {{c1::gap}}\n\nstill it" in held, held


DRILL = """* Deck
** First Card :drill:
SCHEDULED: <2026-11-26 Thu>
:PROPERTIES:
:ID:       b186ff6c-d31c-45fc-b388-17a3ee768907
:DRILL_LAST_INTERVAL: 14.14
:DRILL_REPEATS_SINCE_FAIL: 2
:DRILL_TOTAL_REPEATS: 5
:DRILL_FAILURE_COUNT: 1
:DRILL_AVERAGE_QUALITY: 3.8
:DRILL_EASE: 2.5
:DRILL_LAST_QUALITY: 5
:DRILL_LAST_REVIEWED: [2026-11-12 Thu 10:54]
:END:
Question
*** Answer
4
** Never rated :drill:
SCHEDULED: <2026-11-20 Fri>
x
** Old form :drill:
   CLOSED: [2026-11-01 Sun] SCHEDULED: <2026-11-27 Fri>
   :PROPERTIES:
   :LEARN_DATA: (7 2 2.6)
   :END:
   y
** Failed :drill:
:PROPERTIES:
:DRILL_LAST_INTERVAL: 0.0
:DRILL_TOTAL_REPEATS: 3
:DRILL_FAILURE_COUNT: 2
:DRILL_LAST_REVIEWED: [2026-11-19 Thu 08:00]
:END:
z
** Sides :drill:
SCHEDULED: <2026-12-01 Tue>
:PROPERTIES:
:DRILL_CARD_TYPE: twosided
:DRILL_LAST_INTERVAL: 20
:DRILL_TOTAL_REPEATS: 4
:DRILL_EASE: 2.2
:END:
*** One
l
*** Two
r
** Gaps :drill:
SCHEDULED: <2026-12-02 Wed>
:PROPERTIES:
:DRILL_CARD_TYPE: show1cloze
:DRILL_LAST_INTERVAL: 9
:DRILL_TOTAL_REPEATS: 4
:END:
[a] and [b]
** Typed :drill:
:PROPERTIES:
:DRILL_CARD_TYPE: simpletyped
:END:
t
** Parent :drill:
p
*** Child :drill:
c
"""


def test_schedules_of_org_drill():
    done = bring(write("d.org", DRILL))
    assert counts(done) == (10, 0, 0, 0) and "7 schedules brought along" in done.out, done
    assert schedules_without_s() == {
        "First Card": [("2026-11-26", 14, 5, 1)], "Never rated": [(None, 0, 0, 0)], "Old form": [("2026-11-27", 7, 2, 0)],
        "Failed": [("2026-11-20", 1, 3, 2)], "l": [("2026-12-01", 20, 4, 0)], "r": [("2026-12-01", 20, 4, 0)],
        "Gaps": [("2026-12-02", 9, 4, 0)] * 2, "Typed": [(None, 0, 0, 0)], "Parent": [(None, 0, 0, 0)], "Child": [(None, 0, 0, 0)]}
    assert "schedules" not in bring("d.org").out
    write("d.org", DRILL.replace("<2026-11-26 Thu>", "<2027-01-05 Tue>").replace("14.14", "45.2").replace("[2026-11-12 Thu", "[2026-11-21 Sat"))
    assert "1 schedules brought along" in bring("d.org").out
    assert schedules_without_s()["First Card"] == [("2027-01-05", 45, 5, 1)]


def schedules_without_s():
    return {name: [card[:4] for card in cards] for name, cards in schedules().items()}


FC = """* Card 1                                                                 :fc:
:PROPERTIES:
:FC_CREATED: 1970-01-01T00:00:00Z
:FC_TYPE:  normal
:ID:       dummy-id-0
:END:
:REVIEW_DATA:
| position | ease | box | interval | due                  |
|----------+------+-----+----------+----------------------|
| front    | 2.65 |   3 |     6.00 | 2026-11-27T12:00:04Z |
:END:
front text
** Back
back text
* Card 2                                                         :verbs:fc:
:PROPERTIES:
:FC_TYPE:  double
:END:
:REVIEW_DATA:
| position | ease | box | interval | due                  |
|----------+------+-----+----------+----------------------|
| front    | 2.50 |   2 |     1.00 | 2026-11-22T12:00:08Z |
| back     | 2.50 |   0 |     0.00 | 2026-11-21T00:00:12Z |
:END:
front text
** Back
back text 2
* Question: What's the name for this style of card?                      :fc:
:PROPERTIES:
:FC_TYPE:  normal
:FC_ALGO:  fsrs6
:END:
:REVIEW_DATA:
| position | state  | step | stability | difficulty | due                  | last-review          |
|----------+--------+------+-----------+------------+----------------------+----------------------|
| front    | review | nil  | 8.295600  | 4.884700   | 2026-11-28T12:00:00Z | 2026-11-20T12:00:00Z |
:END:
Compact
* Cloze Deletion                                                         :fc:
:PROPERTIES:
:FC_TYPE:  cloze
:FC_CLOZE_MAX: 1
:FC_CLOZE_TYPE: deletion
:END:
:REVIEW_DATA:
| position | ease | box | interval | due                  |
|----------+------+-----+----------+----------------------|
|        0 | 2.50 |   2 |    11.00 | 2026-12-01T12:00:00Z |
|        1 | 2.50 |   2 |    12.00 | 2026-12-02T12:00:00Z |
|        2 | 2.50 |  -1 |     0.00 | 2026-11-20T12:00:00Z |
:END:
A {{cloze deletion}@0} can have multiple {{holes}@1}. And each hole can
have {{hints}{Synonym for suggestion}@2} too. {{$x_{1}$}} {plain}
* Type it :fc:
:PROPERTIES:
:FC_TYPE: text-input
:END:
word
"""


def test_org_fc():
    done = bring(write("f.org", FC))
    assert counts(done) == (5, 0, 0, 0) and "5 schedules brought along" in done.out, done
    held = notes()
    assert held["Card 1\n\nfront text"] == ("f", "", "back text") and held["Card 2\n\nfront text"] == ("f", "verbs", "back text 2"), held
    assert held["Question: What's the name for this style of card?"][2] == "Compact"
    gaps = next(text for text in held if text.startswith("Cloze Deletion"))
    assert gaps.startswith("Cloze Deletion\n\nA {{c1::cloze deletion}} can have multiple {{c2::holes}}. And each hole can\n"
                           "have {{c3::hints::Synonym for suggestion}} too. {{c4::") and gaps.endswith("}} {plain}"), gaps
    found = schedules()
    assert [card[:2] for card in found["Card 2"]] == [("2026-11-22", 1), (None, 0)], found
    assert found["Card 1"][0][:3] == ("2026-11-27", 6, 3) and found["Cloze Deletion"][0][:2] == ("2026-12-01", 11), found
    assert [card[0] for card in found["Cloze Deletion"]] == ["2026-12-01", "2026-12-02", None, None], found
    compact = found["Question: What's the name for this style of card?"][0]
    assert (compact[0], compact[4]) == ("2026-11-28", 8.296), compact
    assert counts(bring("f.org")) == (0, 0, 5, 0)


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
