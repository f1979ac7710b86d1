/* SPDX-License-Identifier: MIT
 * Link: the store, its lock, the connection, the watchdog. */
#include "sync/link.h"

#include <unistd.h>

int link_uri(const struct cross *cross, const char **uri, struct err *err)
{
	const struct env *env = &cross->env;

	*uri = env_get(env, "MONGODB_URI");
	if (env_sync(env) == ENV_SYNC_OFF)
		return err_set(err, ERR_USAGE,
			       "CAIRN_SYNC=off keeps this device off the network; set it to manual or auto, rows wait here");
	if (*uri)
		return 0;
	if (env_new_host(env))
		return err_set(err, ERR_USAGE,
			       "the MONGODB_URI of this folder's .env names a new host, %.200s; start cairn "
			       "to agree to it",
			       env_new_host(env));
	return err_set(err, ERR_USAGE,
		       "MONGODB_URI is not set, so there is no server; put it into %.200s/.env (mode 600); everything "
		       "works without one, and rows wait here",
		       cross->paths.config);
}

int link_lock(struct link *link, struct err *err)
{
	struct buf path = {0};
	int rc;

	buf_addf(&path, "%s.sync-lock", link->cross->paths.store);
	rc = path_lock(buf_z(&path), &link->lock, err);
	buf_fini(&path);
	return rc;
}

static void on_ask(void *ctx)
{
	net_mongoc_cancel(ctx);
}

static int64_t on_beat(void *ctx)
{
	return net_mongoc_beat(ctx);
}

int link_store(struct link *link, struct err *err)
{
	if (link->store)
		return 0;
	if (cross_open_store(link->cross, &link->store, err))
		return -1;
	store_expect_rows(link->store);
	return 0;
}

int link_connect(struct link *link, struct err *err)
{
	const char *uri;

	/* The thread is there before the driver: a look-up of mongodb+srv may take its time. */
	if (link_uri(link->cross, &uri, err) || net_mongoc_new(&link->mongo, uri, err))
		return -1;
	link->dog = (struct watchdog){on_ask, on_beat, link->mongo};
	watchdog_start(&link->dog);
	return net_mongoc_open(link->mongo, err);
}

int link_open(struct link *link, struct err *err)
{
	return link_connect(link, err) || link_store(link, err) ? -1 : 0;
}

void link_close(struct link *link)
{
	watchdog_watch(NULL);
	store_close(link->store);
	net_mongoc_close(link->mongo);
	if (link->lock >= 0)
		close(link->lock);
	link->lock = -1;
}

void link_pause(struct link *link)
{
	(void)link;
	watchdog_watch(NULL);
}

void link_go_on(struct link *link)
{
	net_mongoc_touch(link->mongo);
	watchdog_watch(&link->dog);
}
