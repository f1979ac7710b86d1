#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Catalogues of messages: po/catalogue.py writes what the sources hold into po/*/LC_MESSAGES/cairn.po; new ones stand there
without a translation, and those that are gone are dropped. Imported by the test that compares the two."""
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


def template():
    """The text of a .pot file: every marked message, by where it first stands."""
    with tempfile.TemporaryDirectory() as folder:
        parts = []
        for i, keywords in enumerate([KEYWORDS, *([one] for one in LISTS)]):
            parts.append(pathlib.Path(folder) / f"{i}.pot")
            parts[i].write_bytes(extract(keywords))
        return subprocess.run(["msgcat", "--use-first", *parts], check=True, capture_output=True, text=True).stdout


def main():
    for catalogue in sorted(ROOT.glob("po/*/LC_MESSAGES/cairn.po")):
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-location", "--output-file", str(catalogue),
                        str(catalogue), "-"], input=template(), text=True, check=True)
        subprocess.run(["msgattrib", "--no-obsolete", "--output-file", str(catalogue), str(catalogue)], check=True)


if __name__ == "__main__":
    main()
