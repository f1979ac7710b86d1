#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The manual names the keys that there are, and the help screen of the program the same ones."""
import os
import re
import subprocess
import sys

from harness import ROOT, cairn, good, main


def test_key_table_is_the_programs():
    done = subprocess.run([sys.executable, os.path.join(ROOT, "tests", "lib", "manual.py"), "--check"])
    assert done.returncode == 0, "docs/manual.md is older than tui/actions.def: run tests/lib/manual.py"


def test_every_verb_is_in_the_manual():
    with open(os.path.join(ROOT, "docs", "manual.md"), encoding="utf-8") as manual:
        text = manual.read()
    for verb in set(re.findall(r"^  cairn (\w+)", good(cairn("--help")).out, re.M)):
        assert f"`cairn {verb}" in text, f"docs/manual.md does not name cairn {verb}"


main(globals())
