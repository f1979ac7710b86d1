# SPDX-License-Identifier: MIT
"""cairn export --postgres against Debian's PostgreSQL: by psql and by itself, again and again, checked, and with a password that nobody sees."""
import glob
import json
import os
import re
import shutil
import sqlite3
import subprocess
import threading

import harness
from harness import CAIRN, SYNC, cairn, environment, good, one_sentence, run
from postgres import PASSWORD, Postgres

TABLES = ["learner", "deck", "note", "field", "card", "answer", "entry", "setting"]


def played(name="store", **more):
    env = environment(CAIRN_DATA=os.path.abspath(name), CAIRN_NOW="2026-11-21T09:30:00+01:00", **more)
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i} 'q' \"d\" \\ é 🗻\tback {i}; -- \\\\. $$\n" for i in range(20)))
    good(cairn("import", "deck.tsv", env=env))
    good(cairn("add", "--kind", "cloze", "--deck", "Gaps::Öl", "A {{c1::gap}}\nand {{c2::another}}", env=env))
    good(cairn("set", "new", "7", env=env))
    good(cairn("--mode", "flip", "--size", "40x20", "--script", "".join("<space>3<space>1<space>4<space>2<space>3<+1d>" for _ in range(5)) + "<space>3<space>3u", env=env))
    return env


def load(env, server, *options, **more):
    done = good(cairn("export", "--postgres", *options, env={**env, "DATABASE_URL": server.uri(), **more}))
    assert done.err == "", done
    lines = {}
    for line in done.out.splitlines():
        name, rows, new, changed, removed, total = re.fullmatch(r"(\w+): (\d+) rows, (\d+) new, (\d+) changed, (\d+) removed, sum (\d+)", line).groups()
        lines[name] = tuple(map(int, (rows, new, changed, removed)))
    assert list(lines) == TABLES, done
    return lines


def test_loaded_twice_and_after_more_answers():
    env = played()
    with Postgres() as server:
        first = load(env, server)
        assert all(rows == new and not changed and not removed for rows, new, changed, removed in first.values()), first
        assert first["note"][0] == 21 and first["card"][0] == 22 and first["answer"][0] == 27 and first["field"][0] == 42, first
        second = load(env, server)
        assert all((new, changed, removed) == (0, 0, 0) for _, new, changed, removed in second.values()), second
        good(cairn("--mode", "flip", "--script", "<+6d><space>3<space>1", env=env))
        answered = load(env, server)
        assert answered["answer"][1:] == (2, 0, 0) and answered["card"][1:] == (0, 2, 0) and answered["note"][1:] == (0, 0, 0), answered
        good(cairn("undo", env={**env, "CAIRN_NOW": "2026-11-27T09:31:00+01:00"}))
        undone = load(env, server)
        assert undone["answer"][1:] == (0, 1, 0) and undone["entry"][1] >= 1, undone
        good(cairn("set", "new", "9", env=env))
        third = load(env, server)
        assert third["answer"][1:] == (0, 0, 0) and third["setting"][1:] == (0, 1, 0) and third["note"][1:] == (0, 0, 0), third
        # what somebody did to the tables is put right, or said
        server.psql("DELETE FROM cairn.answer WHERE rating = 1; UPDATE cairn.note SET tags = 'mine'; INSERT INTO cairn.setting VALUES ('x', 'y')")
        mended = load(env, server)
        assert mended["answer"][1] == 6 and mended["note"][2] == 21 and mended["setting"][3] == 1, mended
        server.psql("CREATE RULE lost AS ON INSERT TO cairn.answer DO INSTEAD NOTHING; DELETE FROM cairn.answer WHERE rating = 1")
        said = one_sentence(cairn("export", "--postgres", env={**env, "DATABASE_URL": server.uri()}), 6)
        assert "table answer has" in said and "nothing was changed" in said, said


