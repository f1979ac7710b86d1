/* SPDX-License-Identifier: MIT
 * BFGS in a box: the curvature itself is kept (Nocedal & Wright, Numerical Optimization, 6.19, damped as
 * in 18.15), and each step solves it for the variables that may move. */
#include "study/optim/quasi.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

struct at {
	double value, x[QUASI_MAX], gradient[QUASI_MAX];
};

static double dot(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum;
}

static bool is_held(const struct quasi *q, const struct at *at, size_t i)
{
	return (at->x[i] <= q->low[i] && at->gradient[i] > 0) ||
	       (at->x[i] >= q->high[i] && at->gradient[i] < 0);
}

/* Cholesky of the free part, in place; false: it is not positive definite. */
static bool decompose(double (*m)[QUASI_MAX], size_t n)
{
	for (size_t j = 0; j < n; j++) {
		double d = m[j][j] - dot(m[j], m[j], j);

		if (!(d > 1e-12))
			return false;
		m[j][j] = sqrt(d);
		for (size_t i = j + 1; i < n; i++)
			m[i][j] = (m[i][j] - dot(m[i], m[j], j)) / m[j][j];
	}
	return true;
}

static void solve(double (*m)[QUASI_MAX], size_t n, double *v)
{
	for (size_t i = 0; i < n; i++)
		v[i] = (v[i] - dot(m[i], v, i)) / m[i][i];
	for (size_t i = n; i-- > 0;) {
		for (size_t k = i + 1; k < n; k++)
			v[i] -= m[k][i] * v[k];
		v[i] /= m[i][i];
	}
}

/* The step, 0 for what is held. */
static void direct(const struct quasi *q, const struct at *at, double *step)
{
	double m[QUASI_MAX][QUASI_MAX], v[QUASI_MAX];
	size_t map[QUASI_MAX], n = 0;

	for (size_t i = 0; i < q->n; i++) {
		step[i] = 0;
		if (!is_held(q, at, i))
			map[n++] = i;
	}
	for (size_t i = 0; i < n; i++) {
		v[i] = -at->gradient[map[i]];
		for (size_t j = 0; j <= i; j++)
			m[i][j] = q->b[map[i]][map[j]];
	}
	if (!decompose(m, n)) {
		for (size_t i = 0; i < n; i++)
			step[map[i]] = v[i] / fmax(q->b[map[i]][map[i]], 1e-12);
		return;
	}
	solve(m, n, v);
	for (size_t i = 0; i < n; i++)
		step[map[i]] = v[i];
}

static void shorten(const struct quasi *q, double *step)
{
	double most = 0;

	for (size_t i = 0; i < q->n; i++)
		most = fmax(most, fabs(step[i]));
	for (size_t i = 0; i < q->n && most > q->reach; i++)
		step[i] *= q->reach / most;
}

/* b += y yT / sTy - b s (b s)T / sTbs */
static void learn(struct quasi *q, const struct at *from, const struct at *to)
{
	double s[QUASI_MAX], y[QUASI_MAX], bs[QUASI_MAX], sbs, sy, mix;

	for (size_t i = 0; i < q->n; i++) {
		s[i] = to->x[i] - from->x[i];
		y[i] = to->gradient[i] - from->gradient[i];
	}
	for (size_t i = 0; i < q->n; i++)
		bs[i] = dot(q->b[i], s, q->n);
	sbs = dot(s, bs, q->n);
	sy = dot(s, y, q->n);
	if (!(sbs > 1e-30))
		return;
	mix = sy >= 0.2 * sbs ? 1 : 0.8 * sbs / (sbs - sy);
	for (size_t i = 0; i < q->n; i++)
		y[i] = mix * y[i] + (1 - mix) * bs[i];
	sy = dot(s, y, q->n);
	for (size_t i = 0; i < q->n; i++)
		for (size_t j = 0; j < q->n; j++)
			q->b[i][j] += y[i] * y[j] / sy - bs[i] * bs[j] / sbs;
}

static double call(struct quasi *q, struct at *at)
{
	q->calls++;
	at->value = q->fn(q->ctx, at->x, at->gradient);
	return at->value;
}

/* Along the step, bent at the bounds; false: nothing better was found. */
static bool search(struct quasi *q, const struct at *from, const double *step, struct at *to)
{
	double length = 1;

	for (int tries = 0; tries < 12 && q->calls < q->calls_max; tries++) {
		double promised = 0;

		for (size_t i = 0; i < q->n; i++) {
			to->x[i] = fmin(fmax(from->x[i] + length * step[i], q->low[i]), q->high[i]);
			promised += from->gradient[i] * (to->x[i] - from->x[i]);
		}
		if (call(q, to) <= from->value + 1e-4 * promised)
			return true;
		if (to->value < INFINITY && promised < 0) { /* the minimum of the parabola through both */
			double best = -promised / (2 * (to->value - from->value - promised));

			length *= fmin(fmax(best, 0.1), 0.5);
		} else {
			length *= 0.25;
		}
	}
	return false;
}

double quasi_run(struct quasi *q)
{
	struct at at, next;
	double step[QUASI_MAX];

	memcpy(at.x, q->x, sizeof(at.x));
	q->calls = 0;
	call(q, &at);
	while (q->calls < q->calls_max) {
		direct(q, &at, step);
		if (-dot(at.gradient, step, q->n) / 2 < q->enough)
			break;
		shorten(q, step);
		if (!search(q, &at, step, &next))
			break;
		learn(q, &at, &next);
		at = next;
	}
	memcpy(q->x, at.x, sizeof(at.x));
	return at.value;
}
