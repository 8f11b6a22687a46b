"""J11: a support engineer has only a log line, and no tenant, no profile and no network."""

from __future__ import annotations

import json

from .desk import Desk

REFUSED = (
    "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit "
    "https://aka.ms/smtp_auth_disabled for more information."
)

PAGE = """\
smtp-auth-disabled-tenant   (smtp; certain: the words name it)
  Said    535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the
          Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.
  Means   Exchange refuses authenticated SMTP here, with OAuth too. Token, app, TLS and settings are
          good. The SMTP AUTH switch does not touch receiving.
  A new refresh token helps?   NO. Do not sign in again; do not change the secret.
  Who     an Exchange Administrator of <tenant>; nothing to do in the application
  Fix     for this mailbox alone (it overrides the tenant switch):
            Connect-ExchangeOnline
            Get-TransportConfig | fl SmtpClientAuthenticationDisabled             # look: True
            Get-CASMailbox <mailbox> | fl SmtpClientAuthenticationDisabled        # look: not False
            Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false
          undo: Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $null
          portal: admin.microsoft.com > Active users > <mailbox> > Mail > Manage email apps >
              Authenticated SMTP
          for all mailboxes (rarely wanted):
            Set-TransportConfig -SmtpClientAuthenticationDisabled $false
          verify: oauthmail diagnose <profile> --only smtp
  Wait    Exchange: 12 minutes measured (2026-09), up to 60 documented:
            oauthmail watch <profile> --only smtp --for 60m
  If not  Entra security defaults switch SMTP AUTH off as well: Entra > Overview > Properties
  Seen    simonrob/email-oauth2-proxy#193 (2023-09-12), nodemailer#1484, OfficeDocs-Exchange#3124
  More    https://learn.microsoft.com/en-us/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission

---- ticket text, holds no secret ----
Please allow authenticated SMTP (OAuth) for the mailbox <mailbox>:
  Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false
Exchange answers "535 5.7.139 ... SmtpClientAuthentication is disabled for the Tenant" to a valid
token. No change to the application is needed.
--------------------------------------

"""


def test_a_line_is_enough(desk: Desk) -> None:
    found = desk.type(f"oauthmail explain '{REFUSED}'")
    assert (found.status, found.err) == (0, "")
    assert found.out == PAGE
    assert desk.tenant.transcript() == [], "nobody was asked"


def test_in_a_whole_log_the_line_is_named_and_its_secrets_are_not_repeated(desk: Desk) -> None:
    token = desk.tenant.access_token
    log = [
        *(f"2026-11-23 07:40:{n:02} INFO  [mailer-{n}] message {n} queued" for n in range(40)),
        f"2026-11-23 07:41:00 DEBUG auth=Bearer {token}",
        f"javax.mail.AuthenticationFailedException: {REFUSED}",
        "\tat com.sun.mail.smtp.SMTPTransport$Authenticator.authenticate(SMTPTransport.java:965)",
        *(f"2026-11-23 07:42:{n:02} INFO  retry {n}" for n in range(40)),
    ]
    (desk.here / "server.log").write_text("\n".join(log))
    desk.kept.add("office/server.log")
    found = desk.type("oauthmail explain", stdin="\n".join(log))
    assert (found.status, found.err) == (0, "")
    assert found.out.startswith("smtp-auth-disabled-tenant   (smtp; certain: the words name it)\n  Said    line 42: ")


def test_a_bare_code_lists_what_it_may_be_each_with_what_decides(desk: Desk) -> None:
    found = desk.type("oauthmail explain '535 5.7.139'")
    assert found.status == 0
    first, _, others = found.out.partition("It may also be\n")
    assert first.startswith("smtp-auth-disabled-tenant   (smtp; possible)\n")
    assert [line.partition(":")[0].strip() for line in others.splitlines() if line.startswith("  s")] == [
        "smtp-auth-disabled-mailbox",
        "smtp-security-defaults",
        "smtp-conditional-access",
    ]
    assert "The last word of the reply, Tenant or Mailbox, decides." in others


def test_a_program_reads_json_and_the_exit_status(desk: Desk) -> None:
    found = desk.type("oauthmail explain AADSTS700082 --json")
    (cause, *_) = json.loads(found.out)["diagnoses"]
    assert found.status == 0
    assert {key: cause[key] for key in ("id", "layer", "who", "new_refresh_token_helps", "confidence")} == {
        "id": "refresh-token-expired",
        "layer": "token",
        "who": "user",
        "new_refresh_token_helps": "yes",
        "confidence": 1.0,
    }
    unknown = desk.type("oauthmail explain --json '550 5.1.1 User unknown'")
    assert (unknown.status, json.loads(unknown.out)) == (1, {"diagnoses": []})
