#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Completions: completions.py bash|zsh|fish USAGE.DEF OUT writes what completes `cairn` and `cairn-sync` in that shell."""
import sys

from usage import Usage

HEAD = "# Made by share/completions.py from tui/usage.def: what cairn's --help says.\n"


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


BASH = r"""
# What may stand here: words in COMPREPLY, or files.
_cairn_offer() { # "file" or words, what is typed so far
	if [ "$1" = file ]; then
		compopt -o filenames 2>/dev/null
		local IFS=$'\n'
		COMPREPLY=($(compgen -f -- "$2"))
	else
		COMPREPLY=($(compgen -W "$1" -- "$2"))
	fi
}

_cairn() {
	local typed=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} verb='' value='' skip='' i word
	COMPREPLY=()
	[ "$typed" = = ] && typed=
	[ "$before" = = ] && before=${COMP_WORDS[COMP_CWORD-2]}
	[ "${COMP_WORDS[COMP_CWORD]}" = = ] && before=${COMP_WORDS[COMP_CWORD-1]}
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [ -n "$skip" ]; then
			[ "$word" = = ] || skip=
		elif [[ $word == -* ]]; then
			_cairn_value "" "$word" && skip=1
		else
			verb=$word
			break
		fi
	done
	if [[ $before == --* ]] && _cairn_value "$verb" "$before"; then
		_cairn_offer "$value" "$typed"
	elif [[ $typed == -* ]]; then
		_cairn_options "$verb" "$typed"
	elif [ -z "$verb" ]; then
		_cairn_verbs "${COMP_WORDS[0]##*/}" "$typed"
	else
		_cairn_words "$verb" "$typed"
	fi
}
complete -F _cairn cairn cairn-sync
"""


def value_words(takes):
    return takes if isinstance(takes, str) else " ".join(takes)


def names(options):
    return quoted(" ".join(option.name for option in options))


def bash(usage):
    programs = usage.programs()
    lines = [HEAD]
    lines += ["_cairn_verbs() {", "\tcase $1 in"]
    lines += [f"\t{name}) _cairn_offer {quoted(' '.join(verbs))} \"$2\" ;;" for name, (_, verbs) in programs.items()]
    lines += ["\tesac", "}", "", "_cairn_options() {", "\tcase $1 in"]
    lines += [f"\t{verb}) _cairn_offer {names(options)} \"$2\" ;;" for verb, (_, options, _) in usage.verbs.items()]
    lines += [f"\t*) _cairn_offer {names(usage.everywhere)} \"$2\" ;;"]
    lines += ["\tesac", "}", "", "# Sets value; fails for an option that takes none.", "_cairn_value() {", "\tcase $1:$2 in"]
    taking = [(verb, o) for verb, (_, options, _) in usage.verbs.items() for o in options if o not in usage.everywhere]
    lines += [f"\t{verb}:{o.name}) value={quoted(value_words(o.takes))} ;;" for verb, o in [*taking, *(("*", o) for o in usage.everywhere)]
              if o.takes is not None]
    lines += ["\t*) return 1 ;;", "\tesac", "}", "", "_cairn_words() {", "\tcase $1 in"]
    lines += [f"\t{verb}) _cairn_offer {quoted(value_words(words))} \"$2\" ;;" for verb, (_, _, words) in usage.verbs.items() if words]
    return "\n".join([*lines, "\tesac", "}"]) + "\n" + BASH.lstrip("\n")


def zsh_option(option):
    if option.takes is None:
        return quoted(option.name)
    action = "_files" if option.takes == "file" else f"({' '.join(option.takes)})" if option.takes else " "
    return quoted(f"{option.name}=:{option.name[2:]}:{action}")


def zsh(usage):
    lines = ["#compdef cairn cairn-sync", HEAD, "local -a verbs everywhere", "local context state state_descr line verb",
             "typeset -A opt_args", "case ${service} in"]
    for name, (options, verbs) in usage.programs().items():
        pairs = " ".join(quoted(f"{verb}:{what}") for verb, (what, _, _) in verbs.items())
        lines.append(f"{name}) everywhere=({' '.join(map(zsh_option, options))}) verbs=({pairs}) ;;")
    lines += ["esac", "_arguments -C -S $everywhere '1: :->verb' '*:: :->rest' && return", "case $state in",
              "verb) _describe verb verbs ;;", "rest)", "\tverb=$words[1]", "\tcase $verb in"]
    for verb, (_, options, words) in usage.verbs.items():
        behind = "_files" if words == "file" else f"({' '.join(words)})" if words else " "
        lines.append(f"\t{verb}) _arguments -S {' '.join(map(zsh_option, options))} {quoted('*: :' + behind)} ;;")
    return "\n".join([*lines, "\tesac", "\t;;", "esac"]) + "\n"


def fish_option(program, condition, option):
    line = f"complete -c {program} -n '{condition}' -l {option.name[2:]}"
    if option.takes is None:
        return line
    return f"{line} -r -F" if option.takes == "file" else f"{line} -x" + (f" -a {quoted(' '.join(option.takes))}" if option.takes else "")


def fish(usage):
    lines = [HEAD + "function __cairn_needs_verb", f"\tnot __fish_seen_subcommand_from {' '.join(usage.verbs)}", "end"]
    for program, (everywhere, verbs) in usage.programs().items():
        lines.append(f"complete -c {program} -f")
        lines += [fish_option(program, "__cairn_needs_verb", option) for option in everywhere]
        for verb, (what, options, words) in verbs.items():
            lines.append(f"complete -c {program} -n __cairn_needs_verb -a {verb} -d {quoted(what)}")
            seen = f"__fish_seen_subcommand_from {verb}"
            lines += [fish_option(program, seen, option) for option in options]
            if words:
                lines.append(f"complete -c {program} -n '{seen}' " + ("-F" if words == "file" else f"-a {quoted(' '.join(words))}"))
    return "\n".join(lines) + "\n"


def main():
    shell, source, out = sys.argv[1:]
    with open(out, "w", encoding="utf-8") as file:
        file.write({"bash": bash, "zsh": zsh, "fish": fish}[shell](Usage(source)))


if __name__ == "__main__":
    main()
