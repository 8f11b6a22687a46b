"""STARTTLS under attack: what an attacker adds, what changes on the way, and what no server may do."""

from __future__ import annotations

import re
import ssl
import threading
import time

import pytest

from fakes.exchange.line import BEFORE, BEHIND
from fakes.exchange.offers import offered
from fakes.thread import ThreadedBox

from .client import bugs
from .line_talk import Step, listener, served, steps, talk

PORTS = ("smtp", "imap_starttls", "pop3_starttls")
INSIDE = {
    "smtp": b"EHLO client.example\r\n",
    "imap_starttls": b"z CAPABILITY\r\n",
    "pop3_starttls": b"CAPA\r\n",
}
every = pytest.mark.parametrize("port", PORTS)


def shown(box: ThreadedBox, port: str, moment: str) -> bytes:
    with talk(box, port) as client:
        return client.take(client.up_to(moment))


def starttls(port: str) -> Step:
    return next(step for step in steps(port) if step.moment == "starttls")


@every
@pytest.mark.parametrize("where", ["before", "behind"])
def test_forged_plaintext_stands_in_one_segment_with_the_reply(box: ThreadedBox, port: str, where: str) -> None:
    by = listener(port)
    id = "starttls-capabilities-injected" if (by, where) == ("imap", "before") else f"starttls-injected-{where}"
    box.faults(f"{id}@{by}*1")
    with talk(box, port) as client:
        client.send(client.up_to("starttls"))
        segment = client.socket.recv(65536)
        reply = segment.removeprefix(BEFORE[by]) if where == "before" else segment.removesuffix(BEHIND[by])
        assert reply != segment and re.fullmatch(starttls(port).reply, reply)
        # A client that throws it away finds an honest server inside.
        client.start_tls()
        client.socket.sendall(INSIDE[port])
        assert b"XOAUTH2" in client.socket.recv(65536)
    assert served(box, port) and bugs(box) == []


@every
def test_nothing_said_in_clear_before_tls_is_done_inside(box: ThreadedBox, port: str) -> None:
    """Commands pipelined behind STARTTLS, or sent while its reply is held back, are never answered."""
    for late in (False, True):
        box.ask(lambda tenant: setattr(tenant, "delay_scale", 0.04))
        box.faults(*([f"starttls-late@{listener(port)}*1"] if late else []))
        with talk(box, port) as client:
            client.up_to("starttls")
            step = starttls(port)
            client.socket.sendall(step.send if late else step.send + INSIDE[port])
            if late:
                time.sleep(0.05)
                client.socket.sendall(INSIDE[port])
            client.receive(step)
            client.start_tls()
            client.socket.settimeout(0.1)
            with pytest.raises(TimeoutError):
                client.socket.recv(65536)
            client.socket.settimeout(10)
            # Known from before TLS is nothing either: SMTP wants its EHLO again.
            client.socket.sendall(b"MAIL FROM:<a@b.example>\r\n" if port == "smtp" else INSIDE[port])
            assert client.socket.recv(65536).startswith(b"503" if port == "smtp" else (b"* CAPABILITY", b"+OK"))
    assert bugs(box) == []


@every
def test_starttls_is_not_offered_inside_tls_except_as_a_fault(box: ThreadedBox, port: str) -> None:
    assert not re.search(rb"STARTTLS|STLS", shown(box, port, "capabilities-tls"))
    box.faults("starttls-offered-inside-tls")
    assert re.search(rb"STARTTLS|STLS", shown(box, port, "capabilities-tls"))
    with talk(box, port) as client:
        client.take(client.up_to("capabilities-tls"))
        client.socket.sendall(starttls(port).send)
        assert re.match(rb"503|b BAD|-ERR", client.socket.recv(4096))
    assert served(box, port)


@every
def test_xoauth2_is_offered_in_the_clear_and_refused_there(box: ThreadedBox, port: str) -> None:
    box.faults(f"xoauth2-before-tls@{listener(port)}", f"xoauth2-not-offered@{listener(port)}")
    assert b"XOAUTH2" in shown(box, port, "capabilities")
    assert b"XOAUTH2" not in shown(box, port, "capabilities-tls")
    with talk(box, port) as client:
        client.take(client.up_to("capabilities"))
        commands = {"smtp": b"AUTH XOAUTH2\r\n", "imap_starttls": b"x AUTHENTICATE XOAUTH2\r\n"}
        client.socket.sendall(commands.get(port, b"AUTH XOAUTH2\r\n"))
        assert re.match(rb"504 5\.7\.4|x BAD|-ERR", client.socket.recv(4096))


@every
def test_capabilities_in_the_other_case_are_the_same(box: ThreadedBox, port: str) -> None:
    plain = shown(box, port, "capabilities-tls")
    box.faults("capabilities-in-odd-case")
    odd = shown(box, port, "capabilities-tls")
    assert odd != plain
    assert sorted(odd.upper().split()[-8:]) == sorted(plain.upper().split()[-8:])
    assert b"xoauth2" in odd


