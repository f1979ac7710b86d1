# SPDX-License-Identifier: MIT
"""kill -9 and SIGTERM at every system call of a sync that pulls, pushes and fetches a deck (a sample without --full):
the store stays whole, the next sync completes, nothing is lost or doubled."""
import harness
from points import Slot, every, plain, sample


def calls_of(template):
    slot = Slot(template, "count")
    report, _ = slot.under(0)
    assert report["code"] == 0 and report["number"] == -1, report
    slot.tells_the_truth(0)
    slot.close()
    assert report["calls"] > 300, report
    return report["calls"]


def killed(slot, n):
    report, _ = slot.under(n)
    if report["number"] >= 0:
        assert report["how"] == "signal" and report["code"] == 9, report
    slot.tells_the_truth(1)
    slot.heals()


def ended(slot, n):
    report, done = slot.under("-s", "TERM", n)
    assert report["ms"] < 2000, report
    if report["how"] == "signal":
        assert report["code"] == 15, report
    else:
        assert report["code"] in (0, 1), (report, done)
    if report["how"] == "exit" and report["code"] == 1:
        assert "stays here" in done.err, done
    slot.tells_the_truth(0 if report["how"] == "exit" and report["code"] == 0 else 1)
    slot.heals()


def test_kill_at_every_system_call():
    template = plain()
    every(template, sample(range(1, calls_of(template) + 1), 200), killed, "kill -9 at system call")


def test_sigterm_at_every_system_call():
    template = plain()
    every(template, sample(range(1, calls_of(template) + 1), 100), ended, "SIGTERM at system call")


harness.main(globals())
