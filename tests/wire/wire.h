/* SPDX-License-Identifier: MIT
 * A MongoDB server for tests: the parts that the files beside this one share.
 *
 * Followed: "MongoDB Wire Protocol" and "Database Commands" of the MongoDB manual (6.0), the driver
 * specifications "Authentication" and "Retryable Writes", RFC 5802 and RFC 7677 for SCRAM.
 *
 * It models: OP_MSG with document sequences, the legacy OP_QUERY hello; hello and isMaster with localTime,
 * maxWireVersion and saslSupportedMechs, as the primary of a replica set of one; SCRAM-SHA-256 and
 * SCRAM-SHA-1; insert (ordered or not, E11000 with index, the batch applied up to the error), find
 * (comparisons, $or, $and, $in, $exists, sort, projection, skip, limit, batchSize), getMore, killCursors,
 * update (replacement, $set, $unset, $setOnInsert, $inc, upsert, multi), delete, count, createIndexes,
 * listIndexes, listCollections, collMod, create, dbStats, buildInfo, connectionStatus, ping, endSessions, drop, dropDatabase; a retried write with the transaction number of its
 * session's last one answers what was answered first. A unique `_id` and nothing else is enforced. Kept in
 * memory, or in a file of appended records that is read again at the start. What goes wrong, and when, is its
 * command line's business: at a command (fault.c), at a byte (line.c), in a reply (lie.c). "save" and "restore" make
 * a point of a matrix cheap: the server stays, its content goes back.
 *
 * It does not model: replication (what is written is majority-committed at once), transactions, indexes as
 * anything but names, validators (they are kept and told, not enforced), users and rights (a test says
 * what connectionStatus answers, a fault can say "unauthorised"), compression, change streams, collations, aggregation. */
#ifndef TESTS_WIRE_H
#define TESTS_WIRE_H

#include <bson/bson.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIRE_MESSAGE_MAX = 48000000, WIRE_DOC_MAX = 16777216, WIRE_BATCH_MAX = 100000 };

/* A document, shared between its collection and the cursors that stand on it. */
struct doc {
	int refs;
	bson_t *body;
};
struct doc *doc_ref(struct doc *doc);
void doc_unref(struct doc *doc);

/* Documents in order of _id. */
struct collection {
	char *ns; /* database.collection */
	struct doc **docs;
	size_t count, cap;
	bson_t *indexes; /* array of index documents, without _id_ */
	bson_t *options; /* of create or collMod; or NULL */
	struct collection *next;
};

struct cursor {
	int64_t id;
	char *ns;
	struct doc **docs;
	size_t count, at;
	bson_t *projection; /* or NULL */
	struct cursor *next;
};

/* A session's last retryable write and what it was answered. */
struct retry {
	uint8_t lsid[16];
	int64_t txn;
	bson_t *reply;
	struct retry *next;
};

enum fault_kind {
	FAULT_CUT_BEFORE,
	FAULT_CUT_AFTER,
	FAULT_CUT_REPLY,
	FAULT_ERROR,
	FAULT_CONCERN,
	FAULT_DELAY,
	FAULT_DUPLICATE,
	FAULT_LENGTH,
	FAULT_LIE,
	FAULT_REVERSE,
	FAULT_TWICE,
	FAULT_STEP_DOWN
};

/* What goes wrong on the line, and at which byte (line.c). */
enum line_kind { LINE_GOOD, LINE_CUT, LINE_RESET, LINE_STALL, LINE_FLIP, LINE_SLOW };
struct line {
	enum line_kind kind;
	bool in;   /* among what clients send */
	bool dead; /* afterwards nobody is let in */
	bool done;
	int64_t at, arg;
};

/* What goes wrong at the n-th command of a name ("any" counts all but hello and the authentication). */
struct fault {
	char command[32];
	int64_t nth; /* 0: every one */
	int64_t seen;
	enum fault_kind kind;
	int64_t arg;
	struct fault *next;
};

struct count {
	char name[32];
	int64_t calls;
	struct count *next;
};

struct server {
	pthread_mutex_t lock; /* over all that follows */
	struct collection *collections;
	struct cursor *cursors;
	struct retry *retries;
	struct fault *faults;
	struct count *counts;
	struct saved *saved; /* what "restore" goes back to */
	struct line line;
	int64_t taken, sent; /* bytes of messages since "heal" */
	int64_t batch_max;   /* documents a batch of a cursor; 0: as asked for */
	int64_t lies;	     /* told */
	bool stepped_down;   /* a secondary now */
	int64_t next_cursor;
	int64_t bytes_in, bytes_out; /* of commands but hello, authentication and endSessions */
	int64_t clock_ms; /* added to localTime */
	bool sharded;	  /* says that it is a mongos */
	bson_t *rights;	  /* authInfo of connectionStatus; NULL: nobody is asked who they are */
	FILE *file;
	const char *user, *password; /* NULL: no authentication */
	const char *mechanism;	     /* NULL: both */
	const char *auth_db;	     /* the database that knows the user; NULL: whichever is asked */
	const char *set_name;	     /* "" : a standalone */
	SSL_CTX *tls;
	int port;
	bool ipv6, verbose;
};

