/* SPDX-License-Identifier: MIT
 * First stabilities from first answers, as fsrs-rs finds them (parameter_initialization.rs). */
#ifndef STUDY_OPTIM_FIRST_H
#define STUDY_OPTIM_FIRST_H

#include "study/optim/set.h"

/* s[4]: days, by first rating; false: there is no first answer at all, and s stays. */
bool first_stability(const struct set *set, double *s);
/* In order and complete again: where a better rating has the shorter stability, the one with fewer tests
 * gives way; ratings never seen are filled in between the others. */
bool first_repair(const struct set *set, double *s);

#endif
