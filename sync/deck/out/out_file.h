/* SPDX-License-Identifier: MIT
 * A file that a person asked for: written beside its name, there when it is whole, never over another one unasked. */
#ifndef SYNC_DECK_OUT_OUT_FILE_H
#define SYNC_DECK_OUT_OUT_FILE_H

#include "base/text.h"

struct out_file {
	const char *path; /* borrowed */
	char *part;	  /* what it is called until then, ".NAME.part": what a kill leaves there, the next one writes over */
	bool over;	  /* another one of that name may be replaced */
	int fd;
};

/* Refused (ERR_INPUT) where something of that name stands, unless `over`, and while another program writes it. */
int out_file_open(struct out_file *file, const char *path, bool over, struct err *err) MUST_CHECK;
int out_file_write(struct out_file *file, struct str bytes, struct err *err) MUST_CHECK;
/* What was written so far becomes a file without a name, handed over as *scratch (the caller closes it), and the file
 * begins anew. */
int out_file_again(struct out_file *file, int *scratch, struct err *err) MUST_CHECK;
/* On the disk, under its name. */
int out_file_keep(struct out_file *file, struct err *err) MUST_CHECK;
/* Removes what was not kept; after out_file_keep, and of {0}, nothing. */
void out_file_drop(struct out_file *file);

#endif
