# SPDX-License-Identifier: MIT
"""Anki's packages: all three generations, schedules, history, media; imported again; hostile ones. Ended anywhere:
packages_ended.py. The packages are written here (lib/anki.py); Anki's own samples are held against Anki's numbers where they lie beside
the project."""
import functools
import json
import os
import random
import sqlite3
import stat
import subprocess
import sys
import warnings
import zipfile

import anki
import harness
from harness import counts, query

sys.path.insert(0, os.path.join(harness.ROOT, "tests/bench"))
import make_package  # noqa: E402

SHARED = os.environ.get("CAIRN_TEST_ANKI") or os.path.join(harness.ROOT, "../shared/anki")
NOW = "2026-11-20T12:00:00Z"
bring = functools.partial(harness.bring, CAIRN_NOW=NOW)


def rows(data="data"):
    """The rows that packages bring, as other devices see them."""
    return sorted(query("SELECT o.name, r.t - r.lag, r.z, r.kind, c.uid, r.body FROM row r JOIN origin o ON o.alias = r.origin "
                        "JOIN card c ON c.id = r.card", data))


def fold(data="data"):
    env = harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW)
    assert harness.run(harness.CAIRN, "fold", env=env).code == 0
    done = harness.run(harness.CAIRN, "cards", "--json", env=env)
    assert done.code == 0, done
    return {card["uid"]: card for card in json.loads(done.out)}


def card_named(cards, guid, ord_):
    return cards[anki.name32(anki.card_uid(anki.note_uid(guid), ord_))]


def test_three_generations_are_the_same():
    for generation in (1, 2, 3):
        done = bring(anki.sample(f"g{generation}.apkg", generation), data=f"g{generation}")
        assert counts(done) == (4, 0, 0, 0), done
        assert "5 new reviews, 0 held" in done.out, done
    held = [query("SELECT n.uid, n.type, d.name, n.tags, n.fields FROM note n JOIN deck d ON d.id = n.deck ORDER BY 1",
                  f"g{generation}") for generation in (1, 2, 3)]
    assert held[0] == held[1] == held[2]
    assert rows("g1") == rows("g2") == rows("g3")
    texts = {(deck, tags, fields) for _, _, deck, tags, fields in held[0]}
    assert ("Languages::Latin", "verbs a::b", "amo\x1fI **love**") in texts, texts
    assert ("Languages::Latin", "", "{{c1::Roma {{c2::caput}}}} mundi {{c1::est}}\x1f") in texts, texts
    assert ("Own", "", "食べる\x1f食[た]べる") in texts, texts


def test_templates_become_ours():
    bring(anki.sample("g.apkg", 3))
    env = harness.environment(CAIRN_DATA=os.path.abspath("data"))
    types = [json.loads(line) for line in harness.run(harness.SYNC, "export", "--json", env=env).out.splitlines()
             if line.startswith('{"is":"type"')]
    own = next(kind for kind in types if kind["name"] == "Own type")
    assert own["fields"] == ["Word", "Reading"], own
    assert own["cards"] == ["Card 1", "**{{Word}}**", "{{furigana:Reading}} {{#Word}}x{{/Word}}"], own
    html, = query("SELECT html FROM brought_type WHERE name = 'Own type'")[0]
    assert "<b>{{Word}}</b>" in html and ".card" in html


def test_schedules_go_on():
    bring(anki.sample("g.apkg", 3))
    cards = fold()
    latin = card_named(cards, "amo", 0)
    assert (latin["state"], latin["due"], latin["reps"]) == ("review", "2026-12-01", 3), latin
    alone = card_named(cards, "state", 0)  # no review in the log: a schedule alone; its deck is a filtered one
    assert (alone["deck"], alone["queue"], alone["due"], alone["ivl"], alone["reps"], alone["lapses"]) == \
           ("Own", "review", "2026-12-05", 40, 9, 1), alone
    assert abs(alone["S"] - 38.5) < 0.01 and abs(alone["D"] - 5.25) < 0.01, alone
    suspended = card_named(cards, "cloze", 0)
    assert (suspended["queue"], suspended["flag"]) == ("suspended", 3), suspended
    assert card_named(cards, "cloze", 1)["queue"] == "buried"
    assert card_named(cards, "own", 0)["state"] == "new"


