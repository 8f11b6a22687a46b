"""DNS, proxies, inspection and clocks around a live run: each trouble is the cause that is named."""

from __future__ import annotations

import socket
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fakes.thread import ThreadedBox
from tests.harness import Outcome

from .conftest import Live
from .rogue import Authority
from .rogues import smtp
from .surroundings import opening, proxying, refusing, resolving

LOGIN = "login.contoso.test"
PUBLIC = "login.microsoftonline.com"
FAR: dict[str, Any] = {"authority__login_base": f"https://{LOGIN}"}


def causes(ended: Outcome) -> list[str]:
    return [cause["id"] for cause in ended.causes]


def test_a_proxy_of_the_environment_is_used_for_the_login_host_alone_and_named(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    with proxying(authority, opening(box, authority, asked), monkeypatch) as rogue:
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, **FAR)
    assert ended.status == 0, ended.output
    assert f"proxy 127.0.0.1:{rogue.port} for the login host" in ended.output
    assert ended.rows["network.entra"]["said"] == f"{LOGIN} through the proxy 127.0.0.1:{rogue.port}"
    assert ended.rows["tls.entra"]["outcome"] == "pass"
    assert b"grant_type=refresh_token" in rogue.heard
    assert f"{LOGIN}:443" in asked
    assert {to.rpartition(":")[0] for to in asked} <= {LOGIN, "localhost"}


