# SPDX-License-Identifier: MIT
"""Other ways to study, played by keys: what they show, what they leave alone, how they go on after a dead battery."""
import json
import os
import re
import signal

import harness
from harness import CAIRN, Terminal, cairn, environment, good, one_sentence

PAIRS = dict(pair.split() for pair in ("France Paris", "Italy Rome", "Spain Madrid", "Peru Lima", "Japan Tokyo", "Kenya Nairobi", "Norway Oslo",
                                       "Chile Santiago", "Greece Athens", "Egypt Cairo", "Cuba Havana", "Iran Tehran"))


def store(decks=("Capitals",)):
    for deck in decks:
        with open(deck + ".tsv", "w") as file:
            file.write(f"#separator:tab\n#deck:{deck}\n#tags column:3\n")
            for i, (country, city) in enumerate(PAIRS.items()):
                file.write(f"{country}{'' if deck == 'Capitals' else ' ' + deck}\t{city}\t{'odd' if i % 2 else 'even'}\n")
        good(cairn("import", deck + ".tsv"))


def status():
    return json.loads(good(cairn("status", "--json")).out)


def play(mode, keys, *more, size="40x20"):
    return good(cairn("study", "--mode", mode, "--script", keys, "--size", size, *more)).out


def last(text):
    return text.split("-- shot")[-1]


def unmoved(before):
    after = status()
    for key in ("known", "xp", "level", "streak", "due", "new", "quests", "freezes"):
        assert after[key] == before[key], (key, before, after)
    return after["rows"] - before["rows"]


def test_practice_moves_nothing():
    store()
    good(cairn("--script", " g g x g", "--size", "40x20"))
    before = status()
    assert before["xp"] > 0
    out = play("practice", " g" * 11 + " x x g")
    assert "13 of 14" not in out and "12 of 14 right" in out and "Missed:" in out, out
    assert unmoved(before) >= 14
    stats = good(cairn("stats", "--json")).out
    play("sprint", "aaaaaaaaaaaaaaaaaaaaa")
    play("exam", "Lima<cr>x<cr>", "--count", "2")
    play("match", "abacadaeafagahaiajak")
    assert unmoved(before) > 14
    assert good(cairn("stats", "--json")).out == stats


def test_undo_in_every_mode():
    store()
    before = status()
    for mode, keys in (("practice", " x<shot>u"), ("sprint", "a <shot>u"), ("exam", "x<cr><shot> u"), ("match", "abacadae<shot>uuuuuuuu"), ("ghost", " x<shot>u")):
        out = play(mode, keys)
        assert "nothing to take back" not in out or mode == "match", out
        assert status()["rows"] == 0 and (mode == "ghost" or unmoved(before) == 0), status()  # the plan of the day stays
    redone = play("practice", " xur<shot>")
    assert "Practice  1/12" in last(redone), redone


def test_undo_after_a_round():
    """The newest answer is taken back, whatever it was given in, and that is said; at home nothing else is opened."""
    store()
    play("practice", " g g")
    at_home = last(good(cairn("--size", "40x20", "--script", "q<shot>")).out).splitlines()[1]
    for keys, begins in (("u<shot>", None), ("qu<shot>", at_home)):
        out = last(good(cairn("--size", "40x20", "--script", keys)).out)
        assert "the last answer was taken back" in out, out
        assert begins is None or out.splitlines()[1] == begins, (begins, out)
    assert status()["rows"] == 0


def test_scope():
    store(("Capitals", "Other"))
    out = play("practice", "", "--deck", "Other", "--tag", "odd")
    assert "Practice  0/6" in out, out
    out = play("practice", "", "--search", "deck:Capitals Peru")
    assert "Practice  0/1" in out and "Peru" in out, out
    assert "Practice  0/24" in play("practice", "")
    assert "There is no card to ask here." in play("practice", "", "--tag", "none-such")
    one_sentence(cairn("study", "--mode", "practice", "--search", "prop:what>3", "--script", ""), 3)
    one_sentence(cairn("study", "--mode", "chess", "--script", ""), 2)
    one_sentence(cairn("study", "--mode", "exam", "--count", "0", "--script", ""), 2)
    one_sentence(cairn("study", "--mode", "practice", "--deck", "Nowhere", "--script", ""), 3)
    one_sentence(cairn("study", "--mode", "match", "--search", "Peru deck:Other", "--script", ""), 3)


def test_same_order_everywhere():
    """The same cards and the same seed: the same questions with the same options, whatever was imported first."""
    store(("Capitals", "Other"))
    here = play("sprint", "a<shot> b<shot> c<shot>")
    os.mkdir("second")
    other = environment(CAIRN_DATA=os.path.join(os.getcwd(), "second"))
    for deck in ("Other", "Capitals"):
        good(cairn("import", deck + ".tsv", env=other))
    there = good(cairn("study", "--mode", "sprint", "--script", "a<shot> b<shot> c<shot>", "--size", "40x20", env=other)).out
    assert here == there, here + there


