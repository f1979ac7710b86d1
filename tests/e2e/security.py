# SPDX-License-Identifier: MIT
"""docs/security.md: every line of its list is there, every test that it names exists, and what no other suite shows."""
import os
import re
import socket
import subprocess

import harness
from docs import shim
from harness import CAIRN, ROOT, SYNC, Skip, environment, run


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def cases(suite):
    """The names of its cases; a suite may be a script, a program of cmocka's, or both."""
    found, there = set(), False
    for path, regex in ((f"tests/e2e/{suite}.py", r"^def test_(\w+)"), (f"tests/unit/test_{suite}.c", r"^static void (\w+)\(void \*\*")):
        if os.path.exists(os.path.join(ROOT, path)):
            there = True
            found |= set(re.findall(regex, read(path), re.M))
    assert there, f"there is no suite {suite}"
    return found


def test_this_page_names_tests_that_are_there():
    page = read("docs/security.md")
    rows = re.findall(r"^\| (\d+) \|.*\| (.+?) \| (.+?) \|$", page, re.M)
    assert [int(number) for number, _, _ in rows] == list(range(1, 25)), "a line of the list is missing"
    for number, answer, shown in rows:
        names = re.findall(r"`([a-z_]+)(?:: (\w+))?`", shown)
        assert re.match(r"yes|partly[:,] |no: ", answer) and names, (number, answer)
        for suite, case in names:
            assert case in {*cases(suite), ""}, f"{number}: {suite} has no case {case}"


def test_its_links_lead_somewhere():
    for page in ("docs/security.md", "SECURITY.md"):
        for link in re.findall(r"\]\(([^)#:]+)\)", read(page)):
            assert os.path.exists(os.path.join(ROOT, os.path.dirname(page), link)), (page, link)


def test_nothing_is_run_through_a_shell():
    """No function that gives a text to a shell, or that looks for a program by the user's PATH, but for psql; and no such name is bound."""
    shells = re.compile(r"\b(system|popen|wordexp|execl[pe]?|execv|execvpe?)\s*\(")
    for part in ("base", "schema", "study", "tui", "sync"):
        for folder, _, names in os.walk(os.path.join(ROOT, part)):
            for name in names:
                if name.endswith((".c", ".h")):
                    text = re.sub(r"/\*.*?\*/|\"(?:[^\"\\]|\\.)*\"", "", read(os.path.join(folder, name)), flags=re.S)
                    assert not shells.search(text), (name, shells.search(text))
                    assert "posix_spawnp(" not in text or name == "psql.c", name
    for program in filter(os.path.exists, (CAIRN, SYNC, harness.BUILD + "/cairn-feed", harness.BUILD + "/cairn-picture")):
        bound = subprocess.run(["readelf", "-W", "--dyn-syms", program], stdout=subprocess.PIPE, check=True).stdout.decode()
        assert not re.search(r"UND (system|popen|wordexp|execvp)(@|$)", bound, re.M) or harness.SANITIZED, program


def readable(path, *secrets):
    """Whether one of them can be read there; that the file is root's alone is as good an answer."""
    try:
        with open(path, "rb") as file:
            seen = file.read()
    except PermissionError:
        assert os.geteuid(), path
        return False
    return any(secret in seen for secret in secrets)


def hides(pid, *secrets):
    """/proc says so: no core file, and no secret in its environment or arguments. A process that lets nobody look at it belongs to root there."""
    with open(f"/proc/{pid}/limits", encoding="utf-8") as file:
        assert re.search(r"^Max core file size\s+0\s+0\s", file.read(), re.M)
    assert not readable(f"/proc/{pid}/environ", *secrets)
    assert os.geteuid() == 0 or os.stat(f"/proc/{pid}/environ").st_uid == 0
    with open(f"/proc/{pid}/cmdline", "rb") as file:
        shown = file.read()
    assert not any(secret in shown for secret in secrets), shown


