/* SPDX-License-Identifier: MIT
 * Question: between the game and its child. */
#include "sync/assist/question.h"

#include <cjson/cJSON.h>
#include <string.h>

#include "base/utf8.h"

static struct str take(const cJSON *object, const char *name, struct arena *arena)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);
	struct buf clean = {0};
	struct str text;

	if (cJSON_IsString(value))
		utf8_clean(&clean, str_of(value->valuestring), CLEAN_TEXT, QUESTION_BYTES_MAX);
	text = arena_str(arena, buf_str(&clean));
	buf_fini(&clean);
	return text;
}

int question_read(struct str json, struct prompt *prompt, struct arena *arena, struct err *err)
{
	cJSON *value = json.len && json.len <= QUESTION_BYTES_MAX ? cJSON_ParseWithLengthOpts(json.s, json.len, NULL, false) : NULL;
	struct str task = take(value, "task", arena);

	*prompt = (struct prompt){.task = ASSIST_TASKS, .front = take(value, "front", arena), .back = take(value, "back", arena),
				  .given = take(value, "given", arena)};
	cJSON_Delete(value);
	for (int i = ASSIST_GRADE; i <= ASSIST_EXAMPLE; i++)
		if (str_is(task, ASSIST_TASK_NAMES[i]))
			prompt->task = (enum assist_task)i;
	if (prompt->task != ASSIST_TASKS && (prompt->front.len || prompt->back.len))
		return 0;
	return err_set(err, ERR_INPUT, "no question stands on standard input; docs/helper.md has its form");
}

static void put_lines(struct buf *out, const char *word, struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line))
		buf_addf(out, "%s\t%.*s\n", word, STR_FMT(line));
}

void question_put_reply(struct buf *out, const struct reply *reply)
{
	if (reply->grade)
		buf_addf(out, "grade\t%d\n", reply->grade);
	for (size_t i = 0; i < reply->points; i++)
		put_lines(out, "missing", buf_str(&reply->point[i]));
	if (reply->text.len)
		put_lines(out, "text", buf_str(&reply->text));
	buf_addz(out, "end\n");
}

void question_put_error(struct buf *out, const struct err *err)
{
	put_lines(out, "error", str_of(err->text));
	buf_addz(out, "end\n");
}
