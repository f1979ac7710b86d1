# SPDX-License-Identifier: MIT
"""Every setting of a sync, wrong: one sentence that names the one to change, the right exit code, and no secret in it,
in the log, in the store, on the command line or in a core."""
import contextlib
import os
import resource
import signal
import socket
import subprocess
import threading

import harness
from harness import good, one_sentence, wait_for
from wire import Device, Wire, certificate, expired_certificate

QUICK = "serverSelectionTimeoutMS=1500&connectTimeoutMS=800&socketTimeoutMS=1500"
SECRET, KEY = "hunter2secret", "sixteen bytes or more"


@contextlib.contextmanager
def banner(said, close=True):
    """A server that is no MongoDB: says something to everybody."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)

        def serve():
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client:
                    client.settimeout(2)
                    with contextlib.suppress(OSError):
                        client.sendall(said)
                        while not close and client.recv(4096):
                            pass
        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def told(device, code, *words, secrets=(SECRET, KEY), **more):
    done = device.sync(**more)
    line = one_sentence(done, code)
    for word in words:
        assert word in line, f"{word!r} is not in: {line}"
    seen = done.text
    for folder, _, names in os.walk(device.folder):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                seen += file.read().decode("latin-1")
    for secret in secrets:
        assert secret not in seen, f"{secret} can be seen"
    assert len(line) < 500, line
    return line


def uri(rest, options=QUICK, scheme="mongodb"):
    return f"{scheme}://eve:{SECRET}@{rest}?{options}"


def test_addresses():
    a = Device("a", "")
    a.add(1)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nobody = unused.getsockname()[1]
        table = (
            (uri(f"127.0.0.1:{nobody}/"), 5, "host in MONGODB_URI"),
            (uri(f"[::1]:{nobody}/"), 5, "host in MONGODB_URI"),
            (uri("no-such-host.invalid/", "tls=true&" + QUICK), 5, "host in MONGODB_URI"),
            (uri("cluster.no-such-host.invalid/", scheme="mongodb+srv"), 5, "MONGODB_URI"),
            (uri("127.0.0.1:0/"), 3, "MONGODB_URI"),
            (uri("127.0.0.1:99999/"), 3, "MONGODB_URI"),
            (uri("db.example/"), 3, "tls=true"),
            (uri("127.0.0.1/a.b"), 3, "database name"),
        )
        for address, code, word in table:
            told(a, code, word, MONGODB_URI=address)
    assert a.counts()["waiting"] == 1


def test_a_server_that_is_no_mongodb():
    a = Device("a", "")
    for said, close in ((b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", True), (b"SSH-2.0-OpenSSH_9.2p1\r\n", False),
                        (b"220 mail.example ESMTP\r\n", False), (b"", True), (b"\x05\x00\x00\x00", True), (b"\x00" * 64, False),
                        (b"\xff" * 4096, True), (b"J\x00\x00\x00\x0a5.5.5-10.11.6-MariaDB\x00", False)):
        with banner(said, close) as port:
            told(a, 5, "does not answer as MongoDB does", "host and port in MONGODB_URI", MONGODB_URI=uri(f"127.0.0.1:{port}/"))
            told(a, 5, "MONGODB_URI", MONGODB_URI=uri(f"127.0.0.1:{port}/", "tls=true&" + QUICK))


def test_encryption():
    a = Device("a", "")
    both, cert = certificate("good")
    elsewhere = certificate("elsewhere", "DNS:elsewhere.example")
    old = expired_certificate("old")
    unknown = certificate("unknown")[1]
    with Wire("--tls-cert", both) as wire:
        here = f"127.0.0.1:{wire.port}/"
        good(a.sync(MONGODB_URI=wire.uri(options=f"tls=true&tlsCAFile={cert}&{QUICK}")))
        told(a, 6, "tlsCAFile", MONGODB_URI=uri(here, "tls=true&" + QUICK))
        told(a, 6, "tlsCAFile", MONGODB_URI=uri(here, f"tls=true&tlsCAFile={unknown}&{QUICK}"))
        told(a, 6, "tlsCAFile", MONGODB_URI=uri(here, f"tls=true&tlsCAFile=/nowhere.pem&{QUICK}"))
        told(a, 6, "tlsCertificateKeyFile", MONGODB_URI=uri(here, f"tls=true&tlsCAFile={cert}&tlsCertificateKeyFile=/nowhere.pem&{QUICK}"))
        told(a, 5, "tls=true", MONGODB_URI=uri(here))
    with Wire("--tls-cert", elsewhere[0]) as wire:
        told(a, 6, "host in MONGODB_URI", MONGODB_URI=uri(f"127.0.0.1:{wire.port}/", f"tls=true&tlsCAFile={elsewhere[1]}&{QUICK}"))
    with Wire("--tls-cert", old[0]) as wire:
        told(a, 6, "expired", MONGODB_URI=uri(f"127.0.0.1:{wire.port}/", f"tls=true&tlsCAFile={old[1]}&{QUICK}"))
    with Wire() as wire:
        told(a, 5, "tls=true", MONGODB_URI=uri(f"127.0.0.1:{wire.port}/", "tls=true&" + QUICK))


def test_users_and_rights():
    for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-1"):
        with Wire("--user", "eve", "--password", SECRET, "--mechanism", mechanism, "--auth-db", "admin") as wire:
            a = Device(mechanism, "")
            a.add(2)
            here = f"127.0.0.1:{wire.port}/school"
            good(a.sync(MONGODB_URI=uri(here, "authSource=admin")))
            wrong = f"mongodb://eve:{SECRET}X@{here}?authSource=admin"
            told(a, 6, "user or the password", "MONGODB_URI", MONGODB_URI=wrong)
            told(a, 6, "user or the password", "MONGODB_URI", MONGODB_URI=f"mongodb://adam:{SECRET}@{here}?authSource=admin")
            told(a, 6, "authSource", "school", MONGODB_URI=uri(here))
            told(a, 6, "user of MONGODB_URI", MONGODB_URI=f"mongodb://{here}?{QUICK}")
            other = "SCRAM-SHA-1" if mechanism.endswith("256") else "SCRAM-SHA-256"
            told(a, 6, "MONGODB_URI", MONGODB_URI=uri(here, f"authSource=admin&authMechanism={other}"))
            told(a, 6, "MONGODB_URI", MONGODB_URI=uri(here, "authSource=admin&authMechanism=MAGIC"))
            told(a, 5, "MONGODB_URI", MONGODB_URI=uri(here, "authSource=admin&replicaSet=another&" + QUICK))
            for fault, words in (("find@*:error=13", ("find and insert on school.rows", "database name in MONGODB_URI")),
                                 ("insert@*:error=13", ("find and insert on school.rows",)), ("insert@*:error=8000", ("quota",))):
                a.add(1)
                wire.say("heal")
                wire.say(f"fault {fault}")
                told(a, 6, *words, MONGODB_URI=uri(here, "authSource=admin"))
            assert len(wire.dump(database="school")) == 2


def test_a_slow_answer_is_no_wrong_password():
    both, cert = certificate("good")
    for command in ("saslStart", "saslContinue"):
        with Wire("--tls-cert", both, "--user", "eve", "--password", SECRET, "--fault", f"{command}@*:delay=4000") as wire:
            a = Device(command, "")
            told(a, 5, "broke", MONGODB_URI=uri(f"127.0.0.1:{wire.port}/", f"tls=true&tlsCAFile={cert}&authSource=admin&serverSelectionTimeoutMS=800&connectTimeoutMS=800&socketTimeoutMS=800"))


def test_names_of_learners():
    with Wire() as wire:
        a = Device("a", wire.uri(), learner="ada")
        a.add(1)
        good(a.sync())
        told(a, 2, "learner ada", CAIRN_LEARNER="bob")
        b = Device("b", wire.uri(), learner="Not A Name")
        told(b, 2, "CAIRN_LEARNER")
        told(b, 2, "CAIRN_LEARNER", CAIRN_LEARNER="x" * 33)


def test_keys():
    with Wire() as wire:
        a = Device("a", wire.uri(), CAIRN_KEY=KEY)
        a.add(6)
        good(a.sync())
        for name, key in (("b", None), ("c", "another key of that size")):
            b = Device(name, wire.uri(), CAIRN_KEY=key)
            told(b, 6, "CAIRN_KEY", "6 rows", secrets=(KEY, "another key"))
            assert b.list() == []
            good(b.sync(CAIRN_KEY=KEY))
            assert b.list() == a.list(), "the rows were not read again"
        told(a, 2, "CAIRN_KEY", CAIRN_KEY="tooshort", secrets=("tooshort",))


def test_proxies_and_ipv6():
    with Wire("--ipv6") as wire:
        a = Device("a", f"mongodb://[::1]:{wire.port}/", http_proxy="http://127.0.0.1:1", HTTPS_PROXY="http://127.0.0.1:1",
                   ALL_PROXY="socks5://127.0.0.1:1")
        a.add(1)
        good(a.sync())
        assert len(wire.dump()) == 1


def test_secrets_stay_inside():
    """Neither the command line nor a core shows them."""
    with Wire("--fault", "find@1:delay=20000") as wire:
        a = Device("a", f"mongodb://127.0.0.1:{wire.port}/?appname={SECRET}", CAIRN_KEY=KEY)
        a.add(1)
        child = subprocess.Popen([harness.SYNC, "sync"], env=a.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL, cwd=a.folder,
                                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (1 << 30, 1 << 30)))
        wait_for(lambda: wire.counts().get("find"), "the first find")
        with open(f"/proc/{child.pid}/cmdline", "rb") as file:
            line = file.read()
        assert SECRET.encode() not in line and KEY.encode() not in line, line
        with open(f"/proc/{child.pid}/limits", encoding="ascii") as file:
            limits = [text.split() for text in file if text.startswith("Max core file size")]
        assert limits and limits[0][4] == limits[0][5] == "0", limits
        os.kill(child.pid, signal.SIGQUIT)
        _, status = os.waitpid(child.pid, 0)
        child.returncode = 0
        assert os.WTERMSIG(status) == signal.SIGQUIT and not os.WCOREDUMP(status), status
        assert not [name for name in os.listdir(a.folder) if "core" in name]


harness.main(globals())
