/* SPDX-License-Identifier: MIT
 * cairn doctor: how this machine is; with --remote this process becomes cairn-sync, which looks at the server
 * as well. */
#include "schema/doctor.h"
#include "tui/program.h"

int cmd_doctor(struct program *p, struct err *err)
{
	static char remote[] = "--remote", *rest[] = {remote, NULL};
	struct patient patient = {.paths = &p->paths, .env = &p->env, .clock = &p->clock, .rng = &p->rng};
	struct doctor doctor;

	if (p->options.remote) {
		p->options.rest = rest;
		return cmd_hand_over(p, err);
	}
	doctor_begin(&doctor, p->options.json);
	doctor_run(&doctor, DOCTOR_LOCAL, DOCTOR_LOCAL_COUNT, &patient);
	store_close(patient.store);
	return doctor_end(&doctor, err);
}
