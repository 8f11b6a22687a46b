"""J1: mail stopped overnight. The refresh token is older than 90 days, and three places hold a copy of it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from .desk import MAILBOX, TENANT, Desk

LIFE = timedelta(days=90)
PLACES = """
[[consumers]]
name = "Email Service"
kind = "email-service"
oauth = true
smtp_auth = true
smtp_tls = "TLS"
receive_tls = "TLS"

[[consumers]]
name = 'endpoint "Invoices"'
kind = "email-endpoint"
oauth = true
receive_protocol = "imap"
receive_tls = "TLS"

[[consumers]]
name = "Forms workflow > Server Settings > Email"
kind = "task-notifications"
oauth = true
enabled = true
"""

DEAD = """\
oauthmail <version>   LIVE   svc-forms@contoso.example in {tenant} aem.toml   <now>
From host <host>, no proxy, trust store <home>/office/ca.pem. Sends no mail, changes nothing, uses no password.

  settings  PASS   25 checks, 1 warning (w1)                                                   0.0 s
  network   PASS   localhost                                                                   0.0 s
  tls       PASS   TLSv1.3; STARTTLS offered: SMTP port .....; XOAUTH2: SMTP IMAP              0.0 s
  tenant    PASS   8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11                                        0.0 s
  app       PASS   client id known in this tenant; client secret accepted                      0.0 s
  token     FAIL   AADSTS700082                                                                0.0 s
  smtp imap message   not tried: 9 checks blocked by token.issued
  pop3      skip   not in the profile                                                          0.0 s
  client cases   not asked for: they run without --fault, --only and --profile, or with --adapter

ROOT CAUSE   refresh-token-expired   (token; certain: the words name it)
  Said    invalid_grant, AADSTS700082: The refresh token has expired due to inactivity. The token
          was issued on <time> and was inactive for 90.00:00:00.
  Where   the profile, Email Service, endpoint "Invoices", Forms workflow > Server Settings > Email:
          refresh token, N characters, sha256 <mark>
  Means   The application still presents the refresh token it was given long ago. Such a token dies
          90 days after it was issued; using the same copy every day does not prolong it, only
          storing the newer token that comes back with each use does.
  A new refresh token helps?   YES, and nothing else does. The secret and the app are good.
  Who     anyone who can sign in as svc-forms@contoso.example; no admin is needed
  Fix     oauthmail login aem.toml --copy
            sign in as svc-forms@contoso.example; the token goes to the clipboard and is never shown
            no browser here: add --paste; no clipboard: --store file:PATH instead of --copy
            by hand with curl: oauthmail guide aem.toml
            add --store 'file:tokens/svc.json#refresh_token', where the profile reads it
          paste it into "Refresh Token" in 3 places: Email Service | endpoint "Invoices" | Forms
              workflow > Server Settings > Email
          oauthmail diagnose aem.toml      must end in HEALTHY
          then send one mail from the application
  If not  AADSTS50173 instead of 700082 means revoked, not aged. 70008 on the first exchange of a
          code means that the code was older than ten minutes.
  Again   on {again}, unless the application stores the newer tokens that it receives.
          Be warned in time:  oauthmail diagnose aem.toml --nagios --warn-days 14
  Blocks  token.audience, token.scopes, token.user, token.lifetime, token.size, smtp.basic,
          smtp.auth, smtp.mail_from, smtp.starttls_enforced, imap.basic, imap.auth, imap.mailbox,
          message.sent, message.whole
  Trace   Entra admin center > Sign-in logs > User sign-ins (non-interactive)
          correlation id <id>   <time> UTC
  More    oauthmail explain refresh-token-expired
  Seen by token.issued, token.copies

w1  settings.rotation: refresh_token.rotation is "static" (R24) and the token of {issued} ended on
    {ended}   (oauthmail explain settings-rotation)

For a ticket: add --report ticket.md (holds no secret)

FAIL   1 cause, 38 passed, 1 warning, 14 blocked, 24 skipped   0.0 s   exit 1
"""

TICKET = """\
OAuth mail of svc-forms@contoso.example fails: The refresh token is older than 90 days.
Needed: anyone who can sign in as svc-forms@contoso.example; no admin is needed
  oauthmail login aem.toml --copy
    sign in as svc-forms@contoso.example; the token goes to the clipboard and is never shown
"""

HEALTHY = """\
oauthmail <version>   LIVE   svc-forms@contoso.example in {tenant} aem.toml   <now>
From host <host>, no proxy, trust store <home>/office/ca.pem. Sends 1 message, changes nothing else, uses no password.

  settings  PASS   25 checks                                                                   0.0 s
  network   PASS   localhost                                                                   0.0 s
  tls       PASS   TLSv1.3; STARTTLS offered: SMTP port .....; XOAUTH2: SMTP IMAP              0.0 s
  tenant    PASS   8f0c1e52-6d3a-4b57-9a53-0f6f2d1c7e11                                        0.0 s
  app       PASS   client id known in this tenant; client secret accepted; accepted from 3     0.0 s
                   consumers (1 copy)
  token     PASS   0.0 kB; for outlook.office.com; IMAP.AccessAsUser.All                       0.0 s
                   POP.AccessAsUser.All SMTP.Send; svc-forms@contoso.example; NN min left
  smtp      PASS   AUTH XOAUTH2 accepted; MAIL FROM svc-forms@contoso.example accepted         0.0 s
  imap      PASS   AUTHENTICATE XOAUTH2 accepted; INBOX opened read-only, 2 messages           0.0 s
  pop3      skip   not in the profile                                                          0.0 s
  message   PASS   sent to svc-forms@contoso.example; found in INBOX after 0.0 s, 4            0.0 s
                   attachments unchanged
  client cases   not asked for: they run without --fault, --only and --profile, or with --adapter

