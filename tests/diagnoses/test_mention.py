"""Is what is only told of kept apart from what happened?"""

from __future__ import annotations

import pytest

from checks.diagnoses.match import recognise
from checks.explain import main

EXPIRED = "AADSTS700082: The refresh token has expired due to inactivity."
REFUSED = "535 5.7.3 Authentication unsuccessful"
REFERENCE = "\n".join(
    f"{number} {text}"
    for number, text in (
        ("AADSTS50011", "The reply address is misconfigured"),
        ("AADSTS50057", "The user account is disabled"),
        ("AADSTS65001", "Nobody has consented"),
        ("AADSTS700016", "The application is not in the directory"),
        ("AADSTS7000222", "The secret has expired"),
        ("AADSTS700082", "The refresh token has expired due to inactivity"),
    )
)
SENTENCES = "\n".join(
    (
        "Invalid client secret provided",
        "The provided client secret keys are expired",
        "User declined to consent to access the app",
        "Authorization code was already redeemed",
        "Access has been blocked by security defaults",
        "Device is not in required device state",
    )
)


def ids(text: str) -> list[str]:
    return [match.diagnosis.id for match in recognise(text)]


@pytest.mark.parametrize(
    "text",
    [
        REFERENCE,
        SENTENCES,
        f"| Code | Meaning | What to do |\n| 1 | none | none |\n| 2 | {EXPIRED} | sign in |\n",
        "case 'AADSTS700082':",
        "} else if (code == 'AADSTS700082') {",
        "except MsalServiceError:  # AADSTS700082",
        f'raise Refused("{REFUSED}")',
        f'log.warning("{REFUSED}")',
        f"// {REFUSED}",
        f'WORDS = ("{REFUSED}", "AUTHENTICATE failed.")',
        f"smtp_host = smtp.office365.com\n# says {REFUSED} when the limit is low",
        f"- {REFUSED} is handled ([#12](https://github.com/contoso/mail/12))",
        "smtp.office365.com: retry=ECONNRESET,ETIMEDOUT,ECONNREFUSED",
    ],
)
def test_what_is_told_of_is_no_failure(text: str) -> None:
    known = {"smtp-auth-refused", "refresh-token-expired", "connection-refused", "client-secret-wrong"}
    assert not known & set(ids(text))


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (f"{REFERENCE}\n{'x' * 99}\n2026-11-23 07:42:11 {EXPIRED}", "refresh-token-expired"),
        (f"{REFERENCE}\n{EXPIRED} Trace ID: 7", "refresh-token-expired"),
        (f"2026-11-23 07:42:11 five tenants were tried\n{REFERENCE.rpartition(chr(10))[0]}", "client-secret-expired"),
        (f"{REFERENCE}\n{'x' * 9_000}\n{REFUSED}", "smtp-auth-refused"),
        (f'    raise Refused("{REFUSED}")\nRefused: {REFUSED}', "smtp-auth-refused"),
        (f"SMTPAuthenticationError(535, b'{REFUSED[4:]}')\n{REFUSED}", "smtp-auth-refused"),
        (f"If I log in:\nIf I log in I get {REFUSED}:", "smtp-auth-refused"),
        (f"case 4711: {REFUSED}", "smtp-auth-refused"),
        (f"# {REFUSED} with XOAUTH2", "smtp-auth-refused"),
        (f"- {REFUSED}", "smtp-auth-refused"),
        (f"| Server | smtp.office365.com |\n|---|---|\n| Error | {REFUSED} |", "smtp-auth-refused"),
        (f"2026-11-23 07:42:11 | mail | {REFUSED} |\n2026-11-23 07:42:12 | mail | {REFUSED} |", "smtp-auth-refused"),
        (
            f"urllib3==2.0.4\nmsal 4.1.2\nflask 5.1.1\njinja2 4.0.1\nrich 5.6.7\ndjango 5.0.3\n{REFUSED}",
            "smtp-auth-refused",
        ),
        ("connect('smtp.office365.com'): Connection refused", "connection-refused"),
        ("outlook.office365.com: certificate verify failed: self-signed certificate", "certificate-unknown-ca"),
        ("outlook.office365.com: self signed certificate in certificate chain", "certificate-unknown-ca"),
        ("Could not connect to the IMAP server outlook.office365.com", "connection-failed"),
    ],
)
def test_what_happened_is_found_beside_it(text: str, cause: str) -> None:
    assert cause in ids(text)


@pytest.mark.parametrize(
    "text",
    [
        "INFO Connecting to the IMAP server outlook.office365.com\nINFO 3 messages",
        "Exchange Online: create a self-signed certificate, then restart",
        "imap_timeout: Connection timeout in seconds for outlook.office365.com",
        f"2026-11-23T07:42:11Z,EX1\\Default Frontend EX1,08DA,9,10.0.0.4:25,10.0.0.7:5,>,{REFUSED},",
        '7.7.7.7 - - [x] "GET /?error=invalid_grant HTTP/1.1" 404 1 "https://login.microsoftonline.com/"',
        'app: {"error": "invalid_grant", "error_description": "Session not active"}',
        "1eSVjc-0000GA-8b == bob@contoso.com R=dnslookup T=remote_smtp defer (110): Connection timed out",
        "fetchmail: Connection reset by peer\nfetchmail: reading message bob@mail.contoso.org:1 of 2",
    ],
)
def test_what_is_no_failure_of_mail_with_microsoft_gets_no_cause(text: str) -> None:
    assert ids(text) == []


def test_fetchmail_at_microsoft_is_understood() -> None:
    log = "fetchmail: Connection reset by peer\nfetchmail: reading message bob@contoso.com@outlook.office365.com:1 of 2"
    assert ids(log)[:1] == ["connection-dropped"]


def test_a_list_is_not_said_to_be_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([REFERENCE]) == 1
    shown = capsys.readouterr().out
    assert "AADSTS50011 is mentioned as in a list or a program; if you met it: oauthmail explain 50011" in shown
    assert "not in the table" not in shown
