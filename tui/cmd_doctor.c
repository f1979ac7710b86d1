/* SPDX-License-Identifier: MIT
 * cairn doctor: how this machine is; with --remote this process becomes cairn-sync, which looks at the server
 * as well. */
#include "schema/doctor.h"
#include "study/doctor.h"
#include "tui/doctor_here.h"
#include "tui/program.h"

int cmd_doctor(struct program *p, struct err *err)
{
	static char remote[] = "--remote", fix[] = "--fix", *rest[] = {remote, NULL, NULL};
	struct patient patient = {.paths = &p->paths, .env = &p->env, .clock = &p->clock, .rng = &p->rng};
	struct doctor doctor;

	if (p->options.remote) {
		rest[1] = p->options.fix ? fix : NULL;
		p->options.rest = rest;
		return cmd_hand_over(p, err);
	}
	doctor_begin(&doctor, p->options.json, p->options.fix);
	doctor_run(&doctor, DOCTOR_LOCAL, DOCTOR_LOCAL_COUNT, &patient);
	doctor_run(&doctor, DOCTOR_STUDY, DOCTOR_STUDY_COUNT, &patient);
	doctor_run(&doctor, DOCTOR_HERE, DOCTOR_HERE_COUNT, NULL);
	store_close(patient.store);
	return doctor_end(&doctor, err);
}
