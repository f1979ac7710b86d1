# SPDX-License-Identifier: MIT
"""./dev bench plan: a learner played forward for a year against fsrs-rs 6.6.2, one thread each. CPU seconds; runs are interleaved, the quickest counts."""
import optimizer

CARDS, NEW, DAYS, ROUNDS = 10_000, 28, 365, 5


def played(program, retention, seed, runs):
    reviews, hours, held, seconds = map(float, optimizer.run(program, "simulate", CARDS, NEW, DAYS, retention, seed, runs, 2, 1).split())
    return reviews, hours, held, seconds


def bench_plan(row, program):
    theirs = optimizer.build_fsrs_rs()
    for retention in (0.85, 0.90, 0.95):
        own, other, sums = 1e9, 1e9, [0, 0]
        for seed in range(1, ROUNDS + 1):
            reviews, _, _, seconds = played(program, retention, seed, 10)
            own, sums[0] = min(own, seconds), sums[0] + reviews / ROUNDS
            if theirs:
                reviews, _, _, seconds = played(theirs, retention, seed, 1)
                other, sums[1] = min(other, seconds), sums[1] + reviews / ROUNDS
        name = f"{CARDS:,} cards for a year at {retention:.2f}"
        if not theirs:
            row(name, f"{own * 1000:.1f} ms", "", "", "", None)
            continue
        row(name, f"{own * 1000:.1f} ms", f"fsrs-rs {other * 1000:.0f} ms", f"1/{other / own:.0f}", "≤ 1/30", other >= 30 * own)
        row("the same, reviews", f"{sums[0]:,.0f}", f"fsrs-rs {sums[1]:,.0f}", f"{sums[0] / sums[1]:.3f}", "0.95 … 1.05", 0.95 <= sums[0] / sums[1] <= 1.05)
