# SPDX-License-Identifier: MIT
"""Pages for those who begin, typed as they stand there: the first week, Atlas, a class, moving from Anki, installing; README's links and length; and that
no page with commands is left out."""
import glob
import os
import re
import shutil
import sys

import anki
import harness
from docs import BLOCK, Page, Place, run_page, shim
from harness import ROOT, good, run
from wire import Wire

sys.path.insert(0, os.path.join(ROOT, "share"))
from usage import Usage  # noqa: E402

PAGES = {"first-week.md", "atlas.md", "class.md", "moving-from-anki.md", "installing.md", "scale.md", "export.md", "decks-format.md"}  # of this script


def programs():
    """A folder with the two programs under test, for a PATH."""
    os.makedirs("bin", exist_ok=True)
    for name in ("cairn", "cairn-sync"):
        if not os.path.exists("bin/" + name):
            os.symlink(os.path.join(harness.BUILD, name), "bin/" + name)
    return os.path.abspath("bin")


def test_first_week():
    out = run_page(Page("first-week.md"), {"me": Place("me", [programs()])})["me"]
    assert "2 notes, 3 cards" in out[0] and "new" in out[1], out
    assert "bonjour" in out[3] and "written" in out[5] and "good" in out[5], out


def test_atlas():
    with Wire() as wire:
        words = [("mongodb+srv://USER:PASSWORD@HOST/cairn", wire.uri())]
        laptop = Place("laptop", [programs()], replace=words)
        doctor = Place("laptop", [programs()], replace=words)
        out = run_page(Page("atlas.md"), {"laptop": laptop, "doctor": doctor})
        assert "ok    " in out["doctor"][0] and "1 safe" in out["laptop"][1], out
        assert len(wire.dump()) == 1


def test_class():
    with Wire() as wire:
        words = [("mongodb+srv://TEACHER:PASSWORD@HOST/", wire.uri(path="")), ("mongodb+srv://ADA:PASSWORD@HOST/", wire.uri(path=""))]
        places = {name: Place(name, [programs()], replace=words) for name in ("teacher", "ada")}
        page = Page("class.md")
        assert [name for name, _ in page.blocks] == ["teacher", "ada", "teacher"]
        (_, publish), (_, learn), (_, look) = page.blocks
        places["teacher"].run(publish)
        assert len(wire.dump("cards", "ada")) == len(wire.dump("cards", "ben")) == 2
        assert "2 notes" in places["ada"].run(learn)
        places["ada"].run('cairn --mode flip --script "<space>3<space>3" > /dev/null; cairn sync')
        assert wire.dump("rows", "ada") and not wire.dump("rows", "ben"), "nobody writes into another's database"
        before = len(wire.dump("rows", "ada"))
        seen = places["teacher"].run(look)
        assert "2" in seen and len(wire.dump("rows", "ada")) == before, seen


def test_moving_from_anki():
    me = Place("me", [programs()])
    anki.sample("me/collection.colpkg", 3)
    out = run_page(Page("moving-from-anki.md"), {"me": me})["me"]
    assert "notes" in out[1] and os.path.getsize("me/back.apkg") > 1000, out


def test_formats_in_and_out():
    out = run_page(Page("decks-format.md"), {"me": Place("in", [programs()])})["me"]
    assert "2 new" in out[0] and "1 schedules brought along" in out[0], out
    out = run_page(Page("export.md"), {"me": Place("out", [programs()])})["me"]
    assert "0 new, 0 changed, 3 kept" in out[0] and sorted(os.listdir("out/notes")) == ["Latin.md"], out


def test_installing():
    if os.environ.get("CAIRN_TEST_FULL") != "1":
        raise harness.Skip("it builds anew: with --full")
    for tool in ("meson", "ninja"):
        if not shutil.which(tool):
            raise harness.Skip(f"{tool} is not installed")
    shim("shims", "systemctl", 'echo "systemctl $*" >> ~/called\n')
    tools = sorted({os.path.dirname(shutil.which(tool)) for tool in ("meson", "ninja")})
    words = [("meson setup build", f"meson setup build {ROOT} -Doptimization=0 -Ddebug=false -Dsync=disabled")]
    clone = Place("clone", [os.path.abspath("shims"), *tools], replace=words)
    out = run_page(Page("installing.md"), {"clone": clone})["clone"]
    assert re.search(r"^cairn \d", out[0], re.M) and os.path.exists("clone/.local/share/zsh/site-functions/_cairn"), out
    assert "enable --now cairn-backup.timer cairn-sync.timer" in open("clone/called", encoding="utf-8").read()


def test_containerfile():
    """What it copies and installs is there."""
    if not glob.glob("/var/lib/apt/lists/*_Packages*"):
        raise harness.Skip("apt has no lists here")
    with open(os.path.join(ROOT, "Containerfile"), encoding="utf-8") as file:
        text = file.read()
    for package in re.search(r"install -y --no-install-recommends (.*?) &&", text, re.S)[1].split():
        if not package.startswith("/tmp/"):
            assert good(run("apt-cache", "show", package)).out, package
    assert "./dev package" in text and 'ENTRYPOINT ["cairn"]' in text


