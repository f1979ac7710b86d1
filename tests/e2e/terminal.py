# SPDX-License-Identifier: MIT
"""The game in a real pseudo-terminal: what is sent, what signals and closed windows do, and how the terminal is left."""
import json
import os
import shutil
import signal

import harness
from harness import CAIRN, Terminal, cairn, environment, good


def notes(*kinds):
    """A store with a few notes; returns the environment of its programs."""
    wanted = kinds or ("basic", "typed", "choice")
    if "basic" in wanted:
        for n in range(12):
            good(cairn("add", f"Front number {n}", f"Back number {n}", "--deck", "Numbers"))
    if "typed" in wanted:
        good(cairn("add", "Capital of Italy?", "Rome", "--kind", "typed", "--deck", "Typed"))
    if "choice" in wanted:
        good(cairn("add", "Two and two?", "four", "three\nfive\nsix", "--kind", "choice", "--deck", "Choice"))
    return environment()


def game(*argv, size="40x20", **more):
    return Terminal(CAIRN, *argv, size=size, env=environment(**more))


def test_a_card_from_question_to_next():
    notes("basic")
    t = game()
    t.until("Front number 0")
    t.send("<space>")
    t.until("Back number 0")
    t.send("e")
    t.until("Front number 1")
    t.send("q")
    t.until("1 answer")
    t.send("q")
    assert t.wait() == 0
    assert t.modes_are_back()
    assert b"1 answer, 1 remembered" in t.raw.split(b"\x1b[?1049l")[-1], "no line in the scrollback"


