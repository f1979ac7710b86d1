# SPDX-License-Identifier: MIT
"""What ./dev bench measures of cairn-sync, against the wire server of tests/wire: its own CPU does not count."""
import os
import subprocess
import threading
import time

import harness
from wire import Device, Wire

RUNS = 5
YEARS_DAYS, YEARS_NOTES = 3650, 20_000  # a hundred rows a day: 365,000
QUIET = ("hello", "isMaster", "saslStart", "saslContinue", "endSessions")


class Run:
    """A program's end: CPU in seconds, wall time, its largest memory in MB, and whether it went well."""

    def __init__(self, argv, env, during=None):
        begin, self.memory, child = time.monotonic(), 0, subprocess.Popen(argv, env=env, stdout=subprocess.PIPE)
        watcher = threading.Thread(target=self.watch, args=(child.pid,))
        watcher.start()
        if during:
            during(child)
        child.stdout.read()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = status
        watcher.join()
        self.cpu, self.wall = used.ru_utime + used.ru_stime, time.monotonic() - begin
        assert status == 0, f"{argv} ended with {status}"

    def watch(self, pid):  # ru_maxrss would be that of the process that started it
        while True:
            try:
                with open(f"/proc/{pid}/status", encoding="ascii") as file:
                    peak = [line for line in file if line.startswith("VmHWM")]
            except OSError:
                return
            if not peak:
                return
            self.memory = max(self.memory, int(peak[0].split()[1]) / 1024)
            time.sleep(0.01)


def sync(device):
    return Run([harness.SYNC, "sync"], device.env())


def commands(wire):
    return sum(calls for name, calls in wire.counts().items() if name not in QUIET)


def bench_quiet(row):
    """A sync that finds nothing to do, and one that brings one answer."""
    for logs in (1, 3, 10):
        with Wire() as wire:
            devices = [Device(f"quiet-{logs}-{i}", wire.uri()) for i in range(logs)]
            for device in devices:
                device.add(1)
                sync(device)
            sync(devices[0])
            wire.say("reset")
            sync(devices[0])
            asked, answered = map(int, wire.say("traffic")[0].split())
            count, most = commands(wire), 400 + 100 * logs
            row(f"nothing to do, {logs} logs", f"{count} command, {asked} B out, {answered} B in", "", "",
                f"1, ≤ {most} B each way", count == 1 and max(asked, answered) <= most)
            if logs == 1:
                devices[0].add(1)
                wire.say("reset")
                sync(devices[0])
                row("one new answer", f"{commands(wire)} commands", "nothing to do: 1", "", "≤ 2 more", commands(wire) <= 3)


def bench_push(row, bare, history):
    """10,000 rows: commands, and CPU against the same documents inserted from memory."""
    ours, theirs, pulls = [], [], []
    for i in range(RUNS):
        with Wire() as wire:
            device = Device(f"push-{i}", wire.uri())
            subprocess.run([history, device.store, "100", "500"], env=device.env(), check=True)
            with open("documents", "wb") as file:
                subprocess.run([history, device.store, "documents", "ada"], env=device.env(), stdout=file, check=True)
            ours.append(sync(device).cpu)
            sent = commands(wire)
            wire.say("reset")
            sync(Device(f"pulled-{i}", wire.uri()))
            pulls.append(commands(wire))
            with Wire() as empty:
                theirs.append(Run([bare, empty.uri(), "documents"], device.env()).cpu)
    a, b = sorted(ours)[RUNS // 2], sorted(theirs)[RUNS // 2]
    row("10,000 rows, commands", f"{sent} to send, {max(pulls)} to fetch", "", "", "≤ 12 each way", max(sent, *pulls) <= 12)
    row("10,000 rows sent, CPU", f"{a * 1000:.0f} ms", f"bare inserts {b * 1000:.0f} ms", f"{a / b:.2f}", "≤ 1.3", a / b <= 1.3)


def bench_years(row, history, store, answer):
    """Ten years into an empty device, and beside a game that answers; store: make_store."""
    with Wire() as wire:
        device = Device("years", wire.uri())
        subprocess.run([history, device.store, str(YEARS_DAYS), str(YEARS_NOTES)], env=device.env(), check=True)
        sync(device)
        empty = Device("empty", wire.uri())
        pull = sync(empty)
        fold = Run([harness.CAIRN, "fold"], empty.env())
        rows = YEARS_DAYS * 100
        row("365,000 rows fetched and folded, CPU", f"{pull.cpu + fold.cpu:.1f} s",
            f"fetched {pull.cpu:.1f} s, folded {fold.cpu:.1f} s ({rows / fold.cpu:,.0f} rows/s)", "", "< 4 s",
            pull.cpu + fold.cpu < 4)
        row("the same, memory", f"{max(pull.memory, fold.memory):.0f} MB", "", "", "< 40 MB", max(pull.memory, fold.memory) < 40)
        game = Device("game", wire.uri())
        subprocess.run([store, game.store, "20000", "unlimited"], env=game.env(), check=True)
        quiet = answers(answer, game)
        beside = []

        def play(child):
            while child.poll() is None:
                beside.append(answers(answer, game))

        Run([harness.SYNC, "sync"], game.env(), play_until_end(play))
        worst = max(p99 for p50, p99 in beside) if beside else 0
        row("answer p99 while that is fetched", f"{worst:.1f} ms", f"quiet {quiet[1]:.1f} ms", "", "≤ 20 ms more",
            worst - quiet[1] <= 20)


def play_until_end(play):
    class Watched:
        def __init__(self, pid):
            self.pid = pid

        def poll(self):  # a zombie is not reaped here: its CPU is read later
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as file:
                return 0 if file.read().rsplit(")", 1)[1].split()[0] == "Z" else None

    return lambda child: play(Watched(child.pid))


def answers(program, device):
    done = subprocess.run([program, device.store, "100"], env=device.env(), stdout=subprocess.PIPE, check=True)
    return tuple(map(float, done.stdout.split()[:2]))  # p50 and p99 of the answers
