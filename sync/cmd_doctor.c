/* SPDX-License-Identifier: MIT
 * The verb doctor --remote: this machine, then the deployment. */
#include <stdio.h>
#include <string.h>

#include "schema/doctor.h"
#include "sync/link.h"
#include "sync/mongo/doctor.h"

static int take_options(int argc, char **argv, bool *json, bool *fix, struct err *err)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--json"))
			*json = true;
		else if (!strcmp(argv[i], "--fix"))
			*fix = true;
		else if (strcmp(argv[i], "--remote") != 0)
			return err_set(err, ERR_USAGE,
				       "doctor does not know %.60s; it takes --remote, --json and --fix", argv[i]);
	}
	return 0;
}

/* A server that cannot even be looked for is one more finding. */
static void look(struct link *link, struct doctor *doctor)
{
	struct cross *cross = link->cross;
	struct patient here = {
		.paths = &cross->paths, .env = &cross->env, .clock = &cross->clock, .rng = &cross->rng};
	struct remote_patient there = {.clock = &cross->clock};
	struct err err;

	doctor_run(doctor, DOCTOR_LOCAL, DOCTOR_LOCAL_COUNT, &here);
	store_close(here.store);
	if (link_connect(link, &err))
		there.failed = &err;
	there.mongo = link->mongo;
	doctor_run(doctor, DOCTOR_REMOTE, DOCTOR_REMOTE_COUNT, &there);
}

int cmd_doctor(struct cross *cross, int argc, char **argv, struct err *err)
{
	struct link link = {.cross = cross, .lock = -1};
	struct doctor doctor;
	bool json = false, fix = false;
	const char *uri;
	int rc;

	if (take_options(argc, argv, &json, &fix, err) || link_uri(cross, &uri, err))
		return -1;
	doctor_begin(&doctor, json, fix);
	look(&link, &doctor);
	rc = doctor_end(&doctor, err);
	link_close(&link);
	return rc;
}
