/* SPDX-License-Identifier: MIT
 * Numbers as text where there are millions of them. */
#include "base/digits.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	DIGITS_MAX = 20, /* of a 64-bit number, without its sign */
	DIGITS_REAL = 17,
	POWERS = 20,
	REAL_MAX = 40,
	FRACTION_BITS = 53,
	WHOLE_MAX = 15, /* digits before the point for which the product below fits */
};

static const uint64_t power[POWERS] = {1,
				       10,
				       100,
				       1000,
				       10000,
				       100000,
				       1000000,
				       10000000,
				       100000000,
				       1000000000,
				       10000000000,
				       100000000000,
				       1000000000000,
				       10000000000000,
				       100000000000000,
				       1000000000000000,
				       10000000000000000,
				       100000000000000000,
				       1000000000000000000,
				       UINT64_C(10000000000000000000)};

static size_t count_digits(uint64_t value)
{
	/* log10(2) is about 1233 / 4096; the table tells whether that was one digit too few. A zero has one. */
	size_t least = (64 - (size_t)__builtin_clzll(value | 1)) * 1233 >> 12;

	return least + ((value | 1) >= power[least]);
}

/* Two digits a division, written from the end, behind the last one. */
static void write_digits(char *at, uint64_t rest)
{
	static const char pairs[] = "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
				    "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

	for (; rest >= 100; rest /= 100)
		memcpy(at -= 2, &pairs[rest % 100 * 2], 2);
	if (rest >= 10)
		memcpy(at - 2, &pairs[rest * 2], 2);
	else
		at[-1] = (char)('0' + rest);
}

void digits_put_int(struct buf *out, int64_t value)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;

	if (out->cap - out->len < DIGITS_MAX + 2)
		buf_reserve(out, DIGITS_MAX + 2);
	if (rest < 10 && value >= 0) { /* half of a backup's */
		out->s[out->len++] = (char)('0' + rest);
		out->s[out->len] = '\0';
		return;
	}
	if (value < 0)
		out->s[out->len++] = '-';
	out->len += count_digits(rest);
	out->s[out->len] = '\0';
	write_digits(out->s + out->len, rest);
}

/* a * b / 2^shift, rounded to the nearest, to even in the middle; shift 1 to 63, and the result has to fit. */
static uint64_t product_shifted(uint64_t a, uint64_t b, int shift)
{
	uint64_t a_low = a & UINT32_MAX, a_high = a >> 32, b_low = b & UINT32_MAX, b_high = b >> 32;
	uint64_t low = a_low * b_low, middle = a_high * b_low + (low >> 32), cross = a_low * b_high + (middle & UINT32_MAX);
	uint64_t high = a_high * b_high + (middle >> 32) + (cross >> 32), rest, half = UINT64_C(1) << (shift - 1);

	low = cross << 32 | (low & UINT32_MAX);
	rest = low & (2 * half - 1);
	low = high << (64 - shift) | low >> shift;
	return low + (rest > half || (rest == half && (low & 1)));
}

/* 17 digits of a number from 1 on, *whole of them before the point; false: it is not one of those that are counted
 * exactly here. */
static bool exact_digits(double value, uint64_t *digits, size_t *whole)
{
	int exponent;
	uint64_t fraction;

	if (!(value >= 1 && value < (double)power[WHOLE_MAX]))
		return false;
	*whole = count_digits((uint64_t)value);
	fraction = (uint64_t)ldexp(frexp(value, &exponent), FRACTION_BITS);
	*digits = product_shifted(fraction, power[DIGITS_REAL - *whole], FRACTION_BITS - exponent);
	return *digits < power[DIGITS_REAL];
}

void digits_put_real(struct buf *out, double value)
{
	char text[REAL_MAX];
	uint64_t digits;
	size_t whole, count = DIGITS_REAL;

	if (!exact_digits(value, &digits, &whole)) {
		buf_add(out, (struct str){text, (size_t)snprintf(text, sizeof(text), "%.17g", value)});
		return;
	}
	write_digits(text + 1 + DIGITS_REAL, digits);
	memmove(text, text + 1, whole);
	text[whole] = '.';
	while (count > whole && text[count] == '0')
		count--;
	buf_add(out, (struct str){text, count > whole ? count + 1 : whole});
}
