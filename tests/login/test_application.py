"""`login` of an application alone, and applications that prove themselves by a certificate."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from checks.redactor import Redactor
from fakes.thread import ThreadedBox
from tests.harness import run_checks
from tests.live.conftest import Live, live
from tests.live.profiles import variables, write
from tests.secrets.search import Canaries

from . import certificates
from .certificates import PASSPHRASE, Pair
from .conftest import APP_ONLY, Login
from .test_device import approving

__all__ = ["live"]


@pytest.fixture(scope="module")
def pair() -> Pair:
    return certificates.make()


@pytest.fixture(scope="module")
def stranger() -> Pair:
    return certificates.make()


def test_an_application_alone_is_tried_and_has_no_refresh_token(box: ThreadedBox, login: Login) -> None:
    ended = login(**APP_ONLY)
    assert (ended.status, ended.err) == (0, "")
    assert "with its secret, and issued a token for it" in ended.lines
    assert "There is no refresh token in this flow" in ended.lines
    box.faults("client-secret-expired")
    ended = login(**APP_ONLY)
    assert ended.status == 1
    assert "ROOT CAUSE client-secret-expired " in ended.lines


FILES: dict[str, tuple[Callable[[Pair], bytes], Callable[[Pair], bytes] | None, bool]] = {
    "key and certificate in one file": (lambda pair: pair.key_pem() + pair.pem, None, False),
    "certificate first": (lambda pair: pair.pem + pair.key_pem(), None, False),
    "two files": (lambda pair: pair.pem, lambda pair: pair.key_pem(), False),
    "the older form of a key": (
        lambda pair: pair.pem,
        lambda pair: pair.key_pem(form=serialization.PrivateFormat.TraditionalOpenSSL),
        False,
    ),
    "encrypted": (lambda pair: pair.key_pem(PASSPHRASE) + pair.pem, None, True),
    "encrypted, the older form": (
        lambda pair: pair.pem + pair.key_pem(PASSPHRASE, serialization.PrivateFormat.TraditionalOpenSSL),
        None,
        True,
    ),
    "encrypted in two files": (lambda pair: pair.pem, lambda pair: pair.key_pem(PASSPHRASE), True),
    "a passphrase that is not needed": (lambda pair: pair.pem, lambda pair: pair.key_pem(), True),
    "pfx": (lambda pair: pair.pfx(PASSPHRASE), None, True),
    "pfx without a passphrase": (lambda pair: pair.pfx(), None, False),
    "pfx and the key beside it": (lambda pair: pair.pfx(PASSPHRASE), lambda pair: pair.key_pem(PASSPHRASE), True),
}


def settings(
    folder: Path, data: bytes, key: bytes | None, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """The changes to a profile, with the files that it names written."""
    (folder / "app.pem").write_bytes(data)
    more = {}
    if key is not None:
        (folder / "app.key").write_bytes(key)
        more["key"] = "file:app.key"
    if passphrase:
        monkeypatch.setenv("KEY_PASSPHRASE", passphrase)
        more["passphrase"] = "env:KEY_PASSPHRASE"
    return certificates.profile(Path("app.pem"), **more)


@pytest.mark.parametrize("kind", FILES)
def test_a_certificate_proves_the_application(
    box: ThreadedBox, login: Login, tmp_path: Path, pair: Pair, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates.upload(box, pair)
    data, key, locked = FILES[kind]
    changes = settings(
        tmp_path, data(pair), None if key is None else key(pair), PASSPHRASE if locked else "", monkeypatch
    )
    ended = login(**APP_ONLY, **changes)
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert "with its certificate, and issued a token for it" in ended.lines


def test_a_certificate_serves_every_way_to_sign_in(
    box: ThreadedBox, login: Login, tmp_path: Path, pair: Pair, signs_in: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates.upload(box, pair)
    changes = settings(tmp_path, pair.pem + pair.key_pem(), None, "", monkeypatch)
    for way, out in (([], None), (["--device"], approving(box))):
        ended = login(*way, "--store", f"file:{tmp_path}/t", stdout=out, **changes)
        assert ended.status == 0, ended.out + ended.err
        assert box.ask(lambda tenant: (tmp_path / "t").read_text() in tenant.grants)


BAD: dict[str, tuple[Callable[[Pair, Pair], tuple[bytes, bytes | None, str]], str]] = {
    "no file": (lambda _pair, _other: (b"", None, ""), "is neither PEM nor PKCS #12"),
    "no certificate": (lambda pair, _other: (pair.key_pem(), None, ""), "holds no certificate (-----BEGIN CERT"),
    "no key": (
        lambda pair, _other: (pair.pem, None, ""),
        "holds no private key (-----BEGIN PRIVATE KEY-----): add it to that file, or name its own file as "
        "certificate.key",
    ),
    "a key file without a key": (
        lambda pair, _other: (pair.pem, pair.pem, ""),
        "certificate.key holds no private key (-----BEGIN PRIVATE KEY-----)",
    ),
    "another key": (lambda pair, other: (pair.pem, other.key_pem(), ""), "do not belong together"),
    "encrypted, no passphrase": (
        lambda pair, _other: (pair.pem + pair.key_pem(PASSPHRASE), None, ""),
        "is encrypted: name its passphrase as certificate.passphrase",
    ),
    "another passphrase": (
        lambda pair, _other: (pair.pem + pair.key_pem(PASSPHRASE), None, "something else"),
        "certificate.passphrase does not open the private key in certificate",
    ),
    "pfx, no passphrase": (
        lambda pair, _other: (pair.pfx(PASSPHRASE), None, ""),
        "is encrypted: name its passphrase as certificate.passphrase",
    ),
    "pfx, another passphrase": (
        lambda pair, _other: (pair.pfx(PASSPHRASE), None, "something else"),
        "certificate.passphrase does not open the private key in certificate",
    ),
    "a damaged key": (
        lambda pair, _other: (pair.pem + pair.key_pem().replace(b"M", b"N"), None, ""),
        "holds a private key that is damaged",
    ),
    "a damaged certificate": (
        lambda pair, _other: (pair.pem.replace(b"M", b"N") + pair.key_pem(), None, ""),
        "holds no certificate",
    ),
    "ended": (lambda _pair, _other: _whole(certificates.make((-9, -2))), " ended on "),
    "not begun": (lambda _pair, _other: _whole(certificates.make((2, 9))), " begins on "),
    "not RSA": (lambda _pair, _other: _whole(certificates.make(elliptic=True)), "holds a key that is not RSA"),
    "too long": (lambda pair, _other: (pair.pem * 100, None, ""), "is longer than 65536 bytes"),
}


def _whole(pair: Pair) -> tuple[bytes, None, str]:
    return pair.pem + pair.key_pem(), None, ""


@pytest.mark.parametrize("kind", BAD)
def test_a_certificate_that_cannot_be_used_is_said_before_anything_is_asked(
    box: ThreadedBox,
    login: Login,
    tmp_path: Path,
    pair: Pair,
    stranger: Pair,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given, said = BAD[kind]
    data, key, passphrase = given(pair, stranger)
    ended = login(**APP_ONLY, **settings(tmp_path, data, key, passphrase, monkeypatch))
    assert (ended.status, ended.out) == (2, "")
    assert said in " ".join(ended.err.split()), ended.err
    assert ended.err.count("\n") <= 3
    assert box.ask(lambda tenant: tenant.transcript.events()) == []
    assert Canaries({"key": pair.body, "passphrase": PASSPHRASE}).found(ended.err.encode()) == set()


def test_a_certificate_that_is_not_uploaded_is_diagnosed(
    box: ThreadedBox, login: Login, tmp_path: Path, pair: Pair, stranger: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates.upload(box, stranger)
    ended = login(**APP_ONLY, **settings(tmp_path, pair.pem + pair.key_pem(), None, "", monkeypatch))
    assert ended.status == 1
    assert "ROOT CAUSE client-certificate-refused " in ended.lines, ended.out


def test_an_absent_key_is_named(login: Login, tmp_path: Path, pair: Pair) -> None:
    (tmp_path / "app.pem").write_bytes(pair.pem)
    ended = login(**APP_ONLY, **certificates.profile(Path("app.pem"), key="env:NOT_SET_HERE"))
    assert (ended.status, ended.out) == (2, "")
    assert "certificate.key: env:NOT_SET_HERE is not set" in ended.err


def test_a_live_run_proves_the_application_by_its_certificate(
    box: ThreadedBox, live: Live, tmp_path: Path, pair: Pair, stranger: Pair
) -> None:
    certificates.upload(box, pair)
    (tmp_path / "app.pem").write_bytes(pair.pem + pair.key_pem())
    changes = certificates.profile(tmp_path / "app.pem")
    outcome = live(**changes)
    assert outcome.rows["app.secret"]["outcome"] == "pass", outcome.output
    assert outcome.rows["app.secret"]["said"] == "certificate accepted"
    assert outcome.rows["smtp.auth"]["outcome"] == "pass"
    certificates.upload(box, stranger)
    outcome = live(**changes)
    assert outcome.rows["app.secret"]["outcome"] == "fail"
    assert outcome.rows["app.secret"]["diagnoses"][0] == "client-certificate-refused"
    assert Canaries({"key": pair.body}).found(outcome.output.encode()) == set()


@pytest.mark.parametrize(
    ("path", "more", "said"),
    [("app.pem", {"key": "env:NOT_SET_HERE"}, "env:NOT_SET_HERE is not set"), ("none.pem", {}, "does not exist")],
)
def test_a_live_run_without_its_certificate_is_usage(
    box: ThreadedBox, live: Live, tmp_path: Path, pair: Pair, path: str, more: dict[str, str], said: str
) -> None:
    (tmp_path / "app.pem").write_bytes(pair.pem)
    outcome = live(**certificates.profile(tmp_path / path, **more))
    assert outcome.status == 4
    assert said in outcome.output
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


@pytest.mark.parametrize("own_first", [True, False], ids=["leaf first", "leaf last"])
def test_of_a_chain_the_certificate_of_the_key_is_used(
    box: ThreadedBox, live: Live, tmp_path: Path, pair: Pair, stranger: Pair, own_first: bool
) -> None:
    certificates.upload(box, pair)
    chain = [pair.pem, stranger.pem] if own_first else [stranger.pem, pair.pem]
    (tmp_path / "app.pem").write_bytes((b"".join(chain) + pair.key_pem()).replace(b"\n", b"\r\n"))
    outcome = live(**certificates.profile(tmp_path / "app.pem"))
    assert outcome.rows["app.secret"]["outcome"] == "pass", outcome.output


@pytest.mark.parametrize(
    ("data", "more", "status"),
    [
        (lambda pair, _: pair.pem + pair.key_pem(), {}, 0),
        (lambda pair, other: pair.pem + other.key_pem(), {}, 4),
        (lambda _pair, _other: _whole(certificates.make((-9, -2)))[0], {}, 4),
        (lambda pair, _: pair.pem, {"key": "env:NOT_SET_HERE"}, 0),
        (lambda pair, _: pair.pem, {"key": "cmd:false"}, 0),
        (None, {}, 0),
    ],
    ids=["good", "another key", "ended", "the key is elsewhere", "a command gives the key", "the file is elsewhere"],
)
def test_settings_are_judged_by_the_certificate_where_it_is_at_hand(
    box: ThreadedBox,
    tmp_path: Path,
    pair: Pair,
    stranger: Pair,
    data: Callable[[Pair, Pair], bytes] | None,
    more: dict[str, str],
    status: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    if data is not None:
        (tmp_path / "app.pem").write_bytes(data(pair, stranger))
    changes = certificates.profile(tmp_path / "app.pem", **more)
    profile = write(tmp_path, {key.replace("__", "."): value for key, value in changes.items()})
    profile.chmod(0o600)
    outcome = run_checks(tmp_path, f"--profile={profile}")
    assert outcome.status == status, outcome.output
    assert Canaries({"key": pair.body}).found(outcome.output.encode()) == set()
    assert box.ask(lambda tenant: tenant.transcript.events()) == []


def test_what_was_signed_is_known_to_the_redactor(
    box: ThreadedBox, login: Login, tmp_path: Path, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It proves the application for minutes, and MSAL makes it where nobody else sees it."""
    certificates.upload(box, pair)
    changes = settings(tmp_path, pair.pem + pair.key_pem(), None, "", monkeypatch)
    learned: list[str] = []
    monkeypatch.setattr(Redactor, "learn", lambda _self, secret: learned.append(secret))
    assert login(**APP_ONLY, **changes).status == 0
    assertion = next(secret for secret in learned if secret.startswith("eyJ"))
    assert jwt.get_unverified_header(assertion)["alg"] == "PS256"
    assert "x5t#S256" in jwt.get_unverified_header(assertion)
    assert pair.body in "".join(learned)
