# SPDX-License-Identifier: MIT
"""A damaged store: the learner is asked, the file is kept as it is, and backup, what can be read, and server make a new one."""
import glob
import json
import os
import shutil
import sqlite3

import harness
import lost_power
from harness import CAIRN, SYNC, Terminal, cairn, environment, good, one_sentence, run
from wire import Device, Wire

PAGE = 4096


def store(env):
    return os.path.join(env["CAIRN_DATA"], "cairn.db")


def rows(path):
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = db.execute("SELECT o.name, t - lag, kind FROM row r JOIN origin o ON o.alias = r.origin ORDER BY 1, 2").fetchall()
    db.close()
    return found


def play(env, answers):
    good(cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3" * answers, env=env))


def made(**more):
    env = environment(**more)
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i}\tback {i}\n" for i in range(40)))
    good(run(SYNC, "import", "deck.tsv", env=env))
    play(env, 5)
    return env


def wreck_head(env):
    with open(store(env), "r+b") as file:
        file.write(b"\xa5" * 100)


def wreck_index(env):
    """Pages of an index over rows: what stands in the table can still be read."""
    with sqlite3.connect(store(env)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'row_t'").fetchone()[0]
    db.close()
    with open(store(env), "r+b") as file:
        file.seek((root - 1) * PAGE)
        file.write(b"\xa5" * PAGE)


def bytes_of(path):
    with open(path, "rb") as file:
        return file.read()


def aside(env):
    found = [path for path in glob.glob(store(env) + ".damaged-*") if not path.endswith(("-wal", "-shm"))]
    assert len(found) == 1, found
    return found[0]


def leftovers(env):
    return [name for name in os.listdir(env["CAIRN_DATA"]) if "restoring" in name or "reading" in name]


def test_a_whole_store_is_left_alone():
    env = made()
    before = bytes_of(store(env))
    assert "nothing to rescue" in good(cairn("rescue", env=env)).out
    assert bytes_of(store(env)) == before
    assert "no store" in one_sentence(cairn("rescue", env={**env, "CAIRN_DATA": os.path.abspath("nowhere")}), 4)


def test_with_a_backup_only():
    env = made()
    good(cairn("backup", env=env))
    before = rows(store(env))
    wreck_head(env)
    damaged = bytes_of(store(env))
    for verb in ("status", "cards"):
        assert "cairn rescue" in one_sentence(cairn(verb, env=env), 4)
    asked = cairn("rescue", env=env)
    assert "--yes" in one_sentence(asked, 1) and "No server is set" in asked.out and ".sql" in asked.out, asked
    assert bytes_of(store(env)) == damaged and not glob.glob(store(env) + ".damaged*")
    said = good(cairn("rescue", "--yes", env=env)).out
    assert f"rebuilt: {len(before)} rows, of these 0 read" in said, said
    assert rows(store(env)) == before and bytes_of(aside(env)) == damaged and not leftovers(env)
    play(env, 2)


def test_what_can_be_read_comes_too():
    env = made()
    good(cairn("backup", env=env))
    play(env, 3)
    before = rows(store(env))
    wreck_index(env)
    assert "rescue" in cairn("doctor", env=env).out
    said = good(cairn("rescue", "--yes", env=env)).out
    assert "of these 0 read" not in said, said
    assert rows(store(env)) == before, said


def test_neither_backup_nor_server():
    env = made()
    before = rows(store(env))
    wreck_index(env)
    good(cairn("rescue", "--yes", env=env))
    assert rows(store(env)) == before
    wreck_head(env)
    damaged = bytes_of(store(env))
    assert "keep the file" in one_sentence(cairn("rescue", "--yes", env=env), 4)
    assert bytes_of(store(env)) == damaged and not leftovers(env)


def test_a_store_without_a_byte():
    """With a backup it is damage, for every program; without one it is what a first start that was killed leaves behind."""
    env = made()
    with open("one.tsv", "w", encoding="utf-8") as file:
        file.write("a\tb\n")
    before = rows(store(env))
    good(cairn("backup", env=env))
    os.truncate(store(env), 0)
    for argv in (("status",), ("due",), ("import", os.path.abspath("one.tsv")), ("export", os.path.abspath("out.jsonl"))):
        assert "no byte in it" in one_sentence(cairn(*argv, env=env), 4), argv
        assert os.path.getsize(store(env)) == 0
    assert "no byte in it" in cairn("doctor", env=env).out and os.path.getsize(store(env)) == 0
    screen = cairn("--size", "40x20", "--script", "", env=env)
    assert screen.code == 4 and "damaged" in screen.out and os.path.getsize(store(env)) == 0, screen
    said = good(cairn("rescue", "--yes", env=env)).out
    assert f"rebuilt: {len(before)} rows" in said and rows(store(env)) == before, said
    os.truncate(store(env), 0)  # restoring is an answer to the question as well
    good(cairn("restore", glob.glob(env["CAIRN_DATA"] + "/backups/*.sql")[0], env=env))
    assert rows(store(env)) == before
    new = {**env, "CAIRN_DATA": os.path.abspath("killed")}
    os.makedirs("killed", mode=0o700)
    open(store(new), "w").close()
    good(cairn("add", "first", "note", env=new))


def test_with_a_server():
    with Wire() as wire:
        for name, backup in (("both", True), ("server", False)):
            a = Device(name, wire.uri(), learner="ada-" + name)
            env = made(**{**a.more, "CAIRN_DATA": a.folder})
            if backup:
                good(cairn("backup", env=env))
            play(env, 3)
            good(a.sync())
            before = rows(store(env))
            wreck_head(env)
            said = cairn("rescue", "--yes", env=env)
            assert said.code == 0 and "rebuilt:" in said.out, said
            assert set(before) <= set(rows(store(env))), name
            good(a.sync())
            status = json.loads(good(cairn("status", "--json", env=env)).out)
            assert status["waiting"] == 0 and status["answers"] == 8, status
            assert len({(row["o"], json.dumps(row["a"])) for row in wire.dump()}) == len(wire.dump()), "a row is doubled"
            play(env, 1)


def test_the_screen_asks_first():
    env = made()
    good(cairn("backup", env=env))
    before = rows(store(env))
    wreck_head(env)
    damaged = bytes_of(store(env))
    for size in ("40x20", "80x24", "24x7"):
        screen = cairn("--size", size, "--script", "", env=env)
        assert screen.code == 4 and "damaged" in screen.out, screen
        assert bytes_of(store(env)) == damaged
    game = Terminal(CAIRN, env=env, size="80x24")
    assert "Rebuild it now" in game.until("nothing is changed")
    game.send("2")
    game.until("cairn rescue")
    assert game.wait() == 4 and game.modes_are_back() and bytes_of(store(env)) == damaged
    game.close()
    game = Terminal(CAIRN, "--mode", "flip", env=env, size="80x24")
    game.until("Rebuild it now")
    game.send("1")
    game.until(r"front \d+")
    game.send("q")
    game.close()
    assert set(before) <= set(rows(store(env))) and bytes_of(aside(env)) == damaged


def test_the_power_fails_meanwhile():
    """At any moment there is the damaged file under one name or the other, and what stands in its place is damaged or whole."""
    env = made()
    good(cairn("backup", env=env))
    before = rows(store(env))
    wreck_head(env)
    damaged, log = bytes_of(store(env)), os.path.abspath("io.log")
    disk = lost_power.Disk(env["CAIRN_DATA"])
    good(run(CAIRN, "rescue", "--yes", env=lost_power.recorded(env, env["CAIRN_DATA"], log)))
    records = lost_power.read(log)
    for number, record in enumerate(records):
        disk.follow(record)
        for seed in range(3 if number + 40 > len(records) else 1):
            shutil.rmtree("after", ignore_errors=True)
            os.makedirs("after", mode=0o700)
            disk.lost(number * 10 + seed, os.path.abspath("after"))
            files = [bytes_of(path) for path in glob.glob("after/cairn.db*") if not path.endswith("-wal")]
            assert damaged in files, f"record {number} {record[:3]}: the damaged file is gone"
            if os.path.exists("after/cairn.db") and bytes_of("after/cairn.db") != damaged:
                assert rows("after/cairn.db") == before, f"record {number} {record[:3]}"
            assert os.path.exists("after/cairn.db"), f"record {number} {record[:3]}: a new start would make an empty store"
    print(f"{len(records)} records", flush=True)


harness.main(globals())
