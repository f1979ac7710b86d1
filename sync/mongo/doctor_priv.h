/* SPDX-License-Identifier: MIT
 * What doctor.c and doctor_rights.c share. */
#ifndef SYNC_MONGO_DOCTOR_PRIV_H
#define SYNC_MONGO_DOCTOR_PRIV_H

#include <bson/bson.h>

#include "sync/mongo/doctor.h"

/* The commands of a section of schema/mongo/ ("role cairnLearner"). */
void doctor_put_section(struct buf *out, const char *name);
int doctor_not_reached(struct finding *finding);
/* Takes the command. 0; NET_COMMAND_REFUSED, and the finding is a note that says so; -1. Destroy the reply.
 */
int doctor_ask(struct remote_patient *patient, const char *database, bson_t *command, bson_t *reply,
	       struct finding *finding, struct err *err) MUST_CHECK;
int doctor_check_rights(void *patient, struct finding *finding, struct err *err) MUST_CHECK;

#endif
