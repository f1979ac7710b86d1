# SPDX-License-Identifier: MIT
"""Writes what fuzzing begins with: seeds.py TARGET FOLDER."""
import io
import os
import sqlite3
import struct
import sys
import tempfile
import zipfile

import anki


def zips():
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr("meta", anki.number(1, 3))
            archive.writestr("media", anki.zstd(b"list"))
            archive.writestr("0", b"x" * 300)
        yield file.getvalue()
        yield file.getvalue()[:-30]


def protos():
    yield anki.text(1, anki.text(1, "a.png") + anki.number(2, 5)) * 3
    yield anki.floats(1, [1, 10]) + anki.real(37, 0.9) + anki.number(9, 20) + anki.floats(6, anki.W)


def media_maps():
    yield anki.text(1, anki.text(1, "a.png") + anki.number(2, 5)) + anki.text(1, anki.text(1, "../x") + anki.number(255, 7))
    yield b'{"0": "a.png", "1": "../../etc/passwd", "x": 3, "0": "twice"}'


def schemas11():
    models, decks, presets = anki._legacy()
    yield "\0".join((models, decks, presets)).encode()
    yield b'{"1":{"name":"a","flds":[{"name":"F","ord":0}],"tmpls":[{"name":"c","ord":0,"qfmt":"{{F}}","afmt":"{{F}}"}]}}'


def htmls():
    yield ("<b>a</b><ul><li>x<li>y</ul><table><tr><td>1<td>2</table><ruby>食<rt>た</ruby> \\(x^2 \\frac12\\) [sound:a.mp3] "
           "<img src='p.png'> {{c1::a {{c2::b}}::hint}} &amp; &#x41; <pre>x</pre> <!-- c --> <h1>t</h1>").encode()
    yield b"[latex]x[/latex] [$]\\sqrt{2}[/$] <anki-mathjax>a_1</anki-mathjax> {{#F}}{{type:F}}{{/F}}<hr id=answer>{{FrontSide}}"


def columns():
    yield b'#separator:tab\n#html:true\n#tags column:3\nfront\tback\ta b\n"quo""ted\nlines"\tx\t\n'
    yield b"front,back\n1,2\n\xef\xbb\xbfa;b\r\n"


def markdowns():
    yield b"---\ndeck: A::B\n---\n# Title\n\nQ: a\nA: b\n\n- x\n- y\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nc ==cloze== d\n"
    yield b"## front\nback **b** `c` [l](u)\n\n***\n\n## f2\n> q\n```\ncode\n```\n"


def varint(value):
    """As row_put_int has them (zigzag)."""
    return anki.varint((value << 1) ^ (value >> 63))


def wire_text(value):
    return varint(len(value)) + value


def piece(kind, body):
    return kind + struct.pack("<H", len(body)) + body


def wires():
    head = piece(b"H", varint(1751947200) + varint(0) + varint(-1) + varint(2) + varint(1))
    note = piece(b"N", varint(5) + varint(7) + varint(100) + wire_text(b"guid") + varint(1) + varint(2) + wire_text(b"Deck::A") +
                 wire_text(b"tag") + varint(2) + wire_text(b"front") + wire_text(b"back") + wire_text(b"front\x1fback"))
    kind = piece(b"T", varint(7) + varint(0) + varint(3) + wire_text(b"Type") + varint(1) + wire_text(b"F") + varint(3) + wire_text(b"c") +
                 wire_text(b"{{F}}") + wire_text(b"{{F}}") + wire_text(b""))
    row = piece(b"R", varint(1) + varint(9) + varint(1751950000000) + bytes(12))
    rest = piece(b"P", wire_text(b"Deck") + wire_text(b"new") + wire_text(b"20")) + piece(b"C", varint(9) + varint(5) + varint(3)) + \
        piece(b"S", varint(3) + wire_text(b"notes of no kind")) + piece(b"M", wire_text(b"a.png")) + piece(b"B", b"xyz") + piece(b"B", b"")
    for whole in (head + note + piece(b"Z", b""), head + kind + note + row + rest + piece(b"Z", b""), piece(b"E", wire_text(b"no"))):
        yield whole + b"\0" * (len(whole) % 2)


