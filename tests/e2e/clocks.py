# SPDX-License-Identifier: MIT
"""Clocks that are odd or wrong: the years 1970, 2038 and 2106, the hours in which summer begins and ends, zones, and a clock that is
set back or forth while somebody plays. Every answer is kept once, rows of one run stay in their order, and schedules are what the
rows say."""
import calendar
import json
import os
import sqlite3
import subprocess
import time

import harness
import lost_power
from harness import CAIRN, SYNC, environment, good, run

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


class Player:
    """A game by lines under a clock of the test's own."""

    def __init__(self, moment, zone="UTC"):
        if harness.SANITIZED:
            raise harness.Skip("the sanitizer wants to be loaded first")
        self.folder = os.path.abspath(f"data-{abs(hash((moment, zone)))}")
        self.set(moment)
        self.env = environment(CAIRN_DATA=self.folder, CAIRN_NOW=None, TZ=zone, LD_PRELOAD=lost_power.SHIM,
                               CAIRN_IO_CLOCK=os.path.abspath("clock"))
        with open("deck.tsv", "w", encoding="utf-8") as file:
            file.write("".join(f"front {i}\tback {i}\n" for i in range(60)))
        good(run(SYNC, "import", "deck.tsv", env=self.env))
        good(run(CAIRN, "set", "new", "100", env=self.env))
        self.answers, self.child = 0, None

    @staticmethod
    def set(moment):
        """ISO without a zone, UTC; whole at once."""
        with open("clock.new", "w", encoding="ascii") as file:
            file.write(str(int(calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%S")) - time.time())))
        os.rename("clock.new", "clock")

    def prompt(self):
        text = b""
        while not text.endswith(b"> "):
            piece = os.read(self.child.stdout.fileno(), 65536)
            assert piece, text
            text += piece
        return text.decode()

    def say(self, line):
        self.child.stdin.write(line + b"\n")
        self.child.stdin.flush()
        return self.prompt()

    def start(self):
        self.child = subprocess.Popen([CAIRN, "--plain", "--mode", "flip"], env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        text = self.prompt()
        if "Is it right?" in text:
            self.say(b"1")
        return text

    def play(self, answers):
        for _ in range(answers):
            text = self.say(b"")
            assert "good" in text, text
            self.say(b"3")
        self.answers += answers

    def stop(self):
        self.child.stdin.close()
        assert self.child.wait(30) == 0
        self.child.stdout.close()

    def check(self):
        path = os.path.join(self.folder, "cairn.db")
        with sqlite3.connect(path) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            rows = db.execute("SELECT t - lag, z FROM row WHERE kind = 1 ORDER BY id").fetchall()
            each = db.execute("SELECT origin, t - lag FROM row ORDER BY id").fetchall()
            days = [{(t + 60000 * z) // 86400000 for t, z in db.execute("SELECT t, z FROM row WHERE kind = ?", (kind,))}
                    for kind in (1, 14)]
        db.close()
        assert len(rows) == self.answers, f"{len(rows)} of {self.answers} answers"
        for origin in {origin for origin, _ in each}:
            own = [at for other, at in each if other == origin]
            assert own == sorted(set(own)), "rows of one run are not in their order"
        status = json.loads(good(run(CAIRN, "status", "--json", env=self.env)).out)
        assert status["answers"] == self.answers and status["notes"] == 60, status
        checks = {check["check"]: check for check in json.loads(run(CAIRN, "doctor", "--json", env=self.env).out)["checks"]}
        assert checks["schedules"]["verdict"] == "ok", checks["schedules"]
        assert days[0] <= days[1], f"days without a plan: {sorted(days[0] - days[1])}"
        return rows


def test_years():
    for moment, asked in (("1970-01-01T00:00:10", True), ("2038-01-19T03:14:04", False), ("2106-02-07T06:28:12", False)):
        player = Player(moment)
        assert ("Is it right?" in player.start()) == asked, moment
        player.play(3)
        player.set(moment[:-2] + "59")  # over the end of 31 and 32 bits
        player.play(3)
        player.stop()
        rows = player.check()
        assert time.gmtime(rows[0][0] // 1000)[0] == int(moment[:4]), rows[0]


def test_summer_begins_and_ends():
    for before, after, zones in (("2027-03-28T00:59:50", "2027-03-28T01:00:10", (60, 120)), ("2026-10-25T00:59:50", "2026-10-25T01:00:10", (120, 60))):
        player = Player(before, BERLIN)
        player.start()
        player.play(2)
        player.set(after)
        player.play(2)
        player.stop()
        found = [zone for _, zone in player.check()]
        assert found[-1] - found[0] == zones[1] - zones[0], (found, "the row's zone is the one in force when it was written")


def test_zones():
    for zone, minutes in (("<+14>-14", 840), ("<-12>12", -720), ("<+0545>-5:45", 345), ("<-0330>3:30", -210)):
        player = Player("2027-01-01T10:30:00", zone)
        player.start()
        player.play(2)
        player.stop()
        assert {shown % 60 for _, shown in player.check()} == {minutes % 60}, zone
        player.env["TZ"] = "<-12>12"  # a flight
        player.start()
        player.play(2)
        player.stop()
        player.check()


def test_set_while_playing():
    player = Player("2027-01-10T12:00:00")
    player.start()
    for moment in ("2027-01-08T12:00:00", "2027-01-10T12:00:01", "2026-12-01T00:00:00", "2031-01-01T00:00:00", "2027-01-10T12:05:00"):
        player.play(3)
        player.set(moment)
    player.play(3)
    player.stop()
    player.check()
    player.start()
    player.play(3)
    player.stop()
    player.check()


def test_back_from_a_year_ahead():
    """The clock of one sitting is a year ahead: the days behind it have their plans, combos and quests as every day has."""
    player = Player("2027-01-10T12:00:00")
    for moment in ("2027-01-10T12:00:00", "2028-01-10T12:00:00", "2027-01-11T12:00:00", "2027-01-12T12:00:00", "2027-01-11T13:00:00"):
        player.set(moment)
        player.start()
        player.play(1)
        player.stop()
        player.check()
    with sqlite3.connect(os.path.join(player.folder, "cairn.db")) as db:
        plans = [day for day, in db.execute("SELECT (t + 60000 * z) / 86400000 FROM row WHERE kind = 14 "
                                         "AND NOT instr(body, CAST('good' AS BLOB)) AND NOT instr(body, CAST('clear' AS BLOB))")]
    db.close()
    assert len(plans) == len(set(plans)), f"a day has two plans of one device: {plans}"


harness.main(globals())
