# SPDX-License-Identifier: MIT
"""What a question costs on the way to a phone: cairn at 40x20 through OpenSSH on loopback, counted on the line."""
import os
import shlex
import statistics
import time

import bound
import harness
import ssh

CARDS, QUIET_S = 40, 5


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def one(terminal, line, key):
    """(SSH bytes, segments, reads, bytes drawn, the least of them) of one key."""
    screen = terminal.screen
    before, at = bound.snapshot(screen), (screen.cursor.y, screen.cursor.x)
    bytes_before, segments, reads, drawn = line.back, line.segments(), terminal.reads, terminal.bytes
    terminal.send(key)
    terminal.read(5)
    terminal.rest()
    least = bound.least_bytes(before, bound.snapshot(screen), at, None)
    return (line.back - bytes_before, line.segments() - segments, terminal.reads - reads, terminal.bytes - drawn, least)


def bench(row, folder, environment, question):
    server = ssh.Sshd({"me": ""}, os.path.join(folder, "ssh"))
    line = ssh.Line(server.port)
    own = [f"{name}={value}" for name, value in environment.items() if name not in ("TERM", "PATH")]
    command = " ".join(["env", *map(shlex.quote, own), shlex.quote(harness.CAIRN)])
    terminal = harness.Terminal("ssh", "-tt", *server.options("me", line.port), server.host(), command, size="40x20", env=environment)
    terminal.until(question)
    terminal.rest(1)
    found = [one(terminal, line, key) for _ in range(CARDS) for key in ("<space>", "3")]
    before, begin = line.back + line.there, time.monotonic()
    while time.monotonic() - begin < QUIET_S:
        terminal.read(1)
    idle = line.back + line.there - before
    terminal.close()
    server.close()
    tell(row, found, idle)


def tell(row, found, idle):
    sent, segments, reads, drawn, least = zip(*found)
    p95 = percentile(sent, 0.95)
    ratio = sum(drawn) / sum(least)
    row("over SSH, 40x20: bytes a transition, p95", f"{p95} B", f"median {statistics.median(sent):.0f} B", "", "≤ 300 B", p95 <= 300)
    row("the same, segments a transition", f"p95 {percentile(segments, 0.95)}, mean {statistics.mean(segments):.2f}",
        f"reads mean {statistics.mean(reads):.2f}", "", "1", percentile(segments, 0.95) == 1)
    row("the same, both ways in 5 s of rest", f"{idle} B", "", "", "0 B", idle == 0)
    row("drawn against glyphs and moves", f"{sum(drawn) / len(drawn):.0f} B", f"{sum(least) / len(least):.0f} B", f"{ratio:.2f}", "≤ 1.3",
        ratio <= 1.3)
