# SPDX-License-Identifier: MIT
"""The wire server (tests/wire) and cairn-sync against it."""

import json
import os
import subprocess

import harness

SERVER = os.path.join(harness.BUILD, "tests", "wire", "wire-server")
ROWS = os.path.join(harness.BUILD, "tests", "wire", "store-rows")


class Wire:
    """A server of this case; ends with it or with close()."""

    def __init__(self, *options):
        self.child = subprocess.Popen([SERVER, *map(str, options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True)
        line = self.child.stdout.readline()
        assert line.startswith("port "), f"the wire server did not start: {line!r}"
        self.port = int(line.split()[1])

    def uri(self, login="", path="cairn", options=""):
        return f"mongodb://{login}127.0.0.1:{self.port}/{path}" + (f"?{options}" if options else "")

    def say(self, line):
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()
        answer = []
        while (line := self.child.stdout.readline()) != ".\n":
            assert line, "the wire server has ended"
            answer.append(line.rstrip("\n"))
        assert not any(text.startswith("error ") for text in answer), answer
        return answer

    def dump(self, name="rows", database="cairn"):
        return [json.loads(line) for line in self.say(f"dump {database}.{name}")]

    def put(self, name, document, database="cairn"):
        self.say(f"put {database}.{name} {json.dumps(document)}")

    def counts(self):
        return {name: int(calls) for name, calls in (line.split() for line in self.say("counts"))}

    def close(self):
        if self.child:
            self.child.stdin.close()
            self.child.stdout.close()
            self.child.wait()
            self.child = None

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Device:
    """A profile in a folder of its own, and the learner who uses it."""

    def __init__(self, name, uri, learner="ada", **more):
        self.folder = os.path.join(os.getcwd(), name)
        self.more = {"MONGODB_URI": uri, "CAIRN_LEARNER": learner, **more}
        os.makedirs(self.folder, mode=0o700)

    @property
    def store(self):
        return os.path.join(self.folder, "cairn.db")

    def env(self, **more):
        return harness.environment(**{"CAIRN_DATA": self.folder, **self.more, **more})

    def sync(self, *argv, timeout=60, **more):
        return harness.run(harness.SYNC, "sync", *argv, env=self.env(**more), timeout=timeout)

    def cross(self, verb, *argv, timeout=60, **more):
        """Another verb of cairn-sync."""
        return harness.run(harness.SYNC, verb, *argv, env=self.env(**more), timeout=timeout)

    def start_sync(self, *argv, **more):
        return subprocess.Popen([harness.SYNC, "sync", *argv], env=self.env(**more), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def rows(self, *argv):
        """store-rows on this store."""
        return harness.good(harness.run(ROWS, self.store, *map(str, argv), env=self.env())).out

    def add(self, count):
        self.rows("add", count)

    def list(self):
        return sorted(self.rows("list").splitlines())

    def counts(self):
        words = self.rows("counts").split()
        return {words[i]: int(words[i + 1]) for i in range(0, len(words), 2)}


def certificate(name, subject="IP:127.0.0.1,DNS:localhost"):
    """A self-signed certificate with its key in one file, and the certificate alone: (both, certificate)."""
    key, cert = f"{name}.key", f"{name}.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", cert,
                    "-days", "30", "-subj", "/CN=cairn test", "-addext", f"subjectAltName={subject}"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return in_one_file(name)


def in_one_file(name):
    key, cert, both = f"{name}.key", f"{name}.pem", f"{name}.both"
    with open(both, "w", encoding="ascii") as out:
        for part in (key, cert):
            with open(part, encoding="ascii") as file:
                out.write(file.read())
    return os.path.abspath(both), os.path.abspath(cert)


def expired_certificate(name):
    """As certificate(), of the year 2020."""
    with open(f"{name}.cnf", "w", encoding="ascii") as out:
        out.write("[ca]\ndefault_ca = here\n[here]\ndatabase = index\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\n"
                  "policy = any\nx509_extensions = names\n[any]\ncommonName = supplied\n[names]\nsubjectAltName = IP:127.0.0.1\n")
    for file, text in (("index", ""), ("serial", "01\n")):
        with open(file, "w", encoding="ascii") as out:
            out.write(text)
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key",
                    "-out", f"{name}.csr", "-subj", "/CN=cairn test"], **quiet)
    subprocess.run(["openssl", "ca", "-batch", "-notext", "-config", f"{name}.cnf", "-selfsign", "-in", f"{name}.csr", "-keyfile", f"{name}.key",
                    "-out", f"{name}.pem", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z"], **quiet)
    return in_one_file(name)
