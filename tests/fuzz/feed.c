/* SPDX-License-Identifier: MIT
 * Feeds and pages: the parser and, behind it, the judge of what it says; and that judge alone, against a parser that was
 * taken over. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sync/feed/read.h"
#include "tests/fuzz/foreign.h"
#include "tests/fuzz/input.h"

static void judge(int fd)
{
	struct feed_doc doc;
	struct err err;

	if (lseek(fd, 0, SEEK_SET))
		abort();
	if (feed_read_said(&doc, fd, STR("https://a.example/feed"), &err) < 0)
		assert(err.kind == ERR_INPUT || err.kind == ERR_FAILED);
	assert(fuzz_clean(doc.title) && fuzz_clean(doc.lang) && doc.count <= FEED_ENTRIES_MAX);
	for (size_t i = 0; i < doc.count; i++) {
		const struct feed_entry *entry = &doc.entry[i];

		assert(entry->uid && fuzz_clean(entry->title) && fuzz_clean(entry->text) && fuzz_clean(entry->tags) && fuzz_clean(entry->link));
		assert(entry->text.len <= FEED_TEXT_MAX && entry->lang.len <= 3);
		assert(!entry->link.len || str_starts(entry->link, "https://") || str_starts(entry->link, "http://"));
	}
	feed_doc_fini(&doc);
}

void fuzz_feed(const uint8_t *data, size_t size)
{
	int fd = fuzz_file("", 0);
	struct feed_say say = {.wire.fd = fd};
	struct err err = {.text = ""};

	if (feed_parse_bytes(&say, (struct str){(const char *)data, size}, &err))
		assert(err.kind == ERR_INPUT && *err.text);
	else if (feed_say_end(&say, &err))
		abort();
	else
		judge(fd);
	feed_say_fini(&say);
	close(fd);
}

/* A byte for the kind, two for the length, and the body. */
void fuzz_feed_wire(const uint8_t *data, size_t size)
{
	struct buf frames = {0};
	int fd;

	while (size >= 3) {
		uint32_t len = data[1] | (uint32_t)data[2] << 8;

		len = len > size - 3 ? (uint32_t)(size - 3) : len;
		buf_add(&frames, (struct str){(const char *)&len, sizeof(len)});
		buf_addc(&frames, (char)data[0]);
		buf_add(&frames, (struct str){(const char *)data + 3, len});
		data += 3 + len;
		size -= 3 + len;
	}
	fd = fuzz_file(buf_z(&frames), frames.len);
	judge(fd);
	buf_fini(&frames);
	close(fd);
}
