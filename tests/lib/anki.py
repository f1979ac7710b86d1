# SPDX-License-Identifier: MIT
"""Writes Anki packages of all three generations, from the facts of their format, and reads Anki's own ones."""
import datetime
import hashlib
import json
import os
import sqlite3
import struct
import subprocess
import tempfile
import zipfile

CRT = 1751947200  # 2025-07-08 04:00 UTC: day 0
PICTURE = b"\x89PNG\r\n\x1a\n" + b"picture" * 20
W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483,
     0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]


def day_of(date):
    return (datetime.date.fromisoformat(date) - datetime.date(1970, 1, 1)).days - CRT // 86400


def day_name(day):
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=day)).isoformat()


def at(moment):
    return int(datetime.datetime.fromisoformat(moment + "+00:00").timestamp() * 1000)


# --- identities, as base/hash.h has them

def _hash(*parts):
    whole = b"".join(struct.pack("<I", len(part)) + part for part in parts)
    return int.from_bytes(hashlib.blake2b(whole, digest_size=32).digest()[:8], "big")


def note_uid(guid):
    return _hash(b"anki", b"", guid.encode())


def card_uid(note, ord_):
    return _hash(note.to_bytes(8, "big"), ord_.to_bytes(4, "big"))


def name32(value):
    digits = ""
    for _ in range(13):
        digits, value = "0123456789abcdefghijklmnopqrstuv"[value & 31] + digits, value >> 5
    return digits


# --- protocol buffers and zstd, as much as is needed

def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes([value & 127 | 128]), value >> 7
    return out + bytes([value])


def number(field, value):
    return varint(field << 3) + varint(value)


def text(field, value):
    value = value.encode() if isinstance(value, str) else value
    return varint(field << 3 | 2) + varint(len(value)) + value


def floats(field, values):
    return text(field, struct.pack(f"<{len(values)}f", *values))


def real(field, value):
    return varint(field << 3 | 5) + struct.pack("<f", value)


def zstd(data):
    """A frame of blocks that are not compressed, of a size that is not said: as Anki's are."""
    blocks = [data[i:i + 65536] for i in range(0, len(data), 65536)] or [b""]
    return b"\x28\xb5\x2f\xfd\x00\x58" + b"".join(
        (len(block) << 3 | (i + 1 == len(blocks))).to_bytes(3, "little") + block for i, block in enumerate(blocks))


# --- the collection

TYPES = [  # id, name, kind, fields, templates
    (11, "Basic", 0, ["Front", "Back"], [("Card 1", "{{Front}}", "{{FrontSide}}\n\n<hr id=answer>\n\n{{Back}}")]),
    (12, "Cloze", 1, ["Text", "Back Extra"], [("Cloze", "{{cloze:Text}}", "{{cloze:Text}}<br>\n{{Back Extra}}")]),
    (13, "Own type", 0, ["Word", "Reading"],
     [("Card 1", "<b>{{Word}}</b>", "{{FrontSide}}<hr id=answer>{{furigana:Reading}} {{#Word}}x{{/Word}}")]),
]
CSS = ".card { color: black; }"
DECKS = [(1, "Default", 1, False), (2, "Languages", 1, False), (3, "Languages::Latin", 5, False), (4, "Own", 1, False),
         (9, "Cram", 0, True)]
PRESETS = [(1, 20, 200, 0.9, [1, 10], [10], []), (5, 7, 90, 0.88, [2, 15], [10], W)]

