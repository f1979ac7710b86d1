/* SPDX-License-Identifier: MIT
 * cairn due: what is left today, for prompts and status lines: counts alone, nothing is folded or made. */
#include <stdio.h>
#include <unistd.h>

#include "base/json.h"
#include "base/message.h"
#include "study/queue.h"
#include "tui/program.h"

static int look(struct program *p, struct queue_counts *counts, struct err *err)
{
	struct queue *queue = NULL;
	struct str deck;
	int rc = -1;

	if (access(p->paths.store, F_OK)) /* nothing was ever started here */
		return 0;
	if (program_store(p, err) || program_deck(p, &deck, err))
		return -1;
	if (queue_open_path(&queue, p->store, deck, err) == 0)
		rc = queue_left(queue, clock_wall_ms(&p->clock), counts, err);
	queue_close(queue);
	return rc;
}

static void put_number(struct buf *out, int64_t number)
{
	buf_addf(out, "%lld%s", (long long)number, number >= QUEUE_COUNT_CAP ? "+" : "");
}

static int put_format(struct buf *out, const char *format, const struct queue_counts *counts, struct err *err)
{
	for (; *format; format++) {
		if (*format != '%') {
			buf_addc(out, *format);
			continue;
		}
		switch (*++format) {
		case 'd': put_number(out, counts->review + counts->learn); break;
		case 'n': put_number(out, counts->news); break;
		case 'l': put_number(out, counts->learn); break;
		case '%': buf_addc(out, '%'); break;
		default:
			return err_set(err, ERR_USAGE,
				       "--format knows %%d (due), %%n (new), %%l (learning) and %%%%");
		}
	}
	return 0;
}

static void put_json(struct buf *out, const struct queue_counts *counts)
{
	struct json j = {.out = out};

	json_open(&j, '{');
	json_key_int(&j, "due", counts->review + counts->learn);
	json_key_int(&j, "new", counts->news);
	json_key_int(&j, "learning", counts->learn);
	json_close(&j, '}');
}

int cmd_due(struct program *p, struct err *err)
{
	struct queue_counts counts = {0};
	struct buf out = {0};
	int rc = look(p, &counts, err);

	if (rc == 0 && p->options.json)
		put_json(&out, &counts);
	else if (rc == 0)
		rc = put_format(&out, p->options.format ? p->options.format : _("%d due %n new"), &counts,
				err);
	if (rc == 0)
		puts(buf_z(&out));
	if (counts.review + counts.learn + counts.news == 0)
		p->code = CODE_NOTHING_DUE;
	buf_fini(&out);
	return rc;
}
