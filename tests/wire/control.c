/* SPDX-License-Identifier: MIT
 * Wire server: what a test says to it while it runs. One line in; the answer's lines, then a line with a dot.
 */
#include "tests/wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void dump(struct server *server, const char *ns)
{
	struct collection *coll = data_find(server, ns, false);

	for (size_t i = 0; coll && i < coll->count; i++) {
		char *json = bson_as_canonical_extended_json(coll->docs[i]->body, NULL);

		puts(json);
		bson_free(json);
	}
}

/* "put NS JSON": extended JSON as mongoexport writes it; a document of that _id is replaced. */
static void put(struct server *server, char *ns)
{
	char *json = strchr(ns, ' ');
	struct collection *coll;
	bson_error_t error;
	bson_iter_t id;
	bson_t *doc;

	if (!json)
		return;
	*json++ = 0;
	doc = bson_new_from_json((const uint8_t *)json, -1, &error);
	if (!doc || !bson_iter_init_find(&id, doc, "_id")) {
		printf("error %s\n", doc ? "a document without _id" : error.message);
		return;
	}
	coll = data_find(server, ns, true);
	if (data_get(coll, &id))
		data_remove(server, coll, data_lower_bound(coll, &id));
	data_insert(server, coll, doc);
}

/* "drop NS JSON": removes what the filter says. */
static void drop(struct server *server, char *ns)
{
	char *json = strchr(ns, ' ');
	struct collection *coll;
	bson_t *filter;

	if (json)
		*json++ = 0;
	filter = bson_new_from_json((const uint8_t *)(json ? json : "{}"), -1, NULL);
	coll = data_find(server, ns, true);
	for (size_t at = 0; filter && at < coll->count;)
		if (query_match(coll->docs[at]->body, filter))
			data_remove(server, coll, at);
		else
			at++;
	bson_destroy(filter);
}

static void act(struct server *server, char *line)
{
	if (!strncmp(line, "dump ", 5))
		dump(server, line + 5);
	else if (!strncmp(line, "put ", 4))
		put(server, line + 4);
	else if (!strncmp(line, "drop ", 5))
		drop(server, line + 5);
	else if (!strcmp(line, "sharded"))
		server->sharded = true;
	else if (!strncmp(line, "rights ", 7))
		admin_rights(server, line + 7);
	else if (!strncmp(line, "fault ", 6)) {
		if (!fault_add(server, line + 6))
			puts("error no such fault");
	} else if (!strcmp(line, "heal")) {
		for (struct fault *next; server->faults; server->faults = next) {
			next = server->faults->next;
			bson_free(server->faults);
		}
		server->line = (struct line){0};
		server->taken = server->sent = server->batch_max = server->lies = 0;
		server->stepped_down = false;
	} else if (!strncmp(line, "line ", 5)) {
		if (!line_set(server, line + 5))
			puts("error no such line");
	} else if (!strcmp(line, "bytes")) {
		printf("in %lld\nout %lld\n", (long long)server->taken, (long long)server->sent);
	} else if (!strcmp(line, "lies")) {
		printf("%lld\n", (long long)server->lies);
	} else if (!strncmp(line, "batch ", 6)) {
		server->batch_max = atoll(line + 6);
		server->stepped_down = true;
	} else if (!strcmp(line, "forget-cursors")) {
		while (server->cursors)
			cursor_drop(server, server->cursors);
	} else if (!strcmp(line, "save")) {
		data_save(server);
	} else if (!strcmp(line, "restore")) {
		data_restore(server);
	} else if (!strncmp(line, "clock ", 6))
		server->clock_ms = atoll(line + 6);
	else if (!strcmp(line, "counts")) {
		for (struct count *count = server->counts; count; count = count->next)
			printf("%s %lld\n", count->name, (long long)count->calls);
	} else if (!strcmp(line, "traffic"))
		printf("%lld %lld\n", (long long)server->bytes_in, (long long)server->bytes_out);
	else if (!strcmp(line, "reset")) {
		server->bytes_in = server->bytes_out = 0;
		for (struct count *count = server->counts; count; count = count->next)
			count->calls = 0;
	} else
		puts("error what?");
}

void control_run(struct server *server)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	while ((len = getline(&line, &cap, stdin)) > 0) {
		if (line[len - 1] == '\n')
			line[len - 1] = 0;
		pthread_mutex_lock(&server->lock);
		act(server, line);
		pthread_mutex_unlock(&server->lock);
		puts(".");
		fflush(stdout);
	}
	free(line);
}
