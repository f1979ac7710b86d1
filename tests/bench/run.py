# SPDX-License-Identifier: MIT
"""The measurements of docs/performance.md, each as a ratio to the least that the machine allows. ./dev bench [NAME…]

A busy machine makes every number larger, the ratios less so: runs are interleaved, and medians are compared.
"""
import os
import re
import resource
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "lib"))
BUILD = os.environ["CAIRN_BUILD"] = os.path.join(ROOT, "build")
WORK = os.path.join(BUILD, "bench")
NOW = "2026-11-21T09:30:00+01:00"
SIZES = {"1 k": 1000, "100 k": 100_000, "1 M": 1_000_000}
RUNS = int(os.environ.get("CAIRN_BENCH_RUNS", "200"))
TARGETS = ["bench_empty", "bench_curses", "bench_start", "make_store", "bench_answer", "bench_stats", "bench_search", "bench_frames", "make_history",
           "insert_bare", "bench_optim", "make_learner", "bench_plan", "bench_refold"]
TO_QUESTION = ""  # the game begins with the first question
IN_QUESTION = "Number"  # stands in every question of make_store

import crossing  # noqa: E402
import exporting  # noqa: E402
import feeds  # noqa: E402
import harness  # noqa: E402  (needs CAIRN_BUILD)
import optimizer  # noqa: E402
import packages  # noqa: E402
import peers  # noqa: E402
import planning  # noqa: E402
import remote  # noqa: E402

rows, failed = [], 0


def program(name):
    return os.path.join(BUILD, "tests", "bench", name)


def environment(folder):
    return {"PATH": os.environ["PATH"], "HOME": WORK, "TZ": "UTC", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color",
            "CAIRN_DATA": folder, "CAIRN_NOW": NOW, "CAIRN_SEED": "1"}


def row(what, measured, against, ratio, goal, good):
    """ratio and goal are texts; `good` says whether the goal is met, None where there is none."""
    global failed
    failed += good is False
    rows.append((what, measured, against, ratio, goal, {None: "", True: "met", False: "MISSED"}[good]))
    print("  ".join(part for part in rows[-1] if part), flush=True)


def store(cards):
    """The absolute path of a folder with a store of that many cards, made once a build."""
    folder = os.path.join(WORK, f"store-{cards}")
    path, maker = os.path.join(folder, "cairn.db"), program("make_store")
    if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(maker):
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        print(f"./dev bench: making a store of {cards} cards", file=sys.stderr, flush=True)
        subprocess.run([maker, path + ".new", str(cards)], env=environment(folder), check=True)
        os.rename(path + ".new", path)
    return folder


def keys(text):
    return re.sub(r"<(\w+)>", lambda found: harness.KEYS[found[1]].decode(), text)


def measure_start(cases, runs=RUNS):
    """{name: (median ms, p10, p90, memory kB)} of interleaved starts."""
    argv = [program("bench_start"), str(runs), "40x20"]
    for name, text, typed, command in cases:
        argv += [name, text, typed, *command, "--"]
    done = subprocess.run(argv, env=environment(WORK), stdout=subprocess.PIPE, check=True)
    table = (line.split("\t") for line in done.stdout.decode().splitlines())
    return {name: tuple(map(float, numbers)) for name, *numbers in table}


def bench_start():
    cases = [("empty", "", "", [program("bench_empty")]), ("curses", IN_QUESTION, "", [program("bench_curses")])]
    for name, cards in SIZES.items():
        cases.append((name, IN_QUESTION, keys(TO_QUESTION), [f"CAIRN_DATA={store(cards)}", harness.CAIRN]))
    found = measure_start(cases)
    def start(name):
        return f"{found[name][0]:.2f} ms, p10 {found[name][1]:.2f}"

    def ratio(name, other):  # p10: what a busy machine leaves of it
        return f"{found[name][0] / found[other][0]:.2f}, p10 {found[name][1] / found[other][1]:.2f}"

    row("start: curses alone", start("curses"), "empty program " + start("empty"), ratio("curses", "empty"), "", None)
    for name in SIZES:
        row(f"start to first question, {name} cards", start(name), "empty program " + start("empty"), ratio(name, "empty"),
            "≤ 4", found[name][0] / found["empty"][0] <= 4)
    row("the same, 1 M against 1 k cards", start("1 M"), start("1 k"), ratio("1 M", "1 k"), "≤ 1.15",
        found["1 M"][0] / found["1 k"][0] <= 1.15)
    memory = found["1 M"][3] / 1024
    row("memory at 1 M cards", f"{memory:.1f} MB", f"empty program {found['empty'][3] / 1024:.1f} MB", "", "≤ 12 MB",
        memory <= 12)


