/* SPDX-License-Identifier: MIT
 * Doctor's checks of the terminal that it is started in and of the person's timers. Their ctx is not used. */
#ifndef TUI_DOCTOR_HERE_H
#define TUI_DOCTOR_HERE_H

#include "schema/doctor.h"

extern const struct check DOCTOR_HERE[];
extern const size_t DOCTOR_HERE_COUNT;

#endif
