#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Breaks one rule of the store or the protocol at a time and lets the simulator find it: a simulator that finds nothing proves nothing."""
import glob
import os
import shlex
import subprocess

from harness import BUILD, ROOT, SANITIZED, main

FULL = os.environ.get("CAIRN_TEST_FULL") == "1"
SEEDS = 4000 if FULL else 400
# Those that take hundreds of histories to be found: with --full.
RARE = {"doubled_places_not_kept", "mark_before_rows", "old_name_sent_under_the_new"}
# name: (file, the line as it is, the line that breaks the rule)
MUTANTS = {
    "no_dedupe": ("schema/marks.c", "rc = row_locate(store, row->origin, row->at, &held, err);", "rc = 1, held = 0;"),
    "doubled_places_not_kept": ("schema/marks.c", "place_note(store, store->adding.alias << LOG_N_BITS | row->n, held, err)", "held < 0"),
    "own_log_adopted": ("sync/mongo/pull.c", "sync->fork_seen = true;", "sync->fork_seen = false;"),
    "mark_before_rows": ("sync/mongo/push.c", "if (answer->inserted.all) {", "if (answer->inserted.all || (count = sync->own.last - sync->own.acked)) {"),
    "duplicate_taken_as_ours": ("sync/mongo/push.c", "if (sync->fork_at || !place_parse", "sync->equal = sync->own.last;\n\treturn 0;\n\tif (sync->fork_at || !place_parse"),
    "local_read_concern": ("tests/sim/server.c", "if (!server->docs[i].durable)\n\t\t\tcontinue;", ""),
    "judged_from_a_cut_cursor": ("sync/mongo/protocol.c", "if (sync_lost(sync, &ignored))", "if (ask.kind == ASK_FIND ? sync_end(sync, &answer, &ignored) : sync_lost(sync, &ignored))"),
    "rows_changed_by_the_clock": ("schema/statements.def", "UPDATE row SET t = t - lag + :ms, lag = :ms", "UPDATE row SET t = t - lag + :ms, lag = 0"),
    "registers_not_weighed_again": ("schema/apply.c", "(moved && compete_again(store, &use, err))", "(0 && compete_again(store, &use, err))"),
    "register_by_arrival": ("schema/read.c", "if (!found || row_beats(&candidate, row))", "if (!found || row_beats(row, &candidate))\n\t\t\t*row = candidate;\n\t\telse if (row->kind == ROW_SETTING_KIND)"),
    "number_kept_across_transactions": ("schema/log.c", "\tstore->adding = (struct adding){0};\n\tstore->origin_name = 0;", "\tstore->origin_name = 0;"),
    "time_not_growing": ("schema/log.c", "if (row->at <= writer->last_at)", "if (row->at < writer->last_at)"),
    "hole_on_the_writer": ("schema/log.c", "row->n = adding->last + 1;", "row->n = adding->last + 1 + (foreign ? 0 : row->at % 7 == 0);"),
    "losing_text_dropped": ("schema/revisions.c", "if (!row_beats(row, &winner))\n\t\t\treturn keep_text(store, row, id, err);", "if (!row_beats(row, &winner))\n\t\t\treturn 0;"),
    "no_audit": ("sync/mongo/audit.c", "if (sync->audit.at == sync->audit.plan.count && make_plan(sync, err))", "if (0)"),
    "no_weekly_audit": ("sync/mongo/audit.c", "sync->audit.weekly = known;", "sync->audit.weekly = false;"),
    "old_parts_not_audited": ("sync/mongo/audit.c", "plan_part(sync, i, recent - 1);", ""),
    "foreign_bytes_ignored": ("sync/mongo/audit.c", "\titem.over = true;", "\treturn 0;\n\titem.over = true;"),
    "replaced_row_not_sent_again": ("schema/takeover.c", "rc = log_step_over(store, store->adding.last + 1, err);", "rc = 0;"),
    "replaced_row_leaves_its_run": ("schema/fork.c", "keep_part(store, log, before, err) || ", ""),
    "bad_document_as_hole": ("sync/mongo/pull.c", "\tlog->next++;", "\tif (item.why)\n\t\treturn 0;\n\tlog->next++;"),
    "run_lost_at_a_bad_document": ("schema/marks.c", "if (log_flush(store, err)) /* the run", "if (0) /* the run"),
    "own_gap_not_offered_again": ("sync/mongo/audit.c", "return own_lower(sync, gap->first - 1, err);", "return 0;"),
    "sent_below_the_stone": ("sync/mongo/pull.c", "if (sync->news.erased)\n\t\tsync->state = SYNC_DONE;", "if (0)\n\t\tsync->state = SYNC_DONE;"),
    "old_name_sent_under_the_new": ("sync/mongo/same.c", "place_parse(doc_id(&doc), sync->codec.learner, &their_log, &their_n) && their_log == log &&\n\t       their_n == n", "(their_log = log, their_n = n, true)"),
    "stone_kept_under_the_new_name": ("schema/marks.c", "|| mark_set_erased(store, 0, err))", ")"),
    "commit_not_on_disk": ("schema/store.c", "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF"),
    "own_loss_not_noticed": ("sync/mongo/judge.c", "bool lost = log->from && !log->seen_last;", "bool lost = false;"),
    "look_blind_to_news": ("sync/mongo/look.c", "\t\tsync->look_news = true;", "\t\tsync->look_news = false;"),
    "look_blind_to_other_bytes": ("sync/mongo/look.c", "place_has_hash(sync, name, n, doc, err) : 0;", "1 : 0;"),
    "repair_with_gaps": ("sync/mongo/repair.c", "*n = sync->audit.next++;", "*n = sync->audit.next += 2;"),
}


