# SPDX-License-Identifier: MIT
"""cairn doctor: this machine, and what of schema/mongo/ a deployment has; the commands it prints are those that mend it."""
import json
import os
import pty
import re
import shutil
import sqlite3

import harness
from harness import CAIRN, good, one_sentence
from mongosh import record
from wire import Device, Wire


class Person(Device):
    def cairn(self, *argv, **more):
        return harness.run(CAIRN, *argv, env=self.env(**more))

    def doctor(self, *argv, code=0, **more):
        done = self.cairn("doctor", "--json", *argv, **more)
        assert done.code == code, done
        return {check["check"]: check for check in json.loads(done.out)["checks"]}


def test_a_healthy_machine():
    a = Person("a", None, learner=None)
    assert "none yet" in a.doctor()["store"]["text"]
    good(a.cairn("status"))  # makes an empty store
    empty = a.doctor()["backup"]
    assert empty["verdict"] == "ok" and "nothing to look at yet" in empty["text"], empty
    good(a.cairn("add", "one", "two"))
    checks = a.doctor()
    assert list(checks) == ["store", "integrity", "links", "search", "texts", "quarantine", "content", "clock", "folders", "settings", "network", "space", "backup", "helper",
                            "schedules", "tags", "terminal", "locale", "width", "timers"], checks
    assert all(check["verdict"] == "ok" for check in checks.values()), checks
    assert good(a.cairn("doctor")).out.splitlines()[-1] == "20 checks, 0 notes, 0 bad"


def test_notes_that_no_other_device_reads_are_named_and_written_anew():
    """Half a character at the end."""
    a = Person("a", None, learner=None)
    good(a.cairn("add", "one", "two"))
    good(a.cairn("add", "three", "four"))
    with sqlite3.connect(a.store) as db:
        db.execute("UPDATE note SET fields = CAST(CAST(fields AS BLOB) || x'd1' AS TEXT) WHERE fields LIKE 'one%'")
    db.close()
    texts = a.doctor(code=1)["texts"]
    assert texts["verdict"] == "bad" and texts["text"].startswith("1 note ") and '"one"' in texts["text"], texts
    assert texts["commands"] == "cairn doctor --fix\n", texts
    texts = a.doctor("--fix")["texts"]
    assert texts["verdict"] == "ok" and "(mended)" in texts["text"], texts
    found = json.loads(good(a.cairn("search", "one", "--json")).out)
    assert found[0]["fields"] == ["one", "two\ufffd"], found
    with sqlite3.connect(a.store) as db:
        assert db.execute("SELECT count(*) FROM row WHERE kind = 10").fetchone() == (3,), "one revision more"
    db.close()


def test_what_is_wrong_is_said():
    a = Person("a", None, learner=None)
    good(a.cairn("add", "one", "two"))
    with sqlite3.connect(a.store) as db:
        db.execute("INSERT INTO raw(id, doc, why) VALUES (5, x'00', 'newer'), (6, x'00', 'newer'), (7, x'00', 'hash')")
    os.chmod(a.folder, 0o755)
    with open(os.path.join(a.folder, ".env"), "w", encoding="utf-8") as file:
        file.write("MONGODB_URI=mongodb://user:geheim@127.0.0.1/x\n")
    os.chmod(os.path.join(a.folder, ".env"), 0o644)
    checks = a.doctor(code=1)
    assert "1 hash, 2 newer" in checks["quarantine"]["text"] and checks["quarantine"]["verdict"] == "note"
    assert checks["folders"]["commands"] == f"chmod 700 '{a.folder}'\n"
    assert checks["settings"]["verdict"] == "bad" and "geheim" not in json.dumps(checks)
    os.chmod(a.folder, 0o700), os.chmod(os.path.join(a.folder, ".env"), 0o600)
    with open(a.store, "r+b") as file:
        file.seek(0)
        file.write(b"no database at all" * 10)
    checks = a.doctor(code=1)
    assert checks["store"]["verdict"] == "bad" and "not looked at" in checks["integrity"]["text"], checks


def spoiled():
    """A week of answers, then schedules and totals that nobody's rows say."""
    a = Person("a", None, learner=None)
    for n in range(12):
        good(a.cairn("add", f"front {n}", "back"))
    good(a.cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3<space>1<space>4<+1d>" * 5 + "u"))
    assert a.doctor()["schedules"]["verdict"] == "ok"
    with sqlite3.connect(a.store) as db:
        db.execute("UPDATE card SET due = due + 3, s = s * 2 WHERE reps > 1")
        db.execute("UPDATE day SET answers = answers + 5")
    db.close()
    return a


def derived(path):
    with sqlite3.connect(path) as db:
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in ("card", "day", "stone", "row")]


