# SPDX-License-Identifier: MIT
"""Builds everything three ways, runs every suite and counts every case. Called by ./dev test; tests/README.md says how."""

import concurrent.futures
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
E2E = os.path.join(ROOT, "tests", "e2e")
BUILDS = {
    # folder: (compiler, options of meson, what it is for)
    "build": ("gcc", [], "gcc, as shipped"),
    # gcc's warnings are not meant to be used together with its sanitizers: they see code that is not ours
    "build-san": ("gcc", ["-Db_sanitize=address,undefined", "-Doptimization=1", "-Dwerror=false"], "gcc, sanitized"),
    "build-clang": ("clang", [], "clang, compiled only"),
}
SANITIZER = {
    "ASAN_OPTIONS": "abort_on_error=0:exitcode=99:detect_leaks=1:strict_string_checks=1",
    "LSAN_OPTIONS": f"suppressions={os.path.join(ROOT, 'tests', 'lib', 'lsan.supp')}:print_suppressions=0",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
}
LIMIT_S, FULL_LIMIT_S = 900, 2400 # of a script; of a part of one with --full. Whoever takes longer hangs
# With --full: scripts that take long come first, so that none is left over at the end, and in so many parts, which two
# processors share: CAIRN_TEST_PART of CAIRN_TEST_PARTS.
PARTS = {"monkey": 4, "wire_matrix": 4, "packages_ended": 4, "texts_ended": 4, "faults": 4}
LONG = ["monkey", "wire_matrix", "mutants", "simulator", "faults", "kill_sync", "flips", "packages_ended", "texts_ended", "packages", "bad_packages", "apkg", "backup", "screens", "half_hour", "glyphs", "install"]
SANITIZED_ALWAYS = {"monkey"} # scripts that need the sanitized programs, and those alone
SANITIZED_WHOLE = {"monkey", "faults"} # … that leave nothing out under the sanitizers
CASE = re.compile(r"^(?:(ok|not ok) (\S+)|skip (\S+(?: .*)?))$") # and nothing else: what a case shows may begin alike
TAP = re.compile(r"^(ok|not ok) \d+(?: - (\S+)| # (SKIP) (\S+))")


class Result:
    def __init__(self, suite):
        self.suite, self.passed, self.failed, self.skipped = suite, [], [], []
        self.output, self.seconds, self.cpu = "", 0.0, 0.0

    def line(self):
        parts = [f"{len(self.passed)} passed"]
        parts += [f"{len(self.failed)} failed"] if self.failed else []
        parts += [f"{len(self.skipped)} skipped"] if self.skipped else []
        return f"{'FAIL' if self.failed else 'ok  '} {self.suite:<34} {', '.join(parts):<32} {self.seconds:6.1f} s, {self.cpu:6.1f} s of CPU"


def environment(folder, build):
    """What a suite sees: nothing of the person who runs it, except what is meant for tests."""
    env = {name: value for name, value in os.environ.items() if name.startswith(("CAIRN_TEST_", "PIP_", "SSL_CERT_", "CONTAINERS_", "BUILDAH_"))}
    env.update({"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": os.path.join(folder, "home"), "TMPDIR": folder,
                "TZ": "UTC", "LC_ALL": "C.UTF-8", "TERM": "xterm-256color", "CAIRN_SEED": "1",
                "CAIRN_SOURCE_ROOT": ROOT, "CAIRN_BUILD": os.path.join(ROOT, build), "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONPATH": os.path.join(ROOT, "tests", "lib")})
    if os.environ.get("CAIRN_VECTORS"):
        env["CAIRN_VECTORS"] = os.path.abspath(os.environ["CAIRN_VECTORS"])
    if build == "build-san":
        env.update(SANITIZER)
    os.makedirs(env["HOME"])
    return env


def run_command(argv, env, cwd, limit):
    """(exit code, output, seconds of CPU). What the suite leaves running is ended with it: it has a process group of its own."""
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(argv, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                 start_new_session=True)
        timers = [threading.Timer(limit, end_group, (child.pid, signal.SIGTERM)), threading.Timer(limit + 5, end_group, (child.pid, signal.SIGKILL))]
        for timer in timers:
            timer.start()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # its number stays its own until the group has been ended
        for timer in timers:
            timer.cancel()
        end_group(child.pid, signal.SIGKILL)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return child.returncode, out.read().decode("utf-8", "replace"), used.ru_utime + used.ru_stime


def end_group(pid, how):
    try:
        os.killpg(pid, how)
    except ProcessLookupError:
        pass


def read_tap(result):
    for line in result.output.splitlines():
        found = TAP.match(line)
        if found and found[3]:
            result.skipped.append(found[4])
        elif found:
            (result.passed if found[1] == "ok" else result.failed).append(found[2])


def read_lines(result):
    for line in result.output.splitlines():
        found = CASE.match(line)
        if found:
            {"ok": result.passed, "not ok": result.failed, None: result.skipped}[found[1]].append(found[2] or found[3])


