"""J9: Workbench against the administration console. What each holds is written down twice, and compared."""

from __future__ import annotations

from .desk import Desk

WORKBENCH = """
[[consumers]]
name = "Email Service"
kind = "email-service"
oauth = true
smtp_auth = true
smtp_tls = "TLS"
receive_tls = "TLS"

[[consumers]]
name = "process Reminders"
kind = "operation"
oauth = false
smtp_user = "anna@contoso.example"

[[consumers]]
name = "endpoint Invoices"
kind = "email-endpoint"
oauth = true
smtp_host = "localhost"
"""

CONSOLE = """
[[consumers]]
name = "Email Service"
kind = "email-service"
oauth = true
smtp_auth = true
smtp_tls = "TLS"
receive_tls = "TLS"

[[consumers]]
name = "process Reminders"
kind = "operation"

[[consumers]]
name = "endpoint Invoices"
kind = "email-endpoint"
oauth = true
smtp_host = "localhost"
smtp_port = 587
smtp_tls = "TLS"
receive_tls = "TLS"
client_secret = "env:OLDER_SECRET"
"""

DIFFERENCES = """\
process Reminders
  oauth
    workbench.toml: false   oauth of process Reminders
    console.toml: true   oauth of Email Service
  smtp_user
    workbench.toml: anna@contoso.example   smtp_user of process Reminders
    console.toml: svc-forms@contoso.example   mailbox.xoauth2_user
endpoint Invoices
  client_secret
    workbench.toml: N characters, sha256 <mark>   grant.client_secret (env:MAIL_SECRET)
    console.toml: N characters, sha256 <mark>   client_secret of endpoint Invoices
        (env:OLDER_SECRET)
  smtp_port
    workbench.toml: 25   smtp_port of endpoint Invoices (default of the product)
    console.toml: 587   smtp_port of endpoint Invoices
  smtp_tls
    workbench.toml: blank   smtp_tls of endpoint Invoices (default of the product)
    console.toml: TLS   smtp_tls of endpoint Invoices
  smtp on the wire
    workbench.toml: plain   follows from the above
    console.toml: starttls-required   follows from the above
  receive_tls
    workbench.toml: not said
    console.toml: TLS   receive_tls of endpoint Invoices

Precedence   its own value, then: an operation inherits from the email service, value by value; an
             email endpoint from the defaults of Email: 1.0, nothing from the email service; task
             notifications inherit nothing.
By password  still in workbench.toml: process Reminders
Endpoints    Workbench may end in an error where the mail servers of an endpoint are set; the
             administration console takes them (S100 of docs/seed.md, line 174 of the page).
"""


def test_what_is_in_effect_field_by_field_with_where_it_comes_from(desk: Desk) -> None:
    desk.secrets["older secret"] = desk.env["OLDER_SECRET"] = "Zq8~" + "vN4x" * 9
    desk.token(desk.tenant.refresh_token)
    desk.profile("workbench.toml", more=WORKBENCH)
    desk.profile("console.toml", more=CONSOLE)
    found = desk.type("oauthmail diff workbench.toml console.toml")
    assert (found.status, found.err) == (1, "")
    assert found.page == DIFFERENCES
    assert len({line.split("sha256 ")[1][:8] for line in found.out.splitlines() if "sha256" in line}) == 2

    # The process that still logs in by password is what `check` stumbles over, in the same words.
    judged = desk.type("oauthmail check workbench.toml")
    assert judged.status == 1 and "oauth of process Reminders is false" in judged.out

    (desk.here / "workbench.toml").write_text((desk.here / "console.toml").read_text())
    same = desk.type("oauthmail diff workbench.toml console.toml")
    assert (same.status, same.out, same.err) == (0, "The same values are in effect.\n", "")