def test_scale():
    out = run_page(Page("scale.md"), {"me": Place("me", ["/usr/bin"], cwd=ROOT)})["me"]
    with open(os.path.join(ROOT, "docs", "scale.md"), encoding="utf-8") as file:
        page = file.read()
    for line in out[0].splitlines():
        assert line in page, f"docs/scale.md is older than its script: {line}"


def test_no_page_with_commands_is_left_out():
    named = set(PAGES)
    for path in glob.glob(os.path.join(ROOT, "tests", "e2e", "*.py")):
        with open(path, encoding="utf-8") as file:
            named |= set(re.findall(r'Page\("([\w.-]+)"\)', file.read()))
    for path in glob.glob(os.path.join(ROOT, "docs", "*.md")):
        with open(path, encoding="utf-8") as file:
            if BLOCK.search(file.read()):
                assert os.path.basename(path) in named, f"{path} has commands that no test runs"


INTERNAL = {"--pipe", "--preview", "--finish", "picture"}  # between the two programs


def unknown(command):
    """The words of a command in a sentence that are no verb, and no option of its verb; brackets are around what may be left out."""
    program, *words = re.sub(r"[][]", "", command).split()
    everywhere, verbs = Usage().programs()[program]
    allowed, verb, before = {option.name for option in everywhere} | {"--help"}, None, None
    for word in words:
        if word.startswith("--"):
            if word.split("=")[0].rstrip(",;") not in allowed | INTERNAL:
                yield word
        elif not verb and re.fullmatch("[a-z-]+", word) and before not in ("--profile", "--deck", "--mode", "--learner"):
            if word not in verbs.keys() | INTERNAL:
                yield word
                return
            verb = word
            allowed |= {option.name for option in verbs[verb][1]} if verb in verbs else set()
        before = word


def test_commands_in_sentences():
    """What stands in no block of its own is not run; but its verbs and options are there."""
    seen = 0
    for page in ["README.md", "SECURITY.md", *glob.glob(os.path.join(ROOT, "docs", "*.md"))]:
        with open(os.path.join(ROOT, page), encoding="utf-8") as file:
            for command in re.findall(r"`(cairn(?:-sync)? [^`\n]+)`", file.read()):
                seen += 1
                assert not list(unknown(command)), (page, command, list(unknown(command)))
    assert seen > 150 and list(unknown("cairn stats --week")) == ["--week"] and list(unknown("cairn teach")) == ["teach"]


OTHERS = {"connection", "refused", "password authentication failed", "permission denied for database", "No space left on device"}  # PostgreSQL's and the C library's


def test_what_is_said_is_said():
    """Tables of what the program says, and what to do: each sentence stands in the sources; an ellipsis is what differs."""
    sources = ""
    for folder in ("base", "schema", "study", "sync", "tui"):
        for ending in ("c", "h", "sql"):
            for path in glob.glob(os.path.join(ROOT, folder, "**", "*." + ending), recursive=True):
                with open(path, encoding="utf-8") as file:
                    sources += re.sub(r'"\s*"', "", file.read())
    seen = 0
    for page in ("atlas.md", "backups.md"):
        with open(os.path.join(ROOT, "docs", page), encoding="utf-8") as file:
            for table in re.findall(r"^\| (?:it says|what is said) \|.*\n\|---\|---\|\n((?:\|.*\n?)+)", file.read(), re.M):
                for row in table.splitlines():
                    for part in re.split("…|; |: ", row.split("|")[1]):
                        seen += len(part.strip()) > 3
                        assert part.strip() in sources or part.strip() in OTHERS, (page, part)
    assert seen > 20, seen


def test_index_of_decisions():
    """What it says of a decision is that one's title; one that it does not list yet is told."""
    sys.path.insert(0, os.path.join(ROOT, "docs", "decisions"))
    import index
    with open(os.path.join(ROOT, "docs", "decisions", "README.md"), encoding="utf-8") as file:
        listed = file.read().splitlines()
    fresh = index.text().splitlines()
    assert set(listed) <= set(fresh), set(listed) - set(fresh)
    if set(listed) != set(fresh):
        print(f"note: docs/decisions/index.py would add {sorted(set(fresh) - set(listed))}")


def test_readme():
    """A screen and a half, in which every link leads somewhere."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = file.read()
    assert len(text.splitlines()) <= 90, len(text.splitlines())
    for page in ["README.md", *glob.glob(os.path.join(ROOT, "docs", "*.md"))]:
        with open(os.path.join(ROOT, page), encoding="utf-8") as file:
            shown = re.sub(r"`[^`\n]*`", "", file.read())
            for link in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", shown):
                assert os.path.exists(os.path.join(ROOT, os.path.dirname(page), link)), (page, link)


harness.main(globals())