def test_what_is_not_as_the_rows_say_is_found_and_made_anew():
    a = spoiled()
    before = derived(a.store)
    check = a.doctor(code=1)["schedules"]
    assert check["verdict"] == "bad" and check["commands"] == "cairn doctor --fix\n", check
    assert derived(a.store) == before, "looking has changed it"
    os.chmod(a.folder, 0o755)
    checks = a.doctor("--fix")
    assert checks["schedules"]["text"].endswith("(mended)") and checks["folders"]["text"].endswith("(mended)"), checks
    assert os.stat(a.folder).st_mode & 0o777 == 0o700
    after = derived(a.store)
    assert after[3] == before[3] and after[0] != before[0], "rows stay, cards do not"
    assert a.doctor()["schedules"]["verdict"] == "ok" and json.loads(a.cairn("doctor", "--json").out)["mended"] == 0


def test_what_the_bench_measures_is_whole():
    a = Person("a", None, learner=None)
    os.makedirs(a.folder, mode=0o700, exist_ok=True)
    good(harness.run(os.path.join(harness.BUILD, "tests", "bench", "make_store"), a.store, "300", env=a.env()))
    os.chmod(a.store, 0o600)
    assert a.doctor()["schedules"]["verdict"] == "ok"


def test_settings_before_the_first_card():
    a = Person("a", None, learner=None)
    good(a.cairn("set", "new", "10"))
    assert a.doctor()["links"]["verdict"] == "ok"


def test_names_of_what_is_not_there():
    a = Person("a", None, learner=None)
    good(a.cairn("add", "one", "two"))
    with sqlite3.connect(a.store) as db:
        db.execute("UPDATE card SET note = 77")
    db.close()
    check = a.doctor(code=1)["links"]
    assert check["verdict"] == "bad" and check["text"].startswith("card.note 1:"), check


def test_terminal_locale_and_timers():
    a = Person("a", None, learner=None)
    check = a.doctor(LC_ALL="C")["locale"]
    assert check["verdict"] == "note" and "UTF-8" in check["text"] and check["commands"], check
    assert "does not have the locale" in a.doctor(LC_ALL="xx_YY")["locale"]["text"]
    wants = os.path.join(a.folder, "systemd", "user", "timers.target.wants")
    os.makedirs(wants)
    with open(os.path.join(wants, "cairn-backup.timer"), "w", encoding="ascii"):
        pass
    assert a.doctor(XDG_CONFIG_HOME=a.folder)["timers"]["text"] == "cairn-backup.timer of systemd"


