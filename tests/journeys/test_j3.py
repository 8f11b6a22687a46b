"""J3: receiving works, sending is refused. An administrator switched authenticated SMTP off."""

from __future__ import annotations

import re

import pytest

from .desk import MAILBOX, TENANT, Desk, quickly

SMTP_ONLY = "oauthmail diagnose aem.toml --only smtp"
SWITCH = f"Set-CASMailbox {MAILBOX} -SmtpClientAuthenticationDisabled $false"

TENANT_WIDE = """\
oauthmail <version>   LIVE   svc-forms@contoso.example in {tenant} aem.toml   <now>
From host <host>, no proxy, trust store <home>/office/ca.pem. Sends no mail, changes nothing, uses no password.

  settings network tls tenant app   PASS   11 checks                                           0.0 s
  token     PASS   0.0 kB; for outlook.office.com; IMAP.AccessAsUser.All                       0.0 s
                   POP.AccessAsUser.All SMTP.Send; svc-forms@contoso.example; NN min left
  smtp      FAIL   535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication ...       0.0 s
  imap pop3 message   not asked for (--only smtp)
  client cases   not asked for: they run without --fault, --only and --profile, or with --adapter

ROOT CAUSE   smtp-auth-disabled-tenant   (smtp; certain: the words name it)
  Said    535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the
          Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.
          [FA0P281CA0094.FAKP281.PROD.OUTLOOK.COM <time> <session>]
  Means   Exchange refuses authenticated SMTP here, with OAuth too. Token, app, TLS and settings are
          good. The SMTP AUTH switch does not touch receiving.
  A new refresh token helps?   NO. Do not sign in again; do not change the secret.
  Who     an Exchange Administrator of 8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11; nothing to do in the
          application
  Fix     for this mailbox alone (it overrides the tenant switch):
            Connect-ExchangeOnline
            Get-TransportConfig | fl SmtpClientAuthenticationDisabled             # look: True
            # look: not False
            Get-CASMailbox svc-forms@contoso.example | fl SmtpClientAuthenticationDisabled
            Set-CASMailbox svc-forms@contoso.example -SmtpClientAuthenticationDisabled $false
          undo: Set-CASMailbox svc-forms@contoso.example -SmtpClientAuthenticationDisabled $null
          portal: admin.microsoft.com > Active users > svc-forms@contoso.example > Mail > Manage
              email apps > Authenticated SMTP
          for all mailboxes (rarely wanted):
            Set-TransportConfig -SmtpClientAuthenticationDisabled $false
          verify: oauthmail diagnose aem.toml --only smtp
  Wait    Exchange: 12 minutes measured (2026-09), up to 60 documented:
            oauthmail watch aem.toml --only smtp --for 60m
  If not  Entra security defaults switch SMTP AUTH off as well: Entra > Overview > Properties
  Blocks  smtp.mail_from
  More    oauthmail explain smtp-auth-disabled-tenant

---- ticket text, holds no secret ----
Please allow authenticated SMTP (OAuth) for the mailbox svc-forms@contoso.example:
  Set-CASMailbox svc-forms@contoso.example -SmtpClientAuthenticationDisabled $false
Exchange answers "535 5.7.139 ... SmtpClientAuthentication is disabled for the Tenant" to a valid
token. No change to the application is needed.
Trace: session <session>, <time> UTC.
--------------------------------------

FAIL   1 cause, 17 passed, 0 warnings, 1 blocked, 3 skipped   0.0 s   exit 1
"""


@pytest.fixture
def aem(desk: Desk) -> Desk:
    """An operator with a profile whose token is good."""
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    return desk


def test_smtp_auth_is_off_until_the_switch_is_turned(aem: Desk) -> None:
    aem.tenant.faults("smtp-auth-disabled-tenant")
    found = aem.type(SMTP_ONLY)
    assert (found.status, found.err) == (1, "")
    assert found.page == TENANT_WIDE.format(tenant=TENANT)
    session = re.findall(r"\b[0-9A-F]{16}\b", found.out)
    assert len(session) == 2 and len({*session}) == 1, "the ticket names the session of the refusal"

    receives = aem.type("oauthmail diagnose aem.toml --only imap")
    assert (receives.status, "HEALTHY" in receives.out) == (0, True), receives.out

    verify, watch, explain = found.commands()
    with aem.running(quickly(watch)) as process:
        aem.until("smtp-auth-disabled-tenant", process)
        aem.tenant.faults()
        ended = aem.ended(watch, process)
    assert (ended.status, ended.err) == (0, "")
    assert "accepted" in ended.out and "IN FORCE" in ended.out
    assert aem.type(verify).status == 0
    assert aem.type(explain).out.startswith("smtp-auth-disabled-tenant   (smtp)\n")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("smtp-auth-disabled-mailbox", "The mailbox itself has authenticated SMTP switched off"),
        ("smtp-security-defaults", "Security defaults are on in the tenant."),
    ],
)
def test_the_same_for_the_mailbox_and_by_security_defaults(aem: Desk, fault: str, words: str) -> None:
    aem.tenant.faults(fault)
    found = aem.type("oauthmail diagnose aem.toml --report ticket.md")
    assert (found.status, found.err) == (1, "")
    lines = found.out.splitlines()
    assert [line for line in lines if line.startswith("ROOT CAUSE")] == [
        f"ROOT CAUSE   {fault}   (smtp; certain: the words name it)"
    ]
    assert words in found.words and "A new refresh token helps? NO." in found.words
    # Receiving works, and the page says so in its own line.
    assert any(line.startswith("  imap      PASS   AUTHENTICATE XOAUTH2 accepted") for line in lines)
    assert any(line.strip().partition("  # ")[0] == SWITCH for line in lines), "a command to copy, whole on its line"
    ticket = lines[lines.index("---- ticket text, holds no secret ----") + 1 :]
    ticket = ticket[: ticket.index("--------------------------------------")]
    assert len(ticket) <= 8 and f"  {SWITCH}" in ticket
    assert re.fullmatch(r"Trace: session [0-9A-F]{16}, [0-9-]{10} [0-9:]{8} UTC\.", ticket[-1])
    assert (aem.here / "ticket.md").read_text().startswith("\n".join(["```text", *ticket, "```"]))
