/* SPDX-License-Identifier: MIT
 * After an erasure on the server: keep here, delete here too, or go on under a new name. */
#include "sync/erased.h"

#include <stdio.h>

#include "base/message.h"
#include "schema/marks.h"
#include "sync/mongo/place.h"

int erased_ask(struct sync_run *run, struct err *err)
{
	struct buf learner = {0};
	int rc = meta_get_text(run->link.store, META_LEARNER, &learner, err) < 0 ? -1 : 0;

	if (rc == 0 && report_erased(&run->wishes.report, buf_str(&learner)))
		rc = 1;
	else if (rc == 0)
		rc = err_set(err, ERR_USAGE,
			     "%s was erased on the server, so nothing is sent any more; everything is still here: "
			     "cairn sync --keep keeps it here, cairn export --json saves a copy, cairn sync --delete "
			     "deletes it here too, cairn sync --rename NAME goes on under a new name",
			     buf_z(&learner));
	buf_fini(&learner);
	return rc;
}

static int keep(struct sync_run *run, struct err *err)
{
	STORE_TX(tx);

	if (store_begin(run->link.store, &tx, err) || meta_set_int(run->link.store, META_KEPT, 1, err) ||
	    store_commit(&tx, err))
		return -1;
	report_word(&run->wishes.report, "kept", _("Everything stays here, and nothing is sent."));
	return 1;
}

static int delete_here(struct sync_run *run, struct err *err)
{
	if (store_forget_learner(&run->link.cross->paths, &run->link.store, err))
		return -1;
	report_word(&run->wishes.report, "deleted", _("What this device held of the learner is deleted; backups stay until you delete them."));
	return 1;
}

static int go_on_as(struct sync_run *run, struct str name, struct err *err)
{
	STORE_TX(tx);

	if (!learner_is_valid(name))
		return err_set(err, ERR_USAGE, "a learner's name has 1 to 32 of the characters a-z, 0-9 and -");
	if (store_begin(run->link.store, &tx, err) || mark_rename(run->link.store, name, err) ||
	    meta_set_int(run->link.store, META_KEPT, 0, err))
		return -1;
	run->wishes.learner = run->wishes.rename; /* whatever CAIRN_LEARNER still says */
	return store_commit(&tx, err);
}

int erased_decide(struct sync_run *run, struct err *err)
{
	int64_t when = 0, kept = 0;

	if (mark_erased(run->link.store, &when, err) || meta_get_int(run->link.store, META_KEPT, &kept, err) < 0)
		return -1;
	if (run->wishes.erased != ERASED_UNDECIDED && !when)
		return err_set(err, ERR_USAGE,
			       "--keep, --delete and --rename decide about what was erased on the server; nothing was");
	switch (run->wishes.erased) {
	case ERASED_UNDECIDED: break;
	case ERASED_KEEP: return keep(run, err);
	case ERASED_DELETE: return delete_here(run, err);
	case ERASED_RENAME: return go_on_as(run, str_of(run->wishes.rename), err);
	}
	if (when && kept) {
		report_word(&run->wishes.report, "kept",
			    _("This learner was erased on the server: nothing is sent, everything is here."));
		return 1;
	}
	return when ? erased_ask(run, err) : 0;
}
