# SPDX-License-Identifier: MIT
"""Completions and manual pages: made of the table that --help is, true of the programs, and at work in bash, zsh and fish themselves."""
import json
import os
import re
import shutil
import subprocess
import sys

import harness
from harness import CAIRN, ROOT, SYNC, Skip, Terminal, cairn, good, run

sys.path.insert(0, os.path.join(ROOT, "share"))
from usage import HANDED_OVER, Usage  # noqa: E402

USAGE = Usage()


def source(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def completion(shell):
    path = os.path.abspath("completion." + shell)
    subprocess.run([sys.executable, os.path.join(ROOT, "share/completions.py"), shell, os.path.join(ROOT, "tui/usage.def"), path], check=True)
    return path


def test_the_table_has_every_verb():
    table = set(re.findall(r'^\t\{"(\w+)", \w+, (?:true|false), cmd_', source("tui/main.c"), re.M)) | {"help", "home", "kiosk", "study", "edit"}
    assert set(USAGE.verbs) == table, set(USAGE.verbs) ^ table
    for form, _ in USAGE.forms:
        assert not form or form.split()[0] in USAGE.verbs, form


def test_the_table_has_every_option_of_the_game():
    """What options.c takes, and nothing else; --tour, --size and --script are for tests, and of them two are told."""
    known = set(re.findall(r'"(--[a-z-]+)"', source("tui/options.c"))) - {"--", "--tour"}
    told = {o.name for verb, (_, options, _) in USAGE.verbs.items() if verb not in HANDED_OVER for o in options} | {o.name for o in USAGE.everywhere}
    assert told == known, told ^ known


def test_every_option_is_taken():
    """None is refused as unknown, before a verb or behind it. The word behind them all is too much or no file: nothing happens."""
    for verb, (_, options, _) in USAGE.verbs.items():
        if verb in ("home", "kiosk", "study", "edit"):
            continue
        for option in options:
            value = [option.takes[0] if isinstance(option.takes, list) else "1"] if option.takes is not None else []
            if option.name in ("--help", "--version"):
                continue
            needed = ["--postgres"] if option.name == "--schema" else []
            done = run(SYNC if verb in HANDED_OVER else CAIRN, verb, *needed, option.name, *value, "--no-such-option")
            assert done.code == 2 and not re.search(rf"(know|option) {option.name}\b(?!-)", done.err), done


def test_values_are_the_programs():
    """Where a value is one of a list, the program says the same list when it gets another one."""
    good(cairn("add", "front", "back"))
    card = json.loads(good(cairn("next", "--json")).out)["card"]
    says = {"format": run(SYNC, "import", "x", "--as", "?"), "out": run(SYNC, "export", "x", "--as", "?"), "chart": cairn("stats", "?"),
            "kind": cairn("add", "a", "b", "--kind", "?"), "order": cairn("search", "a", "--order", "?"), "mode": cairn("--mode", "?"),
            "rating": cairn("answer", card, "?")}
    for name, values in USAGE.lists.items():
        assert says[name].code in (2, 3), says[name]
        words = set(re.findall(r"[a-z]+(?:-[a-z]+)*", says[name].err))
        assert set(values) <= words, (name, says[name].err)


def test_manual_pages_tell_all_of_it():
    if not shutil.which("scdoc"):
        raise Skip("scdoc is not installed")
    for page, program in (("cairn.1", "cairn"), ("cairn-sync.1", "cairn-sync"), ("cairn-env.5", None)):
        subprocess.run([sys.executable, os.path.join(ROOT, "share/man.py"), os.path.join(ROOT, "tui/usage.def"),
                        os.path.join(ROOT, "share/man", page + ".scd.in"), "page.scd"], check=True)
        with open("page.scd", "rb") as text:
            roff = good(run("scdoc", stdin=text.read())).out
        assert "@" not in re.sub(r"USER:PASSWORD@HOST", "", roff), roff
        text = " ".join(re.sub(r"\\f[BIRP]|\\&", " ", roff).replace("\\", "").split())
        for verb, (_, options, _) in USAGE.programs()[program][1].items() if program else ():
            assert re.search(rf"({program} (\w+ \| )?|[;,] ){verb}\b", text), (page, verb)
            assert all(option.name in text for option in options), (page, verb)
        if shutil.which("mandoc"):
            assert good(run("mandoc", "-T", "lint", "-W", "error", stdin=roff.encode())).text == ""
    read = set(re.findall(r'(?:getenv|env_get)\((?:[\w&>.-]+, )?"([A-Z_]+)"\)', "".join(
        source(os.path.relpath(os.path.join(folder, name), ROOT)) for part in ("base", "schema", "study", "tui", "sync")
        for folder, _, names in os.walk(os.path.join(ROOT, part)) for name in names if name.endswith(".c"))))
    told = text.replace(" ", "")
    ours = {name for name in read if name.startswith(("CAIRN_", "MONGODB", "APP_", "DATABASE")) and not name.endswith("_TEST")}
    assert len(ours) > 8 and all(name in told for name in ours), [name for name in ours if name not in told]


def shell(name, *argv):
    if not shutil.which(name):
        raise Skip(f"{name} is not installed")
    os.makedirs("bin", exist_ok=True)
    for program in (CAIRN, SYNC):
        os.symlink(program, os.path.join("bin", os.path.basename(program)))
    with open("notes of mine.tsv", "w", encoding="utf-8") as file:
        file.write("a\tb\n")
    env = harness.environment(PATH=os.path.abspath("bin") + ":" + os.environ["PATH"], HOME=os.getcwd(), TERM="linux", PS1="$ ",
                              XDG_CONFIG_HOME=os.path.abspath("config"), XDG_DATA_HOME=os.path.abspath("share"), CAIRN_BACKUP="off")
    return Terminal(*argv, size="100x30", env=env)


EMPTY = r"\A\s*[$#]\s*\Z"  # a prompt, and nothing else


def complete(terminal, typed, regex):
    """What stands on the screen once TAB was pressed behind `typed`; then the line is thrown away."""
    terminal.send(typed + "\t")
    terminal.until(regex)
    terminal.send("\x15clear<cr>")  # ctrl-u
    terminal.until(EMPTY)


# What is typed before TAB, and what then stands in the line.
LINES = [("cairn opt", r"cairn optimize\b"), ("cairn --prof", r"cairn --profile\b"), ("cairn import --as=hash", r"--as=hashcards"),
         ("cairn import --as hash", r"--as hashcards"), ("cairn answer 1 ag", r"1 again\b"), ("cairn import no", r"notes\\ of\\ mine\.tsv"),
         ("cairn --profile ann unsub", r"ann unsubscribe\b"), ("cairn-sync pub", r"cairn-sync publish\b"), ("cairn search x --order stab", r"stability\b"),
         ("cairn sync --ren", r"--rename\b"), ("cairn stats calen", r"calendar\b")]


def play(terminal, *settings):
    try:
        terminal.until(r"[$#%>]\s*\Z")  # the shell's own prompt, which says whether one is root
        terminal.send("; ".join([*settings, "clear"]) + "<cr>")
        terminal.until(EMPTY)
        for typed, regex in LINES:
            complete(terminal, typed, regex)
    finally:
        terminal.close()


def test_bash():
    path = completion("bash")
    play(shell("bash", "bash", "--norc", "--noprofile", "-i"), f". {path}", "bind 'set bell-style none'")


def test_zsh():
    os.makedirs("functions")
    os.rename(completion("zsh"), "functions/_cairn")
    play(shell("zsh", "zsh", "-f", "-i"), "PS1='$ '", "unsetopt beep", "fpath=($PWD/functions $fpath)", "autoload -Uz compinit", "compinit -u -D")


def test_fish():
    path = completion("fish")
    play(shell("fish", "fish", "--no-config", "-i"), "function fish_prompt; echo '$ '; end", "set fish_autosuggestion_enabled 0", f"source {path}")


harness.main(globals())
