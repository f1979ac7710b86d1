# SPDX-License-Identifier: MIT
"""A package of 100,000 notes and their years out of the store, beside Anki's own export of the same collection."""
import os
import random
import shutil
import sqlite3
import subprocess
import sys

import anki
import anki_judge
import harness

NOTES, ROUNDS = 100_000, 3
DAY = 86_400_000
END = 1_763_600_000_000

ANKI = """
import resource, sys
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection, package, how = sys.argv[1:]
col = Collection(collection)
if how == "import":
    options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    col.import_anki_package(ImportAnkiPackageRequest(package_path=package, options=options))
else:
    before = resource.getrusage(resource.RUSAGE_SELF)
    col.export_anki_package(out_path=package, limit=None, options=ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=how == "legacy"))
    after = resource.getrusage(resource.RUSAGE_SELF)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss)
col.close()
"""


def _content(chance, words):
    used = set()
    for i in range(NOTES):
        note = 1_700_000_000_000 + i * 1000
        front, back = " ".join(chance.choices(words, k=6)), " ".join(chance.choices(words, k=12))
        at, days, lines = anki.CRT * 1000 + chance.randrange(60 * DAY), 0, []
        for k in range(chance.randint(1, 7) if i % 10 else 0):
            if at > END:
                break
            while at in used:
                at += 1
            used.add(at)
            longer = int(days * 1.9) + 1
            lines.append((at, note + 1, 3, longer, days or -60, 2500, chance.randint(2000, 20000), 1 if k else 0))
            last, days = at, longer
            at += days * DAY + chance.randrange(DAY // 3)
        due = (last - anki.CRT * 1000) // DAY + days if lines else i
        yield (note, f"g{i:09}", front + "\x1f" + (f"<b>{back[:20]}</b><br>{back[20:]}" if i % 3 == 0 else back), front,
               (2, 2, due, days, 2500, len(lines)) if lines else (0, 0, due, 0, 0, 0), lines)


def make_package(path):
    """How many reviews are in it."""
    chance = random.Random(1)
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(3, 9))) for _ in range(5000)]
    with open("big.db", "wb") as file:
        file.write(anki.sample_database(2))
    db, log = sqlite3.connect("big.db"), []
    for table in ("notes", "cards", "revlog"):
        db.execute(f"DELETE FROM {table}")
    for note, guid, fields, front, schedule, lines in _content(chance, words):
        db.execute("INSERT INTO notes VALUES (?, ?, 11, 1763000000, -1, ' w ', ?, ?, 0, 0, '')", (note, guid, fields, front))
        db.execute("INSERT INTO cards VALUES (?, ?, 3, 0, 1763000000, -1, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, '{}')", (note + 1, note, *schedule))
        log += lines
    db.executemany("INSERT INTO revlog VALUES (?, ?, -1, ?, ?, ?, ?, ?, ?)", sorted(log))
    db.commit()
    db.close()
    with open("big.db", "rb") as file:
        anki.pack(path, 2, file.read(), {})
    os.remove("big.db")
    return len(log)


SMALL = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss)
"""


def _usage(argv, env):
    """CPU seconds, and kilobytes at most: of a small parent's child, because a child begins with its parent's memory."""
    done = subprocess.run([sys.executable, "-S", "-c", SMALL, *argv], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return tuple(float(word) for word in done.stdout.split())


def bench_export(row, work, environment):
    folder = os.path.join(work, "export")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    env = environment(os.path.join(folder, "data"))
    reviews = make_package("big.apkg")
    subprocess.run([harness.SYNC, "import", "big.apkg"], env=env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run([harness.CAIRN, "fold"], env=env, check=True)
    ours, theirs = [], {"new": [], "legacy": []}
    try:
        python = anki_judge.python()
    except harness.Skip as why:
        print(f"./dev bench: Anki beside it is left out: {why}", flush=True)
        python = None
    for n in range(ROUNDS):
        ours.append(_usage([harness.SYNC, "export", "out.apkg", "--force"], env))
        if not python:
            continue
        if n == 0:
            subprocess.run([python, "-I", "-c", ANKI, "a.anki2", "out.apkg", "import"], check=True)
        for how, runs in theirs.items():
            done = subprocess.run([python, "-I", "-c", ANKI, "a.anki2", f"{how}.apkg", how], check=True, stdout=subprocess.PIPE, text=True)
            runs.append(tuple(float(word) for word in done.stdout.split()))
    cpu, memory = (sorted(column)[ROUNDS // 2] for column in zip(*ours))
    size = os.path.getsize("out.apkg")
    what = f"a package of {NOTES:,} notes, {reviews:,} reviews"
    if not python:
        row(what, f"{cpu:.2f} s of CPU, {memory / 1024:.0f} MB, {size / 1e6:.1f} MB of file", "", "", "", None)
    for how, runs in theirs.items() if python else ():
        their_cpu, their_memory = (sorted(column)[ROUNDS // 2] for column in zip(*runs))
        beside = f"Anki's own, {'newer' if how == 'new' else 'older'} form: {their_cpu:.2f} s, {their_memory / 1024:.0f} MB, " \
                 f"{os.path.getsize(how + '.apkg') / 1e6:.1f} MB"
        row(what, f"{cpu:.2f} s of CPU, {memory / 1024:.0f} MB, {size / 1e6:.1f} MB of file", beside,
            f"{cpu / their_cpu:.2f}, memory {memory / their_memory:.2f}", "≤ 1, ≤ 0.5", cpu <= their_cpu and memory <= their_memory / 2)
