/* SPDX-License-Identifier: MIT
 * Keys: the sequences of xterm and its kin (CSI, SS3, SGR and legacy mouse, bracketed paste), UTF-8 and
 * controls. */
#include "tui/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

enum { PASTE_MAX = 1 << 20, SEQUENCE_MAX = 64 };

static void put(struct keys *k, struct event event)
{
	if (k->count == k->cap) {
		size_t cap = k->cap ? k->cap * 2 : 64;

		k->queue = mem_grow(k->queue, cap, sizeof(*k->queue));
		k->cap = cap;
	}
	k->queue[k->count++] = event;
}

static void put_key(struct keys *k, uint32_t key)
{
	put(k, (struct event){.kind = EV_KEY, .key = key, .burst = 1});
}

/* The final letter, or the number before '~', of the keys with a name. */
static uint32_t named_key(char final, int number)
{
	static const struct {
		char final;
		int number;
		uint32_t key;
	} names[] = {
		{'A', 0, K_UP},	  {'B', 0, K_DOWN},    {'C', 0, K_RIGHT},     {'D', 0, K_LEFT},
		{'H', 0, K_HOME}, {'F', 0, K_END},     {'Z', 0, K_TAB},	      {'M', 0, K_ENTER},
		{'~', 1, K_HOME}, {'~', 3, K_DELETE},  {'~', 4, K_END},	      {'~', 7, K_HOME},
		{'~', 8, K_END},  {'~', 5, K_PAGE_UP}, {'~', 6, K_PAGE_DOWN},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].final == final && (final != '~' || names[i].number == number))
			return names[i].key;
	return 0;
}

/* Buttons as xterm numbers them: 64 and 65 are the wheel, bit 5 is motion, the low two bits the button. */
static void put_mouse(struct keys *k, int button, int col, int row, bool pressed)
{
	if ((button & ~28) == 64 || (button & ~28) == 65)
		put(k,
		    (struct event){.kind = EV_WHEEL, .delta = button & 1 ? 3 : -3, .col = col, .row = row});
	else if ((button & ~28) == 0 && pressed)
		put(k, (struct event){.kind = EV_TAP, .col = col, .row = row});
}

static int number_at(struct str s, size_t *at)
{
	int value = 0;

	while (*at < s.len && s.s[*at] >= '0' && s.s[*at] <= '9' && value < 100000)
		value = value * 10 + (s.s[(*at)++] - '0');
	return value;
}

/* ESC [ < button ; col ; row M, or m for the release. */
static void sgr_mouse(struct keys *k, struct str seq)
{
	size_t at = 3;
	int button = number_at(seq, &at), col, row;

	at += at < seq.len;
	col = number_at(seq, &at);
	at += at < seq.len;
	row = number_at(seq, &at);
	put_mouse(k, button, col - 1, row - 1, seq.s[seq.len - 1] == 'M');
}

static void csi(struct keys *k, struct str seq)
{
	char final = seq.s[seq.len - 1];
	size_t at = 2;
	int number = number_at(seq, &at);

	if (seq.len > 3 && seq.s[2] == '<')
		sgr_mouse(k, seq);
	else if (final == '~' && number == 200)
		k->pasting = true;
	else if (seq.len == 3 && (final == 'I' || final == 'O'))
		put(k, (struct event){.kind = EV_FOCUS, .delta = final == 'I'});
	else if (named_key(final, number))
		put_key(k, named_key(final, number));
}

/* Length of the sequence at the start of s (which starts with ESC), 0 if its end has not come yet. */
static size_t sequence_len(struct str s)
{
	size_t i = 2;

	if (s.len < 2)
		return 0;
	if (s.s[1] == 'O')
		return s.len < 3 ? 0 : 3;
	if (s.s[1] != '[')
		return 1;
	if (s.len > 2 && s.s[2] == 'M')
		return s.len < 6 ? 0 : 6;
	while (i < s.len && i < SEQUENCE_MAX && (unsigned char)s.s[i] >= 0x20 && (unsigned char)s.s[i] < 0x40)
		i++;
	if (i >= SEQUENCE_MAX)
		return 1;
	return i < s.len ? i + 1 : 0;
}

static size_t take_escape(struct keys *k, struct str s)
{
	size_t len = sequence_len(s);
	struct str seq = str_slice(s, 0, len);

	if (len == 1)
		put_key(k, K_ESC);
	else if (len == 6 && seq.s[2] == 'M')
		put_mouse(k, (seq.s[3] & 0xFF) - 32, (seq.s[4] & 0xFF) - 33, (seq.s[5] & 0xFF) - 33,
			  ((seq.s[3] - 32) & 3) != 3);
	else if (len && seq.s[1] == 'O' && named_key(seq.s[2], 0))
		put_key(k, named_key(seq.s[2], 0));
	else if (len && seq.s[1] == '[')
		csi(k, seq);
	return len;
}

