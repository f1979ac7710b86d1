# SPDX-License-Identifier: MIT
"""Imports of packages that end in the middle: killed, stopped, or beside a game that writes. The store holds nothing of the
package, or all of it, and the next import clears what was left."""
import functools
import os
import re
import shutil
import signal
import sqlite3
import subprocess

import anki
import ended as imports
import harness
from ended import NOW, STOPPED, company, deeds, environment, has_store, moments, nothing_is_left, query

OTHER = b"\x89PNG\r\n\x1a\n" + b"other" * 20
bring = functools.partial(harness.bring, CAIRN_NOW=NOW)
many = imports.package


def rows(data="data"):
    """The rows that packages bring, as other devices see them."""
    return sorted(query("SELECT o.name, r.t - r.lag, r.z, r.kind, c.uid, r.body FROM row r JOIN origin o ON o.alias = r.origin "
                        "JOIN card c ON c.id = r.card", data))


def ended(n, package, data, signal_name="KILL"):
    return imports.ended(n, [package], data, signal_name)


def test_old_or_new_wherever_it_is_killed():
    package, other = os.path.abspath(anki.sample("g.apkg", 3)), os.path.abspath(anki.sample("other.apkg", 1, media={"other.png": OTHER}))
    bring(package, data="whole")
    wanted, bare = rows("whole"), 0
    for n in moments([package], 24, 3):
        data = f"k{n}"
        ended(n, package, data)
        if has_store(data):
            assert query("PRAGMA integrity_check", data) == [("ok",)]
            assert rows(data) in ([], wanted), n
            assert len(query("SELECT 1 FROM note", data)) in (0, 4), n
            bare += not rows(data) and os.path.exists(os.path.join(data, "media")) and len(os.listdir(os.path.join(data, "media"))) > 0
        bring(other, data=data)
        nothing_is_left(data, n)
        bring(package, data=data)
        assert rows(data) == wanted, n
        nothing_is_left(data, n)
        shutil.rmtree(data)
    print("killed with media kept and no row:", bare)


def after_next_start(data):
    """What the store holds when a program has opened it again."""
    imports.finish(data)
    return rows(data), query("SELECT count(*) FROM note", data)[0][0]


def test_a_large_one_is_old_or_new_wherever_it_is_killed():
    package = many("many.apkg")
    bring(package, data="alone")
    wanted = after_next_start("alone")
    assert wanted[1] == 500 and deeds("alone") == 1, "nobody was beside it"
    db = company("whole")
    bring(package, data="whole")
    db.close()
    assert after_next_start("whole") == wanted and deeds("whole") > 2, "it went in slices"

    seen = set()
    for n in moments([package], 24, 4):
        data = f"m{n}"
        db = company(data) if n % 2 else None
        ended(n, package, data)
        if db:
            db.close()
        if not os.path.exists(os.path.join(data, "cairn.db")):
            continue
        promised = os.path.exists(os.path.join(data, "cairn.db-import"))
        found = after_next_start(data)
        assert found == wanted if promised else found in (([], 0), wanted), (n, promised, len(found[0]), found[1])
        seen.add((promised, found[1] > 0))
        bring(package, data=data)
        assert after_next_start(data) == wanted, n
        shutil.rmtree(data)
    assert {(True, True), (False, False)} <= seen, seen


def test_the_game_goes_on_with_an_import_that_was_ended():
    package = many("many.apkg")
    bring(package, data="whole")
    env = environment("data")
    for n in range(400, 4000, 40):
        shutil.rmtree("data", ignore_errors=True)
        ended(n, package, "data")
        if os.path.exists("data/cairn.db-import"):
            break
    assert len(rows("data")) < len(rows("whole"))
    done = harness.run(harness.CAIRN, "--script", "<shot>", "--size", "80x24", env=env)
    assert done.code == 0, done
    assert rows("data") == rows("whole") and not os.path.exists("data/cairn.db-import")


def test_old_or_new_wherever_it_is_stopped():
    """Ctrl-C at system calls, to this program alone and before it listens as well: old store or new one, with a sentence; nothing left."""
    for package, sampled, notes in ((os.path.abspath(anki.sample("g.apkg", 3)), 12, 4), (many("many.apkg"), 12, 500)):
        bring(package, data="whole")
        wanted, codes = rows("whole"), set()
        for n in moments([package], sampled, 5):
            data = f"i{n}"
            done = ended(n, package, data, "INT")
            how = re.search(r"exit (\d+)|signal (\d+)", done.stdout)
            codes.add(how.group())
            assert how.group() in ("exit 0", "exit 1", "signal 2"), (n, done)
            if has_store(data):
                assert query("PRAGMA integrity_check", data) == [("ok",)]
                assert how.group(2) or (rows(data), query("SELECT count(*) FROM note", data)[0][0]) == ((wanted, notes) if how.group(1) == "0" else ([], 0)), (n, done)
                assert how.group(1) != "1" or STOPPED in done.stderr, (n, done)
                if how.group(1):
                    nothing_is_left(data, n)
            bring(package, data=data)
            assert rows(data) == wanted, n
            nothing_is_left(data, n)
            shutil.rmtree(data)
        shutil.rmtree("whole")
        print("stopped:", sorted(codes))
        assert "exit 0" in codes


def test_stopped_before_it_is_read():
    """Ctrl-C while the parser works: a sentence, nothing imported, no file left."""
    package = many("many.apkg", 6000)
    bring(anki.sample("g.apkg", 3))
    before = rows()
    env = environment("data")
    child = subprocess.Popen([harness.SYNC, "import", package], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    harness.wait_for(lambda: os.path.exists("data/cairn.db-import-part"), "the reading")
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    if child.returncode == 1:
        assert STOPPED in err and rows() == before, (out, err)
    else:  # it was quicker than the signal
        assert child.returncode == 0 and "written to its end" in err, (child.returncode, out, err)
    assert not [name for name in os.listdir("data") if "-import" in name]


def test_a_game_beside_it_is_answered():
    """The lock is left between slices: somebody who writes meanwhile gets it every time."""
    package = many("many.apkg", 6000)
    env = harness.environment(CAIRN_DATA=os.path.abspath("data"))
    env.pop("CAIRN_NOW", None)
    assert harness.run(harness.SYNC, "import", anki.sample("g.apkg", 3), env=env).code == 0
    db, wrote = company("data"), 0
    child = subprocess.Popen([harness.SYNC, "import", package], env=env, stdout=subprocess.DEVNULL)
    harness.wait_for(lambda: os.path.exists("data/cairn.db-import"), "the writing")
    while child.poll() is None and wrote < 20:
        try:  # again and again, as the game does: SQLite's own waits miss a short gap
            db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            continue
        db.execute("INSERT OR REPLACE INTO meta VALUES ('beside', ?)", (wrote,))
        db.execute("COMMIT")
        wrote += 1
    assert child.wait(timeout=120) == 0
    assert wrote >= 3, wrote
    assert query("SELECT count(*) FROM note")[0][0] == 6004


harness.main(globals())
