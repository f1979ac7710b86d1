#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Catalogues of messages: po/catalogue.py writes what the sources hold into po/*/LC_MESSAGES/cairn.po; new ones stand there
without a translation, and those that are gone are dropped. Imported by the test that compares the two."""
import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEYWORDS = ["_", "N_", "_n:1,2", "err_set:3", "err_native:4", "err_sys:2", "err_wrap:2", "app_notice:2", "doc_textf:4"]
LISTS = ["ACTION:5", "ACTION:6", "USAGE:1"]  # macros whose arguments are messages: one run each


def sources():
    return sorted(str(p.relative_to(ROOT)) for folder in ("base", "schema", "study", "sync", "tui")
                  for ending in ("*.c", "*.h", "*.def") for p in (ROOT / folder).rglob(ending)
                  if p.name not in ("statements.def", "err.h", "message.h"))


def extract(keywords):
    words = [f"--keyword={keyword}" for keyword in keywords]
    flags = [f"--flag={name}:{place}:c-format" for name, place in
             (("err_set", 3), ("err_native", 4), ("err_sys", 2), ("err_wrap", 2), ("app_notice", 2), ("doc_textf", 4))]
    return subprocess.run(["xgettext", "--language=C", "--from-code=UTF-8", "--no-location", "--keyword", *words, *flags,
                           "--package-name=cairn", "--output=-", *sources()],
                          cwd=ROOT, check=True, capture_output=True).stdout


def starters():
    """Of the starter decks what each is about, and the title where there is the deck in another language (its title is the translation)."""
    said = []
    for path in sorted((ROOT / "study" / "decks").glob("*.tsv")):
        if path.stem.count("."):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        if list(path.parent.glob(path.stem + ".*.tsv")):
            said.append(next(line[6:] for line in lines if line.startswith("#deck:")))
        said.append(next(line[2:] for line in lines if line.startswith("# ")))
    return "".join(f"msgid {json.dumps(text, ensure_ascii=False)}\nmsgstr \"\"\n\n" for text in said)


def template():
    """The text of a .pot file: every marked message, by where it first stands."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for i, keywords in enumerate([KEYWORDS, *([one] for one in LISTS)]):
            parts.append(pathlib.Path(folder) / f"{i}.pot")
            parts[i].write_bytes(extract(keywords))
        parts.append(pathlib.Path(folder) / "starters.pot")
        parts[-1].write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + starters(), encoding="utf-8")
        return subprocess.run(["msgcat", "--use-first", *parts], check=True, capture_output=True, text=True).stdout


def main():
    for catalogue in sorted(ROOT.glob("po/*/LC_MESSAGES/cairn.po")):
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-location", "--output-file", str(catalogue),
                        str(catalogue), "-"], input=template(), text=True, check=True)
        subprocess.run(["msgattrib", "--no-obsolete", "--output-file", str(catalogue), str(catalogue)], check=True)


if __name__ == "__main__":
    main()
