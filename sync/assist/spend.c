/* SPDX-License-Identifier: MIT
 * Spend: today's account of the helper. */
#include "sync/assist/spend.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

enum { FIELDS = 6, PAUSE_MAX_MS = DAY_MS };

static int lock(const struct spend *s, struct err *err)
{
	char *path = path_join(s->folder, "lock");
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX) == 0) {
		free(path);
		return fd;
	}
	err_sys(err, "locking \"%.200s\"", path);
	if (fd >= 0)
		close(fd);
	free(path);
	return -1;
}

static void parse(struct spent *spent, struct str text)
{
	int64_t field[FIELDS] = {0};
	struct str part;
	int n = 0;

	text = str_trim(text);
	while (n < FIELDS && str_cut(&text, ' ', &part))
		if (str_to_int(part, &field[n++], NULL))
			return; /* not ours: as if there were none */
	if (n == FIELDS && field[1] >= 0 && field[2] >= 0)
		*spent = (struct spent){field[0], field[1], field[2], field[3], field[4], (uint64_t)field[5]};
}

static int load(const struct spend *s, struct spent *spent, struct err *err)
{
	int64_t now = clock_wall_ms(s->clock), today = clock_study_day(now, clock_zone_min(s->clock, now));
	char *path = path_join(s->folder, "spent");
	struct buf text = {0};
	int rc = path_read(path, 4096, PATH_NOFOLLOW, &text, err);

	free(path);
	*spent = (struct spent){0};
	if (rc == 0)
		parse(spent, buf_str(&text));
	buf_fini(&text);
	if (rc < 0 || rc == PATH_UNSAFE)
		return -1;
	/* a clock that goes back over midnight gives no second day */
	if (spent->day != today && spent->day != today + 1)
		spent->tokens = spent->micro = spent->requests = 0, spent->day = today;
	if (spent->not_before_ms > now + PAUSE_MAX_MS || spent->not_before_ms <= now)
		spent->not_before_ms = 0;
	return 0;
}

static int keep(const struct spend *s, const struct spent *spent, struct err *err)
{
	char *path = path_join(s->folder, "spent");
	struct buf text = {0};
	int rc;

	buf_addf(&text, "%lld %lld %lld %lld %lld %lld\n", (long long)spent->day, (long long)spent->tokens,
		 (long long)spent->micro, (long long)spent->requests, (long long)spent->not_before_ms,
		 (long long)spent->plain_for);
	rc = path_write(path, buf_str(&text), err);
	buf_fini(&text);
	free(path);
	return rc;
}

static int64_t micro(const struct spend *s, struct spend_part part)
{
	return (int64_t)((double)part.in * s->endpoint->price_in + (double)part.out * s->endpoint->price_out + 0.999);
}

static int allow(const struct spend *s, const struct spent *spent, struct spend_part part, struct err *err)
{
	const struct endpoint *e = s->endpoint;
	int64_t wait_ms = spent->not_before_ms - clock_wall_ms(s->clock);

	if (spent->not_before_ms)
		return err_set(err, ERR_REFUSED, "the helper asked for a pause; it takes questions again in %lld s",
			       (long long)(wait_ms / 1000 + 1));
	if (spent->tokens + part.in + part.out > e->day_tokens)
		return err_set(err, ERR_REFUSED, "the helper's tokens of today are used (%lld of %lld, CAIRN_LLM_LIMIT_TOKENS)",
			       (long long)spent->tokens, (long long)e->day_tokens);
	if (e->day_micro >= 0 && spent->micro + micro(s, part) > e->day_micro)
		return err_set(err, ERR_REFUSED, "the helper's money of today is used (%.2f of %.2f, CAIRN_LLM_LIMIT_MONEY)",
			       (double)spent->micro / 1e6, (double)e->day_micro / 1e6);
	return 0;
}

int spend_reserve(const struct spend *s, struct spend_part part, struct spent *now, struct err *err)
{
	int fd = lock(s, err), rc;
	struct spent spent;

	if (fd < 0)
		return -1;
	rc = load(s, &spent, err);
	if (rc == 0)
		rc = allow(s, &spent, part, err);
	if (rc == 0) {
		spent.tokens += part.in + part.out;
		spent.micro += micro(s, part);
		spent.requests++;
		rc = keep(s, &spent, err);
	}
	if (rc == 0 && now)
		*now = spent;
	close(fd);
	return rc;
}

enum change { SETTLE, PAUSE, PLAIN };

static int change(const struct spend *s, enum change what, struct spend_part reserved, struct spend_part taken, uint64_t value,
		  struct err *err)
{
	int fd = lock(s, err), rc;
	struct spent spent;

	if (fd < 0)
		return -1;
	rc = load(s, &spent, err);
	switch (what) {
	case SETTLE:
		spent.tokens += taken.in + taken.out - reserved.in - reserved.out;
		spent.micro += micro(s, taken) - micro(s, reserved);
		spent.tokens = spent.tokens < 0 ? 0 : spent.tokens; /* midnight lay between */
		spent.micro = spent.micro < 0 ? 0 : spent.micro;
		break;
	case PAUSE: spent.not_before_ms = (int64_t)value; break;
	case PLAIN: spent.plain_for = value >> 1; break;
	}
	if (rc == 0)
		rc = keep(s, &spent, err);
	close(fd);
	return rc;
}

int spend_settle(const struct spend *s, struct spend_part reserved, struct spend_part taken, struct err *err)
{
	return change(s, SETTLE, reserved, taken, 0, err);
}

int spend_pause(const struct spend *s, int64_t until_ms, struct err *err)
{
	int64_t most = clock_wall_ms(s->clock) + PAUSE_MAX_MS;

	return change(s, PAUSE, (struct spend_part){0}, (struct spend_part){0}, (uint64_t)(until_ms < most ? until_ms : most), err);
}

int spend_plain(const struct spend *s, uint64_t plain_for, struct err *err)
{
	return change(s, PLAIN, (struct spend_part){0}, (struct spend_part){0}, plain_for, err);
}

int spend_read(const struct spend *s, struct spent *spent, struct err *err)
{
	return load(s, spent, err);
}
