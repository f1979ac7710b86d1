# SPDX-License-Identifier: MIT
"""A recorded half hour (tests/data/half_hour.txt: every mode and most views, two sizes more) plays again to the same screens and the
same rows; and with a kill -9 in the middle of a sitting, gone on with where the store says.

tests/golden/half_hour.txt has a short hash for each step, the last screen of each sitting as text, and each row.
CAIRN_TEST_GOLDEN=write ./dev test half_hour writes it anew."""
import collections
import difflib
import hashlib
import json
import os
import random
import re
import shutil
import subprocess

import harness
import scenes
from harness import cairn, good

RECORDED = os.path.join(harness.ROOT, "tests", "data", "half_hour.txt")
GOLDEN = os.path.join(harness.ROOT, "tests", "golden", "half_hour.txt")
KILL_AT = os.path.join(harness.BUILD, "tests", "kill", "kill-at")
WRITE = os.environ.get("CAIRN_TEST_GOLDEN") == "write"
KILLS = 240 if os.environ.get("CAIRN_TEST_FULL") == "1" and not harness.SANITIZED else 18
NAMES = {"is", "log", "n", "origin", "to", "at", "exported", "g"}  # by chance, or counted per device

Sitting = collections.namedtuple("Sitting", "words steps")
# After each step: the clock, how many rows, and the screen
Step = collections.namedtuple("Step", "now rows picture")


def recorded():
    sittings = []
    with open(RECORDED, encoding="utf-8") as file:
        for line in file:
            line = line.rstrip("\n")
            if line.startswith("== "):
                sittings.append(Sitting(line[3:].split(), []))
            elif not line.startswith("#"):
                sittings[-1].steps.append(line)
    return sittings


