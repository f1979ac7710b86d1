# SPDX-License-Identifier: MIT
"""What `./dev package` leaves: a Debian package that lintian has nothing against and dpkg installs, the game alone as one file that can be
linked again, and the same bytes from another folder. Each is built anew, so all of it only with --full."""
import functools
import hashlib
import os
import re
import shutil
import subprocess

import harness
from harness import ROOT, Skip, good, run


def need(*programs):
    if os.environ.get("CAIRN_TEST_FULL") != "1":
        raise Skip("a package is built anew, a minute each: with --full")
    for program in programs:
        if not shutil.which(program):
            raise Skip(f"{program} is not installed")


def sources(name):
    """A copy of the tree as it stood when the first was made, without what is built."""
    folder = os.path.join(os.environ["TMPDIR"], name)
    if not os.path.exists(folder):
        shutil.copytree(ROOT if name == "a" else sources("a"), folder, symlinks=True, ignore=shutil.ignore_patterns("build", "build-*", "dist", ".git", "__pycache__"))
    return folder


@functools.cache
def package(folder, *options):
    """The file that package.sh makes of that copy of the sources."""
    done = good(run(os.path.join(sources(folder), "share/package.sh"), *options, os.path.join(os.environ["TMPDIR"], "dist-" + folder),
                    env=dict(os.environ), timeout=800))
    return done.out.strip().splitlines()[-1]


def deb():
    need("dpkg-deb", "dpkg-shlibdeps", "scdoc", "meson")
    return package("a")


def files_of(path):
    return [line.split(None, 5) for line in good(run("dpkg-deb", "-c", path)).out.splitlines()]


def test_lintian_is_quiet():
    path = deb()
    need("lintian")
    done = run("lintian", "--pedantic", "--allow-root", path)
    assert done.code == 0 and done.out == "", done


def test_what_is_in_it():
    listed = files_of(deb())
    names = {entry[5].split(" -> ")[0] for entry in listed}
    for name in ("bin/cairn", "bin/cairn-sync", "libexec/cairn/cairn-feed", "libexec/cairn/cairn-picture", "share/man/man1/cairn.1.gz", "share/man/man5/cairn-env.5.gz", "share/zsh/site-functions/_cairn",
                 "share/bash-completion/completions/cairn", "share/fish/vendor_completions.d/cairn.fish", "share/doc/cairn/copyright",
                 "share/doc/cairn/SECURITY.md", "share/locale/de/LC_MESSAGES/cairn.mo", "share/systemd/user/cairn-backup.timer",
                 "share/systemd/user/cairn-sync.timer", "share/metainfo/org.cairn_study.cairn.metainfo.xml"):
        assert "./usr/" + name in names, (name, sorted(names))
    for mode, owner, *_, name in listed:
        assert owner == "root/root" and re.fullmatch(r"l.*|[d-]rw[x-]r-[x-]r-[x-]", mode), (mode, name)
    os.makedirs("x")
    good(run("dpkg-deb", "-x", deb(), "x"))
    depends = good(run("dpkg-deb", "-f", deb(), "Depends")).out
    for name, version in mended().items():
        assert f"{name} (>= {version})" in depends, depends
    for name in ("libchafa0", "libpng16-16", "libjpeg62-turbo", "libwebp7", "libwebpdemux2", "libgif7"):
        assert re.search(rf"\b{re.escape(name)}\b", depends), ("no pictures without it", name, depends)
    assert "ExecStart=/usr/bin/cairn " in open("x/usr/share/systemd/user/cairn-sync.service", encoding="utf-8").read()
    assert not run("grep", "-rlF", os.environ["TMPDIR"], "x").out, "the folder it was built in stands in it"
    for program in ("bin/cairn", "bin/cairn-sync", "libexec/cairn/cairn-feed"):
        loads = good(run("readelf", "-dW", "x/usr/" + program)).out
        assert "libunistring" in loads, "what is under the LGPL is a library of its own"


def mended():
    """Libraries by name, with the version that docs/security.md counts on."""
    with open(os.path.join(ROOT, "share/debian/mended"), encoding="utf-8") as file:
        return dict(line.split() for line in file)


def changed(path, name, **fields):
    """That package's entry in dpkg's database with other fields; without any it is gone."""
    with open(path, encoding="utf-8") as file:
        entries = file.read().split("\n\n")
    for i, entry in enumerate(entries):
        if entry.startswith(f"Package: {name}\n"):
            for field, value in fields.items():
                entries[i] = re.sub(rf"(?m)^{field}: .*$", f"{field}: {value}", entries[i])
            if not fields:
                entries[i] = ""
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n\n".join(entry for entry in entries if entry.strip()) + "\n\n")