def run_suite(suite, build, argv, env_more, reader, limit=LIMIT_S):
    result = Result(suite)
    begin = time.monotonic()
    folder = tempfile.mkdtemp(prefix="cairn-test.")
    try:
        env = environment(folder, build)
        env.update(env_more)
        code, result.output, result.cpu = run_command(argv, env, folder, limit)
        reader(result)
        if time.monotonic() - begin >= limit:
            result.failed.append(f"{suite} was not done after {limit} s")
        elif code and not result.failed:
            result.failed.append(f"{suite} ended with {code}")
        elif not (result.passed or result.failed or result.skipped):
            result.failed.append(f"{suite} reported no case")
    finally:
        result.seconds = time.monotonic() - begin
        shutil.rmtree(folder, ignore_errors=True)
    return result


def make(build):
    """Configures and builds one folder; a case of its own, because -Werror is part of what is tested."""
    compiler, options, purpose = BUILDS[build]
    result = Result(f"build {purpose}")
    begin = time.monotonic()
    env = {**os.environ, "CC": compiler}
    env.pop("CFLAGS", None), env.pop("LDFLAGS", None)
    steps = [["ninja", "-C", build]]
    if not os.path.exists(os.path.join(ROOT, build, "build.ninja")):
        shutil.rmtree(os.path.join(ROOT, build), ignore_errors=True)
        steps.insert(0, ["meson", "setup", build, *options])
    for argv in steps:
        done = subprocess.run(argv, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        result.output += done.stdout.decode("utf-8", "replace")
        if done.returncode:
            result.failed.append(purpose)
            break
    else:
        result.passed.append(purpose)
    result.seconds = time.monotonic() - begin
    return result


def unit_suites(build, full):
    listed = subprocess.run(["meson", "introspect", "--tests", build], cwd=ROOT, stdout=subprocess.PIPE, check=True)
    for test in json.loads(listed.stdout):
        kind = "" if build == "build" else " (sanitized)"
        env = {**test["env"], "CMOCKA_MESSAGE_OUTPUT": "TAP"}
        yield test["name"], (f"unit {test['name']}{kind}", build, test["cmd"], env, read_tap, test["timeout"] * (8 if full else 2))


def script_suites(build, full):
    kind = "" if build == "build" else " (sanitized)"
    for name in sorted(os.listdir(E2E)):
        stem, extension = os.path.splitext(name)
        wanted = stem not in SANITIZED_ALWAYS if build == "build" else full or stem in SANITIZED_ALWAYS
        if extension in (".py", ".sh") and wanted:
            argv = [sys.executable if extension == ".py" else "bash", os.path.join(E2E, name)]
            parts = PARTS.get(stem, 1) if full and (build == "build" or stem in SANITIZED_WHOLE) else 1
            for part in range(parts):
                which = f" {part + 1}/{parts}" if parts > 1 else ""
                env = {"CAIRN_TEST_PART": str(part), "CAIRN_TEST_PARTS": str(parts)}
                yield stem, (f"e2e {stem}{which}{kind}", build, argv, env, read_lines, FULL_LIMIT_S if full else LIMIT_S)


def report(result, lock):
    with lock:
        print(result.line(), flush=True)
        if result.failed:
            for name in result.failed:
                print(f"     not ok: {name}")
            print("\n".join("     | " + line for line in result.output.splitlines()[-200:]), flush=True)
        for line in () if result.failed else result.output.splitlines():
            if line.startswith("note: "): # what a suite wants to be read though nothing failed
                print("     " + line[6:], flush=True)
        for name in result.skipped:
            print(f"     skipped: {name}", flush=True)


def choose(names, full):
    """The suites to run, after the builds they need; names may be those of unit tests and of scripts."""
    suites = list(unit_suites("build", full)) + list(unit_suites("build-san", full))
    suites += list(script_suites("build", full)) + list(script_suites("build-san", full))
    if full:
        suites.sort(key=lambda suite: LONG.index(suite[0]) if suite[0] in LONG else len(LONG))
    if not names:
        return [suite for _, suite in suites]
    known = sorted({name for name, _ in suites})
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"./dev test: no suite {', '.join(unknown)}; there are: {' '.join(known)}", file=sys.stderr)
        sys.exit(2)
    return [suite for name, suite in suites if name in names]


def main():
    full = "--full" in sys.argv[1:]
    names = [argument for argument in sys.argv[1:] if argument != "--full"]
    lock, results = threading.Lock(), []
    os.chdir(ROOT)
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):  # which shells and nohup let what they start ignore
        signal.signal(number, signal.SIG_DFL)
    for build in ("build", "build-san") if names else BUILDS:
        results.append(make(build))
        report(results[-1], lock)
    if not any(result.failed for result in results[:2]):
        if full:
            os.environ["CAIRN_TEST_FULL"] = "1"
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            jobs = [pool.submit(run_suite, *suite) for suite in choose(names, full)]
            for job in concurrent.futures.as_completed(jobs):
                results.append(job.result())
                report(results[-1], lock)
    if full:
        print(f"{sum(r.cpu for r in results) / 60:.1f} minutes of CPU; the heaviest:")
        for result in sorted(results, key=lambda r: -r.cpu)[:10]:
            print(f"{result.cpu:8.1f} s  {result.suite}")
    passed, failed, skipped = (sum(len(getattr(r, kind)) for r in results) for kind in ("passed", "failed", "skipped"))
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
