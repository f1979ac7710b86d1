# SPDX-License-Identifier: MIT
"""Image files made by hand: PNG of every kind, and what claims to be larger than it is."""
import struct
import zlib

RED, BLUE = (255, 0, 0), (0, 0, 255)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, rows, depth=8, colour=2, more=b"", interlace=0):
    """rows: bytes of one each, or None: a row of zeros as often as needed, packed without making them."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlace))
    packed = zlib.compress(b"".join(b"\0" + row for row in rows))
    return b"\x89PNG\r\n\x1a\n" + head + more + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def halves(width=64, height=32):
    """The left half red, the right one blue."""
    row = bytes(RED) * (width // 2) + bytes(BLUE) * (width - width // 2)
    return png(width, height, [row] * height)


def halves_palette(width=64, height=32):
    row = b"\0" * (width // 2) + b"\1" * (width - width // 2)
    return png(width, height, [row] * height, colour=3, more=chunk(b"PLTE", bytes(RED) + bytes(BLUE)))


def halves_16(width=64, height=32):
    row = b"\xff\xff\0\0\0\0" * (width // 2) + b"\0\0\0\0\xff\xff" * (width - width // 2)
    return png(width, height, [row] * height, depth=16)


def halves_alpha(width=64, height=32):
    """The right half lets the ground through."""
    row = bytes(RED) + b"\xff"
    clear = bytes(BLUE) + b"\0"
    return png(width, height, [row * (width // 2) + clear * (width - width // 2)] * height, colour=6)


def triangle(side=64):
    """White below the diagonal, red above it."""
    return png(side, side, [b"\xff\xff\xff" * y + bytes(RED) * (side - y) for y in range(side)])


def zip_bomb(width, height):
    """All of it is there: rows of one colour, a bit a pixel, packed a thousand times smaller."""
    packer, row, out = zlib.compressobj(9), b"\0" + b"\0" * ((width + 7) // 8), b""
    for _ in range(height):
        out += packer.compress(row)
    out += packer.flush()
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + chunk(b"IDAT", out) +
            chunk(b"IEND", b""))


def claims(width, height):
    """A PNG whose head says so, and whose pixels are a few."""
    return png(width, height, [b"\0\0\0"])


def gif_claims(content, width, height):
    """The first frame and the screen of a GIF as large as said."""
    at = content.index(b",\0\0\0\0")
    return content[:6] + struct.pack("<HH", width, height) + content[10:at + 5] + struct.pack("<HH", width, height) + content[at + 9:]


def jpeg_claims(content, width, height):
    at = next(content.index(mark) for mark in (b"\xff\xc0", b"\xff\xc2") if mark in content)
    return content[:at + 5] + struct.pack(">HH", height, width) + content[at + 9:]
