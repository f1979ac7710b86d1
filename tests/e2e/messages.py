# SPDX-License-Identifier: MIT
"""Messages: every one has a German text with the same blanks to fill in, none that is shown stands unmarked, and what programs read
or other devices get is the same in every language."""
import difflib
import json
import os
import re
import subprocess
import sys

import harness
from harness import cairn, environment, good, run

sys.path.insert(0, os.path.join(harness.ROOT, "po"))
import catalogue  # noqa: E402

GERMAN = os.path.join(harness.ROOT, "po", "de", "LC_MESSAGES", "cairn.po")
BLANK = re.compile(r"%(?:\d+\$)?[-+ #0]*(?:\*|\d+)?(?:\.(?:\*|\d+))?(?:<PRI\w+>|hh|ll|[hljzt])?[diouxXeEfgGcsp]|%%")
# Functions whose texts are for people, and what is none: names, keys of formats, signs.
SAYING = {"app_notice", "doc_textf", "err_set", "err_sys", "err_wrap", "err_native", "view_ask_push", "view_choose_push", "canvas_put",
          "doc_text", "str_of", "STR", "buf_addz", "buf_addf", "puts", "printf", "fputs", "fprintf"}
NO_MESSAGE = re.compile(r"My notes|deck:|^state=|^\\t|^\{|^\[|^%s\.|^cairn(-sync)?( |: %s)|: %s|^(Front|Field %zu|area %d of the picture)$"
                        r"|cloze:|image: |^-- shot|^chmod |^deck\.|^/|^set %s|made a leech$|^PRAGMA |^INSERT INTO |^CREATE TABLE |^, PRIMARY KEY|^-- (sqlite3|cairn) |^COPY |^file %s|^validator |^Authorization: |^#|%016|\\033|^(choice|cloze|basic|true|false|none|on|off)$")
NAMES = {"t", "origin", "at", "exported", "log", "id", "uid", "card", "note", "to", "of"}  # times, and names by chance


def entries(text):
    """{text, or text and its plural: translations} of a .po file; comments and the head are left out."""
    found = {}
    for block in text.split("\n\n"):
        fields = re.findall(r'^(msg\w+(?:\[\d\])?) ((?:"(?:[^"\\]|\\.)*"\n?)+)', block, re.M)
        fields = {name: "".join(json.loads(line) for line in value.strip().split("\n")) for name, value in fields}
        if fields.get("msgid"):
            found[fields["msgid"]] = (fields.get("msgid_plural"), [value for name, value in fields.items() if name.startswith("msgstr")],
                                      "#, fuzzy" in block)
    return found


def need_gettext():
    for program in ("xgettext", "msgcat", "msgfmt"):
        if subprocess.run(["which", program], stdout=subprocess.DEVNULL).returncode:
            raise harness.Skip(program + " is not installed")


def test_every_message_is_translated():
    need_gettext()
    marked = entries(catalogue.template())
    assert len(marked) > 800, len(marked)
    with open(GERMAN, encoding="utf-8") as file:
        german = entries(file.read())
    missing = [text for text in marked if text not in german or not all(german[text][1]) or german[text][2]]
    assert not missing, f"po/catalogue.py brings them into the catalogue, then translate them: {missing}"
    assert set(german) == set(marked), set(german) - set(marked)


def test_blanks_agree():
    with open(GERMAN, encoding="utf-8") as file:
        for text, (plural, translations, _) in entries(file.read()).items():
            for translation in translations:
                said = BLANK.findall(re.sub(r"%-1[01]s", "%-10s", translation))
                assert said == BLANK.findall(plural or text), (text, translation)
                assert text.endswith("\n") == translation.endswith("\n") and text.startswith(" ") == translation.startswith(" "), text


def literals(source):
    """(line, text, innermost function, whether marked) of each string; neighbours are one."""
    tokens = re.compile(r'//[^\n]*|/\*.*?\*/|#[^\n]*(?:\\\n[^\n]*)*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|\w+|\s+|.', re.S)
    stack, last, text = [], "", None
    for match in tokens.finditer(source):
        token = match[0]
        if token.isspace() or token[0] == "#" or token[:2] in ("//", "/*"):
            continue
        if token[0] == '"' or (text is not None and token.startswith("PRI")):
            text = (text or "") + (token[1:-1] if token[0] == '"' else token)
            continue
        if text is not None:
            names = [name for name in stack if name]
            yield source.count("\n", 0, match.start()) + 1, text, names[-1] if names else ""
            text = None
        if token == "(":
            stack.append(last if re.fullmatch(r"\w+", last) else None)
        elif token == ")" and stack:
            stack.pop()
        last = token


