# SPDX-License-Identifier: MIT
"""An OpenSSH server of a test's own on loopback: own keys, own configuration, a free port, the user who runs the test; and
a line in between that counts, or goes dead without a word."""
import getpass
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import threading

import harness

SSHD = shutil.which("sshd", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Sshd:
    """keys: {name: what stands before the key in authorized_keys}. All of the client's environment is accepted."""

    def __init__(self, keys, folder="ssh"):
        self.folder, self.port = os.path.abspath(folder), free_port()
        os.makedirs(self.folder, mode=0o700)
        self._make_keys(keys)
        config = self._path("sshd_config")
        with open(config, "w") as file:
            file.write(f"""Port {self.port}
ListenAddress 127.0.0.1
HostKey {self._path('host')}
AuthorizedKeysFile {self._path('authorized_keys')}
PidFile none
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv *
PrintMotd no
PrintLastLog no
Subsystem sftp internal-sftp
""")
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)  # where it locks its unprivileged half in
        self.log = open(self._path("log"), "wb")
        self.process = subprocess.Popen([SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log)
        harness.wait_for(lambda: is_listening(self.port) or self.process.poll() is not None, "sshd's port")
        assert self.process.poll() is None, self.told()

    def _path(self, name):
        return os.path.join(self.folder, name)

    def _make_keys(self, keys):
        for name in ("host", *keys):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", self._path(name)], check=True)
        with open(self._path("authorized_keys"), "w") as file:
            for name, before in keys.items():
                with open(self._path(name + ".pub")) as public:
                    file.write(f"{before} {public.read()}" if before else public.read())

    def told(self):
        with open(self._path("log"), errors="replace") as file:
            return file.read()

    def options(self, key, port=None):
        """For ssh: no configuration but this."""
        return ["-F", "none", "-p", str(port or self.port), "-i", self._path(key), "-o", "IdentitiesOnly=yes",
                "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=" + self._path("known"), "-o", "LogLevel=ERROR",
                "-o", "BatchMode=yes", "-o", "Compression=no"]

    def host(self):
        return f"{getpass.getuser()}@127.0.0.1"

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)
        self.log.close()


class Line:
    """A TCP line to a port: counts what comes back, and goes dead when told to, without closing anything."""

    def __init__(self, port):
        self.target, self.dead = port, threading.Event()
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.back = self.there = 0  # bytes
        self.far = None
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                near = self.server.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near):
        far = self.far = socket.create_connection(("127.0.0.1", self.target))
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            for end in select.select([near, far], [], [])[0]:
                data = end.recv(65536)
                if self.dead.is_set():
                    self.dead.wait()
                    threading.Event().wait()  # both ends stay open, and nothing passes any more
                if not data:
                    near.close(), far.close()
                    return
                if end is far:
                    self.back += len(data)
                    near.sendall(data)
                else:
                    self.there += len(data)
                    far.sendall(data)

    def segments(self):
        """Segments with data that the far end has sent: tcpi_data_segs_in of struct tcp_info (linux/tcp.h)."""
        info = self.far.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 256)
        return struct.unpack_from("I", info, 152)[0]
