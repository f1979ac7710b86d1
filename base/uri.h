/* SPDX-License-Identifier: MIT
 * Addresses of servers as a person may be shown them: without user, password and options. Believes nothing
 * about the form: a password may hold any character, escaped or not. */
#ifndef BASE_URI_H
#define BASE_URI_H

#include <stdbool.h>

#include "base/text.h"

/* Appends the host list, lower case ("a.example:27017,b.example"); false, and nothing, when there is none to
 * be seen. */
bool uri_put_hosts(struct buf *out, struct str uri);
/* Appends "mongodb+srv://…@cluster0.example.net/cairn". What has no such form is not shown at all. */
void uri_put_redacted(struct buf *out, struct str uri);
/* Appends a message with every part of the URI's user and password replaced by "***", also when an unescaped
 * @ or : in the password made a driver cut it in the wrong place. */
void uri_put_message(struct buf *out, struct str uri, struct str message);

#endif
