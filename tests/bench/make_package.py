# SPDX-License-Identifier: MIT
"""Writes a large package of the newest generation, as Anki itself writes them: make_package.py FILE NOTES REVIEWS.

Two note types, forty decks, every card with a history; the same numbers give the same bytes but for zstd's version."""
import ctypes
import ctypes.util
import hashlib
import json
import os
import random
import sqlite3
import sys
import zipfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import anki  # noqa: E402

WORDS = "river stone library mountain harbour winter morning garden letter engine silver journey market forest window".split()
DECKS = 40
BEGAN = anki.CRT * 1000
INDEXES = """
CREATE INDEX ix_notes_usn ON notes(usn); CREATE INDEX ix_cards_usn ON cards(usn); CREATE INDEX ix_revlog_usn ON revlog(usn);
CREATE INDEX ix_cards_nid ON cards(nid); CREATE INDEX ix_cards_sched ON cards(did, queue, due); CREATE INDEX ix_revlog_cid ON revlog(cid);
CREATE INDEX ix_notes_csum ON notes(csum); CREATE INDEX idx_notes_mid ON notes(mid); CREATE INDEX idx_cards_odid ON cards(odid) WHERE odid != 0;
"""
SECOND = 1000


def zstd(data):
    """As Anki does: one frame, compressed."""
    library = ctypes.CDLL(ctypes.util.find_library("zstd") or "libzstd.so.1")
    library.ZSTD_compressBound.restype = library.ZSTD_compress.restype = ctypes.c_size_t
    library.ZSTD_compressBound.argtypes = [ctypes.c_size_t]
    library.ZSTD_compress.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int]
    room = ctypes.create_string_buffer(library.ZSTD_compressBound(len(data)))
    length = library.ZSTD_compress(room, len(room), data, len(data), 3)
    return room.raw[:length]


def put_decks(db):
    kind = anki.text(1, anki.number(1, 1))
    for i in range(DECKS):
        db.execute("INSERT INTO decks VALUES (?, ?, 0, 0, x'', ?)", (1000 + i, f"Course\x1fChapter {i:02}", kind))


def put_notes(db, notes):
    chance = random.Random(1)
    for i in range(notes):
        words = " ".join(chance.choices(WORDS, k=6))
        front = f"question number {i} about the <b>{words}</b>"
        back = f"the answer {i}: {words}<br>{chance.choice(WORDS)} &amp; {chance.choice(WORDS)}"
        yield (BEGAN + i * SECOND, f"g{i:09x}", 11, anki.CRT + i, f" chapter{i % DECKS} ", f"{front}\x1f{back}", front,
               int.from_bytes(hashlib.sha1(front.encode()).digest()[:4], "big"))


def history(notes, reviews):
    """(note, how many)."""
    for i in range(notes):
        yield i, reviews * (i + 1) // notes - reviews * i // notes


def put_cards(db, notes, reviews):
    """Reviews at growing distances; what the card says is what its history ends with."""
    chance, log = random.Random(2), []
    for i, count in history(notes, reviews):
        at, ivl = BEGAN + i * 200 * SECOND + chance.randrange(100 * SECOND), 0
        for n in range(count):
            ease, last = chance.choice((1, 3, 3, 3, 4)), ivl
            ivl = 1 if ease == 1 else max(1, ivl * 2 + ease)
            log.append([at, BEGAN + i * SECOND, ease, ivl, last, 2500, 2000 + chance.randrange(8000), 0 if n == 0 else 1])
            at += ivl * 24 * 3600 * SECOND + chance.randrange(3600 * SECOND)
        due = (log[-1][0] - BEGAN) // (24 * 3600 * SECOND) + ivl if count else i
        data = json.dumps({"s": float(ivl), "d": 5.0, "dr": 0.9, "decay": 0.154}, separators=(",", ":")) if count else "{}"
        yield (BEGAN + i * SECOND, BEGAN + i * SECOND, 1000 + i % DECKS, anki.CRT + i, 2 if count else 0, 2 if count else 0, due, ivl,
               2500 if count else 0, count, 0, data)
    log.sort()
    for before, row in zip(log, log[1:]):  # a moment is a key
        row[0] = max(row[0], before[0] + 1)
    db.executemany("INSERT INTO revlog VALUES (?, ?, 0, ?, ?, ?, ?, ?, ?)", log)


def make(path, notes, reviews):
    name = path + ".anki2"
    if os.path.exists(name):
        os.remove(name)
    db = sqlite3.connect(name)
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.execute("PRAGMA synchronous=OFF")
    db.executescript(anki.TABLES + INDEXES)
    db.execute("INSERT INTO col VALUES (1, ?, ?, ?, 18, 0, 0, 0, '', '', '', '', '')",
               (anki.CRT, anki.at("2026-11-20T11:00"), BEGAN))
    anki.put_modern(db)
    put_decks(db)
    db.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 0, '')", put_notes(db, notes))
    db.executemany("INSERT INTO cards VALUES (?, ?, ?, 0, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?)",
                   put_cards(db, notes, reviews))
    db.execute("ANALYZE")  # as Anki's have it: without, its own importer takes five times as long
    db.commit()
    db.close()
    with open(name, "rb") as file:
        image = bytearray(file.read())
    os.remove(name)
    image[18] = image[19] = 2
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        file.writestr("meta", anki.number(1, 3))
        file.writestr("collection.anki21b", zstd(bytes(image)))
        file.writestr("collection.anki2", b"SQLite format 3\0 please update")
        file.writestr("media", zstd(b""))


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
