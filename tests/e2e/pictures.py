# SPDX-License-Identifier: MIT
"""Pictures in cards: image files of every kind, sound and hostile, through cairn-sync's jail; and the game that draws them."""
import base64
import hashlib
import os
import random
import re
import shutil
import sqlite3
import struct
import subprocess

import anki
import harness
import image_files as pictures
import pyte
from harness import CAIRN, SYNC, Terminal, cairn, environment, good, run

DATA = os.path.join(harness.ROOT, "tests", "data", "pictures")
BLOCK = re.compile("[\u2580-\u259f]")


def sample(name):
    with open(os.path.join(DATA, name), "rb") as file:
        return file.read()


def put(content):
    """Into the folder of media; returns what it is called there (any 64 digits: whoever reads it does not hash again)."""
    name = hashlib.sha256(content).hexdigest()
    os.makedirs("data/media", mode=0o700, exist_ok=True)
    with open(f"data/media/{name}", "wb") as file:
        file.write(content)
    return name


def draw(name, kind="pixels", room="20x10", cell="10x20"):
    return run(SYNC, "picture", name, kind, room, cell, env=environment())


class Picture:
    def __init__(self, done):
        assert done.code == 0, done
        self.raw = done.raw
        assert self.raw[:8] == b"CAIRNPI1", self.raw[:40]
        self.kind, self.cols, self.rows, self.width, self.height = struct.unpack("<BHHHH", self.raw[8:17])
        self.bytes = self.raw[17:]

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return tuple(self.bytes[at:at + 3])


def near(a, b):
    return all(abs(x - y) <= 12 for x, y in zip(a, b))


def need_pictures():
    done = draw(put(pictures.halves()))
    if "cairn-picture is not here" in done.err:
        raise harness.Skip("this build has no pictures")
    shutil.rmtree("data")


def refused(done, words):
    assert done.code == 3 and done.err.count("\n") == 1 and re.search(words, done.err), done
    assert done.raw.startswith(b"!"), done.raw[:40]


def test_every_format_left_red_right_blue():
    need_pictures()
    files = {"rgb": pictures.halves(), "palette": pictures.halves_palette(), "16 bit": pictures.halves_16(),
             **{name: sample(name) for name in sorted(os.listdir(DATA))}}
    assert len(files) == 10, files.keys()
    for name, content in files.items():
        p = Picture(draw(put(content)))
        assert (p.kind, p.width, p.height, p.cols, p.rows) == (3, 200, 100, 20, 5), (name, vars(p))
        assert len(p.bytes) == 200 * 100 * 3
        for y in (1, 50, 98):
            assert near(p.pixel(10, y), pictures.RED) and near(p.pixel(190, y), pictures.BLUE), (name, p.pixel(10, y), p.pixel(190, y))


def test_what_is_clear_is_white():
    need_pictures()
    p = Picture(draw(put(pictures.halves_alpha())))
    assert near(p.pixel(10, 50), pictures.RED) and p.pixel(190, 50) == (255, 255, 255)


def test_shapes_fit_the_room():
    need_pictures()
    for width, height in ((1, 1), (1, 4000), (4000, 1), (3, 2), (500, 500), (2000, 30)):
        name = put(pictures.png(width, height, [b"\x40" * width] * height, colour=0))
        for room in ("1x1", "24x5", "40x18", "80x22", "500x200"):
            for kind in ("blocks", "dark", "light", "pixels", "sixel"):
                p = Picture(draw(name, kind, room, "8x16"))
                cols, rows = map(int, room.split("x"))
                assert 1 <= p.cols <= cols and 1 <= p.rows <= rows, (width, height, room, kind, p.cols, p.rows)
                if kind in ("pixels", "sixel"):
                    assert p.width <= cols * 8 and p.height <= rows * 16 and p.width * p.height <= 480 * 1024
                else:
                    assert len(p.bytes) == p.cols * p.rows * 3


def test_blocks_are_coloured_blocks():
    need_pictures()
    p = Picture(draw(put(pictures.halves()), "blocks"))
    assert (p.cols, p.rows) == (20, 5)
    cells = [tuple(p.bytes[i:i + 3]) for i in range(0, len(p.bytes), 3)]
    red, blue = 196, 21  # of the cube of 6 by 6 by 6
    for i, (sign, ink, ground) in enumerate(cells):
        seen = {ground} if sign == 0 else {ink, ground} if sign != 9 else {ink}
        assert seen == {red if i % 20 < 10 else blue}, (i, sign, ink, ground)
    grey = Picture(draw(put(pictures.halves()), "dark"))
    assert all(ink == ground == 0 for _, ink, ground in (tuple(grey.bytes[i:i + 3]) for i in range(0, len(grey.bytes), 3)))


