#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Manual pages: man.py USAGE.DEF PAGE.SCD.IN OUT.SCD puts what --help says into a page for scdoc: @VERBS@, @OPTIONS@, @CODES@ (of cairn),
@HANDED@ (of cairn-sync)."""
import re
import sys

from usage import HANDED_OVER, Usage

CODES = "0 done; 1 failed; 2 usage; 3 bad input; 4 the store; 5 no network; 6 refused; 7 nothing is due (*cairn due*)."
SPECIAL = re.compile(r"([\\*_\[\]#<>~`])")


def plain(text):
    return SPECIAL.sub(r"\\\1", text)


def form_line(program, form):
    head, _, rest = form.partition(" ")
    return f"*{program}{' ' + head if head else ''}*{' ' + plain(rest) if rest else ''}"


def options_of(options):
    lines = []
    for option in options:
        if option.takes is None:
            value = ""
        elif isinstance(option.takes, list):
            value = f" {plain('|'.join(option.takes))}"
        else:
            value = " FILE" if option.takes == "file" else " " + option.name[2:].upper()
        lines.append(f"*{plain(option.name)}*{value}")
    return ", ".join(lines)


def verbs(usage, program, wanted):
    told, lines = set(), []
    for form, what in usage.forms:
        words = [part.split()[0] for part in form.split(" | ") if part and part.split()[0] in wanted]
        if (form or program != "cairn") and not words:
            continue
        lines += [form_line(program, form), "\t" + plain(what) + "."]
        own = [option for option in usage.verbs[words[0]][1] if option not in usage.everywhere] if words else []
        if own and words[0] not in told:
            lines += ["", "\tOptions: " + options_of(own) + "."]
        told.update(words)
        lines.append("")
    return "\n".join(lines).rstrip("\n")


def main():
    source, page, out = sys.argv[1:]
    usage = Usage(source)
    with open(page, encoding="utf-8") as file:
        text = file.read()
    for name, value in (("@VERBS@", verbs(usage, "cairn", set(usage.verbs))), ("@HANDED@", verbs(usage, "cairn-sync", set(HANDED_OVER))),
                        ("@OPTIONS@", options_of(usage.everywhere)), ("@CODES@", CODES)):
        text = text.replace(name, value)
    with open(out, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
