# SPDX-License-Identifier: MIT
"""`cairn kiosk NAME` as a forced command: every way out that a client could try, one case each. Each sees that the same
trick works on `cairn` itself where it is meant to, so that it would be seen here."""
import json
import os
import random
import re
import signal
import subprocess

import harness
from harness import CAIRN, Terminal, cairn, good, one_sentence
from wire import Wire


def home():
    return os.path.join(os.getcwd(), "home")


def client(**more):
    """What sshd hands over: HOME of the account, and whatever a careless AcceptEnv lets through."""
    os.makedirs(home(), exist_ok=True)
    env = {"HOME": home(), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "USER": "ann",
           "SSH_CONNECTION": "127.0.0.1 5000 127.0.0.1 22", "SSH_ORIGINAL_COMMAND": "/bin/sh -c 'touch escaped'"}
    env.update({name: os.environ[name] for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ})
    env.update(more)
    return {name: value for name, value in env.items() if value is not None}


def owner(profile="ann", **more):
    """Whoever has the machine, on the same files."""
    return {**client(SSH_ORIGINAL_COMMAND=None), **more}, ("--profile", profile)


def notes(count=4):
    env, profile = owner()
    for n in range(count):
        good(cairn("add", f"Front number {n}", f"Back number {n}", "--deck", "Numbers", *profile, env=env))


def kiosk(*words, until="Front number 0", size="40x20", cwd=None, **more):
    t = Terminal(CAIRN, "kiosk", *(words or ("ann",)), size=size, env=client(**more), cwd=cwd)
    t.until(until)
    return t


def end(t):
    t.send("q")
    t.until("settings|go on|study")
    t.close()


def no_path(text):
    assert home() not in text and os.getcwd() not in text and ".local/share" not in text, text


def files(folder):
    return sorted(os.path.join(where, name) for where, _, names in os.walk(folder) for name in names)


def test_plays_the_profile_of_its_argument():
    notes()
    t = kiosk()
    t.send("<space>")
    t.until("Back number 0")
    t.send("e")
    t.until("Front number 1")
    end(t)
    env, profile = owner()
    assert [card["reps"] for card in json.loads(good(cairn("cards", "--json", *profile, env=env)).out)].count(1) == 1


def test_only_a_profile_and_harmless_options():
    for words in ([], ["ann", "bob"], ["../ann"], ["/ann"], ["Ann"], [""], ["-x"], ["ann", "--profile", "bob"], ["ann", "--script", "q"],
                  ["ann", "--learner", "bob"], ["ann", "--size", "40x20"], ["ann", "--json"], ["ann", "--tags", "x"], ["ann", "--remote"], ["a" * 33]):
        done = cairn("kiosk", *words, env=client())
        no_path(one_sentence(done, 2))
        assert not done.out, done
    no_path(one_sentence(cairn("--plain", "kiosk", "ann", env=client()), 2))  # behind anything else it would come too late
    assert not files(home()), files(home())


def test_the_clients_command_is_not_looked_at():
    notes()
    for command in ("export --json", "--version", "cairn stats", "; touch escaped", "scp -f /etc/passwd", "sftp-server",
                    "internal-sftp", "git-upload-pack x", "rsync --server"):
        done = cairn("kiosk", "ann", env=client(SSH_ORIGINAL_COMMAND=command), stdin=b"\nq\nq\n")
        assert "Front number 0" in done.out and "Back number 0" in done.out, done
        no_path(done.text)
    assert not os.path.exists("escaped")


def test_the_clients_environment_is_not_taken():
    notes()
    evil = os.path.join(os.getcwd(), "evil")
    os.makedirs(evil)
    more = {"CAIRN_DATA": evil, "XDG_DATA_HOME": evil, "XDG_STATE_HOME": evil, "XDG_CONFIG_HOME": evil, "TMPDIR": evil,
            "SQLITE_TMPDIR": evil, "CAIRN_NOW": "nonsense", "CAIRN_KEY": "short", "CAIRN_SYNC": "never", "CAIRN_SEED": "x",
            "CAIRN_LEARNER": "bob", "CAIRN_TRACE": "debug", "APP_PIN": "1234", "MONGODB_URI": "mongodb://127.0.0.1:1/",
            "DATABASE_URL": "postgres://x", "LANGUAGE": "../../x", "NCURSES_NO_UTF8_ACS": "1", "ESCDELAY": "9", "LINES": "3",
            "COLUMNS": "9"}
    assert cairn("status", env=client(CAIRN_NOW="nonsense")).code, "the trick itself does nothing"
    t = kiosk(**more)
    t.send("<space>")
    t.until("Back number 0")
    end(t)
    assert not files(evil), files(evil)


