# SPDX-License-Identifier: MIT
"""FSRS-6 with learning steps in Python, for tests: a second hand to hold the program's states against.

Written from the formulas of the FSRS project (open-spaced-repetition, "The Algorithm", FSRS-6); main_job.py first holds it
against the vectors of py-fsrs in tests/data/fsrs, then the program against it. Days are study days."""
import math

DEFAULTS = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
            1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]
LEARNING, REVIEW, RELEARNING = "learning", "review", "relearning"


def clamp(x, low, high):
    return min(max(x, low), high)


class Model:
    def __init__(self, w=DEFAULTS):
        self.w = w
        self.factor = 0.9 ** (-1 / w[20]) - 1

    def recall(self, days, s):
        return (1 + self.factor * days / s) ** -self.w[20]

    def first_difficulty(self, rating):
        return self.w[4] - math.exp(self.w[5] * (rating - 1)) + 1

    def first(self, rating):
        return clamp(self.w[rating - 1], 0.001, 36500), clamp(self.first_difficulty(rating), 1, 10)

    def difficulty(self, d, rating):
        w = self.w
        eased = d + (10 - d) * -w[6] * (rating - 3) / 9
        return clamp(w[7] * self.first_difficulty(4) + (1 - w[7]) * eased, 1, 10)

    def stability(self, s, d, rating, days):
        w = self.w
        if days == 0:
            q = math.exp(w[17] * (rating - 3 + w[18])) * s ** -w[19]
            return s * (max(q, 1) if rating >= 2 else q)
        r = self.recall(days, s)
        if rating == 1:
            long = w[11] * d ** -w[12] * ((s + 1) ** w[13] - 1) * math.exp(w[14] * (1 - r))
            return min(long, s / math.exp(w[17] * w[18]))
        bonus = {2: w[15], 3: 1, 4: w[16]}[rating]
        return s * (1 + math.exp(w[8]) * (11 - d) * s ** -w[9] * (math.exp(w[10] * (1 - r)) - 1) * bonus)

    def next(self, s, d, rating, days):
        return clamp(self.stability(s, d, rating, days), 0.001, 36500), self.difficulty(d, rating)

    def interval(self, s, retention=0.9):
        return clamp(round(s / self.factor * (retention ** (-1 / self.w[20]) - 1)), 1, 36500)


class Card:
    """A card under learning steps (seconds). review() takes the study day and the time in seconds; `due` is seconds, or
    None when the card is in review: then `days` is its interval, without fuzz and ordering."""

    def __init__(self, model, steps=(60, 600), relearn=(600,)):
        self.model, self.steps, self.relearn = model, steps, relearn
        self.state, self.step, self.s, self.d, self.last = LEARNING, 0, None, None, None
        self.due = self.days = self.last_seconds = None
        self.reviews = 0

    def review(self, rating, day, seconds):
        self.reviews += 1
        self.last_seconds = seconds
        if self.s is None:
            self.s, self.d = self.model.first(rating)
        else:
            self.s, self.d = self.model.next(self.s, self.d, rating, day - self.last)
        self.last = day
        if self.state == REVIEW and rating > 1:
            return self._graduate()
        steps = self.steps if self.state == LEARNING else self.relearn
        if self.state == REVIEW:
            steps = self.relearn
            if not steps:
                return self._graduate()
            self.state, self.step = RELEARNING, 0
            return self._wait(steps[0], seconds)
        if not steps or (self.step >= len(steps) and rating > 1) or rating == 4:
            return self._graduate()
        if rating == 1:
            self.step = 0
            return self._wait(steps[0], seconds)
        if rating == 2:
            if self.step == 0 and len(steps) == 1:
                return self._wait(steps[0] * 1.5, seconds)
            if self.step == 0:
                return self._wait((steps[0] + steps[1]) / 2, seconds)
            return self._wait(steps[self.step], seconds)
        self.step += 1
        if self.step >= len(steps):
            return self._graduate()
        return self._wait(steps[self.step], seconds)

    def _graduate(self):
        self.state, self.step, self.due = REVIEW, 0, None
        self.days = self.model.interval(self.s)

    def _wait(self, delay, seconds):
        self.due, self.days = seconds + delay, None


def check(vectors):
    """Holds the model against sequences of py-fsrs (the form of tests/data/fsrs); returns how many states agreed."""
    agreed = 0
    for sequence in vectors["seqs"]:
        model, s, d = Model(vectors["params"][sequence["p"]]), None, None
        limit = sequence.get("s_over_36500_from")
        for i, ((rating, days), expected) in enumerate(zip(sequence["reviews"], sequence["expect"])):
            if limit is not None and i >= limit:
                break
            s, d = model.first(rating) if s is None else model.next(s, d, rating, days)
            if not (math.isclose(s, expected[0], rel_tol=1e-9) and math.isclose(d, expected[1], rel_tol=1e-9)):
                raise AssertionError(f"sequence {sequence['id']}, review {i}: {s}, {d} instead of {expected[:2]}")
            agreed += 1
    return agreed
