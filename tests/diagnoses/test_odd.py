"""Are causes found in the forms in which terminals, shells, logs and bounces hand words on, and no secrets?"""

from __future__ import annotations

import html
import json
import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checks.diagnoses.match import recognise
from checks.diagnoses.plain import levelled
from checks.diagnoses.scan import WINDOW

from .test_redact import HIDDEN, windows

ROOT = Path(__file__).parents[2]
REFUSED = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."
MAILBOX = REFUSED.replace("Tenant", "Mailbox")
EXPIRED = "AADSTS700082: The refresh token has expired due to inactivity."
MISSING = "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."


def first(text: str) -> str:
    return recognise(text)[0].diagnosis.id


def as_utf16(text: str, encoding: str = "utf-16-le") -> bytes:
    return ("\N{BYTE ORDER MARK}" + text).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_log_of_powershell_is_read_with_its_lines(encoding: str) -> None:
    log = as_utf16(f"start \u00fc\r\nretry\r\n{REFUSED}\r\nend\r\n", encoding)
    done = subprocess.run(
        [sys.executable, "-m", "checks", "explain"], input=log, cwd=ROOT, capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.returncode == 0
    assert done.stdout.startswith(b"smtp-auth-disabled-tenant")
    assert b"line 3: 535 5.7.139 Authentication unsuccessful" in done.stdout


def test_lines_that_powershell_appended_to_another_log_are_read() -> None:
    log = (b"plain line\n" + REFUSED.encode("utf-16-le") + b"\r\x00\n\x00").decode("utf-8", "replace")
    assert first(log) == "smtp-auth-disabled-tenant"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAILBOX.replace("disabled", "\x1b[1;31mdisabled\x1b[0m"), "smtp-auth-disabled-mailbox"),
        (MISSING.replace("'", "\\u0027"), "client-secret-missing"),
        (MISSING.replace("'", "\\\\u0027"), "client-secret-missing"),
        (html.escape(MISSING), "client-secret-missing"),
        (html.escape(html.escape(MISSING)), "client-secret-missing"),
        (MISSING.replace(" '", " \u2018").replace("'", "\u2019"), "client-secret-missing"),
        (f"https://localhost/?error=x&error_description={quote_plus(MISSING)}&state=1", "client-secret-missing"),
        (f"https://localhost/?error_description={quote(EXPIRED)}", "refresh-token-expired"),
        ("error_uri=https%3A%2F%2Flogin.microsoftonline.com%2Ferror%3Fcode%3D50173", "refresh-token-revoked"),
        (MAILBOX.replace(" is disabled", "\r\n> is disabled"), "smtp-auth-disabled-mailbox"),
        (f"> > {MAILBOX.replace(' is', chr(10) + '> > is')}", "smtp-auth-disabled-mailbox"),
        (
            "Content-Transfer-Encoding: quoted-printable\n\nRemote Server returned the words: x; "
            "STOREDRV.Submission.Exception:MapiExceptionSend=\nAsDenied; Failed",
            "smtp-send-as-denied",
        ),
        (
            '{"status":{"errorCode":53003,"failureReason":"x"},"userPrincipalName":"a@contoso.com",'
            '"conditionalAccessStatus":"failure"}',
            "conditional-access-blocked",
        ),
        ("AADSTS50173: \u4ee4\u724c\u5df2\u5931\u6548", "refresh-token-revoked"),
        ("outlook.office365.com SocketException (10060): Ein Verbindungsversuch schlug fehl", "connection-timed-out"),
    ],
)  # fmt: skip
def test_words_are_read_as_they_were_meant(text: str, expected: str) -> None:
    assert first(text) == expected


def wrapped(text: str, width: int, before: str = "") -> str:
    return "\n".join(before + text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize(
    ("text", "expected", "line"),
    [
        (wrapped(MAILBOX, 80), "smtp-auth-disabled-mailbox", 1),
        ("start\n" + wrapped(MAILBOX, 47), "smtp-auth-disabled-mailbox", 2),
        (f"{wrapped('one two ' * 30, 47)}\n{wrapped(MAILBOX, 47)}", "smtp-auth-disabled-mailbox", 7),
        (wrapped(MAILBOX, 40, "mailer-1  | "), "smtp-auth-disabled-mailbox", 1),
        ('{"m":"outlook.office365.com\\nLOGIN failed."}', "imap-login-refused", None),
    ],
)
def test_lines_that_a_screen_broke_are_mended(text: str, expected: str, line: int | None) -> None:
    found = recognise(text)[0]
    assert (found.diagnosis.id, found.line) == (expected, line)


def test_two_lines_of_one_length_stay_two() -> None:
    lines = ("2026-11-23 outlook.office365.com polled, 0 emails", "2026-11-23 redis at db01 6379: Connection refused")
    assert len(lines[0]) == len(lines[1])
    assert recognise("\n".join(lines)) == []


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        ("334 " + b64encode(b'{"status":"401","schemes":"Bearer"}').decode(), "smtp-auth-refused"),
        ("S: + " + b64encode(b'{"status":"400","schemes":"Bearer","sco').decode()[:-3], "imap-auth-refused"),
        ('smtp.office365.com {"status":"400","schemes":"Bearer"}', "client-hides-refusal"),
    ],
)
def test_a_challenge_is_read_in_clear(challenge: str, expected: str) -> None:
    assert first(challenge) == expected


