/* SPDX-License-Identifier: MIT
 * Notes in Anki's terms. */
#include "sync/deck/out/out_fields.h"

#include "sync/deck/html.h"
#include "sync/deck/out/to_html.h"
#include "sync/deck/reader.h"

/* Whether what came from there still says what the field says. */
static bool says(struct str html, struct str field)
{
	struct buf back = {0};
	bool same;

	html_to_markup(&back, html);
	same = str_eq(buf_str(&back), field);
	buf_fini(&back);
	return same;
}

void out_put_fields(struct buf *out, const struct takeout_note *note, size_t count)
{
	struct row_list fields = note->note.fields;
	struct str came = note->came.html, theirs = {"", 0};

	if (note->same && came.len) {
		buf_add(out, came);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct str field = i < fields.count ? fields.item[i] : (struct str){"", 0};
		bool held = came.len && str_cut(&came, '\x1f', &theirs);

		if (i)
			buf_addc(out, '\x1f');
		if (note->same && !note->told && !note->came.made && !note->came.html.len)
			buf_add(out, field);
		else if (held && says(theirs, field))
			buf_add(out, theirs);
		else
			to_html(out, field);
	}
}

void out_put_guid(struct buf *out, const struct takeout_note *note)
{
	if (note->came.guid.len)
		buf_add(out, note->came.guid);
	else
		deck_put_guid(out, note->note.uid);
}