def test_a_sync_with_secrets_leaves_no_core():
    """Of one that waits for a server that says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"mongodb://ada:geheim@127.0.0.1:{server.getsockname()[1]}/?authSource=admin"
        sync = subprocess.Popen([SYNC, "sync", "--learner", "ada"], env=environment(MONGODB_URI=uri, CAIRN_KEY="0123456789abcdef"),
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            server.settimeout(120)
            with server.accept()[0]:
                hides(sync.pid, b"geheim", b"0123456789abcdef")
        finally:
            sync.terminate()
            sync.wait()


def test_a_process_with_secrets_leaves_no_core():
    """Of the game that waits for its PIN."""
    terminal = harness.Terminal(CAIRN, env=environment(APP_PIN="4711", MONGODB_URI="mongodb://ada:geheim@127.0.0.1:1/"))
    try:
        terminal.until("PIN")
        hides(terminal.pid, b"4711", b"geheim")
    finally:
        terminal.send("<esc>q")
        terminal.wait()
        terminal.close()


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]


def test_what_the_game_starts_hides_secrets_too():
    """Its cairn-sync, at the first screen: it waits for a server that says nothing."""
    harness.good(run(CAIRN, "add", "front", "back"))
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"mongodb://ada:geheim@127.0.0.1:{server.getsockname()[1]}/?authSource=admin"
        game = harness.Terminal(CAIRN, env=environment(MONGODB_URI=uri, CAIRN_KEY="0123456789abcdef", CAIRN_LEARNER="ada"))
        try:
            game.until("front")
            server.settimeout(120)
            with server.accept()[0]:
                started = children(game.pid)
                assert started
                for pid in (game.pid, *started):
                    hides(pid, b"geheim", b"0123456789abcdef")
        finally:
            game.close()


def test_no_zlib_is_offered():
    """Whatever the address says: the first message to a server names what the line may be compressed with."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        uri = f"mongodb://127.0.0.1:{server.getsockname()[1]}/?compressors=zlib"
        sync = subprocess.Popen([SYNC, "sync", "--learner", "ada"], env=environment(MONGODB_URI=uri), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            server.settimeout(120)
            with server.accept()[0] as line:
                said = line.recv(65536)
                while len(said) < int.from_bytes(said[:4], "little"):
                    said += line.recv(65536)
            assert b"compression" in said and b"zstd" in said and b"zlib" not in said, said
        finally:
            sync.terminate()
            sync.wait()


HIGH_LEVEL = re.compile(r"crypto_(generichash|secretstream_xchacha20poly1305|pwhash_str)\w*|randombytes_buf|sodium_\w+|crypto_hash_sha256")


def test_only_high_level_cryptography():
    """What is bound of libsodium; SHA-256 names rows for PostgreSQL's sums, and keeps nothing secret."""
    for program in filter(os.path.exists, (CAIRN, SYNC, harness.BUILD + "/cairn-feed", harness.BUILD + "/cairn-picture")):
        bound = subprocess.run(["readelf", "-W", "--dyn-syms", program], stdout=subprocess.PIPE, check=True).stdout.decode()
        names = re.findall(r"UND ((?:crypto_|randombytes|sodium_)\w*)", bound)
        assert all(HIGH_LEVEL.fullmatch(name) for name in names), names
        assert not re.search(r"UND (EVP_|AES_|RC4|MD5|SHA1|HMAC)", bound), program


def test_a_library_without_its_mends_is_told():
    """By `./dev build` and by meson, which both ask this."""
    older = os.path.join(ROOT, "share/debian/older")
    if not re.search("^VERSION_CODENAME=bookworm", open("/etc/os-release", encoding="utf-8").read(), re.M):
        raise Skip("the versions are those of Debian 12")
    shim("shims", "dpkg-query", 'for name; do :; done; case $name in libexpat1) echo 2.5.0-1+deb12u1;; libcjson1) exit 1;; *) echo 9;; esac\n')
    told = harness.good(run(older, env=environment(PATH=os.path.abspath("shims") + ":/usr/bin:/bin"))).out
    assert told.count("\n") == 1 and told.startswith("libexpat1 2.5.0-1+deb12u1 lacks Debian's mends, 2.5.0-1+deb12u5 has them"), told
    assert "share/debian/older" in read("dev") and "share/debian/older" in read("meson.build")


def test_no_document_is_made_of_text():
    for folder, _, names in os.walk(os.path.join(ROOT, "sync")):
        for name in names:
            if name.endswith((".c", ".h")):
                assert not re.search(r"bson_(new|init)_from_json|bson_json_reader", read(os.path.join(folder, name))), name


def test_the_pin_is_said_to_be_a_gate():
    """What it does not protect stands where people read: README, manual, docs/security.md."""
    for page in ("README.md", "docs/manual.md", "docs/security.md"):
        assert re.search(r"gate for shared screens, not\s+encryption", read(page)), page
    assert run(CAIRN, "--help").code == 0


harness.main(globals())
