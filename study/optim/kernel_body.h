/* SPDX-License-Identifier: MIT
 * The kernel, LANES cards at once; KERNEL names the table it fills. Included once by each of its sources. */
#include "study/optim/kernel_back.h"

static inline struct turn turn_at(const struct kernel_work *work, size_t at)
{
	return turn_of(vi_load(work->review + at));
}

static inline vf first_of(const struct turn *t, const float *by_rating)
{
	return vf_pick(t->again, vf_all(by_rating[0]),
		       vf_pick(t->hard, vf_all(by_rating[1]),
			       vf_pick(t->easy, vf_all(by_rating[3]), vf_all(by_rating[2]))));
}

static inline void first_forward(const struct kernel_w *k, const struct turn *t, vf *s, vf *d)
{
	*s = clamp_s(first_of(t, k->w));
	*d = clamp_lanes(first_of(t, k->first_d), 1, 10);
}

static inline void first_back(const struct kernel_w *k, const struct turn *t, vf *sum,
			      const struct slope *slope)
{
	vf d = first_of(t, k->first_d);
	vf by_d = vf_where(vm_not((vm)(VM_LESS(d, vf_all(1)) | VM_LESS(vf_all(10), d))), slope->d);
	vm good = (vm)(vm_not(t->again) & vm_not(t->hard) & vm_not(t->easy));
	const vm is[4] = {t->again, t->hard, good, t->easy};

	for (int i = 0; i < 4; i++) {
		sum[SUM_S0 + i] += vf_where(is[i], slope->s);
		sum[SUM_D0 + i] += vf_where(is[i], by_d);
	}
}

/* The chains of LANES cards of a block, there and back. */
static void chain_gradient(const struct kernel_w *k, const struct consts *c, const struct kernel_work *work,
			   const struct block *block, size_t lane, vf *sum)
{
	struct point *point = (struct point *)(void *)work->tape;
	size_t at = block->first + lane;
	struct turn t = turn_at(work, at);
	struct slope slope = {0};
	vf s, d;

	first_forward(k, &t, &s, &d);
	for (uint32_t i = 1; i < block->length; i++) {
		t = turn_at(work, at + (size_t)i * KERNEL_ROW);
		point[i].s = s;
		point[i].d = d;
		point_forward(c, &t, &point[i]);
		s = clamp_s(point[i].next);
		d = next_d_of(c, &t, d);
	}
	for (uint32_t i = block->length; i-- > 1;) {
		t = turn_at(work, at + (size_t)i * KERNEL_ROW);
		point_back(c, &t, &point[i], sum, &slope);
	}
	t = turn_at(work, at);
	first_back(k, &t, sum, &slope);
}

static void flush(struct kernel_sums *sums, vf *sum, size_t lane)
{
	for (int i = 0; i < KERNEL_SUMS; i++) {
		for (size_t l = 0; l < LANES; l++)
			sums->lane[i][lane + l] += (double)sum[i][l];
		sum[i] = (vf){0};
	}
}

/* Float holds the sums of some CHUNK_STEPS reviews a lane, no more: the same ones at every width. */
static void gradient(const struct kernel_w *k, const struct kernel_work *work, struct kernel_sums *sums)
{
	struct consts c;
	vf sum[KERNEL_SUMS] = {0};

	consts_init(&c, k);
	for (size_t lane = 0; lane < KERNEL_ROW; lane += LANES) {
		uint32_t steps = 0;

		for (size_t b = 0; b < work->blocks; b++) {
			if (lane < work->block[b].cards)
				chain_gradient(k, &c, work, &work->block[b], lane, sum);
			steps += work->block[b].length;
			if (steps >= CHUNK_STEPS) {
				flush(sums, sum, lane);
				steps = 0;
			}
		}
		flush(sums, sum, lane);
	}
}

static void replay(const struct kernel_w *k, const struct kernel_work *work, float *out_s, float *out_d)
{
	struct consts c;

	consts_init(&c, k);
	for (size_t b = 0; b < work->blocks; b++)
		for (size_t lane = 0; lane < KERNEL_ROW; lane += LANES) {
			size_t at = work->block[b].first + lane;
			struct turn t = turn_at(work, at);
			struct point p;

			first_forward(k, &t, &p.s, &p.d);
			for (uint32_t i = 1; i < work->block[b].length; i++) {
				t = turn_at(work, at + (size_t)i * KERNEL_ROW);
				point_forward(&c, &t, &p);
				p.d = vf_pick(t.none, p.d, next_d_of(&c, &t, p.d));
				p.s = vf_pick(t.none, p.s, clamp_s(p.next));
			}
			memcpy(out_s + b * KERNEL_ROW + lane, &p.s, sizeof(p.s));
			memcpy(out_d + b * KERNEL_ROW + lane, &p.d, sizeof(p.d));
		}
}

const struct kernel KERNEL = {KERNEL_NAME, gradient, replay};
