/* SPDX-License-Identifier: MIT
 * The verb assist: --check asks the helper one word and tells how it stands; --pipe answers the game's question. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/message.h"
#include "sync/assist/assist.h"
#include "sync/assist/question.h"
#include "sync/cross.h"

struct wish {
	bool check, pipe, json;
};

static int take_options(int argc, char **argv, struct wish *wish, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			wish->json = true;
		else if (!strcmp(argv[i], "--check"))
			wish->check = true;
		else if (!strcmp(argv[i], "--pipe"))
			wish->pipe = true;
		else
			return err_set(err, ERR_USAGE, "assist does not know %.60s; it takes --check and --json", argv[i]);
	}
	return wish->check == wish->pipe ? err_set(err, ERR_USAGE, "assist takes --check, which asks the helper one word") : 0;
}

static int read_input(struct buf *in, struct err *err)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(STDIN_FILENO, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_sys(err, "reading the question");
		buf_add(in, (struct str){bytes, (size_t)got});
		if (in->len > QUESTION_BYTES_MAX)
			return err_set(err, ERR_INPUT, "the question is longer than 64 KiB");
	}
	return 0;
}

static int answer(struct assist *assist, struct err *err)
{
	struct arena arena = {0};
	struct prompt prompt;
	struct reply reply = {0};
	struct buf in = {0}, out = {0};
	int rc = read_input(&in, err);

	if (rc == 0)
		rc = question_read(buf_str(&in), &prompt, &arena, err);
	if (rc == 0)
		rc = assist_ask(assist, &prompt, &reply, err);
	if (rc == 0)
		question_put_reply(&out, &reply);
	else
		question_put_error(&out, err);
	fwrite(out.s, 1, out.len, stdout);
	rc = fflush(stdout) ? err_sys(err, "writing the answer") : 0;
	reply_fini(&reply);
	arena_fini(&arena);
	buf_fini(&in);
	buf_fini(&out);
	return rc;
}

static void put_words(const struct assist *a, const struct spent *spent)
{
	const struct endpoint *e = &a->endpoint;

	printf(_("The helper at %s answers (model %s).\n"), buf_z(&e->host), e->model);
	printf(_("Today: %lld requests, %lld of %lld tokens"), (long long)spent->requests, (long long)spent->tokens,
	       (long long)e->day_tokens);
	if (e->day_micro >= 0)
		printf(_(", %.4f of %.2f of money"), (double)spent->micro / 1e6, (double)e->day_micro / 1e6);
	puts("");
}

static void put_json(const struct assist *a, const struct spent *spent)
{
	const struct endpoint *e = &a->endpoint;
	struct buf out = {0};
	struct json j = {.out = &out};

	json_open(&j, '{');
	json_key_str(&j, "host", buf_str(&e->host));
	json_key_str(&j, "model", str_of(e->model));
	json_key_int(&j, "requests", spent->requests);
	json_key_int(&j, "tokens", spent->tokens);
	json_key_int(&j, "tokens_limit", e->day_tokens);
	json_key(&j, "money"), json_real(&j, (double)spent->micro / 1e6, 6);
	json_key(&j, "money_limit");
	if (e->day_micro >= 0)
		json_real(&j, (double)e->day_micro / 1e6, 2);
	else
		json_null(&j);
	json_close(&j, '}');
	puts(buf_z(&out));
	buf_fini(&out);
}

static int check(struct assist *a, bool json, struct err *err)
{
	struct prompt prompt = {.task = ASSIST_CHECK, .front = STR("ok")};
	struct reply reply;
	struct spent spent;

	if (assist_ask(a, &prompt, &reply, err) || spend_read(&a->spend, &spent, err))
		return -1;
	reply_fini(&reply);
	if (json)
		put_json(a, &spent);
	else
		put_words(a, &spent);
	return 0;
}

int cmd_assist(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct wish wish = {0};
	struct assist assist;
	struct buf out = {0};
	int rc;

	if (take_options(argc, argv, &wish, err))
		return -1;
	rc = assist_open(&assist, &cross->env, &cross->paths, &cross->clock, &cross->trace, err);
	if (rc == 1)
		rc = err_set(err, ERR_USAGE, "no helper is set, and nothing is sent anywhere; CAIRN_LLM_URL names one (docs/helper.md)");
	else if (rc == 0) {
		rc = wish.check ? check(&assist, wish.json, err) : answer(&assist, err);
		assist_close(&assist);
		return rc;
	}
	if (wish.pipe) { /* the game shows it */
		question_put_error(&out, err);
		fputs(buf_z(&out), stdout);
		buf_fini(&out);
	}
	return rc;
}
