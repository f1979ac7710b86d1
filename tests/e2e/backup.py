# SPDX-License-Identifier: MIT
"""Backups: what they hold, what reads them, what is left when they cannot be made, and restoring: here, elsewhere, beside a server."""
import fcntl
import glob
import hashlib
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess

import harness
from harness import CAIRN, SYNC, Skip, Terminal, cairn, environment, good, one_sentence, run
from postgres import Postgres
from wire import Device, Wire

FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
KILL = os.path.join(harness.BUILD, "tests", "kill", "kill-at")
# the day is played in steps of days, so that there are streaks, due days, lapses
WEEK = "".join("<space>3<space>1<space>4<space>2<space>3<+1d>" for _ in range(5)) + "<space>3<space>3u"


def play(env, keys=WEEK):
    return good(cairn("--mode", "flip", "--size", "40x20", "--script", keys, env=env))


def made(name="store", **more):
    """A store with a week of answers, an undo, a setting, notes of several kinds, a suspended card, a name of media."""
    env = environment(CAIRN_DATA=os.path.abspath(name), **more)
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i} 'quoted' ; -- /*\tback {i} \\n\\\\ é 日本 🗻\n" for i in range(25)))
    good(cairn("import", "deck.tsv", env=env))
    good(cairn("add", "--kind", "cloze", "A {{c1::gap}} and {{c2::another}}", env=env))
    good(cairn("set", "new", "7", env=env))
    play(env)
    with sqlite3.connect(store(env)) as db:
        db.execute("INSERT INTO media VALUES ('peak.jpg', '0123abcd')")
    return env


def store(env):
    return os.path.join(env["CAIRN_DATA"], "cairn.db")


def backups(env, folder=None):
    return sorted(path for path in glob.glob(os.path.join(folder or env["CAIRN_DATA"] + "/backups", "cairn-*")) if ".manifest" not in path)


def backup(env, *options):
    return good(cairn("backup", *options, env=env)).out.split(": written")[0]


def lose(env):
    for path in glob.glob(store(env) + "*"):
        os.remove(path)


def state(env):
    """What a learner would miss: due days, streak, settings, notes, names of media; and the screen that shows them."""
    good(cairn("fold", env=env))
    cards = sorted(json.loads(good(cairn("cards", "--json", env=env)).out), key=lambda card: card["uid"])
    status = json.loads(good(cairn("status", "--json", env=env)).out)
    with sqlite3.connect(store(env)) as db:
        notes = db.execute("SELECT uid, type, tags, fields, gone FROM note ORDER BY uid").fetchall()
        settings = db.execute("SELECT key, value FROM setting ORDER BY key").fetchall()
        media = db.execute("SELECT name, file FROM media ORDER BY name").fetchall()
        days = db.execute("SELECT * FROM stone ORDER BY day").fetchall()
    home = cairn("home", "--size", "40x20", "--script", "", env=env).out
    assert "Streak" in home, home
    return {"cards": cards, "notes": notes, "settings": settings, "media": media, "days": days, "home": home,
            "counts": {key: status[key] for key in ("notes", "cards", "due", "new")}}


def later(env, days):
    return {**env, "CAIRN_NOW": f"2026-11-{26 + days:02d}T09:30:00+01:00"}


def test_restored_by_sqlite3_alone_then_by_cairn():
    if not shutil.which("sqlite3"):
        raise Skip("Debian's package sqlite3 is not installed")
    env = later(made(), 0)
    before, file = state(env), backup(env)
    lose(env)
    with open(file, "rb") as text:
        done = run("sqlite3", "-bail", "rescued.db", stdin=text.read())
    assert done.code == 0 and done.text == "", done
    with sqlite3.connect("rescued.db") as db:
        assert db.execute("SELECT uid, type, tags, fields, gone FROM note ORDER BY uid").fetchall() == before["notes"]
        assert db.execute("SELECT key, value FROM setting ORDER BY key").fetchall() == before["settings"]
        assert db.execute("SELECT name, file FROM media ORDER BY name").fetchall() == before["media"]
        assert db.execute("SELECT * FROM stone ORDER BY day").fetchall() == before["days"]
        due = db.execute("SELECT uid, due, s, d, reps FROM card WHERE queue = 2 ORDER BY due").fetchall()
        assert len(due) >= 5 and len(due) == sum(card["queue"] == "review" for card in before["cards"])
        rated = db.execute("SELECT rating, count(*) FROM row_review GROUP BY rating").fetchall()
        assert sum(count for _, count in rated) == 27 and dict(rated)[1] == 5, rated
    assert "restored" in good(cairn("restore", file, env=env)).out
    assert state(env) == before
    os.makedirs("elsewhere", mode=0o700)
    other = {**env, "CAIRN_DATA": os.path.abspath("elsewhere")}
    good(cairn("restore", file, env=other))
    assert state(other) == before
    for place in (env, other):  # the game goes on there
        play(place, "<space>3")
        with sqlite3.connect(store(place)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT count(*), sum(own) FROM log").fetchone() == (2, 1)


def test_every_form_restores_the_same():
    env = later(made(), 0)
    before = state(env)
    good(cairn("backup", "--make-key", os.path.abspath("key"), env=env))
    assert os.stat("key").st_mode & 0o777 == 0o600 and re.fullmatch("[0-9a-f]{64}\n", open("key").read())
    assert "never overwritten" in one_sentence(cairn("backup", "--make-key", os.path.abspath("key"), env=env), 3)
    sealed = {**env, "CAIRN_BACKUP_KEY": os.path.abspath("key")}
    files = [backup(env), backup(env, "--zstd"), backup(sealed), backup(sealed, "--zstd")]
    assert [file.split(".sql")[1] for file in files] == ["", ".zst", ".sealed", ".zst.sealed"], files
    plain = open(files[0], "rb").read()
    assert subprocess.run(["zstd", "-dcq", files[1]], check=True, stdout=subprocess.PIPE).stdout == plain
    assert os.path.getsize(files[1]) * 4 < len(plain) and b"front 3" not in open(files[2], "rb").read()
    for i, file in enumerate(files):
        assert os.stat(file).st_mode & 0o777 == 0o600
        assert "good" in good(cairn("backup", "--verify", file, env=sealed)).out
        place = {**env, "CAIRN_DATA": os.path.abspath(f"place{i}")}
        os.makedirs(f"place{i}", mode=0o700)
        good(cairn("restore", file, *(["--key", "key"] if i >= 2 else []), env=place))
        assert state(place) == before
    digest = subprocess.run(["b2sum", "-l", "256", files[1]], check=True, stdout=subprocess.PIPE, text=True).stdout.split()[0]
    assert f"\nblake2b {digest}\n" in open(files[1] + ".manifest").read()
    assert "sealed" in one_sentence(cairn("backup", "--verify", files[2], env=env), 3)
    good(cairn("backup", "--make-key", "other", env=env))
    assert "another key" in one_sentence(cairn("restore", files[3], "--key", "other", env=env), 3)
    os.chmod("other", 0o644)
    one_sentence(cairn("restore", files[3], "--key", "other", env=env), 3)


def test_the_same_text_loads_in_postgres():
    env = made()
    file = backup(env)
    with Postgres() as server:
        server.psql("", "-f", file)
        with sqlite3.connect(store(env)) as db:
            for table in ("note", "card", "setting", "media", "stone"):
                assert server.rows(f'SELECT count(*) FROM "{table}"') == [(str(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]),)], table
            assert [(str(uid), fields) for uid, fields in db.execute("SELECT uid, replace(fields, char(31), '#') FROM note ORDER BY uid")] == \
                server.rows("SELECT uid, replace(replace(fields, chr(31), '#'), E'\\n', chr(10)) FROM note ORDER BY uid")
            s = db.execute("SELECT uid, s FROM card WHERE s IS NOT NULL ORDER BY uid").fetchall()
        assert [(int(uid), float(value)) for uid, value in server.rows("SELECT uid, s FROM card WHERE s IS NOT NULL ORDER BY uid")] == s and s


def test_bad_files_change_nothing():
    env = later(made(), 0)
    before = state(env)
    key = {**env, "CAIRN_BACKUP_KEY": os.path.abspath("key")}
    good(cairn("backup", "--make-key", "key", env=env))
    text = open(backup(env), "rb").read()
    shaped = {"plain": text, "zst": open(backup(env, "--zstd"), "rb").read(), "sealed": open(backup(key, "--zstd"), "rb").read()}
    chance = random.Random(20261121)
    cases = {"empty": b"", "other": b"SQLite format 3\0", "newer": text.replace(b"cairn backup 1", b"cairn backup 2", 1),
             "drop": text.replace(b"COMMIT;", b'DROP TABLE "note";\nCOMMIT;'),
             "attach": text.replace(b"COMMIT;", b"ATTACH '/tmp/x' AS x;\nCOMMIT;"),
             "expression": text.replace(b"VALUES\n(0,", b"VALUES\n((SELECT 0),", 1),
             "own": text.replace(b'"answers", "acked"', b'"own", "acked"', 1),
             "doubled": text.replace(b"COMMIT;", re.search(rb'INSERT INTO "setting".*?;\n', text, re.S).group(0) + b"COMMIT;"),
             "lines": b"cairn seeled 1\n\x1b[31mred", "fewer": re.sub(rb",\n\([^\n]*\);\n", b";\n", text, count=1), "behind": text + b"x"}
    for name, whole in shaped.items():
        for i in range(60 if FULL else 6):
            cut = chance.randrange(len(whole) - 1)
            cases[f"{name} cut {cut}"] = whole[:cut]
            at, bit = chance.randrange(len(whole)), 1 << chance.randrange(8)
            if name != "plain":  # a flip in plain text may be another text that is as good
                cases[f"{name} flip {at}"] = whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1:]
    for name, content in cases.items():
        with open("bad", "wb") as file:
            file.write(content)
        done = cairn("restore", "bad", env=key)
        if done.code == 0 and not name.startswith("zst flip"):
            raise AssertionError(f"{name}: {done}")
        if done.code:
            one_sentence(done, 3)
        else:  # a bit of the frame's head that changes nothing: its checksum holds, so the text is the same
            assert ": 0 of its" in done.out and subprocess.run(["zstd", "-dcq", "bad"], stdout=subprocess.PIPE).stdout == text, name
        assert not glob.glob(store(env) + ".restoring*"), name
    assert state(env) == before
    os.makedirs("fresh", mode=0o700)
    one_sentence(cairn("restore", "bad", env={**env, "CAIRN_DATA": os.path.abspath("fresh")}), 3)
    assert not os.path.exists("fresh/cairn.db")
    assert "there is no file" in one_sentence(cairn("restore", "nowhere.sql", env=env), 3)
    file = next(path for path in backups(env) if path.endswith(".sql"))  # plain: the manifest notices what the text cannot
    with open(file, "r+b") as opened:
        opened.seek(text.index(b"front 7"))
        opened.write(b"FRONT")
    said = one_sentence(cairn("backup", "--verify", file, env=env), 3)
    assert "manifest" in said, said
    assert "manifest" in one_sentence(cairn("restore", file, env=env), 3)


def test_with_a_server_nothing_is_doubled_and_nothing_is_lost():
    with Wire() as wire:
        a, b = Device("a", wire.uri()), Device("b", wire.uri())
        env = a.env()
        with open("deck.tsv", "w", encoding="utf-8") as file:
            file.write("".join(f"front {i}\tback {i}\n" for i in range(12)))
        good(cairn("import", "deck.tsv", env=a.env(MONGODB_URI=None)))
        play(a.env(MONGODB_URI=None), "<space>3<space>3")
        good(a.sync()), good(b.sync())
        play(b.env(MONGODB_URI=None), "<+1h><space>3")
        good(b.sync())
        play(a.env(MONGODB_URI=None), "<+2h><space>3<space>1")  # never sent before the backup
        file = backup(env)
        play(a.env(MONGODB_URI=None), "<+3h><space>3")  # answered after the backup, and sent by the old file
        rows = len(a.list())
        good(a.sync())
        held = len(wire.dump())
        lose(env)  # the device dies; its backup is put on a new one and on the old one
        c = Device("c", wire.uri())
        for device in (a, c):
            good(cairn("restore", file, env=device.env()))
        for device in (a, c):
            play(device.env(MONGODB_URI=None), "<+5h><space>3")
        for _ in range(3):
            for device in (a, c, b):
                good(device.sync())
        lists = [{line for line in device.list()} for device in (a, b, c)]
        documents = wire.dump()
        identities = [(row["o"], json.dumps(row["a"])) for row in documents]
        assert len(identities) == len(set(identities)), "a row is on the server twice"
        assert len(documents) > held >= rows
        assert [device.counts()["waiting"] for device in (a, b, c)] == [0, 0, 0]
        states = [sorted(json.loads(good(cairn("cards", "--json", env=device.env())).out), key=lambda card: card["uid"])
                  for device in (a, b, c) if not good(cairn("fold", env=device.env())).err]
        assert states[0] == states[1] == states[2] and lists


def test_what_was_never_sent_comes_back_from_a_backup():
    """The server has seen nothing of the last answers: they are on it after a restore and a sync."""
    with Wire() as wire:
        a = Device("a", wire.uri())
        for i in range(8):
            good(cairn("add", f"front {i}", "back", env=a.env()))
        good(a.sync())
        play(a.env(MONGODB_URI=None), "<space>3<space>3<space>3")
        answers = lambda: len([row for row in wire.dump() if row["k"] == "review"])
        file = backup(a.env())
        lose(a.env())
        new = Device("new", wire.uri())
        good(cairn("restore", file, env=new.env()))
        assert answers() == 0
        good(new.sync()), good(new.sync())
        assert answers() == 3
        good(new.sync())
        assert answers() == 3 and new.counts()["waiting"] == 0


def test_into_a_store_that_went_on():
    env = later(made(), 0)
    old = backup(env)
    play(env, "<+1d><space>3<space>3")
    good(cairn("add", "newer", "note", env=env))
    before = state(env)
    assert ": 0 of its" in good(cairn("restore", old, env=env)).out
    assert state(env) == before
    new = backup({**env, "CAIRN_NOW": "2026-11-28T10:00:00+01:00"})
    lose(env)
    good(cairn("restore", old, env=env))
    play(env, "<+2d><space>4")  # two histories of one learner
    with sqlite3.connect(store(env)) as db:
        mine = {row for row in db.execute("SELECT t - lag, origin.name FROM row JOIN origin ON origin.alias = row.origin")}
    done = good(cairn("restore", new, env=env)).out
    assert not re.search(r": 0 of its", done), done
    with sqlite3.connect(store(env)) as db:
        both = [row for row in db.execute("SELECT t - lag, origin.name FROM row JOIN origin ON origin.alias = row.origin")]
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert mine < set(both) and len(both) == len(set(both))
    assert "newer" in good(cairn("search", "newer", env=env)).out
    assert ": 0 of its" in good(cairn("restore", new, env=env)).out  # once more is nothing more
    with sqlite3.connect(store(env)) as db:  # the same file with other rows at the same places: a file system set back
        db.execute("INSERT OR REPLACE INTO meta VALUES ('learner', 'bob')")
    lose(other := {**env, "CAIRN_DATA": os.path.abspath("ada")})
    os.makedirs("ada", mode=0o700)
    good(cairn("restore", old, env=other))
    with sqlite3.connect(store(other)) as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('learner', 'ada')")
    file = backup(other)
    assert "ada's" in one_sentence(cairn("restore", file, env=env), 3)


def test_while_a_sync_runs():
    """It counts on the log of this store: whoever gives it another one waits."""
    env = later(made(), 0)
    file = backup(env)
    with open(store(env) + ".sync-lock", "w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "wait for the sync's end" in one_sentence(cairn("restore", file, env=env), 1)
        good(cairn("backup", env=env))
        with open(store(env), "r+b") as damaged:
            damaged.write(b"\xa5" * 100)
        assert "wait for the sync's end" in cairn("rescue", "--yes", env=env).err
    assert "rebuilt" in good(cairn("rescue", "--yes", env=env)).out


def test_a_store_that_was_set_back_and_went_on():
    """The same log with other rows at the same numbers: both are kept."""
    env = later(made(), 0)
    shutil.copy(store(env), "image.db")  # a machine's snapshot: the inode is the same afterwards
    play(env, "<+1d><space>3<space>3<space>3")
    file = backup(env)
    with open("image.db", "rb") as image, open(store(env), "r+b") as live:
        for path in glob.glob(store(env) + "-*"):
            os.remove(path)
        live.truncate(0)
        live.write(image.read())
    play(env, "<+1d><space>1<space>1")
    reviews = "SELECT count(*) FROM row WHERE kind = 1"
    with sqlite3.connect(store(env)) as db:
        here = db.execute(reviews).fetchone()[0]
    good(cairn("restore", file, env=env))
    with sqlite3.connect(store(env)) as db:
        assert db.execute(reviews).fetchone()[0] == here + 3
        assert db.execute("SELECT count(*) FROM (SELECT DISTINCT t - lag, origin FROM row)").fetchone() == db.execute("SELECT count(*) FROM row").fetchone()
    assert ": 0 of its" in good(cairn("restore", file, env=env)).out


def test_while_a_game_writes():
    env = made()
    writer = subprocess.Popen([os.path.join(harness.BUILD, "tests", "wire", "store-rows"), store(env), "add", "40000"], env=env,
                              stdout=subprocess.DEVNULL)
    counts = []
    try:
        for i in range(4):
            now = {**env, "CAIRN_NOW": f"2026-11-21T09:3{i}:00+01:00"}
            file = backup(now)
            text = open(file, encoding="utf-8").read()
            counts.append(len(re.findall(r"^\(", text, re.M)))
            assert "good" in good(cairn("backup", "--verify", file, env=now)).out
    finally:
        writer.wait()
    assert counts == sorted(counts), counts


def test_restored_where_an_old_log_of_writes_lies():
    """Who moves cairn.db away and leaves cairn.db-wal: SQLite would read it into the restored store."""
    env = later(made(), 0)
    before, file = state(env), backup(env)
    open_one = sqlite3.connect(store(env))
    open_one.execute("PRAGMA wal_autocheckpoint=0")
    open_one.execute("UPDATE note SET fields = 'of the other store'")
    open_one.execute("DELETE FROM card")
    open_one.commit()
    shutil.copy(store(env) + "-wal", "wal")
    open_one.close()
    wal = open("wal", "rb").read()
    assert len(wal) > 4096
    lose(env)
    shutil.copy("wal", store(env) + "-wal")
    said = good(cairn("restore", file, env=env)).out
    assert "kept as" in said, said
    assert state(env) == before
    kept = [path for path in glob.glob(store(env) + "*") if re.search(r"\.left-[0-9-]+-wal$", path)]
    assert len(kept) == 1 and open(kept[0], "rb").read() == wal, glob.glob(store(env) + "*")


def with_media(env, contents):
    """Names and files as an import leaves them: each file under the hash of its content."""
    folder = os.path.join(env["CAIRN_DATA"], "media")
    os.makedirs(folder, exist_ok=True)
    names = []
    with sqlite3.connect(store(env)) as db:
        db.execute("DELETE FROM media")
        for i, content in enumerate(contents):
            names.append(hashlib.blake2b(content, digest_size=32).hexdigest())
            with open(os.path.join(folder, names[-1]), "wb") as file:
                file.write(content)
            db.execute("INSERT INTO media VALUES (?, ?)", (f"picture{i}.jpg", names[-1]))
    return names


def test_media_go_out_and_come_back():
    env = later(made(), 0)
    contents = [b"one", os.urandom(200000), b""]
    names = with_media(env, contents)
    with open(os.path.join(env["CAIRN_DATA"], "media", "a" * 64), "w") as file:
        file.write("no note names it")
    good(cairn("backup", "--make-key", "key", env=env))
    os.mkdir("stick")
    for place, more in (("stick", {}), ("stick", {"CAIRN_BACKUP_KEY": os.path.abspath("key")}), (None, {})):
        now = {**env, **more, **({"CAIRN_BACKUP_DIR": os.path.abspath(place)} if place else {})}
        said = good(cairn("backup", env=now)).out
        assert "3 media files" in said, said
        file, key = said.split(": written")[0], (["--key", "key"] if more else [])
        assert "3 media files" in good(cairn("backup", "--verify", file, *key, env=env)).out
        kept = os.listdir(os.path.dirname(file) + "/media")
        if not more:
            assert set(names) == set(kept), kept
        new = {**env, "CAIRN_DATA": os.path.abspath("new")}
        shutil.rmtree("new", ignore_errors=True)
        os.makedirs("new", mode=0o700)
        if more:  # the plain ones of the backup before are not what comes back
            for name in names:
                os.remove("stick/media/" + name)
        assert "3 media files came" in good(cairn("restore", file, *key, env=new)).out
        for name, content in zip(names, contents):
            path = os.path.join("new", "media", name)
            assert open(path, "rb").read() == content and os.stat(path).st_mode & 0o777 == 0o600
        assert len(os.listdir("new/media")) == 3
        assert "came with it" not in good(cairn("restore", file, *key, env=new)).out, "a second time nothing comes"
    sealed = [name for name in os.listdir("stick/media") if name.endswith(".sealed")]
    assert len(sealed) == 3 and not {name[:64] for name in sealed} & set(names), "a name tells what is in it"
    assert not any(contents[1][:64] in open("stick/media/" + name, "rb").read() for name in sealed)


def test_each_medium_is_copied_once_and_goes_with_the_last_backup():
    env = later(made(), 0)
    os.mkdir("stick")
    env["CAIRN_BACKUP_DIR"] = os.path.abspath("stick")
    first = with_media(env, [b"always", b"only in the first"])
    old = backup(env)
    stamps = {name: os.stat("stick/media/" + name).st_ino for name in first}
    second = with_media(env, [b"always", b"new"])
    backup(later(env, 1))
    assert os.stat("stick/media/" + second[0]).st_ino == stamps[second[0]], "it was copied again"
    assert set(os.listdir("stick/media")) == {*first, *second}
    os.rename(old + ".manifest", "manifest"), os.remove(old)  # no backup needs it any longer
    os.symlink("/etc/passwd", "stick/media/" + "b" * 64)
    with open("stick/media/notes.txt", "w") as file:
        file.write("somebody's own")
    foreign = "stick/cairn-another-2026-11-20-093000.sql"
    open(foreign, "w").close()  # it cannot say what it needs
    backup(later(env, 2))
    assert first[1] in os.listdir("stick/media")
    with open(foreign + ".manifest", "w") as file:
        file.write(f"cairn manifest 1\nmedia {first[0]}\nmedia ../../x\n")
    backup(later(env, 3))
    assert set(os.listdir("stick/media")) == {*second, "notes.txt"}
    assert open("/etc/passwd").read()


def test_the_newest_is_the_newest_when_the_hour_comes_twice():
    env = made()
    backup({**env, "CAIRN_NOW": "2026-10-25T02:50:00+02:00"})
    good(cairn("add", "one", "more", env={**env, "CAIRN_NOW": "2026-10-25T02:55:00+02:00"}))
    newest = backup({**env, "CAIRN_NOW": "2026-10-25T02:05:00+01:00"})
    assert newest in good(cairn("backup", "--verify", env={**env, "CAIRN_NOW": "2026-10-25T02:10:00+01:00"})).out


def test_media_that_are_not_whole():
    env = later(made(), 0)
    os.mkdir("stick")
    env["CAIRN_BACKUP_DIR"] = os.path.abspath("stick")
    names = with_media(env, [b"whole", b"rotten", b"gone"])
    mine = os.path.join(env["CAIRN_DATA"], "media")
    os.remove(f"{mine}/{names[2]}")
    with open(f"{mine}/{names[1]}", "r+b") as file:
        file.write(b"R")
    file = backup({**env, "CAIRN_BACKUP_KEY": (good(cairn("backup", "--make-key", "key", env=env)), os.path.abspath("key"))[1]})
    assert "1 media file\n" in good(cairn("backup", "--verify", file, "--key", "key", env=env)).out
    one = glob.glob("stick/media/*.sealed")[0]
    whole = open(one, "rb").read()
    for bad in (whole[:-1], whole[:50] + bytes([whole[50] ^ 1]) + whole[51:]):
        with open(one, "wb") as out:
            out.write(bad)
        assert ".sealed" in one_sentence(cairn("backup", "--verify", file, "--key", "key", env=env), 3)
        new = {**env, "CAIRN_DATA": os.path.abspath("new")}
        shutil.rmtree("new", ignore_errors=True), os.makedirs("new", mode=0o700)
        said = good(cairn("restore", file, "--key", "key", env=new)).out
        assert "not whole in the folder media beside it: 3" in said and os.listdir("new/media") == [], said
    os.remove(one)
    assert "gone" in one_sentence(cairn("backup", "--verify", file, "--key", "key", env=env), 3)


def test_a_place_too_small_for_media():
    env = later(made(), 0)
    with_media(env, [os.urandom(400000)])
    os.mkdir("small")
    script = (f"mount -t tmpfs -o size=300k none small && CAIRN_BACKUP_DIR=$PWD/small {CAIRN} backup; code=$?; ls -A small small/media; "
              f"{CAIRN} backup --verify small/*.sql; exit $code")
    done = run("unshare", "-m", "sh", "-c", script, env=env)
    if "permission" in done.err or "not permitted" in done.err:
        raise Skip("a file system of a test's own needs root")
    assert done.code == 1 and "was made, but not all of its media files" in done.err and "good" in done.out, done
    assert ".part" not in done.out, done


def test_places_that_fail():
    env = made()
    first = backup(env)
    missing = {**env, "CAIRN_BACKUP_DIR": os.path.abspath("stick")}
    assert "mount" in one_sentence(cairn("backup", env=missing), 1) and not os.path.exists("stick")
    open("file", "w").close()
    assert "no folder" in one_sentence(cairn("backup", env={**env, "CAIRN_BACKUP_DIR": os.path.abspath("file")}), 1)
    os.mkdir("stick")
    good(cairn("backup", env=missing))
    assert len(backups(env, "stick")) == 1
    good(cairn("--profile", "bob", "add", "a", "b", env=missing))
    good(cairn("backup", "--profile", "bob", env=missing))
    assert len(glob.glob("stick/profiles/bob/*.sql")) == 1 and len(backups(env, "stick")) == 1
    assert "good" in good(cairn("backup", "--verify", env=env)).out and backups(env) == [first]


def test_a_full_place_keeps_what_it_has():
    env = made()
    os.mkdir("small")
    script = ("mount -t tmpfs -o size=300k none small && cp old/* small/ && head -c 290k /dev/zero > small/filler; "
              f"CAIRN_BACKUP_DIR=$PWD/small {CAIRN} backup; code=$?; ls -A small; {CAIRN} backup --verify small/*.sql; rm small/filler; "
              f"CAIRN_BACKUP_DIR=$PWD/small {CAIRN} backup --zstd > /dev/null || echo again; exit $code")
    file = backup(env)
    os.mkdir("old")
    for path in (file, file + ".manifest"):
        shutil.copy(path, "old")
    done = run("unshare", "-m", "sh", "-c", script, env={**env, "CAIRN_NOW": "2026-11-22T09:30:00+01:00"})
    if "permission" in done.err or "not permitted" in done.err:
        raise Skip("a file system of a test's own needs root")
    assert done.code == 1 and "No space left" in done.err and "older ones are as they were" in done.err, done
    names = done.out.splitlines()
    assert names[0].endswith(".sql") and names[1].endswith(".manifest") and names[2] == "filler" and "good" in names[3] and len(names) == 4, done
    assert "again" not in done.out


def test_killed_at_any_call_leaves_whole_ones():
    env = made()
    with_media(env, [b"first", b"second" * 9000])
    old = backup(env)
    again = {**env, "CAIRN_NOW": "2026-11-22T09:30:00+01:00"}
    done = run(KILL, "0", CAIRN, "backup", env=again)
    total = int(re.search(r"calls (\d+)", done.out).group(1))
    for path in backups(env):
        if path != old:
            os.remove(path), os.remove(path + ".manifest")
    shutil.rmtree(env["CAIRN_DATA"] + "/backups/media")
    chance = random.Random(8)
    for at in sorted(chance.sample(range(1, total), total - 1 if FULL else 25)):
        run(KILL, str(at), CAIRN, "backup", env=again)
        for path in backups(env):
            if os.path.exists(path + ".manifest"):
                assert "blake2b " + subprocess.run(["b2sum", "-l", "256", path], stdout=subprocess.PIPE, text=True).stdout.split()[0] in open(path + ".manifest").read()
            assert open(path, "rb").read().endswith(b"-- end\n"), at
        assert old in backups(env)
    good(cairn("backup", env=again))
    assert not [name for name in os.listdir(env["CAIRN_DATA"] + "/backups") if name.startswith(".") or ".manifest." in name], "leftovers of killed runs"
    assert "good" in (said := good(cairn("backup", "--verify", env=again)).out) and "2 media files" in said, said


def test_killed_while_restoring():
    env = later(made(), 0)
    names = with_media(env, [b"first", b"second" * 9000])
    before, file = state(env), backup(env)
    lose(env)
    shutil.rmtree(env["CAIRN_DATA"] + "/media")
    total = int(re.search(r"\d+", run(KILL, "0", CAIRN, "restore", file, env=env).out).group())
    chance = random.Random(9)
    for at in sorted(chance.sample(range(1, total), total - 1 if FULL else 25)):
        lose(env)
        shutil.rmtree(env["CAIRN_DATA"] + "/media", ignore_errors=True)
        run(KILL, str(at), CAIRN, "restore", file, env=env)
        good(cairn("restore", file, env=env))
        assert set(names) <= set(os.listdir(env["CAIRN_DATA"] + "/media"))
        assert not glob.glob(store(env) + ".restoring*")
    assert state(env) == before


def test_old_ones_go_by_their_dates():
    env = made()
    first = backup(env)
    host = re.sub(r"\d{4}-\d\d-\d\d-\d{6}\.sql$", "", first)
    import datetime
    day = datetime.date(2026, 11, 20)
    for back in range(900):
        for ending in ("", ".manifest"):
            shutil.copy(first + ending, f"{host}{day - datetime.timedelta(back)}-020000.sql{ending}")
    other = os.path.join(os.path.dirname(first), "cairn-another-2020-01-01-020000.sql")
    shutil.copy(first, other)
    backup(env)
    left = [path[len(host):][:10] for path in backups(env) if path.startswith(host)]
    assert left[-14:] == [str(datetime.date(2026, 11, 21) - datetime.timedelta(i)) for i in range(13, -1, -1)]
    sundays = [day for day in left if datetime.date.fromisoformat(day).weekday() == 6]
    assert {"2026-11-01", "2026-10-25", "2026-10-18", "2026-10-11", "2026-10-04"} <= set(sundays), left
    months = {day[:7] for day in left}
    assert len(months) == 24 and min(left) == "2024-12-31", left
    assert len(left) <= 14 + 8 + 24 and os.path.exists(other)
    assert len(glob.glob(host + "*.manifest")) == len(left)


def test_the_first_start_of_a_day_makes_one():
    env = made(CAIRN_BACKUP=None)
    shown = {**env, "CAIRN_NOW": "2026-11-26T09:30:00+01:00"}

    def start(now):
        t = Terminal(CAIRN, "--mode", "flip", size="40x20", env={**env, "CAIRN_NOW": now})
        t.until("front|Tour|Known|gap|another")
        return t

    def end(t):
        t.send("q")
        t.until("Streak")
        t.send("q")
        assert t.wait() == 0

    t = start("2026-11-26T09:30:00+01:00")
    harness.wait_for(lambda: len(backups(env)) == 1 and os.path.exists(backups(env)[0] + ".manifest"), "the first backup")
    end(t)
    harness.wait_for(lambda: "made" in (backup_age(shown) or ""), "the note of it")
    end(start("2026-11-26T21:30:00+01:00"))
    good(cairn("backup", "--auto", env={**env, "CAIRN_NOW": "2026-11-26T23:00:00+01:00"}))
    assert len(backups(env)) == 1
    good(cairn("backup", "--auto", "--verify", env={**env, "CAIRN_NOW": "2026-11-27T01:00:00+01:00"}))
    assert len(backups(env)) == 2
    end(start("2026-11-27T09:00:00+01:00"))
    assert cairn("backup", "--auto", env={**env, "CAIRN_BACKUP": "off", "CAIRN_NOW": "2026-11-29T01:00:00+01:00"}).text == ""
    assert len(backups(env)) == 2


def backup_age(env):
    with sqlite3.connect(store(env)) as db:
        row = db.execute("SELECT group_concat(key) FROM meta WHERE key LIKE 'backup%'").fetchone()
    return row[0]


def doctor(env):
    return next(line for line in cairn("doctor", env=env).out.splitlines() if " backup " in line)


def test_what_is_said_about_them():
    env = later(made(), 0)
    home = lambda at, size="40x20": cairn("home", "--size", size, "--script", "", env={**env, "CAIRN_NOW": at}).out
    assert "backup" not in home("2026-11-26T10:00:00+01:00") and "none yet" in doctor(env)
    good(cairn("backup", env=env))
    assert "ok" in doctor(env)[:4] and "not tried" in doctor(env)
    good(cairn("backup", "--verify", env=env))
    assert "restored on trial" in doctor(env)
    assert "backup" not in home("2026-11-27T09:00:00+01:00")
    line = next(line for line in home("2026-11-29T10:00:00+01:00").splitlines() if "backup" in line)
    assert "3 days" in line and len(line) <= 40, line
    for size in ("40x20", "80x24", "24x7"):
        assert "backup" in home("2026-11-29T10:00:00+01:00", size) or size == "24x7"
    old = {**env, "CAIRN_NOW": "2026-11-29T10:00:00+01:00"}
    assert doctor(old).startswith("note"), doctor(old)
    shutil.rmtree(env["CAIRN_DATA"] + "/backups")
    assert doctor(env).startswith("bad"), doctor(env)


def test_bad_words():
    env = made()
    for words, code in ((["backup", "somewhere.sql"], 2), (["restore"], 2), (["restore", "a", "b"], 2), (["backup", "--verify"], 3),
                        (["backup", "--key"], 2)):
        one_sentence(cairn(*words, env=env), code)
    for verb in ("pack", "unpack"):
        one_sentence(run(SYNC, verb, "x", env=env), 2)
    assert run(SYNC, "unpack", env=env, stdin=b"nonsense").code == 3


harness.main(globals())
