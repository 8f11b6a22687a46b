"""Trouble of the line at every moment of every mail protocol, as a client sees it; and nobody else suffers from it."""

from __future__ import annotations

import re
import ssl
import time

import pytest

from fakes.exchange.line import GARBAGE
from fakes.faults.line import MOMENTS, TROUBLES
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox
from fakes.wire.shape import Shape, octets, split

from .client import bugs
from .line_talk import PORTS, Talk, listener, served, steps, talk, until_alone

FAMILY = {f"{moment.id}-{trouble.id}" for moment in MOMENTS for trouble in TROUBLES}
EVERYWHERE = [(port, step.moment) for port in PORTS for step in steps(port) if step.moment != "ask"]
SPOKEN = [(port, moment) for port, moment in EVERYWHERE if moment != "tls"]
HANDSHAKES = [port for port, moment in EVERYWHERE if moment == "tls"]


def switch(box: ThreadedBox, port: str, moment: str, trouble: str, delay_scale: float = 0.0) -> None:
    id = f"{moment}-{trouble}"
    box.ask(lambda tenant: setattr(tenant, "delay_scale", delay_scale))
    box.faults(f"{'server-garbage' if id == 'greeting-garbled' else id}@{listener(port)}*1")


def octets_out(box: ThreadedBox, port: str) -> list[int]:
    events = box.ask(lambda tenant: tenant.transcript.events())
    last = max(e["connection"] for e in events)
    return [e["octets"] for e in events if e["kind"] == "out" and e["connection"] == last]


def test_a_shape_cuts_delays_and_glues_the_first_write_only() -> None:
    assert split(b"250-ab\r\n250 cd\r\n") == [b"250-", b"ab\r", b"\n250 ", b"cd\r", b"\n"]
    assert split(b"x") == [b"x"] and split(b"\r\n") == [b"\r", b"\n"]
    shape = Shape(octets, pace=1, delay=5, before=b"<", behind=b">")
    assert shape.pieces(b"ab") == [(5, b"<"), (1, b"a"), (1, b"b"), (1, b">")]
    assert shape.after_first().pieces(b"c") == [(1, b"c")]
    for cut in (octets, split):
        assert b"".join(cut(bytes(range(256)) * 9)) == bytes(range(256)) * 9


def test_every_moment_of_every_port_is_in_the_table() -> None:
    table = fault_table()
    for port, moment in EVERYWHERE:
        for trouble in TROUBLES:
            fault = table[
                "server-garbage" if (moment, trouble.id) == ("greeting", "garbled") else f"{moment}-{trouble.id}"
            ]
            assert listener(port) in fault.acts_on() and fault.moment == moment


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
@pytest.mark.parametrize("trouble", ["dropped", "reset"])
def test_the_connection_ends_without_a_word(box: ThreadedBox, port: str, moment: str, trouble: str) -> None:
    switch(box, port, moment, trouble)
    try:
        with talk(box, port) as client:
            # Python takes a reset below TLS for an end.
            assert client.take(client.up_to(moment)) == b""
    except ConnectionResetError:
        assert trouble == "reset"
    until_alone(box)
    ends = [e["kind"] for e in box.ask(lambda t: t.transcript.events()) if e["kind"] in ("eof", "reset")]
    assert ends == ["reset" if trouble == "reset" else "eof"]
    assert served(box, port) and bugs(box) == []


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
def test_a_stall_says_nothing_and_holds_up_nobody(box: ThreadedBox, port: str, moment: str) -> None:
    switch(box, port, moment, "stalled")
    with talk(box, port) as client:
        step = client.up_to(moment)
        client.send(step)
        client.socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.receive(step)
        assert served(box, port)
        with pytest.raises(TimeoutError):
            client.receive(step)
    assert bugs(box) == []


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
def test_garbage_comes_in_place_of_the_reply(box: ThreadedBox, port: str, moment: str) -> None:
    switch(box, port, moment, "garbled")
    with talk(box, port) as client:
        assert client.take(client.up_to(moment)) == GARBAGE
    assert served(box, port) and bugs(box) == []


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
def test_a_slow_reply_is_the_right_one_octet_by_octet(box: ThreadedBox, port: str, moment: str) -> None:
    switch(box, port, moment, "slow")
    with talk(box, port) as client:
        step = client.up_to(moment)
        reply = client.take(step)
        assert re.fullmatch(step.reply, reply)
        if isinstance(client.socket, ssl.SSLSocket):
            assert {len(piece) for piece in client.pieces} == {1}
        assert octets_out(box, port)[-len(reply) :] == [1] * len(reply)
        _goes_on(client, moment)
    assert bugs(box) == []


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
def test_a_split_reply_is_cut_within_lines_and_between_cr_and_lf(box: ThreadedBox, port: str, moment: str) -> None:
    switch(box, port, moment, "split", delay_scale=0.05)
    with talk(box, port) as client:
        step = client.up_to(moment)
        reply = client.take(step)
        assert re.fullmatch(step.reply, reply)
        sizes = octets_out(box, port)
        cuts = {sum(sizes[at:]) for at in range(len(sizes)) if sum(sizes[at:]) < len(reply)}
        between = {len(reply) - found.start() - 1 for found in re.finditer(rb"\r\n", reply)}
        assert between <= cuts and any(reply[-cut - 1 :][:1] != b"\n" for cut in cuts - between)
        _goes_on(client, moment)
    assert bugs(box) == []


