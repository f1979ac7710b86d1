# SPDX-License-Identifier: MIT
"""Anki's own importer and exporter as a judge, in a venv that is made here once and kept outside of the project. Started as
`python anki_judge.py WORK…` inside that venv; from a test through judge(), which skips where it cannot be had."""
import datetime
import fcntl
import json
import os
import pwd
import subprocess
import sys

VERSION = "26.9.3"


def _venv():
    home = pwd.getpwuid(os.getuid()).pw_dir  # HOME is the test's own
    return os.path.join(os.environ.get("CAIRN_TEST_ANKI_VENV") or os.path.join(home, ".cache/cairn-tests"), "anki-" + VERSION)


def _good(python):
    return os.path.exists(python) and subprocess.run([python, "-I", "-c", "import anki.collection"], capture_output=True).returncode == 0


_known = {}


def _make(place, found):
    for base in ("python3", "/usr/bin/python3"):  # Debian's has venv only with a package more
        try:
            subprocess.run([base, "-m", "venv", "--clear", place], check=True, capture_output=True, timeout=120)
            subprocess.run([found, "-I", "-m", "pip", "-q", "install", "--retries", "1", "--only-binary", ":all:", "anki==" + VERSION],
                           check=True, capture_output=True, timeout=200)
            return True
        except (OSError, subprocess.SubprocessError):
            continue
    return False


def python():
    """The interpreter that has Anki; raises harness.Skip. Isolated (-I): lib/anki.py is not meant."""
    import harness
    place = _venv()
    found = os.path.join(place, "bin/python")
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place + ".lock", "w") as lock:  # suites run beside each other
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found not in _known:
            _known[found] = _good(found) or (_make(place, found) and _good(found))
    if _known[found]:
        return found
    raise harness.Skip(f"Anki {VERSION} could not be installed from the package registry into a venv")