def test_a_challenge_of_another_service_and_a_token_are_no_challenge() -> None:
    google = b64encode(b'{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}').decode()
    assert recognise(f"334 {google}") == []
    token = "eyJhbGciOiJub25lIn0." + b64encode(b'{"status":"x"}').decode()
    assert levelled(token) == token


@example("quoted-printable " + "x" * 70 + "=\nabc def\n")
@given(st.text(alphabet="ab'=\n\r\t \x00\x1b[0m&#39;>\\u0027%20\N{NO-BREAK SPACE}", max_size=300))
def test_no_line_end_is_lost_when_text_is_made_plain(text: str) -> None:
    assert levelled(text).count("\n") == text.count("\n")


def test_of_causes_that_are_equally_sure_the_newest_comes_first() -> None:
    log = f"{REFUSED}\n{EXPIRED}\n{REFUSED}\nend\n"
    assert [(match.diagnosis.id, match.line) for match in recognise(log)] == [
        ("smtp-auth-disabled-tenant", 3),
        ("refresh-token-expired", 2),
    ]


def test_the_newest_line_of_a_long_log_is_named() -> None:
    filler = "".join(f"2026-11-23 INFO request {number} took 12 ms\n" for number in range(9_000))
    log = (f"{REFUSED}\n" + filler) * 8 + f"{REFUSED}\n"
    assert len(log) > 20 * WINDOW
    (match,) = recognise(log)
    assert match.line == 8 * 9_001 + 1


FORMS: dict[str, Callable[[str], str]] = {
    "json": lambda text: json.dumps({"message": f"{REFUSED} {text}"}),
    "json-before": lambda text: json.dumps({"message": f"{text} {REFUSED}"}),
    "json-lines": lambda text: f'{{"m":"{REFUSED}\\r\\n{json.dumps(text)[1:-1]}\\r\\n"}}',
    "json-twice": lambda text: json.dumps(json.dumps({"message": f"{REFUSED}\r\n{text}"})),
    "html": lambda text: html.escape(f"{REFUSED} {text}"),
    "query": lambda text: f"https://localhost/?error_description={quote(EXPIRED + ' ' + text)}&x=1",
    "behind-query": lambda text: f"https://localhost/?error_description={quote(EXPIRED)}&{quote(text, safe='=&')}",
    "utf-16": lambda text: as_utf16(f"{REFUSED} {text}").decode("utf-8", "replace"),
    "colours": lambda text: f"{REFUSED} {text[: len(text) // 2]}\x1b[0m{text[len(text) // 2 :]}",
    "quoted-printable": lambda text: "quoted-printable\n" + f"{REFUSED} {text}".replace("=", "=3D"),
    "python": lambda text: repr(f"{REFUSED} {text}\r\n".encode()),
}


@pytest.mark.parametrize("slot", HIDDEN)
@pytest.mark.parametrize("form", FORMS)
def test_secrets_in_any_form_are_never_quoted(slot: str, form: str) -> None:
    secret, text = HIDDEN[slot]
    found = recognise(FORMS[form](text))
    assert found
    quoted = " ".join(match.matched for match in found)
    assert [window for window in windows(secret) if window in quoted] == []


@pytest.mark.parametrize(
    "text",
    [
        os.urandom(4_000).decode("utf-8", "replace"),
        "\x00" * 5_000,
        "x" * 400_000,
        '{"' * 50_000,
        "&amp;" * 50_000,
        "\\u0027" * 50_000,
        "error_description=" + "%41" * 50_000,
        "=3D\n" * 50_000,
        "\x1b[" * 50_000,
        "a." * 100_000 + "com connection refused",
    ],
    ids=[
        "random",
        "zeros",
        "one-line",
        "json",
        "entities",
        "escapes",
        "query",
        "soft-breaks",
        "escape-codes",
        "labels",
    ],
)
def test_what_is_no_text_costs_no_more_than_its_length(text: str) -> None:
    """Not a timing: a pattern that backtracks without bound would not come back at all."""
    assert recognise(text) == []


def test_a_programs_own_words_give_way_to_the_cause_near_them() -> None:
    own = "Microsoft 365: failed to refresh the access token"
    cause = "AADSTS7000215: Invalid client secret provided."
    assert next(match.diagnosis.id for match in recognise(own)) == "entra-refused-unsaid"
    assert [match.diagnosis.id for match in recognise(f"{own}\n{cause}")] == ["client-secret-wrong"]
    far = recognise("\n".join((own, *["idle"] * 20, cause)))
    assert [match.diagnosis.id for match in far][:2] == ["client-secret-wrong", "entra-refused-unsaid"]
