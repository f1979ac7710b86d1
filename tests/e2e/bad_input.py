# SPDX-License-Identifier: MIT
"""What bad input gets: one sentence that says what to do, the right exit code, nothing lost, the terminal as it was."""
import hashlib
import os
import re
import resource
import shutil
import signal
import sqlite3
import subprocess

from harness import CAIRN, SYNC, Skip, Terminal, cairn, environment, good, main, one_sentence, run

USAGE, INPUT, STORE = 2, 3, 4
DECK = "What is the capital of France?\tParis\nWhat is the capital of Italy?\tRome\n"


def write(name, content):
    with open(name, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())
    return name


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def make_store():
    """A store with two notes, closed; the path of its file."""
    good(cairn("import", write("deck.tsv", "#separator:tab\n" + DECK)))
    return os.path.join("data", "cairn.db")


def refused(path, *argv):
    """Both programs say no with a sentence and leave the file as it is; the sentence."""
    before = digest(path)
    said = one_sentence(cairn(*argv or ("status",)), STORE)
    one_sentence(cairn("--script", "<shot>", "--size", "40x20"), STORE)
    one_sentence(run(SYNC, "sync", env=environment(MONGODB_URI="mongodb://127.0.0.1:1/")), STORE)
    assert digest(path) == before, "the file was changed"
    return said


def test_store_of_a_newer_version():
    path = make_store()
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()
    assert re.search("newer", refused(path))


def test_store_of_another_program():
    os.mkdir("data")
    path = os.path.join("data", "cairn.db")
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE recipes(name TEXT)")
        db.execute("INSERT INTO recipes VALUES ('soup')")
    db.close()
    refused(path)


def test_store_that_is_no_database():
    os.mkdir("data")
    refused(write(os.path.join("data", "cairn.db"), "my diary\n" * 2000))


