# SPDX-License-Identifier: MIT
"""What bad packages get, every row for every generation of Anki's: one sentence with the file and the reason and nothing
imported, or everything sound imported and what was left out said; no crash, no file outside, nothing lost that was there."""
import functools
import io
import json
import os
import re
import shutil
import stat
import warnings
import zipfile

import anki
import harness
from harness import SYNC, bring, counts, environment, query, run

GENERATIONS = (1, 2, 3)
COLLECTION = {1: "collection.anki2", 2: "collection.anki21", 3: "collection.anki21b"}


@functools.lru_cache(None)
def sound(generation):
    return anki.sample_database(generation)


def members(generation, image=None, media=None, listed=None):
    """[(name, bytes)] of a package; `listed`: what its list of media says, else the truth."""
    anki.pack("sound.apkg", generation, image or sound(generation), media if media is not None else {"picture.png": anki.PICTURE})
    with zipfile.ZipFile("sound.apkg") as file:
        found = [(name, file.read(name)) for name in file.namelist()]
    return found if listed is None else [(name, packed(generation, listed) if name == "media" else data) for name, data in found]


def packed(generation, data):
    return anki.zstd(data) if generation == 3 else data


def write(path, found, deflated=True):
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED) as file:
        warnings.simplefilter("ignore")  # names that are there twice
        for name, data in found:
            file.writestr(name, data)
    return path


def link(name):
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return info


def around():
    """Every file of this case's folder that is no store's, and what lies beside it."""
    return sorted(os.path.join(where, name) for where, _, names in os.walk(".") for name in names if not where.startswith("./data")) + \
        sorted(os.listdir("..")) + sorted(name for name in os.listdir("/tmp") if "evil" in name)


def begin():
    """A store that has something to lose."""
    if not os.path.exists("data"):
        with open("own.tsv", "w") as file:
            file.write("mine\tstays\n")
        bring("own.tsv")


def gets(path, wanted, *words):
    """wanted: how many notes come in, or None when all of it is refused; words: of what is said."""
    begin()
    before, own = around(), query("SELECT uid, fields FROM note")
    done = run(SYNC, "import", path, env=environment())
    said = done.err
    assert "please report" not in said and "Sanitizer" not in said, done
    assert all(ord(c) >= 32 or c == "\n" for c in said), repr(said)
    if wanted is None:
        line = harness.one_sentence(done, 3)
        assert path in line and re.search(": .{8,}", line), line
        assert query("SELECT uid, fields FROM note") == own, path
        assert not os.path.exists("data/media") or not os.listdir("data/media"), path
    else:
        assert done.code in (0, 3) and counts(done)[0] == wanted, (path, done)
        assert {*own} <= {*query("SELECT uid, fields FROM note")}, path
    for word in words:
        assert word in said, (path, word, said)
    assert query("PRAGMA integrity_check") == [("ok",)]
    assert not [name for name in os.listdir("data") if "-import" in name]
    assert around() == before, set(around()) ^ set(before)
    if wanted:
        shutil.rmtree("data")


