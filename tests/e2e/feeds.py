# SPDX-License-Identifier: MIT
"""Feeds from end to end: every shape that is sound, every one that is not, transfers cut anywhere, servers that lie, stall or
lead into this network, and what reaches the inbox."""
import json
import os
import random
import select
import sqlite3

import feed_server
from docs import Page, Place, run_page
from feed_server import CELL, MOON, PAGE, SOUND, Server, broken, item, rss, url
from harness import CAIRN, Terminal, cairn, good, main, one_sentence, run, wait_for
from wire import Wire

FULL = bool(os.environ.get("CAIRN_TEST_FULL"))
USAGE, INPUT = 2, 3


def drafts(server):
    return json.loads(good(server.feed("drafts", "--json")).out)


def listed(server):
    return {feed["url"]: feed for feed in json.loads(good(server.feed("list", "--json")).out)}


def entries():
    """Everything that is kept of entries, from the file itself."""
    path = os.path.join("data", "cairn.db.feeds")
    if not os.path.exists(path):
        return []
    with sqlite3.connect(path) as db:
        kept = db.execute("SELECT title, text, link, lang, tags FROM entry ORDER BY id").fetchall()
    db.close()
    return kept


def add(server, *paths, host="a.feeds.test", more=()):
    for path in paths:
        good(server.feed("add", url(path, host), *more))


def test_sound_shapes():
    server = Server()
    for number, (name, (document, count, part)) in enumerate(SOUND.items()):
        server.put("/feed", document)
        env = {"CAIRN_DATA": os.path.join(os.getcwd(), f"data-{number}")}
        good(server.feed("add", url("/feed"), **env))
        said = good(server.feed("fetch", **env)).out
        assert f"1 feeds visited, 0 unchanged, 0 failed; {count} new entries" in said, f"{name}: {said}"
        found = json.loads(good(server.feed("drafts", "--json", **env)).out)
        assert not part or any(part in draft["quote"] for draft in found), f"{name}: {found}"
        for draft in found:
            assert "alert(1)" not in json.dumps(draft), name
    server.close()


def test_broken_shapes_leave_nothing():
    server = Server()
    shapes = broken()
    assert len(shapes) >= 40
    for number, (name, document) in enumerate(shapes.items()):
        server.put(f"/{number}", document)
        add(server, f"/{number}", host=f"h{number}.feeds.test")
    done = server.feed("fetch")
    assert done.code == INPUT, done
    lines = done.err.splitlines()
    state = listed(server)
    for number, name in enumerate(shapes):
        address = url(f"/{number}", f"h{number}.feeds.test")
        assert len([line for line in lines if line.startswith(address + ": ")]) == 1, f"{name}: {done.err}"
        assert state[address]["error"] and state[address]["fails"] == 1, f"{name}: {state[address]}"
        assert state[address]["next"] > 0, name
    assert entries() == [], entries()
    assert drafts(server) == []
    assert "root:" not in done.text
    server.close()


def test_a_transfer_cut_anywhere_leaves_no_half_entry():
    """By the length that was promised, and by a line that ends without a goodbye; a sample, or with --full every byte."""
    server = Server()
    document = rss("".join(item(i, CELL if i % 2 else MOON) for i in range(4))).encode()
    end = document.rindex(b"</rss>") + len(b"</rss>")
    places = range(end) if FULL else sorted(random.Random(7).sample(range(end), 200))
    for number, place in enumerate(places):
        length = len(document) if number % 2 else None
        server.answers[f"/{place}"] = feed_server.cut_after(document, place, length)
    outlines = "".join(f'<outline xmlUrl="{url(f"/{place}", f"h{place}.feeds.test")}"/>' for place in places)
    with open("list.opml", "w", encoding="utf-8") as file:
        file.write(f"<opml version='2.0'><body>{outlines}</body></opml>")
    good(server.feed("import", "list.opml"))
    done = server.feed("fetch")
    assert f"{len(places)} feeds visited, 0 unchanged, {len(places)} failed; 0 new entries, 0 drafts" in done.out, done
    assert entries() == []
    server.put("/whole", document)
    add(server, "/whole")
    server.feed("fetch")
    assert len(entries()) == 4, entries()
    server.close()


