/* SPDX-License-Identifier: MIT
 * LANES floats at once, with exp and log. Only + - * / and whole numbers, never contracted
 * (-ffp-contract=off): a lane holds the same bits at every width and on every machine. Included by the
 * kernels, each with a LANES of its own. */
#ifndef STUDY_OPTIM_LANES_H
#define STUDY_OPTIM_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

typedef float vf __attribute__((vector_size(LANES * 4)));
typedef int32_t vi __attribute__((vector_size(LANES * 4)));

#if LANES == 16 && defined(__AVX512F__)
typedef __mmask16 vm; /* one truth a lane */
#define VM_LESS(a, b)  _mm512_cmp_ps_mask((__m512)(a), (__m512)(b), _CMP_LT_OQ)
#define VM_EQUAL(a, b) _mm512_cmpeq_epi32_mask((__m512i)(a), (__m512i)(b))
#define VF_MAX(a, b)   ((vf)_mm512_max_ps((__m512)(a), (__m512)(b)))
#define VF_MIN(a, b)   ((vf)_mm512_min_ps((__m512)(a), (__m512)(b)))
static inline vf vf_pick(vm m, vf yes, vf no)
{
	return (vf)_mm512_mask_blend_ps(m, (__m512)no, (__m512)yes);
}
/* yes where m holds, else 0: whatever stood there, NaN included, is gone. */
static inline vf vf_where(vm m, vf yes)
{
	return (vf)_mm512_maskz_mov_ps(m, (__m512)yes);
}
static inline bool vm_any(vm m)
{
	return m != 0;
}
#else
typedef vi vm; /* all bits of a lane */
#define VM_LESS(a, b)  ((a) < (b))
#define VM_EQUAL(a, b) ((a) == (b))
static inline vf vf_pick(vm m, vf yes, vf no)
{
	return (vf)((m & (vi)yes) | (~m & (vi)no));
}
static inline vf vf_where(vm m, vf yes)
{
	return (vf)(m & (vi)yes);
}
static inline bool vm_any(vm m)
{
#if LANES == 8 && defined(__AVX2__)
	return _mm256_movemask_ps((__m256)m) != 0;
#elif LANES == 4 && defined(__SSE2__)
	return _mm_movemask_ps((__m128)m) != 0;
#else
	int32_t any = 0;

	for (int i = 0; i < LANES; i++)
		any |= m[i];
	return any != 0;
#endif
}
/* a > b ? a : b, and a < b ? a : b: what the processors' own instructions do with 0 and -0 as well. */
#if LANES == 8 && defined(__AVX2__)
#define VF_MAX(a, b) ((vf)_mm256_max_ps((__m256)(a), (__m256)(b)))
#define VF_MIN(a, b) ((vf)_mm256_min_ps((__m256)(a), (__m256)(b)))
#elif LANES == 4 && defined(__SSE2__)
#define VF_MAX(a, b) ((vf)_mm_max_ps((__m128)(a), (__m128)(b)))
#define VF_MIN(a, b) ((vf)_mm_min_ps((__m128)(a), (__m128)(b)))
#else
#define VF_MAX(a, b) vf_pick(VM_LESS(b, a), a, b)
#define VF_MIN(a, b) vf_pick(VM_LESS(a, b), a, b)
#endif
#endif

static inline vm vm_not(vm m)
{
	return (vm)~m;
}

static inline vf vf_all(float x)
{
	return x - (vf){0};
}

static inline vi vi_all(int32_t x)
{
	return x - (vi){0};
}

static inline vi vi_load(const uint32_t *from)
{
	vi v;

	memcpy(&v, from, sizeof(v));
	return v;
}

static inline vf vf_of(vi v)
{
	return __builtin_convertvector(v, vf);
}

/* e^x - 1 and, in *power, e^x; |x| < 80. Near 0 the first keeps all its digits. Within 3e-8 of the truth. */
static inline vf vf_expm1(vf x, vf *power)
{
	const float magic = 12582912; /* 1.5 2^23: adding it rounds to a whole number */
	vf n = (x * 1.44269504f + magic), k = n - magic;
	vf r = x - k * 0.693359375f - k * -2.12194440e-4f, q;
	vf scale = (vf)(((vi)n << 23) + 0x3f800000);

	q = r * 1.3946051e-3f + 8.3663741e-3f;
	q = q * r + 4.1666290e-2f;
	q = q * r + 1.6666545e-1f;
	q = q * r + 5.0000001e-1f;
	q = scale * (r + r * r * q);
	*power = q + scale;
	return q + (scale - 1);
}

static inline vf vf_exp(vf x)
{
	vf power;

	(void)vf_expm1(x, &power);
	return power;
}

/* log(x), 0 < x < 2^127, from its bits: x = m 2^e, m in [sqrt 1/2, sqrt 2), log m by its series in
 * (m-1)/(m+1). above: x - 1, which log1p knows better than the subtraction does. */
static inline vf vf_log_above(vf x, vf above)
{
	vi bits = (vi)x - 0x3f3504f3, e = bits >> 23;
	vf m = (vf)((bits & 0x7fffff) + 0x3f3504f3), k = vf_of(e), s, z;

	s = vf_pick(VM_EQUAL(e, (vi){0}), above, m - 1) / (m + 1);
	z = s * s;
	z = s * z * ((z * 0.29870549f + 0.39977607f) * z + 0.66666776f);
	return k * 0.693359375f + (2 * s + (z + k * -2.12194440e-4f));
}

static inline vf vf_log(vf x)
{
	return vf_log_above(x, x - 1);
}

static inline vf vf_log1p(vf x)
{
	return vf_log_above(x + 1, x);
}

#endif