def judge(work, *argv):
    """What Anki says: `import COLLECTION FILE…` (a package, a text), each into the same collection."""
    done = subprocess.run([python(), "-I", os.path.abspath(__file__), work, *argv], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (argv, done.stdout, done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


# --- inside the venv

def _log(log):
    return {field.name: len(getattr(log, field.name)) if hasattr(getattr(log, field.name), "__len__") else getattr(log, field.name)
            for field in log.DESCRIPTOR.fields}


def _preset(col, did):
    """What is in force: the deck's own limits before its preset's."""
    preset, deck = col.decks.config_dict_for_deck_id(did), col.decks.get(did)
    if deck.get("newLimit") is not None:
        preset["new"]["perDay"] = deck["newLimit"]
    if deck.get("reviewLimit") is not None:
        preset["rev"]["perDay"] = deck["reviewLimit"]
    if deck.get("desiredRetention"):
        preset["desiredRetention"] = deck["desiredRetention"] / 100
    return preset


def _day(days):
    """A date, of days from Anki's today: its clock is the machine's, with a rollover at four."""
    return (datetime.datetime.now() - datetime.timedelta(hours=4) + datetime.timedelta(days=days)).date().isoformat()


def _state(col):
    names = {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
    kinds = {kind["id"]: kind for kind in col.models.all()}
    notes = {}
    for id_, guid, mid, mod, tags, fields, sort, csum, flags, data in col.db.all("select id, guid, mid, mod, tags, flds, sfld, csum, flags, data from notes"):
        notes[guid] = {"id": id_, "type": mid, "kind": kinds[mid]["name"], "mod": mod, "tags": tags.split(), "fields": fields.split("\x1f"),
                       "sort": str(sort), "csum": csum, "flags": flags, "data": data, "cards": {}, "names": [f["name"] for f in kinds[mid]["flds"]],
                       "cloze": kinds[mid]["type"], "sortf": kinds[mid]["sortf"], "latex": [kinds[mid]["latexPre"], kinds[mid]["latexPost"]], "css": kinds[mid]["css"], "templates": [[t["qfmt"], t["afmt"]] for t in kinds[mid]["tmpls"]]}
    guids, answered = {note["id"]: guid for guid, note in notes.items()}, {}
    for row in col.db.all("select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data from cards"):
        id_, nid, did, ord_, kind, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data = row
        memory = json.loads(data or "{}")
        if "lrt" in memory:
            answered[f"{guids[nid]} {ord_}"] = memory["lrt"]
        home, due = (odid, odue) if odid else (did, due)
        notes[guids[nid]]["cards"][ord_] = {
            "deck": names.get(home), "type": kind, "queue": queue, "ivl": ivl, "reps": reps, "lapses": lapses, "left": left % 1000,
            "id": id_, "factor": factor, "flags": flags, "left_today": left // 1000, "flag": flags & 7, "filtered": bool(odid), "due": _day(due - col.sched.today) if kind == 2 or queue == 3 else due,
            "s": memory.get("s"), "d": memory.get("d"), "dr": memory.get("dr"), "decay": memory.get("decay"),
            "log": [list(line) for line in col.db.all(
                "select id, ease, ivl, time, type, lastIvl, factor from revlog where cid = ? order by id", id_)]}
    presets = {name: _preset(col, did) for did, name in names.items() if not col.decks.is_filtered(did)}
    return {"notes": notes, "answered": answered, "decks": sorted(names.values()), "filtered": [name for did, name in names.items() if col.decks.is_filtered(did)], "media": sorted(os.listdir(col.media.dir())),
            "presets": {name: {"new": p["new"]["perDay"], "reviews": p["rev"]["perDay"], "steps": p["new"]["delays"],
                               "relearn": p["lapse"]["delays"], "retention": round(p.get("desiredRetention", 0.9), 3),
                               "w": [round(x, 3) for x in p.get("fsrsParams6", [])], "leech": p["lapse"]["leechFails"], "action": p["lapse"]["leechAction"], "max": p["rev"]["maxIvl"],
                               "bury": p["new"]["bury"] or p["rev"]["bury"]}
                        for name, p in presets.items()}, "fsrs": bool(col.get_config("fsrs"))}


def _import(path, *files):
    from anki.collection import (Collection, CsvMetadata, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportCsvRequest)
    logs = []
    for name in files:
        if name.endswith(".colpkg"):
            from anki.collection import Collection
            import anki.import_export_pb2
            from anki._backend import RustBackend
            RustBackend().import_collection_package(col_path=path, backup_path=name, media_folder=path.replace(".anki2", ".media"),
                                                    media_db=path.replace(".anki2", ".media.db"))
            logs.append({})
            continue
        col = Collection(path)
        if name.endswith(".apkg"):
            options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
            logs.append(_log(col.import_anki_package(ImportAnkiPackageRequest(package_path=name, options=options)).log))
        else:
            metadata = col.get_csv_metadata(path=name, delimiter=None)
            logs.append(_log(col.import_csv(ImportCsvRequest(path=name, metadata=metadata)).log))
        col.close()
    col = Collection(path)
    state = _state(col)
    problems = col.fix_integrity()
    state["log"], state["check"] = logs, problems[0].strip()
    col.close()
    return state


def _export(path, out):
    from anki.collection import Collection, ExportAnkiPackageOptions
    col = Collection(path)
    col.export_anki_package(out_path=out, options=ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True,
                                                                          legacy=False), limit=None)
    col.close()
    return {}


def _edit(path, type_name, field, style, note, text):
    """Somebody works in Anki: a field more for a note type, another front and style, and one note's last field says something else."""
    from anki.collection import Collection
    col = Collection(path)
    kind = col.models.by_name(type_name)
    col.models.add_field(kind, col.models.new_field(field))
    kind["tmpls"][0]["qfmt"] += "<i>{{" + field + "}}</i>"
    kind["css"] = style
    col.models.update_dict(kind)
    held = col.get_note(col.db.scalar("select id from notes where guid = ?", note))
    held.fields[1] = text
    col.update_note(held)
    col.close()
    return {}


def _presets(path, *outs):
    """Everything of presets that cairn has a setting for, away from what Anki begins with; the packages in the newer and the older form."""
    from anki.collection import Collection, ExportAnkiPackageOptions
    col = Collection(path)
    for number, (name, learn, relearn, tags, bury) in enumerate([("One", [], [], 1, True), ("Two", [0.5, 90, 2880], [5, 30], 0, False)]):
        did = col.decks.id(name + "::Below")
        conf = col.decks.add_config(name)
        conf["new"].update(delays=learn, perDay=number * 7, bury=bury)
        conf["rev"].update(perDay=77, maxIvl=123 + number, bury=bury)
        conf["lapse"].update(delays=relearn, leechAction=tags, leechFails=5 + number)
        conf["desiredRetention"] = 0.85 + number / 100
        col.decks.update_config(conf)
        deck = col.decks.get(did)
        deck.update(conf=conf["id"], newLimit=3 if number else None, desiredRetention=93 if number else None)
        col.decks.save(deck)
        note = col.new_note(col.models.by_name("Basic"))
        note.fields = [name, "back"]
        col.add_note(note, did)
    for out in outs:
        col.export_anki_package(out_path=out, options=ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=False,
                                                                              legacy="legacy" in out), limit=None)
    col.close()
    return {}


if __name__ == "__main__":
    print(json.dumps({"import": _import, "export": _export, "edit": _edit, "presets": _presets}[sys.argv[1]](*sys.argv[2:])))
