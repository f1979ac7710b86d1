# SPDX-License-Identifier: MIT
"""The game beside cairn-sync: what the header says of the crossing, who the learner is, and that nothing is waited for."""
import json
import os
import socket
import time

import harness
from harness import CAIRN, Terminal, cairn, environment, good
from wire import Device, Wire


def notes(count=5, **more):
    for n in range(count):
        good(cairn("add", f"Front {n}", f"Back {n}", env=environment(**more)))


def game(**more):
    return Terminal(CAIRN, size="40x20", env=environment(**more))


def frames_until(t, word):
    """The word in the header comes with the next frame: help is opened and closed until it is there."""

    def look():
        t.send("?")
        t.until("Help")
        t.send("q")
        t.until("Front")
        return word in t.screen.display[0]

    harness.wait_for(look, f"{word!r} in the header")


def test_safe_then_waiting():
    notes()
    with Wire() as wire:
        t = game(MONGODB_URI=wire.uri(), CAIRN_LEARNER="ada")
        t.until("Front 0")
        frames_until(t, "safe")
        t.send("<space>")
        t.until("Back 0")
        t.send("e")
        t.until("Front 1")
        assert "1 waiting" in t.screen.display[0], t.text()
        t.send("q")
        t.until("1 answer")
        t.send("q")
        assert t.wait() == 0
        harness.wait_for(lambda: any(row["k"] == "review" for row in wire.dump()), "the answer on the server")


def test_what_was_answered_during_a_sync_is_sent_behind_it():
    notes()
    with Wire("--fault", "find@*:delay=700") as wire:
        t = game(MONGODB_URI=wire.uri(), CAIRN_LEARNER="ada")
        t.until("Front 0")
        harness.wait_for(lambda: wire.counts().get("insert"), "the notes on the server")
        t.send("<space>")  # it has pushed, and looks whether all is safe
        t.until("Back 0")
        t.send("e")
        t.until("Front 1")
        t.send("q")
        t.until("1 answer")
        t.send("q")
        assert t.wait() == 0
        harness.wait_for(lambda: any(row["k"] == "review" for row in wire.dump()), "the answer on the server")


def test_offline():
    notes()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        uri = f"mongodb://127.0.0.1:{listener.getsockname()[1]}/x?serverSelectionTimeoutMS=300"
        t = game(MONGODB_URI=uri, CAIRN_LEARNER="ada")
        t.until("Front 0")
        frames_until(t, "offline")
        t.close()


def test_a_silent_server_is_never_waited_for():
    notes()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        start = time.monotonic()
        t = game(MONGODB_URI=f"mongodb://127.0.0.1:{listener.getsockname()[1]}/x", CAIRN_LEARNER="ada")
        t.until("Front 0")
        t.send("q")
        t.until("Known")
        t.send("q")
        assert t.wait() == 0
        assert time.monotonic() - start < 3, "somebody waited for the server"


def test_who_learns_here_is_asked_and_the_notes_come():
    with Wire() as wire:
        first = Device("first", wire.uri())
        good(cairn("add", "Front of another device", "Back", env=first.env()))
        good(first.sync())
        t = game(MONGODB_URI=wire.uri(), CAIRN_LEARNER=None)
        t.until("1/4")
        t.send("q")
        t.until("first deck|who are you")
        t.until("who are you")
        assert "ada" in t.text(), t.text()
        for char in "ada":
            t.send(char)
        t.until("> ada")
        t.send("<cr>")
        t.until("Front of another device")
        t.close()
        assert json.loads(good(cairn("status", "--json")).out)["learner"] == "ada"


def test_a_new_host_from_the_working_folder_is_asked_for():
    notes(1)
    with Wire() as wire:
        with open(".env", "w") as file:
            file.write(f"MONGODB_URI={wire.uri()}\nCAIRN_LEARNER=ada\n")
        os.chmod(".env", 0o600)
        t = game()
        t.until("new here")
        t.send("n<cr>")
        t.until("Front 0")
        t.close()
        assert not wire.dump()
        t = game()
        t.until("new here")
        t.send("y<cr>")
        t.until("Front 0")
        harness.wait_for(wire.dump, "rows on the server")
        t.close()


def test_settings_say_how_sync_stands_and_where_the_address_belongs():
    notes(1)
    down = "j" * 30
    text = good(cairn("--size", "80x30", "--script", f"qs{down}<space>")).out
    assert "MONGODB_URI is not set" in text and "data/.env" in text.replace("\n", "") and "chmod 600" in text, text
    assert "Then start cairn" in good(cairn("--size", "32x12", "--script", f"qs{down}<space>jjjjj")).out
    with Wire() as wire:
        env = environment(MONGODB_URI=wire.uri(), CAIRN_LEARNER="ada", CAIRN_SYNC="manual")
        good(cairn("sync", env=env))
        text = good(cairn("--size", "80x30", "--script", f"qs{down}<space>", env=env)).out
        assert "Learner: ada" in text and "0 waiting, 1 safe" in text and "CAIRN_SYNC=manual" in text and "Last sync: 2026-11-21 09:30" in text, text


def test_nonsense_for_an_address():
    notes(1)
    t = game(MONGODB_URI="this is no address", CAIRN_LEARNER="ada")
    t.until("Front 0")
    frames_until(t, "sync error")
    t.send("q")
    t.until("Known")
    t.send("q")
    assert t.wait() == 0


harness.main(globals())