def test_presets_become_settings():
    bring(anki.sample("g.apkg", 3))
    held = dict(query("SELECT key, value FROM setting"))
    assert held["deck.Languages::Latin.new"] == "7" and held["deck.Languages::Latin.retention"] == "0.88", held
    assert held["deck.Languages::Latin.steps"] == "2m 15m" and len(held["deck.Languages::Latin.fsrs"].split()) == 21
    env = harness.environment(CAIRN_DATA=os.path.abspath("data"))
    assert harness.run(harness.CAIRN, "set", "--deck", "Languages::Latin", "new", "3", env=env).code == 0
    bring(anki.sample("g.apkg", 3))  # what was decided here holds
    assert dict(query("SELECT key, value FROM setting"))["deck.Languages::Latin.new"] == "3"


def test_again_changes_only_what_changed():
    bring(anki.sample("g.apkg", 3))
    before = rows()
    done = bring("g.apkg")
    assert counts(done) == (0, 0, 4, 0) and "0 new reviews, 5 held" in done.out, done
    assert rows() == before
    bring(anki.sample("h.apkg", 2))  # the same collection through another generation
    assert rows() == before
    done = bring(anki.sample("i.apkg", 3, changed=True))
    assert counts(done) == (0, 1, 3, 0) and "1 new reviews, 5 held" in done.out, done
    assert ("amo\x1fI *adore*",) in query("SELECT fields FROM note")
    assert len(query("SELECT 1 FROM note")) == 4


def test_two_devices_hold_the_same():
    bring(anki.sample("g.apkg", 3), data="one")
    bring("g.apkg", data="two", TZ="Asia/Tokyo")
    assert rows("one") == rows("two") and rows("one")


def test_an_import_is_no_action_to_undo():
    bring(anki.sample("g.apkg", 3))
    before = rows()
    env = harness.environment(CAIRN_DATA=os.path.abspath("data"), CAIRN_NOW=NOW)
    harness.run(harness.CAIRN, "--script", "u<shot>", "--size", "80x24", env=env)
    assert rows() == before


def test_media_are_kept_by_their_content():
    bring(anki.sample("g.apkg", 3))
    held = query("SELECT name, file FROM media")
    assert [name for name, _ in held] == ["picture.png"], held
    path = os.path.join("data/media", held[0][1])
    assert open(path, "rb").read() == anki.PICTURE and stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert len(os.listdir("data/media")) == 1


def test_dry_run_shows_the_first_cards():
    done = bring("--dry-run", anki.sample("g.apkg", 3))
    assert "Languages::Latin: amo — I love" in done.out and "4 new" in done.out, done
    assert query("SELECT count(*) FROM note") == [(0,)] and not os.path.exists("data/media")


def sample_or_skip(name):
    path = os.path.join(SHARED, name)
    if not os.path.exists(path):
        raise harness.Skip(f"Anki's own samples are not beside the project (../shared/anki/{name})")
    return path


