/* SPDX-License-Identifier: MIT
 * The search index, brought up to date by a child process: `cairn index`, at a low priority. */
#ifndef TUI_INDEX_CHILD_H
#define TUI_INDEX_CHILD_H

struct app;
/* At most one at a time; a failure means that searching stays slower, and is not said. */
void index_child_start(struct app *app);

#endif
