"""The service proves its application by the certificate of a profile, where it has no secret."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest

from checks.config import build
from checks.mail import from_profile
from checks.mail.operations import Service
from checks.mail.outcome import failed
from checks.mail.tokens import tokens_for
from checks.observation import ProbeFailed
from checks.redactor import Redactor
from fakes.thread import ThreadedBox
from tests.live.test_matrix_certificate import once_only, signed
from tests.login import certificates
from tests.login.certificates import PASSPHRASE, Pair
from tests.secrets.search import Canaries, tree

from .conftest import events, requests
from .test_compose import LETTER

__all__ = ["signed"]


@pytest.fixture(scope="module")
def pair() -> Pair:
    return certificates.make()


class Maker:
    """The service of a profile that describes the box, with the certificate app.pem of a folder."""

    def __init__(self, box: ThreadedBox, folder: Path) -> None:
        self._box, self._folder = box, folder
        self.redactor = Redactor()

    def __call__(self, consumer: dict[str, Any] | None = None, **grant: Any) -> Service:
        s = self._box.settings
        environ = {"TOKEN": s.refresh_token, "KEY_PASSPHRASE": PASSPHRASE, "OWN": s.client_secret}
        own = [{"name": "Invoices", "kind": "operation", "oauth": True, **consumer}] if consumer else []
        mapping: dict[str, Any] = {
            "mailbox": {"xoauth2_user": s.mailbox},
            "client_id": s.client_id,
            "grant": {
                "client_auth": "assertion_cert",
                "certificate": {"path": str(self._folder / "app.pem"), "passphrase": "env:KEY_PASSPHRASE"},
                **{key: value for key, value in {"refresh_token": "env:TOKEN", **grant}.items() if value},
            },
            "authority": {"cloud": "custom", "login_base": s.authority, "tenant": s.tenant_id},
            "send": {"host": "localhost", "port": s.smtp_port, "wire": "starttls-required"},
            "receive": {"host": "localhost", "port": s.imap_port, "wire": "implicit"},
            "network": {"ca_bundle": s.ca_file},
            "consumers": own,
        }
        profile = build(mapping, "test", environ, datetime.now(UTC))
        one = from_profile.consumer(profile, *(["Invoices"] if own else []))
        settings = from_profile.settings(profile, one, environ, self.redactor)
        reach = from_profile.reach(profile, settings, self.redactor, frozenset(), {})
        assert settings.grant is not None
        return Service(settings, reach, tokens_for(settings.grant, reach, self._folder / "state"))


@pytest.fixture
def make(box: ThreadedBox, tmp_path: Path, pair: Pair) -> Maker:
    certificates.upload(box, pair)
    (tmp_path / "app.pem").write_bytes(pair.pem + pair.key_pem(PASSPHRASE))
    return Maker(box, tmp_path)


def send(box: ThreadedBox, service: Service) -> str:
    return service.send(replace(LETTER, sender=box.settings.mailbox, to=(box.settings.mailbox,)))


def test_mail_is_sent_with_a_token_for_which_an_assertion_was_shown(
    box: ThreadedBox, make: Maker, signed: list[str]
) -> None:
    assert send(box, make()).startswith("250")
    (assertion,) = signed
    assert jwt.get_unverified_header(assertion)["alg"] == "PS256"
    assert "x5t#S256" in jwt.get_unverified_header(assertion)


def test_the_application_alone_proves_itself_too(box: ThreadedBox, make: Maker, signed: list[str]) -> None:
    scopes = ["https://outlook.office365.com/.default"]
    service = make(flow="client_credentials", refresh_token=None, token_scopes=scopes)
    assert service.tokens is not None
    service.tokens.get("")
    assert len(signed) == requests(box) == 1


def test_each_request_has_an_assertion_of_its_own(box: ThreadedBox, make: Maker, signed: list[str]) -> None:
    box.ask(once_only)
    service = make()
    assert service.tokens is not None
    service.tokens.renew()
    service.tokens.renew()
    assert len(set(signed)) == requests(box) == 2


def test_a_secret_of_the_consumer_itself_goes_before_the_certificate(
    box: ThreadedBox, tmp_path: Path, pair: Pair, signed: list[str]
) -> None:
    (tmp_path / "app.pem").write_bytes(pair.pem + pair.key_pem(PASSPHRASE))
    assert send(box, Maker(box, tmp_path)({"client_secret": "env:OWN"})).startswith("250")
    assert signed == []


def test_a_certificate_that_is_not_uploaded_is_diagnosed_and_nothing_of_it_shown(
    box: ThreadedBox,
    make: Maker,
    pair: Pair,
    signed: list[str],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    certificates.upload(box, certificates.make())
    with pytest.raises(ProbeFailed) as refused:
        send(box, make())
    ended = failed("Sending", refused.value, make.redactor)
    assert "AADSTS700027" in ended.sentence
    assert ended.diagnoses[0].id == "client-certificate-refused"
    (assertion,) = signed
    secrets = {"assertion": assertion, "key": pair.body, "passphrase": PASSPHRASE}
    shown = f"{ended.as_json({})}{refused.value!r}{refused.value.failure!r}{capsys.readouterr()}"
    (tmp_path / "app.pem").unlink()
    written = {"shown": shown.encode(), "log": caplog.text.encode(), **tree(tmp_path)}
    assert Canaries(secrets).leaks(written) == {}
    told = make.redactor.hide(f"{assertion} {pair.body}")
    assert Canaries(secrets).found(told.encode()) == set(), "whoever repeats them is not repeated"


def test_a_certificate_that_cannot_be_used_is_said_before_any_connection(
    box: ThreadedBox, make: Maker, tmp_path: Path, pair: Pair
) -> None:
    (tmp_path / "app.pem").write_bytes(pair.pem)
    with pytest.raises(ProbeFailed) as said:
        make()
    assert said.value.failure.kind == "unavailable"
    assert "holds no private key" in said.value.failure.words
    assert events(box) == []


def test_a_grant_does_not_show_its_key(make: Maker, pair: Pair) -> None:
    grant = make().settings.grant
    assert grant is not None and grant.proof is not None
    assert Canaries({"key": pair.body}).found(repr(grant).encode()) == set()