HEALTHY   Token, tenant, settings and mailbox work from this machine.

  Left behind    1 message to svc-forms@contoso.example, subject "oauthmail test <id>"
  Seen from      127.0.0.1 (your address as the SMTP server sees it, from its answer to EHLO)
  Not proven     that the application uses these values. Compare with what it holds:
                   client secret  N characters, sha256 <mark>...
                   refresh token  N characters, sha256 <mark>...
                 that its own trust store and proxy work (tested: <home>/office/ca.pem).

  What comes next
    {again}  refresh token of {today} dies, if the application keeps using this copy

PASS   53 passed, 0 warnings, 25 skipped   0.0 s   exit 0
"""


def days() -> dict[str, str]:
    """The days that the pages name."""
    today = datetime.now(UTC)
    issued = today - timedelta(days=91)
    found = {"today": today, "issued": issued, "ended": issued + LIFE, "again": today + LIFE}
    return {"tenant": TENANT} | {name: f"{day:%Y-%m-%d}" for name, day in found.items()}


@pytest.fixture
def aem(desk: Desk) -> Desk:
    """AEM holds the token that it was given 91 days ago, and never a newer one."""
    state(desk, days()["issued"])
    desk.token(desk.tenant.refresh_token)
    desk.tenant.advance("91d")
    return desk


def state(desk: Desk, day: str) -> None:
    """The profile, with the day of the sign-in as somebody writes it down."""
    desk.profile(
        refresh_token=None,
        grant__refresh_token__ref="file:tokens/svc.json#refresh_token",
        grant__refresh_token__rotation="static",
        more=PLACES,
    )
    path = desk.here / "aem.toml"
    path.write_text(f"grant.refresh_token.obtained_at = {day}\n{path.read_text()}")


def test_from_the_first_failing_mail_to_healthy(aem: Desk, signs_in: None, clipboard: None) -> None:
    found = aem.type("oauthmail diagnose aem.toml")
    assert (found.status, found.err) == (1, "")
    assert found.page == DEAD.format_map(days())

    # The command that the page proposes, letter by letter, and then what it says by hand.
    login, *_, verify, watch_out, more = found.commands()
    ended = aem.type(login)
    assert (ended.status, ended.err) == (0, ""), ended.out
    token = (aem.home / "clipboard").read_text()
    aem.secrets["new refresh token"] = token
    aem.kept.add("clipboard")
    assert 'Paste it into "Refresh Token" in 3 places: Email Service | endpoint "Invoices" | Forms' in ended.words
    assert "The profile reads its copy from file:tokens/svc.json#refresh_token: put it there too." in ended.words
    assert f"set obtained_at = {days()['today']} there." in ended.words
    assert f"It dies on {days()['again']} unless the application keeps each newer one that it gets." in ended.words
    assert ended.commands() == [verify]
    aem.token(token)
    state(aem, days()["today"])

    healthy = aem.type(f"{verify} --send-to {MAILBOX}")
    assert (healthy.status, healthy.err) == (0, "")
    assert healthy.page == HEALTHY.format_map(days())
    assert len(aem.tenant.messages(MAILBOX)) == 3

    assert aem.type(more).out.startswith("refresh-token-expired   (token)\n")
    warned = aem.type(watch_out)
    assert (warned.status, warned.out[:13]) == (0, "OAUTHMAIL OK "), warned.out
    assert "rt_days=8" in warned.out or "rt_days=90" in warned.out


def test_the_report_is_a_ticket_with_the_steps(aem: Desk) -> None:
    assert aem.type("oauthmail diagnose aem.toml --report ticket.md --report ticket.json").status == 1
    lines = (aem.here / "ticket.md").read_text().splitlines()
    assert lines[0] == "```text"
    assert "\n".join(lines[1:]).startswith(TICKET)
    end = lines.index("```")
    assert re.fullmatch(r"Trace: correlation id [0-9a-f-]{36}, [0-9-]{10} [0-9:]{8} UTC\.", lines[end - 1])
    # The ids are those by which the tenant's own log is searched.
    (cause,) = json.loads((aem.here / "ticket.json").read_text())["root_causes"]
    assert lines[end - 1].split()[3].rstrip(",") in cause["said"]
    assert (cause["id"], cause["new_refresh_token_helps"]) == ("refresh-token-expired", "yes")


def test_a_token_of_today_tells_the_old_one_from_all_the_rest(aem: Desk, signs_in: None) -> None:
    ended = aem.type("oauthmail diagnose aem.toml --login")
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert "Somebody signs in in the browser; the token stays in memory." in ended.words
    assert "Replace it: oauthmail login aem.toml --copy" in ended.words
    # Nothing was written: what lies in the file is still the dead one.
    assert aem.stored() == aem.tenant.refresh_token
    assert aem.type("oauthmail diagnose aem.toml -q").out.endswith("refresh-token-expired\n")
