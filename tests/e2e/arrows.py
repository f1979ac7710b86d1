# SPDX-License-Identifier: MIT
"""The arrows of DESIGN.md 1, read from the #include lines: who may know whom, and who alone may include what."""
import os
import re

import harness

FOLDERS = {
    "base": {"base"},
    "schema": {"schema", "base"},
    "study": {"study", "schema", "base"},
    "sync": {"sync", "schema", "base"},
    "tui": {"tui", "study", "schema", "base"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


def sources(folder):
    for path, _, names in os.walk(os.path.join(harness.ROOT, folder)):
        for name in names:
            if name.endswith((".c", ".h", ".def")):
                full = os.path.join(path, name)
                with open(full, encoding="utf-8") as file:
                    yield os.path.relpath(full, harness.ROOT), file.read()


def includes():
    for folder in FOLDERS:
        for path, text in sources(folder):
            for own, system in INCLUDE.findall(text):
                yield folder, path, own, system


def test_arrows():
    wrong = [f"{path} includes {own}" for folder, path, own, _ in includes()
             if own and own.split("/")[0] not in FOLDERS[folder]]
    assert not wrong, "\n".join(wrong)


def test_paths_start_at_the_root():
    wrong = [f"{path} includes {own}" for _, path, own, _ in includes()
             if own and not os.path.exists(os.path.join(harness.ROOT, own)) and not own.endswith(".inc")]
    assert not wrong, "\n".join(wrong)


def holders(header):
    return sorted({path for _, path, own, system in includes() if re.match(header, own or system)})


def test_sqlite_only_in_schema():
    files = {path for path in holders(r"sqlite3\.h") if not path.startswith("schema/")}
    assert files <= {"sync/deck/foreign.c", "sync/deck/out/out_db.c"}, files  # one reads others' databases, one makes them


def test_curses_in_one_file_of_tui():
    files = holders(r"(ncursesw/)?(n?curses|term)\.h")
    assert len(files) <= 1 and all(path.startswith("tui/") for path in files), files


def test_mongoc_only_in_sync_mongo():
    files = holders(r"(mongoc|bson)(/|\.h)")
    assert all(path.startswith("sync/mongo/") for path in files), files


def test_network_and_foreign_formats_only_in_sync():
    files = holders(r"curl/|cjson/|cJSON|archive|libxml|expat|zstd|chafa|png\.h|jpeglib|webp/|gif_lib")
    assert all(path.startswith("sync/") for path in files), files


def test_sql_text_only_in_schema():
    sql = re.compile(r'"\s*(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\s', re.I)
    wrong = [path for folder in FOLDERS if folder != "schema" for path, text in sources(folder)
             if not path.startswith("sync/deck/") and sql.search(text)]
    assert not wrong, wrong


def test_no_shell():
    call = re.compile(r"\b(system|popen|wordexp|execlp|execvp)\s*\(")
    wrong = [path for folder in FOLDERS for path, text in sources(folder) if call.search(text)]
    assert not wrong, wrong


def test_every_file_has_a_licence_and_a_size():
    wrong = []
    for folder in FOLDERS:
        for path, text in sources(folder):
            if "SPDX-License-Identifier: MIT" not in text[:200]:
                wrong.append(f"{path}: no SPDX line")
            if text.count("\n") > 550 and not path.endswith(".def"):
                wrong.append(f"{path}: {text.count(chr(10))} lines; 550 is the most")
            if re.search(r"\b(TODO|FIXME|XXX)\b", text):
                wrong.append(f"{path}: unfinished")
    assert not wrong, "\n".join(wrong)


harness.main(globals())