def test_nothing_new_is_asked_for_with_what_is_held():
    server = Server()
    server.put("/feed", rss(item(1)), ETag='"v1"', Last_Modified="Sat, 21 Nov 2026 08:00:00 GMT")
    add(server, "/feed")
    good(server.feed("fetch"))
    said = good(server.feed("fetch")).out
    assert "1 feeds visited, 1 unchanged, 0 failed; 0 new entries" in said, said
    headers = server.seen[-1][2]
    assert headers["If-None-Match"] == '"v1"' and headers["If-Modified-Since"] == "Sat, 21 Nov 2026 08:00:00 GMT", headers
    assert "Cookie" not in headers and "Authorization" not in headers and "Accept-Encoding" not in headers, headers
    asked = len(server.seen)
    said = good(server.feed("fetch", "--due")).out
    assert "0 feeds visited" in said and len(server.seen) == asked, said
    server.put("/feed", rss(item(1) + item(2, MOON)), ETag='"v2"')
    assert "1 new entries" in good(server.feed("fetch")).out
    server.close()


def test_nothing_of_the_environment_is_used():
    """Proxies that would look names up behind the guard, and passwords of .netrc, also where they are asked for."""
    server = Server()
    os.makedirs("home")
    with open("home/.netrc", "w", encoding="ascii") as file:
        file.write("machine a.feeds.test login ada password geheim\ndefault login ada password geheim\n")
    server.put("/feed", rss(item(1)), Set_Cookie="seen=1")
    server.answers["/asks"] = (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")
    add(server, "/feed", "/asks")
    proxy = {name: "http://127.0.0.1:1" for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy")}
    for _ in range(2):
        server.feed("fetch", HOME=os.path.abspath("home"), NETRC=os.path.abspath("home/.netrc"), **proxy)
    assert len(entries()) == 1 and len(server.seen) >= 4, server.seen
    for seen in server.seen:
        assert not {"cookie", "authorization", "proxy-authorization", "accept-encoding"} & {name.lower() for name in seen[2]}, seen
    server.close()


def test_doubles_by_id_link_and_text():
    server = Server()
    server.put("/a", rss(item(1)))
    server.put("/b", rss("<item><title>Other</title><link>https://www.a.feeds.test/1/?utm_source=b#top</link><guid>zz</guid>"
                         "<description>the same link</description></item>"))
    server.put("/c", rss(f"<item><title>Entry  1</title><link>https://a.feeds.test/elsewhere</link><guid>yy</guid>"
                         f"<description>{CELL.upper()}</description></item>"))
    for path in ("/a", "/b", "/c"):
        add(server, path)
        good(server.feed("fetch"))
    assert len(entries()) == 1, entries()
    server.close()


def test_addresses_that_are_not_fetched():
    server = Server()
    for address in ("http://a.feeds.test/feed", "ftp://a.feeds.test/feed", "file:///etc/passwd", "https://user:pw@a.feeds.test/",
                    "https://", "a.feeds.test/feed", "https://a.feeds.test/ feed", "gopher://a.feeds.test/1"):
        one_sentence(server.feed("add", address), USAGE)
    private = ["https://127.0.0.1/", "https://localhost/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
               "https://169.254.169.254/latest/meta-data", "https://192.168.1.1/", "https://100.64.0.1/", "https://0.0.0.0/",
               "https://172.16.0.1/", "https://[fe80::1]/", "https://[fd00::1]/"]
    for number, address in enumerate(private):
        good(server.feed("add", address))
        server.answers[f"/{number}"] = (302, {"Location": address}, b"")
        add(server, f"/{number}", host=f"h{number}.feeds.test")
    done = server.feed("fetch")
    assert done.out.startswith(f"{2 * len(private)} feeds visited, 0 unchanged, {2 * len(private)} failed"), done
    assert done.err.count("is not on the internet") == 2 * len(private), done.err
    without = run(os.path.join(os.environ["CAIRN_BUILD"], "cairn-sync"), "feed", "fetch")  # and without the tests' own way
    assert without.err.count("is not on the internet") >= len(private), without
    server.close()


def test_redirects():
    server = Server()
    server.put("/end", rss(item(1)))
    for i in range(5):
        server.answers[f"/{i}"] = (301, {"Location": f"/{i - 1}" if i else "/end"}, b"")
    server.answers["/loop"] = (302, {"Location": "/loop"}, b"")
    server.answers["/plain"] = (302, {"Location": "http://a.feeds.test/end"}, b"")
    server.answers["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    add(server, "/2")  # three steps
    good(server.feed("fetch"))
    add(server, "/3", "/loop", "/plain", "/file")
    done = server.feed("fetch")
    state = listed(server)
    assert not state[url("/2")]["error"]
    assert "more than three times" in state[url("/3")]["error"] and "more than three times" in state[url("/loop")]["error"], state
    assert "not https" in state[url("/plain")]["error"] and "not https" in state[url("/file")]["error"], done
    server.close()


def forever(piece, head=b""):
    def answer(handler):
        handler.connection.sendall(b"HTTP/1.1 200 OK\r\n" + head + b"Connection: close\r\n\r\n")
        while True:
            handler.connection.sendall(piece)
    return answer


def drip(handler):
    """A byte each time that nobody has hung up for a fifth of a second: never silent, never done."""
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n<")
    while not select.select([handler.connection], [], [], 0.2)[0]:
        handler.connection.sendall(b"<")


def headers_forever(handler):
    handler.connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.connection.sendall(b"X-More: " + b"y" * 1000 + b"\r\n")


def test_servers_that_never_end():
    server = Server()
    server.answers["/bytes"] = forever(b"x" * 65536)
    server.answers["/headers"] = headers_forever
    server.answers["/drip"] = drip
    server.put("/gzip", b"\x1f\x8b\x08" + bytes(100_000), Content_Encoding="gzip")
    server.put("/fine", rss(item(1)))
    for number, path in enumerate(("/bytes", "/headers", "/drip", "/gzip", "/fine")):
        add(server, path, host=f"h{number}.feeds.test")
    done = server.feed("fetch", seconds=4)
    state = {address.split("/", 3)[3]: feed["error"] for address, feed in listed(server).items()}
    assert "longer than" in state["bytes"] and "longer than" in state["headers"], state
    assert "too long" in state["drip"] and "compressed" in state["gzip"], state
    assert not state["fine"] and len(entries()) == 1, done
    server.close()


def test_a_stranger_s_certificate():
    server = Server()
    server.put("/feed", rss(item(1)))
    feed_server.authority("other")
    add(server, "/feed")
    server.ca = os.path.abspath("other/ca.pem")
    done = server.feed("fetch")
    assert done.code == INPUT and "certificate" in done.err, done
    server.close()


def test_of_two_addresses_the_one_that_was_tried_counts():
    """127.0.0.1, where nobody listens any more, and ::1, which is not on the internet (sync/feed/fetch.c)."""
    server = Server()
    server.put("/feed", rss(item(1)))
    add(server, "/feed")
    server.close()
    done = server.feed("fetch")
    error = listed(server)[url("/feed")]["error"]
    assert done.code == INPUT and error and "is not on the internet" not in error, done


def test_answers_that_ask_for_patience():
    server = Server()
    server.answers["/busy"] = (429, {"Retry-After": "7200"}, b"")
    server.answers["/broken"] = (500, {}, b"")
    server.put("/fine", rss(item(1)))
    add(server, "/busy")
    add(server, "/broken", host="b.feeds.test")
    server.feed("fetch")
    asked = len(server.seen)
    state = listed(server)
    now = state[url("/busy")]["next"]
    assert state[url("/busy")]["fails"] == state[url("/broken", "b.feeds.test")]["fails"] == 1, state
    add(server, "/fine")  # of the host that asked to be left alone
    done = server.feed("fetch")
    assert [path for _, path, _ in server.seen[asked:]] == ["/broken"], server.seen[asked:]
    assert listed(server)[url("/busy")]["next"] == now, done
    server.close()


def test_pages_and_robots():
    server = Server()
    server.put("/page", PAGE)
    server.put("/private/page", PAGE)
    server.put("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: Cairn\nDisallow: /private\nAllow: /\n")
    add(server, "/page", "/private/page", more=("--page", "--deck", "Read"))
    done = server.feed("fetch")
    state = listed(server)
    assert not state[url("/page")]["error"] and "robots.txt" in state[url("/private/page")]["error"], state
    asked = [path for _, path, _ in server.seen]
    assert asked[0] == "/robots.txt" and "/private/page" not in asked, asked
    assert len(entries()) == 1, done
    title, text, link, lang, _ = entries()[0]
    assert title == "Cells" and lang == "en" and link == url("/page")
    assert "mitochondrion" in text and "1969" in text, text
    for other in ("virus", "footer", "Home", "advert"):
        assert other not in text, text
    add(server, "/page", host="b.feeds.test")  # not asked for as a page: its feed is named
    done = server.feed("fetch")
    assert "its feed is https://b.feeds.test/feed.xml" in done.err, done
    server.answers["/robots.txt"] = (503, {}, b"")
    add(server, "/page", host="c.feeds.test", more=("--page",))
    assert "could not be had" in server.feed("fetch").err
    server.close()


def test_decks_go_to_the_import():
    server = Server()
    server.put("/deck.csv", "One,1\nTwo,2\n")
    server.put("/deck.md", "# Deck\n\nThree :: 3\n")
    server.put("/deck.json", '[{"front":"Four","back":"4","tags":["a b"]},{"question":"Five, \\"5\\"","answer":"5"}]')
    add(server, "/deck.csv", "/deck.md", more=("--deck", "Numbers"))
    add(server, "/deck.json", more=("--deck", "Numbers"))
    good(server.feed("fetch"))
    for word in ("One", "Two", "Three", "Four", "Five"):
        assert len(json.loads(good(cairn("search", f"deck:Numbers {word}", "--json")).out)) == 1, word
    assert not [name for name in os.listdir("data") if ".feed-" in name], os.listdir("data")
    notes = json.loads(good(cairn("status", "--json")).out)["notes"]
    good(server.feed("fetch"))  # the same again
    assert json.loads(good(cairn("status", "--json")).out)["notes"] == notes
    server.close()


def test_a_feed_of_notes_is_visited_once():
    server = Server()
    server.put("/notes.json", '{"title":"N","notes":[{"front":"One","back":"1"}]}', ETag='"v1"')
    add(server, "/notes.json", more=("--deck", "Numbers"))
    good(server.feed("fetch"))
    assert [note[0] for note in notes()] == ["One"]
    assert listed(server)[url("/notes.json")]["checked"] > 0
    asked = len(server.seen)
    assert "0 feeds visited" in good(server.feed("fetch", "--due")).out and len(server.seen) == asked
    assert "1 feeds visited, 1 unchanged" in good(server.feed("fetch")).out
    assert server.seen[-1][2]["If-None-Match"] == '"v1"', server.seen[-1]
    server.close()


def test_visits_under_a_clock_that_ran_ahead_are_no_reason_to_wait():
    """Ten years of the machine's; then it is put right."""
    ahead = {"CAIRN_NOW": "2036-11-21T09:30:00+01:00"}
    server = Server()
    server.put("/feed", rss(item(1)))
    server.put("/page", PAGE)
    server.put("/robots.txt", "User-agent: *\nDisallow: /\n")
    server.answers["/busy"] = (429, {"Retry-After": "7200"}, b"")
    add(server, "/feed")
    add(server, "/busy", host="b.feeds.test")
    add(server, "/page", host="c.feeds.test", more=("--page",))
    server.feed("fetch", **ahead)
    server.put("/busy", rss(item(2, MOON)))
    server.put("/robots.txt", "")
    asked = len(server.seen)
    good(server.feed("fetch", "--due"))
    assert sorted(path for _, path, _ in server.seen[asked:]) == ["/busy", "/feed", "/page", "/robots.txt"], server.seen[asked:]
    asked = len(server.seen)
    good(server.feed("fetch", "--due"))
    assert len(server.seen) == asked, "what was given out under the right clock holds"
    server.close()


def test_drafts_keep_source_and_quote_and_nothing_enters_a_deck():
    server = Server()
    server.put("/feed", rss(item(1, CELL + " " + MOON, "What cells do")))
    add(server, "/feed")
    good(server.feed("fetch"))
    found = drafts(server)
    assert {draft["how"] for draft in found} == {"terms", "cloze", "headline"}, found
    for draft in found:
        assert draft["quote"] in CELL + " " + MOON and draft["link"] == "https://a.feeds.test/1", draft
        assert "https://a.feeds.test/1" in draft["fields"][-1] and 0 < draft["p"] < 1 and "%" in draft["why"], draft
    assert any("{{c1::1969}}" in draft["fields"][0] for draft in found), found
    assert json.loads(good(cairn("status", "--json")).out)["notes"] == 0
    server.close()


def test_rules_of_the_learner():
    server = Server()
    server.put("/feed", rss(item(1) + item(2, MOON)))
    add(server, "/feed")
    good(server.feed("rule", "add", "--words", "mitochondrion", "--deck", "Biology", "--take"))
    good(server.feed("rule", "add", "--words", "Apollo", "--drop"))
    assert "Biology" in good(server.feed("rule", "list")).out
    good(server.feed("fetch"))
    assert drafts(server) == []
    found = good(cairn("cards", "--json")).out
    assert "Biology" in found and "1969" not in found, found
    good(cairn("undo"))
    assert drafts(server), "an undo brings the draft back"
    one_sentence(server.feed("rule", "add", "--words", "x"), USAGE)
    one_sentence(server.feed("rule", "remove", "nobody"), INPUT)
    server.close()


def texts_of_notes():
    """As they stand in the store, in bytes."""
    with sqlite3.connect(os.path.join("data", "cairn.db")) as db:
        db.text_factory = bytes
        found = [fields for fields, in db.execute("SELECT fields FROM note ORDER BY id")]
    db.close()
    return found


def test_a_long_title_is_cut_between_characters():
    """A rule of the learner's makes a row of it at once, and a row with half a character is read by no other device."""
    server = Server()
    server.put("/feed", rss(item(1, CELL, "x" + "я" * 130)))  # 200 bytes end in the middle of the hundredth
    add(server, "/feed")
    good(server.feed("rule", "add", "--words", "mitochondrion", "--take"))
    good(server.feed("fetch"))
    found = [fields.decode("utf-8", "strict") for fields in texts_of_notes()]
    assert found and all("[x" + "я" * 99 + "](https://a.feeds.test/1)" in fields for fields in found), found
    server.close()


def test_words_of_a_list():
    server = Server()
    os.makedirs("data/words", mode=0o700)
    with open("data/words/fr.tsv", "w", encoding="utf-8") as file:
        file.write("maison\thouse\njardin\tgarden\n")
    with open("data/words/zh.u8", "w", encoding="utf-8") as file:
        file.write("# by hand\n中國 中国 [Zhong1 guo2] /China/\n學生 学生 [xue2 sheng5] /student/\n")
    server.put("/fr", rss(item(1, "La maison est dans le jardin avec les enfants."), language="fr"))
    server.put("/zh", rss(item(2, "他是中国学生。"), language="zh-CN"))
    os.makedirs("data/words/en.tsv")  # nothing that can be read as a list
    good(cairn("add", "jardin", "garden"))
    add(server, "/fr", "/zh")
    done = good(server.feed("fetch"))
    assert "words/en.tsv: " in done.err and done.err.count("\n") == 1, done.err
    words = {draft["fields"][0]: draft for draft in drafts(server) if draft["how"] == "words"}
    assert set(words) == {"maison", "中国", "学生"}, words
    assert words["中国"]["fields"][1].startswith("Zhong1 guo2\nChina"), words
    server.close()


def test_what_comes_is_clean():
    server = Server()
    text = "A trick is a text\u202e that turns around\u200b and \u0085hides its end."
    server.put("/feed", json.dumps({"items": [{"id": "1", "title": "a\u001b[31mb", "content_text": text + "\u001b]0;x\u0007"}]}))
    add(server, "/feed")
    good(server.feed("fetch"))
    for title, text, *_ in entries():
        assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u200b" for c in title + text.replace("\n", "")), (title, text)
    said = server.feed("drafts").out + server.feed("list").out
    assert "\x1b" not in said, said
    server.close()


def test_opml_in_and_out():
    server = Server()
    with open("in.opml", "w", encoding="utf-8") as file:
        file.write("<opml version='1.0'><head/><body><outline text='Folder'><outline text='A &amp; B' type='rss' "
                   "xmlUrl='https://a.feeds.test/x?a=1&amp;b=2'/></outline><outline text='old' xmlUrl='http://a.feeds.test/y'/></body></opml>")
    assert "1 feeds added, 1 left out" in good(server.feed("import", "in.opml")).out
    good(server.feed("export", "out.opml"))
    with open("out.opml", encoding="utf-8") as file:
        out = file.read()
    assert 'xmlUrl="https://a.feeds.test/x?a=1&amp;b=2"' in out, out
    good(server.feed("remove", url("/x?a=1&b=2")))
    assert listed(server) == {}
    good(server.feed("import", "out.opml"))
    assert list(listed(server)) == [url("/x?a=1&b=2")]
    for bad in ("", "<opml><body>", "<!DOCTYPE opml><opml/>", "<rss/>", "{}"):
        with open("bad.opml", "w", encoding="utf-8") as file:
            file.write(bad)
        one_sentence(server.feed("import", "bad.opml"), INPUT)
    one_sentence(server.feed("remove", "https://nobody.test/"), INPUT)
    server.close()


def inbox(keys):
    return good(cairn("home", "--script", "z" + keys, "--size", "40x20")).out


def notes():
    return [card["fields"] for card in json.loads(good(cairn("search", "deck:*", "--json")).out)]


def test_the_inbox_decides():
    server = Server()
    server.put("/feed", rss(item(1, CELL + " " + MOON, "What cells do")))
    add(server, "/feed", more=("--deck", "Biology"))
    good(cairn("add", "Mitochondrion", "part of a cell"))
    good(server.feed("fetch"))
    waiting = drafts(server)
    first = waiting[0]["fields"]
    assert first[0] == "mitochondrion", waiting
    assert f"Inbox: {len(waiting)} drafts wait (z)" in inbox("q")  # looked at: nothing is in a deck
    assert len(notes()) == 1 and drafts(server) == waiting
    inbox("g")  # merged into the note of the same front
    assert notes() == [["Mitochondrion", "part of a cell\n" + first[1]]], notes()
    inbox("u")
    assert notes() == [["Mitochondrion", "part of a cell"]] and drafts(server) == waiting
    inbox("y")
    assert first in notes() and [draft["id"] for draft in drafts(server)] == [draft["id"] for draft in waiting[1:]]
    inbox("u")
    assert first not in notes() and drafts(server) == waiting
    inbox("xx")
    assert len(drafts(server)) == len(waiting) - 2 and len(notes()) == 1
    good(server.feed("fetch"))
    assert len(drafts(server)) == len(waiting) - 2, "what was decided does not come again"
    server.close()


def test_decisions_travel_and_selection_learns():
    server = Server()
    server.put("/feed", rss("".join(item(i, f"A thing{i} is a kind of object with number {i}0 on it.") for i in range(8))))
    server.put("/other", rss("".join(item(i + 20, f"A matter{i} is a kind of idea that nobody has yet.") for i in range(4))))
    add(server, "/feed", more=("--deck", "Things"))
    good(server.feed("fetch"))
    before = drafts(server)
    inbox("y" * 4 + "x" * 3)
    bins = json.loads(good(cairn("stats", "inbox", "--json")).out)
    bins = bins.get("charts", bins)["inbox"]["rows"]
    assert sum(row["drafts"] for row in bins) == 7, bins
    assert abs(sum(row["taken"] * row["drafts"] for row in bins) - 4) < 0.01, bins
    assert abs(sum(row["predicted"] * row["drafts"] for row in bins) - sum(draft["p"] for draft in before[:7])) < 0.02, (bins, before)
    add(server, "/other", more=("--deck", "Things"))
    good(server.feed("fetch"))
    new = [draft for draft in drafts(server) if "matter" in draft["quote"]]
    terms = [draft["p"] for draft in new if draft["how"] == "terms"]
    assert terms and terms[0] > before[0]["p"], "those of that kind were taken"
    rows = good(cairn("export", "--json")).out
    with open("rows.jsonl", "w", encoding="utf-8") as file:
        file.write(rows)
    second = {"CAIRN_DATA": os.path.join(os.getcwd(), "second")}
    good(run(os.path.join(os.environ["CAIRN_BUILD"], "cairn-sync"), "import", "rows.jsonl", env=server.environment(**second)))
    good(server.feed("fetch", **second))  # the subscriptions came along, and what was decided does not ask again
    there = {draft["id"] for draft in json.loads(good(server.feed("drafts", "--json", **second)).out)}
    here = {draft["id"] for draft in drafts(server)}
    decided = {draft["id"] for draft in before} - here
    assert len(decided) == 7 and not there & decided and here <= there, (here, there, decided)
    server.close()


def test_a_sync_visits_what_is_due():
    with Wire() as wire:
        server = Server()
        server.put("/feed", rss(item(1)))
        add(server, "/feed")
        env = server.environment(MONGODB_URI=wire.uri())
        good(run(os.path.join(os.environ["CAIRN_BUILD"], "cairn-sync"), "sync", "--learner", "ada", env=env))
        wait_for(lambda: drafts(server), "a visit beside the sync")
        server.close()


def test_the_game_visits_what_is_due_without_a_server():
    server = Server()
    server.put("/feed", rss(item(1)))
    add(server, "/feed")
    good(cairn("add", "Front", "Back"))
    held, free = server.environment(CAIRN_SYNC="manual"), server.environment()
    for env in (held, free):
        t = Terminal(CAIRN, size="40x20", env=env)
        t.until("Front")
        t.send("q")
        t.until("Due 0")
        t.send("q")
        assert t.wait() == 0
        if env is held:
            assert not drafts(server), "nothing by itself"
    wait_for(lambda: drafts(server), "a visit beside the game")
    server.close()


def test_the_page():
    """docs/feeds.md, typed as it stands there."""
    server = Server()
    server.put("/feed.xml", rss(item(1)))
    server.put("/words.csv", "One,1\n")
    server.put("/page", PAGE)
    page = Page("feeds.md")
    place = Place("home", [os.environ["CAIRN_BUILD"]], replace=[("example.org", "a.feeds.test")],
                  CAIRN_FEED_TEST=f"{server.port}:{server.ca}")
    out = run_page(page, {"home": place})["home"]
    assert "mitochondrion" in out[0] and "words.csv" in out[1] and "Biology" in out[2], out
    server.close()


main(globals())
