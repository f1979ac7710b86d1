# SPDX-License-Identifier: MIT
"""The runner itself: what it counts of a script's output, and that it ends a script that hangs with all it has started."""
import os
import sys

import run as runner
from harness import main, wait_for

SCRIPT = """
import harness, subprocess, sys, time
def test_good():
    print("ok    validators 5 of 5")
    print("skipped some")
def test_bad():
    assert False, "what it said:\\nok doctor\\nnot ok store\\nskip server not there\\n"
def test_left_out():
    raise harness.Skip("no server here")
harness.main(globals())
"""
HANGS = """
import subprocess, sys
child = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
open(sys.argv[1], "w").write(str(child.pid))
print("ok began", flush=True)
child.wait()
"""


def played(text, *argv, limit=60):
    with open("script.py", "w") as file:
        file.write(text)
    return runner.run_suite("script", "build", [sys.executable, os.path.abspath("script.py"), *argv], {}, runner.read_lines, limit)


def test_cases_are_counted_and_what_they_show_is_not():
    result = played(SCRIPT)
    assert (result.passed, result.failed, result.skipped) == (["good"], ["bad"], ["left_out no server here"]), result.output
    assert "ok doctor" in result.output and 0 < result.cpu, result.output


def test_a_script_without_a_case_has_failed():
    assert played("").failed == ["script reported no case"]
    assert played("print('ok one'); raise SystemExit(3)").failed == ["script ended with 3"]
    assert played("import os; print('ok one', flush=True); os.kill(os.getpid(), 9)").failed == ["script ended with -9"]


def test_a_script_that_hangs_is_ended_with_what_it_started():
    result = played(HANGS, os.path.abspath("pid"), limit=3)
    assert result.passed == ["began"] and result.failed == ["script was not done after 3 s"], result.output
    with open("pid") as file:
        folder = f"/proc/{file.read()}"
    wait_for(lambda: not os.path.exists(folder) or " Z " in open(folder + "/stat").read(), "the end of what it started")


main(globals())