def documents():
    def field(kind, name, value):
        return bytes([kind]) + name + b"\0" + value

    def document(*fields):
        body = b"".join(fields)
        return struct.pack("<i", len(body) + 5) + body + b"\0"

    def string(value):
        return struct.pack("<i", len(value) + 1) + value + b"\0"
    yield document(field(2, b"_id", string(b"french")), field(2, b"title", string(b"French")), field(16, b"notes", struct.pack("<i", 3)))
    yield document(field(2, b"_id", string(b"x")), field(2, b"deck", string(b"deck")), field(2, b"kind", string(b"basic")),
                   field(4, b"fields", document(field(2, b"0", string(b"a")), field(2, b"1", string(b"b")))))
    yield document(field(2, b"l", string(b"learner")), field(18, b"n", struct.pack("<q", 1)), field(16, b"k", struct.pack("<i", 1)),
                   field(18, b"h", struct.pack("<q", 7)), field(5, b"b", struct.pack("<iB", 2, 0) + b"ab"))


def small(image):
    """The same database on pages of 512 bytes: less that says nothing."""
    image = bytearray(image)
    image[18] = image[19] = 1
    with open("small.db", "wb") as file:
        file.write(image)
    db = sqlite3.connect("small.db", isolation_level=None)
    db.create_collation("unicase", lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))
    db.execute("PRAGMA page_size = 512")
    db.execute("VACUUM")
    return db.serialize()


def databases():
    for generation in (1, 2, 3):
        yield small(anki.sample_database(generation))


def packages():
    for generation in (1, 2, 3):
        yield open(anki.pack("package.apkg", generation, small(anki.sample_database(generation)), {"picture.png": anki.PICTURE}), "rb").read()


def opmls():
    yield (b'<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0"><head><title>x</title></head><body><outline text="a">'
           b'<outline type="rss" text="b" title="c" xmlUrl="https://a.example/feed?x=1&amp;y"/></outline></body></opml>')
    yield b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline xmlUrl="&a;"/></body></opml>'


def robots():
    yield b"/a/b?c\nUser-agent: *\nDisallow: /a/*c$\n# x\nUser-Agent: cairn\nAllow: /a\nDisallow: /\n"


def json_lines():
    yield ('{"is":"note","uid":"0a","n":-9007199254740993,"deck":"A::B","fields":["a","\\u00e9\\ud83d\\ude00","x\\ny"],'
           '"tags":[],"gone":false,"at":12.5e3,"z":null,"o":{"a":[1]}}').encode()


def replies():
    yield (b'data: {"choices":[{"delta":{"content":"{\\"grade\\":2,\\"missing\\":[\\"a\\"],"},"finish_reason":null}]}\n\n'
           b'data: {"choices":[{"delta":{"content":"\\"text\\":\\"b\\"}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7}}\n\n'
           b"data: [DONE]\n\n")
    yield b'{"choices":[{"message":{"content":"{\\"text\\":\\"so\\"}"},"finish_reason":"length"}],"usage":{"prompt_tokens":1e9}}'
    yield b'{"notes":[{"front":"a","back":"b","quote":"c"},{"front":"","back":1}]}'
    yield b'```json\n{"grade":3,"missing":["a","b"],"text":"c"}\n```'


MAKERS = {"zip": zips, "proto": protos, "media_map": media_maps, "schema11": schemas11, "html": htmls, "columns": columns,
          "markdown": markdowns, "wire": wires, "document": documents, "database": databases, "package": packages, "opml": opmls,
          "robots": robots, "json_line": json_lines, "reply": replies}


def main(target, folder):
    """Without a maker: its seeds stand in tests/fuzz/corpus."""
    folder = os.path.abspath(folder)
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory() as here:
        os.chdir(here)
        for i, content in enumerate(MAKERS[target]() if target in MAKERS else ()):
            with open(os.path.join(folder, f"seed{i}"), "wb") as file:
                file.write(content)


if __name__ == "__main__":
    main(*sys.argv[1:])
