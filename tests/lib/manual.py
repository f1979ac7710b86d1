#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the key table of docs/manual.md anew from tui/actions.def: manual.py [--check]."""
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MANUAL = os.path.join(ROOT, "docs", "manual.md")
BEGIN, END = "<!-- keys: written by tests/lib/manual.py from tui/actions.def -->", "<!-- end of keys -->"
PLACES = {"ASK": "question", "CHOICE": "options", "CHOICE_LONG": "options", "TYPING": "text", "PAUSED": "text, paused", "PAUSED_CARD": "text, paused",
          "GRADE": "answer", "LIST": "lists", "DECKS": "decks", "SUMMARY": "home, end of a session", "FORM_KEYS": "note form", "STATS": "charts", "CARD": "card", "MAP": "map", "PLAN": "plan", "BACKLOG": "way back", "AWAY": "days off", "ROUND": "end of a round", "MATCH": "match", "PICTURE": "picture",
          "BODY": "long text", "BROWSE": "cards", "CATALOGUE": "catalogue", "OFFER": "deck of the catalogue", "INBOX": "inbox", "NEWS": "news of decks", "READ": "long text", "HELP": "help", "EMPTY": "first start", "ANY": "everywhere"}
ACTION = re.compile(r'^ACTION\((\w+),\s*(.*?),\s*\d+,\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)"\)', re.M | re.S)


def table():
    with open(os.path.join(ROOT, "tui", "actions.def"), encoding="utf-8") as source:
        actions = ACTION.findall(source.read())
    lines = ["| keys | where | what |", "|---|---|---|"]
    for _, contexts, keys, _, text in actions:
        places = dict.fromkeys(PLACES[name] for name in re.findall(r"CTX_(\w+)", contexts))
        lines.append(f"| {' '.join(f'`{key}`' for key in keys.split())} | {', '.join(places)} | {text} |")
    return "\n".join(lines)


def main():
    with open(MANUAL, encoding="utf-8") as manual:
        text = manual.read()
    head, rest = text.split(BEGIN)
    fresh = f"{head}{BEGIN}\n{table()}\n{END}{rest.split(END)[1]}"
    if "--check" in sys.argv:
        return text == fresh
    with open(MANUAL, "w", encoding="utf-8") as manual:
        manual.write(fresh)
    return True


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
