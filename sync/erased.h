/* SPDX-License-Identifier: MIT
 * After an erasure on the server: what the learner decides about what is held here. */
#ifndef SYNC_ERASED_H
#define SYNC_ERASED_H

#include "sync/run.h"

/* Carries out what was decided on the command line, or asks. 0: on with the sync; 1: it ends here, and all was said.
 * ERR_USAGE: nobody has decided yet, with the command for each choice. */
int erased_decide(struct sync_run *run, struct err *err) MUST_CHECK;
/* The question itself, once the stone was seen. */
int erased_ask(struct sync_run *run, struct err *err) MUST_CHECK;

#endif
