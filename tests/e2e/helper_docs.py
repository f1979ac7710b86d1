# SPDX-License-Identifier: MIT
"""docs/helper.md, typed as it stands there, with fakes in the place of its servers."""
import json
import os

import harness
from docs import Page, Place, run_page
from helper import Endpoint, authority


def test_the_page():
    ca, own = authority("tls")
    with Endpoint() as here, Endpoint(tls=own) as there:
        places = {"laptop": Place("laptop", [harness.BUILD], replace=[("http://127.0.0.1:11434", here.url(""))]),
                  "elsewhere": Place("elsewhere", [harness.BUILD], replace=[("https://api.example.com", there.url("")), ("sk-…", "sk-secret")],
                                     CAIRN_LLM_CA=ca)}
        out = run_page(Page("helper.md"), places)
        assert "answers (model llama3.1:8b)" in out["laptop"][0] and "is asked, 100000 tokens" in out["laptop"][0], out
        told = json.loads(out["elsewhere"][0])
        assert told["model"] == "small-and-cheap" and told["money_limit"] == 0.1 and told["money"] > 0, told
        assert len(here.asked) == 1 and there.headers[0]["Authorization"] == "Bearer sk-secret"
        assert os.stat("elsewhere/.config/cairn/.env").st_mode & 0o777 == 0o600


def test_every_setting_is_on_the_page():
    import re

    with open(os.path.join(harness.ROOT, "base", "endpoint.c"), encoding="utf-8") as file:
        names = set(re.findall(r'"(CAIRN_LLM_\w+)"', file.read()))
    with open(os.path.join(harness.ROOT, "docs", "helper.md"), encoding="utf-8") as file:
        told = set(re.findall(r"^\| `(CAIRN_LLM_\w+)`", file.read(), re.M)) | {"CAIRN_LLM_PRICE_IN", "CAIRN_LLM_PRICE_OUT"}
    assert names == told, names ^ told


harness.main(globals())
