/* SPDX-License-Identifier: MIT
 * PIN: the hash, and the count of wrong tries. */
#include "tui/pin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "base/mem.h"

enum { FILE_MAX = 4096, LOCK_MS = 30 * SECOND_MS, LOCK_DOUBLINGS = 7, IDLE_MINUTES = 10, IDLE_MINUTES_MAX = 1440 };

int pin_open(struct pin *pin, const struct env *env, const struct paths *paths, const struct clock *clock,
	     struct err *err)
{
	(void)err;
	*pin = (struct pin){.plain = env_get(env, "APP_PIN"), .clock = clock};
	pin->hash_file = path_join(paths->config, "pin");
	pin->tries_file = path_join(paths->config, "pin.tries");
	return pin->plain || access(pin->hash_file, F_OK) == 0 ? 0 : PIN_NONE;
}

void pin_close(struct pin *pin)
{
	free(pin->hash_file);
	free(pin->tries_file);
	*pin = (struct pin){0};
}

int pin_minutes(const struct env *env, int64_t *minutes, struct err *err)
{
	const char *text = env_get(env, "CAIRN_PIN_MINUTES");

	*minutes = IDLE_MINUTES;
	if (!text || (str_to_int(str_of(text), minutes, NULL) == 0 && *minutes >= 0 && *minutes <= IDLE_MINUTES_MAX))
		return 0;
	return err_set(err, ERR_USAGE, "CAIRN_PIN_MINUTES is 0 (never) to %d minutes, not \"%.20s\"", IDLE_MINUTES_MAX, text);
}

/* The failures so far, and when the last one was: by the wall, and by the time since that boot. */
struct tries {
	int64_t count, wall_ms, boot_ms;
	char boot[64];
};

static void read_boot(const struct clock *clock, char boot[64])
{
	struct buf id = {0};

	snprintf(boot, 64, "none");
	if (clock->fixed)
		return;
	if (path_read("/proc/sys/kernel/random/boot_id", FILE_MAX, 0, &id, NULL) == 0)
		snprintf(boot, 64, "%.*s", STR_FMT(str_trim(buf_str(&id))));
	buf_fini(&id);
}

static int read_tries(struct pin *pin, struct tries *tries, struct err *err)
{
	struct buf text = {0};
	long long count, wall, boot;
	int rc = path_read(pin->tries_file, FILE_MAX, PATH_NOFOLLOW, &text, err);

	*tries = (struct tries){.boot = "none"};
	if (rc == 0 && sscanf(buf_z(&text), "%lld %lld %lld %63s", &count, &wall, &boot, tries->boot) == 4) {
		tries->count = count;
		tries->wall_ms = wall;
		tries->boot_ms = boot;
	}
	buf_fini(&text);
	return rc < 0 ? err_wrap(err, "reading the count of wrong PINs") : 0;
}

static int write_tries(struct pin *pin, int64_t count, struct err *err)
{
	struct buf text = {0};
	char boot[64];
	int rc;

	read_boot(pin->clock, boot);
	buf_addf(&text, "%lld %lld %lld %s\n", (long long)count, (long long)clock_wall_ms(pin->clock),
		 (long long)clock_mono_ms(pin->clock), boot);
	rc = path_write(pin->tries_file, buf_str(&text), err);
	buf_fini(&text);
	return rc ? err_wrap(err, "counting the PIN's tries") : 0;
}

static int64_t lock_ms(int64_t count)
{
	int64_t doublings = count - 1 < LOCK_DOUBLINGS ? count - 1 : LOCK_DOUBLINGS,
		ms = (int64_t)LOCK_MS << doublings;

	return ms > HOUR_MS ? HOUR_MS : ms;
}

