# SPDX-License-Identifier: MIT
"""Scripts for mongosh without mongosh: a small JavaScript engine with a `db` that writes down every command that mongosh would
send, and the wire server or an engine that gets them."""
import json
import os
import shutil
import subprocess

import harness
from harness import Skip, good

HAND = os.path.join(harness.BUILD, "tests", "wire", "mongo-hand")
FAKE = os.path.join(harness.ROOT, "tests", "lib", "mongosh_fake.js")


def engine():
    for name in ("duk", "node"):  # engines that keep the order of fields, as BSON does
        if shutil.which(name):
            return name
    raise Skip("there is no duk; ./dev test installs it")


def commands(script, before=""):
    """What the script sends, in order: [database, command]; "throw" is what it throws."""
    with open(FAKE, encoding="utf-8") as file:
        fake = file.read()
    with open("script.js", "w", encoding="utf-8") as file:
        file.write(f"{fake}\n{before}\ntry {{\n{script}\n}} catch (e) {{ say(['throw', String(e.message || e)]); }}\n")
    done = subprocess.run([engine(), "script.js"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 0 and not done.stderr, done
    return [json.loads(line) for line in done.stdout.splitlines()]


def send(uri, database, command):
    return harness.run(HAND, uri, database, "command", json.dumps(command))


def record(script, uri, before=""):
    """Runs the script's commands on a deployment."""
    for where, command in commands(script, before):
        good(send(uri, where, command))