struct scram {
	bool sha256, skip_empty, proved;
	char nonce[128], client_first[512], server_first[512];
	uint8_t salted[32];
};

/* One client. */
struct conn {
	struct server *server;
	int fd;
	SSL *ssl;
	bool authenticated;
	struct scram scram;
	int32_t conversation;
	int64_t sent;
	int64_t reply_cut;   /* bytes of the next reply that are sent before the cut; -1: all */
	bool length_is_lie;  /* the next reply's header says reply_length */
	int32_t reply_length;
};

/* conn.c */
bool conn_read_message(struct conn *conn, uint8_t **bytes, uint32_t *len); /* free() them */
bool conn_write(struct conn *conn, const uint8_t *bytes, size_t len);
void *conn_run(void *conn); /* a thread's life; frees conn */

/* line.c */
bool line_set(struct server *server, const char *text);
bool line_put(struct conn *conn, const uint8_t *bytes, size_t len);
bool line_took(struct conn *conn, uint8_t *bytes, size_t len);

/* lie.c */
bool lie_tell(bson_t *reply, int64_t which); /* false: there are not so many */
void lie_order(bson_t *reply, bool twice);

/* message.c: one command in, one reply out. parse gives a document with the command's sequences as arrays in
 * it. */
struct request {
	int32_t id;
	bool legacy, more_to_come;
	bson_t command;
};
bool message_parse(const uint8_t *bytes, uint32_t len, struct request *request);
bool message_reply(struct conn *conn, const struct request *request, const bson_t *reply);

/* command.c. Fills reply; returns false if the connection is to be cut. */
bool command_run(struct conn *conn, const bson_t *command, bson_t *reply);
void reply_error(bson_t *reply, int32_t code, const char *name, const char *text);
const char *command_name(const bson_t *command);
int64_t field_int(const bson_t *doc, const char *key, int64_t otherwise);
const char *field_text(const bson_t *doc, const char *key);	   /* NULL if it is not there */
bool field_doc(const bson_t *doc, const char *key, bson_t *value); /* a view; documents and arrays */

/* scram.c */
void scram_start(struct conn *conn, const bson_t *command, bson_t *reply);
void scram_continue(struct conn *conn, const bson_t *command, bson_t *reply);

/* data.c */
struct collection *data_find(struct server *server, const char *ns, bool make);
struct doc *data_get(struct collection *coll, const bson_iter_t *id);
size_t data_lower_bound(const struct collection *coll, const bson_iter_t *id); /* first whose _id >= id */
bool data_insert(struct server *server, struct collection *coll,
		 bson_t *body); /* takes body; false: doubled */
void data_replace(struct server *server, struct collection *coll, struct doc *old, bson_t *body);
void data_remove(struct server *server, struct collection *coll, size_t at);
void data_clear(struct server *server, struct collection *coll);
void data_save(struct server *server);	 /* keeps what is there … */
void data_restore(struct server *server); /* … and goes back to it, with no cursors and no sessions */
void data_open(struct server *server, const char *path);
void data_note_index(struct server *server, struct collection *coll, const bson_t *index);

/* query.c */
int value_compare(const bson_iter_t *a, const bson_iter_t *b); /* BSON's order of types, then of values */
bool query_match(const bson_t *doc, const bson_t *filter);
/* The documents that match, in order of _id, as references: free() the array. */
struct doc **query_select(struct collection *coll, const bson_t *filter, size_t *count);
void query_sort(struct doc **docs, size_t count, const bson_t *sort);
bson_t *query_project(const bson_t *doc, const bson_t *projection); /* NULL projection: a copy */

/* crud.c */
void crud_insert(struct server *server, const char *ns, const bson_t *command, bson_t *reply);
void crud_find(struct server *server, const char *ns, const bson_t *command, bson_t *reply);
void crud_get_more(struct server *server, const bson_t *command, bson_t *reply);
void crud_kill(struct server *server, const bson_t *command, bson_t *reply);
void cursor_drop(struct server *server, struct cursor *cursor);
void crud_count(struct server *server, const char *ns, const bson_t *command, bson_t *reply);

/* update.c */
void crud_update(struct server *server, const char *ns, const bson_t *command, bson_t *reply);
void crud_delete(struct server *server, const char *ns, const bson_t *command, bson_t *reply);

/* fault.c: "insert@2:cut-after", "any@1:error=91", "find@*:delay=500" … */
bool fault_add(struct server *server, const char *text);
/* The fault for this call, counted; kind and arg in *fault. */
bool fault_next(struct server *server, const char *command, struct fault *fault);

/* admin.c. False: none of its commands. */
bool admin_run(struct server *server, const char *name, const char *db, const bson_t *command, bson_t *reply);
void admin_rights(struct server *server, const char *json); /* authInfo, as connectionStatus tells it */

/* control.c: lines on stdin, answers on stdout, until the end of input. */
void control_run(struct server *server);

#endif