def test_one_write_and_few_bytes():
    notes("basic")
    t = game()
    t.until("Front number 0")
    t.rest()
    sizes = []
    for n in range(10):
        for key, text in (("<space>", f"Back number {n}"), ("e", f"Front number {n + 1}")):
            before, reads = t.bytes, t.reads
            t.send(key)
            t.until(text)
            t.rest(0.1)
            sizes.append(t.bytes - before)
            assert t.reads - reads == 1, f"{t.reads - reads} writes for {key} at card {n}"
    sizes.sort()
    print("bytes a transition: median", sizes[len(sizes) // 2], "largest", sizes[-1])
    assert sizes[int(len(sizes) * 0.95) - 1] <= 300, sizes
    t.close()


def test_silent_while_idle_and_on_dead_keys():
    notes("basic")
    t = game()
    t.until("Front number 0")
    t.rest(0.5)
    before = t.bytes
    t.send("z")
    t.rest(0.3)
    t.send("5")
    t.rest(1.5)
    assert t.bytes == before, t.raw[-200:]
    t.close()


def test_resize():
    notes("basic")
    t = game()
    t.until("Front number 0")
    for size in ("80x24", "24x7", "200x60", "32x12", "40x20"):
        t.resize(size)
        t.rest(0.3)
        rows = t.screen.display
        assert "Front number 0" in t.text(), size
        assert "show" in rows[-1], f"{size}: {t.text()}"
    for size in ("10x4", "2x2", "40x20"):  # too small for anything: nothing breaks, and it comes back
        t.resize(size)
        t.rest(0.3)
    assert "Front number 0" in t.text()
    t.send("<space>")
    t.until("Back number 0")
    t.close()


def half_typed(ending):
    notes("typed")
    t = game()
    t.until("Capital of Italy")
    for char in "Rom":
        t.send(char)
    t.until("> Rom")
    ending(t)
    again = game()
    again.until("> Rom")
    again.send("e<cr>")
    again.until("Right")
    again.close()


def test_hang_up_keeps_what_was_typed():
    def hang_up(t):
        t.hang_up()
        harness.wait_for(t.ended, "the end after the hang-up")

    half_typed(hang_up)


def test_sigterm_keeps_what_was_typed_and_gives_the_terminal_back():
    def terminate(t):
        os.kill(t.pid, signal.SIGTERM)
        assert t.wait() == 0
        assert t.modes_are_back()

    half_typed(terminate)


def test_sighup_keeps_what_was_typed():
    def hang_up(t):
        os.kill(t.pid, signal.SIGHUP)
        assert t.wait() == 0
        assert t.modes_are_back()

    half_typed(hang_up)


def test_kill_after_a_second_keeps_what_was_typed():
    def at_rest(t):
        # the draft is written one second after the last key: a read of the store shows it
        import sqlite3

        def drafted():
            try:
                with sqlite3.connect("file:data/cairn.db?mode=ro", uri=True) as db:
                    return db.execute("SELECT count(*) FROM draft").fetchone()[0]
            except sqlite3.Error:
                return 0

        harness.wait_for(drafted, "the draft")
        os.kill(t.pid, signal.SIGKILL)
        t.wait()

    half_typed(at_rest)


def test_a_crash_gives_the_terminal_back():
    if harness.SANITIZED:
        raise harness.Skip("the sanitizer takes the signal itself")
    notes("basic")
    t = game()
    t.until("Front number 0")
    os.kill(t.pid, signal.SIGSEGV)
    assert t.wait() == -signal.SIGSEGV
    assert t.modes_are_back()


def test_stop_and_go_on():
    notes("basic")
    t = Terminal(CAIRN, job=True)
    t.until("Front number 0")
    os.write(t.fd, b"\x1a")
    harness.wait_for(lambda: harness.is_stopped(t.job()), "the stop")
    t.rest()
    assert t.modes_are_back()
    os.kill(t.job(), signal.SIGCONT)
    t.until("Front number 0")
    t.send("<space>")
    t.until("Back number 0")
    t.send("q")
    t.until("Known")
    t.send("q")
    assert t.wait() == 0
    assert t.modes_are_back()


def test_control_c_leaves():
    notes("typed")
    t = game()
    t.until("Capital of Italy")
    os.write(t.fd, b"\x03")
    assert t.wait() == 0
    assert t.modes_are_back()


def test_paste_is_text_never_keys():
    notes("typed")
    t = game()
    t.until("Capital of Italy")
    os.write(t.fd, b"\x1b[200~q\rq\x1b[A\x1b[201~")
    t.until(r"> q q")
    t.close()


def test_typed_burst_outside_a_field_is_ignored():
    notes("basic")
    t = game()
    t.until("Front number 0")
    os.write(t.fd, b"hello there")
    t.until("typed text ignored")
    t.send("<space>")
    t.until("Back number 0")
    t.close()


def test_tap_answers_an_option():
    notes("choice")
    t = game()
    t.until("Two and two")
    row = next(i for i, line in enumerate(t.screen.display) if "four" in line)
    t.send(f"<tap:6,{row + 1}>")
    t.until(r"\+ four")
    row = len(t.screen.display)
    t.send(f"<tap:2,{row}>")
    t.until(r"0\+1")
    t.close()


def test_no_taps_in_a_text_field():
    notes("typed")
    t = game()
    t.until("Capital of Italy")
    assert t.raw.rfind(b"\x1b[?1000h") <= t.raw.rfind(b"\x1b[?1000l")
    assert b"\x1b[?2004h" in t.raw
    t.close()


def test_unknown_term_is_taken_for_an_xterm():
    notes("basic")
    t = game(TERM="no-such-terminal")
    t.until("Front number 0")
    t.send("q")
    t.until("Known")
    t.send("q")
    assert t.wait() == 0 or harness.SANITIZED  # ncurses itself loses the memory of a name that it does not know
    assert t.modes_are_back()


def test_terminals_of_other_kinds():
    notes("basic")
    for term in ("linux", "vt100", "vt220", "screen", "screen-256color", "tmux", "tmux-256color", "xterm", "xterm-kitty"):
        shutil.copytree("data", term)
        t = game(TERM=term, CAIRN_DATA=os.path.abspath(term))
        for n in range(10):
            t.until(f"Front number {n}(?!\\d)")
            assert "show" in t.text(), term
            t.send("<space>")
            t.until(f"Back number {n}(?!\\d)")
            t.send("e")
        t.until("Front number 10")
        os.write(t.fd, b"\x03")
        assert t.wait() == 0
        assert t.modes_are_back(), term


def test_line_mode_where_no_screen_can_be():
    notes("basic")
    for more, size in (({"TERM": "dumb"}, "40x20"), ({"TERM": None}, "40x20"), ({}, "10x5"), ({}, "23x7")):
        t = game(size=size, **more)
        t.stream = None
        shown = b""
        while b"\n> " not in shown.replace(b"\r", b""):
            shown += os.read(t.fd, 4096)
        assert b"line by line instead" in shown and b"\x1b" not in shown, shown
        os.write(t.fd, b"\n")
        while b"Back number" not in shown:
            shown += os.read(t.fd, 4096)
        os.write(t.fd, b"q\n")
        t.close()


def test_no_terminal_reads_lines():
    notes("basic")
    done = good(cairn(stdin=b"\n3\n"))
    assert "Front number 0" in done.out and "Back number 0" in done.out and "Front number 1" in done.out, done
    assert "1 answer" in done.out, done
    assert "no terminal" in done.err, done


def test_no_color_sends_no_colour():
    notes("choice")
    t = game(NO_COLOR="1")
    t.until("Two and two")
    t.send("a")
    t.until(r"\+ four")
    assert not harness.re.search(rb"\x1b\[[0-9;]*3[1-7]m", t.raw), t.raw
    t.close()


def test_two_games_on_one_store():
    notes("basic")
    one, two = game(), game()
    one.until("Front number 0")
    two.until("Front number 0")
    one.send("<space>")
    one.until("Back number 0")
    one.send("e")
    one.until("Front number 1")
    two.send("<space>")  # its next key, whatever it is
    two.until("answered on another screen")
    two.until("Front number 1")
    one.close(), two.close()
    status = good(cairn("status", "--json")).out
    assert '"rows":1,' in status, status


def test_locale_of_a_phone_that_is_not_here():
    good(cairn("add", "Größe auf Französisch?", "la taille é", "--deck", "D"))
    t = game(LC_ALL="de_XX.nonsense")
    t.until("Größe")
    t.close()


def test_wide_and_odd_clusters_keep_the_frame():
    odd = "日本語 e\u0301\u0302 👨\u200d👩\u200d👧 ❤\ufe0f नि שלום 🇩🇪 "
    good(cairn("add", odd * 3, "back", "--deck", "D"))
    t = game()
    t.until("日本")
    t.rest()
    assert "show" in t.screen.display[-1], t.text()
    t.send("<space>")
    t.until("back")
    t.close()


def test_vowels_that_have_a_cell_are_sent():
    """Whole words, as they are written; curses' own cells behind them are where it thinks they are (unit glyphs)."""
    for text in ("काम हिन्दी की भाषा", "น้ำ", "வா காகம்", "ကျေးဇူး", "ភាសា", "ಕಿ ಕೆ", "বাংলা", "🇫🇷🇩🇪"):
        good(cairn("add", text, "back", "--deck", "D"))
        t = game("--count", "1", "--mode", "flip")
        t.until("show")
        t.close()
        assert text in t.raw.decode(), (text, t.raw.decode())
        good(cairn("answer", json.loads(good(cairn("next", "--json")).out)["card"], "easy"))


harness.main(globals())
