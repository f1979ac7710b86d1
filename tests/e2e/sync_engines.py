# SPDX-License-Identifier: MIT
"""The same rows and decks on engines that nobody here wrote: mongo-java-server, and any CAIRN_TEST_MONGODB_URI."""
import json
import os
import pwd
import re
import shutil
import subprocess
import uuid

import harness
from harness import Skip, good
from mongosh import commands, send
from wire import Device

HAND = os.path.join(harness.BUILD, "tests", "wire", "mongo-hand")
ENGINES = os.path.join(harness.ROOT, "tests", "engines")


class Engine:
    """A database of its own on some deployment."""

    def __init__(self, uri, options):
        self.base, self.database, self.options = uri, "cairn_test_" + uuid.uuid4().hex[:12], options

    def uri(self):
        return f"{self.base}/{self.database}" + (f"?{self.options}" if self.options else "")

    def hand(self, *argv):
        return good(harness.run(HAND, self.uri(), self.database, *argv)).out

    def put(self, name, document):
        self.hand("put", name, json.dumps(document))

    def dump(self, name="rows"):
        return [json.loads(line) for line in self.hand("dump", name).splitlines()]


def java_classes():
    for program in ("java", "mvn"):
        if not shutil.which(program):
            raise Skip(f"there is no {program}; ./dev test --full installs it")
    modules = harness.run("java", "--list-modules").out
    if "jdk.compiler" not in modules:
        raise Skip("this Java has no compiler; ./dev test --full installs one")
    shutil.copy(os.path.join(ENGINES, "pom.xml"), "pom.xml")
    home = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".m2")  # the suite's own home is empty each time
    settings = ["-s", os.path.join(home, "settings.xml")] if os.path.exists(os.path.join(home, "settings.xml")) else []
    if os.access(home, os.W_OK):
        settings.append("-Dmaven.repo.local=" + os.path.join(home, "repository"))
    done = harness.run("mvn", "-q", "-B", *settings, "dependency:build-classpath", "-Dmdep.outputFile=classpath",
                       env={**os.environ}, timeout=600)
    if done.code:
        raise Skip("Maven could not fetch mongo-java-server: " + re.sub(r"\s+", " ", done.text)[:200])
    with open("classpath", encoding="utf-8") as file:
        return file.read().strip()


