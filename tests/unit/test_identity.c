/* SPDX-License-Identifier: MIT
 * What tells a store's file from its copies, and that the log follows it. */
#include "schema/identity.h"

#include <stdio.h>
#include <unistd.h>

#include "schema/store.h"
#include "tests/unit/device.h"
#include "tests/unit/unit.h"

enum { TRIES = 100000 };

static void identity__same__table(void **state)
{
	static const struct {
		const char *then, *now;
		bool same;
	} cases[] = {
		{"m 12 345", "m 12 345", true},
		{"m 12 345", "m 12 346", false}, /* the inode was given out again */
		{"m 12 345", "m 13 345", false},
		{"m 12 345", "n 12 345", false},
		{"m 12", "m 12 345", true}, /* written before births were looked at */
		{"m 12 345", "m 12", true}, /* a kernel that does not say */
		{"m 12", "m 123", false},
		{"m 12", "m 13 345", false},
		{" 12 345", " 12 345", true}, /* no machine id: containers, phones */
		{" 12 345", " 12 346", false},
		{" 12 345", "m 12 345", false},
		{"m -", "m -", true}, /* FAT: the machine alone */
		{"m 12 345", "m -", false},
		{"", "m 12 345", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (identity_same(str_of(cases[i].then), str_of(cases[i].now)) != cases[i].same)
			fail_msg("\"%s\" and \"%s\"", cases[i].then, cases[i].now);
}

/* Of a file that takes the place of a removed one, which file systems like to give the same inode. */
static void identity__put__a_file_made_anew_is_another(void **state)
{
	struct buf then = {0}, now = {0};
	const char *path = unit_file("store", STR("x"));

	(void)state;
	if (!birth_of(path)) {
		print_message("this file system keeps no births: inodes alone tell copies here\n");
		skip();
	}
	identity_put(&then, path);
	for (int i = 0; i < TRIES && (now.len == 0 || str_eq(buf_str(&then), buf_str(&now))); i++) {
		assert_int_equal(unlink(path), 0);
		unit_file("store", STR("x")); /* births are as coarse as the kernel's tick */
		buf_clear(&now);
		identity_put(&now, path);
	}
	assert_false(identity_same(buf_str(&then), buf_str(&now)));
	buf_clear(&then);
	identity_put(&then, path);
	assert_str(buf_str(&then), buf_z(&now));
	buf_fini(&then);
	buf_fini(&now);
}

static void set_file(struct device *d, const char *identity)
{
	STORE_TX(tx);

	assert_int_equal(store_begin(d->store, &tx, &d->err), 0);
	assert_int_equal(meta_set_text(d->store, "file", str_of(identity), &d->err), 0);
	assert_int_equal(store_commit(&tx, &d->err), 0);
}

/* The log in which a row stands that is written after the store was closed with that identity. */
static uint64_t log_after(struct device *d, const char *identity)
{
	set_file(d, identity);
	store_close(d->store);
	device_open(d);
	return device_append(d, device_review(7, 3)).log;
}

static void identity__log__a_copy_in_the_same_inode_begins_its_own(void **state)
{
	struct device *d = device_new(1);
	uint64_t log = device_append(d, device_review(7, 3)).log;
	struct buf ours = {0}, other = {0}, kept = {0};

	(void)state;
	identity_put(&ours, d->path);
	assert_true(log_after(d, buf_z(&ours)) == log);
	if (birth_of(d->path)) {
		buf_add(&other, (struct str){ours.s, ours.len - 1});
		assert_true(log_after(d, buf_z(&other)) != log);
		assert_int_equal(meta_get_text(d->store, "file", &kept, &d->err), 0);
		assert_str(buf_str(&kept), buf_z(&ours));
	}
	buf_fini(&ours);
	buf_fini(&other);
	buf_fini(&kept);
	device_free(d);
}

/* A store of a version that did not know births goes on with its log, and has one from then on. */
static void identity__log__one_without_a_birth_goes_on(void **state)
{
	struct device *d = device_new(1);
	uint64_t log = device_append(d, device_review(7, 3)).log;
	struct buf ours = {0}, before = {0}, kept = {0};
	size_t spaces = 0;

	(void)state;
	identity_put(&ours, d->path);
	for (size_t i = 0; i < ours.len && (spaces += ours.s[i] == ' ') < 2; i++)
		buf_addc(&before, ours.s[i]);
	assert_true(log_after(d, buf_z(&before)) == log);
	assert_int_equal(meta_get_text(d->store, "file", &kept, &d->err), 0);
	assert_str(buf_str(&kept), buf_z(&ours));
	buf_fini(&ours);
	buf_fini(&before);
	buf_fini(&kept);
	device_free(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity__same__table),
		cmocka_unit_test(identity__put__a_file_made_anew_is_another),
		cmocka_unit_test(identity__log__a_copy_in_the_same_inode_begins_its_own),
		cmocka_unit_test(identity__log__one_without_a_birth_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