def test_store_cut_in_half():
    path = make_store()
    size = os.path.getsize(path)
    os.truncate(path, size // 2)
    refused(path)


def as_ordinary_user():
    """For files that root may write whatever their mode says."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def give_away(folder):
    if os.geteuid() == 0:
        for path, _, names in os.walk(folder):
            os.chown(path, 65534, 65534)
            for name in names:
                os.chown(os.path.join(path, name), 65534, 65534)
        for part in (os.environ["TMPDIR"], os.getcwd()):
            os.chmod(part, 0o755)


def test_store_read_only():
    path = make_store()
    give_away("data")
    before = digest(path)
    for program in (CAIRN, SYNC):  # where they were built that user may have no business
        shutil.copy(program, ".")
    os.chmod(path, 0o400), os.chmod("data", 0o500)
    said = one_sentence(run("./cairn", "--script", "<shot>", "--size", "40x20", preexec=as_ordinary_user), STORE)
    assert re.search("read-only|written|write", said), said
    one_sentence(run("./cairn", "import", "deck.tsv", preexec=as_ordinary_user), STORE)
    os.chmod("data", 0o700)
    assert digest(path) == before


def limit_files_to(size):
    def set_limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return set_limit


def test_full_disk():
    path = make_store()
    write("more.tsv", "#separator:tab\n" + "".join(f"question {i}\t{'answer ' * 50}\n" for i in range(2000)))
    said = one_sentence(cairn("import", "more.tsv", preexec=limit_files_to(os.path.getsize(path) + 20000)), STORE)
    assert re.search("full|space|large|written", said), said
    assert "2 notes" in good(cairn("status")).out
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    good(cairn("import", "more.tsv"))
    assert re.search(r"2[ ,.]?002 notes", good(cairn("status")).out)


def test_full_disk_while_answering():
    path = make_store()
    with open(path + "-filling", "wb"):
        pass
    done = cairn("--script", "<cr><space>3" * 3 + "<shot>", "--size", "40x20", preexec=limit_files_to(4096))
    assert done.code == STORE, done
    assert "2 notes" in good(cairn("status")).out


def refused_deck(*argv):
    """The one sentence, which names the file and the line."""
    return one_sentence(cairn("import", *argv), INPUT)


def test_deck_in_latin1():
    write("latin1.tsv", "#separator:tab\nDanke schön\tthank you\n".encode("latin-1"))
    said = refused_deck("latin1.tsv")
    assert "latin1.tsv:2" in said and "UTF-8" in said and "iconv" in said, said
    assert "0 notes" in good(cairn("status")).out


def test_deck_with_nuls():
    write("nul.tsv", b"#separator:tab\nfirst\tone\nsec\0ond\ttwo\n")
    assert "nul.tsv:3" in refused_deck("--strict", "nul.tsv")
    assert "0 notes" in good(cairn("status")).out
    assert "nul.tsv:3" in refused_deck("nul.tsv")
    assert "1 notes" in good(cairn("status")).out


def test_deck_with_a_50_mb_line():
    write("long.tsv", b"#separator:tab\nfirst\tone\n" + b"x" * (50 << 20) + b"\ttwo\n")
    said = refused_deck("--strict", "long.tsv")
    assert "long.tsv:3" in said and len(said) < 400, said
    assert "0 notes" in good(cairn("status")).out
    assert "long.tsv:3" in refused_deck("long.tsv")
    assert "1 notes" in good(cairn("status")).out


def test_deck_that_is_not_there():
    said = refused_deck("nowhere.tsv")
    assert "nowhere.tsv" in said, said


def test_env_file_that_others_can_read():
    write(".env", "MONGODB_URI=mongodb://anna:hidden@db.example/\n")
    os.chmod(".env", 0o644)
    done = good(cairn("status"))
    lines = [line for line in done.err.splitlines() if line]
    assert len(lines) == 1 and ".env" in lines[0] and "chmod 600" in lines[0], done
    assert "hidden" not in done.text


def test_terminal_unknown():
    terminal = Terminal(CAIRN, env=environment(TERM="no-such-terminal"))
    terminal.until("Tour")
    terminal.send("q")
    terminal.until("Take a first deck")
    terminal.send("q")
    code = terminal.wait()
    assert code in (0, 1), code
    assert terminal.modes_are_back(), terminal.raw
    terminal.close()


def test_no_terminal():
    """Line by line instead, with one sentence that says so; what is typed there answers a card."""
    make_store()
    done = cairn(stdin=b"\nspace\n3\nq\n")
    assert "terminal" in one_sentence(done, 0), done
    assert "capital" in done.out, done


def test_a_screen_of_10x5():
    terminal = Terminal(CAIRN, size="10x5")
    terminal.until(r"\w")
    terminal.send("q\nq\n")  # the tour, then the first screen
    code = terminal.wait()
    assert code in (0, 1), code
    assert terminal.modes_are_back(), terminal.raw
    terminal.close()


NONSENSE = ("nonsense", "mongodb://", "mongodb://anna:hidden", "http://example.org/", "mongodb://anna:hidden@",
            "mongodb://anna:hid@den@:27017/?tls=maybe", "mongodb+srv://anna:hidden@localhost:1/", "x" * 100000)


def test_address_of_nonsense():
    make_store()
    for uri in NONSENSE:
        done = cairn("sync", env=environment(MONGODB_URI=uri, CAIRN_LEARNER="anna"))
        said = one_sentence(done, USAGE if done.code == USAGE else INPUT)
        assert "hidden" not in done.text and "hid@den" not in done.text and "den@" not in done.text, done
        assert "MONGODB_URI" in said and len(said) < 400, done
        assert "2 notes" in good(cairn("status", env=environment(MONGODB_URI=uri))).out


def test_game_goes_on_with_an_address_of_nonsense():
    make_store()
    done = good(cairn("--script", "<cr><shot>", "--size", "40x20",
                      env=environment(MONGODB_URI="mongodb://anna:hid@den@:27017/?tls=maybe", CAIRN_LEARNER="anna")))
    assert "capital" in done.out and "den@" not in done.text, done


def test_a_command_line_of_nonsense():
    for argv in (["--script", "q", "--size", "0x0"], ["--script", "q", "--size", "wide"], ["--no-such-option"], ["no-such-verb"], ["--profile", "../x"],
                 ["--mode", "sleep"], ["import"], ["--script"], ["answer", "x"], ["answer", "0000000000000", "9"]):
        one_sentence(cairn(*argv), USAGE)


def without_shared_memory():
    """A namespace of its own in which /dev/shm may not be written, and nobody's rights."""
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(0x00020000) or libc.mount(b"none", b"/", None, 0x44000, None) or libc.mount(
            b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"mode=0700"):
        raise OSError(ctypes.get_errno(), "no namespace of mounts here")
    as_ordinary_user()


def test_no_shared_memory():
    """libmongoc would complain on stderr before main begins."""
    give_away(".")
    shutil.copy(SYNC, ".")
    try:
        done = run("./cairn-sync", "--version", preexec=without_shared_memory)
    except subprocess.SubprocessError:
        raise Skip("making a namespace of mounts takes root") from None
    assert done.code == 0 and done.err == "", done


def test_a_clock_of_nonsense():
    assert "CAIRN_NOW" in one_sentence(cairn("status", env=environment(CAIRN_NOW="yesterday")), USAGE)


def test_a_folder_that_cannot_be_made():
    write("in-the-way", "")
    one_sentence(cairn("status", env=environment(CAIRN_DATA=os.path.abspath("in-the-way"))), 1)


def test_log_that_cannot_be_written():
    make_store()
    shutil.rmtree(os.path.join("data", "log"), ignore_errors=True)
    write(os.path.join("data", "log"), "")
    assert "2 notes" in good(cairn("status")).out


main(globals())
