/* SPDX-License-Identifier: MIT
 * Doctor's checks of what is derived from rows: schedules and day totals, folded again in a copy. For struct patient
 * (schema/doctor.h), behind the check that opens the store. */
#ifndef STUDY_DOCTOR_H
#define STUDY_DOCTOR_H

#include "schema/doctor.h"

extern const struct check DOCTOR_STUDY[];
extern const size_t DOCTOR_STUDY_COUNT;

#endif