def test_truncated():
    for g in GENERATIONS:
        for deflated in (True, False):
            whole = open(write("t.apkg", members(g), deflated), "rb").read()
            for cut in (5, len(whole) // 4, len(whole) // 2, len(whole) - 23, len(whole) - 1):
                with open("t.apkg", "wb") as file:
                    file.write(whole[:cut])
                gets("t.apkg", None)


def test_bombs():
    zeros = bytes(220 << 20)
    for g in GENERATIONS:
        found = members(g)
        for name, words in ((COLLECTION[g], "200 times"), ("media", " than "), ("0", "200 times")):
            bomb = zstd_zeros() if g == 3 else zeros
            gets(write("bomb.apkg", [(n, bomb if n == name else data) for n, data in found]), None, words)
    gets(write("meta.apkg", [("meta", zeros), *members(2)[1:]]), None, "meta")


@functools.lru_cache(None)
def zstd_zeros():
    """300 MiB of zeros in blocks that say one byte and how often (RFC 8878, RLE_Block)."""
    blocks, size = [], 300 << 20
    while size:
        piece = min(size, 128 << 10)
        size -= piece
        blocks.append((piece << 3 | 1 << 1 | (size == 0)).to_bytes(3, "little") + b"\0")
    return b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(blocks)


def test_symlinks():
    for g in GENERATIONS:
        for name, _ in members(g):
            found = [(link(n) if n == name else n, b"/etc/passwd" if n == name else data) for n, data in members(g)]
            if name == "0":
                gets(write("link.apkg", found), 4, "1 media files", "left out")
            elif name == COLLECTION[g] or g == 1 or name in ("meta", "media", "collection.anki2"):
                gets(write("link.apkg", found), None, "link")


def test_paths_that_escape():
    for g in GENERATIONS:
        for path in ("../{}", "/{}", "/tmp/{}", "a/../../{}", "..\\{}", "C:{}", "./{}"):
            escaped = [(path.format(n) if n == COLLECTION[g] else n, data) for n, data in members(g)]
            gets(write("out.apkg", escaped), None, "collection")
            escaped = [(path.format(n) if n == "0" else n, data) for n, data in members(g)]
            gets(write("out.apkg", escaped), 4)


def test_names_that_are_there_twice():
    for g in GENERATIONS:
        for name, data in members(g):
            if name == "0":
                gets(write("twice.apkg", [*members(g), ("0", packed(g, b"another"))]), 4, "left out")
            else:
                gets(write("twice.apkg", [*members(g), (name, data)]), None, "twice")


def lists(g, pairs):
    if g == 3:
        return b"".join(anki.text(1, anki.text(1, name) + anki.number(2, size) + anki.number(255, int(member))) for member, name, size in pairs)
    return ("{" + ", ".join(f"{json.dumps(member)}: {json.dumps(name)}" for member, name, _ in pairs) + "}").encode()


def test_lists_of_media_that_lie():
    lies = {
        "escape": [("0", "../../evil.png", 1)], "root": [("0", "/tmp/evil.png", 1)], "hidden": [("0", ".evil.png", 1)],
        "dots": [("0", "..", 1)], "long": [("0", "e" * 300 + ".png", 1)], "escapes": [("0", "evil\x1b[2J.png", 1)], "back": [("0", "a\\evil.png", 1)],
    }
    for g in GENERATIONS:
        for name, pairs in lies.items():
            gets(write(f"{name}.apkg", members(g, listed=lists(g, pairs))), 4, "left out")
        for name, pairs in {"more": [(str(i), f"{i}.png", 1) for i in range(1000)], "far": [("999999999", "a.png", 1)],
                            "size": [("0", "a.png", 0xFFFFFFFF)], "none": []}.items():
            gets(write(f"{name}.apkg", members(g, listed=lists(g, pairs))), 4)
        for name, listed in {"noise": bytes(range(256)) * 20, "cut": lists(g, [("0", "a.png", 1)])[:-3]}.items():
            gets(write(f"{name}.apkg", members(g, listed=listed)), *((4,) if g == 3 else (None, "list of media")))


def hostile(g, *sql):
    return write("db.apkg", members(g, image=anki.sample_database(g, sql)), deflated=False)


def test_triggers_and_views():
    for g in GENERATIONS:
        gets(hostile(g, "CREATE TRIGGER t AFTER INSERT ON notes BEGIN DELETE FROM cards; END"), 4)
        for table in ("notes", "cards", "revlog", "col", *(("notetypes", "decks", "deck_config") if g == 3 else ())):
            gets(hostile(g, f"ALTER TABLE {table} RENAME TO old", f"CREATE VIEW {table} AS SELECT * FROM old"), None, "view")


def test_wrong_types():
    for g in GENERATIONS:
        gets(hostile(g, "UPDATE notes SET mid = 'x', tags = 5, flds = x'ff00fe', guid = 1.5"), 0, "left out")
        gets(hostile(g, "UPDATE cards SET due = 'soon', ord = -9, data = 7, nid = x'00', did = 'x'",
                     "UPDATE revlog SET ease = 'x', ivl = 1e300, time = -1, cid = NULL"), 4)
        gets(hostile(g, "UPDATE col SET crt = 'yesterday', mod = x'ff', ver = ver || ''"), 4)


def test_nuls_and_controls():
    for g in GENERATIONS:
        gets_with(hostile(g, "UPDATE notes SET flds = 'a' || char(0, 27, 155, 8238) || 'b' || char(31) || 'c', "
                             "tags = ' x' || char(0, 10) || 'y ', guid = guid || char(0) || 'z'"))


def gets_with(path):
    begin()
    done = run(SYNC, "import", path, env=environment())
    assert done.code in (0, 3) and "please report" not in done.err, done
    text = "".join(a + b for a, b in query("SELECT fields, tags FROM note"))
    assert not any(c in text for c in "\0\x1b\x9b\u202e"), repr(text)
    shutil.rmtree("data")


def test_ten_megabytes():
    ten = "printf('%.*c', 10000000, 'x')"
    for g in GENERATIONS:
        gets(hostile(g, f"UPDATE notes SET flds = {ten} || char(31) WHERE id = 101"), 3, "128 KiB")
        gets(hostile(g, f"UPDATE notes SET tags = {ten} WHERE id = 102", f"UPDATE cards SET data = {ten} WHERE id = 203"), 4)
        gets(hostile(g, f"UPDATE notes SET guid = {ten}, data = {ten} WHERE id = 103"), 4)
    for what in ("decks SET name = {} WHERE id = 3", "notetypes SET name = {} WHERE id = 11", "templates SET name = {} WHERE ntid = 11",
                 "deck_config SET config = CAST({} AS BLOB)"):
        gets(hostile(3, "UPDATE " + what.format(ten)), 4)
    gets(hostile(3, f"UPDATE notetypes SET name = {ten} WHERE id = 11", f"UPDATE templates SET name = {ten}, config = {ten}"), None, "24 MiB")


def test_decks_in_circles():
    for g in GENERATIONS:
        gets(hostile(g, "UPDATE cards SET odid = 9, did = 9, odue = 5"), 4)  # the filtered deck is its own home
        gets(hostile(g, "UPDATE cards SET odid = did, did = 77, odue = due"), 4)  # a deck that is nowhere
    gets(hostile(3, "UPDATE decks SET name = 'a' || char(31) || 'b' || char(31) || 'a' || char(31) || 'b' WHERE id = 3",
                 "UPDATE decks SET name = 'a' WHERE id = 2", "UPDATE decks SET name = char(31) WHERE id = 4"), 4)
    gets(hostile(3, "DROP TABLE decks", "CREATE TABLE decks(id integer, name text, kind blob)",  # ids that are there twice, nameless
                 "INSERT INTO decks VALUES (1, '', x''), (1, 'x', x''), (3, NULL, NULL), (3, 'y', x'0a0208ff')"), 4)


def test_unicase_everywhere():
    tables = ("notes", "cards", "revlog", "col")
    for g in GENERATIONS:
        sql = []
        for table in tables:
            sql += [f"CREATE TABLE new AS SELECT * FROM {table}", f"ALTER TABLE {table} RENAME TO old_{table}"]
            columns = anki.TABLES.split(f"CREATE TABLE {table}(")[1].split(");")[0]
            columns = re.sub(r"\b(text|integer)\b(?! PRIMARY)", r"\1 COLLATE unicase", columns)
            first = columns.split(",")[1].split()[0]
            sql += [f"CREATE TABLE {table}({columns})", f"INSERT INTO {table} SELECT * FROM new", "DROP TABLE new", f"DROP TABLE old_{table}",
                    f"CREATE INDEX by_{table} ON {table}({first} COLLATE unicase)"]
        gets(hostile(g, *sql), 4)


def test_mnemosyne_as_well():
    """Its packages go through the same walls; the rows of their own are in the suite mnemosyne."""
    cards = b'<?xml version="1.0"?><openSM2sync><log o_id="x"></log></openSM2sync>'
    for name, content in {"bomb": bytes(300 << 20), "cut": cards[:40], "doctype": b'<!DOCTYPE a [<!ENTITY b "c">]>' + cards, "noise": os.urandom(5000),
                          "none": b""}.items():
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("cards.xml", content)
            file.writestr("METADATA", "")
        with open(f"{name}.cards", "wb") as file:
            file.write(buffer.getvalue())
        gets(f"{name}.cards", None)


harness.main(globals())