def bench_answer():
    for name in ("100 k", "1 M"):
        folder, copy = store(SIZES[name]), os.path.join(WORK, "answer")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        os.sync()  # what was copied is not written during the measurement
        argv = [program("bench_answer"), os.path.join(copy, "cairn.db"), "200"]
        done = subprocess.run(argv, env=environment(copy), stdout=subprocess.PIPE, check=True)
        own, raw, pages, bare, following, cpu = (tuple(map(float, line.split())) for line in done.stdout.decode().splitlines())

        def against(what, other, words, goal, bound):
            row(f"one answer to the next question, {what}, {name} cards", f"{own[0]:.3f} ms, p10 {own[2]:.3f}",
                f"{words} {other[0]:.3f} ms, p10 {other[2]:.3f}", f"{own[0] / other[0]:.2f}, p10 {own[2] / other[2]:.2f}", goal,
                None if bound is None else own[0] / other[0] <= bound)

        against("bare", bare, "one row in a commit of SQLite's", "≤ 1.3", 1.3)
        against("raw", raw, "append + fdatasync", "", None)
        against("pages", pages, "8 pages + fdatasync", "", None)
        row(f"one answer, p99, {name} cards", f"{own[1]:.3f} ms", f"bare {bare[1]:.3f} ms", f"{own[1] - bare[1]:.1f} ms more", "≤ 10 ms more",
            own[1] - bare[1] <= 10)
        row(f"one answer, CPU, {name} cards", f"{cpu[0]:.3f} ms", f"bare {cpu[1]:.3f} ms; idle, afterwards {cpu[2]:.3f} ms", "",
            "≤ 0.3 ms", cpu[0] <= 0.3)
        row(f"next card and counts, p50, {name} cards", f"{following[0]:.3f} ms, p10 {following[2]:.3f}", "", "", "≤ 0.1 ms",
            following[0] <= 0.1)
        shutil.rmtree(copy, ignore_errors=True)  # the game may still be taking its files along


SEARCHES = ["riv", "qzx", "mountain -river", "nor yel sel", "ri", "qz", "q", "is:due", "prop:s<10"]


def bench_search():
    for name in ("100 k", "1 M"):
        copy = os.path.join(WORK, "search")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(store(SIZES[name]), copy)
        done = subprocess.run([program("bench_search"), os.path.join(copy, "cairn.db"), *SEARCHES], env=environment(copy),
                              stdout=subprocess.PIPE, check=True)
        index, *lines = done.stdout.decode().splitlines()
        row(f"search index of {name} notes, made anew", f"{float(index.split()[1]) / 1000:.1f} s", "", "", "", None)
        for line in lines:
            first, end, slice_ms, first_cpu, slice_cpu, found, query = line.split(" ", 6)
            bound = 5 if len(query) > 2 else 50
            row(f"search `{query}`, {name} cards, first 50", f"{float(first):.2f} ms", f"CPU {float(first_cpu):.2f} ms; all {found} in {float(end):.0f} ms, slices ≤ {float(slice_ms):.1f} ms, CPU {float(slice_cpu):.1f}", "",
                f"≤ {bound} ms", float(first) <= bound)
        shutil.rmtree(copy, ignore_errors=True)


def bench_stats():
    copy = os.path.join(WORK, "stats")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store(SIZES["1 M"]), copy)
    done = subprocess.run([program("bench_stats"), os.path.join(copy, "cairn.db")], env=environment(copy),
                          stdout=subprocess.PIPE, check=True)
    for line in done.stdout.decode().splitlines():
        days, p50, p90, cpu, draw = map(float, line.split())
        row(f"charts, 1 M cards, 10 M answers, {f'{days:.0f} days' if days else 'all time'}", f"{p50 + draw:.2f} ms, p90 {p90 + draw:.2f}",
            f"CPU {cpu + draw:.2f} ms, drawing {draw:.2f}", "", "≤ 5 ms", p50 + draw <= 5)
    shutil.rmtree(copy, ignore_errors=True)


def bench_frames():
    for size in ("40x20", "80x24", "200x60"):
        path = os.path.join(store(SIZES["1 M"]), "cairn.db")
        done = subprocess.run([program("bench_frames"), path, size], env=environment(WORK), stdout=subprocess.PIPE, check=True)
        for line in done.stdout.decode().splitlines():
            name, p50, p90, cpu = line.split()
            row(f"{name} at 1 M cards, {size}", f"{float(p50):.2f} ms, p90 {float(p90):.2f}", f"CPU {float(cpu):.2f} ms", "", "≤ 5 ms",
                float(p50) <= 5)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def bench_bytes():
    folder, copy = store(1000), os.path.join(WORK, "bytes")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy)
    log = os.path.join(copy, "strace")
    argv = ["strace", "-f", "-y", "-qq", "-ttt", "-e", "trace=write,writev", "-o", log, harness.CAIRN]
    terminal = harness.Terminal(*argv, size="40x20", env=environment(copy))
    terminal.rest(1)
    first = terminal.bytes
    terminal.send(TO_QUESTION)
    terminal.until(IN_QUESTION)
    terminal.rest()
    moments, counts = [], []
    for _ in range(40):
        for key in ("<space>", "3"):
            before = terminal.bytes
            moments.append(time.time())
            terminal.send(key)
            terminal.read(2)
            terminal.rest()
            counts.append(terminal.bytes - before)
    moments.append(time.time())
    before, begin = terminal.bytes, time.monotonic()
    while time.monotonic() - begin < 5:
        terminal.read(1)
    idle = terminal.bytes - before
    terminal.close()
    with open(log, encoding="utf-8", errors="replace") as file:
        times = [float(found[1]) for found in re.finditer(r"^\d+ +(\d+\.\d+) writev?\(\d+<(?:/dev/pts/|TTY)", file.read(), re.M)]
    writes = [sum(a <= t < b for t in times) for a, b in zip(moments, moments[1:])]
    row("first screen, 40x20", f"{first} B", "", "", "", None)
    counts = [count for count in counts if count > 1]  # a key that means nothing rings
    row("bytes a transition, p95, 40x20", f"{percentile(counts, 0.95)} B", f"median {percentile(counts, 0.5)} B", "", "≤ 300 B",
        percentile(counts, 0.95) <= 300)
    row("writes a transition, p95", str(percentile(writes, 0.95)), f"most {max(writes)}", "", "1", percentile(writes, 0.95) == 1)
    row("bytes in 5 s of rest", f"{idle} B", "", "", "0 B", idle == 0)
    shutil.rmtree(copy, ignore_errors=True)  # the game may still be taking its files along


