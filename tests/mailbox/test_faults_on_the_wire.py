"""What the faults of IMAP and POP3 say and leave behind, at the greeting, at a command and in IDLE."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks.diagnoses.match import recognise
from checks.observation import ProbeFailed
from checks.probes.dialog import Dialog
from checks.probes.imap import Imap
from fakes.faults.exchange_imap import EXCHANGE_IMAP
from fakes.faults.exchange_pop3 import EXCHANGE_POP3
from fakes.faults.model import Fault, Reply
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .tenant import on_store
from .wire import Wire

Connect = Callable[[str], Wire]
AT_COMMAND = [fault for fault in (*EXCHANGE_IMAP, *EXCHANGE_POP3) if fault.moment == "command"]


@pytest.mark.parametrize("fault", AT_COMMAND, ids=lambda fault: fault.id)
def test_a_fault_at_a_command_says_its_words_and_closes_if_it_should(
    box: ThreadedBox, wire: Connect, xoauth2: str, fault: Fault
) -> None:
    assert isinstance(fault.effect, Reply)
    (port,) = fault.on
    client = wire(port)
    client.line()
    box.faults(f"{fault.id}*1")
    if port == "imap":
        client.ask(f"AUTHENTICATE XOAUTH2 {xoauth2}")
        assert client.ask("SELECT INBOX") == [fault.effect.imap]
    else:
        client.pop("AUTH XOAUTH2")
        client.pop(xoauth2)
        assert client.pop("STAT") == fault.effect.pop3
    if fault.effect.then_close:
        assert client.ended()
    elif port == "imap":
        assert client.ask("NOOP") == ["OK NOOP completed."]
    else:
        assert client.pop("STAT").startswith("+OK 2 ")


def test_a_bye_instead_of_a_greeting(box: ThreadedBox, wire: Connect) -> None:
    box.faults("imap-bye")
    for port in ("imap", "imap_starttls"):
        client = wire(port)
        assert client.line() == "* BYE Connection closed."
        assert client.ended()


def test_preauth_in_the_clear_takes_mail_and_knows_no_starttls(box: ThreadedBox, wire: Connect) -> None:
    box.faults("imap-preauth")
    client = wire("imap_starttls")
    assert client.line().startswith("* PREAUTH ")
    assert client.ask("STARTTLS") == ["BAD Command received in Invalid state."]
    assert client.ask("AUTHENTICATE XOAUTH2 =") == ["BAD Command received in Invalid state."]
    assert client.ask("APPEND Drafts {18+}\r\nSubject: secret\r\n\r")[-1].startswith("OK [APPENDUID ")
    assert client.ask("SELECT {6+}\r\nDrafts")[0] == "* 1 EXISTS"
    assert client.ask("LOGOUT")[-1] == "OK LOGOUT completed."
    assert on_store(box, lambda store: len(store._watchers)) == 0


def test_a_pop3_session_ends_with_its_token_and_deletes_nothing(box: ThreadedBox, wire: Connect, xoauth2: str) -> None:
    client = wire("pop3")
    client.line()
    client.pop("AUTH XOAUTH2")
    client.pop(xoauth2)
    assert client.pop("DELE 1") == "+OK"
    box.advance("2h")
    assert client.pop("QUIT") == "-ERR Session invalidated - AccessTokenExpired"
    assert client.ended()
    assert on_store(box, lambda store: len(store.folders["INBOX"].messages)) == 2


def test_a_fault_switched_on_in_idle_waits_for_the_next_command(
    box: ThreadedBox, imap_wire: Callable[[], Wire]
) -> None:
    client = imap_wire()
    client.send("i IDLE\r\n")
    client.line()
    box.faults("imap-session-invalidated")
    client.send("DONE\r\n")
    assert client.answer("i") == ["OK IDLE completed."]
    assert client.ask("NOOP") == ["* BYE Session invalidated - Invalid"]
    assert client.ended()


def _bugs(tenant: Tenant) -> list[str]:
    return [*tenant.bugs]


@pytest.mark.parametrize("port", ["imap", "imap_starttls", "pop3", "pop3_starttls"])
@pytest.mark.parametrize(
    "sent",
    [b"", b"\r\n" * 50, b"\x00\xff\x00" * 100, b"a AUTHENTICATE XOAUTH2\r\n", b"AUTH XOAUTH2\r\n",
     b"a APPEND x {9}\r\n", b"a STARTTLS\r\n", b"STLS\r\n", b"a" * 200000,
     b"a LOGIN {70000+}\r\n", b"a FETCH 1 (BODY[]\r\n"],
)  # fmt: skip
def test_whoever_hangs_up_in_the_middle_raises_nothing(box: ThreadedBox, wire: Connect, port: str, sent: bytes) -> None:
    client = wire(port)
    client.line()
    client.send(sent)
    client.close()
    other = wire(port)
    assert other.line().startswith(("* OK", "+OK"))
    assert box.ask(_bugs) == []


@pytest.mark.parametrize("size", ["37748737", "99999999999999999999", "4294967296"])
def test_a_huge_literal_is_refused_before_it_is_sent(imap_wire: Callable[[], Wire], size: str) -> None:
    client = imap_wire()
    assert client.ask(f"APPEND INBOX {{{size}}}") == ["NO Maximum size of appendable message has been exceeded"]
    assert client.ask("NOOP") == ["OK NOOP completed."]
    assert client.ask(f"SELECT {{{size}}}") == ["BAD Command Argument Error. 11"]
    # Without asking it is on its way already: nothing that follows can be told from it.
    client.send(f"b APPEND INBOX {{{size}+}}\r\n")
    assert client.line() == "b NO Maximum size of appendable message has been exceeded"
    assert client.line() == "* BYE Connection closed."
    assert client.ended()


def _greeted(port: int) -> str:
    """What the probe says of a greeting on the port without TLS."""
    with Dialog("imap", "localhost", port, 10.0) as dialog, pytest.raises(ProbeFailed) as refused:
        Imap(dialog).greet()
    return refused.value.failure.words


def test_the_probe_does_not_go_on_after_preauth_or_bye(box: ThreadedBox) -> None:
    box.faults("imap-preauth")
    words = _greeted(box.settings.imap_starttls_port)
    assert words.startswith("greeted as logged in already, in clear text, where no TLS can follow: * PREAUTH ")
    assert next(match.diagnosis.id for match in recognise(words, "imap")) == "imap-preauth"
    box.faults("imap-bye")
    words = _greeted(box.settings.imap_starttls_port)
    assert words == "turned away at the greeting: * BYE Connection closed."
    assert next(match.diagnosis.id for match in recognise(words, "imap")) == "imap-turned-away"
    sent = [event for event in box.ask(lambda tenant: tenant.transcript.events()) if event["kind"] == "in"]
    assert sent == []