def test_what_is_said_is_marked():
    """Two words, or one with a capital, in what is put on a screen or into a sentence."""
    need_gettext()
    marked = set()
    for text, (plural, _, _) in entries(catalogue.template()).items():
        marked |= {text, plural}
    bare = []
    for path in catalogue.sources():
        if path.startswith(("base/json", "sync/deck/")) or path.endswith((".h", ".def")):
            continue
        with open(os.path.join(harness.ROOT, path), encoding="utf-8") as file:
            for line, text, function in literals(file.read()):
                plain = re.sub(r"\\.", " ", re.sub(BLANK, " ", text))
                if function in SAYING and re.search(r"[A-Za-z]{2,} +[A-Za-z]{2,}|\b[A-Z][a-z]{2,}", plain) and not NO_MESSAGE.search(text):
                    known = json.loads('"' + re.sub(r"(?<!_)PRI(\w+)", r"%<PRI\1>", text) + '"') if "\\x" not in text and "\\0" not in text else text
                    if known not in marked and not any(known in str(one) for one in marked):
                        bare.append(f"{path}:{line}: {text}")
    assert not bare, "mark them with _() (base/message.h):\n" + "\n".join(bare)


def languages():
    german = {name: value for name, value in {**environment(), **harness.german()}.items() if value is not None}
    return {"C": environment(), "de": german}


def test_german_is_spoken():
    env = languages()["de"]
    assert "es gibt kein Verb „nix“" in cairn("nix", env=env).err
    assert "Lernspiel" in good(cairn("--help", env=env)).out
    assert "es gibt kein Verb nix" in run(harness.SYNC, "nix", env=env).err
    assert "there is no verb" in cairn("nix", env={**env, "LC_ALL": "en_US.UTF-8"}).err


def test_programs_read_english():
    """Every --json, its errors too, byte for byte; and what stands in the store and would be sent."""
    said, kept = {}, {}
    for name, env in languages().items():
        env = {**env, "CAIRN_DATA": os.path.abspath("data-" + name), "CAIRN_SEED": "1"}
        good(cairn("import", os.path.join(harness.ROOT, "tests", "golden", "deck.md"), env=env))
        good(cairn("--script", "x<+9s> g<+9s>qb" "xsu" "t" "verb<cr>qq", "--size", "80x24", "--mode", "flip", env=env))
        good(cairn("set", "new", "7", env=env))
        said[name] = "".join(
            cairn(*words, env=env).text for words in (
                ("status", "--json"), ("next", "--json"), ("cards", "--json"), ("stats", "--json"), ("search", "noble", "--json"),
                ("set", "--json"), ("doctor", "--json"), ("sync", "--json"), ("nix", "--json"), ("stats", "nix", "--json")))
        done = good(cairn("export", "--json", env=env))
        kept[name] = [{key: value for key, value in json.loads(line).items() if key not in NAMES}
                      for line in done.out.splitlines()]
    mask = re.compile(r'"[a-z0-9]{13}"|[0-9]+ MB|data-\w+')
    said = {name: mask.sub("*", text).splitlines() for name, text in said.items()}
    assert said["C"] == said["de"], "\n".join(difflib.unified_diff(said["C"], said["de"], "C", "de", n=0))
    assert len(kept["C"]) > 10 and kept["C"] == kept["de"], [pair for pair in zip(kept["C"], kept["de"]) if pair[0] != pair[1]]


def test_english_costs_nothing():
    """With no locale and with an English one the same calls of the system are made: no catalogue is looked for."""
    counter = os.path.join(harness.BUILD, "tests", "kill", "kill-at")
    if harness.SANITIZED or not os.path.exists(counter):
        raise harness.Skip("the programs are sanitized")
    counts = {}
    for locale in ("C", "en_GB.UTF-8"):
        done = good(run(counter, "0", harness.CAIRN, "--version", env=environment(LC_ALL=locale)))
        counts[locale] = re.search(r"\d+", done.err)[0]
    assert len(set(counts.values())) == 1, counts


harness.main(globals())
