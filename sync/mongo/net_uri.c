/* SPDX-License-Identifier: MIT
 * MONGODB_URI: what of it is allowed, and what is always set, whatever it says. */
#include "sync/mongo/net_priv.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/uri.h"

enum { SELECT_MS = 10000, CONNECT_MS = 10000, SOCKET_MS = 60000, CONCERN_MS = 30000 };

static bool is_loopback(const mongoc_host_list_t *host)
{
	struct in_addr v4;

	if (host->family == AF_UNIX || !strcasecmp(host->host, "localhost") || !strcmp(host->host, "::1"))
		return true;
	return inet_pton(AF_INET, host->host, &v4) == 1 && (ntohl(v4.s_addr) >> 24) == 127;
}

static bool all_loopback(const mongoc_uri_t *uri)
{
	const mongoc_host_list_t *host = mongoc_uri_get_hosts(uri);

	for (const mongoc_host_list_t *h = host; h; h = h->next)
		if (!is_loopback(h))
			return false;
	return host != NULL;
}

static int check_tls(struct net_mongoc *mongo, struct err *err)
{
	static const char *const unsafe[] = {MONGOC_URI_TLSINSECURE, MONGOC_URI_TLSALLOWINVALIDCERTIFICATES,
					     MONGOC_URI_TLSALLOWINVALIDHOSTNAMES,
					     MONGOC_URI_TLSDISABLECERTIFICATEREVOCATIONCHECK,
					     MONGOC_URI_TLSDISABLEOCSPENDPOINTCHECK};

	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		if (mongoc_uri_get_option_as_bool(mongo->uri, unsafe[i], false))
			return err_set(err, ERR_INPUT,
				       "MONGODB_URI switches checks of the connection off with %s; remove "
				       "it, and name "
				       "the server's authority with tlsCAFile if it has its own",
				       unsafe[i]);
	mongo->tls = mongoc_uri_get_tls(mongo->uri);
	if (!mongo->tls && !all_loopback(mongo->uri))
		return err_set(err, ERR_INPUT,
			       "MONGODB_URI would send everything unencrypted; add tls=true to its options");
	mongo->ssl = *mongoc_ssl_opt_get_default();
	mongo->ssl.ca_file = mongoc_uri_get_option_as_utf8(mongo->uri, MONGOC_URI_TLSCAFILE, NULL);
	mongo->ssl.pem_file =
		mongoc_uri_get_option_as_utf8(mongo->uri, MONGOC_URI_TLSCERTIFICATEKEYFILE, NULL);
	mongo->ssl.pem_pwd =
		mongoc_uri_get_option_as_utf8(mongo->uri, MONGOC_URI_TLSCERTIFICATEKEYFILEPASSWORD, NULL);
	return 0;
}

static void set_default(mongoc_uri_t *uri, const char *option, int32_t value)
{
	if (mongoc_uri_get_option_as_int32(uri, option, 0) <= 0)
		mongoc_uri_set_option_as_int32(uri, option, value);
}

/* Majority both ways is what "safe on server" means, so the URI has no say in it. */
static void set_options(mongoc_uri_t *uri)
{
	mongoc_write_concern_t *write = mongoc_write_concern_new();
	mongoc_read_concern_t *read = mongoc_read_concern_new();
	mongoc_read_prefs_t *prefs = mongoc_read_prefs_new(MONGOC_READ_PRIMARY);

	mongoc_write_concern_set_wmajority(write, CONCERN_MS);
	mongoc_uri_set_write_concern(uri, write);
	mongoc_read_concern_set_level(read, MONGOC_READ_CONCERN_LEVEL_MAJORITY);
	mongoc_uri_set_read_concern(uri, read);
	mongoc_uri_set_read_prefs_t(uri, prefs);
	mongoc_uri_set_appname(uri, "cairn-sync");
	mongoc_uri_set_compressors(uri, "zstd,snappy"); /* never zlib: CVE-2025-14847 */
	mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYWRITES, true);
	set_default(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS, SELECT_MS);
	set_default(uri, MONGOC_URI_CONNECTTIMEOUTMS, CONNECT_MS);
	set_default(uri, MONGOC_URI_SOCKETTIMEOUTMS, SOCKET_MS);
	mongoc_write_concern_destroy(write);
	mongoc_read_concern_destroy(read);
	mongoc_read_prefs_destroy(prefs);
}

/* What MongoDB allows in a database's name. */
static bool is_database_name(const char *name)
{
	return *name && strlen(name) < 64 && !strpbrk(name, "/\\. \"$*<>:|?");
}

int net_uri_open(struct net_mongoc *mongo, struct err *err)
{
	bson_error_t error;
	const char *database;

	mongo->uri = mongoc_uri_new_with_error(mongo->uri_text, &error);
	if (!mongo->uri) {
		struct buf said = {0};

		uri_put_message(&said, str_of(mongo->uri_text), str_of(error.message));
		err_set(err, ERR_INPUT,
			"MONGODB_URI is not a MongoDB address (%s); it looks like "
			"mongodb+srv://USER:PASSWORD@HOST/DATABASE, special characters of the password "
			"percent-encoded",
			buf_z(&said));
		buf_fini(&said);
		return -1;
	}
	database = mongoc_uri_get_database(mongo->uri);
	mongo->database = strdup(database && *database ? database : "cairn");
	if (!is_database_name(mongo->database))
		return err_set(err, ERR_INPUT,
			       "the database name in MONGODB_URI (behind the host and its /) has a character "
			       "that MongoDB "
			       "does not allow");
	set_options(mongo->uri);
	return mongoc_uri_get_srv_hostname(mongo->uri) && !mongoc_uri_get_tls(mongo->uri)
		       ? err_set(err, ERR_INPUT,
				 "MONGODB_URI switches TLS off; remove tls=false from its options")
		       : check_tls(mongo, err);
}
