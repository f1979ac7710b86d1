/* SPDX-License-Identifier: MIT
 * Environment: the settings and secrets that come from outside, from the environment itself and from `.env`
 * files.
 *
 * A `.env` holds lines NAME=value, with optional quotes, `export ` and # comments. Only MONGODB_URI, APP_PIN,
 * DATABASE_URL and CAIRN_* are read. The environment itself wins over the profile's folder, that over the
 * configuration folder, that over the working folder, of
 * which CAIRN_LLM_* and DATABASE_URL are not taken: whoever made that folder may not say where texts and the key go, and many a
 * folder has a database of its own. A file that is a link, that somebody else owns or that
 * others can read is skipped with one line (docs/security.md, 6). */
#ifndef BASE_ENV_H
#define BASE_ENV_H

#include <stdbool.h>

#include "base/err.h"
#include "base/path.h"
#include "base/text.h"

/* {0} is empty. Secrets are kept here and nowhere else: they are wiped from the process' environment, so that
 * no child and no /proc/PID/environ shows them, and core files are switched off. */
struct env {
	struct env_entry *entries;
	size_t count;
	char *asked_host;   /* see env_new_host */
	bool left_database; /* see env_left_database */
	struct buf skipped; /* one line, with its newline, for each file that was skipped; for people */
};

/* Reads everything. CAIRN_* of a file (without the secret ones) are put into the environment as well, where
 * clock_init and rng_init look. Fails only where a CAIRN_* of the environment has no usable form. */
int env_open(struct env *env, const struct paths *paths, struct err *err) MUST_CHECK;
void env_close(struct env *env); /* wipes and frees */

/* The value, or NULL when it is not set or empty. Borrowed until env_close. */
const char *env_get(const struct env *env, const char *name);

/* CAIRN_SYNC: whether rows travel by themselves (the default), only when the learner asks (a metered line), or
 * not at all. */
enum env_sync { ENV_SYNC_AUTO, ENV_SYNC_MANUAL, ENV_SYNC_OFF };
enum env_sync env_sync(const struct env *env);

/* A MONGODB_URI that came from the working folder, and whose hosts were never agreed to, is not in force
 * (env_get gives NULL). Then this is its host list, for the question "send your answers to …?"; else NULL. */
const char *env_new_host(const struct env *env);
/* A DATABASE_URL of the working folder was not taken, and there is no other. */
bool env_left_database(const struct env *env);
/* The learner agreed: the hosts are kept in the configuration folder's file `hosts`, and the URI is in force.
 */
int env_agree(struct env *env, const struct paths *paths, struct err *err) MUST_CHECK;

/* The environment for cairn-sync: ours, with MONGODB_URI, DATABASE_URL, CAIRN_KEY and CAIRN_LLM_KEY put back in, for execve.
 * One block: free() it. */
char **env_for_child(const struct env *env);

#endif
