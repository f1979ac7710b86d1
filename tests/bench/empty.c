/* SPDX-License-Identifier: MIT
 * The empty program that starts are held against. */
int main(void)
{
	return 0;
}