def test_a_dot_env_of_the_working_folder_is_not_read():
    notes()
    os.makedirs("here")
    with open("here/.env", "w") as file:
        file.write("APP_PIN=1234\nMONGODB_URI=mongodb://evil.example/\nCAIRN_NOW=nonsense\n")
    os.chmod("here/.env", 0o600)
    env, profile = owner()
    assert cairn("status", *profile, env=env, cwd="here").code, "the trick itself does nothing"
    t = kiosk(cwd="here")
    assert "evil" not in t.text() and "PIN" not in t.text(), t.text()
    end(t)


def test_a_dot_env_of_the_owner_counts_and_its_path_is_not_told():
    notes()
    folder = os.path.join(home(), ".config", "cairn", "profiles", "ann")
    with open(os.path.join(folder, ".env"), "w") as file:
        file.write("APP_PIN=1234\n")
    os.chmod(os.path.join(folder, ".env"), 0o600)
    t = kiosk(until="PIN")
    t.send("1234<cr>")
    t.until("Front number 0")
    end(t)
    os.chmod(os.path.join(folder, ".env"), 0o644)  # skipped, and elsewhere said so with its path
    t = kiosk()
    end(t)
    no_path(t.raw.decode("utf-8", "replace"))


def test_the_owners_own_settings_are_not_the_kiosks():
    notes()
    shared = os.path.join(home(), ".config", "cairn", ".env")
    with open(shared, "w") as file:
        file.write("APP_PIN=1234\nMONGODB_URI=mongodb://127.0.0.1:1/cairn\nCAIRN_LEARNER=ada\n")
    os.chmod(shared, 0o600)
    env, profile = owner()
    t = Terminal(CAIRN, *profile, env=env)
    t.until("PIN")  # else the trick itself does nothing
    t.close()
    t = kiosk()
    t.send("q")
    t.until("settings|stats|study")
    t.send("y")
    t.until("not set")
    t.close()


def test_its_rows_are_its_learners():
    notes()
    config = os.path.join(home(), ".config", "cairn")
    with Wire() as server:
        for folder, text in ((config, "CAIRN_LEARNER=ada\n"), (os.path.join(config, "profiles", "ann"), f"MONGODB_URI={server.uri()}\n")):
            with open(os.path.join(folder, ".env"), "w") as file:
                file.write(text)
            os.chmod(os.path.join(folder, ".env"), 0o600)
        good(cairn("kiosk", "ann", env=client(CAIRN_LEARNER="bob"), stdin=b"\n\nq\nq\n"))
        rows = harness.wait_for(server.dump, "the rows on the server")
        assert "ann" in json.dumps(rows) and "ada" not in json.dumps(rows) and "bob" not in json.dumps(rows), rows[0]


def test_a_terminal_description_of_the_clients_is_not_read():
    notes()
    os.makedirs("terminfo")
    known = subprocess.run(["infocmp", "xterm-256color"], stdout=subprocess.PIPE, check=True).stdout.decode()
    with open("evil.ti", "w") as file:
        file.write(re.sub(r"smcup=[^,]*", "smcup=EVIL", known))
    subprocess.run(["tic", "-o", "terminfo", "evil.ti"], check=True, stderr=subprocess.DEVNULL)
    evil = {"TERMINFO": os.path.join(os.getcwd(), "terminfo")}
    env, profile = owner(**evil)
    t = Terminal(CAIRN, *profile, env=env)
    t.until("Front number 0")
    t.close()
    assert b"EVIL" in t.raw, "the trick itself does nothing"
    t = kiosk(**evil, TERMINFO_DIRS=evil["TERMINFO"], TERMCAP="xterm-256color:ti=EVIL:")
    t.close()
    assert b"EVIL" not in t.raw


def test_odd_names_of_terminals_and_locales():
    notes()
    for term in ("../../../etc/passwd", "/etc/passwd", "a b", "xterm\n", "x" * 5000, ".", "", "%s%n"):
        t = kiosk(TERM=term, until="Front number 0")
        t.close()
        no_path(t.raw.decode("utf-8", "replace"))
    for name in ("../../evil", "/tmp/evil", "de_DE.UTF-8", "xx", "%n", "C" * 5000):
        t = kiosk(LC_ALL=name, LANG=name, LC_MESSAGES=name)
        end(t)


