# SPDX-License-Identifier: MIT
"""What the built programs are: libraries they load, and the flags of docs/security.md 23 that can be seen from outside."""
import os
import re

import harness

PROGRAMS = [program for program in (harness.CAIRN, harness.SYNC, harness.BUILD + "/cairn-feed", harness.BUILD + "/cairn-picture")
            if os.path.exists(program)]


def shipped():
    if harness.SANITIZED:
        raise harness.Skip("the sanitized programs are built otherwise")


def readelf(*options):
    return harness.good(harness.run("readelf", "-W", *options)).out


def test_cairn_loads_at_most_8_libraries():
    shipped()
    lines = harness.good(harness.run("ldd", harness.CAIRN)).out.splitlines()
    names = [line.split()[0] for line in lines]
    names = [name for name in names if not re.search(r"linux-vdso|linux-gate|ld-linux", name)]
    print(f"{len(names)} libraries: {' '.join(names)}")
    assert 0 < len(names) <= 8, names


def test_position_independent():
    shipped()
    for program in PROGRAMS:
        assert re.search(r"Type:\s+DYN", readelf("-h", program)), program


def test_relocations_are_read_only():
    shipped()
    for program in PROGRAMS:
        assert "GNU_RELRO" in readelf("-l", program), program
        assert re.search(r"BIND_NOW|FLAGS_1.*NOW", readelf("-d", program)), program


def test_stack_is_not_executable():
    shipped()
    for program in PROGRAMS:
        stack = re.search(r"GNU_STACK.*", readelf("-l", program))
        assert stack and "RWE" not in stack[0], stack


def test_stack_protector_and_fortify():
    shipped()
    for program in PROGRAMS:
        symbols = readelf("--dyn-syms", program)
        assert "__stack_chk_fail" in symbols, program
        assert re.search(r"__\w+_chk", symbols.replace("__stack_chk_fail", "")), program


def test_control_flow_protection():
    shipped()
    if os.uname().machine != "x86_64":
        raise harness.Skip("only on x86_64")
    for program in PROGRAMS:  # Debian's start files have no CET note, so the linker drops ours: look at the code itself
        with open(program, "rb") as file:
            marks = file.read().count(b"\xf3\x0f\x1e\xfa")  # endbr64
        assert marks > 50, (program, marks)


def test_no_text_relocations_and_no_rpath():
    shipped()
    for program in PROGRAMS:
        dynamic = readelf("-d", program)
        assert "TEXTREL" not in dynamic and "RPATH" not in dynamic and "RUNPATH" not in dynamic, program


harness.main(globals())