def as_anki_says(name):
    path = sample_or_skip(name)
    db = anki.open_package(path)
    bring(path)
    cards = fold()
    (crt,), seen = db.execute("SELECT crt FROM col").fetchone(), 0
    for guid, ord_, kind, queue, due, odue, odid, flags, data in db.execute(
            "SELECT guid, ord, type, queue, due, odue, odid, c.flags, c.data FROM cards c JOIN notes n ON n.id = c.nid"):
        card, due = card_named(cards, guid, ord_), odue if odid else due
        assert card["flag"] == flags & 7 and (card["queue"] == "suspended") == (queue == -1), card
        if kind == 2 and queue >= 0:
            assert card["due"] == anki.day_name(crt // 86400 + due), (guid, card, due)
            seen += 1
        stability = json.loads(data or "{}").get("s")
        if stability:
            assert abs(card["S"] / stability - 1) < 0.01, (guid, card, stability)
    assert seen > 10
    assert len(query("SELECT 1 FROM row WHERE kind IN (1, 2)")) == \
        db.execute("SELECT count(*) FROM revlog WHERE ease > 0 AND type < 4").fetchone()[0]


def test_ankis_own_new_package():
    as_anki_says("s20.apkg")


def test_ankis_own_thousand():
    as_anki_says("s1k.apkg")


def test_ankis_own_legacy_package():
    as_anki_says("s1k-legacy.apkg")


def test_ankis_own_collection():
    path = sample_or_skip("s20.colpkg")
    assert counts(bring(path)) == (21, 0, 0, 0)
    assert counts(bring(sample_or_skip("s20.apkg"))) == (0, 0, 21, 0)
    assert counts(bring(sample_or_skip("s20-nosched.apkg")))[0] == 0


def refused(path, *words):
    """One sentence with the file, and nothing brought in."""
    done = harness.run(harness.SYNC, "import", path,
                       env=harness.environment(CAIRN_DATA=os.path.abspath("bad"), CAIRN_NOW=NOW))
    assert done.code == 3, (path, done)
    line = harness.one_sentence(done, 3)
    assert path in line and all(word in line for word in words), line
    assert query("SELECT count(*) FROM note", "bad") == [(0,)]


def sound_or_refused(path, data="bad"):
    """A damaged package: all that is sound comes in, or a sentence; never a crash, never a file outside."""
    done = harness.run(harness.SYNC, "import", path,
                       env=harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW))
    assert done.code in (0, 3), (path, done)
    assert "please report" not in done.err and "too much time" not in done.err, (path, done)
    return done


def test_truncated_anywhere():
    for generation in (1, 3):
        whole = open(anki.sample("g.apkg", generation), "rb").read()
        for cut in random.Random(generation).sample(range(len(whole)), 40):
            with open("t.apkg", "wb") as file:
                file.write(whole[:cut])
            refused("t.apkg") if cut >= 4 else sound_or_refused("t.apkg")


def test_flipped_bits():
    for generation in (1, 2, 3):
        whole = open(anki.sample("g.apkg", generation), "rb").read()
        chance = random.Random(generation)
        for _ in range(30):
            bytes_ = bytearray(whole)
            for _ in range(chance.choice((1, 1, 3, 40))):
                bytes_[chance.randrange(len(bytes_))] ^= 1 << chance.randrange(8)
            with open("f.apkg", "wb") as file:
                file.write(bytes_)
            sound_or_refused("f.apkg")


def flipped_database(chance, image):
    for _ in range(chance.choice((1, 2, 20))):
        image[chance.randrange(100, len(image))] = chance.randrange(256)
    return bytes(image)


def test_damaged_databases():
    chance = random.Random(7)
    for generation in (1, 3):
        image = anki.sample_database(generation)
        for _ in range(40):
            anki.pack("d.apkg", generation, flipped_database(chance, bytearray(image)), {})
            sound_or_refused("d.apkg")


def test_hostile_archives():
    image = anki.sample_database(1)
    with zipfile.ZipFile("bomb.apkg", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("collection.anki2", bytes(300 << 20))
    refused("bomb.apkg", "200 times")
    with zipfile.ZipFile("link.apkg", "w") as file:
        link = zipfile.ZipInfo("collection.anki2")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        link.create_system = 3
        file.writestr(link, "/etc/passwd")
    refused("link.apkg", "link")
    with zipfile.ZipFile("twice.apkg", "w") as file:
        file.writestr("collection.anki2", image)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            file.writestr("collection.anki2", image)
    refused("twice.apkg", "twice")
    with zipfile.ZipFile("none.apkg", "w") as file:
        file.writestr("readme", "x")
    refused("none.apkg", "without an Anki collection")
    anki.pack("new.apkg", 3, image, {}, version=4)
    refused("new.apkg", "newer Anki")
    anki.pack("text.apkg", 1, b"this is no database at all" * 100, {})
    refused("text.apkg", "database")


def without_landlock():
    """In the child: the call that asks for it is not there (ENOSYS), as on an older kernel."""
    import ctypes
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.restype = ctypes.c_void_p
    filter_ = ctypes.c_void_p(library.seccomp_init(0x7FFF0000))
    if library.seccomp_rule_add(filter_, 0x00050000 | 38, 444, 0) or library.seccomp_load(filter_):
        raise OSError("no filter")


def test_without_landlock():
    """It is said, the import goes on, and the other walls stand as they did."""
    env = harness.environment(CAIRN_DATA=os.path.abspath("data"), CAIRN_NOW=NOW)
    done = harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env, preexec=without_landlock)
    assert done.code == 0 and done.err == "" and counts(done) == (4, 0, 0, 0), done
    assert done.out.startswith("this kernel has no Landlock: "), done
    with open("a.tsv", "w") as file:
        file.write("a\tb\n")
    assert "Landlock" not in harness.run(harness.SYNC, "import", "a.tsv", env=env, preexec=without_landlock).text
    jail = os.path.join(harness.BUILD, "tests/unit/test_jail")
    done = harness.run(jail, env=env, preexec=without_landlock)
    assert done.code == 0, done


