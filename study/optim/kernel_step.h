/* SPDX-License-Identifier: MIT
 * One review of LANES cards: forward, and what is remembered for the way back. Part of the kernels. Formulas:
 * fsrs.c. */
#ifndef STUDY_OPTIM_KERNEL_STEP_H
#define STUDY_OPTIM_KERNEL_STEP_H

#include "study/optim/kernel.h"
#include "study/optim/lanes.h"

struct consts {
	vf w[FSRS_PARAMS], factor, ease_d, log_w11, cap;
};

/* Which of the three formulas each lane takes. */
struct turn {
	vf days, rating, weight;
	vm none, again, hard, easy; /* none: the card has no such review */
	vm same, lapse, success;    /* one of them a lane */
};

/* A review as it was on the way there. */
struct point {
	vf s, d, inv_s;		  /* before it; 1 / s */
	vf forgot, log_b, part_b; /* 1 - R; log b and (b - 1) / b of b = 1 + factor days / s, R = b^-w20 */
	vf power, grow;		  /* e^a and e^b - 1 of the two exponents of the formula taken */
	vf log_x, log_s1;	  /* log of s (lapse: of d); of s + 1 */
	vf next;		  /* stability after it, not yet clamped */
};

static inline void consts_init(struct consts *c, const struct kernel_w *k)
{
	for (int i = 0; i < FSRS_PARAMS; i++)
		c->w[i] = vf_all(k->w[i]);
	c->factor = vf_all(k->factor);
	c->ease_d = vf_all(k->ease_d);
	c->log_w11 = vf_all(k->log_w11);
	c->cap = vf_all(k->cap);
}

static inline struct turn turn_of(vi packed)
{
	vi rating = packed & 7, days = packed >> RATING_BITS & ((1 << DAYS_BITS) - 1);
	vi weight = packed >> WEIGHT_SHIFT & WEIGHT_ONE;
	struct turn t = {
		.days = vf_of(days), .rating = vf_of(rating), .weight = vf_of(weight) * (1.0f / WEIGHT_ONE)};

	t.none = VM_EQUAL(rating, vi_all(0));
	t.again = VM_EQUAL(rating, vi_all(RATE_AGAIN));
	t.hard = VM_EQUAL(rating, vi_all(RATE_HARD));
	t.easy = VM_EQUAL(rating, vi_all(RATE_EASY));
	t.same = VM_EQUAL(days, vi_all(0));
	t.lapse = (vm)(vm_not(t.same) & t.again);
	t.success = (vm)(vm_not(t.same) & vm_not(t.again));
	return t;
}

static inline vf clamp_lanes(vf x, float low, float high)
{
	return VF_MIN(VF_MAX(x, vf_all(low)), vf_all(high));
}

static inline vf bonus_of(const struct consts *c, const struct turn *t)
{
	return vf_pick(t->hard, c->w[15], vf_pick(t->easy, c->w[16], vf_all(1)));
}

/* Difficulty before it returns towards that of an easy card. */
static inline vf moved_d(const struct consts *c, const struct turn *t, vf d)
{
	return d - (10 - d) * c->w[6] * (t->rating - 3) * (1.0f / 9);
}

static inline vf mean_d(const struct consts *c, vf moved)
{
	return moved + c->w[7] * (c->ease_d - moved);
}

static inline void forget(const struct consts *c, const struct turn *t, struct point *p)
{
	vf recall, above = c->factor * t->days * p->inv_s;

	p->log_b = vf_log1p(above);
	p->part_b = above / (above + 1);
	p->forgot = -vf_expm1(-c->w[20] * p->log_b, &recall);
}

/* The exponents: e^a (1 or e^b - 1) is what multiplies s, or for a lapse what replaces it. */
static inline void raise(const struct consts *c, const struct turn *t, struct point *p, bool lapses,
			 bool any_long)
{
	vf a = c->w[17] * (t->rating - 3 + c->w[18]) - c->w[19] * p->log_x, b = {0}, unused;

	p->grow = p->log_s1 = (vf){0};
	if (any_long) {
		a = vf_pick(t->success, c->w[8] - c->w[9] * p->log_x, a);
		b = vf_where(t->success, c->w[10] * p->forgot);
	}
	if (lapses) {
		p->log_s1 = vf_log1p(p->s);
		a = vf_pick(t->lapse, c->log_w11 - c->w[12] * p->log_x + c->w[14] * p->forgot, a);
		b = vf_pick(t->lapse, c->w[13] * p->log_s1, b);
	}
	p->power = vf_exp(a);
	if (any_long)
		p->grow = vf_expm1(b, &unused);
}

/* Fills in all of *p but s and d. */
static inline void point_forward(const struct consts *c, const struct turn *t, struct point *p)
{
	bool any_long = vm_any(vm_not(t->same)), lapses = any_long && vm_any(t->lapse);
	vf q;

	p->inv_s = 1 / p->s;
	p->forgot = p->log_b = p->part_b = (vf){0};
	if (any_long)
		forget(c, t, p);
	p->log_x = vf_log(lapses ? vf_pick(t->lapse, p->d, p->s) : p->s);
	raise(c, t, p, lapses, any_long);
	q = vf_pick(t->again, p->power, VF_MAX(p->power, vf_all(1)));
	if (any_long)
		q = vf_pick(t->success, 1 + p->power * (11 - p->d) * p->grow * bonus_of(c, t), q);
	p->next = p->s * q;
	if (lapses)
		p->next = vf_pick(t->lapse, VF_MIN(p->power * p->grow, p->s * c->cap), p->next);
}

static inline vf clamp_s(vf s)
{
	return clamp_lanes(s, (float)FSRS_S_MIN, FSRS_S_MAX);
}

static inline vf next_d_of(const struct consts *c, const struct turn *t, vf d)
{
	return clamp_lanes(mean_d(c, moved_d(c, t, d)), 1, 10);
}

#endif