static void put_control(struct keys *k, unsigned char c)
{
	if (c == '\r' || c == '\n')
		put_key(k, K_ENTER);
	else if (c == '\t')
		put_key(k, K_TAB);
	else if (c == 0x7F || c == 8)
		put_key(k, K_BACKSPACE);
	else if (c >= 1 && c <= 26)
		put_key(k, K_CTRL + 'a' + c - 1);
}

/* One character: its bytes, 0 if some have not come yet. */
static size_t take_char(struct keys *k, struct str s, int *burst)
{
	unsigned char first = (unsigned char)s.s[0];
	size_t need = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 1;
	struct str one = str_slice(s, 0, need);
	uint32_t point;

	if (first < 0x20 || first == 0x7F)
		return put_control(k, first), 1;
	if (s.len < need)
		return 0;
	point = utf8_next(&one);
	if (point == UTF8_BAD && first != 0xEF)
		return 1; /* not UTF-8: nothing a person typed */
	put_key(k, point);
	++*burst;
	return need;
}

/* Takes up to the closing bracket; 0 if only part of the bracket has come. */
static size_t take_paste(struct keys *k, struct str s)
{
	static const char end[] = "\033[201~";
	const char *hit = memmem(s.s, s.len, end, sizeof(end) - 1);
	size_t len = hit ? (size_t)(hit - s.s) : s.len;

	for (size_t i = 1; !hit && i < sizeof(end) - 1 && i <= s.len; i++)
		if (s.s[s.len - i] == '\033') /* perhaps the start of the bracket */
			len = s.len - i;
	if (k->paste.len < PASTE_MAX)
		buf_add(&k->paste, str_slice(s, 0, len));
	if (!hit)
		return len;
	k->pasting = false;
	put(k, (struct event){.kind = EV_PASTE, .n = (int)(k->paste.len - k->paste_queued)});
	k->paste_queued = k->paste.len;
	return len + sizeof(end) - 1;
}

static void mark_burst(struct keys *k, size_t first, int burst)
{
	struct event *last = k->count ? &k->queue[k->count - 1] : NULL;
	bool blank_behind = burst == 2 && k->count - first == 2 && last->key == ' ';

	for (size_t i = first; i < k->count; i++)
		k->queue[i].burst = burst > 1 && !blank_behind ? burst : 1;
	if (blank_behind)
		last->burst = 0;
}

void keys_feed(struct keys *k, struct str bytes)
{
	size_t first = k->count, used = 1;
	int burst = 0;
	struct str rest;

	buf_add(&k->bytes, bytes);
	rest = buf_str(&k->bytes);
	while (rest.len && used) {
		if (k->pasting)
			used = take_paste(k, rest);
		else if (rest.s[0] == '\033')
			used = take_escape(k, rest);
		else
			used = take_char(k, rest, &burst);
		rest = str_slice(rest, used, rest.len);
	}
	memmove(k->bytes.s, rest.s, rest.len);
	buf_cut(&k->bytes, rest.len);
	mark_burst(k, first, burst);
}

bool keys_pending(const struct keys *k)
{
	return k->bytes.len > 0 && !k->pasting;
}

void keys_flush(struct keys *k)
{
	bool escape = k->bytes.len && k->bytes.s[0] == '\033';

	buf_clear(&k->bytes);
	if (escape)
		put_key(k, K_ESC);
}

bool keys_next(struct keys *k, struct event *event)
{
	if (k->head == k->count) {
		k->head = k->count = 0;
		return false;
	}
	*event = k->queue[k->head++];
	if (event->kind == EV_PASTE) {
		size_t len = (size_t)event->n;

		buf_clear(&k->pasted);
		buf_add(&k->pasted, str_slice(buf_str(&k->paste), 0, len));
		memmove(k->paste.s, k->paste.s + len, k->paste.len - len);
		buf_cut(&k->paste, k->paste.len - len);
		k->paste_queued -= len;
		event->text = buf_str(&k->pasted);
		event->n = 0;
	}
	return true;
}

void keys_fini(struct keys *k)
{
	buf_fini(&k->bytes);
	buf_fini(&k->paste);
	buf_fini(&k->pasted);
	free(k->queue);
	*k = (struct keys){0};
}
