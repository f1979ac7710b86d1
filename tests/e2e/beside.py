# SPDX-License-Identifier: MIT
"""Images and sounds beside text files: taken in with the notes that name them, out of the folder alone, and out again."""
import hashlib
import os
import zipfile

import anki_judge
import harness
from harness import bring, counts, query

ONE, TWO, TONE = b"\x89PNG\r\n\x1a\n one", b"\x89PNG\r\n\x1a\n two", b"ID3 tone"


def write(name, content):
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


def held(data="data"):
    """{name: content} of the store's media; each file is called by the hash of what it holds."""
    found = {}
    for name, file in query("SELECT name, file FROM media", data):
        with open(os.path.join(data, "media", file), "rb") as content:
            found[name] = content.read()
        assert file == hashlib.blake2b(found[name], digest_size=32).hexdigest()
    if os.path.isdir(data + "/media"):
        assert len(os.listdir(data + "/media")) == len(set(found.values())), os.listdir(data + "/media")
    return found


def fields(data="data"):
    return {line[0].split("\x1f")[0]: line[0].split("\x1f")[1] for line in query("SELECT fields FROM note WHERE gone = 0", data)}


def export(name, *argv, data="data"):
    return harness.good(harness.run(harness.CAIRN, "export", name, *argv, env=harness.environment(CAIRN_DATA=os.path.abspath(data))))


def test_a_vault():
    write("vault/.obsidian/app.json", "{}")
    write("vault/attachments/deep/cat.png", ONE)
    write("vault/notes/images/my pic.png", TWO)
    write("vault/tone.mp3", TONE)
    write("vault/notes/a.md", "#flashcards\n\nembedded::![[cat.png|300]]\naddress::![alt](images/my%20pic.png \"a title\")\n"
                              "above::![](../tone.mp3) and <img src=\"images/my pic.png\">\nnowhere::![](gone.png)\n"
                              "web::![](https://example.org/cat.png)\n")
    done = bring("vault")
    assert counts(done) == (5, 0, 0, 0) and "3 media files" in done.out, done
    assert held() == {"cat.png": ONE, "my pic.png": TWO, "tone.mp3": TONE}, held()
    assert fields() == {"embedded": "[image: cat.png]", "address": "[image: my pic.png]", "above": "[sound: tone.mp3] and [image: my pic.png]",
                        "nowhere": "[image: gone.png]", "web": "[image: https://example.org/cat.png]"}, fields()
    assert counts(bring("vault")) == (0, 0, 5, 0) and len(held()) == 3


def test_nothing_outside_of_the_folder():
    write("secret.png", ONE)
    write("deep/secret.png", ONE)
    write("folder/real.png", TWO)
    for name in (".ssh/id.png", "id_rsa", "keys.pem"):  # what is hidden, and what is no picture, is nobody's medium
        write("folder/" + name, ONE)
    os.symlink("../secret.png", "folder/link.png")
    os.symlink("../deep", "folder/way")
    os.mkfifo("folder/pipe.png")
    os.makedirs("folder/dir.png")
    names = ["../secret.png", "x/../../secret.png", os.path.abspath("secret.png"), "link.png", "way/secret.png", "secret.png", "pipe.png", "dir.png",
             "..%2fsecret.png", "file:../secret.png", ".ssh/id.png", "id_rsa", "keys.pem", "./real.png"]
    write("folder/a.md", "".join(f"q{i} :: ![]({name})\n" for i, name in enumerate(names)))
    done = bring("folder")
    assert counts(done) == (len(names), 0, 0, 0), done
    assert held() == {"real.png": TWO} and fields()[f"q{len(names) - 1}"] == "[image: real.png]", (held(), fields())
    assert counts(bring("folder/a.md", data="file"))[0] == len(names) and held("file") == {"real.png": TWO}


def test_columns_and_org():
    write("c/cols.csv", '#html:true\nfront,"see <img src=""pics/a.png"">"\nhear,[sound:b.mp3]\n')
    write("c/pics/a.png", ONE)
    write("c/b.mp3", TONE)
    write("o/cards.org", "* Org :drill:\n[[file:./img/c.png]] [[file:d.ogg][words]]\n")
    write("o/img/c.png", TWO)
    write("o/d.ogg", TONE)
    bring("c/cols.csv")
    bring("o")
    assert held() == {"a.png": ONE, "b.mp3": TONE, "c.png": TWO, "d.ogg": TONE}, held()
    assert fields() == {"front": "see [image: a.png]", "hear": "[sound: b.mp3]", "Org": "[image: c.png] [sound: d.ogg]"}, fields()
    export("out.apkg")
    with zipfile.ZipFile("out.apkg") as package:
        assert len(package.namelist()) == 3 + 4, package.namelist()
    state = anki_judge.judge("import", "a.anki2", "out.apkg")
    assert state["media"] == ["a.png", "b.mp3", "c.png", "d.ogg"], state["media"]
    assert any('<img src="a.png">' in field for note in state["notes"].values() for field in note["fields"]), state["notes"]


def test_one_name_of_two_files():
    for deck, content in (("one", ONE), ("two", TWO)):
        write(f"{deck}/notes.md", f"{deck} :: ![](pic.png)\n")
        write(f"{deck}/pic.png", content)
        bring(deck)
    other = f"pic-{hashlib.blake2b(TWO, digest_size=32).hexdigest()[:8]}.png"
    assert held() == {"pic.png": ONE, other: TWO}, held()
    assert fields() == {"one": "[image: pic.png]", "two": f"[image: {other}]"}, fields()
    assert counts(bring("two")) == (0, 0, 1, 0) and len(held()) == 2


def test_a_folder_of_ours():
    write("in/notes.md", "cat :: ![](cat.png)\nother :: word\n")
    write("in/cat.png", ONE)
    bring("in")
    export("notes/")
    assert open("notes/media/cat.png", "rb").read() == ONE
    times = os.stat("notes/media/cat.png").st_mtime_ns
    export("notes/")
    assert os.stat("notes/media/cat.png").st_mtime_ns == times
    done = bring("notes", data="other")
    assert counts(done)[0] == 2 and held("other") == {"cat.png": ONE} and fields("other") == fields(), done
    write("notes/media/cat.png", b"mine")
    line = harness.one_sentence(harness.run(harness.CAIRN, "export", "notes/"), 3)
    assert "cat.png" in line and open("notes/media/cat.png", "rb").read() == b"mine", line
    export("notes/", "--force")
    assert open("notes/media/cat.png", "rb").read() == ONE
    export("bare/", "--no-media")
    assert sorted(os.listdir("bare")) == ["notes.md"]


def test_what_is_not_imported_leaves_no_file():
    write("in/notes.md", "cat :: ![](cat.png)\n")
    write("in/bad.csv", b"a\0,b\n")
    write("in/cat.png", ONE)
    done = bring("--dry-run", "in", code=3)
    assert "1 media files" in done.out and held() == {}, done
    done = bring("--strict", "in", code=3)
    assert "nothing was imported" in done.out and held() == {}, done


harness.main(globals())
