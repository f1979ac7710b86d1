# SPDX-License-Identifier: MIT
"""Mnemosyne's packages and databases. The two samples were written by Mnemosyne 2 itself (tests/data/mnemosyne); what is expected
of them is what was typed into it, and its own days."""
import functools
import json
import lzma
import os
import random
import sqlite3
import warnings
import zipfile

import harness
from harness import counts, query

FOLDER = os.path.join(harness.ROOT, "tests/data/mnemosyne")
CARDS = os.path.join(FOLDER, "sample.cards")
NOW = "2026-11-22T12:00:00Z"
bring = functools.partial(harness.bring, CAIRN_NOW=NOW)


def notes(data="data"):
    return {fields.split("\x1f")[0]: (deck, tags, *fields.split("\x1f")[1:]) for deck, tags, fields in
            query("SELECT d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck", data)}


def database(name="sample.db"):
    with lzma.open(os.path.join(FOLDER, "sample.db.xz")) as packed, open(name, "wb") as file:
        file.write(packed.read())
    return name


def folded(data="data"):
    env = harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW)
    assert harness.run(harness.CAIRN, "fold", env=env).code == 0
    return json.loads(harness.run(harness.CAIRN, "cards", "--json", env=env).out)


TYPED = {
    "amo": ("sample", "a::b_c verbs", "I **love**\nline two"),
    "x &": ("sample", "verbs", "x^2^"),
    "chien": ("sample", "", "ʃjɛ̃", "dog", "animal"),
    "Rome": ("sample", "", "blank", "marked"),
    "La {{c1::casa::house}} es {{c2::grande}}": ("sample", "cloze", ""),
    "La casa es grande": ("sample", "", "p\nThe house is big"),
    "{{c1::La casa::The house}} es {{c2::grande::big}}": ("sample", "", "p\nThe house is big"),
    "[image: a.png]": ("sample", "", "picture"),
}


def test_a_package():
    done = bring(CARDS)
    assert "taken for cards of Mnemosyne" in done.out and counts(done) == (8, 0, 0, 0) and "1 media files" in done.out, done
    assert notes() == TYPED, notes()
    assert len(folded()) == 1 + 2 + 2 + 2 + 2 + 1 + 2 + 1
    assert len(os.listdir("data/media")) == 1
    assert counts(bring(CARDS)) == (0, 0, 8, 0)


def test_a_database():
    done = bring(database())
    assert "taken for a database of Mnemosyne" in done.out and counts(done) == (8, 0, 0, 0), done
    assert "3 new reviews, 0 held, 3 schedules" in done.out, done
    assert notes() == TYPED, notes()
    known = sorted((card["due"], card["reps"]) for card in folded() if card["state"] == "review")
    assert known == [("2026-11-26", 1), ("2026-11-28", 1), ("2026-11-29", 1)], known  # next_rep of its cards, midnight UTC
    done = bring("sample.db")
    assert counts(done) == (0, 0, 8, 0) and "0 new reviews, 3 held" in done.out, done


def test_both_are_the_same_notes():
    bring(CARDS)
    assert counts(bring(database())) == (0, 0, 8, 0)
    assert sum(card["state"] == "review" for card in folded()) == 3
    bring(database(), data="other")
    bring(CARDS, data="other")
    assert query("SELECT uid FROM note ORDER BY 1") == query("SELECT uid FROM note ORDER BY 1", "other")


def test_edits_there_are_edits():
    bring(database())
    with sqlite3.connect("sample.db") as db:
        db.execute("UPDATE data_for_fact SET value = 'I adore' WHERE key = 'b' AND value LIKE 'I <b>%'")
        db.execute("UPDATE cards SET modification_time = modification_time + 100")
        db.execute("INSERT INTO log(event_type, timestamp, object_id, grade, thinking_time, next_rep) "
                   "SELECT 9, timestamp + 1000, object_id, 1, 3, timestamp + 1000 FROM log WHERE event_type = 9 LIMIT 1")
    done = bring("sample.db")
    assert counts(done) == (0, 1, 7, 0) and "1 new reviews, 3 held" in done.out, done
    assert notes()["amo"][2] == "I adore"


def package(name, xml, more=()):
    with warnings.catch_warnings(), zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")
        if xml is not None:
            file.writestr("cards.xml", xml)
        for member, data in more:
            file.writestr(member, data)
    return name


def xml(*events):
    return '<openSM2sync number_of_entries="9">' + "".join(events) + "</openSM2sync>\n"


FACT = '<log type="16" o_id="f"><f>front</f><b>back</b></log>'
CARD = '<log type="6" o_id="c" card_t="1" fact="f" fact_v="1.1" tags="" gr="-1" e="2.5"></log>'