def test_the_login_of_a_proxy_is_sent_and_never_shown(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with authority.serving(refusing("407 Proxy Authentication Required")) as rogue:
        monkeypatch.setenv("HTTPS_PROXY", f"http://mule:donkey-secret@127.0.0.1:{rogue.port}")
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["proxy-refused"], ended.output
    assert "407 Proxy Authentication Required" in ended.causes[0]["said"]
    assert b"Proxy-Authorization: Basic bXVsZTpkb25rZXktc2VjcmV0" in rogue.heard
    assert "donkey-secret" not in ended.output


@pytest.mark.parametrize("status", ["403 Forbidden", "502 Bad Gateway", "407 Proxy Authentication Required"])
def test_a_proxy_that_lets_nobody_through_is_the_cause(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch, status: str
) -> None:
    with proxying(authority, refusing(status), monkeypatch):
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["proxy-refused"], ended.output
    assert status in ended.causes[0]["said"]
    assert ended.causes[0]["checks"] == ["network.entra"]


@pytest.mark.parametrize("trouble", ["closed port", "no such name", "hangs up"])
def test_a_proxy_that_is_not_there_is_the_cause(
    live: Live, authority: Authority, monkeypatch: pytest.MonkeyPatch, closed_port: int, trouble: str
) -> None:
    resolving(monkeypatch, {"proxy.contoso.test": socket.EAI_NONAME})
    with authority.serving(lambda peer: [peer.line()].clear()) as rogue:
        where = {
            "closed port": f"127.0.0.1:{closed_port}",
            "no such name": "proxy.contoso.test:3128",
            "hangs up": f"127.0.0.1:{rogue.port}",
        }
        monkeypatch.setenv("HTTPS_PROXY", f"http://{where[trouble]}")
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == ["proxy-unreachable"], ended.output
    assert ended.ids("error") == []


@pytest.mark.parametrize(
    ("name", "cause"),
    [("a CA of the tests", "certificate-unknown-ca"), ("Zscaler Intermediate Root CA", "certificate-intercepted")],
)
def test_an_inspecting_proxy_whose_ca_is_not_trusted_is_the_cause_and_its_issuer_is_named(
    box: ThreadedBox, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, cause: str
) -> None:
    inspecting = Authority(tmp_path, name)
    with proxying(inspecting, opening(box, inspecting, []), monkeypatch) as rogue:
        ended = live(f"--allow-host={LOGIN}", **FAR)
    assert causes(ended) == [cause], ended.output
    assert f"issued by {name}" in ended.causes[0]["said"]
    assert ended.causes[0]["checks"] == ["tls.entra"]
    assert b"refresh_token" not in rogue.heard


def public(live: Live, trusting: str, *options: str) -> Outcome:
    """The public cloud's own names."""
    public_cloud = {"authority__cloud": "public", "authority__login_base": None, "network__ca_bundle": trusting}
    return live(*options, **public_cloud, send__host="smtp.office365.com", receive__imap__host="outlook.office365.com")


def test_inspection_that_is_trusted_and_private_addresses_are_warnings(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"smtp.office365.com": ["127.0.0.1"], "outlook.office365.com": ["127.0.0.1"], PUBLIC: ["20.190.128.1"]}
    resolving(monkeypatch, names)
    with proxying(authority, opening(box, authority, []), monkeypatch):
        ended = public(live, trusting_both, "--only=network,tls")
    warned = {id: ended.rows[id] for id in ended.ids("warn") if not id.startswith("settings")}
    assert set(warned) == {"network.addresses", "tls.inspection"}, ended.output
    assert warned["network.addresses"]["diagnoses"] == ["dns-private-address"]
    assert warned["network.addresses"]["said"].startswith("smtp.office365.com is 127.0.0.1 here")
    assert warned["tls.inspection"]["diagnoses"] == ["tls-inspected"]
    assert f"{PUBLIC} shows a certificate that a CA of the tests" in warned["tls.inspection"]["said"]


def test_a_name_without_aaaa_is_fine_and_both_families_are_seen(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, {"localhost": ["127.0.0.1"]})
    ended = live()
    assert ended.status == 0, ended.output
    assert ended.rows["network.families"]["outcome"] == "pass"


def test_a_family_that_does_not_answer_is_a_warning(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody listens on this address, though it is of this machine.
    resolving(monkeypatch, {"localhost": ["127.0.0.1", "::ffff:127.0.0.9"]})
    ended = live("--only=network")
    row = ended.rows["network.families"]
    assert (row["outcome"], row["diagnoses"]) == ("warn", ["ipv6-unreachable"]), ended.output
    assert "by IPv6" in row["said"]


def test_a_name_that_only_a_proxy_could_resolve_gets_the_hint(
    box: ThreadedBox, live: Live, authority: Authority, trusting_both: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolving(monkeypatch, {"smtp.contoso.test": socket.EAI_NONAME})
    with proxying(authority, opening(box, authority, []), monkeypatch):
        ended = live(f"--allow-host={LOGIN}", network__ca_bundle=trusting_both, send__host="smtp.contoso.test", **FAR)
    assert causes(ended) == ["host-not-found"], ended.output
    assert "mail protocols do not use the proxy" in ended.causes[0]["said"]


@pytest.mark.parametrize(("seconds", "outcome"), [(0, "pass"), (-100, "pass"), (-400, "warn"), (400, "warn")])
def test_a_clock_that_is_minutes_off_is_a_warning(
    live: Live, monkeypatch: pytest.MonkeyPatch, seconds: int, outcome: str
) -> None:
    real = time.time
    monkeypatch.setattr("checks.probes.entra.time", SimpleNamespace(time=lambda: real() + seconds))
    ended = live()
    row = ended.rows["tenant.clock"]
    assert row["outcome"] == outcome, ended.output
    if outcome == "warn":
        assert row["diagnoses"] == ["clock-wrong"]
        assert ("ahead of" if seconds > 0 else "behind") in row["said"]


def test_a_server_that_takes_a_sender_before_tls_is_a_warning(
    live: Live, authority: Authority, trusting_both: str
) -> None:
    with authority.serving(smtp) as rogue:
        ended = live(network__ca_bundle=trusting_both, send__host="127.0.0.1", send__port=rogue.port)
    assert ended.status == 0, ended.output
    row = ended.rows["smtp.starttls_enforced"]
    assert (row["outcome"], row["diagnoses"]) == ("warn", ["smtp-clear-accepted"])
    # One connection to reach it, one for the session, one in clear.
    assert rogue.connections == 3
    assert rogue.heard.count(b"MAIL FROM:<>") == 1