def test_exam_goes_on():
    store()
    out = play("exam", "Lima<cr>wrong<cr><shot> q<shot>", "--count", "4")
    assert "Exam  2/4" in out and "the exam is kept" in out, out
    assert "Exam  2/4" in play("exam", "")
    out = play("exam", "nairobi<cr>oslo<cr><shot>")
    assert "3 of 4 right (75 %)" in out and "x wrong" in out and "+ Athens" in out, out
    assert "Exam  0/12" in play("exam", "")  # the report was seen: the next one is new, and there are no more cards


def test_exam_says_nothing():
    store()
    out = play("exam", "wrong<cr><shot>")
    assert "Lima" not in out and "Not right" not in out, out


def test_exam_killed():
    store()
    env = environment()
    play = Terminal(CAIRN, "study", "--mode", "exam", "--count", "3", env=env)
    play.until("Exam  0/3")
    play.send("Lima<cr>")
    play.until("Exam  1/3")
    os.kill(play.pid, signal.SIGKILL)
    play.wait()
    again = Terminal(CAIRN, "study", "--mode", "exam", env=env)
    again.until("Exam  1/3")
    again.send("x<cr>y<cr>")
    again.until("1 of 3 right")
    again.send("q")
    again.until("Known")
    again.send("q")
    assert again.wait() == 0


def test_sprint_clock():
    """It moves by itself every ten seconds and ends the round; while the right answer is read it stands."""
    store()
    out = play("sprint", "<shot><+9s><shot><+1s><shot>")
    assert [re.search(r"right  (\d+) s", part).group(1) for part in out.split("-- shot")[:3]] == ["60", "60", "50"], out
    out = play("sprint", "<+5s>a<+300s> <shot>")
    assert "0 right  55 s" in last(out), out
    assert "0 right, 1 wrong" in play("sprint", "a <+61s>")


def test_boss_is_shown_before_the_fight():
    """The five oldest leeches; two hits on different days, and when the next one can be."""
    store()
    assert "No leeches" in play("boss", "")
    good(cairn("set", "fuzz", "off"))
    for day in range(1, 10):
        now = f"2026-11-{day:02}T10:00:00+01:00"
        keys = " g" * 30 if day == 1 else " x" * 12
        good(cairn("--mode", "flip", "--script", keys, "--size", "40x20", env=environment(CAIRN_NOW=now)))
    first, second = environment(CAIRN_NOW="2026-11-11T10:00:00+01:00"), environment(CAIRN_NOW="2026-12-01T10:00:00+01:00")
    home = good(cairn("home", "--script", "", "--size", "40x20", env=first)).out
    assert "Boss: 5 leeches to hit today (p)" in home, home
    shot = good(cairn("study", "--mode", "boss", "--script", "<shot> <shot>", "--size", "40x20", env=first)).out.split("-- shot")
    assert "5 leeches to hit today" in shot[0] and shot[0].count("[  ]") == 5 and "space fight" in shot[0], shot[0]
    assert "two different days" in shot[0] and "Boss  0/5" in shot[1], shot
    country = re.search(r"^(\w+)\n\n>", shot[1], re.M)[1]
    out = good(cairn("study", "--mode", "boss", "--script", f" {PAIRS[country]}<cr>  q<shot>", "--size", "40x20", env=first)).out
    assert f"{country}: 1 hit of 2" in out, out
    shot = good(cairn("study", "--mode", "boss", "--script", "", "--size", "40x20", env=first)).out
    assert "4 leeches to hit today" in shot and re.search(rf"^\[x \] {country} .* \d+ (Nov|Dec)$", shot, re.M), shot
    assert "Boss: 4 leeches" in good(cairn("home", "--script", "", "--size", "40x20", env=first)).out
    assert "boss 4" in good(cairn("home", "--script", "", "--size", "32x12", env=first)).out
    shot = good(cairn("study", "--mode", "boss", "--script", "", "--size", "40x20", env=second)).out
    assert re.search(rf"^\[x \] {country} .* today$", shot, re.M), shot
    before = json.loads(good(cairn("status", "--json", env=second)).out)["xp"]
    out = good(cairn("study", "--mode", "boss", "--script", f" {PAIRS[country]}<cr>  q<shot>", "--size", "40x20", env=second)).out
    assert f"{country}: beaten" in out, out
    assert json.loads(good(cairn("status", "--json", env=second)).out)["xp"] >= before + 10
    assert country not in good(cairn("study", "--mode", "boss", "--script", "", "--size", "40x20", env=second)).out


def test_taps_and_menu():
    store()
    out = good(cairn("--script", "qp<shot>3<shot><tap:2,2><shot>", "--size", "40x20")).out
    assert "1 Practice" in out and "Match  0/6" in out, out
    assert re.search(r"^[a-l]>", last(out), re.M), out


def test_practice_from_the_browser():
    """Over a question: what lies below goes with its sitting, nothing of it is left."""
    store()
    before = status()
    out = good(cairn("--script", "bfPeru<cr>e<shot> g<shot>qq", "--size", "40x20")).out
    assert "Practice  0/1" in out, out
    unmoved(before)


def test_plain():
    store()
    done = harness.run(CAIRN, "study", "--mode", "exam", "--count", "1", "--plain", stdin=b"Lima\nq\nq\n")
    assert done.code == 0 and "1 of 1 right" in done.out, done


harness.main(globals())