def test_programs_on_the_clients_path_are_not_started():
    notes()
    os.makedirs("bin")
    for name in ("sh", "bash", "cairn-sync", "vi", "less", "stty", "tput", "psql"):
        with open(f"bin/{name}", "w") as file:
            file.write(f"#!/bin/sh\ntouch {os.getcwd()}/escaped\n")
        os.chmod(f"bin/{name}", 0o755)
    t = kiosk(PATH=os.path.join(os.getcwd(), "bin"), SHELL=os.path.join(os.getcwd(), "bin/sh"), EDITOR="vi", VISUAL="vi", PAGER="less")
    for keys in ("!", ":", "|", "v", "q", "?", "q"):
        t.send(keys)
        t.rest(0.05)
    t.close()
    assert not os.path.exists("escaped")


def test_control_keys_stop_nothing_and_end_with_zero():
    notes()
    t = kiosk()
    for key in (b"\x1a", b"\x19", b"\x13\x11"):
        os.write(t.fd, key)
        t.send("<space>")
        t.until("Back number 0")
        assert not harness.is_stopped(t.pid), key
        t.send("x")
        t.until("Front number 1")
        t.send("u")
        t.until("Front number 0")
    t.close()
    for key in (b"\x03", b"\x04", b"\x1c"):
        t = kiosk()
        os.write(t.fd, key)
        assert t.wait() == 0, key
        assert t.modes_are_back()
        no_path(t.raw.decode())


def test_no_shell_behind_makes_a_stop_go_on():
    """The game without a kiosk, where nobody could make it go on: behind mosh, or as a forced command."""
    notes()
    env, profile = owner()
    t = Terminal(CAIRN, *profile, env=env)  # a session of its own: orphaned as those are
    t.until("Front number 0")
    os.kill(t.pid, signal.SIGTSTP)
    t.send("<space>")
    t.until("Back number 0")
    t.close()


def test_no_view_shows_a_path_or_a_way_to_files():
    t = Terminal(CAIRN, "kiosk", "ann", env=client())  # nothing to learn yet
    t.until("first deck")
    assert "import" not in t.text() and "FILE" not in t.text(), t.text()
    t.close()
    notes()
    t = kiosk()
    t.send("q")
    t.until("settings|stats|study")
    t.send("s")
    t.until("Settings")
    for _ in range(40):
        t.send("j")
    t.send("<cr>")
    t.rest(0.2)
    t.close()
    no_path(t.raw.decode("utf-8", "replace"))


def test_a_broken_store_is_told_of_without_its_path():
    notes()
    env, profile = owner()
    path = os.path.join(home(), ".local/share/cairn/profiles/ann/cairn.db")
    with open(path, "wb") as file:
        file.write(b"not a database at all" * 1000)
    for name in files(os.path.dirname(path)):
        if name != path:
            os.remove(name)
    assert "cairn.db" in cairn("status", *profile, env=env).err, "the trick itself does nothing"
    line = one_sentence(cairn("kiosk", "ann", env=client()), 4)
    assert "[file]" in line
    no_path(line)


def test_a_monkey_gets_nowhere():
    notes(12)
    rng = random.Random(os.environ.get("CAIRN_SEED", "1"))
    pool = [bytes([c]) for c in range(1, 128) if c not in (3, 4, 28)] + \
        [b"\x1b[A", b"\x1b[B", b"\x1b[200~/etc/passwd\r\x1b[201~", b"\x1b[<0;5;5M\x1b[<0;5;5m", b"\xff", b"\x1b]52;c;?\x07", "é".encode()]
    for round in range(4):
        t = kiosk(until=r"\w")
        t.rest(0.3)
        for _ in range(150):
            if t.ended():
                break
            os.write(t.fd, rng.choice(pool))
            t.read(0.01)
        assert t.ended() and os.waitstatus_to_exitcode(t.status) == 0 or not t.ended(), t.raw[-500:]
        t.close()
        no_path(t.raw.decode("utf-8", "replace"))
    for name in files(os.getcwd()):
        assert name.startswith(home()), name


harness.main(globals())
