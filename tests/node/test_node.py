"""MSAL for Node and nodemailer, unchanged, against `python -m fakes`: what they get, and what they say of a refusal."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.harness import module

HERE = Path(__file__).parent
OUTLOOK = "https://outlook.office.com"
MODULES = os.environ.get("OAUTHMAIL_NODE_MODULES", "")
NODE = shutil.which("node")


@pytest.fixture(autouse=True)
def _node() -> None:
    missing = "node is not installed (Debian: nodejs)" if NODE is None else ""
    missing = missing or ("" if MODULES else "OAUTHMAIL_NODE_MODULES does not name a node_modules folder")
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def run(script: str, *arguments: str, fault: str = "") -> dict[str, Any]:
    """What a script printed, run beside a tenant of its own."""
    # Node looks for packages beside the script, and then here.
    env = {**os.environ, "NODE_PATH": MODULES}
    options = ["--fault", fault] if fault else []
    done = module("fakes", "run", *options, "--", str(NODE), str(HERE / script), *arguments, env=env)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def msal(fault: str = "", **asked: str) -> dict[str, Any]:
    return run("msal.cjs", json.dumps(asked), fault=fault)


@pytest.mark.parametrize("grant", ["refresh", "code"])
def test_msal_gets_a_users_token(grant: str) -> None:
    answer = msal(grant=grant)
    assert answer == {
        "scopes": [f"{OUTLOOK}/IMAP.AccessAsUser.All", f"{OUTLOOK}/POP.AccessAsUser.All", f"{OUTLOOK}/SMTP.Send"],
        "account": "svc-forms@contoso.example",
        "type": "Bearer",
        "audience": OUTLOOK,
    }


def test_msal_gets_a_token_of_the_application() -> None:
    answer = msal(grant="application")
    assert answer["audience"] == "https://outlook.office365.com" and answer["account"] == ""


@pytest.mark.parametrize(
    ("asked", "error", "code"),
    [
        ({"grant": "refresh", "token": "1.A" + "x" * 900}, "invalid_grant", 70000),
        ({"grant": "application", "secret": "wrong"}, "invalid_client", 7000215),
        ({"grant": "code", "verifier": "w" * 43}, "invalid_grant", 501481),
    ],
)
def test_msal_passes_a_refusal_on(asked: dict[str, str], error: str, code: int) -> None:
    answer = msal(**asked)
    assert answer["error"] == error and f"AADSTS{code}: " in answer["message"]


def test_msal_wants_a_new_sign_in_when_the_refresh_token_is_too_old() -> None:
    answer = msal(grant="refresh", fault="refresh-token-expired")
    assert "AADSTS700082: The refresh token has expired due to inactivity." in answer["message"]


def test_nodemailer_refreshes_and_sends() -> None:
    answer = run("mail.cjs")
    assert answer["accepted"] == ["someone@fabrikam.example"] and answer["response"].startswith("250 2.0.0 OK ")


@pytest.mark.parametrize(
    ("fault", "code"),
    [("refresh-token-expired", 700082), ("refresh-token-revoked", 50173), ("client-secret-expired", 7000222)],
)
def test_nodemailer_says_why_it_cannot_refresh(fault: str, code: int) -> None:
    answer = run("mail.cjs", fault=fault)
    assert answer["error"] == "EAUTH" and f"AADSTS{code}: " in answer["message"]


def test_nodemailer_says_what_the_mail_server_refused() -> None:
    answer = run("mail.cjs", fault="smtp-auth-disabled-tenant")
    assert answer["error"] == "EAUTH" and "SmtpClientAuthentication is disabled for the Tenant" in answer["message"]
