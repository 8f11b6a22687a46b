"""A signed assertion proves the application for minutes: it shows nowhere, whoever refuses or repeats it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from fakes.thread import ThreadedBox
from tests.login import certificates
from tests.login.certificates import Pair
from tests.login.conftest import APP_ONLY, Login, login
from tests.secrets.search import Canaries, tree

from .conftest import Live
from .rogue import Authority, Peer, Rogue
from .test_matrix_certificate import signed

__all__ = ["login", "signed"]
LOUD = ("-vv", "--showlocals", "--log-level=DEBUG", "-olog_cli=true", "-ojunit_logging=all")


@pytest.fixture(scope="module")
def pair() -> Pair:
    return certificates.make()


@pytest.fixture
def by_certificate(tmp_path: Path, pair: Pair) -> dict[str, Any]:
    """The changes to a profile with a certificate; the file lies where nobody looks for leaks."""
    (tmp_path / "key").mkdir()
    (tmp_path / "key" / "app.pem").write_bytes(pair.pem + pair.key_pem())
    return certificates.profile(tmp_path / "key" / "app.pem")


@pytest.fixture
def written(tmp_path: Path) -> Path:
    folder = tmp_path / "written"
    folder.mkdir()
    return folder


def parrot(rogue: list[Rogue]) -> Callable[[Peer], None]:
    """A login host that repeats the assertion in its refusals: whole, and in pieces that look like nothing."""

    def script(peer: Peer) -> None:
        peer.start_tls()
        path, body = peer.request()
        base = f"https://127.0.0.1:{rogue[0].port}/{path.split('/')[1]}"
        if "openid-configuration" in path:
            ends = {name: f"{base}/oauth2/v2.0/{name}" for name in ("authorize", "token", "devicecode")}
            answer: dict[str, Any] = {
                "authorization_endpoint": ends["authorize"],
                "token_endpoint": ends["token"],
                "device_authorization_endpoint": ends["devicecode"],
                "issuer": f"{base}/v2.0",
            }
            peer.respond("200 OK", "application/json", json.dumps(answer).encode())
            return
        if path.endswith("/devicecode"):
            answer = {"device_code": "code" * 10, "user_code": "ABCD", "verification_uri": "https://login.example"}
            peer.respond("200 OK", "application/json", json.dumps({**answer, "expires_in": 60}).encode())
            return
        shown = parse_qs(body.decode()).get("client_assertion", ["no assertion"])[0]
        pieces = " ".join(shown[at : at + 16] for at in range(len(shown) - 160, len(shown), 16))
        said = f"AADSTS700027: I was shown {pieces}, all of it {shown}, and refuse it"
        answer = {"error": "invalid_client", "error_description": said, "error_codes": [700027]}
        peer.respond("401 Unauthorized", "application/json", json.dumps(answer).encode())

    return script


def assert_unseen(signed: list[str], pair: Pair, folder: Path, **more: str) -> None:
    """Neither the assertions nor the key are in what was written."""
    assert signed, "nothing was signed, so nothing could show"
    secrets = {"key": pair.body, **{f"assertion {number}": one for number, one in enumerate(signed)}}
    everything = {**tree(folder), **{name: text.encode() for name, text in more.items()}}
    assert Canaries(secrets).leaks(everything) == {}


@pytest.mark.parametrize("repeated", [False, True], ids=["refused", "repeated"])
def test_a_live_run_as_loud_as_it_can_be(
    box: ThreadedBox,
    live: Live,
    by_certificate: dict[str, Any],
    authority: Authority,
    trusting_both: str,
    written: Path,
    pair: Pair,
    signed: list[str],
    capfd: pytest.CaptureFixture[str],
    repeated: bool,
) -> None:
    certificates.upload(box, certificates.make())
    reports = [f"--junitxml={written}/j.xml", f"--report={written}/r.json", f"--report={written}/r.md"]
    rogue: list[Rogue] = []
    with authority.serving(parrot(rogue)) as host:
        rogue.append(host)
        there = {"authority__login_base": f"https://127.0.0.1:{host.port}", "network__ca_bundle": trusting_both}
        loud = (*LOUD, *reports, f"--log-file={written}/log", "--as-command=diagnose")
        ended = live(*loud, **by_certificate, **(there if repeated else {}))
    assert [cause["id"] for cause in ended.causes] == ["client-certificate-refused"], ended.output
    assert "AADSTS700027" in ended.output
    assert not repeated or signed[0].encode() in host.heard
    out, err = capfd.readouterr()
    assert_unseen(signed, pair, written, output=ended.output, report=json.dumps(ended.report), out=out, err=err)


@pytest.mark.parametrize("way", ["--device", "app-only"])
def test_login(
    login: Login,
    by_certificate: dict[str, Any],
    authority: Authority,
    trusting_both: str,
    written: Path,
    pair: Pair,
    signed: list[str],
    caplog: pytest.LogCaptureFixture,
    way: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    rogue: list[Rogue] = []
    with authority.serving(parrot(rogue)) as host:
        rogue.append(host)
        there = {"authority__login_base": f"https://127.0.0.1:{host.port}", "network__ca_bundle": trusting_both}
        options = ("--device", "--store", f"file:{written}/t") if way == "--device" else ()
        ended = login(*options, **by_certificate, **there, **(APP_ONLY if way == "app-only" else {}))
    assert ended.status == 1, ended.out + ended.err
    assert "AADSTS700027" in ended.out
    assert signed[0].encode() in host.heard
    assert_unseen(signed, pair, written, said=ended.out + ended.err, log=caplog.text)
