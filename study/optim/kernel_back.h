/* SPDX-License-Identifier: MIT
 * The way back through one review of LANES cards: what the loss owes to the memory before it and to each
 * parameter. Part of the kernels. Sums are named after the parameter; what several share is multiplied out
 * once, in kernel_finish. */
#ifndef STUDY_OPTIM_KERNEL_BACK_H
#define STUDY_OPTIM_KERNEL_BACK_H

#include "study/optim/kernel_step.h"

/* d loss / d memory: after the review when it comes in, before it when it goes out. */
struct slope {
	vf s, d, forgot;
};

#define FORGOT_MIN                                                                                           \
	1e-7f /* of 1 - R, as in fsrs-rs: what lies below has no slope. R itself is 2e-7 at the least. */

/* w8, w9, w10, w15, w16 */
static inline void back_success(const struct consts *c, const struct turn *t, const struct point *p, vf *sum,
				vf in, struct slope *out)
{
	vf base = in * p->s * p->power, room = 11 - p->d, bonus = bonus_of(c, t);
	vf grown = base * room * p->grow, gain = grown * bonus, rise = base * bonus * room * (p->grow + 1);

	sum[SUM_8] += gain;
	sum[SUM_9] -= gain * p->log_x;
	sum[SUM_10] += rise * p->forgot;
	sum[SUM_15] += vf_where(t->hard, grown);
	sum[SUM_16] += vf_where(t->easy, grown);
	out->s += in + gain * (1 - c->w[9]) * p->inv_s;
	out->d -= base * bonus * p->grow;
	out->forgot += rise * c->w[10];
}

/* w11 … w14, or w17 and w18 where the cap holds */
static inline void back_lapse(const struct consts *c, const struct point *p, vf *sum, vf in,
			      struct slope *out)
{
	vf raw = p->power * p->grow;
	vf cap = vf_where(VM_LESS(p->s * c->cap, raw), in), curve;

	in = in - cap;
	raw = in * raw;
	curve = in * p->power * (p->grow + 1);
	sum[SUM_11] += raw;
	sum[SUM_12] -= raw * p->log_x;
	sum[SUM_13] += curve * p->log_s1;
	sum[SUM_14] += raw * p->forgot;
	sum[SUM_CAP] += cap * p->s * c->cap;
	out->s += curve * c->w[13] / (p->s + 1) + cap * c->cap;
	out->d -= raw * c->w[12] / p->d;
	out->forgot += raw * c->w[14];
}

/* w17, w18, w19; for all but Again only where the factor is above 1 */
static inline void back_same_day(const struct consts *c, const struct turn *t, const struct point *p, vf *sum,
				 vf in, struct slope *out)
{
	vm flat = (vm)(vm_not(t->again) & VM_LESS(p->power, vf_all(1)));
	vf level = vf_where(flat, in), moved = (in - level) * p->s * p->power;

	sum[SUM_SHORT] += moved;
	sum[SUM_SHORT_RATING] += moved * (t->rating - 3);
	sum[SUM_19] -= moved * p->log_x;
	out->s += level + moved * (1 - c->w[19]) * p->inv_s;
}

/* w4 … w7 of every later review */
static inline void back_difficulty(const struct consts *c, const struct turn *t, const struct point *p,
				   vf *sum, vf in, struct slope *out)
{
	vf moved = moved_d(c, t, p->d), mean = mean_d(c, moved), down = t->rating - 3;

	in = vf_where(vm_not((vm)(VM_LESS(mean, vf_all(1)) | VM_LESS(vf_all(10), mean))), in);
	sum[SUM_7] += in * (c->ease_d - moved);
	sum[SUM_EASE] += in;
	sum[SUM_6] -= in * (10 - p->d) * down;
	out->d += in * (1 - c->w[7]) * (1 + c->w[6] * down * (1.0f / 9));
}

/* The log loss of the review itself. Returns R d loss / d(1 - R), which is the weight where the card was
 * known. */
static inline vf back_loss(const struct consts *c, const struct turn *t, const struct point *p, vf *sum,
			   bool lapses)
{
	vf by_base = vf_where(t->success, t->weight), low;

	sum[SUM_LOSS] += by_base * c->w[20] * p->log_b;
	if (!lapses)
		return by_base;
	low = VF_MAX(p->forgot, vf_all(FORGOT_MIN));
	sum[SUM_LOSS] -= vf_where(t->lapse, t->weight * vf_log(low));
	return by_base -
	       vf_where((vm)(t->lapse & VM_LESS(vf_all(FORGOT_MIN), p->forgot)), t->weight / low * (1 - low));
}

/* w20, and through R to the stability before; by_base: R d loss / d(1 - R), of the loss itself. */
static inline void back_recall(const struct consts *c, const struct point *p, vf *sum, vf by_base,
			       struct slope *out)
{
	by_base += out->forgot * (1 - p->forgot);
	sum[SUM_LOG] += by_base * p->log_b;
	sum[SUM_BASE] += by_base * p->part_b;
	out->s -= by_base * c->w[20] * p->part_b * p->inv_s;
}

/* *slope: in as of after the review, out as of before it. */
static inline void point_back(const struct consts *c, const struct turn *t, const struct point *p, vf *sum,
			      struct slope *slope)
{
	bool any_long = vm_any(vm_not(t->same)), lapses = any_long && vm_any(t->lapse);
	vm in_bounds = vm_not(
		(vm)(VM_LESS(p->next, vf_all((float)FSRS_S_MIN)) | VM_LESS(vf_all(FSRS_S_MAX), p->next)));
	vf in = vf_where(in_bounds, slope->s);
	vf by_base = {0};
	struct slope out = {0};

	if (any_long) {
		by_base = back_loss(c, t, p, sum, lapses);
		back_success(c, t, p, sum, vf_where(t->success, in), &out);
	}
	if (lapses)
		back_lapse(c, p, sum, vf_where(t->lapse, in), &out);
	if (vm_any(t->same))
		back_same_day(c, t, p, sum, vf_where(t->same, in), &out);
	back_difficulty(c, t, p, sum, slope->d, &out);
	if (any_long)
		back_recall(c, p, sum, by_base, &out);
	*slope = out;
}

#endif