TABLES = """
CREATE TABLE col(id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer,
	conf text, models text, decks text, dconf text, tags text);
CREATE TABLE notes(id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer, tags text, flds text, sfld integer,
	csum integer, flags integer, data text);
CREATE TABLE cards(id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer, usn integer, type integer, queue integer,
	due integer, ivl integer, factor integer, reps integer, lapses integer, left integer, odue integer, odid integer, flags integer, data text);
CREATE TABLE revlog(id integer PRIMARY KEY, cid integer, usn integer, ease integer, ivl integer, lastIvl integer, factor integer,
	time integer, type integer);
CREATE TABLE graves(usn integer, oid integer, type integer);
"""
MODERN = """
CREATE TABLE notetypes(id integer PRIMARY KEY, name text NOT NULL COLLATE unicase, mtime_secs integer, usn integer, config blob);
CREATE UNIQUE INDEX idx_notetypes_name ON notetypes(name);
CREATE TABLE fields(ntid integer, ord integer, name text COLLATE unicase, config blob, PRIMARY KEY(ntid, ord)) WITHOUT ROWID;
CREATE TABLE templates(ntid integer, ord integer, name text COLLATE unicase, mtime_secs integer, usn integer, config blob,
	PRIMARY KEY(ntid, ord)) WITHOUT ROWID;
CREATE TABLE decks(id integer PRIMARY KEY, name text COLLATE unicase, mtime_secs integer, usn integer, common blob, kind blob);
CREATE TABLE deck_config(id integer PRIMARY KEY, name text COLLATE unicase, mtime_secs integer, usn integer, config blob);
CREATE TABLE config(key text PRIMARY KEY, usn integer, mtime_secs integer, val blob) WITHOUT ROWID;
CREATE TABLE tags(tag text PRIMARY KEY COLLATE unicase, usn integer) WITHOUT ROWID;
"""


def put_modern(db):
    db.executescript(MODERN)
    for id_, name, kind, fields, cards in TYPES:
        db.execute("INSERT INTO notetypes VALUES (?, ?, 0, 0, ?)", (id_, name, number(1, kind) + text(3, CSS)))
        for i, field in enumerate(fields):
            db.execute("INSERT INTO fields VALUES (?, ?, ?, ?)", (id_, i, field, text(3, "Arial")))
        for i, (card, front, back) in enumerate(cards):
            db.execute("INSERT INTO templates VALUES (?, ?, ?, 0, 0, ?)", (id_, i, card, text(1, front) + text(2, back)))
    db.execute("INSERT INTO fields VALUES (99, 0, 'orphan', x'')")
    for id_, name, preset, filtered in DECKS:
        kind = text(2, number(1, 1)) if filtered else text(1, number(1, preset))
        db.execute("INSERT INTO decks VALUES (?, ?, 0, 0, x'', ?)", (id_, name.replace("::", "\x1f"), kind))
    for id_, news, reviews, retention, learn, relearn, w in PRESETS:
        db.execute("INSERT INTO deck_config VALUES (?, 'preset', 0, 0, ?)", (
            id_, floats(1, learn) + floats(2, relearn) + (floats(6, w) if w else b"") + number(9, news) +
            number(10, reviews) + number(16, 36500) + number(22, 8) + real(37, retention)))


def _legacy():
    models = {str(id_): {"id": id_, "name": name, "type": kind, "css": CSS,
                         "flds": [{"name": field, "ord": i} for i, field in enumerate(fields)],
                         "tmpls": [{"name": card, "ord": i, "qfmt": front, "afmt": back}
                                   for i, (card, front, back) in enumerate(cards)]}
              for id_, name, kind, fields, cards in TYPES}
    decks = {str(id_): {"id": id_, "name": name, "dyn": int(filtered), "conf": preset}
             for id_, name, preset, filtered in DECKS}
    presets = {str(id_): {"id": id_, "new": {"perDay": news, "delays": learn}, "rev": {"perDay": reviews, "maxIvl": 36500},
                          "lapse": {"delays": relearn, "leechFails": 8}, "desiredRetention": retention, "fsrsParams6": w}
               for id_, news, reviews, retention, learn, relearn, w in PRESETS}
    return json.dumps(models), json.dumps(decks), json.dumps(presets)


def sample_database(generation, sql=(), changed=False):
    """The bytes of a small collection; `sql` is run on it at last."""
    name = tempfile.mktemp(suffix=".anki2", dir=".")
    db = sqlite3.connect(name)
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.executescript(TABLES)
    modern = generation == 3
    models, decks, presets = ("", "", "") if modern else _legacy()
    db.execute("INSERT INTO col VALUES (1, ?, ?, 0, ?, 0, 0, 0, '{}', ?, ?, ?, '{}')",
               (CRT, at("2026-11-20T11:00"), 18 if modern else 11, models, decks, presets))
    if modern:
        put_modern(db)
    _content(db, changed)
    for line in sql:
        db.execute(line)
    db.commit()
    db.close()
    with open(name, "rb") as file:
        image = bytearray(file.read())
    os.remove(name)
    if modern:
        image[18] = image[19] = 2  # as Anki exports it: the flag of a write-ahead log
    return bytes(image)


