# SPDX-License-Identifier: MIT
"""kill -9 at 50 random moments of a scripted half hour, each soon after some answers: the file stays whole, and no answer is
lost whose successor was on the screen. The moments come from CAIRN_SEED."""
import os
import random
import re
import signal
import sqlite3
import subprocess
import threading

from harness import BUILD, CAIRN, Terminal, environment, main, wait_for

KILLS = 50
MAKER = os.path.join(BUILD, "tests", "bench", "make_store")
QUESTION = re.compile(r"Number(\d+)")


def answers(path):
    db = sqlite3.connect(path)
    count = db.execute("SELECT count(*) FROM row WHERE kind = 1").fetchone()[0]
    db.close()
    return count


def integrity(path):
    db = sqlite3.connect(path)
    said = db.execute("PRAGMA integrity_check").fetchall()
    db.close()
    return said


def play_until_killed(env, answers_first, after_s):
    """Answers as fast as the program shows questions; the kill comes so long after so many answers. Returns how many
    successors were seen before the end."""
    terminal = Terminal(CAIRN, env=env)
    timer = threading.Timer(after_s, os.kill, (terminal.pid, signal.SIGKILL))
    shown = 0
    try:
        terminal.until(r"Number\d+")
        while True:
            if shown == answers_first:
                timer.start()
            current = QUESTION.search(terminal.text())[1]
            terminal.send("a" if "a)" in terminal.text() else "<space>")
            terminal.until("good")  # the answer is open
            terminal.send("3")
            terminal.until(f"Number(?!{current}\\b)")
            shown += 1
    except (AssertionError, OSError):  # the kill, seen from the other end
        assert shown >= answers_first, f"no question after {shown} answers:\n{terminal.text()}"
    wait_for(terminal.ended, "the end", 60)
    terminal.close()
    return shown


def test_kill_at_50_random_moments():
    chance = random.Random(int(os.environ.get("CAIRN_SEED", "1")))
    env = environment()
    path = os.path.join(env["CAIRN_DATA"], "cairn.db")
    os.makedirs(env["CAIRN_DATA"])
    subprocess.run([MAKER, path, "20000", "unlimited"], env=env, check=True)
    before, total = answers(path), 0
    for number in range(KILLS):
        minute, second = divmod(30 * 60 * number // KILLS, 60)
        env["CAIRN_NOW"] = f"2026-11-21T09:{minute:02d}:{second:02d}+01:00"
        least = chance.randrange(25)
        shown = play_until_killed(dict(env), least, chance.uniform(0, 0.04))
        assert shown >= least, f"kill {number}: the game ended by itself after {shown} answers"
        after = answers(path)
        assert integrity(path) == [("ok",)], f"kill {number}"
        assert after >= before + shown, f"kill {number}: {shown} successors shown, {after - before} answers kept"
        assert after <= before + shown + 1, f"kill {number}: {after - before} answers of {shown + 1}"
        total, before = total + after - before, after
    print(f"{total} answers over {KILLS} kills")


main(globals())
