# SPDX-License-Identifier: MIT
"""A fake of an OpenAI-compatible endpoint: what it was asked, and what a case wants it to answer; with TLS under an authority of
its own, or plain on this machine. Knows nothing of cairn but the address."""
import contextlib
import http.server
import json
import os
import socket
import ssl
import subprocess
import threading


def events(content, pieces=7, usage=(300, 20), why="stop"):
    """The body of a streamed answer that says `content` in so many pieces."""
    size = max(1, len(content) // pieces)
    parts = [content[i:i + size] for i in range(0, len(content), size)]
    out = [": hello\n\n"] + ["data: " + json.dumps({"choices": [{"index": 0, "delta": {"content": part}}]}) + "\n\n" for part in parts]
    out.append("data: " + json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": why}]}) + "\n\n")
    if usage:
        out.append("data: " + json.dumps({"choices": [], "usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1]}}) + "\n\n")
    return [part.encode() for part in out] + [b"data: [DONE]\n\n"]


def document(content, usage=(300, 20)):
    """The same from a server that does not stream."""
    body = {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}]}
    if usage:
        body["usage"] = {"prompt_tokens": usage[0], "completion_tokens": usage[1]}
    return [json.dumps(body).encode()]


def usual(asked):
    """What an obedient model would say to that."""
    data = json.loads(asked["messages"][1]["content"])
    if "grade" in asked["messages"][0]["content"]:
        return {"grade": 2, "missing": ["the year"], "text": "Half of it."}
    if "flashcards" in asked["messages"][0]["content"]:
        return {"notes": []}
    return {"text": "About " + data.get("front", "nothing")}


class Endpoint:
    """`answer(asked)` gives the pieces of a body, or (status, headers, pieces); a piece that is an Event is waited for."""

    def __init__(self, answer=None, tls=None):
        self.answer = answer or (lambda asked: events(json.dumps(usual(asked))))
        self.asked, self.headers, self.paths, self.lock = [], [], [], threading.Lock()
        self.connections = 0
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.server.daemon_threads = True
        self.server.handle_error = lambda *args: None  # clients that go away are the point
        self.scheme = "http"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = "https"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def _handler(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args):
                pass

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = json.loads(body)
                with outer.lock:
                    outer.asked.append(asked)
                    outer.headers.append(dict(self.headers))
                    outer.paths.append(self.path)
                said = outer.answer(asked)
                status, headers, pieces = said if isinstance(said, tuple) else (200, {}, said)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                with contextlib.suppress(OSError):
                    for piece in pieces:
                        if isinstance(piece, threading.Event):
                            self.wfile.flush()
                            piece.wait(60)
                        else:
                            self.wfile.write(piece)

            do_GET = do_POST

        return Handler

    def url(self, path="/v1"):
        return f"{self.scheme}://127.0.0.1:{self.server.server_address[1]}{path}"

    def env(self, **more):
        return {"CAIRN_LLM_URL": self.url(), "CAIRN_LLM_MODEL": "fake-1", **more}

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *args):
        self.server.shutdown()
        self.server.server_close()


def authority(folder):
    """An authority of our own and a certificate for 127.0.0.1 under it: (ca, (certificate, key))."""
    os.makedirs(folder, exist_ok=True)

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    with open(os.path.join(folder, "ext"), "w") as file:
        file.write("subjectAltName=IP:127.0.0.1\nbasicConstraints=CA:FALSE\n")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "3650", "-subj", "/CN=Test authority",
            "-keyout", "ca.key", "-out", "ca.pem")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=127.0.0.1", "-keyout", "own.key", "-out",
            "own.csr")
    openssl("x509", "-req", "-in", "own.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "3650", "-extfile", "ext",
            "-out", "own.pem")
    paths = [os.path.join(os.path.abspath(folder), name) for name in ("ca.pem", "own.pem", "own.key")]
    return paths[0], tuple(paths[1:])


@contextlib.contextmanager
def listener():
    """A socket that counts who comes: nobody may."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.setblocking(False)

        def came():
            with contextlib.suppress(BlockingIOError):
                server.accept()[0].close()
                return True
            return False

        yield server.getsockname()[1], came
