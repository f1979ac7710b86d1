# SPDX-License-Identifier: MIT
"""A server of feeds over HTTPS on loopback, with an authority of its own, and feeds of every shape, written by hand.

Names below .feeds.test lead to it (sync/feed/guard.h); nothing of this goes anywhere else."""
import http.server
import os
import socket
import ssl
import subprocess
import threading

import harness

CELL = "A mitochondrion is an organelle that makes the energy of a cell. It has two membranes."
MOON = "Apollo 11 landed on the Moon in 1969 with two men on board. Neil Armstrong went out first."


def authority(folder):
    """ca.pem, and server.pem for *.feeds.test, made anew."""
    def openssl(*words):
        subprocess.run(("openssl", *words), cwd=folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    os.makedirs(folder, exist_ok=True)
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "3650", "-subj", "/CN=authority of a test")
    openssl("req", *curve, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=feeds.test")
    with open(os.path.join(folder, "names"), "w", encoding="ascii") as file:
        file.write("subjectAltName=DNS:feeds.test,DNS:*.feeds.test\n")
    openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem",
            "-days", "3650", "-extfile", "names")


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        server = self.server.feeds
        with server.lock:
            server.seen.append((self.headers["Host"].split(":")[0], self.path, dict(self.headers)))
        answer = server.answers.get(self.path)
        if answer is None:
            answer = server.otherwise(self)
        if callable(answer):
            answer(self)
            return
        status, headers, body = answer
        tag = headers.get("ETag")
        if status == 200 and tag and self.headers.get("If-None-Match") == tag:
            status, body = 304, b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(body)


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # the other end hung up, as it should

    def finish_request(self, request, address):
        request.settimeout(60)
        request = self.context.wrap_socket(request, server_side=True)
        super().finish_request(request, address)


class Server:
    """answers: path → (status, headers, body), or a function that is given the handler."""

    def __init__(self, folder="authority"):
        if not os.path.exists(os.path.join(folder, "ca.pem")):
            authority(folder)
        self.ca = os.path.abspath(os.path.join(folder, "ca.pem"))
        self.answers, self.seen, self.lock = {}, [], threading.Lock()
        self.otherwise = lambda handler: (404, {}, b"")
        self.http = Quiet(("127.0.0.1", 0), Handler)
        self.http.feeds = self
        self.http.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.http.context.load_cert_chain(os.path.join(folder, "server.pem"), os.path.join(folder, "server.key"))
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def put(self, path, body, status=200, **headers):
        body = body if isinstance(body, bytes) else body.encode()
        self.answers[path] = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)

    def environment(self, seconds=30, **more):
        return harness.environment(CAIRN_FEED_TEST=f"{self.port}:{self.ca}:{seconds}", **more)

    def feed(self, *words, seconds=30, **more):
        return harness.run(harness.SYNC, "feed", *words, env=self.environment(seconds, **more))

    def close(self):
        self.http.shutdown()
        self.http.server_close()


def url(path, host="a.feeds.test"):
    return f"https://{host}{path}"


def cut_after(data, count, length=None):
    """Sends a whole answer's head, `count` bytes of its body, and ends the line without TLS's goodbye."""
    def answer(handler):
        head = b"HTTP/1.1 200 OK\r\n"
        head += b"" if length is None else b"Content-Length: %d\r\n" % length
        handler.connection.sendall(head + b"Connection: close\r\n\r\n" + data[:count])
        handler.close_connection = True
        raw = handler.connection.unwrap if length == "goodbye" else None
        if raw:
            raw()
        else:
            handler.connection.shutdown(socket.SHUT_RDWR)
    return answer


