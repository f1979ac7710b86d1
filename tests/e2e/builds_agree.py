# SPDX-License-Identifier: MIT
"""The same rows give the same due days whatever processor the fold is compiled for or runs on: tests/folds/folds.c, with the
files that compute, once for every x86-64 and once for those with AVX2 and fused multiply-add."""
import json
import os
import shlex
import subprocess

import harness
from harness import Skip

REVIEWS = 1000000 if os.environ.get("CAIRN_TEST_FULL") == "1" else 200000
COMPUTING = ["study/fsrs.c", "study/interval.c", "study/fold.c", "study/steps.c", "study/calendar.c"]
# Flags of one build alone
LEFT_OUT = ("-fsanitize", "-fno-sanitize", "-flto", "-MD", "-MQ", "-MF", "-o", "-c", "-march", "-fprofile", "-Werror", "-ftrivial-auto-var-init", "-fstrict-flex-arrays")


def flags_of(path):
    """As the build compiles that file, but for where it goes."""
    with open(os.path.join(harness.BUILD, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    command = next(c for c in commands if os.path.normpath(os.path.join(c["directory"], c["file"])) == os.path.join(harness.ROOT, path))
    words, out = shlex.split(command["command"]), []
    while words[0].endswith("ccache"):
        words.pop(0)
    skip = True  # the compiler
    for word in words:
        if skip:
            skip = False
        elif word in ("-MQ", "-MF", "-o", "-c"):
            skip = True
        elif not word.startswith(LEFT_OUT):
            out.append(word)
    return out


def folds(name, *march, compiler="gcc"):
    """Compiled with that; the program's path."""
    objects = []
    for path in [*COMPUTING, "tests/folds/folds.c"]:
        flags = flags_of(path if path in COMPUTING else "study/fsrs.c")
        made = os.path.abspath(f"{name}-{os.path.basename(path)}.o")
        subprocess.run([compiler, *flags, *march, "-c", os.path.join(harness.ROOT, path), "-o", made], cwd=harness.BUILD, check=True)
        objects.append(made)
    libraries = [os.path.join(harness.BUILD, path) for path in ("study/libstudy.a", "study/liboptim.a", "schema/libschema.a", "base/libbase.a")]
    subprocess.run([compiler, "-o", name, *objects, "-Wl,--start-group", *libraries, "-Wl,--end-group", "-lsqlite3", "-lsodium", "-lunistring", "-lm"],
                   check=True)
    return os.path.abspath(name)


def run(program, **more):
    done = subprocess.run([program, str(REVIEWS)], env={**os.environ, **more}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def needs_fma():
    if harness.SANITIZED:
        raise Skip("the fold is compiled here by itself, as shipped")
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as file:
        if " fma " not in file.read():
            raise Skip("this processor has no fused multiply-add")


def test_plain_and_avx2_give_the_same_bits():
    needs_fma()
    plain, wide = run(folds("plain", "-march=x86-64")), run(folds("wide", "-march=x86-64-v3"))
    print(" ".join(plain))
    assert plain == wide, f"{plain} on plain x86-64, {wide} with AVX2"


def test_contraction_would_be_seen():
    """The hash of memories is fine enough to tell: one bit of one card is enough."""
    needs_fma()
    plain, fused = run(folds("plain", "-march=x86-64")), run(folds("fused", "-march=x86-64-v3", "-ffp-contract=fast"))
    assert plain != fused


def test_clang_gives_the_same_bits():
    needs_fma()
    if subprocess.run(["clang", "--version"], capture_output=True, check=False).returncode:
        raise Skip("there is no clang")
    assert run(folds("plain", "-march=x86-64")) == run(folds("clang", "-march=x86-64-v3", compiler="clang"))


def test_the_c_library_chooses_by_processor_and_due_days_stay():
    """glibc's exp and pow have a variant with fused multiply-add, which is taken at run time; the last bit may differ, no day does."""
    needs_fma()
    program = folds("plain", "-march=x86-64")
    with_fma, without = run(program), run(program, GLIBC_TUNABLES="glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2,-AVX2_Usable,-FMA_Usable")
    print("memories with and without:", with_fma[3], without[3])
    assert with_fma[:2] == without[:2]


harness.main(globals())
