# SPDX-License-Identifier: MIT
"""docs/devices.md, typed as it stands there; and a device that comes back from nothing but the address."""
import json
import os
import shutil
import sqlite3

import harness
from docs import Page, Place, run_page, shim
from harness import CAIRN, Terminal, cairn, good, one_sentence
from wire import Device, Wire

ADDRESS = "mongodb+srv://USER:PASSWORD@HOST/cairn"
# host:path is a path in the home of that place
SCP = """for word in "$@"; do
	case $word in *:*) word=$PLACES/${word%%:*}/${word#*:} ;; esac
	set -- "$@" "$word"
	shift
done
exec cp "$@"
"""


def pairs(text):
    """`cairn status` of a place's last block: "3 notes, 3 cards, …"."""
    line = [line for line in text.splitlines() if " notes, " in line][-1]
    return {what.split(" (")[0]: int(count) for count, what in (part.split(" ", 1) for part in line.split(", ") if part[0].isdigit())}


def test_the_page():
    for tool in ("meson", "ninja"):
        if not shutil.which(tool):
            raise harness.Skip(f"{tool} is not installed")
    here, root, shims = os.getcwd(), os.path.abspath("root"), os.path.abspath("shims")
    installed = root + "/usr/local"
    for name in ("systemctl", "crontab"):
        shim(shims, name, f'echo "{name} $*" >> ~/called; [ "$*" != "-" ] || cat >> ~/called\n')
    shim(shims, "scp", SCP)
    tools = [os.path.dirname(shutil.which(tool)) for tool in ("meson", "ninja")]
    source = os.path.abspath("source")  # `build` there is the build under test
    os.makedirs(source)
    os.symlink(harness.BUILD, os.path.join(source, "build"))
    with Wire() as wire:
        words = [(ADDRESS, wire.uri()), ("/usr/local/", installed + "/")]
        path = [shims, installed + "/bin", *tools]
        places = {name: Place(name, path, replace=words, PLACES=here) for name in ("box", "new")}
        places["laptop"] = Place("laptop", path, source, words, DESTDIR=root)
        places["phone"] = Place("phone", [shims, *tools], os.path.join(here, "phone"),
                                [("meson setup build", f"meson setup build {harness.ROOT} -Doptimization=0 -Ddebug=false")], PLACES=here)
        out = run_page(Page("devices.md"), places)
        assert "1 waiting" in out["laptop"][1] and "1 rows sent" in out["laptop"][3], out["laptop"]
        called = open("laptop/called", encoding="utf-8").read()
        assert "systemctl --user enable --now cairn-sync.timer" in called and "/bin/cairn sync --auto" in called, called
        assert "1 received" in out["box"][0] and "1 safe" not in out["box"][0], out["box"]
        cost = json.loads(out["box"][1].splitlines()[-1])
        assert cost["sent"] == 1 and cost["bytes_sent"] < 4000 and cost["bytes_received"] < 4000, cost
        assert pairs(out["phone"][0])["notes"] == 1 and pairs(out["phone"][-1])["notes"] == 3, out["phone"]
        assert pairs(out["phone"][-1])["waiting"] == 0, out["phone"]
        assert pairs(out["new"][0])["notes"] == 3 and "Capital of" in out["new"][0], out["new"]
        notes = [row for row in wire.dump() if row["k"] == "note"]
        assert sorted(row["fs"][1] for row in notes) == ["Lima", "N'Djamena", "Tehran"] and {row["_id"].split("/")[0] for row in notes} == {"ada"}


def played(wire):
    """A device with notes, a deck, answers, a setting, an edit and a removal, all of it on the server."""
    old = Device("old", wire.uri())
    with open("deck.tsv", "w", encoding="utf-8") as file:
        file.write("".join(f"front {i}\tback {i}\n" for i in range(12)))
    good(cairn("import", "deck.tsv", env=old.env(MONGODB_URI=None)))
    good(cairn("set", "new", "7", env=old.env(MONGODB_URI=None)))
    good(cairn("--mode", "flip", "--size", "40x20", "--script", "<space>3" * 5 + "<space>1u", env=old.env(MONGODB_URI=None)))
    good(old.sync())
    return old


def cards(env):
    good(cairn("fold", env=env))
    return sorted(json.loads(good(cairn("cards", "--json", env=env)).out), key=lambda card: card["uid"])


def same(old, env):
    assert cards(env) == cards(old.env())
    a, b = (json.loads(good(cairn("status", "--json", env=e)).out) for e in (old.env(), env))
    for key in ("notes", "cards", "due", "new", "rows", "log", "learner"):
        assert a[key] == b[key], (key, a, b)
    assert good(cairn("set", "new", env=env)).out.strip().endswith("7")
    a, b = (json.loads(good(cairn("next", "--json", env=e)).out) for e in (old.env(), env))
    assert a["card"] == b["card"] and a["outcome"] == "card", (a, b)


def test_back_from_nothing_by_the_verb():
    with Wire() as wire:
        old = played(wire)
        new = Device("new", wire.uri(), learner=None)
        assert "ada" in one_sentence(new.sync(), 2)
        good(new.sync("--learner", "ada"))
        same(old, new.env(CAIRN_LEARNER=None))
        assert new.counts()["waiting"] == 0


def test_back_from_nothing_by_the_game():
    with Wire() as wire:
        old = played(wire)
        new = Device("new", wire.uri(), learner=None)
        t = Terminal(CAIRN, "--mode", "flip", size="40x20", env=new.env())
        t.until("Tour")
        t.send("q")  # the first start of this device
        t.until("who are you")
        assert "ada" in t.text(), t.text()
        t.send("ada<cr>")
        t.until("front 5")  # the one that comes next, with no other key
        t.send("q")
        t.until("Known")
        t.send("q")
        assert t.wait() == 0
        harness.wait_for(lambda: new.sync("--json").out.startswith('{"state":"done"'), "the end of the last sync")
        same(old, new.env())


def test_a_restored_store_is_whole():
    with Wire() as wire:
        old = played(wire)
        new = Device("new", wire.uri())
        good(new.sync())
        with sqlite3.connect(new.store) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        before = len(wire.dump())
        good(cairn("--mode", "flip", "--script", "<space>3", env=new.env()))  # goes on, under a log of its own
        good(old.sync())
        assert len(wire.dump()) > before
        same(old, new.env())


harness.main(globals())