def width_in(answers):
    """cairn doctor in a terminal that says where its cursor is: the column for each sign it was given."""
    a = Person("w", None, learner=None)
    pid, fd = pty.fork()
    if pid == 0:
        os.execve(CAIRN, [CAIRN, "doctor"], a.env())
    seen, asked = b"", 0
    while True:
        try:
            piece = os.read(fd, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
        while seen.count(b"\x1b[6n") > asked:
            if answers:
                os.write(fd, b"\x1b[5;%dR" % (answers[asked] + 1))
            asked += 1
    os.close(fd)
    os.waitpid(pid, 0)
    shutil.rmtree(a.folder)
    return seen.decode("utf-8", "replace")


def test_how_wide_the_terminal_draws():
    assert "as wide as the standard has them" in width_in([1, 4, 4, 1, 2, 2])
    assert "(2)" in width_in([1, 4, 4, 1, 2, 1]), "an emoji in one cell"
    assert "does not say where its cursor is" in width_in([])


FAMILY = re.compile(r"# TYPE (cairn_[a-z_]+) (gauge|counter|info)")
SAMPLE = re.compile(r'(cairn_[a-z_]+)\{([a-z]+)="([a-z0-9.-]*)"\} ([0-9.e+-]+)')


def metrics(text):
    """As https://github.com/OpenObservability/OpenMetrics has it, for families of one sample: TYPE, perhaps UNIT, HELP, the sample
    with the ending of its type; nothing twice; the last line is # EOF."""
    lines, found = text.split("\n"), {}
    assert lines[-2:] == ["# EOF", ""], lines[-3:]
    lines = lines[:-2]
    while lines:
        name, kind = FAMILY.fullmatch(lines.pop(0)).groups()
        if lines[0].startswith("# UNIT"):
            unit = lines.pop(0).removeprefix(f"# UNIT {name} ")
            assert name.endswith("_" + unit), unit
        assert re.fullmatch(f"# HELP {name} [A-Z].*\\.", lines[0]), lines[0]
        lines.pop(0)
        sample, _, _, value = SAMPLE.fullmatch(lines.pop(0)).groups()
        assert sample == name + {"gauge": "", "counter": "_total", "info": "_info"}[kind] and name not in found, sample
        found[name] = float(value)
    return found


def test_metrics():
    a = Person("a", None, learner=None)
    for n in range(3):
        good(a.cairn("add", f"secret front {n}", "secret back", "--deck", "Hidden"))
    good(a.cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3<space>3"))
    good(a.cairn("backup"))
    text = good(a.cairn("metrics")).out
    found, status = metrics(text), json.loads(good(a.cairn("status", "--json")).out)
    for name, key in (("notes", "notes"), ("cards", "cards"), ("cards_due", "due"), ("cards_new", "new"), ("answers", "answers"),
                      ("log_rows", "log"), ("rows_waiting", "waiting")):
        assert found["cairn_" + name] == status[key], (name, found, status)
    assert found["cairn_last_backup_timestamp_seconds"] > 1.7e9 and "last_sync" not in text
    assert "ecret" not in text and "Hidden" not in text
    os.mkdir("node")
    good(a.cairn("metrics", "node/cairn.prom"))
    with open("node/cairn.prom", encoding="ascii") as file:
        assert metrics(file.read()).keys() == found.keys()
    assert os.listdir("node") == ["cairn.prom"] and os.stat("node/cairn.prom").st_mode & 0o777 == 0o644
    one_sentence(a.cairn("metrics", "nowhere/cairn.prom"), 1)
    assert metrics(good(a.cairn("metrics", "--profile", "x-1")).out)["cairn_notes"] == 0


def test_remote_of_an_empty_deployment_and_of_a_mended_one():
    with Wire() as wire:
        a = Person("a", wire.uri())
        checks = a.doctor("--remote")
        assert checks["server"]["verdict"] == "ok" and "a replica set, database cairn, version 6.0.0" in checks["server"]["text"], checks
        assert "asks for no user" in checks["rights"]["text"]
        assert checks["validators"]["text"] == "no validator for rows, decks, cards"
        assert checks["indexes"]["commands"] == "db.cards.createIndex({deck: 1, _id: 1});\n"
        assert "nothing to do" in checks["shards"]["text"] and "0 MB" in checks["size"]["text"]
        for name in ("validators", "indexes"):
            record(checks[name]["commands"], wire.uri())
        checks = a.doctor("--remote")
        assert checks["validators"]["verdict"] == checks["indexes"]["verdict"] == "ok", checks
        text = good(a.cairn("doctor", "--remote")).out
        assert "ok    validators" in text and "20 checks, 1 notes, 0 bad" in text, text


def test_fix_makes_indexes():
    with Wire() as wire:
        a = Person("a", wire.uri())
        good(a.cairn("add", "one", "two"))
        assert "still to be taken" in a.doctor("--remote")["search"]["text"]
        checks = a.doctor("--remote", "--fix")
        assert checks["search"]["text"] == "every note is in the index (mended)", checks["search"]
        assert checks["indexes"]["text"] == "cards are found by deck (mended)", checks["indexes"]
        assert a.doctor("--remote")["indexes"]["verdict"] == "ok"


def test_the_way_to_the_network():
    a = Person("a", None, learner=None)
    assert "no server is set" in a.doctor()["network"]["text"]
    uri = "mongodb://ada:geheim@db.example:27017/?tls=true"
    check = a.doctor(MONGODB_URI=uri)["network"]
    assert "db.example:27017" in check["text"] and "geheim" not in check["text"], check
    assert "is manual" in a.doctor(MONGODB_URI=uri, CAIRN_SYNC="manual")["network"]["text"]
    done = harness.run("unshare", "-n", CAIRN, "doctor", "--json", env=a.env(MONGODB_URI=uri))
    if "not permitted" in done.err:
        raise harness.Skip("a network of a test's own needs root")
    check = {check["check"]: check for check in json.loads(done.out)["checks"]}["network"]
    assert check["verdict"] == "note" and "no way out" in check["text"] and "is not asked" in check["text"], check
    calls = "calls"
    if shutil.which("strace"):
        done = harness.run("strace", "-f", "-e", "trace=sendto,sendmsg,sendmmsg", "-o", calls, CAIRN, "doctor", env=a.env(MONGODB_URI=uri))
        assert "db.example" in done.out and "sin_addr" not in open(calls).read(), "a packet was sent"


def test_remote_of_a_sharded_cluster():
    with Wire() as wire:
        wire.say("sharded")
        a = Person("a", wire.uri())
        check = a.doctor("--remote")["shards"]
        assert check["text"] == "not sharded: rows, cards" and 'shardCollection(db.getName() + ".rows", {_id: 1})' in check["commands"], check
        wire.put("collections", {"_id": "cairn.rows", "key": {"_id": 1}}, database="config")
        assert a.doctor("--remote")["shards"]["text"] == "not sharded: cards"
        wire.put("collections", {"_id": "cairn.cards", "key": {"deck": 1, "_id": 1}}, database="config")
        assert a.doctor("--remote")["shards"]["verdict"] == "ok"


def rights(wire, *privileges):
    wire.say("rights " + json.dumps({"authenticatedUsers": [{"user": "ada", "db": "admin"}], "authenticatedUserPrivileges": [
        {"resource": {"db": "cairn", "collection": name}, "actions": actions} for name, actions in privileges]}))


def test_rights():
    find, learn = ["find"], ["find", "insert"]
    publish = [*learn, "update"]
    with Wire() as wire:
        a = Person("a", wire.uri())
        rights(wire, ("rows", learn), ("decks", find), ("cards", find))
        check = a.doctor("--remote")["rights"]
        assert check["verdict"] == "ok" and check["text"] == "ada: rows find insert; decks find; cards find", check
        rights(wire, ("rows", learn), ("decks", publish), ("cards", publish))
        assert "may publish" in a.doctor("--remote")["rights"]["text"]
        rights(wire, ("decks", find), ("cards", find))
        check = a.doctor("--remote", code=1)["rights"]
        assert "rows nothing" in check["text"] and "cairnLearner" in check["commands"], check
        rights(wire, ("", ["find", "insert", "update", "remove"]))
        assert "never changed" in a.doctor("--remote")["rights"]["text"]
        wire.say("fault connectionStatus@1:error=13")
        check = a.doctor("--remote")["rights"]
        assert check["verdict"] == "note" and "may not ask" in check["text"], check


def test_documents_that_are_no_notes_are_counted():
    with Wire() as wire:
        a = Person("a", wire.uri())
        wire.put("decks", {"_id": "d", "title": "Hand"})
        for i, odd in enumerate(({"front": "f", "back": "b"}, {"front": {"a": 1}, "back": 2}, {"kind": 7}, {"front": "only"}, {})):
            wire.put("cards", {"_id": i, "deck": "d", **odd})
        assert "1 notes new" in good(a.cairn("subscribe", "d")).out
        check = a.doctor()["content"]
        assert check["verdict"] == "note" and check["text"] == "Hand: 4 documents on the server are no notes", check


def test_remote_without_a_server():
    with Wire() as wire:
        a = Person("a", wire.uri(options="serverSelectionTimeoutMS=300"))
        wire.close()
        checks = a.doctor("--remote", code=1)
        assert "no server answers" in checks["server"]["text"] and checks["rights"]["verdict"] == "note"
        assert "MONGODB_URI is not set" in one_sentence(Person("b", None).cairn("doctor", "--remote"), 2)


def test_remote_where_the_server_cannot_be_looked_for():
    """An address that is off, and a name that is looked up first and is not known: what was found here is said all the same."""
    for name, uri in (("a", "mongodb://127.0.0.1:1/cairn?ssl=perhaps"), ("b", "mongodb+srv://nowhere.invalid/cairn")):
        a = Person(name, uri)
        checks = a.doctor("--remote", code=1)
        assert {"store", "integrity", "links", "folders", "settings", "space", "backup"} < set(checks), checks
        assert checks["server"]["verdict"] == "bad" and checks["server"]["text"], checks["server"]
        assert checks["rights"]["verdict"] == "note"
        said = a.cairn("doctor", "--remote")
        assert said.code == 1 and "bad   server" in said.out, said


def test_rings_of_tags_are_named():
    a = Person("a", None, learner=None)
    a.cairn("add", "--deck", "Kana", "--tags", "x after::y", "one", "1")
    a.cairn("add", "--deck", "Kana", "--tags", "y after::x", "two", "2", CAIRN_NOW="2027-02-01T10:00:00+01:00")  # the younger one
    check = a.doctor()["tags"]
    assert check["verdict"] == "note", check
    assert check["text"] == 'In Kana 2 notes wait for each other by their tags (after::x after::y): the oldest comes first, "one".', check
    found = a.cairn(*check["commands"].replace("'", "").split()[1:])
    assert "one" in found.out or "two" in found.out, found.out


def test_an_import_tells_of_rings():
    a = Person("a", None, learner=None)
    with open("rings.csv", "w", encoding="utf-8") as file:
        file.write("front,back,deck,tags\none,1,Kana,x after::y\ntwo,2,Kana,y after::x\nthree,3,Kana,after::x\n")
    text = good(harness.run(harness.SYNC, "import", "rings.csv", env=a.env())).out
    assert "2 notes wait for each other by their tags (after::x after::y)" in text, text
    assert "wait for each other" not in good(harness.run(harness.SYNC, "import", "rings.csv", env=a.env())).out  # nothing new came


harness.main(globals())