def test_paths_stay_inside():
    image = anki.sample_database(1)
    with zipfile.ZipFile("out.apkg", "w") as file:
        file.writestr("collection.anki2", image)
        file.writestr("media", json.dumps({"0": "../../evil", "1": "/tmp/evil", "2": "good.png", "3": "good.png", "4": "a\\b"}))
        for name in ("0", "1", "2", "3", "4", "../5", "7", "/6"):
            file.writestr(name, "content")
    done = bring("out.apkg")
    assert "left out" in done.err and counts(done)[0] == 4, done
    assert [name for name, in query("SELECT name FROM media")] == ["good.png"]
    found = [os.path.join(path, name) for path, _, names in os.walk("..") for name in names]
    assert not [name for name in found if "evil" in name], found


def test_hostile_databases():
    def changed(*sql, generation=1):
        return anki.sample_database(generation, sql)

    anki.pack("view.apkg", 1, changed("ALTER TABLE notes RENAME TO n2", "CREATE VIEW notes AS SELECT * FROM n2"), {})
    refused("view.apkg", "view")
    anki.pack("trigger.apkg", 1, changed("CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END"), {})
    assert counts(bring("trigger.apkg", data="one")) == (4, 0, 0, 0)
    anki.pack("types.apkg", 1, changed("UPDATE notes SET mid = 'x', tags = 5, flds = x'ff00fe'",
                                       "UPDATE cards SET due = 'soon', ord = -9, data = 7",
                                       "UPDATE revlog SET ease = 'x', ivl = 1e300, time = -1"), {})
    assert counts(bring("types.apkg", data="two", code=3)) == (0, 0, 0, 4)
    anki.pack("nul.apkg", 1, changed("UPDATE notes SET flds = 'a' || char(0, 27, 155, 8238) || 'b' || char(31) || 'c'"), {})
    bring("nul.apkg", data="three")
    text = "".join(fields for fields, in query("SELECT fields FROM note", "three"))
    assert not any(c in text for c in "\0\x1b\x9b\u202e"), repr(text)
    anki.pack("long.apkg", 3, changed("UPDATE notes SET flds = printf('%.*c', 10000000, 'x') || char(31)", generation=3), {})
    done = bring("long.apkg", data="four", code=3)
    assert counts(done) == (0, 0, 0, 4) and "128 KiB" in done.err, done
    anki.pack("decks.apkg", 1, changed("UPDATE cards SET odid = did, did = 77, odue = due"), {})
    assert counts(bring("decks.apkg", data="five")) == (4, 0, 0, 0)
    anki.pack("json.apkg", 1, changed("UPDATE col SET models = '{'"), {})
    refused("json.apkg", "JSON")
    anki.pack("empty.apkg", 1, changed("DELETE FROM col"), {})
    refused("empty.apkg", "empty")

