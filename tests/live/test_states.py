"""States of a tenant, and what the servers said together: the right cause first, or in the tie that is declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .conftest import Live
from .test_conduct import LOGIN, MAIL, transcript

Change = Callable[[Tenant, Any], None]
ROLES = ("SMTP.SendAsApp", "IMAP.AccessAsApp", "POP.AccessAsApp")
APP_ONLY = {"grant__flow": "client_credentials", "refresh_token": None}


def _own(tenant: Tenant, **values: Any) -> None:
    mailbox = next(iter(tenant.mailboxes.values()))
    for name, value in values.items():
        setattr(mailbox, name, value)


def _policy(**values: Any) -> Change:
    def change(tenant: Tenant, _: Any) -> None:
        for name, value in values.items():
            setattr(tenant.policy, name, value)

    return change


# State: what is changed in the tenant, what in the profile, and the cause of each refusal, the first of its row.

STATES: dict[str, tuple[Change, dict[str, Any], dict[str, str]]] = {
    "SMTP AUTH off for the tenant": (
        _policy(smtp_auth_disabled=True),
        {},
        {"smtp": "smtp-auth-disabled-tenant"},
    ),
    "SMTP AUTH off for the mailbox": (
        lambda tenant, _: _own(tenant, smtp_auth_disabled=True),
        {},
        {"smtp": "smtp-auth-disabled-mailbox"},
    ),
    "IMAP off": (
        lambda tenant, _: _own(tenant, imap_enabled=False),
        {},
        {"imap": "imap-off-for-mailbox"},
    ),
    "POP3 off": (
        lambda tenant, _: _own(tenant, pop_enabled=False),
        {},
        {"pop3": "pop3-off-for-mailbox"},
    ),
    "no licence": (
        lambda tenant, _: _own(tenant, licensed=False),
        {},
        {
            "smtp": "smtp-mailbox-not-accessible",
            "imap": "mailbox-without-licence",
            "pop3": "mailbox-without-licence",
        },
    ),
    "app-only, not registered in Exchange": (
        lambda tenant, _: next(iter(tenant.apps.values())).roles.update(ROLES),
        APP_ONLY,
        dict.fromkeys(MAIL, "app-only-not-set-up"),
    ),
    "a shared mailbox as SMTP user": (
        lambda tenant, address: tenant.mailboxes["shared@contoso.example"].full_access.add(address),
        {"mailbox": None, "mailbox__xoauth2_user": "shared@contoso.example", "mailbox__shared": True},
        {"smtp": "shared-mailbox-as-smtp-user"},
    ),
    "no Full Access on a shared mailbox": (
        lambda tenant, _: None,
        {"mailbox": None, "mailbox__xoauth2_user": "shared@contoso.example", "mailbox__shared": True},
        {"smtp": "shared-mailbox-as-smtp-user", "imap": "token-of-another-user"},
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_the_cause_of_a_state_comes_first_or_in_a_declared_tie(box: ThreadedBox, live: Live, state: str) -> None:
    change, changes, wanted = STATES[state]
    if "shared" in state:
        box.ask(_with_shared)
    box.ask(lambda tenant: change(tenant, box.settings.mailbox))
    ended = live(**changes)
    assert ended.ids("error") == [], ended.output
    for stage, cause in wanted.items():
        row = next((id for id in ended.ids("fail") if id.startswith(stage)), "")
        assert row, ended.output
        found = ended.rows[row]["diagnoses"]
        tie = found[:1] + [id for id in found[1:2] if id in TABLE[found[0]].may_be or id in TABLE[found[0]].tied_with]
        assert cause in tie, (row, found, ended.output)
    for name in MAIL:
        assert len(LOGIN.findall(transcript(box, name, "in"))) == 1, f"{name} is logged in to once"


def _with_shared(tenant: Tenant) -> None:
    own = next(iter(tenant.mailboxes.values()))
    address = "shared@contoso.example"
    tenant.mailboxes[address] = replace(own, address=address, shared=True, full_access=set(), send_as=set())


def test_a_password_is_tried_once_on_demand_and_never_after_a_failing_login(box: ThreadedBox, live: Live) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    before = live()
    assert {before.rows[f"{name}.basic"]["outcome"] for name in MAIL} == {"skip"}
    ended = live("--probe-basic")
    assert ended.status == 0, ended.output
    for name in MAIL:
        row = ended.rows[f"{name}.basic"]
        assert (row["outcome"], row["diagnoses"]) == ("warn", ["basic-auth-still-allowed"]), ended.output
    assert "logs in with a wrong password once a protocol" in ended.output
    allowed = live("--probe-basic", policy__basic_fallback="allow")
    assert allowed.rows["imap.basic"]["said"] == "a password is still judged, as the policy allows"


def test_no_password_is_tried_where_the_token_was_refused(box: ThreadedBox, live: Live) -> None:
    box.ask(lambda tenant: setattr(tenant.policy, "basic_auth", True))
    box.faults("token-refused")
    ended = live("--probe-basic")
    assert {ended.rows[f"{name}.basic"]["outcome"] for name in MAIL} == {"skip"}
    assert "AUTH LOGIN" not in transcript(box, "smtp", "in")
    assert " LOGIN " not in transcript(box, "imap", "in")
    assert "PASS" not in transcript(box, "pop3", "in")


def test_pop3_on_one_line_is_tried_with_only_pop3_alone_and_a_finding_only_where_the_product_does_it(
    box: ThreadedBox, live: Live
) -> None:
    assert live().rows["pop3.one_line"]["outcome"] == "skip"
    assert live("--only=pop3").rows["pop3.one_line"]["said"].startswith("AUTH on one line would be refused: -ERR")
    ended = live("--only=pop3", receive__pop_two_line=False)
    assert ended.rows["pop3.one_line"]["diagnoses"] == ["pop3-one-line-auth"], ended.output
    box.faults("token-refused@pop3")
    refused = live("--only=pop3")
    assert refused.rows["pop3.one_line"]["outcome"] == "blocked"


def test_a_token_longer_than_pop3_takes_is_a_warning(box: ThreadedBox, live: Live) -> None:
    box.ask(lambda tenant: setattr(tenant.entra, "manners", replace(tenant.entra.manners, token_size=5000)))
    ended = live()
    row = ended.rows["token.size"]
    assert (row["outcome"], row["diagnoses"]) == ("warn", ["pop3-token-too-long"]), ended.output
