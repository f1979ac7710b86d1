# SPDX-License-Identifier: MIT
"""What `meson install` puts where, and what it installs for cron and systemd: run as they run it, with next to no environment."""
import json
import os
import re
import shlex
import shutil
import subprocess

import harness
from harness import good, run
from wire import Wire

PREFIX = "/usr/local"


def install():
    """A DESTDIR install of this build in the case's folder: its root."""
    if not shutil.which("meson"):
        raise harness.Skip("meson is not installed")
    root = os.path.abspath("root")
    good(run("meson", "install", "-C", harness.BUILD, "--no-rebuild", "--quiet", "--destdir", root, env=dict(os.environ)))
    return root


def text_of(root, path):
    with open(root + PREFIX + path, encoding="utf-8") as file:
        return file.read()


def exec_start(root):
    """The words of ExecStart, with the program where DESTDIR has put it."""
    line = re.search(r"^ExecStart=(.+)$", text_of(root, "/share/systemd/user/cairn-sync.service"), re.M)[1]
    return [root + word if word.startswith(PREFIX) else word for word in shlex.split(line)]


def cron_line(root):
    line, = [line for line in text_of(root, "/share/cairn/crontab").splitlines() if not line.startswith("#")]
    when = line.split(None, 5)
    assert len(when) == 6 and all(re.fullmatch(r"[0-9*]+", field) for field in when[:5]), line
    return when[5].replace(PREFIX, root + PREFIX)


class Home:
    """A person's home with a .env, and what runs there as a timer or cron would run it."""

    def __init__(self, root, uri, name="home", **settings):
        self.home, self.root = os.path.abspath(name), root
        self.bare = {"HOME": self.home, "PATH": "/usr/bin:/bin"}
        config = os.path.join(self.home, ".config", "cairn")
        os.makedirs(config, mode=0o700)
        with open(os.path.join(config, ".env"), "w", encoding="utf-8") as file:
            file.write("".join(f"{key}={value}\n" for key, value in {"MONGODB_URI": uri, **settings}.items()))
        os.chmod(os.path.join(config, ".env"), 0o600)

    def cairn(self, *argv):
        return run(os.path.join(self.root + PREFIX, "bin", "cairn"), *argv, env=self.bare, cwd=self.home)

    def timer(self, **options):
        return run(*exec_start(self.root), env=self.bare, cwd=self.home, preexec=os.setsid, **options)

    def cron(self):
        return run("/bin/sh", "-c", cron_line(self.root), env=self.bare, cwd=self.home, preexec=os.setsid)


def test_files():
    root = install()
    found = sorted(os.path.relpath(os.path.join(folder, name), root + PREFIX)
                   for folder, _, names in os.walk(root + PREFIX) for name in names)
    for path in ("bin/cairn", "bin/cairn-sync", "libexec/cairn/cairn-feed", "share/cairn/crontab", "share/systemd/user/cairn-sync.service",
                 "share/systemd/user/cairn-sync.timer", "share/systemd/user/cairn-backup.timer", "share/cairn/crontab-backup",
                 "share/bash-completion/completions/cairn", "share/bash-completion/completions/cairn-sync", "share/zsh/site-functions/_cairn",
                 "share/fish/vendor_completions.d/cairn.fish", "share/metainfo/org.cairn_study.cairn.metainfo.xml", "share/doc/cairn/LICENSE"):
        assert path in found, found


def test_manual_pages():
    if not shutil.which("scdoc"):
        raise harness.Skip("scdoc is not installed")
    root = install()
    for page in ("man1/cairn.1", "man1/cairn-sync.1", "man5/cairn-env.5"):
        assert text_of(root, "/share/man/" + page).count(".SH ") > 5
        if shutil.which("man"):
            done = run("man", "--warnings", "-l", root + PREFIX + "/share/man/" + page, env={**os.environ, "MANWIDTH": "80", "PAGER": "cat"})
            assert done.code == 0 and done.err == "", done


def test_software_centres_take_the_metainfo():
    if not shutil.which("appstreamcli"):
        raise harness.Skip("appstreamcli is not installed")
    path = install() + PREFIX + "/share/metainfo/org.cairn_study.cairn.metainfo.xml"
    good(run("appstreamcli", "validate", "--no-net", "--pedantic", path))
    with open(path, encoding="utf-8") as file:
        text = file.read()
    version = good(run(harness.CAIRN, "--version")).out.split()[1]
    assert f'<release version="{version}"' in text
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("<summary>", "<sumary>"))
    assert run("appstreamcli", "validate", "--no-net", path).code != 0


def test_units_are_what_systemd_takes():
    if not shutil.which("systemd-analyze"):
        raise harness.Skip("systemd-analyze is not installed")
    root, units = install(), []
    os.makedirs("units")
    for name in ("cairn-sync.service", "cairn-sync.timer"):
        units.append(os.path.abspath(os.path.join("units", name)))
        with open(units[-1], "w", encoding="utf-8") as file:
            file.write(text_of(root, "/share/systemd/user/" + name).replace(PREFIX, root + PREFIX))
    done = run("systemd-analyze", "--user", "verify", *units, env={**os.environ, "XDG_RUNTIME_DIR": os.getcwd()})
    if done.code and "Failed to" in done.err and "bus" in done.err:
        raise harness.Skip(f"systemd-analyze cannot work here: {done.err.splitlines()[0]}")
    assert done.code == 0 and done.text.strip() == "", done


def test_a_timer_and_cron_carry_rows_silently():
    root = install()
    with Wire() as wire:
        home = Home(root, wire.uri(), CAIRN_LEARNER="ada")
        good(home.cairn("add", "front", "back"))
        assert good(home.timer()).text == "" and len(wire.dump()) == 1
        good(home.cairn("add", "another", "back"))
        assert good(home.cron()).text == "" and len(wire.dump()) == 2
        assert json.loads(good(home.cairn("status", "--json")).out)["waiting"] == 0


def test_a_second_one_leaves_at_once():
    root = install()
    with Wire("--fault", "find@1:delay=1500") as wire:
        home = Home(root, wire.uri(), CAIRN_LEARNER="ada")
        good(home.cairn("add", "front", "back"))
        first = subprocess.Popen(exec_start(root), env=home.bare, cwd=home.home, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        harness.wait_for(lambda: wire.counts().get("find"), "the first find")
        assert good(home.cron()).text == "" and wire.counts()["find"] == 1
        assert first.communicate(timeout=30)[0] == b"" and first.returncode == 0
        assert len(wire.dump()) == 1


def test_failures_are_one_line_and_a_code():
    root = install()
    with Wire("--user", "eve", "--password", "right") as wire:
        refused = Home(root, wire.uri("eve:wrong@"), "refused", CAIRN_LEARNER="ada")
        harness.one_sentence(refused.timer(), 6)
        nobody = Home(root, wire.uri("eve:right@"), "nobody")
        assert "cairn sync --learner NAME" in harness.one_sentence(nobody.cron(), 2)
    away = Home(root, f"mongodb://127.0.0.1:{wire.port}/?serverSelectionTimeoutMS=300", "away", CAIRN_LEARNER="ada")
    harness.one_sentence(away.timer(), 5)  # and SuccessExitStatus=5: no network is no failed unit
    assert "SuccessExitStatus=5" in text_of(root, "/share/systemd/user/cairn-sync.service")
    empty = Home(root, "", "empty")
    assert ".config/cairn/.env" in harness.one_sentence(empty.timer(), 2)


harness.main(globals())
