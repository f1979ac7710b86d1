# SPDX-License-Identifier: MIT
"""A large package: our import against Anki's own of the same file, in turns; and a game that answers beside it."""
import os
import shutil
import subprocess
import sys
import threading

import harness

NOTES, REVIEWS, TURNS = 100_000, 373_000, 3
MAKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "make_package.py")

ANKI = """
import resource, sys
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
file, store, again = sys.argv[1:]
def used():
    now = resource.getrusage(resource.RUSAGE_SELF)
    return now.ru_utime + now.ru_stime
collection, before = Collection(store), used()
options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
collection.import_anki_package(ImportAnkiPackageRequest(package_path=file, options=options))
print(used() - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, collection.note_count(),
      collection.db.scalar("select count() from revlog"))
if again:
    collection.export_anki_package(out_path=again, limit=None, options=ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=False, legacy=False))
collection.close()
"""


def anki_python(work):
    """A Python that has Anki's library, out of PyPI, in an environment that nobody ships; None: it cannot be had."""
    folder = os.path.join(work, "anki")
    python = os.path.join(folder, "bin", "python")
    if not os.path.exists(os.path.join(folder, "ready")):
        try:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            subprocess.run([python, "-m", "pip", "install", "-q", "anki"], check=True, timeout=300, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError):
            return None
        open(os.path.join(folder, "ready"), "w", encoding="ascii").close()
    return python


def import_with_anki(python, folder, package, again=""):
    store = os.path.join(folder, "collection.anki2")
    for name in os.listdir(folder):
        if name.startswith("collection.anki2"):
            os.remove(os.path.join(folder, name))
    done = subprocess.run([python, "-c", ANKI, package, store, again], stdout=subprocess.PIPE, check=True, text=True)
    cpu, memory, notes, reviews = map(float, done.stdout.split())
    assert (notes, reviews) == (NOTES, REVIEWS)
    return cpu, memory


def start(env, package):
    return subprocess.Popen([harness.SYNC, "import", package], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def import_with_ours(env, package):
    shutil.rmtree(env["CAIRN_DATA"], ignore_errors=True)
    child = start(env, package)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = status
    assert status == 0
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024  # its parser's too, which it waits for


def answers_beside(env, package, make_store, answer):
    """p99 in ms of a game's answers, quiet and while the package goes in."""
    def p99():
        done = subprocess.run([answer, os.path.join(env["CAIRN_DATA"], "cairn.db"), "100"], env=env, stdout=subprocess.PIPE, check=True)
        return float(done.stdout.split()[1])
    shutil.rmtree(env["CAIRN_DATA"], ignore_errors=True)
    os.makedirs(env["CAIRN_DATA"])
    subprocess.run([make_store, os.path.join(env["CAIRN_DATA"], "cairn.db"), "20000", "unlimited"], env=env, check=True)
    quiet, beside = p99(), []
    child = start({name: value for name, value in env.items() if name != "CAIRN_NOW"}, package)
    waiter = threading.Thread(target=child.wait)
    waiter.start()
    while child.returncode is None:
        beside.append(p99())
    waiter.join()
    assert child.returncode == 0 and beside
    return quiet, max(beside)


def bench(row, work, env, make_store, answer):
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(work)
    package, theirs, ours = os.path.join(work, "large.apkg"), [], []
    subprocess.run([sys.executable, MAKER, package, str(NOTES), str(REVIEWS)], check=True)  # a small process starts small ones
    python = anki_python(os.path.dirname(work))
    if python:  # the file as Anki itself writes it
        again = os.path.join(work, "again.apkg")
        import_with_anki(python, work, package, again)
        package = again
    for _ in range(TURNS):
        ours.append(import_with_ours(env, package))
        if python:
            theirs.append(import_with_anki(python, work, package))
    cpu, memory = sorted(ours)[TURNS // 2][0], max(memory for _, memory in ours)
    if python:
        their_cpu, their_memory = sorted(theirs)[TURNS // 2][0], max(memory for _, memory in theirs)
        row("package of 100,000 notes and 373,000 reviews, CPU", f"{cpu:.1f} s", f"Anki's own import {their_cpu:.1f} s",
            f"{cpu / their_cpu:.2f}", "≤ 0.5", cpu <= their_cpu / 2)
        row("the same, memory", f"{memory:.0f} MB", f"Anki's own import {their_memory:.0f} MB", f"{memory / their_memory:.2f}", "≤ 0.5",
            memory <= their_memory / 2)
    else:
        row("package of 100,000 notes and 373,000 reviews, CPU", f"{cpu:.1f} s", "Anki's library cannot be had from PyPI here", "", "≤ 2.35 s",
            cpu <= 2.35)
        row("the same, memory", f"{memory:.0f} MB", "", "", "≤ 154 MB", memory <= 154)
    quiet, beside = answers_beside(env, package, make_store, answer)
    row("answer p99 while it goes in", f"{beside:.1f} ms", f"quiet {quiet:.1f} ms", "", "≤ 50 ms more", beside - quiet <= 50)