def test_bombs():
    need_pictures()
    gif, jpeg = sample("interlaced.gif"), sample("halves.jpg")
    for name, content in {"png says": pictures.claims(60000, 60000), "png is": pictures.zip_bomb(20000, 20000),
                          "png wide": pictures.claims(2**31 - 1, 1), "gif": pictures.gif_claims(gif, 60000, 60000),
                          "jpeg": pictures.jpeg_claims(jpeg, 60000, 60000),
                          "progressive": pictures.jpeg_claims(sample("progressive.jpg"), 65500, 65500)}.items():
        done = draw(put(content))
        print(name, done.err.strip())
        refused(done, "too large|broken")
    large = put(b"\x89PNG\r\n\x1a\n")
    os.truncate(f"data/media/{large}", 40 << 20)  # holes
    refused(draw(large), "larger than 32 MiB")
    # What is within the bounds is drawn: 36 million pixels, 4.5 MB of bits
    p = Picture(draw(put(pictures.zip_bomb(6000, 6000))))
    assert p.pixel(0, 0) == (0, 0, 0)


def test_no_picture():
    need_pictures()
    for content in (b"", b"\x89PNG", b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8 ", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
                    b"BM" + b"\0" * 100, os.urandom(5000)):
        refused(draw(put(content)), "broken|no PNG, JPEG, WebP or GIF")
    refused(draw("0" * 64), "not on this device")
    secret = "f" * 64
    os.symlink("/etc/passwd", f"data/media/{secret}")
    refused(draw(secret), "not on this device")
    for words in (("../../etc/passwd", "pixels", "20x10", "10x20"), ("f" * 63, "pixels", "20x10", "10x20"),
                  (secret, "ascii", "20x10", "10x20"), (secret, "pixels", "0x10", "10x20"), (secret, "pixels", "501x10", "10x20"),
                  (secret, "pixels", "20", "10x20"), (secret, "pixels", "20x10", "10x2000")):
        done = run(SYNC, "picture", *words, env=environment())
        assert done.code == 2 and done.err.count("\n") == 1, done


def test_truncated_and_flipped():
    """200 damaged files, one process each; thousands more go through the same readers in test_corpora."""
    need_pictures()
    chance = random.Random(6)
    files = [pictures.halves(), pictures.halves_alpha(), *(sample(name) for name in sorted(os.listdir(DATA)))]
    codes = []
    for i in range(200 if not os.environ.get("CAIRN_TEST_FULL") else 1000):
        content = bytearray(files[i % len(files)])
        if i % 4 == 0:
            del content[chance.randrange(len(content)):]
        for _ in range(chance.randrange(1, 5)):
            if content:
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        name = put(bytes(content))
        done = draw(name, ("blocks", "sixel", "pixels")[i % 3])
        codes.append(done.code)
        if done.code == 0:
            Picture(done)
        else:
            refused(done, "broken|no PNG, JPEG, WebP or GIF|too large")
    print("drawn", codes.count(0), "refused", codes.count(3))
    assert set(codes) <= {0, 3} and codes.count(3) > 50


def test_kept_and_bounded():
    need_pictures()
    name = put(pictures.halves())
    first = draw(name, "blocks").raw
    os.remove(f"data/media/{name}")
    assert draw(name, "blocks").raw == first
    refused(draw(name, "pixels"), "not on this device")
    kept = f"data/pictures/{name}-blocks-20x10-10x20"
    assert os.stat(kept).st_mode & 0o777 == 0o600
    with open(kept, "wb") as file:
        file.write(b"CAIRNPI1" + b"\xff" * 50)
    refused(draw(name, "blocks"), "not on this device")  # what lies there is not believed
    for i in range(260):
        with open(f"data/pictures/{i}", "wb") as file:
            file.write(b"x" * 200000 if i < 150 else b"x")
        os.utime(f"data/pictures/{i}", (i, i))
    draw(put(pictures.halves()), "blocks")
    sizes = [os.path.getsize(f"data/pictures/{name}") for name in os.listdir("data/pictures")]
    assert len(sizes) <= 200 and sum(sizes) <= 24 << 20, (len(sizes), sum(sizes))
    assert open(kept, "rb").read() == first


