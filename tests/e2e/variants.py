# SPDX-License-Identifier: MIT
"""The build without sync, as on a phone: the game alone, which says in one sentence what is missing."""
import json
import os
import shutil
import subprocess

import harness
from harness import ROOT, environment, good, one_sentence, run

OPTIONS = ["-Dsync=disabled", "-Dtests=false", "-Doptimization=0", "-Ddebug=false"]
ANSWERS = "1" + "<space>3" * 10 + "qq"


def build(folder):
    for argv in (["meson", "setup", folder, ROOT, *OPTIONS], ["ninja", "-C", folder]):
        done = subprocess.run(argv, env={**os.environ, "CC": os.environ.get("CC", "gcc")}, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, done.stdout


def test_game_alone():
    for tool in ("meson", "ninja"):
        if not shutil.which(tool):
            raise harness.Skip(f"{tool} is not installed")
    build("alone")
    alone, env = os.path.abspath("alone/cairn"), environment(MONGODB_URI="mongodb://127.0.0.1:1/")
    assert not os.path.exists("alone/cairn-sync")
    assert "mongoc" not in good(run("ldd", alone)).out
    good(run(alone, "--mode", "flip", "--size", "40x20", "--script", ANSWERS, env=env))
    assert json.loads(good(run(alone, "status", "--json", env=env)).out)["answers"] == 10
    for verb in ("sync", "import", "export"):
        assert "libmongoc" in one_sentence(run(alone, verb, env=env), 1)
    screen = good(run(alone, "--mode", "flip", "--size", "80x24", "--script", "qy", env=env)).out
    assert "built without sync" in screen, screen
    # the same store goes on with a program that can
    assert json.loads(good(run(harness.CAIRN, "status", "--json", env=env)).out)["waiting"] > 10


def test_parts_that_are_left_out_elsewhere():
    """What stands in for a system's part that is here, and so is built nowhere: it says the same to the compiler."""
    for name in ("base/message_none.c", "schema/birth_none.c"):
        good(run(os.environ.get("CC", "gcc"), "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-Wmissing-prototypes", "-fsyntax-only",
                 "-I", ROOT, os.path.join(ROOT, name)))


harness.main(globals())
