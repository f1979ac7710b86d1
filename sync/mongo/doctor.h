/* SPDX-License-Identifier: MIT
 * Doctor's checks of a deployment: what of schema/mongo/ it has, and the commands for the rest. */
#ifndef SYNC_MONGO_DOCTOR_H
#define SYNC_MONGO_DOCTOR_H

#include "schema/doctor.h"
#include "sync/mongo/net_mongoc.h"

/* The first check connects; where that fails the others say that they were not made. */
struct remote_patient {
	struct net_mongoc *mongo;
	struct clock *clock;
	const struct err *failed; /* why there is no connection; NULL: there is one */
	bool reached, sharded;
};
extern const struct check DOCTOR_REMOTE[];
extern const size_t DOCTOR_REMOTE_COUNT;

#endif
