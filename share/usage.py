# SPDX-License-Identifier: MIT
"""Usage: tui/usage.def as data, for what is made of it (completions.py, man.py) and for the tests that hold them against the program."""
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TEXT = r'"((?:[^"\\]|\\.)*)"'
ENTRY = re.compile(r"^USAGE\(" + r",\s*".join([TEXT] * 4) + r"\)$", re.M)
LIST = re.compile(rf"^LIST\({TEXT}, {TEXT}\)$", re.M)
FORM = re.compile(r"  cairn(?: (\S.*?))?(?: {2,}|(?<=\]) )(\S.*)")
# What `cairn` hands over, and cairn-sync therefore knows by the same words.
HANDED_OVER = ("sync", "import", "export", "publish", "feed", "assist", "catalogue", "subscribe", "unsubscribe")


class Option:
    """--name; `takes`: None for nothing, "" for anything, "file", or the list of the values."""

    def __init__(self, word, lists):
        self.name, equals, value = word.partition("=")
        self.takes = (lists[value[1:]] if value.startswith("@") else value) if equals else None


class Usage:
    """verbs: {verb: (what it does, [Option], [words behind it] or "file")}; everywhere: what may stand before a verb; forms: [(form, what it
    does)]. What cairn does by itself takes the options of all behind the verb, too; what it hands over of those only --profile."""

    def __init__(self, path=None):
        with open(path or os.path.join(ROOT, "tui", "usage.def"), encoding="utf-8") as file:
            text = file.read()
        self.lists = {name: values.split() for name, values in LIST.findall(text)}
        self.verbs, self.everywhere, self.forms = {}, [], []
        for line, verbs, options, words in ENTRY.findall(text):
            line = line.replace("\\n", "").replace('\\"', '"')
            form = FORM.fullmatch(line)
            if form:
                self.forms.append(form.groups(""))
            if not verbs:
                self.everywhere += [Option(word, self.lists) for word in options.split()]
            for verb in verbs.split():
                self.verbs.setdefault(verb, (form[2], [Option(word, self.lists) for word in options.split()], self.behind(words)))

        for verb, (_, options, _) in self.verbs.items():
            own = {option.name for option in options}
            options += [o for o in self.everywhere if o.name not in own and (verb not in HANDED_OVER or o.name == "--profile")]

    def behind(self, words):
        return words if words == "file" else self.lists[words[1:]] if words.startswith("@") else words.split()

    def programs(self):
        """{program: (its options before a verb, its verbs)}"""
        crossing = [option for option in self.everywhere if option.name in ("--profile", "--help", "--version")]
        return {"cairn": (self.everywhere, self.verbs), "cairn-sync": (crossing, {verb: self.verbs[verb] for verb in HANDED_OVER})}