def test_every_value_is_there():
    env = played()
    with Postgres() as server:
        load(env, server)
        cards = {card["uid"]: card for card in json.loads(good(cairn("cards", "--json", env=env)).out)}
        for uid, queue, day, s, d, reps, lapses in server.rows("SELECT uid, queue, due_day, stability, difficulty, reps, lapses FROM cairn.card"):
            card = cards.pop(uid)
            assert queue == card["queue"] and int(reps) == card["reps"] and int(lapses) == card["lapses"], (uid, card)
            assert day == (card["due"] if queue == "review" else "") and (s == "" or abs(float(s) - card["S"]) < 1e-4), (uid, day, card)
        assert not cards
        rows = [json.loads(line) for line in good(cairn("export", "--json", env=env)).out.splitlines()]
        asked = {(row["origin"], str(row["at"])): row for row in rows if row.get("kind") == "review"}
        for origin, at, rating, took, s, ivl, step, p, counts, iso in server.rows(
                "SELECT origin, at_ms, rating, took_ms, stability, interval_days, step_s, predicted, counts, extract(epoch FROM at) * 1000 FROM cairn.answer"):
            row = asked.pop((origin, at))
            assert (int(rating), int(took), round(float(s) * 1000), float(iso)) == (row["r"], row["ms"], row["s"], row["t"]), row
            assert int(ivl or -int(step)) == row["d"] and (float(p) if p else -1) == (row["p"] / 10000 if row["p"] >= 0 else -1), row
        assert not asked
        assert server.rows("SELECT count(*) FROM cairn.answer WHERE NOT counts") == [("1",)]
        fields = {value for row in rows if row["is"] == "note" for value in row["fields"]}
        assert {value for (value,) in server.rows("SELECT to_json(value) FROM cairn.field")} == {json.dumps(value, ensure_ascii=False) for value in fields}
        assert server.rows("SELECT body->>'key', body->>'value' FROM cairn.entry WHERE kind = 'setting'") == [("new", "7")]
        assert sum(map(int, (count for (count,) in server.rows("SELECT count(*) FROM cairn.answer UNION ALL SELECT count(*) FROM cairn.entry")))) == \
            sum(row["is"] == "row" for row in rows)


def test_views_answer_what_people_ask():
    env = played()
    with Postgres() as server:
        load(env, server)
        assert server.rows("SELECT day, answers, again FROM cairn.study_day ORDER BY day")[:2] == [("2026-11-21", "5", "1"), ("2026-11-22", "5", "1")]
        assert server.rows("SELECT from_day, to_day, days FROM cairn.streak") == [("2026-11-21", "2026-11-26", "6")]
        due = server.rows("SELECT day, cards FROM cairn.due_per_day")
        cards = [card for card in json.loads(good(cairn("cards", "--json", env=env)).out) if card["queue"] == "review"]
        assert due and sum(int(count) for _, count in due) == len(cards) and due[0][0] == min(card["due"] for card in cards)
        decks = {row[0]: row[1:] for row in server.rows("SELECT deck, cards, new, in_review FROM cairn.by_deck")}
        assert decks["Gaps::Öl"][0] == "2" and set(decks) >= {"deck"}, decks
        months = server.rows("SELECT month, reviews, known, predicted FROM cairn.retention")
        assert all(0 <= float(known) <= 1 and 0 < float(predicted) <= 1 for _, _, known, predicted in months), months
        server.psql("SELECT * FROM cairn.calibration; SELECT * FROM cairn.leech; SELECT * FROM cairn.review")


def test_a_file_that_psql_loads():
    env = played()
    with Postgres() as server:
        good(cairn("export", "--postgres", "all.sql", env={**env, "DATABASE_URL": server.uri()}))
        assert os.stat("all.sql").st_mode & 0o777 == 0o600
        assert server.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'cairn'") == [("0",)]
        printed = good(cairn("export", "--postgres", env=env)).out
        assert printed == open("all.sql", encoding="utf-8").read()
        lines = server.psql("", "-f", "all.sql").out.splitlines()
        assert len(lines) == len(TABLES) and "27 rows, 27 new" in lines[5], lines
        assert all(", 0 new, 0 changed, 0 removed" in line for line in server.psql("", "-f", "all.sql").out.splitlines())
        assert load(env, server)["answer"][1] == 0
        one_sentence(cairn("export", "--postgres", "all.sql", env=env), 1)
        with open("all.sql", encoding="utf-8") as whole, open("cut.sql", "w", encoding="utf-8") as cut:
            cut.write(whole.read().replace("\t3\t", "\t2\t", 1))  # another answer than the one that was counted
        server.psql("DROP SCHEMA cairn CASCADE")
        assert server.psql("", "-f", "cut.sql", check=False).code == 3
        assert server.rows("SELECT count(*) FROM pg_namespace WHERE nspname = 'cairn'") == [("0",)]


def test_schemas_and_learners():
    ada, bob = played("eve"), played("bob")
    for env, name in ((ada, "eve"), (bob, "bob")):
        with sqlite3.connect(env["CAIRN_DATA"] + "/cairn.db") as db:
            db.execute("INSERT INTO meta VALUES ('learner', ?)", (name,))
    with Postgres() as server:
        load(ada, server)
        assert "holds what eve learned" in one_sentence(cairn("export", "--postgres", env={**bob, "DATABASE_URL": server.uri()}), 6)
        load(bob, server, "--schema", "class_2")
        assert load(ada, server)["answer"][1] == 0
        assert server.rows("SELECT name FROM class_2.learner") == [("bob",)]
        for bad in ("1x", "a b", "x;drop", "", "A"):
            one_sentence(cairn("export", "--postgres", "--schema", bad, env=ada), 2)


