/* SPDX-License-Identifier: MIT
 * The form of a `.env` file, and which of its names are ours. */
#include "base/env_file.h"

#include <string.h>

#include "base/message.h"
#include "base/path.h"
#include "base/utf8.h"

enum { FILE_CAP = 64 * 1024 };

bool env_file_is_ours(struct str name)
{
	if (str_is(name, "MONGODB_URI") || str_is(name, "APP_PIN") || str_is(name, "DATABASE_URL"))
		return true;
	if (!str_starts(name, "CAIRN_") || name.len == 6)
		return false;
	for (size_t i = 6; i < name.len; i++) {
		char c = name.s[i];

		if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
			return false;
	}
	return true;
}

/* The text up to the closing quote; \" \\ and \n mean something between double quotes, nothing between single
 * ones. */
static void put_quoted(struct buf *out, struct str text, char quote)
{
	for (size_t i = 0; i < text.len && text.s[i] != quote; i++) {
		char c = text.s[i];

		if (c == '\\' && quote == '"' && i + 1 < text.len) {
			c = text.s[++i];
			c = c == 'n' ? '\n' : c;
		}
		buf_addc(out, c);
	}
}

static void put_bare(struct buf *out, struct str text)
{
	size_t end = 0;

	while (end < text.len &&
	       !(text.s[end] == '#' && end > 0 && (text.s[end - 1] == ' ' || text.s[end - 1] == '\t')))
		end++;
	buf_add(out, str_trim(str_slice(text, 0, end)));
}

static void read_line(struct str text, env_file_fn *line, void *ctx)
{
	struct buf value = {0};
	struct str name;

	text = str_trim(text);
	if (str_starts(text, "export "))
		text = str_trim(str_slice(text, 7, text.len));
	if (!str_cut(&text, '=', &name) || !text.s || !env_file_is_ours(str_trim(name)))
		return;
	text = str_trim(text);
	if (text.len && (text.s[0] == '"' || text.s[0] == '\''))
		put_quoted(&value, str_slice(text, 1, text.len), text.s[0]);
	else
		put_bare(&value, text);
	line(ctx, str_trim(name), buf_str(&value));
	if (value.s)
		explicit_bzero(value.s, value.len);
	buf_fini(&value);
}

void env_file_read(const char *path, env_file_fn *line, void *ctx, struct buf *skipped)
{
	struct buf content = {0};
	struct err err = {0};
	int result = path_read(path, FILE_CAP, PATH_NOFOLLOW | PATH_PRIVATE, &content, &err);
	struct str rest = buf_str(&content), one;

	if (result == 0 && memchr(rest.s, '\0', rest.len))
		result = err_set(&err, ERR_INPUT, "%s holds a NUL", path);
	if (result == 0)
		while (str_cut(&rest, '\n', &one))
			read_line(one, line, ctx);
	else if (result != PATH_MISSING) {
		buf_addz(skipped, _("skipped: "));
		utf8_clean(skipped, str_of(err.text), CLEAN_LINE, sizeof(err.text));
		buf_addc(skipped, '\n');
	}
	if (content.s)
		explicit_bzero(content.s, content.len);
	buf_fini(&content);
}
