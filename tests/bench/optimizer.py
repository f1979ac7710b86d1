# SPDX-License-Identifier: MIT
"""./dev bench optimizer: fitting parameters against fsrs-rs 6.6.2, one thread each, from the same rows in memory.

fsrs-rs comes through its crate and is built once, outside of the tree. CPU seconds; runs are interleaved, the quickest counts.
"""
import glob
import os
import resource
import shutil
import sqlite3
import subprocess
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "cairn-bench", "fsrs-rs-6.6.2")
LOGS = os.environ.get("CAIRN_LOGS") or os.path.join(ROOT, "..", "shared", "fsrs", "logs")
ROUNDS = {100_000: 7, 1_000_000: 3}
DEFAULTS = ("0.212 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796 1.4835 0.0614 0.2629 1.6483 0.6014 "
            "1.8729 0.5425 0.0912 0.0658 0.1542")
# That expect far too much of memory, so that others are better.
HOPES = ("3 12 30 90 6.4133 0.8334 3.0194 0.001 3 0.1666 0.796 1.4835 0.0614 0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542")


def run(*argv, text=None):
    done = subprocess.run([str(a) for a in argv], input=text, stdout=subprocess.PIPE, check=True, text=True,
                          env={**os.environ, "RAYON_NUM_THREADS": "1"})
    return done.stdout


