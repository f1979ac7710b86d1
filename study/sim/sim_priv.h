/* SPDX-License-Identifier: MIT
 * What the parts of the simulator share. */
#ifndef STUDY_SIM_PRIV_H
#define STUDY_SIM_PRIV_H

#include "study/sim/sim_kernel.h"

void sim_w_of(struct sim_w *w, const struct sim_rule *rule);

#endif
