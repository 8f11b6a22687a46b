"""The probes themselves under trouble of the line and attacks on STARTTLS, on the ports that begin in the clear."""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from checks.config.read import build
from checks.config.references import Secret
from checks.diagnoses.match import recognise
from checks.judge import SILENT
from checks.observation import Failure, ProbeFailed
from checks.probes import imap, pop3, smtp
from checks.probes.dialog import Dialog
from checks.redactor import Redactor
from checks.target import Target
from fakes.faults.line import MOMENTS, TROUBLES
from fakes.faults.model import SURVIVED
from fakes.faults.table import fault_table
from fakes.thread import ThreadedBox
from tests.harness import ROOT

PROBES: dict[str, Callable[..., None]] = {"smtp": smtp.session, "imap": imap.session, "pop3": pop3.session}
every = pytest.mark.parametrize("protocol", PROBES)
CREDENTIAL = re.compile(r"\b(?:AUTH|AUTHENTICATE|LOGIN|USER|PASS|MAIL)\b", re.IGNORECASE)
MET = ("greeting", "capabilities", "starttls", "tls", "capabilities-tls", "auth", "command")


def target(box: ThreadedBox, seconds: float = 5.0) -> Target:
    """The embedded tenant, with STARTTLS on every port."""
    environ = {f"FAKE_{name.upper()}": str(value) for name, value in box.settings.as_dict().items()}
    plan = tomllib.loads((ROOT / "examples" / "loopback.toml").read_text(encoding="utf-8"))
    for name in ("imap", "pop3"):
        plan["receive"][name] |= {"port": f"env:FAKE_{name.upper()}_STARTTLS_PORT", "wire": "starttls-required"}
    profile = build(plan, "a test", environ)
    found = Target(profile, None, Redactor(), embedded=True, step_seconds=seconds)  # type: ignore[arg-type]
    found.tokens["access_token"] = Secret(box.settings.access_token)
    return found


def failure(box: ThreadedBox, protocol: str, seconds: float = 5.0) -> tuple[Failure | None, Mapping[str, Any]]:
    """How a session ends: None when all is well."""
    facts: dict[str, Any] = {}
    try:
        PROBES[protocol](target(box, seconds), lambda _: None, facts)
    except ProbeFailed as failed:
        return failed.failure, facts
    return None, facts


def heard(box: ThreadedBox) -> str:
    """Everything that clients said outside TLS, and how long their secrets were."""
    events = box.ask(lambda tenant: tenant.transcript.events())
    clear: list[str] = []
    encrypted: set[int] = set()
    for event in events:
        if event["kind"] == "tls":
            encrypted.add(event["connection"])
        elif event["kind"] == "in" and event["connection"] not in encrypted:
            clear.append(str(event["data"]))
    return "".join(clear)


def met(ids: Iterable[str]) -> list[tuple[str, str]]:
    """Each fault with each protocol on which it can act."""
    return [(id, protocol) for id in ids for protocol in PROBES if protocol in fault_table()[id].acts_on()]


def trouble_of(moment: str, trouble: str) -> str:
    """The id of a trouble at a moment; garbage in place of the greeting has a name of its own."""
    id = f"{moment}-{trouble}"
    return id if id in fault_table() else "server-garbage"


@pytest.mark.parametrize(
    ("id", "protocol"), met(trouble_of(moment, trouble.id) for moment in MET for trouble in TROUBLES)
)
def test_probes_survive_or_name_the_trouble(box: ThreadedBox, protocol: str, id: str) -> None:
    fault = fault_table()[id]
    box.faults(f"{id}@{protocol}")
    found, _ = failure(box, protocol, 0.5 if id.endswith("-stalled") else 5.0)
    assert box.ask(lambda tenant: tenant.faults.unused()) == []
    if fault.diagnosis == SURVIVED:
        assert found is None
    else:
        assert found is not None
        named = SILENT.get(found.kind) or recognise(found.words, found.protocol)[0].diagnosis.id
        assert named == fault.diagnosis


def test_no_moment_is_left_out() -> None:
    assert {moment.id for moment in MOMENTS} - set(MET) == {"mail", "rcpt", "data", "message", "quit"}


