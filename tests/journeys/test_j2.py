"""J2, secret rotated: a new secret on Friday, the old one deleted; sends work, the endpoint's polling is dead."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.harness import ROOT, SECONDS, module

FRIDAY = "new~secret-of-Friday.Qx8vLr2mT5zKpW9cBn4h"
BEFORE = "old~secret-before-Friday.Wd3nYb6hJ1sFgE4uRt"
TENANT = f'client_secret = "{FRIDAY}"\n'
NOT_DELETED_YET = f'\n[[other_secrets]]\nvalue = "{BEFORE}"\nage_days = 600.0\n'
PROFILE = (ROOT / "examples" / "loopback.toml").read_text(encoding="utf-8")
PLACES = """
[[consumers]]
name = "Email Service"
kind = "email-service"
oauth = true
smtp_tls = "TLS"
receive_tls = "TLS"
client_secret = "env:SECRET_OF_EMAIL_SERVICE"

[[consumers]]
name = "Invoices"
kind = "email-endpoint"
oauth = true
smtp_tls = "TLS"
receive_tls = "TLS"
repeat_interval_s = 60
client_secret = "env:SECRET_OF_INVOICES"
refresh_token = "env:TOKEN_OF_INVOICES"

[[consumers]]
name = "task notifications"
kind = "task-notifications"
oauth = true
enabled = true
smtp_tls = "TLS"
client_secret = "env:SECRET_OF_EMAIL_SERVICE"
"""

Fakes = dict[str, Any]


@pytest.fixture
def tenant_file(tmp_path: Path) -> Path:
    return tmp_path / "tenant.toml"


@pytest.fixture
def fakes(tenant_file: Path, request: pytest.FixtureRequest) -> Iterator[Fakes]:
    """The tenant in another process."""
    tenant_file.write_text(getattr(request, "param", TENANT), encoding="utf-8")
    command = [sys.executable, "-m", "fakes", "--json", "--tenant", str(tenant_file)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def diagnose(folder: Path, fakes: Fakes, *options: str, **secrets: str) -> Any:
    """`oauthmail diagnose aem.toml` with the product's places as they were pasted."""
    (folder / "aem.toml").write_text(PROFILE + PLACES, encoding="utf-8")
    environ = {f"FAKE_{name.upper()}": str(value) for name, value in fakes.items()}
    pasted = {
        "SECRET_OF_EMAIL_SERVICE": FRIDAY,
        "SECRET_OF_INVOICES": FRIDAY,
        "TOKEN_OF_INVOICES": fakes["refresh_token"],
    }
    environ = {**os.environ, **environ, **pasted, **secrets, "PYTHONPATH": str(ROOT)}
    return module("oauthmail", "diagnose", "aem.toml", *options, cwd=folder, env=environ)