def test_more_hostile_databases():
    """Each: all that is sound comes in, or a sentence; what is expected stands beside it."""
    def changed(*sql, generation=1):
        return anki.sample_database(generation, sql)

    schema = "PRAGMA writable_schema=ON"
    cases = {  # name: (generation, SQL, notes brought, or words of the sentence)
        "virtual": (1, [schema, "UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE notes USING fts5(x)' WHERE name = 'notes'"], None),
        "loads": (1, ["CREATE INDEX i ON notes(tags) WHERE flds <> 'x'", schema,
                      "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON notes(load_extension(flds))' WHERE name = 'i'"], None),
        "slow": (1, ["ALTER TABLE notes ADD COLUMN slow AS (printf('%.*c', 900000000, 'x'))"], 4),
        "unicase": (1, ["ALTER TABLE notes RENAME TO old",
                        "CREATE TABLE notes(id integer PRIMARY KEY, guid text COLLATE unicase, mid integer, mod integer, usn integer, "
                        "tags text COLLATE unicase, flds text COLLATE unicase, sfld, csum, flags, data)",
                        "INSERT INTO notes SELECT * FROM old", "DROP TABLE old", "CREATE INDEX j ON notes(guid, tags)",
                        "CREATE TABLE tags(tag text PRIMARY KEY COLLATE unicase) WITHOUT ROWID",
                        "INSERT INTO tags VALUES ('b'), ('A'), ('É'), ('z'), ('STRASSE')"], 4),
        "same": (1, ["UPDATE notes SET guid = 'same'"], 1),
        "filtered": (1, ["UPDATE cards SET odid = 9, did = 9, odue = 5"], 4),  # filtered decks that are each other's home
        "lost": (1, ["UPDATE cards SET nid = 7", "UPDATE revlog SET cid = cid + 1000"], 4),
        "numbers": (1, ["UPDATE cards SET ord = 9e18, due = 9e18, ivl = -9e18, odue = 9e18, mod = 9e18, reps = 9e18, flags = -1",
                        "UPDATE revlog SET time = 9e18, ivl = 9e18, lastIvl = -9e18, factor = 9e18",
                        "UPDATE col SET crt = 9e18, mod = -9e18"], 4),
        "negative": (1, ["UPDATE revlog SET id = -id", "UPDATE notes SET id = -id, mid = -mid", "UPDATE col SET crt = -1"], None),
        "blobs": (3, ["UPDATE decks SET name = x'ff1fff1f', kind = x'0affffffffffffffff7f'", "UPDATE notetypes SET config = x'08'",
                      "UPDATE deck_config SET config = zeroblob(100000)", "UPDATE templates SET config = x'0aff'"], None),
        "decks": (3, ["UPDATE decks SET name = printf('%.*c', 20000, 'd') || char(31) || char(27) || '[2J' || char(31)"], 4),
        "settings": (3, ["UPDATE config SET val = '1e999'", "INSERT INTO config VALUES ('rollover', 0, 0, x'2d39')"], 4),
        "deep": (1, ["UPDATE col SET models = printf('%.*c', 200000, '['), decks = printf('%.*c', 200000, '{')"], "JSON"),
        "empty": (3, ["DELETE FROM cards", "DELETE FROM notes", "DELETE FROM revlog", "DELETE FROM decks"], 0),
    }
    for name, (generation, sql, wanted) in cases.items():
        anki.pack(f"{name}.apkg", generation, changed(*sql, generation=generation), {})
        if isinstance(wanted, str):
            refused(f"{name}.apkg", wanted)
            continue
        done = sound_or_refused(f"{name}.apkg", name)
        notes = [text for text, in query("SELECT fields || (SELECT name FROM deck WHERE id = note.deck) FROM note", name)]
        assert wanted is None or len(notes) == wanted, (name, notes, done)
        assert not any(c in text for c in "\0\x1b\x9b" for text in notes), (name, notes)
        assert query("PRAGMA integrity_check", name) == [("ok",)]


def test_utf16_is_read_as_it_is_meant():
    image = anki.sample_database(1)
    with open("utf8.db", "wb") as file:
        file.write(image)
    source, other = sqlite3.connect("utf8.db"), sqlite3.connect("utf16.db")
    other.execute("PRAGMA encoding = 'UTF-16le'")
    other.executescript("\n".join(source.iterdump()))
    other.close()
    with open("utf16.db", "rb") as file:
        anki.pack("wide.apkg", 1, file.read(), {})
    bring("wide.apkg", data="wide")
    bring(anki.sample("plain.apkg", 1), data="plain")
    assert rows("wide") == rows("plain") and len(rows("wide")) > 5