@every
@pytest.mark.parametrize("id", ["starttls-injected-behind", "starttls-injected-before"])
def test_injected_plaintext_ends_the_session_before_anything_is_sent(box: ThreadedBox, protocol: str, id: str) -> None:
    if protocol == "imap" and id.endswith("before"):
        id = "starttls-capabilities-injected"
    box.faults(f"{id}@{protocol}")
    found, facts = failure(box, protocol)
    if id == "starttls-capabilities-injected":
        # Untagged answers may come at any time; what they said is asked again inside TLS.
        assert found is None and facts["mechanisms"] == ["XOAUTH2"]
        return
    assert found is not None
    assert (found.kind, found.protocol) == ("injected", "tls")
    assert "plaintext was injected behind the reply to STARTTLS" in found.words
    assert "auth" not in facts and "tls" not in facts
    assert CREDENTIAL.search(heard(box)) is None


@every
def test_what_was_offered_before_tls_is_forgotten(box: ThreadedBox, protocol: str) -> None:
    box.faults("xoauth2-before-tls@" + protocol)
    found, facts = failure(box, protocol)
    assert found is None and "XOAUTH2" in facts["mechanisms"]
    box.faults("xoauth2-before-tls@" + protocol, "xoauth2-not-offered@" + protocol)
    found, facts = failure(box, protocol)
    assert found is not None and found.words.startswith("XOAUTH2 is not offered")
    assert "XOAUTH2" not in facts["mechanisms"]
    assert CREDENTIAL.search(heard(box)) is None


@pytest.mark.parametrize(
    ("id", "protocol"),
    met(["starttls-offered-inside-tls", "capabilities-in-odd-case", "capabilities-withdrawn-after-login"]),
)
def test_other_capabilities_change_nothing(box: ThreadedBox, protocol: str, id: str) -> None:
    box.faults(f"{id}@{protocol}")
    assert failure(box, protocol)[0] is None


def test_no_initial_response_where_none_is_offered(box: ThreadedBox) -> None:
    box.faults("imap-initial-response-withdrawn")
    assert failure(box, "imap")[0] is None
    said = "".join(str(e["data"]) for e in box.ask(lambda t: t.transcript.events()) if e["kind"] == "in")
    assert "AUTHENTICATE XOAUTH2\r\n" in said


@every
@pytest.mark.parametrize("id", ["starttls-stripped", "starttls-refused"])
def test_no_credential_goes_out_in_clear(box: ThreadedBox, protocol: str, id: str) -> None:
    box.faults(f"{id}@{protocol}")
    found, _ = failure(box, protocol)
    assert found is not None and "STARTTLS" in found.words
    assert heard(box) and CREDENTIAL.search(heard(box)) is None


@contextmanager
def speaking(words: bytes, later: bytes) -> Iterator[int]:
    """A server that sends something at once, and more in a segment of its own when it hears from the client."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(ConnectionError):
            connection.sendall(words)
            connection.recv(100)
            connection.sendall(later)
            told.set()
            connection.recv(100)

    told = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
    thread.join(5)


def test_plaintext_that_comes_in_a_segment_of_its_own_is_noticed_too() -> None:
    with speaking(b"220 go\r\n", b"250 forged\r\n") as port, Dialog("smtp", "127.0.0.1", port, 5) as dialog:
        assert dialog.line() == "220 go"
        dialog.send(b"x")
        dialog._socket.recv(1, socket.MSG_PEEK)
        with pytest.raises(ProbeFailed) as failed:
            dialog.start_tls(ssl.create_default_context())
    assert failed.value.failure.kind == "injected" and "250 forged" in failed.value.failure.words


def test_what_was_said_behind_a_reply_stays_inside_a_report() -> None:
    """It is an attacker's text: printed as a literal, and not much of it."""
    with (
        speaking(b"220 go\r\n\x1b[31m::error::" + b"x" * 500, b"") as port,
        Dialog("smtp", "127.0.0.1", port, 5) as dialog,
    ):
        assert dialog.line() == "220 go"
        with pytest.raises(ProbeFailed) as failed:
            dialog.start_tls(ssl.create_default_context())
    words = failed.value.failure.words
    assert "\x1b" not in words and len(words) < 300
