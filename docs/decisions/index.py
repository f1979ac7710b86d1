#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes docs/decisions/README.md, a line a decision: index.py [--check]."""
import glob
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HEAD = "# Decisions\n\nHalf a page for each choice that was not obvious, with the measurement that decided it. `docs/decisions/index.py` writes this list.\n\n"


def text():
    lines = []
    for path in sorted(glob.glob(os.path.join(HERE, "[0-9]*.md"))):
        with open(path, encoding="utf-8") as file:
            title = re.sub(r"^#\s*(Decision )?\d*[:.]?\s*", "", file.readline().strip())
        name = os.path.basename(path)
        lines.append(f"- [{name[:4]}]({name}) {title}\n")
    return HEAD + "".join(lines)


def main():
    path = os.path.join(HERE, "README.md")
    if "--check" in sys.argv:
        with open(path, encoding="utf-8") as file:
            return file.read() == text()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text())
    return True


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