def rss(items, title="Biology", language="en", more=""):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom">
<channel><title>{title}</title><link>https://a.feeds.test/</link><description>of a test</description>
<language>{language}</language><atom:link href="https://a.feeds.test/feed" rel="self"/>{more}
{items}</channel></rss>"""


def item(number, text=CELL, title=None):
    return (f"<item><title>{title or f'Entry {number}'}</title><link>https://a.feeds.test/{number}</link>"
            f"<guid>id-{number}</guid><pubDate>Sat, 21 Nov 2026 08:{number % 60:02d}:00 GMT</pubDate>"
            f"<description>{text}</description></item>")


# name → (document, entries that are found, a text that must be in the first one's quotes or fields)
SOUND = {
    "rss 2": (rss(item(1) + item(2, MOON)), 2, "mitochondrion"),
    "rss 2, content:encoded in CDATA": (rss(
        "<item><title>Cells</title><guid isPermaLink=\"true\">https://a.feeds.test/c</guid><description>short</description>"
        f"<content:encoded><![CDATA[<p>{CELL}</p><script>alert(1)</script><p>It is <b>small</b> &amp; old.</p>]]></content:encoded></item>"),
        1, "mitochondrion"),
    "rss 2, escaped HTML": (rss(item(1, "&lt;p&gt;" + CELL + "&lt;/p&gt;")), 1, "mitochondrion"),
    "rss 2, without guid": (rss(f"<item><title>One</title><link>/one</link><description>{CELL}</description></item>"), 1, "mitochondrion"),
    "rss 2, without links or guid": (rss(f"<item><title>One</title><description>{CELL}</description></item>"), 1, "mitochondrion"),
    "rss 0.91, no namespaces": (f"<rss version='0.91'><channel><title>Old</title><item><title>One</title><link>https://a.feeds.test/o"
                                f"</link><description>{CELL}</description></item></channel></rss>", 1, "mitochondrion"),
    "rss 1 (RDF)": (f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://a.feeds.test/"><title>RDF</title><items><rdf:Seq><rdf:li resource="https://a.feeds.test/r"/></rdf:Seq></items></channel>
<item rdf:about="https://a.feeds.test/r"><title>Cells</title><link>https://a.feeds.test/r</link><description>{CELL}</description>
<dc:date>2026-11-20T10:00:00+01:00</dc:date><dc:subject>biology</dc:subject></item></rdf:RDF>""", 1, "mitochondrion"),
    "atom": (f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Atom</title>
<id>urn:a</id><updated>2026-11-20T10:00:00Z</updated><entry><title>Cells</title><id>urn:a:1</id>
<link rel="alternate" href="https://a.feeds.test/a1"/><link rel="enclosure" href="https://a.feeds.test/x.mp3"/>
<updated>2026-11-20T10:00:00Z</updated><category term="cell biology"/><summary>{CELL}</summary></entry></feed>""", 1, "mitochondrion"),
    "atom, xhtml": (f"""<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">A &amp; B</title><entry><title>Cells</title>
<id>urn:x</id><link href="a2"/><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{CELL}</p><p>More <em>of it</em>.</p></div>
</content></entry></feed>""", 1, "mitochondrion"),
    "atom, html": (f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><title type="html">Cells &amp;amp; more</title>
<id>urn:h</id><link href="https://a.feeds.test/h"/><content type="html">&lt;p&gt;{CELL}&lt;/p&gt;</content></entry></feed>""", 1, "mitochondrion"),
    "json feed": ('{"version":"https://jsonfeed.org/version/1.1","title":"JSON","language":"en","items":[{"id":"1",'
                  f'"url":"https://a.feeds.test/j","title":"Cells","content_html":"<p>{CELL}</p>","tags":["cell biology"]}},'
                  f'{{"id":2,"content_text":"{MOON}"}}]}}', 2, "mitochondrion"),
    "utf-16": (rss(item(1)).replace("UTF-8", "UTF-16").encode("utf-16"), 1, "mitochondrion"),
    "iso-8859-1": (rss(item(1, CELL.replace("cell", "cellul\u00e9"))).replace("UTF-8", "ISO-8859-1").encode("latin-1"), 1, "cellul\u00e9"),
    "windows-1252": (rss(item(1, CELL + " \u201cIt\u201d is.")).replace("UTF-8", "windows-1252").encode("cp1252"), 1, "mitochondrion"),
    "a byte order mark and blanks before it": (b"\xef\xbb\xbf" + rss(item(1)).encode(), 1, "mitochondrion"),
    "german": (rss(item(1, "Eine Zelle ist die kleinste lebende Einheit aller Organismen. Das ist nicht neu."), language="de"), 1, "Zelle"),
    "no entries yet": (rss(""), 0, None),
}

