/* SPDX-License-Identifier: MIT
 * The least that a program with a screen does: curses, one word. */
#include <curses.h>

int main(void)
{
	newterm(NULL, stdout, stdin);
	mvaddstr(5, 5, "Number");
	refresh();
	getch();
	endwin();
	return 0;
}
