# SPDX-License-Identifier: MIT
"""The Containerfile: built, played, and what its volume holds. Debian's packages come over the network while it is built, so only with --full
and only where podman has the base image already; docs/installing.md says how it gets there without a registry."""
import functools
import os
import shutil
import sqlite3

import harness
from harness import ROOT, Skip, Terminal, good, run

BASE = "docker.io/library/debian:12-slim"
IMAGE, VOLUME, COPY = (f"cairn-test-{os.getpid()}{more}" for more in ("", "-volume", "-copy"))


def podman(*argv, **options):
    return run("podman", *argv, env=dict(os.environ), timeout=3000, **options)


def played(*argv, volume=VOLUME):
    return ("run", "--rm", *argv, "-v", volume + ":/home/learner")


def sources():
    shutil.copytree(ROOT, "sources", symlinks=True, ignore=shutil.ignore_patterns("build", "build-*", "dist", ".git"))
    for secret in ("sources/.env", "sources/docs/.env"):
        with open(secret, "w", encoding="utf-8") as file:
            file.write("MONGODB_URI=mongodb://secret.example\n")
    return os.path.abspath("sources")


@functools.cache
def image():
    if os.environ.get("CAIRN_TEST_FULL") != "1":
        raise Skip("an image is built anew, some minutes: with --full")
    if not shutil.which("podman"):
        raise Skip("podman is not installed")
    if podman("image", "exists", BASE).code:
        raise Skip(f"podman has no {BASE} here, and a test fetches none (podman pull {BASE})")
    good(podman("build", "--pull=never", "--layers=false", "-t", IMAGE, sources()))
    return IMAGE


def store(volume):
    """The volume's store, as the machine around it sees it."""
    mounted = good(podman("volume", "inspect", "-f", "{{.Mountpoint}}", volume)).out.strip()
    return mounted + "/.local/share/cairn/cairn.db"


def logs(volume):
    with sqlite3.connect(f"file:{store(volume)}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM log").fetchone()[0]


def test_nothing_secret_and_nothing_of_the_build_is_in_it():
    found = podman("run", "--rm", "--user", "root", "--entrypoint", "find", image(), "/", "-xdev", "(", "-name", ".env", "-o", "-name", "*.deb", "-o",
                   "-path", "/src*", "-o", "-path", "/var/lib/apt/lists/*_Packages*", ")")
    assert good(found).out == "", found
    assert "gcc" not in good(podman("run", "--rm", "--entrypoint", "sh", image(), "-c", "command -v gcc meson || echo none")).out


def test_a_learner_plays_and_the_volume_keeps_it():
    screen = Terminal("podman", *played("-it"), image(), "--mode", "flip", size="80x24", env=dict(os.environ))
    for shown, key in (("Tour", "q"), ("first deck", "<space>"), ("space show|show", "<space>"), ("again", "3")):
        screen.until(shown)
        screen.send(key)
    screen.until("space show|show")
    screen.send("q")
    screen.until("This session: 1 answer")
    screen.send("q")
    assert screen.wait() == 0
    done = good(podman(*played(), image(), "status"))
    assert "1 rows" in done.out or "1 answer" in done.out, done
    assert os.stat(store(VOLUME)).st_uid not in (0, os.getuid()), "the game runs as root"
    assert os.stat(store(VOLUME)).st_mode & 0o777 == 0o600
    assert good(podman("run", "--rm", "--entrypoint", "id", image(), "-un")).out.strip() == "learner"
    assert "MONGODB_URI" in good(podman(*played("--entrypoint", "cairn-sync"), image(), "--help")).out
    with open("words.tsv", "w", encoding="utf-8") as file:
        file.write("Capital of Peru\tLima\n")
    done = good(podman(*played("-v", os.path.abspath("words.tsv") + ":/words.tsv:ro"), image(), "import", "/words.tsv"))
    assert harness.counts(done) == (1, 0, 0, 0), done


def test_a_copied_volume_begins_a_log_of_its_own():
    """In a container there is no machine id: the file alone tells."""
    good(podman(*played(), image(), "add", "one", "1"))
    good(podman(*played(), image(), "add", "two", "2"))
    before = logs(VOLUME)
    assert before == 1, "another container on the same volume is the same store"
    good(podman(*played(volume=COPY), image(), "status"))
    good(run("cp", "-a", store(VOLUME), store(COPY)))
    good(podman(*played(volume=COPY), image(), "add", "three", "3"))
    assert (logs(VOLUME), logs(COPY)) == (1, 2)


def clean():
    for kind, name in (("volume", VOLUME), ("volume", COPY), ("image", IMAGE)):
        podman(kind, "rm", "-f", name)


try:
    harness.main(globals())
finally:
    if shutil.which("podman"):
        clean()