def plain(text: str) -> str:
    """The output without what differs from run to run."""
    for pattern, stands in (
        (r"oauthmail \d\S*", "oauthmail VERSION"),
        (
            r"From host [\s\S]+?\. Sends no mail, changes nothing,\s+uses",
            "From HERE. Sends no mail, changes nothing, uses",
        ),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d{4}", "WHEN"),
        (r"correlation id\s+[0-9a-f-]{36}\s+\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "correlation id ID"),
        (r"(?m) +\d+\.\d s$", ""),
        (r" +\d+\.\d s   exit", "   exit"),
        (r"SMTP port \d+", "SMTP port N"),
        (r"\d+ min left", "N min left"),
    ):
        text = re.sub(pattern, stands, text)
    return text


def words(text: str) -> str:
    """The same without its line breaks."""
    return " ".join(plain(text).split())


MONDAY = """\
oauthmail VERSION   LIVE   svc-forms@contoso.example in 8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11
  aem.toml   WHEN
From HERE. Sends no mail, changes nothing, uses no password.

  settings  PASS   23 checks, 1 warning (w1)
  network   PASS   localhost
  tls       PASS   TLSv1.3; STARTTLS offered: SMTP port N; XOAUTH2: SMTP IMAP POP3
  tenant    PASS   8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11
  app       FAIL   endpoint "Invoices": AADSTS7000215
  token     PASS   2.5 kB; for outlook.office.com; IMAP.AccessAsUser.All
                   POP.AccessAsUser.All SMTP.Send; svc-forms@contoso.example; N min left
  smtp      PASS   AUTH XOAUTH2 accepted; MAIL FROM svc-forms@contoso.example accepted
  imap      PASS   AUTHENTICATE XOAUTH2 accepted; INBOX opened read-only, 2 messages
  pop3      PASS   AUTH XOAUTH2 in two lines accepted; 2 messages
  message   skip   no test message without --send-to ADDRESS
  client cases   not asked for: they run without --fault, --only and --profile, or with --adapter

ROOT CAUSE   client-secret-wrong   (app; certain: the words name it)
  Said    invalid_client, AADSTS7000215: Invalid client secret provided. Ensure the secret being
          sent in the request is the client secret value, not the client secret ID, for a secret
          added to app '3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04'.
  Where   endpoint "Invoices": client secret, 43 characters, sha256 6161296c
  Means   Entra knows the application and refuses this secret, while it accepts that of the profile:
          most likely the secret was replaced, and this copy was left behind.
  A new refresh token helps?   NO. A refresh token survives a change of its application's secret
          (inferred, not confirmed); the one held here was accepted with the secret of the profile,
          so nobody has to sign in again.
  Who     whoever runs the application that sends or reads the mail
  Fix     paste the client secret of the profile (41 characters, sha256 d4c379fb) into endpoint
              "Invoices"
          oauthmail diagnose aem.toml      must end in HEALTHY
  Trace   Entra admin center > Sign-in logs > User sign-ins (non-interactive)
          correlation id ID
  More    oauthmail explain client-secret-wrong

w1  settings.copies: client_secret of svc-forms@contoso.example differs: 41 characters, sha256
    d4c379fb in the profile, Email Service, task notifications; 43 characters, sha256 6161296c in
    Invoices   (oauthmail explain settings-copies)

For a ticket: add --report ticket.md (holds no secret)

FAIL   1 cause, 52 passed, 1 warning, 25 skipped   exit 1
"""


def test_on_monday_the_place_that_was_forgotten_is_named(fakes: Fakes, tmp_path: Path) -> None:
    ended = diagnose(tmp_path, fakes, SECRET_OF_INVOICES=BEFORE)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert plain(ended.stdout) == MONDAY
    assert token_requests(fakes) == 2


def test_once_it_is_pasted_all_is_good(fakes: Fakes, tmp_path: Path) -> None:
    ended = diagnose(tmp_path, fakes)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert token_requests(fakes) == 1
    told = words(ended.stdout)
    assert "client id known in this tenant; client secret accepted; accepted from 3 consumers (1 copy)" in told
    assert "HEALTHY Token, tenant, settings and mailbox work from this machine. " in told
    assert " 0 warnings, " in told


@pytest.mark.parametrize("fakes", [TENANT + NOT_DELETED_YET], indirect=True)
def test_on_friday_both_secrets_are_good_and_the_difference_is_a_warning(fakes: Fakes, tmp_path: Path) -> None:
    ended = diagnose(tmp_path, fakes, SECRET_OF_INVOICES=BEFORE)
    assert (ended.returncode, ended.stderr) == (0, "")
    told = words(ended.stdout)
    assert "client secret accepted; accepted from 3 consumers (2 copies)" in told
    assert "HEALTHY Token, tenant, settings and mailbox work from this machine; mind the warnings." in told
    assert "sha256 6161296c in Invoices" in told


def test_the_same_with_a_refresh_token_that_one_place_never_renewed(fakes: Fakes, tmp_path: Path) -> None:
    advance(fakes, "50d")
    newer = renewed(fakes)
    advance(fakes, "50d")
    old, fakes["refresh_token"] = fakes["refresh_token"], newer
    report = tmp_path / "report.json"
    ended = diagnose(tmp_path, fakes, "--report", str(report), TOKEN_OF_INVOICES=old)
    assert (ended.returncode, ended.stderr) == (1, "")
    told = words(ended.stdout)
    assert "ROOT CAUSE refresh-token-expired (token; certain: the words name it)" in told
    assert "Said invalid_grant, AADSTS700082: " in told
    assert f'Where endpoint "Invoices": refresh token, {len(old)} characters, sha256 ' in told
    assert "A new refresh token helps? YES. But none has to be made: that of the profile is good." in told
    assert "AUTH XOAUTH2 accepted; MAIL FROM svc-forms@contoso.example accepted" in told
    (cause,) = json.loads(report.read_text(encoding="utf-8"))["root_causes"]
    assert (cause["blocks"], cause["checks"]) == ([], ["token.copies"])
    # And with the old secret in that place as well, Entra names the secret, and nobody promises anything of the token.
    both = words(diagnose(tmp_path, fakes, TOKEN_OF_INVOICES=old, SECRET_OF_INVOICES=BEFORE).stdout)
    assert "ROOT CAUSE client-secret-wrong" in both
    assert "the one held here is judged once the secret is right, for the server names the secret first" in both
    assert " 1 cause, " in both


def test_in_all_places_the_old_secret_is_one_cause(fakes: Fakes, tmp_path: Path) -> None:
    fakes["client_secret"] = BEFORE
    ended = diagnose(tmp_path, fakes, SECRET_OF_INVOICES=BEFORE, SECRET_OF_EMAIL_SERVICE=BEFORE)
    assert ended.returncode == 1
    told = words(ended.stdout)
    assert " 1 cause, " in told
    assert 'Where the profile, Email Service, endpoint "Invoices", task notifications: client secret, ' in told
    assert 'put it into 3 places: Email Service | endpoint "Invoices" | task notifications' in told
    assert "Seen by app.secret, app.copies" in told
    assert "Please make a new client secret for app 3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04" in told


def token_requests(fakes: Fakes) -> int:
    """How many reached the login host."""
    events = requests.get(f"{fakes['control_url']}transcript", timeout=SECONDS).json()["events"]
    came = "".join(event["data"] for event in events if (event["listener"], event["kind"]) == ("token", "in"))
    return len(re.findall(r"POST \S+/token HTTP", came))


def advance(fakes: Fakes, span: str) -> None:
    requests.post(f"{fakes['control_url']}clock", json={"advance": span}, timeout=SECONDS).raise_for_status()


def renewed(fakes: Fakes) -> str:
    """The newer refresh token that comes back to who asks for one."""
    form = {name: fakes[name] for name in ("client_id", "client_secret", "refresh_token")}
    form |= {"grant_type": "refresh_token", "scope": "https://outlook.office.com/SMTP.Send offline_access"}
    answer = requests.post(fakes["token_url"], data=form, verify=fakes["ca_file"], timeout=SECONDS)
    return str(answer.json()["refresh_token"])