class Java:
    def __init__(self, classes, path):
        self.child = subprocess.Popen(["java", "-Xmx400m", "-cp", classes, os.path.join(ENGINES, "Engine.java"), path],
                                      stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.child.stdout.readline()
        assert line.startswith("port "), f"mongo-java-server did not start: {line!r}"
        self.engine = Engine(f"mongodb://127.0.0.1:{int(line.split()[1])}", "")

    def close(self):
        self.child.stdin.close()
        self.child.wait()


def rows_travel(engine):
    a, b = Device("a", engine.uri()), Device("b", engine.uri())
    a.rows("bulk", 2500)
    assert "2500 rows sent" in good(a.sync()).out
    b.add(20)
    assert "2500 received" in good(b.sync()).out
    good(a.sync())
    assert a.list() == b.list() and len(a.list()) == 2520
    a.add(5), b.add(6)
    good(a.sync()), good(b.sync()), good(a.sync())
    assert a.list() == b.list() and len(a.list()) == 2531
    assert good(a.sync()).out.startswith("0 rows sent, 0 received; 0 waiting, ")
    assert len(engine.dump()) == 2531


def copy_is_noticed(engine):
    a, b = Device("x", engine.uri(), learner="eve"), Device("y", engine.uri(), learner="eve")
    a.add(5)
    good(a.sync())
    with open(a.store, "rb") as file:
        saved = file.read()
    a.add(4)
    good(a.sync())
    with open(a.store, "r+b") as file:  # put back into the same inode: nothing tells
        file.write(saved)
        file.truncate()
    a.add(3)
    assert "copy of this store" in good(a.sync()).out
    good(b.sync())
    assert a.list() == b.list() and len(a.list()) == 12


def killed_while_pushing(engine):
    a, b = Device("k", engine.uri(), learner="kim"), Device("l", engine.uri(), learner="kim")
    total = 0
    for wait in (0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.1, 0.15):
        a.rows("bulk", 800)
        total += 800
        child = a.start_sync()
        try:
            child.wait(wait)
        except subprocess.TimeoutExpired:
            child.kill()
        child.communicate()
    good(a.sync()), good(b.sync())
    assert a.list() == b.list() and len(a.list()) == total and len(set(a.list())) == total


def decks_come(engine):
    a = Device("d", engine.uri(), learner="dan")
    engine.put("decks", {"_id": "capitals", "title": "Capitals"})
    engine.put("cards", {"_id": 1, "deck": "capitals", "front": "France", "back": "Paris"})
    engine.put("cards", {"_id": "x", "deck": "capitals", "kind": "number", "front": "2 + 2", "answer": 4.0})
    assert "2 notes new" in good(a.cross("subscribe", "capitals")).out


def decks_are_published(engine):
    a, b = Device("p", engine.uri(), learner="pia"), Device("q", engine.uri(), learner="quinn")

    def cairn(device, *argv):
        return good(harness.run(harness.CAIRN, *argv, env=device.env())).out
    for i in range(3):
        cairn(a, "add", f"front {i}", f"back {i}", "--deck", "Course")
    assert "3 new" in cairn(a, "publish", "Course", "--title", "A course")
    assert "course" in cairn(b, "catalogue", "cours") and "3 notes new" in cairn(b, "subscribe", "course")
    cairn(a, "add", "front 3", "back 3", "--deck", "Course")
    assert "1 new, 0 changed, 0 gone, 3 as they were; version 2" in cairn(a, "publish", "Course")
    assert "as it is here" in cairn(a, "publish", "Course")
    assert "1 notes new" in cairn(b, "sync")
    deck, = [deck for deck in engine.dump("decks") if deck["_id"] == "course"]
    assert "publishing" not in deck and deck["title"] == "A course", deck
    assert "withdrawn" in cairn(a, "publish", "Course", "--gone") and "course" not in cairn(a, "catalogue")


def doctor_looks(engine):
    with open(os.path.join(harness.ROOT, "schema", "mongo", "indexes.js"), encoding="utf-8") as file:
        for _, command in commands(file.read()):
            good(send(engine.uri(), engine.database, command))
    done = harness.run(harness.CAIRN, "doctor", "--remote", "--json", env=Device("o", engine.uri()).env())
    checks = {check["check"]: check for check in json.loads(done.out)["checks"]}
    assert checks["server"]["verdict"] != "bad" and checks["indexes"]["verdict"] == "ok", checks
    assert all(check["verdict"] != "bad" for name, check in checks.items() if name != "rights"), checks


def erasure_leaves_the_stone(engine):
    a = Device("z", engine.uri(), learner="zoe")
    a.add(4)
    good(a.sync())
    with open(os.path.join(harness.ROOT, "schema", "mongo", "erase.js"), encoding="utf-8") as file:
        for _, command in commands(file.read(), "var learner = 'zoe';"):
            good(send(engine.uri(), engine.database, {name: value for name, value in command.items() if name != "writeConcern"}))
    assert [row["_id"] for row in engine.dump() if row["_id"].startswith("zoe/")] == ["zoe/~erased"]
    assert "erased on the server" in a.sync().text


def all_of_it(engine):
    rows_travel(engine)
    copy_is_noticed(engine)
    killed_while_pushing(engine)
    decks_come(engine)
    decks_are_published(engine)
    doctor_looks(engine)
    erasure_leaves_the_stone(engine)


def test_mongo_java_server():
    classes = java_classes()
    java = Java(classes, os.path.abspath("h2"))
    try:
        all_of_it(java.engine)
        before = java.engine.dump()
    finally:
        java.close()
    again = Java(classes, os.path.abspath("h2"))
    try:
        again.engine.database = java.engine.database
        assert again.engine.dump() == before
    finally:
        again.close()


def test_real_deployment():
    uri = os.environ.get("CAIRN_TEST_MONGODB_URI")
    if not uri:
        raise Skip("CAIRN_TEST_MONGODB_URI is not set")
    found = re.match(r"(mongodb(?:\+srv)?://[^/?]+)/?[^?]*\??(.*)$", uri)
    engine = Engine(found[1], found[2])
    try:
        all_of_it(engine)
    finally:
        engine.hand("drop")


harness.main(globals())