@pytest.mark.parametrize(("port", "moment"), SPOKEN)
def test_a_late_reply_is_the_right_one_and_holds_up_nobody(box: ThreadedBox, port: str, moment: str) -> None:
    switch(box, port, moment, "late", delay_scale=0.03)
    with talk(box, port) as client:
        step = client.up_to(moment)
        asked = time.monotonic()
        client.send(step)
        client.socket.settimeout(0.05)
        with pytest.raises(TimeoutError):
            client.receive(step)
        client.socket.settimeout(10)
        assert re.fullmatch(step.reply, client.receive(step))
        # Five seconds on the scale of the box, once for the whole reply.
        assert time.monotonic() - asked > 0.14
        _goes_on(client, moment)
    assert bugs(box) == []


def _goes_on(client: Talk, moment: str) -> None:
    """Every later step of the conversation is as it should be, in one piece."""
    later = list(steps(client.port))
    for step in later[[s.moment for s in later].index(moment) + 1 :]:
        reply = client.take(step)
        assert step.moment == "tls" or (re.fullmatch(step.reply, reply) and len(client.pieces) < 5), step.moment


@pytest.mark.parametrize("port", HANDSHAKES)
@pytest.mark.parametrize("trouble", ["dropped", "reset", "garbled"])
def test_a_handshake_that_ends_in_trouble(box: ThreadedBox, port: str, trouble: str) -> None:
    switch(box, port, "tls", trouble)
    with talk(box, port) as client:
        client.up_to("tls")
        with pytest.raises(OSError) as failed:
            client.start_tls()
        assert ("WRONG_VERSION" in str(failed.value)) is (trouble == "garbled")
    assert served(box, port) and bugs(box) == []


@pytest.mark.parametrize("port", HANDSHAKES)
def test_a_handshake_that_is_never_answered(box: ThreadedBox, port: str) -> None:
    switch(box, port, "tls", "stalled")
    with talk(box, port) as client:
        client.up_to("tls")
        client.socket.settimeout(0.1)
        with pytest.raises(TimeoutError):
            client.start_tls()
        assert served(box, port)
    [hello] = [e for e in box.ask(lambda t: t.transcript.events()) if e["kind"] == "client_hello"][:1]
    assert hello["data"]["server_name"] == "localhost"
    assert bugs(box) == []


@pytest.mark.parametrize("port", HANDSHAKES)
@pytest.mark.parametrize(
    ("trouble", "scale"), [("slow", 0.0), ("split", 0.0), ("split", 0.01), ("late", 0.0), ("late", 0.01)]
)
def test_a_handshake_in_pieces_or_late_holds(box: ThreadedBox, port: str, trouble: str, scale: float) -> None:
    switch(box, port, "tls", trouble, scale)
    with talk(box, port) as client:
        client.up_to("tls")
        asked = time.monotonic()
        client.start_tls()
        assert trouble != "late" or time.monotonic() - asked > 4.5 * scale
        _goes_on(client, "tls")
    assert bugs(box) == []


def test_a_pause_is_made_between_octets(box: ThreadedBox) -> None:
    switch(box, "pop3_starttls", "greeting", "slow", delay_scale=0.1)
    with talk(box, "pop3_starttls") as client:
        begun = time.monotonic()
        reply = client.take(client.up_to("greeting"))
        assert time.monotonic() - begun > 0.9 * 0.002 * (len(reply) - 1)
        assert len(client.pieces) > len(reply) / 2


def test_a_client_that_leaves_in_the_middle_of_a_slow_reply_leaves_nothing_behind(box: ThreadedBox) -> None:
    switch(box, "imap", "auth", "slow", delay_scale=10)
    with talk(box, "imap") as client:
        client.send(client.up_to("auth"))
        assert client.socket.recv(10) == b"d"
    until_alone(box)
    assert box.call(lambda: len(box._box._tasks)) == 0
    assert bugs(box) == []


def test_what_comes_behind_a_late_reply_waits_its_turn(box: ThreadedBox) -> None:
    """Commands sent together get their replies in order though only the first is late."""
    switch(box, "smtp", "mail", "late", delay_scale=0.02)
    with talk(box, "smtp") as client:
        mail = client.up_to("mail")
        client.send(mail)
        client.socket.sendall(b"NOOP\r\nRSET\r\n")
        reply = b""
        while reply.count(b"\n") < 3:
            reply += client.socket.recv(4096)
    assert [line[:9] for line in reply.splitlines()] == [b"250 2.1.0", b"250 2.0.0", b"250 2.0.0"]


def test_nothing_overtakes_what_is_held_back_even_without_a_drain(box: ThreadedBox) -> None:
    with talk(box, "pop3_starttls") as client:
        client.take(client.up_to("greeting"))

        def write() -> None:
            [wire] = box._box._wires
            wire.bend(Shape(delay=0.05))
            wire.write(b"first\r\n")
            wire._deliver(b"")
            wire.write(b"second\r\n")

        box.call(write)
        said = b""
        while said.count(b"\n") < 2:
            said += client.socket.recv(100)
    assert said == b"first\r\nsecond\r\n"


def test_a_long_reply_is_cut_at_its_beginning_only(box: ThreadedBox) -> None:
    """A large message octet by octet would take for ever, and as many records."""
    letter = b"Subject: long\r\n\r\n" + b"x" * 70 * 1000 + b"\r\n"
    box.ask(lambda tenant: tenant.mailboxes[box.settings.mailbox].store.folder("INBOX").messages[0])
    switch(box, "pop3", "command", "slow")
    box.ask(lambda tenant: tenant.submit("a@fabrikam.example", [box.settings.mailbox], letter))
    with talk(box, "pop3") as client:
        client.up_to("command")
        client.socket.sendall(b"RETR 3\r\n")
        whole = b""
        while not whole.endswith(b"\r\n.\r\n"):
            data = client.socket.recv(65536)
            assert data
            whole += data
    assert len(whole) > 70000 and octets_out(box, "pop3")[-1] > 60000
