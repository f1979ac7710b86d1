# SPDX-License-Identifier: MIT
"""What is on a disk after its power has failed. tests/io writes down what a program does to its files; from that come the
states that a disk may be left in at any moment: of what was not synced each write may be there, not there, or in part
(sectors of 512 bytes), whatever the order; of names that a folder's sync has not covered likewise, but that a name's own
changes come in their order and a renaming is one change."""
import os
import random

import harness

SHIM = os.path.join(harness.BUILD, "tests", "io", "io.so")
SECTOR = 512


def recorded(env, folder, log):
    """The environment of a program whose writes below the folder go into the log."""
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer wants to be loaded first")
    return {**env, "LD_PRELOAD": SHIM, "CAIRN_IO_ROOT": os.path.abspath(folder), "CAIRN_IO_LOG": os.path.abspath(log)}


def mark(log, text):
    """What the learner was told at this moment."""
    with open(log, "ab") as file:
        file.write(f"A 0 {text}\n".encode())


def read(log):
    """The records: (what, number of the file, …)."""
    with open(log, "rb") as file:
        data = file.read()
    at, found = 0, []
    while at < len(data):
        end = data.index(b"\n", at)
        what, ino, rest = data[at:end].decode("utf-8", "surrogateescape").split(" ", 2)
        at = end + 1
        if what == "W":
            offset, count = map(int, rest.split())
            found.append((what, int(ino), offset, data[at:at + count]))
            at += count
        elif what == "T":
            found.append((what, int(ino), int(rest)))
        else:
            found.append((what, int(ino), *rest.split("\t")))
    return found


class File:
    """On the disk: bytes; and what came since the last sync of it."""

    def __init__(self, data=b""):
        self.data, self.waiting = bytearray(data), []


def put(data, change, chance=None):
    """Writes, wholly or (chance) in part; or cuts."""
    if change[0] == "T":
        size = change[1]
        data[size:] = b"" if size <= len(data) else bytes(size - len(data))
        return
    offset, new = change[1], change[2]
    if len(data) < offset + len(new):
        if chance is None or chance.random() < 0.5:
            data.extend(bytes(offset + len(new) - len(data)))
    for begin in range(0, len(new), SECTOR) if chance else (0,):
        if chance and chance.random() < 0.5:
            continue
        piece = new[begin:begin + SECTOR] if chance else new
        if len(data) < offset + begin:
            data.extend(bytes(offset + begin - len(data)))
        data[offset + begin:offset + begin + len(piece)] = piece


class Disk:
    """Follows the records; lost() gives what could be found after a failure at this moment."""

    def __init__(self, folder):
        """As the folder is now; all of it counts as synced."""
        self.folder, self.files, self.names, self.changes, self.folders = os.path.abspath(folder), {}, {}, [], set()
        for place, _, names in os.walk(self.folder):
            self.folders.add(place)
            for name in names:
                path = os.path.join(place, name)
                with open(path, "rb") as file:
                    self.files[os.fstat(file.fileno()).st_ino] = found = File(file.read())
                if not path.endswith("-shm"):
                    self.names[path] = found

    def follow(self, record):
        what, ino = record[:2]
        if what == "C":
            self.files[ino] = File()
            self.changes.append(((record[2], self.files[ino]),))
        elif what in "WT":
            assert ino in self.files, f"{record[:3]}: a file that nobody was seen to make"
            self.files[ino].waiting.append((what, *record[2:]))
        elif what == "S":
            self.sync(ino, record[2])
        elif what == "R":
            self.changes.append(((record[2], None), (record[3], self.files[ino])))
        elif what == "L":
            self.changes.append(((record[3], self.files[ino]),))
        elif what == "U":
            self.changes.append(((record[2], None),))
        elif what == "M":
            self.folders.add(record[2])

    def sync(self, ino, path):
        if path in self.folders:
            kept = []
            for change in self.changes:
                if all(os.path.dirname(name) == path for name, _ in change):
                    self.names.update(change)
                else:
                    kept.append(change)
            self.changes = kept
        elif ino in self.files:
            for change in self.files[ino].waiting:
                put(self.files[ino].data, change)
            self.files[ino].waiting = []

    def lost(self, seed, into):
        """Fills the folder `into` with one state; the seed says which."""
        chance = random.Random(seed)
        how = chance.choice(("nothing", "all", "some", "some", "some", "torn"))
        names, passed = dict(self.names), set()
        for change in self.changes:
            keep = {"nothing": False, "all": True}.get(how, chance.random() < 0.6)
            if keep and not any(name in passed for name, _ in change):
                names.update(change)
            else:
                passed.update(name for name, _ in change)
        for place in self.folders:
            os.makedirs(into + place[len(self.folder):], mode=0o700, exist_ok=True)
        for path, file in names.items():
            if file:
                data = bytearray(file.data)
                for change in file.waiting:
                    if how == "all" or (how != "nothing" and chance.random() < 0.6):
                        put(data, change, chance if how in ("torn", "some") and chance.random() < 0.5 else None)
                with open(into + path[len(self.folder):], "wb", opener=private) as out:
                    out.write(data)


def private(path, flags):
    return os.open(path, flags, 0o600)
