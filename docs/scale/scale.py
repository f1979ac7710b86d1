#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scale: what learners cost on one MongoDB, from a person to a million: scale.py [--answers N] [--syncs N] [--bytes N] ...

Sizes are measured (docs/scale.md says by what); prices and what a machine bears are parameters, to be replaced by what one is offered. The
load of a day is drawn by chance with a seed: learners of unequal zeal in the world's time zones, syncing when they study."""
import argparse
import math
import random

GB = 1e9
# name, storage that is sensible (GB), operations a second that it bears, dollars a month: as remembered of Atlas's list of 2025
MACHINES = [("free", 0.5, 30, 0), ("M10", 100, 300, 57), ("M30", 500, 2000, 389), ("M50", 2000, 6000, 1460)]
SHARD = MACHINES[-1]
ZONES = [(-8, 5), (-5, 11), (-3, 8), (0, 6), (1, 16), (2, 8), (3, 7), (5.5, 18), (8, 14), (9, 7)]  # hours from UTC, learners in a hundred


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answers", type=float, default=50, help="a learner and day, the median of those who study")
    parser.add_argument("--studies", type=float, default=0.5, help="the part of learners who study on a day")
    parser.add_argument("--syncs", type=float, default=3, help="a learner and day of study")
    parser.add_argument("--bytes", type=float, default=210, help="of an answer's document as it travels")
    parser.add_argument("--index", type=float, default=60, help="bytes of its entry in the index of _id")
    parser.add_argument("--store", type=float, default=0.6, help="the part that is left of a document on the disk")
    parser.add_argument("--years", type=float, default=3, help="of rows that are kept")
    parser.add_argument("--sample", type=int, default=20000, help="learners that are drawn")
    return parser.parse_args()


def answers_of(chance, given):
    """Zeal is lognormal: the median is --answers, one learner in forty has four times that."""
    return given.answers * math.exp(chance.gauss(0, 0.7))


def day(chance, given):
    """(answers a learner and day, the same for each learner drawn, syncs in each minute of a day in UTC)."""
    each, minutes = [], [0] * 1440
    zones, weights = zip(*ZONES)
    for _ in range(given.sample):
        rows = answers_of(chance, given)
        each.append(rows * given.studies)
        if chance.random() >= given.studies:
            continue
        zone = chance.choices(zones, weights)[0]
        for _ in range(max(1, round(chance.gauss(given.syncs, 1)))):
            hour = chance.choice([7.5, 12.5, 20, 21]) + chance.gauss(0, 1.5)
            minutes[int((hour - zone) * 60) % 1440] += 1
    return sum(each) / len(each), each, minutes


def fullest(chance, each, shards):
    """Rows by ranges of _id: learners in the order of their names, cut into equal numbers. How much more than the mean the fullest shard has."""
    if shards == 1:
        return 1.0
    drawn = [chance.choice(each) for _ in range(max(len(each), shards * 500))]
    size = len(drawn) // shards
    loads = [sum(drawn[i * size:(i + 1) * size]) for i in range(shards)]
    return max(loads) / (sum(loads) / shards)


def machine_for(stored, operations):
    for name, storage, bears, price in MACHINES:
        if stored <= storage and operations <= bears:
            return name, 1, price
    shards = max(math.ceil(stored / SHARD[1]), math.ceil(operations / SHARD[2]))
    return f"{shards} shards {SHARD[0]}", shards, shards * SHARD[3]


def main():
    given, chance = arguments(), random.Random(1)
    mean, each, minutes = day(chance, given)
    peak = max(sum(minutes[i:i + 15]) for i in range(0, 1440, 15)) / 15 / 60 / given.sample
    row = given.bytes * given.store + given.index
    print(f"{mean:.0f} answers a learner and day, {mean * 365 * row / 1e6:.1f} MB a learner and year on the disk, kept {given.years:g} years")
    print("| learners | rows a day | stored | syncs a second, peak | operations a second | on | fullest shard | dollars a month | dollars a learner and year |")
    print("|---|---|---|---|---|---|---|---|---|")
    for learners in (1, 30, 1000, 10000, 100000, 1000000):
        stored = learners * mean * 365 * given.years * row / GB
        syncs = learners * peak
        operations = syncs * 4  # hello, look, insert, read back
        name, shards, price = machine_for(stored, operations)
        more = fullest(chance, each, shards)
        size = f"{stored * 1000:.0f} MB" if stored < 1 else f"{stored:,.0f} GB"
        print(f"| {learners:,} | {learners * mean:,.0f} | {size} | {syncs:,.1f} | {operations:,.1f} | {name} | {more:.2f} | {price:,} | {price * 12 / learners:.2f} |")


if __name__ == "__main__":
    main()
