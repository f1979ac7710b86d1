/* SPDX-License-Identifier: MIT
 * How parameters lie among learners. */
#ifndef STUDY_OPTIM_PRIOR_H
#define STUDY_OPTIM_PRIOR_H

#include "study/fsrs.h"

/* Standard deviations among learners (fsrs-rs, training.rs). */
extern const double prior_spread[FSRS_PARAMS];

#endif
