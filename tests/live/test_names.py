"""DNS in trouble: no such name, no answer, a sinkhole, a captive portal, one address family; each with its hint."""

from __future__ import annotations

import socket
from functools import partial
from typing import Any

import pytest

from checks.target import Target
from fakes.thread import ThreadedBox
from tests.harness import Outcome

from .conftest import Live
from .rogue import Authority, Peer
from .rogues import LEGS, at
from .surroundings import resolving

HOST = "mail.contoso.test"
LOGIN, SMTP, OUTLOOK = "login.microsoftonline.com", "smtp.office365.com", "outlook.office365.com"
MICROSOFT = (LOGIN, SMTP, OUTLOOK)


def causes(ended: Outcome) -> list[str]:
    return [cause["id"] for cause in ended.causes]


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize(
    ("error", "cause", "said"),
    [
        (socket.EAI_NONAME, "host-not-found", f"host {HOST} not found: Name or service not known"),
        (socket.EAI_AGAIN, "dns-no-answer", f"host {HOST} could not be looked up: Temporary failure"),
        (socket.EAI_FAIL, "dns-no-answer", f"host {HOST} could not be looked up: Non-recoverable failure"),
    ],
)
def test_a_name_that_does_not_exist_is_told_from_a_resolver_that_does_not_answer(
    live: Live, monkeypatch: pytest.MonkeyPatch, leg: str, error: int, cause: str, said: str
) -> None:
    resolving(monkeypatch, {HOST: error})
    ended = live(f"--allow-host={HOST}", **at(leg, HOST, 993))
    assert (ended.status, causes(ended)) == (1, [cause]), ended.output
    assert said in ended.causes[0]["said"]
    assert ended.causes[0]["checks"] == [f"network.{leg}"]


def public(live: Live, *options: str, **changes: Any) -> Outcome:
    """The public cloud's own names."""
    hosts = {"send__host": SMTP, "receive__imap__host": OUTLOOK, "receive__pop3__host": OUTLOOK}
    return live(*options, **{"authority__cloud": "public", "authority__login_base": None, **hosts, **changes})


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::1"])
def test_a_sinkhole_is_the_cause_and_not_the_closed_port_behind_it(
    live: Live, monkeypatch: pytest.MonkeyPatch, closed_port: int, address: str
) -> None:
    resolving(monkeypatch, {name: [address] for name in MICROSOFT}, port_at=closed_port)
    ended = public(live, "--only=network,tls")
    assert (ended.status, causes(ended)) == (1, ["dns-private-address"]), ended.output
    assert f"{LOGIN} is {address} here, which is no public address" in ended.causes[0]["said"]
    assert {"network.entra", "network.smtp", "network.imap", "network.pop3"} == set(ended.causes[0]["checks"])
    assert "hosts file" in ended.output


def test_a_closed_port_of_a_public_address_stays_a_closed_port(
    live: Live, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, {name: ["127.0.0.1"] for name in MICROSOFT}, port_at=closed_port)
    monkeypatch.setattr("checks.tenant.check_network._is_public", lambda _text: True)
    assert causes(public(live, "--only=network,tls")) == ["connection-refused"]


def test_a_captive_portal_is_told_by_its_address_and_its_certificate(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def portal(peer: Peer) -> None:
        peer.start_tls()
        peer.request()
        peer.respond("302 Found", "text/html", b"", "Location: https://portal.contoso.test/")

    monkeypatch.setattr("checks.plugin.subject.Target", partial(Target, step_seconds=1.0))
    with authority.serving(portal) as rogue:
        resolving(monkeypatch, {name: ["127.0.0.1"] for name in MICROSOFT}, port_at=rogue.port)
        ended = public(live)
    assert ended.status == 1
    # On the SMTP port it waits for TLS, and we for a greeting.
    assert set(causes(ended)) - {"settings-standard-ports"} >= {"certificate-unknown-ca", "server-silent"}, ended.output
    portal_cause = next(cause for cause in ended.causes if cause["id"] == "certificate-unknown-ca")
    assert "shown: a certificate for localhost, 127.0.0.1, issued by a CA of the tests" in portal_cause["said"]
    row = ended.rows["network.addresses"]
    assert (row["outcome"], row["diagnoses"]) == ("warn", ["dns-private-address"])
    assert row["said"].startswith(f"{LOGIN} is 127.0.0.1 here")
    assert b"grant_type" not in rogue.heard


@pytest.mark.parametrize("error", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_a_resolver_that_fails_for_ipv6_alone_is_a_warning_that_names_it(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    resolving(monkeypatch, {"localhost": ["127.0.0.1"]}, aaaa=error)
    ended = live()
    row = ended.rows["network.families"]
    assert (ended.status, row["outcome"], row["diagnoses"]) == (0, "warn", ["dns-no-answer"]), ended.output
    assert "does not say whether localhost has IPv6" in row["said"]


def test_ipv6_that_does_not_answer_is_a_warning_that_names_it_and_mail_flows(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    resolving(monkeypatch, {"localhost": ["::1", "127.0.0.1"]}, ipv6_at=closed_port)
    ended = live()
    assert ended.status == 0, ended.output
    assert ended.ids("warn") == ["network.families"]
    row = ended.rows["network.families"]
    assert row["diagnoses"] == ["ipv6-unreachable"]
    assert "does not answer by IPv6: Connection refused" in row["said"]
    assert "HEALTHY" in ended.output


def test_a_host_that_has_ipv6_alone_and_does_not_answer_is_a_failure_that_names_it(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    resolving(monkeypatch, {HOST: ["::1"]}, ipv6_at=closed_port)
    ended = live(f"--allow-host={HOST}", **at("imap", HOST, 993))
    assert causes(ended) == ["connection-refused"], ended.output
    assert "tried IPv6 ::1" in ended.causes[0]["said"]