def deck(front="[image: halves.png]", back="two halves", content=None):
    """A store with one card of it, whose image came as in a package; returns its environment."""
    with open("deck.md", "w") as file:
        file.write(f"Q: {front.replace('[image: ', '![](').replace('.png]', '.png)')}\nA: {back.replace('[image: ', '![](').replace('.png]', '.png)')}\n")
    good(cairn("import", "deck.md"))
    name = put(content or pictures.halves())
    store = sqlite3.connect("data/cairn.db")
    store.execute("INSERT INTO media VALUES ('halves.png', ?)", (name,))
    store.commit()
    store.close()
    return environment()


def setting(key, value):
    store = sqlite3.connect("data/cairn.db")
    store.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
    store.commit()
    store.close()


def play(keys, size="40x20", **more):
    return good(run(CAIRN, "--script", keys, "--size", size, env=environment(**more))).out


def test_from_a_package_to_the_screen():
    need_pictures()
    package = anki.pack("d.apkg", 3, anki.sample_database(3), {"picture.png": pictures.halves()})
    good(cairn("import", package))
    (name,) = os.listdir("data/media")
    assert Picture(draw(name, "blocks")).cols == 20


def test_on_a_key_at_every_size():
    need_pictures()
    deck(content=pictures.triangle())
    for size in ("40x20", "80x24", "24x7", "200x60", "20x5"):
        cols, rows = map(int, size.split("x"))
        plain = play("", size)
        assert "[image: halves.png]" in plain and not BLOCK.search(plain), plain
        shown = play("l", size)
        lines = shown.split("\n")[:-1]
        assert BLOCK.search(shown) and len(lines) == rows and all(len(line) <= cols for line in lines), shown
        assert play("l<space>", size) == plain
        assert play("ll", size) == plain
        assert play("lq", size) == plain


def test_two_pictures_one_after_the_other():
    need_pictures()
    deck(back="[image: halves.png] and [image: gone.png]")
    assert "1/3" in play(" l") and BLOCK.search(play(" l"))  # those of the answer, then the question's
    assert "its file is not on this device" in re.sub(r"\s+", " ", play(" ll"))
    assert "3/3" in play(" lll") and BLOCK.search(play(" lll"))
    assert play(" llll") == play(" ")


def test_what_cannot_be_drawn_is_said():
    need_pictures()
    deck(content=pictures.claims(60000, 60000))
    for size in ("40x20", "80x24"):
        shown = play("l", size)
        assert "[image: halves.png]" in shown and "too large" in re.sub(r"\s+", " ", shown), shown


def test_never_and_at_once():
    need_pictures()
    deck()
    plain = play("")
    setting("pictures", "never")
    assert play("l").split("\n")[:4] == plain.split("\n")[:4] and "picture" not in play("")
    setting("pictures", "at once")
    shown = play("x")  # a dead key: the first frame does not wait for it
    assert "[image: halves.png]" in shown and BLOCK.search(shown), shown
    assert not BLOCK.search(play("x", "24x7")), "no room"
    assert BLOCK.search(play(" "))


def test_at_once_below_the_text_field():
    need_pictures()
    deck(content=pictures.triangle())
    good(cairn("add", "[image: halves.png]", "red", "--kind", "typed", "--deck", "Typed"))
    store = sqlite3.connect("data/cairn.db")
    store.execute("UPDATE note SET fields = replace(fields, '\\[image', '[image')")
    store.commit()
    store.close()
    setting("pictures", "at once")
    shown = good(run(CAIRN, "--deck", "Typed", "--script", "reddish", "--size", "40x20", env=environment())).out.split("\n")
    field = next(i for i, line in enumerate(shown) if line.startswith("> reddish"))
    drawn = [i for i, line in enumerate(shown) if BLOCK.search(line)]
    assert drawn and min(drawn) > field, "\n".join(shown)


def test_lines_of_text_keep_the_name():
    need_pictures()
    deck()
    setting("pictures", "at once")
    done = run(CAIRN, "--plain", env=environment(), stdin=b"l\nq\n")
    assert "[image: halves.png]" in done.out and not BLOCK.search(done.out), done.out
    assert not os.path.exists("data/pictures")


def raw_until(t, pattern, limit=30):
    harness.wait_for(lambda: t.read(0.05) and False or re.search(pattern, t.raw, re.S), f"{pattern!r} in {t.raw[-300:]!r}", limit)
    return re.search(pattern, t.raw, re.S)