def device(name):
    """A copy of the store in which it all begins; its environment."""
    source = scenes.store(scenes.history)
    env = {**source, **scenes.locale("en"), "CAIRN_DATA": os.path.join(os.getcwd(), name), "CAIRN_TEST_THEMES": "", "CAIRN_TEST_PROGRESS":
           os.path.join(os.getcwd(), name + ".progress")}
    shutil.copytree(source["CAIRN_DATA"], env["CAIRN_DATA"], ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return {key: value for key, value in env.items() if value is not None}


def argv(sitting, steps):
    return [scenes.program(), *sitting.words, "--size", "40x20", "--script", "<shot>" + "".join(step + "<shot>" for step in steps)]


def progress(env):
    """What the last sitting has told so far: (clock, rows) after its start and after each step."""
    path = env["CAIRN_TEST_PROGRESS"]
    if not os.path.exists(path):
        return []
    with open(path, encoding="ascii") as file:
        lines = [line.split() for line in file]
    os.unlink(path)
    return [(now, int(rows)) for now, rows in lines]


def play(env, sitting, steps):
    """Steps of a sitting from env's clock on, which goes along: a Step for its start and for each."""
    done = good(harness.run(*argv(sitting, steps), env=env))
    shots = re.split(r"^-- shot \d+ --\n", done.out, flags=re.M)
    pictures = [scenes.Picture(shot.split("\n")[:-1]) for shot in shots]
    told = progress(env)
    env["CAIRN_NOW"] = told[-1][0]
    return [Step(now, rows, picture) for (now, rows), picture in zip(told, pictures)]


def all_rows(env):
    """[(log, n, time, the rest as text)]; the rest without what chance has named."""
    out = []
    for line in good(cairn("export", "--json", env={**env, "LC_ALL": "C.UTF-8"})).out.splitlines():
        record = json.loads(line)
        if record["is"] == "row":
            plain = {key: value for key, value in record.items() if key not in NAMES}
            out.append((record["log"], record["n"], record["t"], json.dumps(plain, sort_keys=True)))
    return out


_before = set()  # (log, n) of the store in which it all begins


def rows(env):
    """What was added to it, in the order in which it came; a copy of a store writes a log of its own."""
    if not _before:
        _before.update((log, n) for log, n, *_ in all_rows(scenes.store(scenes.history)))
    added, begin = [row for row in all_rows(env) if row[:2] not in _before], {}
    for log, _, t, _ in added:
        begin[log] = min(t, begin.get(log, t))
    return [row[3] for row in sorted(added, key=lambda row: (begin[row[0]], row[1]))]


_reference = {}


def reference():
    """The whole, once: {sitting: its steps}, and the rows at its end."""
    if not _reference:
        env = device("whole")
        _reference["steps"] = []
        for sitting in recorded():
            begin = dict(env)
            _reference["steps"].append((begin["CAIRN_NOW"], play(env, sitting, sitting.steps)))
        _reference["rows"] = rows(env)
    return _reference


def hash_of(text):
    return hashlib.sha256("\n".join(text).encode()).hexdigest()[:6]


def told():
    lines = []
    for sitting, (_, steps) in zip(recorded(), reference()["steps"]):
        lines.append("== " + " ".join(sitting.words))
        for step, line in zip(steps, ["", *sitting.steps]):
            lines.append(f"{hash_of(step.picture.text)} {step.picture.view:<8} {line}".rstrip())
        lines += ["| " + row for row in steps[-1].picture.text]
    lines.append("== rows")
    return lines + reference()["rows"]


def test_the_same_screens_and_rows():
    lines = told()
    if WRITE:
        with open(GOLDEN, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    with open(GOLDEN, encoding="utf-8") as file:
        expected = file.read().splitlines()
    diff = list(difflib.unified_diff(expected, lines, "golden", "now", lineterm="", n=0))
    other = [i for i, (a, b) in enumerate(zip(expected, lines)) if a != b]
    for _, steps in reference()["steps"] if diff else ():
        for step in steps:  # the first one that is another
            if hash_of(step.picture.text) not in {line.split()[0] for line in expected if line.strip()}:
                raise AssertionError("\n".join([*diff[:30], f"the first: {step.now}", *step.picture.text]))
    assert not diff, f"{len(other)} lines\n" + "\n".join(diff[:60])


def test_it_is_a_half_hour_of_everything():
    views = {step.picture.view for _, steps in reference()["steps"] for step in steps}
    begin, end = reference()["steps"][0][0], reference()["steps"][-1][1][-1].now
    print(begin, end, sorted(views), len(reference()["rows"]), "rows")
    assert len(views) >= 15, views


def count_calls(sitting, env):
    """How many system calls the sitting makes."""
    done = good(harness.run(KILL_AT, "0", *argv(sitting, sitting.steps), env=env))
    progress(env)
    return int(re.search(r"calls (\d+)", done.out)[1])


def copied(env, folder, now):
    """The same device's store in another folder, at that time."""
    shutil.copytree(env["CAIRN_DATA"], os.path.abspath(folder), ignore=shutil.ignore_patterns("*-wal", "*-shm"))
    return {**env, "CAIRN_DATA": os.path.abspath(folder), "CAIRN_NOW": now}


def only_answers(added):
    """Without what each took: that of the question at hand counts from the new start."""
    return [re.sub(r'"ms": \d+, ', "", row) for row in added if '"kind": "review"' in row]


def below(picture):
    """Without the header: its counts, points and combo are of this start."""
    return picture.text[1 if picture.rows > 7 else 0:]


def same_question(recorded, shown):
    """Of the recorded one without its last lines, where those tell of a quest: a new start does not tell it again."""
    lines, other = below(recorded), below(shown)
    if not recorded.notice:
        return lines == other
    while lines and lines[-1].strip():
        lines.pop()
    return lines == other[:len(lines)]


def check_kill(call, sitting, steps, env):
    """env: a store at the sitting's beginning. Killed at that system call, then gone on with."""
    where, begin = f"killed at {call}", len(rows(env))
    subprocess.run([KILL_AT, str(call), *argv(sitting, sitting.steps)], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    shown, held = progress(env), rows(env)
    added = [step.rows - steps[0].rows for step in steps]
    other = [pair for pair in zip(held, reference()["rows"]) if pair[0] != pair[1]]
    assert not other, f"{where}: {len(other)} other rows:\n{other[0][0]}\n{other[0][1]}"
    least = shown[-1][1] - shown[0][1] if shown else 0
    assert len(held) - begin >= least, f"{where}: {least} rows were acknowledged, {len(held) - begin} are there"
    # what a new start shows: a question that stood on the screen with just these rows behind it, with what was half typed
    stood = [i for i, step in enumerate(steps) if added[i] == len(held) - begin and i <= len(shown) and step.picture.view == "Question"]
    if not stood:
        return 0  # not at a question: a list of keys, the end of a session
    # as it came: what is learned again in minutes may be due a moment later, and is asked first then
    env["CAIRN_NOW"] = steps[stood[0]].now
    last = steps[stood[-1]]
    size = f"<size:{last.picture.cols}x{last.picture.rows}>"
    first = play(env, sitting, [size])[1].picture
    same = [i for i in stood if same_question(steps[i].picture, first)]
    assert same, f"{where}: none of the last questions came back:\n" + "\n".join(first.text + [" | ".join(below(steps[i].picture)) for i in stood])
    at = same[0]
    env["CAIRN_NOW"] = steps[at].now
    again = play(env, sitting, [size, *sitting.steps[at:]])[1:]
    for number, (step, other) in enumerate(zip(steps[at:], again)):
        if step.picture.view == "Question":
            assert same_question(step.picture, other.picture), f"{where}, step {at + number}:\n" + "\n".join(step.picture.text + other.picture.text)
    answers, done = only_answers(reference()["rows"][begin:begin + added[-1]]), only_answers(rows(env)[begin:])
    assert done == answers, f"{where}: " + "\n".join(difflib.unified_diff(answers, done, "as recorded", "gone on", lineterm="", n=0))
    return 1


def test_killed_in_the_middle():
    """What was acknowledged is there, the same card is asked again, and the rest of the sitting gives the same screens and answers as
    if nothing had been. In the sittings of study: the other modes begin a new round."""
    if harness.SANITIZED or not os.path.exists(KILL_AT):
        raise harness.Skip("the sanitizers make calls of their own")
    env, whole, gone_on = device("up-to"), reference(), 0
    for which, sitting in enumerate(recorded()[:3]):
        now, steps = whole["steps"][which]
        calls = count_calls(sitting, copied(env, f"counted{which}", now))
        for call in sorted(random.Random(which).sample(range(1, calls), KILLS // 3)):
            gone_on += check_kill(call, sitting, steps, copied(env, f"killed{which}.{call}", now))
        env["CAIRN_NOW"] = now
        play(env, sitting, sitting.steps)
    print(f"{KILLS // 3 * 3} kills, after {gone_on} of them gone on")
    assert gone_on >= KILLS // 3


harness.main(globals())
