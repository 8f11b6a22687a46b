"""No piece of a credential leaves lint, wherever in a pasted text it stands, and nothing pasted makes it fall over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.lint.mend import corrected
from checks.lint.recognise import recognise
from checks.lint.rules import judge
from tests.harness import ROOT
from tests.secrets.search import Canaries

from .good import (
    APP_ONLY,
    AUTHORIZE,
    CLAIMS,
    CODE,
    COMMAND,
    GUID,
    NOW,
    OUTLOOK,
    PROFILE,
    REDIRECT,
    SCOPES,
    SECRET,
    TENANT,
    lint,
)

TOKEN = "eyJ0eXAiOiJKV1QiLCJub25jZSI6InFYMyIsImFsZyI6IlJTMjU2In0."
TOKEN += "eyJhdWQiOiJodHRwczovL291dGxvb2sub2ZmaWNlLmNvbSJ9.c2lnbmF0dXJl"
VALUES = {"secret": SECRET, "code": CODE, "token": TOKEN}
PLACES = [
    *(
        (AUTHORIZE, old)
        for old in (GUID, TENANT, "http%3A%2F%2Flocalhost", "Zm9vYmFy", "SMTP.Send", "query", "login", "code")
    ),
    *((COMMAND, old) for old in (GUID, TENANT, "http://localhost", "$CODE", "$CLIENT_SECRET", "SMTP.Send", "curl -sS")),
    *(
        (COMMAND, old)
        for old in ("authorization_code", "client_id", "login.microsoftonline.com", "https", "offline_access")
    ),
    *((REDIRECT, old) for old in (CODE, "Zm9vYmFy", GUID, "localhost", "code", "http://localhost/?code=")),
    *((SCOPES, old) for old in ("offline_access", "SMTP.Send", OUTLOOK)),
    *((CLAIMS, old) for old in ("https://outlook.office.com", "svc@contoso.com", "IMAP.AccessAsUser.All", TENANT)),
    *((PROFILE, old) for old in ("env:MAIL_SECRET", "svc@contoso.com", "contoso.com", GUID, "mailbox")),
    (COMMAND, "--data @<(printf 'code=%s' \"$CODE\")"),
    (APP_ONLY, 'client_secret@<(printf %s "$CLIENT_SECRET")'),
]


@pytest.mark.parametrize("slot", VALUES)
@pytest.mark.parametrize(("text", "place"), PLACES)
def test_a_credential_in_any_place_is_not_repeated(
    text: str, place: str, slot: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert place in text
    _, output = lint(text.replace(place, VALUES[slot]))
    printed = output + "".join(capsys.readouterr())
    assert Canaries({slot: VALUES[slot]}).found(printed.encode()) == set()


@pytest.mark.parametrize(
    "option", ["-x http://u:{}@proxy:8080", "-u a:{}", "-o /tmp/{}", "-H 'X: {}'", "--cacert {}", "{}"]
)
def test_a_credential_in_an_option_is_not_repeated(option: str) -> None:
    # A file may have any name; only one that begins like a token or is as long as one is taken for a credential.
    text = COMMAND.replace("curl ", f"curl {option.format(TOKEN)} ")
    assert Canaries({"token": TOKEN}).found(lint(text)[1].encode()) == set()


@pytest.mark.parametrize(
    "name", ["client_secret", "refresh_token", "code", "code_verifier", "password", "client_assertion"]
)
@pytest.mark.parametrize("way", ["-d '{}={}'", "--data-urlencode '{}={}'", "-d “{}={}”", "-F {}={}"])
def test_a_credential_that_is_sent_is_not_repeated(name: str, way: str) -> None:
    status, output = lint(f"{COMMAND} {way.format(name, SECRET)}")
    assert Canaries({"secret": SECRET}).found(output.encode()) == set()
    assert status == 1 or "secret-in-command" in output


def test_a_token_and_an_answer_are_read_and_not_repeated() -> None:
    answer = json.dumps({"token_type": "Bearer", "access_token": TOKEN, "refresh_token": CODE, "scope": "x"})
    status, output = lint(answer)
    assert status == 0 and "refresh token" in output
    assert Canaries(VALUES).found(output.encode()) == set()
    status, output = lint(TOKEN)
    assert status == 1 and "token-without-mail" in output
    assert Canaries(VALUES).found(output.encode()) == set()


def test_a_credential_as_an_argument_is_refused_and_not_repeated() -> None:
    for arguments in ([TOKEN], [SECRET, CODE], [f"--{SECRET}"]):
        ended = subprocess.run(
            [
                sys.executable,
                "-c",
                "import sys; from checks.lint import main; sys.exit(main(sys.argv[1:]))",
                *arguments,
            ],
            cwd=ROOT,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 2 and Canaries(VALUES).found(ended.stdout + ended.stderr) == set()
        assert ended.stderr.startswith(b"lint: ") and ended.stderr.count(b"\n") == 1


def test_the_secret_of_a_profile_is_judged_and_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_SECRET", SECRET + "+&%")
    monkeypatch.setenv("MAIL_TOKEN", TOKEN)
    status, output = lint(PROFILE)
    assert status == 1 and "settings.client_secret_characters" in output and "settings.refresh_token_kind" in output
    assert Canaries(VALUES).found(output.encode()) == set()


def test_nothing_shows_in_a_repr() -> None:
    for text in (AUTHORIZE, COMMAND.replace("$CLIENT_SECRET", SECRET), REDIRECT, TOKEN):
        artefact = recognise(text.replace("$CODE", CODE), NOW)
        assert Canaries(VALUES).found(repr(artefact).encode()) == set()


PIECES = [
    "curl ",
    "https://",
    "login.microsoftonline.com",
    "/",
    "oauth2/v2.0/token",
    "?",
    "&",
    "=",
    "code",
    "scope",
    "“",
    "'",
    '"',
]
PIECES += [
    "[",
    "]",
    "-d",
    "--data-urlencode",
    " ",
    "\n",
    "\\",
    "{",
    "}",
    "eyJ",
    ".",
    "$",
    "%",
    "%4",
    "#",
    "SMTP.Send",
    "aud",
    ":",
]
PIECES += ["client_id", "@<(printf %s ", "mailbox", "[send]", "::error::", "\x1b[31m", "\u202e", "1" * 40]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join))
def test_anything_may_be_pasted(text: str) -> None:
    artefact = recognise(text, NOW)
    if artefact is not None and artefact.kind != "profile":
        judge(artefact)
        corrected(artefact, "state")
    status, output = lint(text)
    assert status in (0, 1, 2) and "\x1b" not in output and "::error::" not in output


def test_a_large_text_is_judged_quickly() -> None:
    for text in (
        "curl " + "-d a=b& " * 50_000,
        "https://" + "[" * 400_000,
        "a." * 400_000,
        "{" * 400_000,
        "“" * 900_000,
    ):
        assert lint(text)[0] in (1, 2)