def test_two_at_once():
    env = played()
    with Postgres() as server:
        load(env, server)
        done = []
        both = [threading.Thread(target=lambda: done.append(load(env, server))) for _ in range(3)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        assert len(done) == 3 and all(lines["answer"][1:] == (0, 0, 0) for lines in done), done


SECRETS = [PASSWORD, "p%3Aw%40%2F%25d%27%20%5C%23", "wrong%40secret", "wrong@secret", "s3cret", "hunter2"]


def hidden(text):
    assert not any(secret in text for secret in SECRETS), text


def test_the_password_is_nowhere():
    env = played()
    with Postgres() as server:
        traced = {**env, "DATABASE_URL": server.uri(), "ASAN_OPTIONS": "detect_leaks=0"}  # which is not possible under strace
        seen = subprocess.run(["strace", "-f", "-qq", "-s", "4096", "-e", "trace=execve", CAIRN, "export", "--postgres"], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=traced) if harness.run("which", "strace").code == 0 else None
        if seen:
            assert seen.returncode == 0 and "psql" in seen.stderr, seen
            assert server.uri("") .replace(":@", "@") in seen.stderr, seen.stderr
            assert "wrong" not in seen.stderr
            hidden(seen.stderr), hidden(seen.stdout)
        cases = [(server.uri("wrong%40secret"), 5), (server.uri().replace("/postgres", "/nowhere"), 5), (server.uri(PASSWORD), 2),
                 (f"postgres://ada:s3cret/hunter2@127.0.0.1:{server.port}/postgres", 2), (f"postgres://127.0.0.1:{server.port}/postgres?password=hunter2", 2),
                 (f"postgres://ada:s3cret@127.0.0.1:1/postgres", 5), ("host=127.0.0.1 password=hunter2", 2), ("postgres://ada:hunter2@127.0.0.1:x/y", 5),
                 ("mysql://ada:hunter2@h/d", 2), ("postgresql://ada:s3cret%zz@h/d", 2), ("postgresql://ada:s3cret%00@h/d", 2)]
        for url, code in cases:
            done = cairn("export", "--postgres", env={**env, "DATABASE_URL": url})
            one_sentence(done, code)
            hidden(done.text)
        hidden(server.log().replace("PASSWORD", ""))
        for path in glob.glob(env["CAIRN_DATA"] + "/**", recursive=True):
            if os.path.isfile(path):
                hidden(open(path, "rb").read().decode("latin-1"))


def test_a_card_that_cannot_be():
    """As a made backup may bring one: nothing is read beside the words for it, and doctor's mend is what helps."""
    for column, value in (("state", 77), ("queue", -77), ("queue", 77)):
        env = played()
        with sqlite3.connect(os.path.join(env["CAIRN_DATA"], "cairn.db")) as db:
            db.execute(f"UPDATE card SET {column} = ? WHERE id = (SELECT min(id) FROM card WHERE reps > 0)", (value,))
        db.close()
        said = one_sentence(cairn("export", "--postgres", "all.sql", env=env), 4)
        assert "doctor --fix" in said and not os.path.exists("all.sql"), said
        cairn("doctor", "--fix", env=env)
        good(cairn("export", "--postgres", "all.sql", env=env))
        shutil.rmtree(env["CAIRN_DATA"]), os.remove("all.sql")


def test_a_working_folder_names_no_database():
    env = played()
    os.makedirs("project")
    with open("project/.env", "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write("DATABASE_URL=postgresql://ada:s3cret@127.0.0.1:1/x\n")
    said = one_sentence(cairn("export", "--postgres", env=env, cwd="project"), 2)
    assert "DATABASE_URL of this folder's .env is not taken" in said and "(mode 600)" in said, said
    assert "CREATE" in good(cairn("export", "--postgres", "-", env=env, cwd="project")).out


def test_without_psql_and_without_a_server():
    env = played()
    with open("none", "w"):
        pass
    os.makedirs("bin")
    done = cairn("export", "--postgres", env={**env, "DATABASE_URL": "postgresql://ada:s3cret@127.0.0.1:1/x", "PATH": os.path.abspath("bin")})
    assert "psql is not installed" in one_sentence(done, 1)
    for words in (["--postgres", "a", "b"], ["--postgres", "--nothing"], ["--postgres", "--deck", "x"]):
        one_sentence(cairn("export", *words, env=env), 2)


harness.main(globals())
