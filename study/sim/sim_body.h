/* SPDX-License-Identifier: MIT
 * The simulator's arithmetic for LANES cards at once. Included by the kernels. */
#include "study/optim/lanes.h"
#include "study/sim/sim_kernel.h"

typedef uint32_t vu __attribute__((vector_size(LANES * 4)));

/* Cards of one step. */
struct lanes {
	vf s, d;
	vi last;
	vu draw;
};

static inline struct lanes gather(const struct sim_state *state, const uint32_t *index)
{
	struct lanes l;

	for (int i = 0; i < LANES; i++) {
		l.s[i] = state->s[index[i]];
		l.d[i] = state->d[index[i]];
		l.last[i] = state->last[index[i]];
		l.draw[i] = state->draw[index[i]];
	}
	return l;
}

static inline void scatter(const struct sim_state *state, const uint32_t *index, const struct lanes *l)
{
	for (int i = 0; i < LANES; i++) {
		state->s[index[i]] = l->s[i];
		state->d[index[i]] = l->d[i];
		state->last[index[i]] = l->last[i];
		state->draw[index[i]] = l->draw[i];
	}
}

/* The next number of chance of each lane, in [0, 1): a hash (lowbias32) of a counter. */
static inline vf chance(struct lanes *l)
{
	vu x = l->draw;

	l->draw += 0x9e3779b9u;
	x ^= x >> 16;
	x *= 0x21f0aaadu;
	x ^= x >> 15;
	x *= 0xd35a2d97u;
	x ^= x >> 15;
	return vf_of((vi)(x >> 8)) * (1 / 16777216.0f);
}

static inline vi vi_pick(vm m, vi yes, vi no)
{
	return (vi)vf_pick(m, (vf)yes, (vf)no);
}

/* One of four, by rating 1 … 4. */
static inline vf by_rating(vf rating, const float *of)
{
	vf x = vf_pick(VM_LESS(rating, vf_all(1.5f)), vf_all(of[0]), vf_all(of[1]));

	x = vf_pick(VM_LESS(vf_all(2.5f), rating), vf_all(of[2]), x);
	return vf_pick(VM_LESS(vf_all(3.5f), rating), vf_all(of[3]), x);
}

static inline vi ms_of(vf rating, const int32_t *of)
{
	vi x = vi_pick(VM_LESS(rating, vf_all(1.5f)), vi_all(of[0]), vi_all(of[1]));

	x = vi_pick(VM_LESS(vf_all(2.5f), rating), vi_all(of[2]), x);
	return vi_pick(VM_LESS(vf_all(3.5f), rating), vi_all(of[3]), x);
}

static inline vf bound(vf x, float low, float high)
{
	return VF_MIN(VF_MAX(x, vf_all(low)), vf_all(high));
}

static inline vf next_d(const struct sim_w *w, vf d, vf rating)
{
	vf moved = d + (10 - d) * (-w->w[6] * (rating - 3)) * (1 / 9.0f);

	return bound(w->w[7] * w->ease_d + (1 - w->w[7]) * moved, 1, 10);
}

/* 1 - R */
static inline vf forgotten(const struct sim_w *w, const struct lanes *l, int32_t day)
{
	vf power, t = vf_of(vi_all(day) - l->last);

	return -vf_expm1(-w->w[20] * vf_log1p(w->factor * t / l->s), &power);
}

static inline vf same_day(const struct sim_w *w, vf s, vf rating)
{
	vf q = by_rating(rating, w->short_q) * vf_exp(-w->w[19] * vf_log(s));

	q = vf_pick(VM_LESS(rating, vf_all(1.5f)), q, VF_MAX(q, vf_all(1)));
	return bound(s * q, (float)FSRS_S_MIN, FSRS_S_MAX);
}

/* Steps until enough of them in a row were Good; of each card SIM_STEPS_MAX at most. needs: how many, by lane. */
static inline vi take_steps(const struct sim_w *w, struct lanes *l, vf rating, vf needs, const float of[3][3],
			    const int32_t *ms)
{
	vf row_good = {0};
	vi cost = {0};

	for (int i = 0; i < SIM_STEPS_MAX; i++) {
		vm on = VM_LESS(row_good, needs) & VM_LESS(rating, vf_all(3.5f));
		vm again = VM_LESS(rating, vf_all(1.5f)), good = VM_LESS(vf_all(2.5f), rating);
		vf u, next = vf_all(1);
		vu drawn = l->draw;

		if (!vm_any(on))
			break;
		u = chance(l);
		l->draw = (vu)vi_pick(on, (vi)l->draw, (vi)drawn); /* a card's luck is not its neighbours' affair */
		for (int k = 0; k < 3; k++) {
			vf limit = vf_pick(again, vf_all(of[0][k]), vf_all(of[1][k]));

			limit = vf_pick(good, vf_all(of[2][k]), limit);
			next += vf_pick(VM_LESS(u, limit), vf_all(0), vf_all(1));
		}
		rating = vf_pick(on, next, rating);
		l->s = vf_pick(on, same_day(w, l->s, rating), l->s);
		l->d = vf_pick(on, next_d(w, l->d, rating), l->d);
		cost += vi_pick(on, ms_of(rating, ms), (vi){0});
		row_good = vf_pick(VM_LESS(vf_all(2.5f), rating), row_good + 1, row_good);
		row_good = vf_pick(VM_LESS(rating, vf_all(1.5f)), vf_all(0), row_good);
	}
	return cost;
}

static inline vf recall(const struct sim_w *w, vf days, vf s)
{
	return vf_exp(-w->w[20] * vf_log1p(w->factor * days / s));
}

