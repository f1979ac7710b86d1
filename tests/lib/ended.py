# SPDX-License-Identifier: MIT
"""Imports that end in the middle: at a system call, by a signal, alone or beside somebody; and what the store holds once a program
has opened it again."""
import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys

import harness

FULL, NOW = bool(os.environ.get("CAIRN_TEST_FULL")) and not harness.SANITIZED, "2026-11-20T12:00:00Z"
PART, PARTS = int(os.environ.get("CAIRN_TEST_PART", 0)), int(os.environ.get("CAIRN_TEST_PARTS", 1))
KILL_AT = os.path.join(harness.BUILD, "tests/kill/kill-at")
STOPPED = "stopped: nothing was imported"


def query(sql, data="data"):
    """As harness.query, and nobody has the store open afterwards: a connection that waits for the collector would be company."""
    with contextlib.closing(sqlite3.connect(os.path.join(data, "cairn.db"))) as db:
        return db.execute(sql).fetchall()


def environment(data):
    return harness.environment(CAIRN_DATA=os.path.abspath(data), CAIRN_NOW=NOW)


def ended(n, argv, data, signal_name="KILL"):
    """An import that gets the signal at its n-th system call; what kill-at says."""
    env = environment(data)
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=0"  # which is not possible for somebody who is traced
    return subprocess.run([KILL_AT, "-s", signal_name, str(n), harness.SYNC, "import", *argv], env=env, capture_output=True, text=True)


def calls(argv, old=None, beside=False):
    """How many system calls an import makes into a copy of the old store."""
    if old:
        shutil.copytree(old, "count")
    db = company("count") if beside else None
    count = int(ended(0, argv, "count").stdout.split()[1])
    if db:
        db.close()
    shutil.rmtree("count")
    return count


def moments(argv, sampled, seed, old=None):
    """Numbers of system calls: some, or with --full all of them, which processes share."""
    count = calls(argv, old)
    if FULL:
        return range(1 + PART, count + 1, PARTS)
    return random.Random(seed).sample(range(1, count + 1), min(sampled, count))


def has_store(data):
    return os.path.exists(os.path.join(data, "cairn.db")) and query("SELECT 1 FROM sqlite_schema WHERE name = 'note'", data)


def nothing_is_left(data, n):
    """Beside the store and its media, after an import of something else."""
    left = [name for name in os.listdir(data) if "-import" in name]
    assert not left, (n, left)
    named = {file for file, in query("SELECT file FROM media", data)}
    held = set(os.listdir(os.path.join(data, "media"))) if os.path.exists(os.path.join(data, "media")) else set()
    assert held == named, (n, held - named, named - held)


def package(path, notes=500):
    """A package too large for one transaction: it is promised, then written in slices."""
    maker = os.path.join(harness.ROOT, "tests/bench/make_package.py")
    subprocess.run([sys.executable, maker, path, str(notes), str(3 * notes)], check=True)
    return os.path.abspath(path)


def finish(data):
    """What any next start does."""
    done = harness.run(harness.SYNC, "import", "--finish", env=environment(data))
    assert done.code == 0, done
    left = [name for name in os.listdir(data) if name.endswith("-import")]
    assert not left, left
    assert query("PRAGMA integrity_check", data) == [("ok",)]


def company(data):
    """Somebody who has the store open: an import beside it goes in small slices."""
    finish(data)
    db = sqlite3.connect(os.path.join(data, "cairn.db"), timeout=0, isolation_level=None)
    db.execute("SELECT count(*) FROM note").fetchall()
    return db


def deeds(data):
    return query("SELECT count(*) FROM deed", data)[0][0]