static int locked(struct pin *pin, struct tries *tries, int64_t *wait_ms, struct err *err)
{
	char boot[64];
	int64_t passed;

	*wait_ms = 0;
	if (read_tries(pin, tries, err))
		return -1;
	if (tries->count <= 0)
		return 0;
	read_boot(pin->clock, boot);
	if (strcmp(boot, tries->boot) == 0 && !pin->clock->fixed)
		passed = clock_mono_ms(pin->clock) - tries->boot_ms;
	else
		passed = clock_wall_ms(pin->clock) - tries->wall_ms;
	if (passed < 0) { /* the clock went back: the wait begins anew, and ends for certain */
		if (write_tries(pin, tries->count, err))
			return -1;
		passed = 0;
	}
	if (passed < lock_ms(tries->count))
		*wait_ms = lock_ms(tries->count) - passed;
	return 0;
}

static bool same(struct str a, struct str b)
{
	unsigned char ha[32], hb[32];

	crypto_generichash(ha, sizeof(ha), (const unsigned char *)a.s, a.len, NULL, 0);
	crypto_generichash(hb, sizeof(hb), (const unsigned char *)b.s, b.len, NULL, 0);
	return sodium_memcmp(ha, hb, sizeof(ha)) == 0;
}

static int verify(struct pin *pin, struct str typed, bool *right, struct err *err)
{
	struct buf hash = {0};
	struct str trimmed;
	int rc = 0;

	*right = false;
	if (sodium_init() < 0)
		return err_set(err, ERR_FAILED, "libsodium does not start");
	if (pin->plain) {
		*right = same(typed, str_of(pin->plain));
		return 0;
	}
	rc = path_read(pin->hash_file, FILE_MAX, PATH_NOFOLLOW | PATH_PRIVATE, &hash, err);
	trimmed = str_trim(buf_str(&hash));
	if (rc == 0 && trimmed.len < crypto_pwhash_STRBYTES) {
		hash.s[(trimmed.s - hash.s) + (ptrdiff_t)trimmed.len] = '\0';
		*right = crypto_pwhash_str_verify(trimmed.s, typed.s ? typed.s : "", typed.len) == 0;
	} else if (rc != 0) {
		err_set(err, ERR_FAILED,
			"the PIN's hash cannot be read; \"%s\" must be a file of yours alone (chmod 600)",
			pin->hash_file);
		rc = -1;
	}
	buf_fini(&hash);
	return rc;
}

int pin_check(struct pin *pin, struct str typed, struct err *err)
{
	struct tries tries;
	bool right;

	if (locked(pin, &tries, &pin->wait_ms, err))
		return -1;
	if (pin->wait_ms)
		return PIN_LOCKED;
	if (write_tries(pin, tries.count + 1, err) || verify(pin, typed, &right, err))
		return -1;
	if (!right) {
		pin->wait_ms = lock_ms(tries.count + 1);
		return PIN_WRONG;
	}
	return write_tries(pin, 0, err) ? -1 : PIN_RIGHT;
}

int pin_set(const struct paths *paths, struct str pin, struct err *err)
{
	char hash[crypto_pwhash_STRBYTES], *file;
	int rc;

	if (pin.len < PIN_LEAST || pin.len > PIN_MOST)
		return err_set(err, ERR_INPUT, "a PIN has %d to %d characters", PIN_LEAST, PIN_MOST);
	if (sodium_init() < 0 || crypto_pwhash_str(hash, pin.s, pin.len, crypto_pwhash_OPSLIMIT_INTERACTIVE,
						   crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return err_set(err, ERR_FAILED,
			       "the PIN cannot be hashed: 64 MiB of memory are needed for a moment");
	file = path_join(paths->config, "pin");
	rc = path_write(file, str_of(hash), err);
	free(file);
	return rc ? err_wrap(err, "saving the PIN's hash") : 0;
}

int pin_clear(const struct paths *paths, struct err *err)
{
	char *file = path_join(paths->config, "pin"), *tries = path_join(paths->config, "pin.tries");
	int rc = 0;

	if (unlink(file) && access(file, F_OK) == 0)
		rc = err_sys(err, "removing the PIN");
	else
		(void)unlink(tries);
	free(file);
	free(tries);
	return rc;
}
