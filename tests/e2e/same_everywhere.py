# SPDX-License-Identifier: MIT
"""The same rows give the same parameters and the same due days on a processor without AVX2, AVX-512 and FMA: libm takes other ways
there (GLIBC_TUNABLES says so to it), and so does the optimizer. 10⁶ reviews with --full, else 10⁵."""
import os
import platform
import subprocess

import harness

PROGRAM = os.path.join(harness.BUILD, "tests", "bench", "bench_optim")
PLAIN = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX512F,-AVX512DQ,-AVX512VL,-AVX2,-AVX2_Usable,-FMA,-FMA_Usable,-FMA4,-AVX"}
ROWS = 1_000_000 if os.environ.get("CAIRN_TEST_FULL") else 100_000


def run(*argv, **environment):
    done = subprocess.run([PROGRAM, *map(str, argv)], env={**os.environ, **environment}, stdout=subprocess.PIPE, check=True, text=True)
    return done.stdout


def the_log():
    if not os.path.exists("log.csv"):
        run("make", ROWS, 3, "log.csv")
    return "log.csv"


def test_due_days():
    if platform.machine() != "x86_64":
        raise harness.Skip("this processor has no parts that could be switched off")
    fast, plain = (run("due", the_log(), **way).splitlines() for way in ({}, PLAIN))
    assert len(fast) == len(plain) and len(fast) > ROWS / 100
    differ = [pair for pair in zip(fast, plain) if pair[0] != pair[1]]
    assert not differ, differ[:5]


def test_parameters():
    for recipe in ("map", "adam"):
        best = run("fit", the_log(), recipe, "best").split()[2:]
        plain = run("fit", the_log(), recipe, "plain", **PLAIN).split()[2:]
        assert len(best) == 21 and best == plain, (recipe, best, plain)


harness.main(globals())