/* Growth of a stability, but for what the rating does. */
static inline vf growth(const struct sim_w *w, const struct lanes *l, vf forgot)
{
	vf power;

	return w->growth * (11 - l->d) * (vf_exp(-w->w[9] * vf_log(l->s)) * vf_expm1(w->w[10] * forgot, &power));
}

static inline vf lapsed(const struct sim_w *w, const struct lanes *l, vf forgot)
{
	vf power, s = w->w[11] * vf_exp(-w->w[12] * vf_log(l->d)) * vf_expm1(w->w[13] * vf_log1p(l->s), &power);

	return bound(VF_MIN(s * vf_exp(w->w[14] * forgot), l->s * w->lapse), (float)FSRS_S_MIN, FSRS_S_MAX);
}

static size_t review(const struct sim_w *w, const struct sim_state *state, const uint32_t *index, size_t count,
		     int32_t day, int32_t *ms, uint32_t *lost)
{
	size_t losses = 0;

	for (size_t at = 0; at < count; at += LANES) {
		struct lanes l = gather(state, index + at);
		vf forgot = forgotten(w, &l, day), u = chance(&l), v = chance(&l), grown, rating, bonus;
		vm gone = VM_LESS(u, forgot);
		vi cost;

		rating = 2 + vf_pick(VM_LESS(v, vf_all(w->known[0])), vf_all(0), vf_all(1)) +
			 vf_pick(VM_LESS(v, vf_all(w->known[1])), vf_all(0), vf_all(1));
		bonus = by_rating(rating, (const float[]){1, w->w[15], 1, w->w[16]});
		grown = l.s * (1 + growth(w, &l, forgot) * bonus);
		cost = vi_pick(gone, vi_all(w->ms[SIM_REVIEW][0]), ms_of(rating, w->ms[SIM_REVIEW]));
		l.s = vf_pick(gone, l.s, bound(grown, (float)FSRS_S_MIN, FSRS_S_MAX));
		l.d = vf_pick(gone, l.d, next_d(w, l.d, rating));
		l.last = vi_pick(gone, l.last, vi_all(day));
		scatter(state, index + at, &l);
		__builtin_memcpy(ms + at, &cost, sizeof(cost));
		for (int i = 0; i < LANES; i++) {
			lost[losses] = (uint32_t)at + (uint32_t)i;
			losses += at + (size_t)i < count && l.last[i] != day;
		}
	}
	return losses;
}

static void relearn(const struct sim_w *w, const struct sim_state *state, const uint32_t *index, size_t count,
		    int32_t day, int32_t *ms)
{
	for (size_t at = 0; at < count; at += LANES) {
		struct lanes l = gather(state, index + at);
		vi cost;

		l.s = lapsed(w, &l, forgotten(w, &l, day));
		l.d = next_d(w, l.d, vf_all(1));
		l.last = vi_all(day);
		cost = take_steps(w, &l, vf_all(1), vf_all((float)w->relearn_steps), w->relearn, w->ms[SIM_RELEARN]);
		scatter(state, index + at, &l);
		__builtin_memcpy(ms + at, &cost, sizeof(cost));
	}
}

static void learn(const struct sim_w *w, const struct sim_state *state, const uint32_t *index, size_t count,
		  int32_t day, int32_t *ms)
{
	for (size_t at = 0; at < count; at += LANES) {
		struct lanes l = gather(state, index + at);
		vf u = chance(&l), rating = vf_all(1), needs;
		vi cost;

		for (int k = 0; k < 3; k++)
			rating += vf_pick(VM_LESS(u, vf_all(w->first[k])), vf_all(0), vf_all(1));
		l.s = by_rating(rating, w->w);
		l.d = bound(by_rating(rating, w->first_d), 1, 10);
		l.last = vi_all(day);
		needs = vf_pick(VM_LESS(vf_all(2.5f), rating), vf_all((float)w->learn_steps - 1),
				vf_all((float)w->learn_steps));
		cost = ms_of(rating, w->ms[SIM_LEARN]);
		cost += take_steps(w, &l, rating, needs, w->learn, w->ms[SIM_LEARN]);
		scatter(state, index + at, &l);
		__builtin_memcpy(ms + at, &cost, sizeof(cost));
	}
}

static void saved(const struct sim_w *w, const struct sim_state *state, const uint32_t *index, size_t count,
		  int32_t day, float *saved)
{
	for (size_t at = 0; at < count; at += LANES) {
		struct lanes l = gather(state, index + at);
		vf forgot = forgotten(w, &l, day), t = vf_of(vi_all(day + SIM_AHEAD) - l.last), ahead = vf_all(SIM_AHEAD);
		vf known = recall(w, ahead, l.s * (1 + growth(w, &l, forgot)));
		vf lost = recall(w, ahead, lapsed(w, &l, forgot));
		vf gain = known + (lost - known) * forgot - recall(w, t, l.s);

		gain /= w->known_s + (w->lost_s - w->known_s) * forgot;
		__builtin_memcpy(saved + at, &gain, sizeof(gain));
	}
}

static int64_t held(const struct sim_w *w, const struct sim_state *state, size_t count, int32_t day)
{
	vi sum = {0};
	int64_t all = 0;

	for (size_t at = 0; at < count; at += LANES) {
		vf s, r;
		vi last;

		__builtin_memcpy(&s, state->s + at, sizeof(s));
		__builtin_memcpy(&last, state->last + at, sizeof(last));
		r = recall(w, vf_of(vi_all(day) - last), VF_MAX(s, vf_all((float)FSRS_S_MIN)));
		r = vf_where(VM_LESS(vf_all(0), s), r) * SIM_HELD_ONE + 0.5f;
		sum += __builtin_convertvector(r, vi);
	}
	for (int i = 0; i < LANES; i++)
		all += sum[i];
	return all;
}

const struct sim_kernel KERNEL = {KERNEL_NAME, review, relearn, learn, saved, held};
