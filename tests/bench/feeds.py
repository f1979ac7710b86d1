# SPDX-License-Identifier: MIT
"""Feeds: what five hundred visits with nothing new cost, and an entry of a long feed. CPU of cairn-sync alone, its jail included."""
import os
import re
import resource
import shutil
import subprocess
import sys

import harness
from feed_server import Server, item, rss, url

SYSTEM_CA = "/etc/ssl/certs/ca-certificates.crt"


def spent(argv, env):
    """(seconds of CPU, kB at most, what it said) of one run, measured by a process of its own."""
    code = ("import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True); "
            "used = resource.getrusage(resource.RUSAGE_CHILDREN); print(used.ru_utime + used.ru_stime, used.ru_maxrss); print(done.stdout)")
    out = subprocess.run([sys.executable, "-c", code, *argv], env=env, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, kilobytes = out.splitlines()[0].split()
    return float(seconds), int(kilobytes), out


def nothing_new(server, row):
    server.otherwise = lambda handler: (200, {"ETag": '"1"'}, rss(item(int(handler.headers["Host"].split(".")[0][1:]))).encode())
    with open("500.opml", "w", encoding="utf-8") as file:
        file.write("<opml><body>" + "".join(f'<outline xmlUrl="{url("/feed", f"h{i}.feeds.test")}"/>' for i in range(500)) + "</body></opml>")
    env = server.environment(120, CAIRN_NOW=None)
    harness.good(harness.run(harness.SYNC, "feed", "import", "500.opml", env=env, timeout=600))
    harness.run(harness.SYNC, "feed", "fetch", env=env, timeout=600)
    seconds, kilobytes, said = spent([harness.SYNC, "feed", "fetch"], env)
    assert re.search(r"500 feeds visited, 500 unchanged, 0 failed", said), said
    row("500 feeds, nothing new: CPU", f"{seconds:.2f} s", "", "", "< 2 s", seconds < 2)
    row("500 feeds, nothing new: memory", f"{kilobytes / 1024:.1f} MiB", "", "", "< 30 MiB", kilobytes < 30 * 1024)


def a_long_feed(server, row):
    text = "&lt;p&gt;Number %d is a sentence of a feed with &lt;b&gt;some words&lt;/b&gt; in it, and %d more. It has two of them.&lt;/p&gt;"
    server.put("/long", rss("".join(item(i, text % (i, i * 7)) for i in range(10_000))))
    env = server.environment(120, CAIRN_DATA=os.path.join(os.getcwd(), "long"))
    harness.good(harness.run(harness.SYNC, "feed", "add", url("/long"), env=env))
    seconds, _, said = spent([harness.SYNC, "feed", "fetch"], env)
    assert "10000 new entries" in said, said
    row("a feed of 10,000 entries: entries a second of CPU", f"{10_000 / seconds:,.0f}", "", "", "> 20,000", 10_000 / seconds > 20_000)


def measure(row, work):
    folder, before = os.path.join(work, "feeds"), os.getcwd()
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    server = Server()
    if os.path.exists(SYSTEM_CA):  # as many authorities as a system has
        with open(SYSTEM_CA, "rb") as system, open(server.ca, "ab") as file:
            file.write(system.read())
    try:
        nothing_new(server, row)
        a_long_feed(server, row)
    finally:
        server.close()
        os.chdir(before)
