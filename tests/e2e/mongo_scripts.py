# SPDX-License-Identifier: MIT
"""The scripts of schema/mongo/: each parses, sends what it says it does, and what the wire server knows of it works there."""
import os
import re

import harness
from harness import good
from mongosh import commands, record
from wire import Device, Wire

FOLDER = os.path.join(harness.ROOT, "schema", "mongo")


def script(name):
    with open(os.path.join(FOLDER, name + ".js"), encoding="utf-8") as file:
        return file.read()


def actions(name):
    role, = [command for _, command in commands(script("roles")) if command.get("updateRole") == name]
    assert all(right["resource"]["db"] == "cairn" for right in role["privileges"])
    return {right["resource"]["collection"]: right["actions"] for right in role["privileges"]}


def test_every_script_stands_in_the_readme():
    with open(os.path.join(FOLDER, "README.md"), encoding="utf-8") as file:
        readme = file.read()
    scripts = sorted(name for name in os.listdir(FOLDER) if name.endswith(".js"))
    assert scripts == ["erase.js", "indexes.js", "roles.js", "shards.js", "validators.js"], scripts
    assert all(f"`{name}`" in readme for name in scripts)
    for role in ("cairnLearner", "cairnPublisher", "cairnJanitor", "cairnTeacher"):
        atlas, = re.findall(rf"customDbRoles create {role} --privilege (\S+)", readme)
        there = sorted(f"{action.upper()}@cairn.{name}" for name, list_ in actions(role).items() for action in list_)
        assert sorted(atlas.split(",")) == there, role


def test_roles_are_what_the_contract_says():
    assert actions("cairnLearner") == {"rows": ["find", "insert"], "decks": ["find"], "cards": ["find"]}
    assert actions("cairnPublisher") == {"decks": ["find", "insert", "update"], "cards": ["find", "insert", "update"]}
    assert actions("cairnTeacher") == {"rows": ["find"], "decks": ["find"], "cards": ["find"]}
    for role in ("cairnLearner", "cairnPublisher", "cairnTeacher"):
        assert not any("remove" in list_ for list_ in actions(role).values()), "only a janitor removes"
    assert "update" not in sum(actions("cairnJanitor").values(), []), "rows never change"
    assert len(commands(script("roles") + script("roles"))) == 4 + 8, "a second run changes the roles that are there"


def test_shards():
    sent = commands(script("shards"))
    assert ["admin", {"shardCollection": "cairn.rows", "key": {"_id": 1}}] in sent, sent
    assert ["admin", {"shardCollection": "cairn.cards", "key": {"deck": 1, "_id": 1}}] in sent, sent


def test_validators_let_pass_what_cairn_writes():
    sent = {command["collMod"]: command for _, command in commands(script("validators")) if "collMod" in command}
    assert set(sent) == {"rows", "decks", "cards"} and all(c["validationAction"] == "error" for c in sent.values())
    pattern = sent["rows"]["validator"]["$jsonSchema"]["properties"]["_id"]["pattern"]
    deck = sent["decks"]["validator"]["$jsonSchema"]["properties"]
    cards = sent["cards"]["validator"]["$jsonSchema"]
    with Wire() as wire:
        a = Device("a", wire.uri())
        a.add(3)
        good(a.sync())
        good(harness.run(harness.CAIRN, "add", "one", "two", "--deck", "Course", env=a.env()))
        good(harness.run(harness.CAIRN, "publish", "Course", env=a.env()))
        assert all(re.search(pattern, row["_id"]) for row in wire.dump())
        assert not re.search(pattern, "ada/1/2") and re.search(pattern, "ada/~erased")
        published, = wire.dump("decks")
        assert set(published) - {"_id"} <= set(deck) and re.search(deck["sum"]["pattern"], published["sum"])
        card, = wire.dump("cards")
        assert set(cards["required"]) <= set(card) and any(set(one["required"]) <= set(card) for one in cards["anyOf"])


def test_erasure_leaves_the_stone():
    assert commands(script("erase"))[0][0] == "throw", "nobody is erased by accident"
    assert commands(script("erase"), "var learner = '';")[0][0] == "throw"
    with Wire() as wire:
        a, b, c = Device("a", wire.uri()), Device("b", wire.uri(), learner="ada2"), Device("c", wire.uri())
        for device in (a, b):
            device.add(5)
            good(device.sync())
        good(c.sync())
        record(script("erase"), wire.uri(), "var learner = 'ada';")
        left = [row["_id"] for row in wire.dump()]
        assert "ada/~erased" in left and len(left) == 6 and all(id_.startswith("ada2/") for id_ in left if id_ != "ada/~erased"), left
        assert "erased on the server" in c.sync().text and len(c.list()) == 5
        assert len(wire.dump()) == 6, "nobody sends again"


harness.main(globals())