PAGE = f"""<!doctype html><html lang="en"><head><title>Cells - a page</title>
<link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body><nav><a href=/>Home</a> <a href=/b>News of the day and others</a></nav>
<script>var a = "A virus is a thing that must not be read.";</script>
<article><h1>Cells</h1><p>{CELL}</p><p>{MOON}</p><aside>An advert is a text that sells.</aside></article>
<footer>A footer is a place where nobody reads.</footer></body></html>"""

ENTITIES = "<!ENTITY a0 \"lol\">" + "".join(f"<!ENTITY a{i} \"{f'&a{i - 1};' * 10}\">" for i in range(1, 12))


def broken():
    """name → bytes that are no feed; each is refused with a sentence, and nothing of it is kept."""
    good = rss(item(1) + item(2, MOON))
    atom, json = SOUND["atom"][0], SOUND["json feed"][0]
    return {
        "empty": b"",
        "only blanks": b"   \n\n\t ",
        "only a byte order mark": b"\xef\xbb\xbf",
        "a sentence": b"This is not a feed.",
        "zero bytes": bytes(4096),
        "random bytes": bytes((i * 73 + 41) % 256 for i in range(5000)),
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
        "gzip": b"\x1f\x8b\x08" + bytes(300),
        "document type": good.replace("<rss", "<!DOCTYPE rss><rss", 1),
        "document type of a file": good.replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss', 1),
        "document type of an address": good.replace("<rss", '<!DOCTYPE rss SYSTEM "https://a.feeds.test/x.dtd"><rss', 1),
        "a billion laughs": good.replace("<rss", f"<!DOCTYPE r [{ENTITIES}]><rss", 1).replace("Entry 1", "&a11;"),
        "quadratic blow-up": good.replace("<rss", f'<!DOCTYPE r [<!ENTITY a "{"x" * 50000}">]><rss', 1).replace("Entry 1", "&a;" * 5000),
        "a file as an entity": good.replace("<rss", '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss', 1).replace("Entry 1", "&f;"),
        "parameter entities": good.replace("<rss", '<!DOCTYPE r [<!ENTITY % p "<!ENTITY q \'z\'>"> %p;]><rss', 1),
        "an entity of HTML": good.replace("Entry 1", "a&nbsp;b"),
        "an unknown entity": good.replace("Entry 1", "&nobody;"),
        "a bare ampersand": good.replace("Entry 1", "a & b"),
        "tags that cross": good.replace("</title><link>", "</link><title>", 1),
        "no end": good[:-20],
        "half": good[:len(good) // 2],
        "cut in a tag": good[:good.index("<guid>") + 3],
        "cut in an entity": good.replace("Entry 1", "&am")[:good.index("Entry 1") + 3],
        "cut in CDATA": SOUND["rss 2, content:encoded in CDATA"][0].split("]]>")[0],
        "two documents": good + good.split("?>", 1)[1],
        "text behind its end": good + "more",
        "no such root": "<?xml version='1.0'?><html4><channel/></html4>",
        "atom without its namespace": "<feed><title>x</title></feed>",
        "a wrong encoding": good.replace("UTF-8", "EBCDIC-37"),
        "said to be UTF-8, and is not": good.replace("Entry 1", "\u00e9").encode("latin-1"),
        "control characters": good.replace("Entry 1", "\x01\x1b[2J"),
        "a NUL": good.replace("Entry 1", "\0"),
        "nested too deep": "<rss><channel><item>" + "<b>" * 500 + "</b>" * 500 + "</item></channel></rss>",
        "an attribute twice": good.replace("<item>", "<item a='1' a='2'>", 1),
        "utf-16, an odd byte": rss(item(1)).replace("UTF-8", "UTF-16").encode("utf-16")[:-1],
        "json cut": json[:-5],
        "json with more behind it": json + "x",
        "json nested too deep": '{"items":' + "[" * 5000 + "]" * 5000 + "}",
        "json without items": '{"version":"https://jsonfeed.org/version/1.1","title":"x"}',
        "json: items is no list": '{"items":{"id":"1"}}',
        "json: a number": "[1,2,3]",
        "json: notes without sides": '[{"front":"a"},{"back":"b"}]',
        "atom cut": atom[:-8],
        "an undeclared prefix": good.replace("<guid>", "<nobody:guid>").replace("</guid>", "</nobody:guid>"),
    }