def test_bad_packages():
    laughs = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 50 + '">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9)) + "]>"
    table = [
        ("doctype.cards", laughs + xml('<log type="16" o_id="f"><f>&j;</f></log>'), "declares a document type"),
        ("other.cards", "<html></html>", "is not Mnemosyne's"),
        ("cut.cards", xml(FACT, CARD)[:90], "is damaged"),
        ("latin.cards", xml(FACT, CARD).replace("front", "é").encode("latin-1"), "is damaged or not UTF-8"),
        ("deep.cards", xml('<log type="16" o_id="f">' + "<a>" * 5000 + "</a>" * 5000 + "</log>"), "deeper"),
        ("long.cards", xml('<log type="16" o_id="f"><f>' + random.Random(1).randbytes(600_000).hex() + "</f></log>", CARD), "longer than 1 MiB"),
        ("none.cards", None, "without Mnemosyne's cards.xml"),
    ]
    for name, text, says in table:
        line = harness.one_sentence(bring(package(name, text, [("METADATA", "")]), code=3), 3)
        assert says in line and name in line, line
        assert notes() == {}
    line = harness.one_sentence(bring(package("twice.cards", xml(FACT, CARD), [("cards.xml", xml(FACT))]), code=3), 3)
    assert "there twice" in line, line
    whole = open(CARDS, "rb").read()
    for size in (3, 60, 700, len(whole) - 30):
        with open("short.cards", "wb") as file:
            file.write(whole[:size])
        assert "short.cards" in harness.one_sentence(bring("short.cards", code=3), 3)
        assert notes() == {}


def test_odd_packages():
    done = bring(package("paths.cards", xml(FACT, CARD), [("../evil.png", b"x"), ("sub/a.png", b"y"), ("ok.png", b"z")]))
    assert "2 media files in folders" in done.err and "1 media files" in done.out, done
    assert notes() == {"front": ("paths", "", "back")} and not os.path.exists("../evil.png")
    lone = FACT.replace('"f"', '"lone"')
    stray = CARD.replace('fact="f"', 'fact="none"').replace('o_id="c"', 'o_id="d"')
    done = bring(package("stray.cards", xml(FACT, lone, CARD, stray)), data="stray", code=3)
    assert "1 notes without cards" in done.err and "1 cards that their note does not make" in done.err, done
    plugin = '<log type="16" o_id="p"><Word>w</Word><Gloss>g</Gloss></log>'
    own = CARD.replace('fact="f"', 'fact="p"').replace('card_t="1"', 'card_t="7::Mine"').replace('"1.1"', '"7::Mine.1"')
    bring(package("plugin.cards", xml(plugin, own)), data="plugin")
    assert notes("plugin") == {"g": ("plugin", "", "w")}
    hostile = xml(FACT.replace("front", "\u009b2Jred\u202e"), CARD.replace('tags=""', 'tags="../x"'))
    bring(package("\x1b[2J.cards", hostile), data="hostile")
    text = repr(notes("hostile"))
    assert "\\x9b" not in text and "\\u202e" not in text and "\\x1b" not in text, text


def test_bad_databases():
    def make(name, *sql):
        with sqlite3.connect(name) as db:
            for line in sql:
                db.execute(line)
        return name
    table = [
        (make("other.db", "CREATE TABLE t(a)"), "not Mnemosyne's"),
        (make("anki.db", "CREATE TABLE revlog(a)"), "Anki's own database"),
        (make("few.db", "CREATE TABLE data_for_fact(a)"), "cannot be read"),
        (make("views.db", "CREATE TABLE data_for_fact(_fact_id, key, value)", "CREATE VIEW facts AS SELECT 1 AS _id, 'x' AS id"), "cannot be read"),
    ]
    for name, says in table:
        line = harness.one_sentence(bring(name, code=3), 3)
        assert says in line and name in line, line
    whole = open(database("whole.db"), "rb").read()
    for name, raw in (("cut.db", whole[:5000]), ("noise.db", whole[:100] + bytes(i * 7 % 256 for i in range(20000)))):
        with open(name, "wb") as file:
            file.write(raw)
        assert name in harness.one_sentence(bring(name, code=3), 3)
        assert notes() == {}
    with sqlite3.connect(database("odd.db")) as db:  # wrong types, far times, NULs: what is sound goes in
        db.execute("UPDATE cards SET grade = 'x', next_rep = 9e18, last_rep = -5, easiness = 'inf', lapses = -3")
        db.execute("UPDATE log SET timestamp = 99999999999999, grade = 77 WHERE event_type = 9")
        db.execute("UPDATE data_for_fact SET value = 'a' || char(0) || 'b' WHERE value = 'amo'")
        db.execute("UPDATE data_for_fact SET value = replace(hex(zeroblob(5000000)), '00', 'xy') WHERE value = 'dog'")
    done = bring("odd.db", code=3)
    assert counts(done)[0] == 7 and "longer than 128 KiB" in done.err and "3 reviews of cards" in done.err, done
    folded()


if __name__ == "__main__":
    harness.main(globals())