def test_blocks_in_a_terminal():
    need_pictures()
    deck()
    t = Terminal(CAIRN, size="40x20", env=environment())
    t.until(r"\[image: halves.png\]")
    t.rest()
    t.send("l")
    raw_until(t, rb"48;5;21m")
    t.rest()
    colours = {t.screen.buffer[8][x].bg for x in range(40)}
    assert {"ff0000", "0000ff"} <= colours, colours
    before = t.bytes
    t.rest(1.2)
    assert t.bytes == before, "something was sent while nothing happened"
    t.resize("80x24")
    t.rest(0.5)
    assert "ff0000" in {t.screen.buffer[8][x].bg for x in range(80)}
    t.send("<space>")
    t.until(r"\[image: halves.png\]")
    t.rest()
    assert {t.screen.buffer[y][x].bg for y in range(24) for x in range(80)} == {"default"}
    t.send("q")
    t.rest()
    t.send("q")
    assert t.wait() == 0 and t.modes_are_back()


def test_without_colours_blocks_are_grey():
    need_pictures()
    steps = bytes(x * 4 for x in range(64))
    deck(content=pictures.png(64, 32, [steps] * 32, colour=0))
    for more in ({"NO_COLOR": "1"}, {"CAIRN_THEME": "contrast"}, {"TERM": "xterm"}, {"TERM": "vt220"}):
        t = Terminal(CAIRN, size="40x20", env=environment(**more))
        t.until(r"\[image: halves.png\]")
        t.send("l")
        t.until("[\u2580-\u259f]")
        t.rest()
        assert {t.screen.buffer[y][x].bg for y in range(20) for x in range(40)} == {"default"}, more
        t.close()


def test_where_no_picture_can_be():
    """A locale that says it is not UTF-8, and a terminal that only goes on line by line, keep the name; nobody is started to draw.
    (`C` does not say so: a phone sends that, and it gets blocks.)"""
    need_pictures()
    if not os.path.exists("/usr/share/i18n/locales/en_US"):
        raise harness.Skip("Debian's package locales is not installed")
    subprocess.run(["localedef", "-i", "en_US", "-f", "ISO-8859-1", os.path.abspath("latin1")], check=True, env={**os.environ, "LC_ALL": "C"})
    deck()
    setting("pictures", "at once")
    t = Terminal(CAIRN, size="40x20", env=environment(LC_ALL="latin1", LOCPATH=os.getcwd(), KITTY_WINDOW_ID="1"))
    t.until(r"\[image: halves.png\]")
    t.send("l")
    t.rest(0.5)
    assert "[image: halves.png]" in t.text() and not BLOCK.search(t.text()), t.text()
    assert not any(byte > 126 for byte in t.raw) and b"\x1b_G" not in t.raw and b"\x1bP" not in t.raw, t.raw[-300:]
    t.close()
    done = run(CAIRN, env=environment(TERM="dumb"), stdin=b"l\nq\n")
    assert "[image: halves.png]" in done.out and not BLOCK.search(done.out) and "\x1b" not in done.out, done
    assert not os.path.exists("data/pictures")


def test_on_the_console():
    """The kernel's own terminal: eight colours, so patterns of its ink alone."""
    need_pictures()
    deck()
    t = Terminal(CAIRN, size="80x24", env=environment(TERM="linux"))
    t.until(r"\[image: halves.png\]")
    t.send("l")
    t.until("[\u2580-\u259f]")
    t.rest()
    assert {t.screen.buffer[y][x].bg for y in range(24) for x in range(80)} == {"default"}
    assert b"\x1b_G" not in t.raw and b"\x1bP" not in t.raw and not re.search(rb"\x1b\[[0-9;]*[34]8;", t.raw)
    t.close()


