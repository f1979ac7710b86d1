#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""embed_decks.py OUT.c FILE.tsv…: the starter decks as C: `starter_decks[]`, one a file, in order; NAME.LANGUAGE.tsv is
NAME.tsv in another language, and stands behind all that are in English."""
import os
import sys


def quoted(text):
    return '"' + "".join(c if " " <= c <= "~" and c not in '"\\?' else "".join(f"\\{b:03o}" for b in c.encode()) for c in text) + '"'


def read(path):
    title, about, notes = "", "", []
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            if line.startswith("#deck:"):
                title = line[6:]
            elif line.startswith("# ") and not about:
                about = line[2:]
            elif line and not line.startswith("#"):
                kind, *fields = line.split("\t")
                if len(fields) < 1 or not fields[0]:
                    sys.exit(f"{path}:{number}: a note without fields")
                notes.append((kind, fields))
    return title, about, notes


out, *files = sys.argv[1:]
names = [os.path.basename(path).split(".")[0] for path in files]
english = len(set(names))
if names[:english] != list(dict.fromkeys(names)):
    sys.exit("a translation stands before its deck")
decks = [read(path) for path in files]
width = max(len(fields) for _, _, notes in decks for _, fields in notes)
with open(out, "w", encoding="ascii") as c:
    c.write('/* Made by study/embed_decks.py. */\n#include "study/starter_deck.h"\n\n')
    for i, (_, _, notes) in enumerate(decks):
        c.write(f"static const struct starter_note notes{i}[] = {{\n")
        for kind, fields in notes:
            c.write(f"\t{{{quoted(kind)}, {len(fields)}, {{{', '.join(map(quoted, fields))}}}}},\n")
        c.write("};\n")
    c.write("const struct starter_deck starter_decks[] = {\n")
    for i, (title, about, notes) in enumerate(decks):
        c.write(f"\t{{{quoted(title)}, {quoted(about)}, {names.index(names[i])}, {len(notes)}, notes{i}}},\n")
    c.write("};\nconst int starter_decks_count = %d, starter_decks_english = %d;\n" % (len(decks), english))
    if width > 4:
        sys.exit("a note has more than 4 fields")
