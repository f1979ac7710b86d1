/* SPDX-License-Identifier: MIT
 * An Anki package from end to end, inside the jail. */
#include "sync/deck/anki.h"

#include "sync/deck/anki_priv.h"

int anki_skip(struct anki *anki, int64_t count, const char *why, struct err *err)
{
	wire_begin(&anki->wire, WIRE_SKIP);
	wire_int(&anki->wire, count);
	wire_text(&anki->wire, str_of(why));
	return wire_end(&anki->wire, err);
}

static int take_count(void *ctx, const struct foreign_row *row, struct err *err)
{
	(void)err;
	*(int64_t *)ctx = foreign_int(row, 0);
	return 0;
}

static int put_head(struct anki *anki, struct err *err)
{
	int64_t notes = 0, reviews = 0;

	if (foreign_each(anki->db, "SELECT count(*) FROM notes", take_count, &notes, err) ||
	    foreign_each(anki->db, "SELECT count(*) FROM revlog", take_count, &reviews, err))
		return -1;
	anki->rollover = -1;
	if (anki->modern && foreign_each(anki->db, "SELECT CAST(val AS INTEGER) FROM config WHERE key = 'rollover'",
					 take_count, &anki->rollover, err))
		return -1;
	wire_begin(&anki->wire, WIRE_HEAD);
	wire_int(&anki->wire, anki->crt);
	wire_int(&anki->wire, anki->z);
	wire_int(&anki->wire, anki->rollover);
	wire_int(&anki->wire, notes);
	wire_int(&anki->wire, reviews);
	return wire_end(&anki->wire, err);
}

static int put_all(struct anki *anki, bool media, struct err *err)
{
	if (anki_open(anki, err) || put_head(anki, err) || anki_load_types(anki, err) || anki_load_decks(anki, err) ||
	    anki_load_presets(anki, err) || anki_load_cards(anki, err) || anki_put_types(anki, err) ||
	    anki_put_presets(anki, err) || anki_put_notes(anki, err) || anki_put_log(anki, err) ||
	    anki_put_schedules(anki, err))
		return -1;
	return media ? anki_put_media(anki, err) : 0;
}

int anki_parse(int fd, int out, void *ctx)
{
	const struct anki_wish *wish = ctx;
	struct anki anki = {.fd = fd, .wire.fd = out};
	struct err err = {0}, end = {0};
	int rc = put_all(&anki, wish->media, &err);

	wire_begin(&anki.wire, rc ? WIRE_REFUSE : WIRE_DONE);
	if (rc)
		wire_text(&anki.wire, str_of(err.text));
	if (wire_end(&anki.wire, &end) || wire_flush(&anki.wire, &end))
		rc = -1;
	anki_close(&anki);
	return rc ? 1 : 0;
}