def test_more_hostile_archives():
    image, packed = anki.sample_database(3), anki.zstd(anki.sample_database(3))
    with zipfile.ZipFile("zeros.apkg", "w") as file:
        file.writestr("meta", anki.number(1, 3))
        file.writestr("collection.anki21b", make_package.zstd(bytes(300 << 20)))
    refused("zeros.apkg", "200 times")
    with zipfile.ZipFile("meta.apkg", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("meta", bytes(1 << 20))
        file.writestr("collection.anki21b", packed)
    refused("meta.apkg", "meta")
    for name, content in (("cut", packed[:len(packed) // 2]), ("none", b""), ("noise", random.Random(5).randbytes(50000)),
                          ("raw", image)):
        with zipfile.ZipFile(name + ".apkg", "w") as file:
            file.writestr("meta", anki.number(1, 3))
            file.writestr("collection.anki21b", content)
        refused(name + ".apkg")
    with zipfile.ZipFile("secret.apkg", "w") as file:
        file.writestr("collection.anki2", anki.sample_database(1))
    with open("secret.apkg", "r+b") as file:  # the flag of encryption, in both headers
        whole = bytearray(file.read())
        for head, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            whole[whole.index(head) + place] |= 1
        file.seek(0)
        file.write(whole)
    refused("secret.apkg")


def test_a_list_of_media_that_lies():
    many = b"".join(anki.text(1, anki.text(1, f"{i}.png")) for i in range(50000))
    lists = {
        "sizes": anki.text(1, anki.text(1, "a.png") + anki.number(2, 0xFFFFFFFF)),  # longer than it is
        "many": many,
        "names": anki.text(1, anki.text(1, "a\0b.png")) + anki.text(1, anki.text(1, ".hidden")) + anki.text(1, anki.text(1, "..")),
        "same": anki.text(1, anki.text(1, "a.png")) + anki.text(1, anki.text(1, "a.png")),
        "twice": anki.text(1, anki.text(1, "a.png")) + anki.text(1, anki.text(1, "b.png") + anki.number(255, 0)),
        "cut": anki.text(1, anki.text(1, "a.png"))[:-2],
        "far": anki.text(1, anki.text(1, "a.png") + anki.number(255, 1 << 40)),
    }
    for name, listed in lists.items():
        with zipfile.ZipFile("l.apkg", "w") as file:
            file.writestr("meta", anki.number(1, 3))
            file.writestr("collection.anki21b", anki.zstd(anki.sample_database(3)))
            file.writestr("media", anki.zstd(listed))
            for i in range(3):
                file.writestr(str(i), anki.zstd(b"content %d" % i))
            link = zipfile.ZipInfo("4")
            link.external_attr, link.create_system = (stat.S_IFLNK | 0o777) << 16, 3
            file.writestr(link, "/etc/passwd")
        done = bring("l.apkg", data=name)
        assert counts(done)[0] == 4, (name, done)
        held = query("SELECT name, file FROM media", name)
        assert all("/" not in media and "\0" not in media and not media.startswith(".") for media, _ in held), (name, held)
        files = os.listdir(os.path.join(name, "media")) if held else []
        assert sorted(files) == sorted({file for _, file in held}), (name, held, files)
        assert name != "twice" or len(held) == 1


def test_refused_media_leave_nothing():
    """The parser stumbles after media were kept: they are gone with the rest."""
    with zipfile.ZipFile("late.apkg", "w") as file:
        file.writestr("meta", anki.number(1, 3))
        file.writestr("collection.anki21b", anki.zstd(anki.sample_database(3)))
        file.writestr("media", anki.zstd(anki.text(1, anki.text(1, "a.png")) + anki.text(1, anki.text(1, "b.png"))))
        file.writestr("0", anki.zstd(b"first"))
        file.writestr("1", b"this is no zstd")
    refused("late.apkg", "zstd")
    assert os.listdir("bad/media") == []


harness.main(globals())
