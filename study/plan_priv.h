/* SPDX-License-Identifier: MIT
 * What the parts of a plan share. */
#ifndef STUDY_PLAN_PRIV_H
#define STUDY_PLAN_PRIV_H

#include "study/plan.h"

/* A limit for those who are played. */
int plan_part(const struct plan *plan, int limit);
struct sim_rule plan_rule(const struct plan *plan, double retention, int days);

#endif
