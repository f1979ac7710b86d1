/* SPDX-License-Identifier: MIT */
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/unit.h"

static void mem__zeroed_and_never_null(void **state)
{
	unsigned char *p = mem_alloc(100), *none = mem_alloc(0), *rows = mem_array(10, 10);

	(void)state;
	assert_non_null(none);
	for (int i = 0; i < 100; i++)
		assert_int_equal(p[i] | rows[i], 0);
	free(p), free(none), free(rows);
}

static void mem__strndup_terminates(void **state)
{
	char *copy = mem_strndup("abcdef", 3), *none = mem_strndup(NULL, 0);

	(void)state;
	assert_string_equal(copy, "abc");
	assert_string_equal(none, "");
	free(copy), free(none);
}

static void mem__overflow_ends_the_program(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		close(2);
		volatile size_t half = SIZE_MAX / 2;
		free(mem_array(half, 3)); /* would wrap around to a small number */
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
}

static void arena__aligned_zeroed_apart(void **state)
{
	struct arena arena = {0};
	unsigned char *all[500];
	size_t sizes[500];

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < 500; i++) {
			sizes[i] = i % 97 + (i % 50 == 0 ? 20000 : 0);
			all[i] = arena_alloc(&arena, sizes[i]);
			assert_int_equal((uintptr_t)all[i] % _Alignof(max_align_t), 0);
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(all[i][k], 0);
			memset(all[i], (int)i & 255, sizes[i]);
		}
		for (size_t i = 0; i < 500; i++)
			for (size_t k = 0; k < sizes[i]; k++)
				assert_int_equal(all[i][k], i & 255);
		arena_reset(&arena);
	}
	arena_fini(&arena);
	arena_fini(&arena);
}

static void arena__str_is_a_terminated_copy(void **state)
{
	struct arena arena = {0};
	char text[] = "abc";
	struct str copy = arena_str(&arena, (struct str){text, 2}),
		   none = arena_str(&arena, (struct str){NULL, 0});

	(void)state;
	text[0] = 'x';
	assert_string_equal(copy.s, "ab");
	assert_int_equal(copy.len, 2);
	assert_string_equal(none.s, "");
	arena_fini(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(mem__zeroed_and_never_null),
		cmocka_unit_test(mem__strndup_terminates),
		cmocka_unit_test(mem__overflow_ends_the_program),
		cmocka_unit_test(arena__aligned_zeroed_apart),
		cmocka_unit_test(arena__str_is_a_terminated_copy),
	};
	return cmocka_run_group_tests_name("mem", tests, NULL, NULL);
}
