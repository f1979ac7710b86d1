/* SPDX-License-Identifier: MIT */
#include "base/uri.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/unit.h"

static void uri__redacted(void **state)
{
	static const char none[] = "(an address of no usable form)";
	static const char *const cases[][2] = {
		{"mongodb://localhost", "mongodb://localhost"},
		{"mongodb://localhost:27017/cairn", "mongodb://localhost:27017/cairn"},
		{"mongodb+srv://anna:s3cret@c0.x.mongodb.net/cairn?w=majority",
		 "mongodb+srv://***@c0.x.mongodb.net/cairn"},
		{"mongodb://anna:p@ss@w:rd@h1:1,h2:2,[::1]:3/?tls=true", "mongodb://***@h1:1,h2:2,[::1]:3"},
		{"mongodb://anna:p/ss?w#rd@host/db", "mongodb://***@host/db"},
		{"mongodb://anna:pass@host/?authMechanismProperties=AWS_SESSION_TOKEN:abc",
		 "mongodb://***@host"},
		{"mongodb://anna:pass@host/?appName=a@b.c", "mongodb://***@b.c"},
		{"postgresql://u:p@db.example/school", "postgresql://***@db.example/school"},
		{"mongodb://anna:secret", none},
		{"anna:secret@host", none},
		{"mongodb://", none},
		{"mongodb://anna:secret@", none},
		{"mongodb://ho st/", none},
		{"mongodb://host:99999999/", none},
		{"mongodb://host:/", none},
		{"mongodb://a,,b/", none},
		{"", none},
	};
	struct buf out = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		uri_put_redacted(&out, str_of(cases[i][0]));
		assert_str(buf_str(&out), cases[i][1]);
	}
	buf_fini(&out);
}

static void uri__hosts(void **state)
{
	struct buf out = {0};

	(void)state;
	assert_true(uri_put_hosts(&out, STR("mongodb+srv://u:p@Cluster0.Example.NET/x")));
	assert_str(buf_str(&out), "cluster0.example.net");
	assert_false(uri_put_hosts(&out, STR("nonsense")));
	assert_str(buf_str(&out), "cluster0.example.net");
	buf_fini(&out);
}

static void assert_message(const char *uri, const char *message, const char *want)
{
	struct buf out = {0};

	uri_put_message(&out, str_of(uri), str_of(message));
	assert_str(buf_str(&out), want);
	buf_fini(&out);
}

static void uri__messages(void **state)
{
	(void)state;
	assert_message("mongodb://anna:s3cret@h/", "auth of anna failed with s3cret",
		       "auth of *** failed with ***");
	assert_message("mongodb://anna:p%40ssword@h/", "bad p@ssword or p%40ssword", "bad *** or ***");
	/* libmongoc takes what stands behind the first @ for the host */
	assert_message("mongodb://anna:abcd@efgh@h/", "Failed to resolve efgh@h", "Failed to resolve ***@h");
	assert_message("mongodb://anna:abcd@efgh:ijkl@h/", "no host 'efgh', port 'ijkl'",
		       "no host '***', port '***'");
	assert_message("mongodb://h/", "nothing secret here", "nothing secret here");
	assert_message("nonsense-with-s3cret", "bad address nonsense-with-s3cret", "bad address ***");
	assert_message("", "nothing", "nothing");
	assert_message("mongodb://u:@h/", "u failed", "u failed");
}

/* Whatever the password: no three characters of it in a row, unless they are the scheme's, the host's or the
 * stars. */
static void uri__no_password_shows(void **state)
{
	static const char alphabet[] = "AB@:/?#%,[]";
	char password[6], uri[80];
	struct buf out = {0};

	(void)state;
	for (unsigned code = 0; code < 11 * 11 * 11 * 11; code++) {
		unsigned rest = code;

		for (int i = 0; i < 4; i++, rest /= 11)
			password[i] = alphabet[rest % 11];
		password[4] = '\0';
		snprintf(uri, sizeof(uri), "mongodb://user:%s@q.example/db", password);
		buf_clear(&out);
		uri_put_redacted(&out, str_of(uri));
		assert_null(strstr(buf_z(&out), "user"));
		assert_null(strpbrk(buf_z(&out), "AB"));
	}
	buf_fini(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(uri__redacted),
		cmocka_unit_test(uri__hosts),
		cmocka_unit_test(uri__messages),
		cmocka_unit_test(uri__no_password_shows),
	};
	return cmocka_run_group_tests_name("uri", tests, NULL, NULL);
}