def test_in_a_kiosk():
    """Who may only study sees them as blocks, whatever terminal the client says it is; the helper is started by cairn itself."""
    need_pictures()
    home = os.path.join(os.getcwd(), "home")
    env = {**environment(HOME=home, CAIRN_DATA=None, XDG_DATA_HOME=None), "CAIRN_BACKUP": "off"}
    with open("deck.md", "w") as file:
        file.write("Q: ![](halves.png)\nA: two\n")
    with open("halves.png", "wb") as file:
        file.write(pictures.halves())
    good(run(CAIRN, "--profile", "ann", "import", "deck.md", env=env))
    for more in ({}, {"KITTY_WINDOW_ID": "1", "TERM": "xterm-kitty", "TERM_PROGRAM": "WezTerm"}):
        client = {"HOME": home, "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "USER": "ann", "SSH_CONNECTION": "127.0.0.1 5000 127.0.0.1 22",
                  **{name: os.environ[name] for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS") if name in os.environ}, **more}
        t = Terminal(CAIRN, "kiosk", "ann", size="40x20", env=client)
        t.until(r"\[image: halves.png\]")
        t.send("l")
        t.until("[\u2580-\u259f ]{10}")
        raw_until(t, rb"48;5;21m")
        t.rest()
        assert {"ff0000", "0000ff"} <= {t.screen.buffer[y][x].bg for y in range(20) for x in range(40)}, t.text()
        assert b"\x1b_G" not in t.raw and b"\x1bP" not in t.raw, "a megabyte of pixels through SSH"
        t.close()


def test_kitty():
    need_pictures()
    deck()
    t = Terminal(CAIRN, size="40x20", env=environment(KITTY_WINDOW_ID="1"))
    first = raw_until(t, rb"\[image: halves.png\]").end()
    found = raw_until(t, rb"\x1b_Ga=T,f=24,s=(\d+),v=(\d+),c=(\d+),r=(\d+),i=20261,q=2,C=1,(.*?)\x1b8")  # at once: it is here
    assert found.start() > first, "the first frame waited"
    width, height, cols, rows = (int(found.group(i)) for i in (1, 2, 3, 4))
    assert cols <= 40 and rows <= 18
    chunks = re.findall(rb"m=([01]);([A-Za-z0-9+/=]*)\x1b\\", found.group(5))
    assert [last for last, _ in chunks] == [b"1"] * (len(chunks) - 1) + [b"0"] and all(len(data) <= 4096 for _, data in chunks)
    pixels = b"".join(base64.b64decode(data) for _, data in chunks)
    assert len(pixels) == width * height * 3 and pixels[:3] == bytes(pictures.RED) and pixels[-3:] == bytes(pictures.BLUE)
    t.rest()
    before = t.bytes
    t.rest(1.2)
    assert t.bytes == before, "something was sent while nothing happened"
    seen = len(t.raw)
    t.send("?")  # another screen: it goes, and comes back with its own
    raw_until(t, rb"a=d,d=I,i=20261.*Help")
    assert b"a=T" not in t.raw[seen:]
    t.send("q")
    harness.wait_for(lambda: t.read(0.05) and False or b"a=T" in t.raw[seen:], "the picture again")
    seen = len(t.raw)
    t._set_size(60, 24)
    t.screen.resize(24, 60)
    harness.wait_for(lambda: t.read(0.05) and False or re.search(rb"a=d,d=I.*a=T", t.raw[seen:], re.S), "the picture in another size")
    t.rest()
    seen = len(t.raw)
    t.send("q")
    harness.wait_for(lambda: t.read(0.05) and False or b"a=d,d=I" in t.raw[seen:], "its end")
    t.send("q")
    assert t.wait() == 0
    assert t.raw.count(b"a=d,d=I") >= t.raw.count(b"a=T"), "one was left behind"


def written_over(raw, cols, rows):
    """The lines whose every cell these bytes write or clear: on a screen of marks, those that keep none."""
    screen = pyte.Screen(cols, rows)
    for row in range(rows):
        for col in range(cols):
            screen.buffer[row][col] = screen.buffer[row][col]._replace(data="#")
    pyte.ByteStream(screen).feed(raw)
    return {row for row, line in enumerate(screen.display) if "#" not in line}


def test_sixel():
    need_pictures()
    deck()
    setting("pictures_as", "sixel")
    setting("pictures", "on a key")
    t = Terminal(CAIRN, size="40x20", env=environment())
    t.until(r"\[image: halves.png\]")
    t.rest()
    t.send("l")
    found = raw_until(t, rb"\x1b7\x1b\[(\d+);1H\x1bP0;1;0q\"1;1;(\d+);(\d+)([^\x1b]*)\x1b\\\x1b8")
    row, width, height = (int(found.group(i)) for i in (1, 2, 3))
    assert width <= 400 and row - 1 + height / 20 <= 19, "it would run into the last line"
    assert re.fullmatch(rb"[!#$\-0-9;?-~]+", found.group(4))
    t.rest()
    seen = len(t.raw)
    t.send("<space>")
    t.until("show")
    t.rest()
    for line in range(row - 1, row - 1 + -(-height // 20)):
        assert line in written_over(t.raw[seen:], 40, 20), f"line {line + 1} keeps its pixels"
    t.send("q")
    t.close()


harness.main(globals())
