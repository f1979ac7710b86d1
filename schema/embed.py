#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""embed.py OUT.c NAME FILE…: writes `const char *const NAME[]` with the text of each file, in order, NULL behind the last."""
import sys

out, name, *files = sys.argv[1:]
lines = ["/* Made by schema/embed.py. */", f"extern const char *const {name}[];", f"const char *const {name}[] = {{"]
for path in files:
    with open(path, encoding="utf-8", newline="") as text:
        for line in text.read().splitlines(keepends=True):
            quoted = "".join(c if " " <= c <= "~" and c not in '"\\?' else "".join(f"\\{b:03o}" for b in c.encode()) for c in line)
            lines.append(f'\t"{quoted}"')
    lines.append('\t"",')
lines.append("\t0,\n};\n")
with open(out, "w", encoding="ascii") as c:
    c.write("\n".join(lines))