def bench_ssh():
    copy = os.path.join(WORK, "remote")
    shutil.rmtree(copy, ignore_errors=True)
    os.makedirs(copy)
    subprocess.run([program("make_store"), os.path.join(copy, "cairn.db"), "1000", "unlimited"], env=environment(copy), check=True)
    remote.bench(row, copy, environment(copy), IN_QUESTION)
    shutil.rmtree(copy, ignore_errors=True)  # the game may still be taking its files along


def bench_import():
    notes, copy = 100_000, os.path.join(WORK, "import")
    shutil.rmtree(copy, ignore_errors=True)
    os.makedirs(copy)
    deck = os.path.join(copy, "deck.tsv")
    with open(deck, "w", encoding="utf-8") as file:
        file.write("#separator:tab\n")
        file.writelines(f"question number {i} about the river\tthe answer {i}: {'stone library mountain ' * 4}\n"
                        for i in range(notes))
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run([harness.CAIRN, "import", deck], env=environment(os.path.join(copy, "data")), check=True,
                   stdout=subprocess.DEVNULL)
    wall = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row("import, notes a second of CPU", f"{notes / cpu:,.0f}", f"{cpu:.2f} s of CPU, {wall:.2f} s", "", "≥ 100,000",
        notes / cpu >= 100_000)
    shutil.rmtree(copy, ignore_errors=True)  # the game may still be taking its files along


def bench_package():
    work = os.path.join(WORK, "package")
    packages.bench(row, work, environment(os.path.join(work, "data")), program("make_store"), program("bench_answer"))
    shutil.rmtree(work, ignore_errors=True)


def bench_export():
    exporting.bench_export(row, WORK, environment)


def bench_sync():
    folder = os.path.join(WORK, "sync")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    os.environ.update(environment(folder))
    crossing.bench_quiet(row)
    crossing.bench_push(row, program("insert_bare"), program("make_history"))
    crossing.bench_years(row, program("make_history"), program("make_store"), program("bench_answer"))
    shutil.rmtree(folder, ignore_errors=True)


def bench_feeds():
    feeds.measure(row, WORK)


def bench_plan():
    planning.bench_plan(row, program("bench_plan"))


def bench_optimizer():
    learner = optimizer.make_learner(program("make_learner"), WORK)
    optimizer.bench_refold(row, program("bench_refold"), learner, WORK)
    optimizer.bench_service(row, harness.CAIRN, learner, WORK)
    optimizer.bench_beside(row, harness.CAIRN, program("bench_answer"), learner, WORK)
    optimizer.bench_many(row, harness.CAIRN, learner, WORK)
    optimizer.bench_optimizer(row, program("bench_optim"), WORK)


def bench_peers():
    def start(cases):
        return measure_start([("empty", "", "", [program("bench_empty")]), *cases], min(RUNS, 20))

    peers.bench(row, start, environment, WORK, store, {name: SIZES[name] for name in ("1 k", "100 k")})


def main():
    benches = {name[6:]: bench for name, bench in globals().items() if name.startswith("bench_")}
    names = sys.argv[1:] or [name for name in benches if name != "peers"]  # that builds other people's programs
    unknown = [name for name in names if name not in benches]
    if unknown:
        print(f"./dev bench: no table {', '.join(unknown)}; there are: {' '.join(benches)}", file=sys.stderr)
        sys.exit(2)
    subprocess.run(["ninja", "-C", BUILD, "tests/wire/wire-server", "tests/wire/store-rows", *("tests/bench/" + name for name in TARGETS)], check=True, stdout=subprocess.DEVNULL)
    os.makedirs(WORK, exist_ok=True)
    for name in names:
        benches[name]()
    widths = [max(len(r[i]) for r in rows) for i in range(6)]
    print()
    for r in [("what", "measured", "against", "ratio", "goal", ""), tuple("-" * w for w in widths), *rows]:
        print("| " + " | ".join(part.ljust(width) for part, width in zip(r, widths)) + " |")
    print(f"\n{failed} of {sum(bool(r[5]) for r in rows)} goals missed")


main()
