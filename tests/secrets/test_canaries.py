"""Whatever becomes of a run, nothing that it writes anywhere holds twelve characters of a secret."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from fakes.thread import ThreadedBox
from tests.harness import ROOT, SECONDS
from tests.live.profiles import variables, write
from tests.live.rogue import Authority, Peer
from tests.live.rogues import at, imap, login_host, responding

from .search import Canaries, tree

LOUD = ("-vv", "--showlocals", "--log-level=DEBUG", "-olog_cli=true", "-ojunit_logging=all")
PYTEST = ("-m", "pytest")
COMMAND = ("-m", "oauthmail", "diagnose")

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A folder into which a run writes everything: reports, log, cache, temporary files, core dumps."""
    folder = tmp_path / "written"
    (folder / "tmp").mkdir(parents=True)
    return folder


@pytest.fixture
def run(box: ThreadedBox, tmp_path: Path, written: Path) -> Run:
    """A live run as a process of its own, as talkative as it can be; what it printed is kept among the rest."""

    def start(
        *program: str, leak: str = "", workers: int = 0, **changes: str | int
    ) -> subprocess.CompletedProcess[bytes]:
        profile = write(tmp_path, {key.replace("__", "."): value for key, value in changes.items()})
        named = [
            f"--junitxml={written}/junit.xml",
            f"--report={written}/report.json",
            f"--report={written}/report.md",
            f"--log-file={written}/log",
        ]
        if program == COMMAND:
            command = [*COMMAND, str(profile), *named]
        else:
            command = [*PYTEST, "--live", f"--profile={profile}", *named, "-o", f"cache_dir={written}/cache"]
            command += ["-p", "tests.secrets.leaky"] if leak else []
            command += [f"-n{workers}"] if workers else []
        ended = subprocess.run(
            [sys.executable, *command, *LOUD],
            cwd=ROOT,
            env={**os.environ, **variables(box.settings), "TMPDIR": str(written / "tmp"), "LEAK": leak},
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        (written / "stdout").write_bytes(ended.stdout)
        (written / "stderr").write_bytes(ended.stderr)
        return ended

    return start


def assert_clean(written: Path, secrets: dict[str, str], *files: str) -> None:
    """Nothing below the folder shows a piece of a secret, and these files are really there."""
    everything = tree(written)
    for name in ("stdout", *files):
        assert everything[name], name
    assert Canaries(secrets).leaks(everything) == {}


ALL = ("junit.xml", "report.json", "log")


@pytest.mark.parametrize("program", [PYTEST, COMMAND], ids=["pytest", "oauthmail"])
def test_a_healthy_run(issued: dict[str, str], run: Run, written: Path, program: tuple[str, ...]) -> None:
    assert run(*program).returncode == 0
    assert any(slot.startswith("access token ") for slot in list(issued)[4:])
    assert any(slot.startswith("id token") for slot in issued)
    assert_clean(written, issued, *ALL)


@pytest.mark.parametrize(
    "fault",
    [
        "refresh-token-expired",
        "client-secret-wrong",
        "token-audience-graph",
        "token-of-another-user",
        "certificate-unknown-ca",
        "imap-authenticated-not-connected",
        "smtp-auth-disabled-tenant",
    ],
)
def test_a_red_run(box: ThreadedBox, issued: dict[str, str], run: Run, written: Path, fault: str) -> None:
    box.faults(fault)
    assert run(*PYTEST).returncode == 1
    assert_clean(written, issued, "junit.xml", "report.json")


@pytest.mark.parametrize(("leak", "status"), [("check", 3), ("probe", 3), ("hook", 3), ("log", 0)])
def test_an_error_of_our_own_with_secrets_in_its_hands(
    box: ThreadedBox, issued: dict[str, str], run: Run, written: Path, leak: str, status: int
) -> None:
    if leak == "hook":
        box.faults("smtp-auth-disabled-mailbox")
    ended = run(*PYTEST, leak=leak)
    assert ended.returncode == status, ended.stdout.decode()[-2000:] if leak == "log" else leak
    assert_clean(written, issued, "log")
    if leak == "check":
        assert b"RuntimeError" in ended.stdout


@pytest.mark.parametrize(("leak", "status"), [("check", 3), ("hook", 3)])
def test_an_error_of_our_own_in_a_worker(
    box: ThreadedBox, issued: dict[str, str], run: Run, written: Path, leak: str, status: int
) -> None:
    if leak == "hook":
        box.faults("smtp-auth-disabled-mailbox")
    assert run(*PYTEST, leak=leak, workers=1).returncode == status
    assert_clean(written, issued)


def test_a_token_server_that_repeats_what_it_was_sent(
    box: ThreadedBox, issued: dict[str, str], run: Run, written: Path, authority: Authority, trusting_both: str
) -> None:
    """As an error in JSON, as JSON of another kind, and as no JSON at all: MSAL logs the last."""
    shapes = iter([b'{"error": "invalid_grant", "error_description": "AADSTS9: %s"}', b"<html>%s</html>"])

    def answer(peer: Peer, body: bytes) -> None:
        peer.respond("200 OK", "application/json", next(shapes, b"%s") % body)

    with authority.serving(login_host(answer)) as rogue:
        ended = run(*PYTEST, network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.returncode == 1, ended.stdout.decode()[-3000:]
    assert quote(box.settings.refresh_token, safe="").encode() in rogue.heard or b"refresh_token=" in rogue.heard
    assert_clean(written, issued, *ALL)


def test_a_token_server_that_answers_with_half_a_token(
    box: ThreadedBox, issued: dict[str, str], run: Run, written: Path, authority: Authority, trusting_both: str
) -> None:
    """What was issued and could not be read is a secret all the same."""
    half = box.settings.access_token

    answer = responding("200 OK", "application/json", f'{{"access_token": "{half}", "id_tok'.encode())
    with authority.serving(login_host(answer)) as rogue:
        ended = run(*PYTEST, network__ca_bundle=trusting_both, **at("entra", "127.0.0.1", rogue.port))
    assert ended.returncode == 1
    assert_clean(written, issued, *ALL)


def test_a_mail_server_that_repeats_the_token(
    issued: dict[str, str], run: Run, written: Path, authority: Authority, trusting_both: str
) -> None:
    def answer(peer: Peer) -> None:
        peer.start_tls()
        peer.say(b"* OK ready\r\n")
        while line := peer.line():
            tag, words = line.split(maxsplit=1)
            if words.startswith(b"CAPABILITY"):
                peer.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2 SASL-IR\r\n" + tag + b" OK\r\n")
            elif words.startswith(b"AUTHENTICATE"):
                response = words.split()[-1]
                token = base64.b64decode(response).split(b"Bearer ")[1].strip(b"\x01")
                peer.say(tag + b" NO you said " + response[200:300] + b" that is " + token[500:] + b"\r\n")

    with authority.serving(answer) as rogue:
        ended = run(*PYTEST, network__ca_bundle=trusting_both, **at("imap", "127.0.0.1", rogue.port))
    assert ended.returncode == 1
    assert b"NO you said" in ended.stdout
    assert_clean(written, issued, *ALL)


def test_a_server_of_garbage(
    issued: dict[str, str], run: Run, written: Path, authority: Authority, trusting_both: str
) -> None:
    def greedy(peer: Peer) -> None:
        imap(peer)

    with authority.serving(greedy) as rogue:
        changes = at("imap", "127.0.0.1", rogue.port)
        assert run(*COMMAND, network__ca_bundle=trusting_both, **changes).returncode == 0
    assert b"AUTHENTICATE XOAUTH2" in rogue.heard
    # The search itself: what the server heard does show the token.
    assert any(slot.startswith("access token") for slot in Canaries(issued).found(rogue.heard))
    assert_clean(written, issued, *ALL)
