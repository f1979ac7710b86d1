# SPDX-License-Identifier: MIT
"""The game as from a phone: through OpenSSH and through mosh, both real, on loopback; ten answers, a line that drops in the
middle of a typed answer, and coming back. And a key whose forced command is the kiosk."""
import json
import os
import re
import shlex
import signal
import sqlite3
import subprocess

import harness
import ssh
from harness import CAIRN, Terminal, cairn, environment, good

CARDS = 14


def notes():
    for n in range(CARDS):
        good(cairn("add", f"Front number {n}.", f"back {n}", "--kind", "typed", "--deck", "Numbers"))


def words(*argv, **more):
    """A command line that starts argv with this case's store and clock."""
    own = {name: value for name, value in environment(**more).items() if name.startswith(("CAIRN_", "ASAN", "UBSAN", "LSAN"))}
    return " ".join(["env", *(shlex.quote(f"{name}={value}") for name, value in own.items()), *map(shlex.quote, argv)])


def client(**more):
    return {name: value for name, value in {**os.environ, **more}.items() if value is not None}


def games():
    """The processes of this case's store, by what the kernel says."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                ours = f"CAIRN_DATA={os.getcwd()}/data".encode() in file.read()
            if ours and os.path.basename(os.readlink(f"/proc/{pid}/exe")) == "cairn":
                found.append(int(pid))
        except OSError:
            pass
    return found


def end_games():
    for pid in games():
        os.kill(pid, signal.SIGKILL)


def type_in(t, text):
    for i, char in enumerate(text):
        t.send("<space>" if char == " " else char)
        t.until("> .*" + re.escape(text[:i + 1].strip()))


def answer(t, n):
    t.until(rf"Front number {n}\.")
    type_in(t, f"back {n}")
    t.send("<cr>")
    t.until("Right")
    t.send("e")


def drafted(text):
    with sqlite3.connect("file:data/cairn.db?mode=ro", uri=True) as db:
        return db.execute("SELECT 1 FROM draft WHERE text = ?", (text,)).fetchone()


def answered():
    return sum(card["reps"] for card in json.loads(good(cairn("cards", "--json")).out))


def play(start, drop):
    """Ten answers, the line drops while the eleventh is typed, and goes on behind a new one."""
    notes()
    t = start()
    for n in range(10):
        answer(t, n)
    t.until(r"Front number 10\.")
    type_in(t, "back 1")
    drop(t)
    again = start()
    again.until("> back 1")
    assert "Front number 10." in again.text()
    again.send("0")
    again.until("> back 10")
    again.send("<cr>")
    again.until("Right")
    again.send("e")
    again.until(r"Front number 11\.")
    again.close()
    end_games()
    assert answered() == 11


def killed(t):
    os.kill(t.pid, signal.SIGKILL)
    harness.wait_for(t.ended, "the client's end")


def test_ssh_and_a_client_that_dies():
    server = ssh.Sshd({"me": ""})
    play(lambda: Terminal("ssh", "-tt", *server.options("me"), server.host(), words(CAIRN), env=client()), killed)
    server.close()


def test_ssh_and_a_line_that_goes_dead_without_a_word():
    server = ssh.Sshd({"me": ""})
    lines = []

    def start():
        lines.append(ssh.Line(server.port))
        return Terminal("ssh", "-tt", *server.options("me", lines[-1].port), server.host(), words(CAIRN), env=client())

    def drop(t):
        harness.wait_for(lambda: drafted("back 1"), "the draft of a second at rest")
        lines[-1].dead.set()
        killed(t)
        assert len(games()) == 1, "the first process is there still: nobody told it"

    play(start, drop)
    server.close()


def mosh(server, *command, key="me", find="remote"):
    """mosh passes what stands behind --, and a C.UTF-8 to the server, which takes nothing else."""
    line = " ".join(map(shlex.quote, ["ssh", *server.options(key)]))
    return Terminal("mosh", "--ssh=" + line, "--experimental-remote-ip=" + find, "--bind-server=127.0.0.1",
                    "--server=env LC_ALL=C.UTF-8 MOSH_SERVER_NETWORK_TMOUT=60 mosh-server", server.host(), *command,
                    env=client())


def test_mosh_and_a_client_that_dies():
    server = ssh.Sshd({"me": ""})

    def drop(t):
        harness.wait_for(lambda: drafted("back 1"), "the draft of a second at rest")
        for pid in map(int, subprocess.run(["pgrep", "-P", str(t.pid)], stdout=subprocess.PIPE).stdout.split()):
            os.kill(pid, signal.SIGKILL)  # children of our own: the wrapper's
        killed(t)

    play(lambda: mosh(server, "--", "sh", "-c", words(CAIRN)), drop)
    server.close()


def test_mosh_resumes_while_another_screen_went_on():
    """mosh keeps the first process alive through a tunnel; in it the same learner goes on at the laptop."""
    notes()
    server = ssh.Sshd({"me": ""})
    phone = mosh(server, "--", "sh", "-c", words(CAIRN))
    phone.until(r"Front number 0\.")
    type_in(phone, "ba")
    harness.wait_for(lambda: drafted("ba"), "the draft of a second at rest")
    os.kill(phone.pid, signal.SIGSTOP)
    laptop = Terminal(CAIRN)
    laptop.until("> ba")
    for char in "ck 0":
        laptop.send("<space>" if char == " " else char)
    laptop.until("> back 0")
    laptop.send("<cr>")
    laptop.until("Right")
    laptop.send("e")
    laptop.until(r"Front number 1\.")
    os.kill(phone.pid, signal.SIGCONT)
    phone.send("c")
    phone.until("answered on another screen")
    phone.until(r"Front number 1\.")
    phone.close(), laptop.close()
    end_games()
    server.close()
    assert answered() == 1


def kiosk_store():
    home = os.path.join(os.getcwd(), "home")
    os.makedirs(home)
    env = client(HOME=home)
    for n in range(3):
        good(cairn("add", f"Front number {n}.", f"back {n}", "--deck", "Numbers", "--profile", "ann", env=env))
    sanitizers = [shlex.quote(f"{name}={os.environ[name]}") for name in os.environ if name.endswith("SAN_OPTIONS")]
    return " ".join(["env", f"HOME={home}", *sanitizers])


def test_a_forced_command_is_the_game_and_nothing_else():
    before = kiosk_store()
    server = ssh.Sshd({"ann": f'restrict,pty,command="{before} {CAIRN} kiosk ann"'})
    base = ["ssh", *server.options("ann")]
    t = Terminal(*base, "-tt", "-o", "SendEnv=*", server.host(), "touch escaped; sh", env=client(CAIRN_DATA=os.getcwd(), CAIRN_NOW="x"))
    t.until(r"Front number 0\.")
    t.send("<space>")
    t.until("back 0")
    t.send("e")
    t.until(r"Front number 1\.")
    os.write(t.fd, b"\x1a")  # nothing stops
    t.send("<space>")
    t.until("back 1")
    t.close()
    for more in ([server.host(), "export", "--json"], [server.host(), "sh", "-c", "touch escaped"], ["-s", server.host(), "sftp"],
                 [server.host(), "scp", "-f", "/etc/passwd"], ["-T", server.host()]):
        done = harness.run(*base, *more, env=client(), stdin=b"q\nq\n", timeout=60)
        assert "Front number" in done.out and "root:" not in done.text and '"is"' not in done.out, done
    for forward in (["-L", f"{ssh.free_port()}:127.0.0.1:22"], ["-R", f"{ssh.free_port()}:127.0.0.1:22"]):
        done = harness.run(*base, "-o", "ExitOnForwardFailure=yes", *forward, "-T", server.host(), env=client(), stdin=b"q\nq\n", timeout=60)
        assert done.code != 0 or "Front number" in done.out, done  # -L is refused when it is used
    assert not os.path.exists("escaped") and not os.path.exists("data")
    server.close()


def test_a_forced_command_through_mosh():
    before = kiosk_store()
    server = ssh.Sshd({"ann": f'restrict,pty,command="{before} LC_ALL=C.UTF-8 MOSH_SERVER_NETWORK_TMOUT=60 '
                              f'mosh-server new -s -- {CAIRN} kiosk ann"'})
    t = mosh(server, "--", "touch", "escaped", key="ann", find="proxy")
    t.until(r"Front number 0\.")
    t.send("<space>")
    t.until("back 0")
    os.write(t.fd, b"\x1a")
    t.send("e")
    t.until(r"Front number 1\.")
    os.write(t.fd, b"\x03")
    harness.wait_for(lambda: t.read(0.05) or t.ended(), "the end")
    t.wait()
    assert not os.path.exists("escaped")
    server.close()


harness.main(globals())
