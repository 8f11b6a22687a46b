"""Artefacts with nothing wrong in them, and helpers to lint them; each test changes one thing."""

from __future__ import annotations

import io
from urllib.parse import quote

from checks.lint import main
from checks.lint.recognise import recognise
from checks.lint.rules import judge

NOW = 1_800_000_000.0
GUID = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"
TENANT = "8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11"
OUTLOOK = "https://outlook.office.com/"
SCOPE = f"{OUTLOOK}IMAP.AccessAsUser.All {OUTLOOK}SMTP.Send offline_access"
LOGIN = f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0"
SECRET = "xYz8Q~aBcDeFgHiJkLmNoPqRsTuVwXyZ01234567"  # as long as real ones
CODE = "1.AXkAUh4Mj0o9V0uaUw9vLRx-EbThXjzXkD9MigVrHy2afASqAAB5AA.AgABBAIAAABVrSpeuWamRam2jAF1XRQEAwDs_wUA9P"
AUTHORIZE = (
    f"{LOGIN}/authorize?client_id={GUID}&response_type=code&redirect_uri=http%3A%2F%2Flocalhost&response_mode=query"
    f"&scope={quote(SCOPE, safe='')}&state=Zm9vYmFy&prompt=login"
)
COMMAND = (
    f"curl -sS {LOGIN}/token --data-urlencode client_id={GUID} --data-urlencode 'scope={SCOPE}' "
    "--data-urlencode grant_type=authorization_code --data-urlencode redirect_uri=http://localhost "
    '--data @<(printf \'code=%s\' "$CODE") --data-urlencode client_secret@<(printf %s "$CLIENT_SECRET")'
)
APP_ONLY = (
    f"curl -sS {LOGIN}/token --data-urlencode client_id={GUID} "
    "--data-urlencode scope=https://outlook.office365.com/.default --data-urlencode grant_type=client_credentials "
    '--data-urlencode client_secret@<(printf %s "$CLIENT_SECRET")'
)
REDIRECT = f"http://localhost/?code={CODE}&state=Zm9vYmFy&session_state={GUID}"
SCOPES = SCOPE
CLAIMS = (
    f'{{"aud": "https://outlook.office.com", "iss": "https://sts.windows.net/{TENANT}/", "nbf": 1799999000, '
    '"exp": 1800003000, "scp": "IMAP.AccessAsUser.All SMTP.Send", "upn": "svc@contoso.com", "ver": "1.0"}'
)
ANSWER = '{"token_type": "Bearer", "access_token": "eyJhbGciOi", "refresh_token": "1.AXkA", "expires_in": 3599}'
PROFILE = (
    'mailbox = "svc@contoso.com"\ntenant = "contoso.com"\nclient_id = "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04"\n'
    + ('client_secret = "env:MAIL_SECRET"\nrefresh_token = "env:MAIL_TOKEN"\n')
)


def found(text: str) -> list[str]:
    """The ids of what is wrong with a pasted text."""
    artefact = recognise(text, NOW)
    assert artefact is not None, "not recognised"
    return [finding.id for finding in judge(artefact)]


def lint(text: str) -> tuple[int, str]:
    """`lint` with the text on standard input: exit status and output."""
    out = io.StringIO()
    return main([], io.StringIO(text), out), out.getvalue()


def paste_instead(output: str) -> str:
    """What the page offers to paste: everything behind `Corrected` (or `The same`) and the lines before it."""
    tail = output[output.rindex("\n\n", 0, output.rindex("\n\n")) :]
    return tail.strip().rpartition("\n\n")[0].strip()
