# SPDX-License-Identifier: MIT
"""cairn doctor: this machine, and what of schema/mongo/ a deployment has; the commands it prints are those that mend it."""
import json
import os
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
    good(a.cairn("add", "one", "two"))
    checks = a.doctor()
    assert list(checks) == ["store", "integrity", "quarantine", "content", "clock", "folders", "settings", "space", "backup", "helper"], checks
    assert all(check["verdict"] == "ok" for check in checks.values()), checks
    assert good(a.cairn("doctor")).out.splitlines()[-1] == "10 checks, 0 notes, 0 bad"


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
        assert "ok    validators" in text and "15 checks, 1 notes, 0 bad" in text, text


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


harness.main(globals())