def _content(db, changed):
    today = at("2026-11-20T10:00") // 1000
    for id_, guid, kind, tags, fields in [
            (101, "amo", 11, " verbs a::b ", "amo\x1fI <i>adore</i>" if changed else "amo\x1fI <b>love</b>"),
            (102, "cloze", 12, "", "{{c1::Roma {{c2::caput}}}} mundi {{c1::est}}\x1f"),
            (103, "own", 13, "", "食べる\x1f食[た]べる"),
            (104, "state", 11, "", "state\x1f1 &lt; 2")]:
        db.execute("INSERT INTO notes VALUES (?, ?, ?, ?, 0, ?, ?, '', 0, 0, '')",
                   (id_, guid, kind, today + changed, tags, fields))
    for card in [  # id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, odue, odid, flags, data
            (201, 101, 3, 0, 2, 2, day_of("2026-12-01"), 20, 2500, 3, 0, 0, 0, 0, "{}"),
            (202, 102, 3, 0, 1, -1, at("2026-11-20T10:10") // 1000, 0, 0, 1, 0, 0, 0, 3, "{}"),
            (203, 102, 3, 1, 0, -2, 2, 0, 0, 0, 0, 0, 0, 0, "{}"),
            (204, 103, 4, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, "{}"),
            (205, 104, 9, 0, 2, 2, -100000, 40, 2500, 9, 1, day_of("2026-12-05"), 4, 0,
             '{"s":38.5,"d":5.25,"dr":0.9,"decay":0.154}')]:
        db.execute("INSERT INTO cards VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)", card[:4] + (today,) + card[4:])
    reviews = [  # id, cid, ease, ivl, lastIvl, factor, time, type
        (at("2026-11-01T09:00"), 201, 3, -900, -120, 0, 4000, 0),
        (at("2026-11-01T09:20"), 201, 3, 3, -900, 2500, 3000, 0),
        (at("2026-11-11T09:00"), 201, 3, 20, 3, 2500, 200000, 1),
        (at("2026-11-19T09:00"), 205, 2, 0, 0, 0, 1000, 3),
        (at("2026-11-20T10:00"), 202, 1, -60, -60, 0, 5000, 0)]
    if changed:
        reviews.append((at("2026-11-20T10:30"), 204, 3, -900, -120, 0, 2000, 0))
    for row in reviews:
        db.execute("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)", row)


def pack(path, generation, image, media, version=None):
    """A package around a database; media: {name: bytes}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if generation == 3 else zipfile.ZIP_DEFLATED) as file:
        if generation > 1:
            file.writestr("meta", number(1, version or generation))
        if generation == 3:
            file.writestr("collection.anki21b", zstd(image))
        elif generation == 2:
            file.writestr("collection.anki21", image)
        file.writestr("collection.anki2", image if generation == 1 else b"SQLite format 3\0 please update")
        for i, content in enumerate(media.values()):
            file.writestr(str(i), zstd(content) if generation == 3 else content)
        if generation == 3:
            file.writestr("media", zstd(b"".join(
                text(1, text(1, name) + number(2, len(content)) + text(3, hashlib.sha1(content).digest()))
                for name, content in media.items())))
        else:
            file.writestr("media", json.dumps({str(i): name for i, name in enumerate(media)}))
    return path


def sample(path, generation, changed=False, media=None):
    return pack(path, generation, sample_database(generation, changed=changed), media or {"picture.png": PICTURE})


def open_package(path):
    """The database of one of Anki's own packages."""
    with zipfile.ZipFile(path) as file:
        if "collection.anki21b" in file.namelist():
            image = subprocess.run(["zstd", "-dc"], input=file.read("collection.anki21b"), stdout=subprocess.PIPE,
                                   check=True).stdout
        else:
            image = file.read("collection.anki21")
    image = bytearray(image)
    image[18] = image[19] = 1
    with open("package.db", "wb") as file:
        file.write(image)
    return sqlite3.connect("package.db")
