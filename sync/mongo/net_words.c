/* SPDX-License-Identifier: MIT
 * What went wrong on the other side, in one sentence that names the setting to change and never a secret. */
#include "base/message.h"
#include "sync/mongo/net_priv.h"

#include <string.h>

#include "base/uri.h"
#include "base/utf8.h"

enum {
	CODE_UNAUTHORIZED = 13,
	CODE_AUTHENTICATION = 18,
	CODE_TIME_LIMIT = 50,
	CODE_CONCERN = 64,
	CODE_NO_MAJORITY_READ = 148,
	CODE_ATLAS = 8000,
};

/* "Retryable Writes" specification: the server is going away or changing its role; later is better. */
static bool is_passing(uint32_t code)
{
	static const uint32_t codes[] = {6,    7,     43,    89,    91,	   134,	  189,	262,
					 9001, 10107, 11600, 11602, 13388, 13435, 13436};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		if (codes[i] == code)
			return true;
	return code == CODE_TIME_LIMIT || code == CODE_CONCERN;
}

/* libmongoc calls it a failed authentication as well when the line breaks in the middle of one. */
static bool is_password(const struct net_mongoc *mongo, const bson_error_t *error)
{
	if (mongo->broke)
		return false;
	if (error->domain == MONGOC_ERROR_CLIENT && error->code == MONGOC_ERROR_CLIENT_AUTHENTICATE)
		return true;
	if (error->domain == MONGOC_ERROR_SCRAM)
		return true;
	return error->domain == MONGOC_ERROR_SERVER &&
	       (error->code == CODE_AUTHENTICATION ||
		(error->code == CODE_ATLAS && strstr(error->message, "uth")));
}

/* Atlas's free tier answers with its own code, and the words say what is meant. */
static bool is_unauthorized(const bson_error_t *error)
{
	return error->code == CODE_UNAUTHORIZED ||
	       (error->code == CODE_ATLAS && strstr(error->message, "not allowed to do action"));
}

/* The words of a server or a library: without secrets, controls and at a length that fits. */
static void put_said(const struct net_mongoc *mongo, const char *words, struct buf *out)
{
	struct buf plain = {0};

	uri_put_message(&plain, str_of(mongo->uri_text), str_of(words));
	utf8_clean(out, buf_str(&plain), CLEAN_LINE, 200);
	buf_fini(&plain);
}

static int explain_unreached(const struct net_mongoc *mongo, const char *said, const char *hosts,
			     struct err *err)
{
	if (mongo->untrusted)
		return err_set(err, ERR_REFUSED,
			       "%s cannot prove who it is (%s); check the host in MONGODB_URI, or name the "
			       "file of its "
			       "authority there with tlsCAFile",
			       hosts, said);
	if (mongo->answered && !mongo->broke)
		return err_set(err, ERR_NETWORK,
			       "none of the servers at %s is the primary just now (%s); trying later helps, unless replicaSet in "
			       "MONGODB_URI names another set",
			       hosts, said);
	if (mongo->answered)
		return err_set(err, ERR_NETWORK,
			       "the connection to %s broke (%s); what is not sent stays here, and trying later helps",
			       hosts, said);
	if (mongo->reached)
		return err_set(err, ERR_NETWORK,
			       "what takes connections at %s does not answer as MongoDB does (%s); check host and port in "
			       "MONGODB_URI, and that tls=true stands there when the server wants it",
			       hosts, said);
	return err_set(err, ERR_NETWORK,
		       "no server answers at %s (%s); see whether there is a network, the host in MONGODB_URI is right and this "
		       "machine may connect (on Atlas: the IP access list)",
		       hosts, said);
}

static const char *auth_database(const struct net_mongoc *mongo)
{
	const char *name = mongo->uri ? mongoc_uri_get_auth_source(mongo->uri) : NULL;

	return name && *name ? name : "admin";
}

int net_explain(const struct net_mongoc *mongo, const char *doing, const bson_error_t *error, struct err *err)
{
	bool server = error->domain == MONGOC_ERROR_SERVER || error->domain == MONGOC_ERROR_WRITE_CONCERN;
	struct buf said = {0}, hosts = {0};
	int code = (int)error->code;

	put_said(mongo, mongo->cause[0] && !server ? mongo->cause : error->message, &said);
	if (!uri_put_hosts(&hosts, str_of(mongo->uri_text)))
		buf_addz(&hosts, _("the server"));
	if (is_password(mongo, error))
		err_native(err, ERR_REFUSED, code,
			   "%s refuses the user or the password; check both in MONGODB_URI (special "
			   "characters percent-encoded, and authSource=DATABASE when another database than %s "
			   "knows the user, often admin)",
			   buf_z(&hosts), auth_database(mongo));
	else if (server && is_unauthorized(error))
		err_native(err, ERR_REFUSED, CODE_UNAUTHORIZED,
			   "the user of MONGODB_URI may not do this: %s; give it find and insert on %s.rows, "
			   "and find on "
			   "%s.decks and %s.cards, or correct the database name in MONGODB_URI",
			   doing, mongo->database, mongo->database, mongo->database);
	else if (server && code == CODE_ATLAS)
		err_native(err, ERR_REFUSED, code,
			   "%s: the server refuses: %s; is its storage quota used up?", doing, buf_z(&said));
	else if (server && !is_passing(error->code))
		err_native(err, ERR_REFUSED, code, "%s: the server refuses: %s", doing, buf_z(&said));
	else if (server)
		err_native(err, ERR_NETWORK, code, "%s: the server cannot just now: %s; trying later helps",
			   doing, buf_z(&said));
	else
		explain_unreached(mongo, buf_z(&said), buf_z(&hosts), err);
	buf_fini(&said);
	buf_fini(&hosts);
	return -1;
}
