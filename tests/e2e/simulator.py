#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Histories of devices, faults and copies (tests/sim): 2,000 seeds, 10,000 with --full. One seed in a case of its own is one that broke a rule once."""
import os
import subprocess

from harness import BUILD, SANITIZED, main

SIMULATE = os.path.join(BUILD, "tests", "sim", "simulate")
FULL = os.environ.get("CAIRN_TEST_FULL") == "1"


def simulate(first, last):
    done = subprocess.run([SIMULATE, str(first), str(last)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout)
    assert done.returncode == 0, done.stdout


def test_seeds():
    simulate(1, 300 if SANITIZED else 10000 if FULL else 2000)


# Seeds beyond those, each of a history that broke a rule once.
BROKE = [12239, 21388, 34059]


def test_seeds_that_broke():
    for seed in BROKE:
        simulate(seed, seed)


main(globals())