def build_fsrs_rs():
    """The program that does fsrs-rs's side; None where it cannot be had."""
    cargo = shutil.which("cargo") or shutil.which("cargo", path=os.path.expanduser("~/.cargo/bin"))
    if not cargo:
        print("fsrs-rs is left out: there is no cargo (Debian: cargo; better a newer one, from rustup)")
        return None
    os.makedirs(CACHE, exist_ok=True)
    for name in ("Cargo.toml", "main.rs"):
        shutil.copyfile(os.path.join(HERE, "fsrs-rs", name), os.path.join(CACHE, name))
    done = subprocess.run([cargo, "build", "--release", "--quiet", "--manifest-path", os.path.join(CACHE, "Cargo.toml")],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print("fsrs-rs is left out: its crate could not be built: " + (done.stdout.strip().splitlines() or ["?"])[-1])
        return None
    return os.path.join(CACHE, "target", "release", "fsrs-rs-bench")


def made_log(program, work, rows):
    path = os.path.join(work, f"log-{rows}.csv")
    if not os.path.exists(path) or os.path.getmtime(path) < os.path.getmtime(program):
        run(program, "make", rows, 1, path)
    return path


def kernels(program, path):
    """Those that this processor has, the fastest first."""
    found = []
    for name in ("avx512", "avx2", "plain"):
        if subprocess.run([program, "fit", path, "map", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
            found.append(name)
    return found


def loss_of(program, path, first, end, *parameters):
    lines = run(program, "loss", path, first, end, text="\n".join(parameters)).splitlines()
    return [tuple(map(float, line.split())) for line in lines]


def bench_speed(row, program, theirs, path, rows):
    """Rows in memory to parameters."""
    names = kernels(program, path)
    cases = [(recipe, kernel) for recipe in ("adam", "map") for kernel in names]
    cost, memory, found = {case: 1e9 for case in cases}, {}, {}
    bare = items = 1e9
    for _ in range(ROUNDS.get(rows, 1)):
        if theirs:
            prepare, fit, peak, *w = run(theirs, "fit", path).split()
            bare, items = min(bare, float(fit)), min(items, float(prepare) + float(fit))
            memory["fsrs-rs"], found["fsrs-rs"] = int(peak), " ".join(w)
        for recipe, kernel in cases:
            seconds, peak, *w = run(program, "fit", path, recipe, kernel).split()
            cost[recipe, kernel] = min(cost[recipe, kernel], float(seconds))
            memory[recipe], found[recipe] = int(peak), " ".join(w)
            found.setdefault((recipe, "first"), found[recipe])
            assert found[recipe, "first"] == found[recipe], "other parameters on another kind of kernel"
    size = f"{rows:,} reviews"
    if not theirs:
        for recipe, kernel in cases:
            row(f"{recipe}, {kernel}, {size}", f"{cost[recipe, kernel] * 1000:.1f} ms", "", "", "", None)
        return
    against = f"fsrs-rs {items * 1000:.0f} ms, of it {(items - bare) * 1000:.0f} to make its items"
    for recipe, kernel in cases:
        goal = {"adam": 4 if kernel == "plain" else 8, "map": 3 if rows <= 100_000 else 6}[recipe]
        judged = kernel in (names[0], "plain") if recipe == "adam" else kernel == names[0]
        ratio = items / cost[recipe, kernel]
        row(f"{'equal recipe' if recipe == 'adam' else 'best method'}, {kernel}, {size}", f"{cost[recipe, kernel] * 1000:.1f} ms", against,
            f"1/{ratio:.1f}, without items 1/{bare / cost[recipe, kernel]:.1f}", f"≤ 1/{goal}" if judged else "", ratio >= goal if judged else None)
    for recipe in ("adam", "map"):
        row(f"memory, {'equal recipe' if recipe == 'adam' else 'best method'}, {size}, with the rows", f"{memory[recipe] / 1024:.1f} MB",
            f"fsrs-rs {memory['fsrs-rs'] / 1024:.1f} MB", f"{memory[recipe] / memory['fsrs-rs']:.2f}", "≤ 1/2", memory[recipe] * 2 <= memory["fsrs-rs"])
    (ours, *_), (their_loss, *_) = loss_of(program, path, 0, rows, found["adam"], found["fsrs-rs"])
    row(f"equal recipe, log loss, {size}", f"{ours:.4f}", f"fsrs-rs {their_loss:.4f}", f"{ours - their_loss:+.4f}", "≤ +0.001", ours - their_loss <= 0.001)


def bench_replay(row, program, theirs, path):
    reviews = sum(1 for _ in open(path, encoding="ascii")) - 1
    their_speed = 0
    if theirs:
        their_speed = max(reviews / float(run(theirs, "replay", path).split()[0]) for _ in range(3)) / 1e6
    for kernel in kernels(program, path):
        seconds, count = run(program, "replay", path, kernel).split()
        speed = float(count) / float(seconds) / 1e6
        ratio = speed / their_speed if theirs else 0
        is_best = kernel == kernels(program, path)[0]
        row(f"every card's memory again, {kernel}", f"{speed:.0f} M reviews/s", f"fsrs-rs {their_speed:.1f} M/s" if theirs else "",
            f"{ratio:.1f}" if theirs else "", "≥ 5" if theirs and is_best else "", ratio >= 5 if theirs and is_best else None)


def folds_of(program, theirs, path):
    """{method: (mean log loss, mean RMSE(bins))} over the five time folds of a log."""
    cuts = [int(x) for x in run(program, "cuts", path).split()]
    other = run(theirs, "prefixes", path, *cuts[:-1]).splitlines() if theirs else [DEFAULTS] * 5
    sums = {}
    for fold, (first, end) in enumerate(zip(cuts, cuts[1:])):
        methods = {"defaults": DEFAULTS, "fsrs-rs": other[fold], "adam": run(program, "fold", path, "adam", first),
                   "map": run(program, "fold", path, "map", first)}
        for name, (loss, rmse, *_) in zip(methods, loss_of(program, path, first, end, *methods.values())):
            old = sums.get(name, (0, 0))
            sums[name] = (old[0] + loss / 5, old[1] + rmse / 5)
    return sums


def bench_folds(row, program, theirs):
    paths = sorted(glob.glob(os.path.join(LOGS, "*.csv")))
    if not paths:
        print(f"no log is predicted: there is none in {LOGS} (CAIRN_LOGS names another folder)")
        return
    total, worst = {}, -1
    for path in paths:
        found = folds_of(program, theirs, path)
        for name, (loss, rmse) in found.items():
            old = total.get(name, (0, 0))
            total[name] = (old[0] + loss / len(paths), old[1] + rmse / len(paths))
        gain = found["map"][0] - found["fsrs-rs"][0]
        worst = max(worst, gain)
        row(f"five folds, log loss, {os.path.basename(path)}", f"{found['map'][0]:.4f}", f"fsrs-rs {found['fsrs-rs'][0]:.4f}, defaults {found['defaults'][0]:.4f}",
            f"{gain:+.4f}", "", None)
    if not theirs:
        return
    loss, rmse = (total["map"][i] - total["fsrs-rs"][i] for i in (0, 1))
    row(f"five folds, log loss, {len(paths)} logs, best method", f"{total['map'][0]:.4f}", f"fsrs-rs {total['fsrs-rs'][0]:.4f}, defaults {total['defaults'][0]:.4f}",
        f"{loss:+.4f}", "≤ −0.004", loss <= -0.004)
    row("the same, the worst of them", "", "", f"{worst:+.4f}", "≤ +0.002", worst <= 0.002)
    row("the same, RMSE(bins)", f"{total['map'][1]:.4f}", f"fsrs-rs {total['fsrs-rs'][1]:.4f}", f"{rmse:+.4f}", "< 0", rmse < 0)
    equal = total["adam"][0] - total["fsrs-rs"][0]
    row("five folds, log loss, equal recipe", f"{total['adam'][0]:.4f}", f"fsrs-rs {total['fsrs-rs'][0]:.4f}", f"{equal:+.4f}", "± 0.001", abs(equal) <= 0.001)


def cpu_of(cairn, verb, env):
    """CPU seconds of one run of cairn."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([cairn, *verb], env=env, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def make_learner(program, work):
    """A learner's store of 120,000 answers, made once a run; its folder."""
    folder = os.path.join(work, "learner")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    subprocess.run([program, os.path.join(folder, "cairn.db"), "600", "18"], env=learner_env(folder), check=True)
    return folder


def learner_env(folder):
    return {**os.environ, "CAIRN_DATA": folder, "CAIRN_NOW": "2026-11-21T09:30:00+01:00", "CAIRN_BACKUP": "off", "CAIRN_SYNC": "off"}


def copy_of(learner, work, name):
    folder = os.path.join(work, name)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(learner, folder)
    os.sync()
    return folder


def bench_refold(row, program, learner, work):
    """Every card again, part by part."""
    folder = copy_of(learner, work, "refold")
    found = [run_in(folder, program, os.path.join(folder, "cairn.db")).split() for _ in range(3)]
    rows = int(found[0][0])
    raw, read, fold, whole = (min(float(line[i]) for line in found) for i in range(1, 5))
    size = f"{rows:,} answers"

    def speed(seconds):
        return f"{rows / seconds / 1e6:.2f} M/s"

    row(f"a store of {size}: rows read for a fold", speed(read), f"SQLite's own walk {speed(raw)}", f"{read / raw:.2f} of its time", "≤ 1.3", read <= 1.3 * raw)
    row("the same, folded in memory, decisions and intervals", speed(fold), "", "", "", None)
    row("the same, read, folded, written in slices", speed(whole), "", f"of it read and folded {(read + fold) / whole:.2f}", "", None)


def run_in(folder, *argv):
    return subprocess.run(list(argv), env=learner_env(folder), stdout=subprocess.PIPE, check=True, text=True).stdout


def bench_service(row, cairn, learner, work):
    """What the game's child does to that store: look, say what due days would do, adopt; then every card folded again."""
    folder = copy_of(learner, work, "service")
    for words in (("set", "fsrs", HOPES), ("set", "fit-ask", "off"), ("fold",)):
        run_in(folder, cairn, *words)
    looked, folded = cpu_of(cairn, ("optimize", "--auto"), learner_env(folder)), cpu_of(cairn, ("fold",), learner_env(folder))
    row("that store: look, adopt", f"{looked:.2f} s", "", "", "", None)
    row("the same, every card folded again", f"{folded:.2f} s", "", f"{looked + folded:.2f} s in all", "< 1 s", looked + folded < 1)


def bench_beside(row, cairn, answer, learner, work):
    """Answers while parameters are fitted, adopted and folded again and again beside them, at the child's low priority; quiet in turns."""
    times = {False: [], True: []}
    for busy in (False, True) * 3:
        folder, end = copy_of(learner, work, "beside"), threading.Event()
        run_in(folder, cairn, "set", "reviews", "9999")
        child = threading.Thread(target=fit_until, args=(end, cairn, folder))
        try:
            if busy:
                child.start()
            lines = run_in(folder, answer, os.path.join(folder, "cairn.db"), "200").splitlines()
            times[busy].append((float(lines[0].split()[1]), float(lines[-1].split()[3])))
        finally:
            end.set()
        if busy:
            child.join()
    (quiet, quiet_cpu), (beside, cpu) = ([min(column) for column in zip(*times[busy])] for busy in (False, True))
    row("the same, CPU of the game alone, p99", f"{cpu:.1f} ms", f"quiet {quiet_cpu:.1f} ms", f"{cpu - quiet_cpu:.1f} ms more", "", None)
    row("an answer beside a fit, p99", f"{beside:.1f} ms", f"quiet {quiet:.1f} ms", f"{beside - quiet:.1f} ms more", "≤ 10 ms more", beside - quiet <= 10)


def fit_until(end, cairn, folder):
    while not end.is_set():
        for words in (("set", "fsrs", HOPES), ("optimize",)):
            subprocess.run(["nice", "-n", "10", cairn, *words], env=learner_env(folder), stdout=subprocess.DEVNULL, check=True)


def multiply(path, times):
    """The store's answers and cards so many times over, each copy in a log of its own; without the indexes of rows, which a look does not use."""
    db = sqlite3.connect(path)
    for name in ("row_t", "row_card", "row_reg"):
        db.execute(f"DROP INDEX IF EXISTS {name}")
    cards, alias, last, answers = db.execute("SELECT (SELECT max(id) FROM card), alias, last, answers FROM log WHERE own").fetchone()
    for k in range(1, times):
        db.execute("INSERT INTO card(id, uid, ord, queue, due) SELECT id + ?1 * ?2, uid + ?1 * 7, ord, -3, 0 FROM card WHERE id <= ?2", (k, cards))
        db.execute("INSERT INTO log(alias, name, last, answers) VALUES (?, ?, ?, ?)", (alias + k, 1000 + k, last, answers))
        db.execute("INSERT INTO row SELECT id + (?1 << 40), t, lag, z, origin, kind, card + ?1 * ?2, NULL, body FROM row "
                   "WHERE id >> 40 = ?3 AND kind = 1", (k, cards, alias))
        db.commit()
    db.close()


def bench_many(row, cairn, learner, work):
    """Ten million answers: memory does not grow with them."""
    folder = copy_of(learner, work, "many")
    multiply(os.path.join(folder, "cairn.db"), 84)
    child = subprocess.Popen([cairn, "optimize", "--evaluate"], env=learner_env(folder), stdout=subprocess.DEVNULL)
    usage = os.wait4(child.pid, 0)[2]
    shutil.rmtree(folder)
    row("10,000,000 answers in a store: look", f"{usage.ru_utime + usage.ru_stime:.1f} s", f"{usage.ru_maxrss / 1024:.0f} MB", "", "≤ 160 MB", usage.ru_maxrss <= 160 * 1024)


def bench_optimizer(row, program, work):
    theirs = build_fsrs_rs()
    for rows in (100_000, 1_000_000):
        bench_speed(row, program, theirs, made_log(program, work, rows), rows)
    bench_replay(row, program, theirs, made_log(program, work, 1_000_000))
    seconds, peak, *_ = run(program, "fit", made_log(program, work, 1_000_000), "map", "best", 10).split()
    row("best method, 10,000,000 reviews", f"{float(seconds):.2f} s", f"{int(peak) / 1024:.0f} MB, with the rows", "", "", None)
    bench_folds(row, program, theirs)
