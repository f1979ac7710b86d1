/* SPDX-License-Identifier: MIT
 * Wire server: SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, RFC 7677) as MongoDB speaks them. */
#include "tests/wire/wire.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCRAM_ROUNDS = 4096 };

static const EVP_MD *scram_md(const struct scram *scram)
{
	return scram->sha256 ? EVP_sha256() : EVP_sha1();
}

/* SHA-1 takes the hex MD5 of "user:mongo:password" for the password; SHA-256 the password itself. */
static void scram_password(const struct conn *conn, char *out, size_t size)
{
	const struct server *server = conn->server;
	unsigned char md5[16];
	char text[512];

	if (conn->scram.sha256) {
		snprintf(out, size, "%s", server->password);
		return;
	}
	snprintf(text, sizeof text, "%s:mongo:%s", server->user, server->password);
	EVP_Digest(text, strlen(text), md5, NULL, EVP_md5(), NULL);
	for (size_t i = 0; i < sizeof md5; i++)
		snprintf(out + 2 * i, 3, "%02x", md5[i]);
}

static void encode64(char *out, const uint8_t *bytes, int len)
{
	EVP_EncodeBlock((unsigned char *)out, bytes, len);
}

static void hmac(const struct scram *scram, const uint8_t *key, const char *text, size_t len, uint8_t *out)
{
	HMAC(scram_md(scram), key, EVP_MD_get_size(scram_md(scram)), (const unsigned char *)text, len, out,
	     NULL);
}

static void scram_reply(struct conn *conn, const char *payload, bool done, bson_t *reply)
{
	bson_append_int32(reply, "conversationId", -1, ++conn->conversation);
	bson_append_bool(reply, "done", -1, done);
	bson_append_binary(reply, "payload", -1, BSON_SUBTYPE_BINARY, (const uint8_t *)payload,
			   (uint32_t)strlen(payload));
	bson_append_double(reply, "ok", -1, 1);
}

static bool take_payload(const bson_t *command, char *out, size_t size)
{
	bson_iter_t iter;
	const uint8_t *bytes;
	uint32_t len;

	if (!bson_iter_init_find(&iter, command, "payload") || !BSON_ITER_HOLDS_BINARY(&iter))
		return false;
	bson_iter_binary(&iter, NULL, &len, &bytes);
	if (len >= size)
		return false;
	memcpy(out, bytes, len);
	out[len] = 0;
	return true;
}

static void refuse(bson_t *reply)
{
	reply_error(reply, 18, "AuthenticationFailed", "Authentication failed.");
}

static bool knows_user(const struct server *server, const bson_t *command)
{
	const char *db = field_text(command, "$db");

	return server->user && (!server->auth_db || (db && !strcmp(db, server->auth_db)));
}

void scram_start(struct conn *conn, const bson_t *command, bson_t *reply)
{
	struct scram *scram = &conn->scram;
	const char *mechanism = field_text(command, "mechanism");
	char first[512], password[512], salt64[64], nonce64[64], *user, *nonce;
	uint8_t salt[28], random[18];
	bson_t options;
	int salt_len;

	memset(scram, 0, sizeof *scram);
	if (!knows_user(conn->server, command) || !mechanism || !take_payload(command, first, sizeof first) ||
	    strncmp(first, "n,,n=", 5) || !(nonce = strstr(first, ",r="))) {
		refuse(reply);
		return;
	}
	scram->sha256 = !strcmp(mechanism, "SCRAM-SHA-256");
	scram->skip_empty =
		field_doc(command, "options", &options) && bson_has_field(&options, "skipEmptyExchange");
	snprintf(scram->client_first, sizeof scram->client_first, "%s", first + 3);
	*nonce = 0;
	nonce += 3;
	user = first + 5;
	if (strcmp(user, conn->server->user) ||
	    (conn->server->mechanism && strcmp(mechanism, conn->server->mechanism))) {
		refuse(reply);
		return;
	}
	salt_len = EVP_MD_get_size(scram_md(scram)) - 4; /* as mongod does, and libmongoc insists on */
	RAND_bytes(salt, salt_len);
	RAND_bytes(random, sizeof random);
	encode64(salt64, salt, salt_len);
	encode64(nonce64, random, sizeof random);
	scram_password(conn, password, sizeof password);
	PKCS5_PBKDF2_HMAC(password, (int)strlen(password), salt, salt_len, SCRAM_ROUNDS, scram_md(scram),
			  EVP_MD_get_size(scram_md(scram)), scram->salted);
	snprintf(scram->nonce, sizeof scram->nonce, "%.60s%s", nonce, nonce64);
	snprintf(scram->server_first, sizeof scram->server_first, "r=%s,s=%s,i=%d", scram->nonce, salt64,
		 SCRAM_ROUNDS);
	scram_reply(conn, scram->server_first, false, reply);
}

/* RFC 5802, 3: the client's proof is its key, masked with the signature of what both said. */
static bool proof_is_right(const struct scram *scram, const char *auth, const char *proof64)
{
	int size = EVP_MD_get_size(scram_md(scram));
	uint8_t client_key[32], stored[32], signature[32], proof[64];

	if (strlen(proof64) > 64 ||
	    EVP_DecodeBlock(proof, (const unsigned char *)proof64, (int)strlen(proof64)) < size)
		return false;
	hmac(scram, scram->salted, "Client Key", 10, client_key);
	EVP_Digest(client_key, (size_t)size, stored, NULL, scram_md(scram), NULL);
	hmac(scram, stored, auth, strlen(auth), signature);
	for (int i = 0; i < size; i++)
		if ((proof[i] ^ signature[i]) != client_key[i])
			return false;
	return true;
}

void scram_continue(struct conn *conn, const bson_t *command, bson_t *reply)
{
	struct scram *scram = &conn->scram;
	char final[512], auth[2048], sign64[64], payload[96], *proof, *nonce;
	uint8_t server_key[32], signature[32];

	if (scram->proved) { /* the empty exchange */
		scram_reply(conn, "", true, reply);
		return;
	}
	if (!scram->nonce[0] || !take_payload(command, final, sizeof final) ||
	    !(proof = strstr(final, ",p=")) || !(nonce = strstr(final, "r=")) ||
	    strncmp(nonce + 2, scram->nonce, strlen(scram->nonce))) {
		refuse(reply);
		return;
	}
	*proof = 0;
	snprintf(auth, sizeof auth, "%s,%s,%s", scram->client_first, scram->server_first, final);
	if (!proof_is_right(scram, auth, proof + 3)) {
		refuse(reply);
		return;
	}
	hmac(scram, scram->salted, "Server Key", 10, server_key);
	hmac(scram, server_key, auth, strlen(auth), signature);
	encode64(sign64, signature, EVP_MD_get_size(scram_md(scram)));
	snprintf(payload, sizeof payload, "v=%s", sign64);
	conn->authenticated = scram->proved = true;
	scram_reply(conn, payload, scram->skip_empty, reply);
}
