# SPDX-License-Identifier: MIT
"""Whatever stands still, at whatever stage: SIGTERM ends a sync within two seconds, nothing is lost, and the next one completes.
And what only is slow lives."""
import contextlib
import os
import signal
import socket
import subprocess
import threading
import time

import harness
from harness import good
from wire import Device, Wire, certificate

STALL = os.path.join(harness.BUILD, "tests", "wire", "stall.so")
FOR_EVER = 60000
LIMIT_S = 2.0


def ends_at_once(child, stage, how=signal.SIGTERM):
    begin = time.monotonic()
    child.send_signal(how)
    out, err = child.communicate(timeout=20)
    took = time.monotonic() - begin
    assert took < LIMIT_S, f"{stage}: {took:.2f} s"
    assert child.returncode == 1 and b"stays here" in err, (stage, child.returncode, out, err)


def goes_on(device, rows, wire):
    good(device.sync(MONGODB_URI=wire.uri()))
    counts = device.counts()
    assert counts["rows"] >= rows and counts["waiting"] == 0, counts


def stalled(device, wire, command, nth, *argv, **more):
    wire.say("heal"), wire.say("reset")
    wire.say(f"fault {command}@{nth}:delay={FOR_EVER}")
    child = device.start_sync(*argv, **more)
    harness.wait_for(lambda: wire.counts().get(command, 0) >= nth, f"{command} {nth}")
    return child


def test_name_servers():
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer wants to be loaded first")
    with Wire() as wire:
        for name, uri in (("a", "mongodb://somewhere.example/?tls=true"), ("b", "mongodb+srv://a.somewhere.example/")):
            device = Device(name, uri)
            device.add(2)
            mark = os.path.abspath("mark-" + name)
            child = device.start_sync(LD_PRELOAD=STALL, CAIRN_STALL_MARK=mark)
            harness.wait_for(lambda: os.path.exists(mark), "a question to the name server")
            ends_at_once(child, "names of " + uri)
            goes_on(device, 2, wire)


@contextlib.contextmanager
def full_backlog():
    """A port whose queue is full: whoever connects gets no answer at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def connecting(port):
    """How many sockets wait for an answer of that port (SYN_SENT is 02)."""
    with open("/proc/net/tcp", encoding="ascii") as file:
        return sum(line.split()[2].endswith(f":{port:04X}") and line.split()[3] == "02" for line in file)


def test_connecting():
    with full_backlog() as port, Wire() as wire:
        device = Device("a", f"mongodb://127.0.0.1:{port}/")
        device.add(2)
        before = connecting(port)
        child = device.start_sync()
        harness.wait_for(lambda: connecting(port) > before, "a connection under way")
        ends_at_once(child, "connecting")
        goes_on(device, 2, wire)


def test_encryption():
    with socket.socket() as mute, Wire() as wire:
        mute.bind(("127.0.0.1", 0))
        mute.listen(4)
        device = Device("a", f"mongodb://127.0.0.1:{mute.getsockname()[1]}/?tls=true")
        device.add(2)
        child = device.start_sync()
        with mute.accept()[0] as peer:
            assert peer.recv(1) == b"\x16", "no TLS handshake"
            ends_at_once(child, "the TLS handshake")
        goes_on(device, 2, wire)


def test_greeting_and_password():
    both, cert = certificate("good")
    for options, more in (((), ""), (("--tls-cert", both), f"tls=true&tlsCAFile={cert}")):
        with Wire("--user", "eve", "--password", "right", *options) as wire:
            device = Device("a" + more[:3], wire.uri("eve:right@", options=more))
            device.add(2)
            for command, nth in (("isMaster", 1), ("saslStart", 1), ("saslContinue", 1), ("hello", 1)):
                ends_at_once(stalled(device, wire, command, nth), command)
            wire.say("heal")
            good(device.sync())
            assert device.counts() == {"rows": 2, "waiting": 0, "safe": 2}


def test_rows_and_decks():
    with Wire() as wire:
        for number, how in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGHUP)):
            device = Device(f"how{number}", wire.uri(), learner=f"ada{number}")
            device.add(2)
            ends_at_once(stalled(device, wire, "find", 1), "find", how)
        writer = Device("writer", wire.uri())
        writer.rows("bulk", 4500)
        ends_at_once(stalled(writer, wire, "insert", 1), "insert 1")
        ends_at_once(stalled(writer, wire, "insert", 3), "insert 3")
        wire.say("heal")
        goes_on(writer, 4500, wire)
        wire.put("decks", {"_id": "capitals", "title": "Capitals", "notes": 1})
        wire.put("cards", {"_id": 1, "deck": "capitals", "front": "Peru", "back": "Lima"})
        reader = Device("reader", wire.uri())
        ends_at_once(stalled(reader, wire, "getMore", 1), "getMore 1")
        ends_at_once(stalled(reader, wire, "find", 2, CAIRN_SUBSCRIBE="all"), "the list of decks")
        ends_at_once(stalled(reader, wire, "find", 3, CAIRN_SUBSCRIBE="all"), "the cards of a deck")
        stranger = Device("stranger", wire.uri(), learner=None)
        ends_at_once(stalled(stranger, wire, "find", 1, "--pipe"), "the names of learners")
        wire.say("heal")
        assert "1 notes new" in good(reader.sync(CAIRN_SUBSCRIBE="all")).out
        assert reader.counts()["rows"] == 4500 and len(set(reader.list())) == 4500


class SlowLine:
    """A port that passes everything on to another one, so many bytes a second each way, and holds little back itself."""

    def __init__(self, to, rate):
        self.to, self.rate = to, rate
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(8)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.to))
                for a, b in ((near, far), (far, near)):
                    threading.Thread(target=self.pump, args=(a, b), daemon=True).start()

    def pump(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(1024):
                time.sleep(len(data) / self.rate)  # this is what is tested: a line of that rate
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def test_slow_but_living():
    """Each message takes longer than the time-out, and is not cut, because its parts do not."""
    both, cert = certificate("good")
    for options, more in (((), ""), (("--tls-cert", both), f"&tls=true&tlsCAFile={cert}")):
        with Wire(*options) as wire:
            line = SlowLine(wire.port, 80000)
            uri = f"mongodb://127.0.0.1:{line.port}/cairn?socketTimeoutMS=2000{more}"
            a, b = Device("a" + more[1:4], uri), Device("b" + more[1:4], uri)
            a.rows("bulk", 1100)
            for device in (a, b):
                begin = time.monotonic()
                good(device.sync())
                assert time.monotonic() - begin > 2, "it was not slow"
            assert b.counts()["rows"] == 1100
            line.listener.close()


def test_nothing_on_stdin_nor_a_terminal_is_needed():
    with Wire() as wire:
        device = Device("a", wire.uri())
        device.add(1)
        done = subprocess.run([harness.SYNC, "sync"], env=device.env(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, close_fds=True, start_new_session=True, timeout=60)
        assert done.returncode == 0 and len(wire.dump()) == 1


harness.main(globals())
