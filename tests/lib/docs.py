# SPDX-License-Identifier: MIT
"""Runs what a page of docs/ tells people to type. Every block of sh on the page stands behind a mark:

    <!-- run: PLACE -->          runs in that place: a home of its own, one after the other as they stand on the page
    <!-- not run: REASON -->     is for reading; the reason is reported

A block runs as `set -e` in sh with TERM=dumb and no terminal; it must end with 0 and say nothing on stderr.
"""
import os
import re
import subprocess

import harness

BLOCK = re.compile(r"(?:<!-- (run|not run): (.+?) -->\n)?```(sh|bash|console)\n(.*?)```", re.S)


class Page:
    def __init__(self, name):
        self.name = name
        with open(os.path.join(harness.ROOT, "docs", name), encoding="utf-8") as file:
            text = file.read()
        self.blocks = []
        for mark, what, _, body in BLOCK.findall(text):
            assert mark, f"docs/{name}: this block has no mark (tests/lib/docs.py):\n{body}"
            if mark == "run":
                self.blocks.append((what, body))
            else:
                print(f"note: docs/{name} has a block that is not run: {what}")

    def places(self):
        return list(dict.fromkeys(place for place, _ in self.blocks))


class Place:
    """A home, a working folder and what is on the PATH; `replace` are the texts that a reader would put in."""

    def __init__(self, name, path, cwd=None, replace=(), **env):
        self.home = os.path.abspath(name)
        os.makedirs(self.home, mode=0o700, exist_ok=True)
        self.cwd, self.replace = cwd or self.home, replace
        self.env = {"HOME": self.home, "PATH": os.pathsep.join([*path, "/usr/bin", "/bin"]), "TERM": "dumb", "LC_ALL": "C", **env}

    def run(self, body):
        for theirs, ours in self.replace:
            body = body.replace(theirs, ours)
        done = harness.run("/bin/sh", "-ec", body, env=self.env, cwd=self.cwd, timeout=300)
        assert done.code == 0 and done.err == "", f"{body}\n{done}"
        return done.out


def shim(folder, name, body):
    """A program that stands in for one that a test machine does not have."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\n" + body)
    os.chmod(path, 0o755)


def run_page(page, places):
    """All blocks in their order; what each place printed, one text a block."""
    missing = [name for name in page.places() if name not in places]
    assert not missing, f"docs/{page.name} runs in {missing}, which the test does not make"
    out = {name: [] for name in places}
    for name, body in page.blocks:
        out[name].append(places[name].run(body))
    return out