@pytest.mark.parametrize("port", ["imap", "imap_starttls"])
def test_the_initial_response_is_withdrawn(box: ThreadedBox, port: str) -> None:
    assert b"SASL-IR" in shown(box, port, "capabilities-tls")
    box.faults("imap-initial-response-withdrawn")
    assert b"SASL-IR" not in shown(box, port, "capabilities-tls")


@pytest.mark.parametrize("port", ["imap", "pop3"])
def test_hardly_anything_is_left_after_the_login(box: ThreadedBox, port: str) -> None:
    box.faults("capabilities-withdrawn-after-login")
    ask = next(step for step in steps(port) if step.moment == "capabilities-tls")
    with talk(box, port) as client:
        step = client.up_to("auth")
        client.take(step)
        after = client.take(ask)
    assert b"UIDL" in after or b"IMAP4rev1" in after
    assert len(after.split()) < len(shown(box, port, "capabilities-tls").split())


@every
def test_a_hidden_starttls_is_refused_as_well(box: ThreadedBox, port: str) -> None:
    by = listener(port)
    box.faults(f"starttls-stripped@{by}")
    assert not re.search(rb"STARTTLS|STLS", shown(box, port, "capabilities"))
    box.faults(f"starttls-refused@{by}")
    with talk(box, port) as client:
        client.send(client.up_to("starttls"))
        assert re.match(rb"454 |b NO |-ERR ", client.socket.recv(4096))
        # The talk goes on in the clear, and no login is taken there.
        client.socket.sendall({"smtp": b"AUTH LOGIN\r\n", "imap_starttls": b"x LOGIN a b\r\n"}.get(port, b"USER a\r\n"))
        assert re.match(rb"504 |x BAD|-ERR", client.socket.recv(4096))


@every
@pytest.mark.parametrize("trouble", ["dropped", "stalled"])
def test_starttls_is_accepted_and_no_handshake_follows(box: ThreadedBox, port: str, trouble: str) -> None:
    box.faults(f"tls-{trouble}@{listener(port)}*1")
    with talk(box, port) as client:
        step = client.up_to("starttls")
        assert re.fullmatch(step.reply, client.take(step))
        client.socket.settimeout(0.2)
        with pytest.raises(TimeoutError if trouble == "stalled" else (ssl.SSLError, ConnectionError)):
            client.start_tls()
        assert served(box, port)


def test_two_clients_meet_two_faults_of_the_same_moment(box: ThreadedBox) -> None:
    box.faults("starttls-injected-behind@smtp*1", "starttls-refused@smtp*1")
    found: list[bytes] = []

    def ask() -> None:
        with talk(box, "smtp") as client:
            client.send(client.up_to("starttls"))
            found.append(client.socket.recv(65536)[:4])

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(found) == [b"220 ", b"454 "]


def test_a_list_is_changed_only_as_the_fault_says() -> None:
    ehlo = ["SIZE 1", "STARTTLS", "AUTH LOGIN XOAUTH2", "AUTHX XOAUTH2Y"]
    assert offered(ehlo, "hide-xoauth2", "smtp") == ["SIZE 1", "STARTTLS", "AUTH LOGIN", "AUTHX XOAUTH2Y"]
    assert offered(ehlo, "hide-starttls", "smtp") == ["SIZE 1", "AUTH LOGIN XOAUTH2", "AUTHX XOAUTH2Y"]
    assert offered(ehlo, "", "smtp") == offered(ehlo, "slow", "smtp") == ehlo
    assert offered(["UIDL", "SASL PLAIN XOAUTH2"], "hide-pop3-sasl", "pop3") == ["UIDL"]
    assert offered(["AUTH=XOAUTH2", "SASL-IR"], "hide-xoauth2", "imap") == ["SASL-IR"]
    assert offered(["IMAP4rev1", "IDLE"], "hide-after-login", "imap") == ["IMAP4rev1", "IDLE"]
    assert offered(["IMAP4rev1", "IDLE"], "hide-after-login", "imap", logged_in=True) == ["IMAP4rev1"]


@pytest.mark.parametrize(
    ("fault", "port", "moment", "refusal"),
    [
        ("starttls-stripped@smtp", "smtp", "starttls", rb"500 5\.3\.3 "),
        ("starttls-stripped@imap", "imap_starttls", "starttls", rb"b BAD "),
        ("starttls-stripped@pop3", "pop3_starttls", "starttls", rb"-ERR "),
        ("xoauth2-not-offered@smtp", "smtp", "auth", rb"504 5\.7\.4 "),
        ("xoauth2-not-offered@imap", "imap", "auth", rb"d NO "),
        ("xoauth2-not-offered@pop3", "pop3", "ask", rb"-ERR "),
        ("imap-initial-response-withdrawn", "imap", "auth", rb"d BAD Command Argument Error\. 12\r\n"),
    ],
)
def test_what_is_not_offered_is_refused_as_well(
    box: ThreadedBox, fault: str, port: str, moment: str, refusal: bytes
) -> None:
    box.faults(fault)
    with talk(box, port) as client:
        client.send(client.up_to(moment))
        assert re.match(refusal, client.socket.recv(4096))
