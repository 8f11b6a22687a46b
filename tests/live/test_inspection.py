"""A box that opens TLS, on each leg: its issuer is named whoever it is; it gets no token where it is not trusted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.thread import ThreadedBox

from .conftest import Live
from .rogue import Authority, Peer
from .rogues import LEGS, at
from .surroundings import answering, opening, resolving

LOGIN, SMTP, OUTLOOK = "login.microsoftonline.com", "smtp.office365.com", "outlook.office365.com"
# Common name and organization of the CA. How products name themselves is from memory (unverified).
PRODUCTS = {
    "Zscaler": ("Zscaler Intermediate Root CA (zscalerthree.net)", "Zscaler Inc."),
    "Netskope": ("ca.contoso.goskope.com", "Netskope Inc"),
    "Palo Alto": ("decrypt.contoso.test", "Palo Alto Networks"),
    "Fortinet": ("FG100FTK00000000", "Fortinet"),
    "Blue Coat": ("proxysg.contoso.test", "Blue Coat Systems, Inc."),
}
CORPORATE = ("Contoso Issuing CA 3", "Contoso AB")
CAPABILITIES = b"250-inspected\r\n250-STARTTLS\r\n250 AUTH XOAUTH2\r\n"


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str, str], Authority]:
    """CAs, each with a folder of its own."""

    def make(name: str, organization: str) -> Authority:
        folder = tmp_path / f"ca-{len([*tmp_path.iterdir()])}"
        folder.mkdir()
        return Authority(folder, name, organization)

    return make


def _showing(leg: str) -> Callable[[Peer], None]:
    """A server of a leg up to its certificate."""

    def script(peer: Peer) -> None:
        if leg == "smtp":
            for reply in (b"220 ready\r\n", CAPABILITIES):
                peer.say(reply)
                peer.line()
            peer.say(b"220 go on\r\n")
        peer.start_tls()
        peer.line()

    return script


@pytest.mark.parametrize("leg", LEGS)
@pytest.mark.parametrize("product", [*PRODUCTS, "a company's own"])
def test_a_box_that_is_not_trusted_is_named_on_every_leg_and_gets_nothing(
    live: Live, made: Callable[[str, str], Authority], leg: str, product: str
) -> None:
    name, organization = PRODUCTS.get(product, CORPORATE)
    with made(name, organization).serving(_showing(leg)) as rogue:
        ended = live(**at(leg, "127.0.0.1", rogue.port))
    assert ended.status == 1
    (cause,) = ended.causes
    assert cause["id"] == ("certificate-intercepted" if product in PRODUCTS else "certificate-unknown-ca"), ended.output
    assert f"issued by {name} of {organization}" in cause["said"]
    assert cause["checks"] == [f"tls.{leg}"]
    assert "Please exempt " in ended.output
    assert b"grant_type" not in rogue.heard and b"XOAUTH2" not in rogue.heard


def _submission(authority: Authority) -> Callable[[Peer], None]:
    """SMTP under Microsoft's name, up to EHLO inside TLS."""

    def script(peer: Peer) -> None:
        peer.say(b"220 ready\r\n")
        peer.line()
        peer.say(CAPABILITIES)
        peer.line()
        peer.say(b"220 go on\r\n")
        peer.use(authority.named(SMTP))
        while peer.line():
            peer.say(CAPABILITIES)

    return script


@pytest.mark.parametrize("inspected", [*LEGS, "none"])
def test_a_box_that_is_trusted_is_a_warning_that_names_leg_and_issuer(
    box: ThreadedBox,
    live: Live,
    made: Callable[[str, str], Authority],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    inspected: str,
) -> None:
    public, between = made("DigiCert Global G2 TLS", "DigiCert Inc"), made(*PRODUCTS["Netskope"])
    bundle = tmp_path / "all.pem"
    bundle.write_bytes(Path(box.settings.ca_file).read_bytes() + public.pem + between.pem)
    of = {leg: between if leg == inspected else public for leg in LEGS}
    settings = box.settings
    scripts = {
        "entra": opening(box, of["entra"], []),
        "smtp": _submission(of["smtp"]),
        "imap": answering(box, of["imap"], OUTLOOK, settings.imap_port),
        "pop3": answering(box, of["pop3"], OUTLOOK, settings.pop3_port),
    }
    resolving(monkeypatch, {SMTP: ["127.0.0.1"], OUTLOOK: ["127.0.0.1"]})
    changes: dict[str, Any] = {"authority__cloud": "public", "authority__login_base": None}
    with contextlib.ExitStack() as stack:
        ports = {leg: stack.enter_context(of[leg].serving(script)).port for leg, script in scripts.items()}
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{ports['entra']}")
        for leg in LEGS[1:]:
            changes |= at(leg, SMTP if leg == "smtp" else OUTLOOK, ports[leg])
        ended = live("--only=tls", network__ca_bundle=str(bundle), **changes)
    row = ended.rows["tls.inspection"]
    assert [ended.rows[f"tls.{leg}"]["outcome"] for leg in LEGS] == ["pass"] * 4, ended.output
    if inspected == "none":
        assert row["outcome"] == "pass", ended.output
        return
    assert (row["outcome"], row["diagnoses"]) == ("warn", ["tls-inspected"]), ended.output
    where = {"entra": LOGIN, "smtp": f"{SMTP} port {ports['smtp']}"}.get(
        inspected, f"{OUTLOOK} port {ports[inspected]}"
    )
    assert row["said"] == f"{where} shows a certificate that ca.contoso.goskope.com (Netskope Inc) issued"
