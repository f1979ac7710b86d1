/* SPDX-License-Identifier: MIT
 * Files near: what somebody may want to take in lies where they are, at home, or where downloads lie. */
#ifndef TUI_FILES_NEAR_H
#define TUI_FILES_NEAR_H

#include <stddef.h>
#include <stdint.h>

enum { FILES_NEAR_MAX = 8 };

struct files_near {
	struct file_near {
		char *path;
		int64_t changed_s;
	} file[FILES_NEAR_MAX]; /* the newest first */
	int count;
};
/* Files with an ending that `cairn import` knows, in the working folder, HOME, and HOME's folders of downloads. A folder
 * that cannot be read has none. */
void files_near_find(struct files_near *near);
void files_near_fini(struct files_near *near);

#endif