def words(*argv):
    return subprocess.run(argv, stdout=subprocess.PIPE, check=True, text=True).stdout.split()


def build(name, path, text, folder):
    """Compiles the broken file and links it before the libraries, so that it stands in for theirs."""
    broken = os.path.join(folder, os.path.basename(path))
    include = [f"-I{folder}", f"-I{ROOT}", *words("pkg-config", "--cflags", "libmongoc-1.0", "sqlite3")]
    flags = ["-O1", "-fPIE", "-D_GNU_SOURCE", "-std=gnu11", "-w", *include]
    sources = [broken]
    if path.endswith(".def"):  # a list that db.c includes
        os.makedirs(os.path.join(folder, os.path.dirname(path)))
        broken = os.path.join(folder, path)
        sources = [os.path.join(ROOT, "schema/db.c")]
    with open(broken, "w", encoding="utf-8") as out:
        out.write(text)
    own = [part for part in sorted(glob.glob(os.path.join(BUILD, "tests/sim/simulate.p/*.o"))) if os.path.basename(part) != os.path.basename(path) + ".o" or "sim" not in path]
    libraries = [os.path.join(BUILD, part) for part in ("sync/libsync.a", "study/libstudy.a", "schema/libschema.a", "base/libbase.a")]
    program = os.path.join(folder, "simulate")
    subprocess.run(["gcc", *flags, *sources, *own, *libraries, *words("pkg-config", "--libs", "libmongoc-1.0", "sqlite3", "libsodium"),
                    "-lunistring", "-lm", "-pie", "-o", program], check=True)
    return program


def caught(name):
    path, line, broken = MUTANTS[name]
    with open(os.path.join(ROOT, path), encoding="utf-8") as source:
        text = source.read()
    assert text.count(line) == 1, f"{path}: {line!r} stands there {text.count(line)} times"
    program = build(name, path, text.replace(line, broken), os.getcwd())
    for first in range(1, SEEDS, 50):
        done = subprocess.run([program, str(first), str(first + 49)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=600)
        if done.returncode != 0:
            print(f"{name}: {done.stdout.splitlines()[0] if done.stdout else done.returncode}")
            return
    raise AssertionError(f"{name} broke no rule in {SEEDS} seeds")


def case(name):
    def test():
        caught(name)

    return test


for mutant in [name for name in MUTANTS if FULL or name not in RARE]:
    globals()[f"test_{mutant}"] = case(mutant)

if SANITIZED:  # mutants are built by hand, the same whatever the rest was built with
    print("skip mutants ran without sanitizers")
    raise SystemExit(0)
main(globals())