def test_dpkg_installs_and_removes_it():
    """In a root of its own whose database has the libraries of this machine with Debian's updates, so that dependencies are judged by that;
    without one of the libraries, or with one that lacks the mends, it is refused."""
    path = deb()
    if os.geteuid():
        raise Skip("dpkg --root needs root")
    root = os.path.abspath("root")
    for folder in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "var/lib/dpkg/triggers", "usr/bin", "usr/lib"):
        os.makedirs(os.path.join(root, folder))
    status = root + "/var/lib/dpkg/status"
    shutil.copy("/var/lib/dpkg/status", status)
    for name, version in mended().items():
        changed(status, name, Version=version)
    dpkg = ["dpkg", "--root=" + root, "--force-not-root", "--force-script-chrootless", "--log=/dev/null", "--no-triggers"]
    good(run(*dpkg, "-i", path, env=dict(os.environ)))
    assert "installed" in good(run("dpkg-query", "--admindir=" + root + "/var/lib/dpkg", "-W", "-f", "${Status}", "cairn")).out
    program = root + "/usr/bin/cairn"
    good(run(program, "add", "front", "back"))
    assert "1 notes" in good(run(program, "status")).out
    assert "sync" in good(run(root + "/usr/bin/cairn-sync", "--help")).out
    good(run(root + "/usr/bin/cairn-sync", "feed", "list"))
    german = good(run(program, "--help", env=harness.environment(**harness.german()))).out
    assert "lernen" in german, german[:300]
    good(run(*dpkg, "-r", "cairn", env=dict(os.environ)))
    assert not os.path.exists(program) and not os.path.exists(root + "/usr/share/doc/cairn")
    changed(status, "libexpat1", Version="2.5.0-1+deb12u1")
    refused = run(*dpkg, "-i", path, env=dict(os.environ))
    assert refused.code and "libexpat1" in refused.err, refused
    changed(status, "libsodium23")
    refused = run(*dpkg, "-i", path, env=dict(os.environ))
    assert refused.code and "libsodium23" in refused.err, refused


def test_the_same_bytes_from_another_folder():
    one = deb()
    other = package("a folder with a longer name")
    sums = [hashlib.sha256(open(path, "rb").read()).hexdigest() for path in (one, other)]
    assert sums[0] == sums[1], f"{sums}: {one} {other}"


@functools.cache
def static():
    need("xz", "meson", "scdoc")
    path = package("a", "--static")
    subprocess.run(["tar", "-C", os.environ["TMPDIR"], "-xf", path], check=True)
    return os.path.join(os.environ["TMPDIR"], os.path.basename(path)[:-len(".tar.xz")])


def test_one_file_plays_without_a_library():
    folder = static()
    program = folder + "/bin/cairn"
    assert "INTERP" not in good(run("readelf", "-lW", program)).out and "NEEDED" not in good(run("readelf", "-dW", program)).out
    empty = os.path.abspath("empty")
    os.makedirs(empty + "/home")
    shutil.copy(program, empty)
    if os.geteuid():
        raise Skip("chroot needs root")
    def inside(*argv):
        return good(run("/usr/sbin/chroot", empty, "/cairn", *argv, env={"HOME": "/home", "TERM": "dumb", "CAIRN_BACKUP": "off"}))
    inside("add", "front", "back")
    assert "1 notes" in inside("status").out
    assert "front" in inside("--script", "<space>", "--size", "40x20").out
    assert "cairn-sync" in run("/usr/sbin/chroot", empty, "/cairn", "sync", env={"HOME": "/home"}).err


def test_it_can_be_linked_again():
    """With the libraries that it was linked with, the same bytes come out; with another libsqlite3, another program that plays."""
    folder = static()
    again = os.path.abspath("again")
    good(run(folder + "/relink/relink.sh", again, env=dict(os.environ)))
    with open(again, "rb") as ours, open(folder + "/bin/cairn", "rb") as theirs:
        assert ours.read() == theirs.read()
    for name in ("libc6", "libunistring", "libncurses", "libsodium", "libsqlite3", "zlib1g", "libgcc-12"):
        assert os.path.getsize(f"{folder}/notices/{name}.txt") > 300, name
    versions = open(folder + "/notices/VERSIONS", encoding="utf-8").read()
    assert len(versions.splitlines()) == 7 and "libunistring" in versions
    for name in ("LGPL-2.1", "LGPL-3", "GPL-3"):
        assert "GNU" in open(folder + "/notices/" + name, encoding="utf-8").read(400)


harness.main(globals())
