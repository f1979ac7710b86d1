/* SPDX-License-Identifier: MIT
 * What surrounds the kernels: which one, the parameters as they take them, and what their sums mean. */
#include "study/optim/kernel.h"

#include <math.h>
#include <string.h>

static bool is_supported(const struct kernel *kernel)
{
#if defined(__x86_64__)
	__builtin_cpu_init();
	if (kernel == &kernel_avx512)
		return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
		       __builtin_cpu_supports("avx512vl");
	if (kernel == &kernel_avx2)
		return __builtin_cpu_supports("avx2");
#endif
	return kernel == &kernel_plain;
}

static const struct kernel *const kernels[] = {
#if defined(__x86_64__)
	&kernel_avx512,
	&kernel_avx2,
#endif
	&kernel_plain,
};
enum { KERNELS = sizeof(kernels) / sizeof(kernels[0]) };

const struct kernel *kernel_best(void)
{
	int i = 0;

	while (!is_supported(kernels[i]))
		i++;
	return kernels[i];
}

const struct kernel *kernel_named(const char *name)
{
	for (int i = 0; i < KERNELS; i++)
		if (strcmp(kernels[i]->name, name) == 0)
			return is_supported(kernels[i]) ? kernels[i] : NULL;
	return NULL;
}

static const double part[] = {1,       1,	1.0 / 2,  1.0 / 3,  1.0 / 4,  1.0 / 5,	1.0 / 6, 1.0 / 7,
			      1.0 / 8, 1.0 / 9, 1.0 / 10, 1.0 / 11, 1.0 / 12, 1.0 / 13, 1.0 / 14};

/* x = n log 2 + r; the Taylor series of e^r, whose 14th term is below 1e-17. */
double exact_exp(double x)
{
	double n = floor(x * 1.4426950408889634 + 0.5), r = x - n * 0.693147180369123816490;
	double sum = 1;

	r -= n * 1.90821492927058770002e-10;
	for (int k = 14; k >= 1; k--)
		sum = 1 + sum * r * part[k];
	return ldexp(sum, (int)n);
}

/* x = m 2^e, m in [sqrt 1/2, sqrt 2): 2 artanh((m - 1) / (m + 1)), 13 terms. */
double exact_log(double x)
{
	int e;
	double m = frexp(x, &e), s, z, sum = 0;

	if (m < 0.70710678118654752) {
		m *= 2;
		e--;
	}
	s = (m - 1) / (m + 1);
	z = s * s;
	for (int k = 25; k >= 1; k -= 2)
		sum = sum * z + 1.0 / k;
	return e * 0.693147180369123816490 + (e * 1.90821492927058770002e-10 + 2 * s * sum);
}

/* 0.9^(-1 / w20) - 1, and its derivative by w20 */
static double factor_of(double w20, double *derivative)
{
	const double c = 0.10536051565782630; /* -log 0.9 */
	double power = exact_exp(c / w20);

	*derivative = -c / (w20 * w20) * power;
	return power - 1;
}

/* e^(w5 i) out of e^w5 */
static double power_of(double e, int i)
{
	return i == 0 ? 1 : e * power_of(e, i - 1);
}

void kernel_prepare(struct kernel_w *k, const double *w)
{
	double derivative, e = exact_exp(w[5]);

	for (int i = 0; i < FSRS_PARAMS; i++)
		k->w[i] = (float)w[i];
	for (int i = 0; i < 4; i++)
		k->first_d[i] = (float)(w[4] - power_of(e, i) + 1);
	k->factor = (float)factor_of(w[20], &derivative);
	k->ease_d = k->first_d[3];
	k->log_w11 = (float)exact_log(w[11]);
	k->cap = (float)exact_exp(-w[17] * w[18]);
}

static double total(const struct kernel_sums *sums, int of)
{
	double sum = 0;

	for (int l = 0; l < KERNEL_ROW; l++)
		sum += sums->lane[of][l];
	return sum;
}

double kernel_finish(const struct kernel_sums *sums, const double *w, double *gradient)
{
	double sum[KERNEL_SUMS], factor, by_w20, *g = gradient, e = exact_exp(w[5]);

	for (int i = 0; i < KERNEL_SUMS; i++)
		sum[i] = total(sums, i);
	factor = factor_of(w[20], &by_w20);
	g[4] = w[7] * sum[SUM_EASE];
	g[5] = -3 * power_of(e, 3) * w[7] * sum[SUM_EASE];
	for (int i = 0; i < 4; i++) {
		g[i] = sum[SUM_S0 + i];
		g[4] += sum[SUM_D0 + i];
		g[5] -= i * power_of(e, i) * sum[SUM_D0 + i];
	}
	g[6] = (1 - w[7]) / 9 * sum[SUM_6];
	g[7] = sum[SUM_7];
	g[8] = sum[SUM_8];
	g[9] = sum[SUM_9];
	g[10] = sum[SUM_10];
	g[11] = sum[SUM_11] / w[11];
	g[12] = sum[SUM_12];
	g[13] = sum[SUM_13];
	g[14] = sum[SUM_14];
	g[15] = sum[SUM_15];
	g[16] = sum[SUM_16];
	g[17] = sum[SUM_SHORT_RATING] + w[18] * (sum[SUM_SHORT] - sum[SUM_CAP]);
	g[18] = w[17] * (sum[SUM_SHORT] - sum[SUM_CAP]);
	g[19] = sum[SUM_19];
	g[20] = sum[SUM_LOG] + w[20] * by_w20 / factor * sum[SUM_BASE];
	return sum[SUM_LOSS];
}
