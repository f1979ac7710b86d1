# SPDX-License-Identifier: MIT
"""docs/backups.md, typed as it stands there."""
import glob
import os
import shutil

import harness
from docs import Page, Place, run_page, shim
from harness import good, run
from postgres import PASSWORD, Postgres


def test_the_page():
    for tool in ("meson", "sqlite3"):
        if not shutil.which(tool):
            raise harness.Skip(f"{tool} is not installed")
    root, shims = os.path.abspath("root"), os.path.abspath("shims")
    good(run("meson", "install", "-C", harness.BUILD, "--no-rebuild", "--quiet", env={**os.environ, "DESTDIR": root}))
    for name in ("systemctl", "crontab"):
        shim(shims, name, f'echo "{name} $*" >> ~/called; [ "$*" != "-" ] || cat >> ~/called\n')
    postgres, database = Postgres(), "postgresql://USER:PASSWORD@HOST/DATABASE"
    try:
        type_it(root, shims, postgres, [(database, postgres.uri())])
    finally:
        postgres.close()


def type_it(root, shims, postgres, address):
    installed = root + "/usr/local"
    words, path = [("/usr/local/", installed + "/"), *address], [shims, installed + "/bin"]
    stick = os.path.abspath("laptop/stick")
    places = {"laptop": Place("laptop", path, replace=words), "new": Place("new", path, replace=[("~/stick", stick)]),
              "psql": Place("psql", path, PGPASSWORD=PASSWORD, PGHOST="127.0.0.1", PGPORT=str(postgres.port), PGUSER="ada", PGDATABASE="postgres")}
    places["laptop"].run('cairn add "Capital of Peru" Lima; cairn add "Capital of Chad" "N\'Djamena"; '
                         'cairn --mode flip --script "<space>3<space>1" > /dev/null')
    page = Page("backups.md")
    out = {name: [] for name in places}
    for name, body in page.blocks:
        if name == "new" and not out["new"]:
            shutil.copy("laptop/.config/cairn/backup.key", stick + "/backup.key")
        out[name].append(places[name].run(body))
    assert "2 notes" in out["laptop"][0] and "good" in out["laptop"][1], out
    called = open("laptop/called", encoding="utf-8").read()
    assert "enable --now cairn-backup.timer" in called and "/bin/cairn backup --auto --verify" in called, called
    assert ".sql.zst: written" in out["laptop"][4] and ".sealed: good" in out["laptop"][5], out
    assert "restored, 2 notes" in out["new"][0] and "2 notes" in out["new"][0].splitlines()[1], out
    assert ": 0 of its" in out["laptop"][6], out
    assert "Capital of Peru | Lima" in out["laptop"][7] and "\n1|1\n3|1\n" in out["laptop"][7], out
    assert "answer: 2 rows, 2 new" in out["laptop"][8] and out["laptop"][9].count(" 0 new, 0 changed, 0 removed") == 8, out
    assert "due_per_day" not in out["psql"][0] and "(1 row)" in out["psql"][0], out
    assert len(glob.glob(installed + "/share/systemd/user/cairn-backup.*")) == 2


harness.main(globals())
