"""Does anything that looks like a secret get through, and does anything that must stay get lost?"""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.redact import printable, scrub

JWT = (
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwczovL29"
    "1dGxvb2sub2ZmaWNlLmNvbSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
)
OPAQUE = "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA/x+9kQ=="
REFRESH = "0.AXoAUh4Mj3pVV0ub5OtvWjVh1.AQABAwEAAADW6jl31mB3T7ugrWTT8pFe"
PERSONAL = "M.C546_BAY.0.U.-CjN1Kq7Rp9vXw2mTz!4sLd8*hYb3cGfA$$"
SECRET = "a1B8Q~xYz0Ab-cD.eF_gH~iJkLmNoPqRsTuVwXyZ"
PASSWORD = "Correct#Horse7Battery"
XOAUTH2 = base64.b64encode(f"user=svc@contoso.com\x01auth=Bearer {JWT}\x01\x01".encode()).decode()
PLAIN = base64.b64encode(f"\0svc@contoso.com\0{PASSWORD}".encode()).decode()

HIDDEN = {
    "jwt": (JWT, f"token {JWT} refused"),
    "jwt-cut": (JWT[:80], f"got {JWT[:80]}"),
    "jwt-json": (JWT, f'{{"access_token":"{JWT}","expires_in":3599}}'),
    "opaque": (OPAQUE, f"header was {OPAQUE}."),
    "refresh": (REFRESH, f"using {REFRESH}"),
    "refresh-v1": ("1" + REFRESH[1:], f"using 1{REFRESH[1:]}"),
    "personal": (PERSONAL, f"using {PERSONAL}"),
    "form": (SECRET, f"grant_type=refresh_token&client_secret={SECRET}&client_id=1"),
    "form-percent": ("a1B8Q%7ExYz0Ab-cD.eF_gH", "client_secret=a1B8Q%7ExYz0Ab-cD.eF_gH&x=1"),
    "secret-bare": (SECRET, f"the secret is {SECRET}, is it not"),
    "env": (PASSWORD, f'SMTP_PASSWORD="{PASSWORD}"'),
    "env-plain": (PASSWORD, f"export MAIL_SECRET={PASSWORD}"),
    "properties": (PASSWORD, f"mail.password = {PASSWORD}"),
    "yaml": (PASSWORD, f"passwd: {PASSWORD}"),
    "json": ("two words and 7 more", '"pwd": "two words and 7 more"'),
    "json-escaped": (PASSWORD, f'{{\\"password\\": \\"{PASSWORD}\\"}}'),
    "php": (PASSWORD, f"'password' => '{PASSWORD}',"),
    "spoken": (PASSWORD, f"logged in with password {PASSWORD} as bob"),
    "bearer": (SECRET, f"Authorization: Bearer {SECRET}"),
    "auth-xoauth2": (XOAUTH2, f"C: AUTH XOAUTH2 {XOAUTH2}"),
    "authenticate": (XOAUTH2, f"A2 AUTHENTICATE XOAUTH2 {XOAUTH2}"),
    "auth-plain": (PLAIN, f">>> AUTH PLAIN {PLAIN}"),
    "sasl-line": (PLAIN, f"334 \nC: {PLAIN}\n235 ok"),
    "sasl-line-bare": ("UGFzc3dvcmQxMjM0", "S: 334 UGFzc3dvcmQ6\nUGFzc3dvcmQxMjM0\n"),
    "imap-login": (PASSWORD, f"a1 LOGIN svc@contoso.com {PASSWORD}"),
    "imap-login-quoted": (PASSWORD, f'a1 LOGIN "svc" "{PASSWORD}"'),
    "pop3-pass": (PASSWORD, f"C: PASS {PASSWORD}"),
    "url": ("Correct7Horse", "smtp://svc%40contoso.com:Correct7Horse@smtp.office365.com:587"),
    "code": (REFRESH, f"http://localhost/?code={REFRESH}&state=1"),
    "code-short": ("abcdef123456", "https://localhost/?state=1&code=abcdef123456"),
    "verifier": (SECRET, f"code_verifier={SECRET}"),
    "base64": (PLAIN * 2, f"dump {PLAIN.rstrip('=') * 2} end"),
    "assertion": (JWT, f"client_assertion={JWT}"),
}

STAY = [
    "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11",
    "https://login.microsoftonline.com/8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11/oauth2/v2.0/token",
    "[FR3P281CA0094.DEUP281.PROD.OUTLOOK.COM 2026-11-23T08:14:31.207Z 08DE2A71C0F4B1D2]",
    "svc-forms@contoso.com",
    "Correlation ID: 5f0b7c1e-0c0a-4c5e-9d0e-2b6f4a1d8e90 Timestamp: 2026-11-23 06:42:11Z",
    "sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path",
    "com.microsoft.aad.msal4j.MsalServiceException: AADSTS700024",
    "https://login.microsoftonline.com/error?code=50173",
    "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent is the client secret value",
    "The refresh token has expired due to inactivity.",
    "-ERR Authentication failure: unknown user name or bad password.",
    "responseCode: 535, code: 'EAUTH'",
    "A0001 NO LOGIN failed.",
    ""
    "https://learn.microsoft.com/en-us/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission",
    "Set-CASMailbox svc@contoso.com -SmtpClientAuthenticationDisabled $false",
    "AUTH LOGIN XOAUTH2",
]


def windows(secret: str, size: int = 12) -> set[str]:
    return {secret[start : start + size] for start in range(max(1, len(secret) - size + 1))}


@pytest.mark.parametrize("slot", HIDDEN)
def test_no_part_of_a_secret_is_left(slot: str) -> None:
    secret, text = HIDDEN[slot]
    assert secret in text or slot == "base64"
    clean = scrub(text)
    assert [window for window in windows(secret) if window in clean] == []
    assert "[hidden]" in clean


@pytest.mark.parametrize("text", STAY)
def test_what_support_needs_stays(text: str) -> None:
    assert scrub(text) == text


@given(st.text())
def test_any_text_can_be_scrubbed_and_printed(text: str) -> None:
    shown = printable(scrub(text))
    assert not any(char < " " and char not in "\n\t" for char in shown)
    shown.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "\x1b"),
        ("a\rb", "\r"),
        ("\x9b31m", "\x9b"),
        ("safe\u202etxt.exe", "\u202e"),
        ("::error file=a::owned", "::error"),
        ("::add-mask::x", "::add-mask"),
        ("##vso[task.setvariable]x", "##vso["),
        ("##[error]x", "##["),
    ],
)
def test_what_a_terminal_or_ci_log_would_obey_is_broken(text: str, gone: str) -> None:
    assert gone not in printable(text)


def test_addresses_and_times_are_not_broken() -> None:
    assert printable("2603:1016:401:1003::2 at 12:30:45\n\tx") == "2603:1016:401:1003::2 at 12:30:45\n\tx"
