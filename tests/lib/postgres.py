# SPDX-License-Identifier: MIT
"""A PostgreSQL of a test's own: Debian's server on a loopback port, with a password, in a folder that is removed."""
import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile

import harness

PASSWORD = "p:w@/%d' \\#"  # what an address has to escape


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb")) or ([shutil.which("initdb")] if shutil.which("initdb") else [])
    if not found or not shutil.which("psql"):
        raise harness.Skip("Debian's package postgresql is not installed")
    return os.path.dirname(found[-1])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Postgres:
    """user `ada`, database `postgres`. A server refuses to run as root: then it runs as `postgres`, or `nobody`."""

    def __init__(self):
        folder = programs()
        self.folder = tempfile.mkdtemp(prefix="cairn-postgres.", dir="/tmp")
        self.port, self.demote = free_port(), None
        if os.geteuid() == 0:
            user = next(pwd.getpwnam(name) for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()})
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.demote = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        with open(self.folder + "/password", "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        data = self.folder + "/data"
        self.start(folder + "/initdb", "-D", data, "-U", "ada", "-A", "scram-sha-256", "--pwfile", self.folder + "/password", "--no-sync",
                   "--locale=C.UTF-8", "-E", "UTF8").communicate()
        self.child = self.start(folder + "/postgres", "-D", data, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1",
                                "-k", self.folder, "-c", "fsync=off", "-c", "log_statement=all", "-c", "timezone=America/New_York")
        harness.wait_for(lambda: self.psql("SELECT 1", check=False).code == 0, "a PostgreSQL")

    def start(self, *argv):
        return subprocess.Popen(argv, cwd="/", stdin=subprocess.DEVNULL, stdout=open(self.folder + "/log", "ab"), stderr=subprocess.STDOUT,
                                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": self.folder}, **(self.demote or {}))

    def psql(self, sql="", *options, database="postgres", check=True):
        env = {"PATH": os.environ["PATH"], "PGPASSWORD": PASSWORD, "LC_ALL": "C.UTF-8", "HOME": os.getcwd()}
        done = harness.run("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", "ada",
                           "-d", database, *options, *(["-c", sql] if sql else []), env=env)
        return harness.good(done) if check else done

    def rows(self, sql, database="postgres"):
        return [tuple(line.split("|")) for line in self.psql(sql, database=database).out.splitlines()]

    def uri(self, password="p%3Aw%40%2F%25d%27%20%5C%23", database="postgres", scheme="postgresql"):
        return f"{scheme}://ada:{password}@127.0.0.1:{self.port}/{database}"

    def log(self):
        with open(self.folder + "/log", encoding="utf-8", errors="replace") as file:
            return file.read()

    def close(self):
        self.child.terminate()
        self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
