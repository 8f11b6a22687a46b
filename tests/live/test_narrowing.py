"""One text of a refusal, many causes: what the token and the other servers say leaves the right one, or asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from fakes.entra.tokens import mint
from fakes.tenant.model import APPLICATION_PERMISSIONS, MAIL_PERMISSIONS
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox

from .conftest import Live

Change = Callable[[ThreadedBox], object]
APP_ONLY: dict[str, Any] = {"grant__flow": "client_credentials", "refresh_token": None}
OWN_TOKEN: dict[str, Any] = {
    "grant__flow": "static_access_token",
    "refresh_token": None,
    "access_token": "env:OWN_TOKEN",
}
CONSUMERS: dict[str, Any] = {"tenant": "consumers", "authority__login_base": "{login_host}"}
AMBIGUOUS = ("smtp-auth-refused", "imap-auth-refused", "imap-authenticated-not-connected", "pop3-auth-refused")


def _app(
    roles: Collection[str] = APPLICATION_PERMISSIONS, registered: str = "enterprise-application", *, right: bool = True
) -> Change:
    def change(tenant: Tenant) -> None:
        app, mailbox = next(iter(tenant.apps.values())), next(iter(tenant.mailboxes.values()))
        app.roles.update(roles)
        app.exchange_registration = registered
        mailbox.full_access.update({app.client_id} if right else ())

    return lambda box: box.ask(change)


def _switch(change: Change, **values: bool) -> Change:
    def both(box: ThreadedBox) -> None:
        change(box)
        for name, value in values.items():
            box.ask(lambda tenant: setattr(next(iter(tenant.mailboxes.values())), name, value))  # noqa: B023 - at once

    return both


def _older(change: Change) -> Change:
    def both(box: ThreadedBox) -> None:
        change(box)
        box.dialect("exchange-2022")

    return both


def _faults(*specs: str) -> Change:
    return lambda box: box.faults(*specs)


def _token(tenant: Tenant) -> str:
    """A token for another resource than mail."""
    app, user = next(iter(tenant.apps.values())), next(iter(tenant.users.values()))
    return mint(tenant, app, user, "https://ps.outlook.com", [*MAIL_PERMISSIONS])[0]


def _personal(*faults: str) -> Change:
    """A personal account, whose tokens are opaque."""

    def change(tenant: Tenant) -> None:
        next(iter(tenant.apps.values())).audience = "AzureADandPersonalMicrosoftAccount"
        next(iter(tenant.users.values())).personal = True

    def both(box: ThreadedBox) -> None:
        box.ask(change)
        box.faults(*faults)

    return both


@dataclass(frozen=True, slots=True)
class State:
    """What is wrong in the tenant, what the profile says, and the root causes in order; `tied` must be offered too.

    `never` are causes that what was learned rules out, so that they are not offered.
    """

    change: Change
    causes: tuple[str, ...]
    profile: dict[str, Any] = field(default_factory=dict)
    tied: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


OF_APPS = ("app-only-not-set-up", "app-only-without-mailbox-right", "app-only-without-roles", "app-role-smtp-missing")
OF_USERS = ("shared-mailbox-as-smtp-user", "token-of-another-user", "token-scope-smtp-missing", "user-disabled")
STATES = {
    "audience Graph": State(_faults("token-audience-graph"), ("token-audience-graph",), never=OF_APPS),
    "audience another": State(_faults(), ("settings-flow-renews", "token-audience-wrong"), OWN_TOKEN, never=OF_APPS),
    "another user": State(_faults("token-of-another-user"), ("token-of-another-user",), never=OF_APPS),
    "the mailbox of another user": State(
        _faults(), ("token-of-another-user",), {"mailbox": "adele@contoso.example"}, never=OF_APPS
    ),
    "delegated, no SMTP.Send": State(
        _faults("token-scope-smtp-missing"), ("token-scope-smtp-missing",), never=("app-role-smtp-missing", *OF_APPS)
    ),
    "another tenant": State(_faults("token-foreign-tenant"), ("token-of-another-tenant",), never=OF_APPS),
    "app-only, no role": State(
        _app(()), ("app-only-without-roles",), APP_ONLY, never=("app-only-not-set-up", *OF_USERS)
    ),
    "app-only, no role for SMTP": State(
        _app(("IMAP.AccessAsApp", "POP.AccessAsApp")), ("app-role-smtp-missing",), APP_ONLY, never=OF_USERS
    ),
    "app-only, no role for POP3": State(
        _app(("IMAP.AccessAsApp", "SMTP.SendAsApp")), ("app-role-pop3-missing",), APP_ONLY, never=OF_USERS
    ),
    "app-only, unknown to Exchange": State(
        _app(registered=""),
        ("app-only-not-set-up",),
        APP_ONLY,
        ("app-only-without-mailbox-right",),
        ("app-only-without-roles", *OF_USERS),
    ),
    "app-only, the wrong object id": State(
        _app(registered="app-registration"), ("app-only-not-set-up",), APP_ONLY, never=OF_USERS
    ),
    "app-only, no right on the mailbox": State(
        _app(right=False),
        ("app-only-without-mailbox-right",),
        APP_ONLY,
        ("mailbox-without-licence",),
        ("app-only-not-set-up", *OF_USERS),
    ),
    "app-only, no right on the mailbox, said at the first command": State(
        _older(_app(right=False)), ("app-only-without-mailbox-right",), APP_ONLY, never=("app-only-not-set-up",)
    ),
    "app-only, IMAP off": State(
        _switch(_app(), imap_enabled=False),
        ("imap-authenticated-not-connected",),
        APP_ONLY,
        ("imap-off-for-mailbox",),
        OF_APPS + OF_USERS,
    ),
    "app-only, POP3 off": State(_switch(_app(), pop_enabled=False), ("pop3-off-for-mailbox",), APP_ONLY, never=OF_APPS),
    "opaque token that SMTP takes, and IMAP refuses": State(
        _personal("token-refused@imap"),
        ("imap-auth-refused",),
        CONSUMERS,
        ("token-scope-imap-missing",),
        ("token-audience-graph", "token-expired", *OF_APPS[:2]),
    ),
    "opaque token of a personal account": State(
        _personal("token-refused"),
        ("smtp-auth-refused",),
        CONSUMERS,
        ("token-audience-graph", "token-expired"),
        OF_APPS[:2],
    ),
}


@pytest.mark.parametrize("name", STATES)
def test_the_right_cause_is_left_or_its_question_is_asked(
    box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    state = STATES[name]
    monkeypatch.setenv("OWN_TOKEN", box.ask(_token))
    state.change(box)
    login_host = box.settings.authority.rpartition("/")[0]
    ended = live(**{key: str(v).format(login_host=login_host) if v else v for key, v in state.profile.items()})
    assert ended.ids("error") == [], ended.output
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == [*state.causes], ended.output
    offered = {id for cause in ended.causes for id in (cause["id"], *cause["also_possible"])}
    assert set(state.tied) <= offered, (offered, ended.output)
    assert not set(state.never) & offered, (offered, ended.output)
    for cause in ended.causes:
        for id in cause["also_possible"][:5]:
            assert f"    {id}: " in ended.output, ended.output
    if "opaque" in name:
        assert "opaque" in ended.rows["token.issued"]["said"] and not ended.causes[0]["certain"]


@pytest.mark.parametrize("id", AMBIGUOUS)
def test_each_cause_behind_words_that_name_none_has_its_question(id: str) -> None:
    assert [may for may in TABLE[id].may_be if not TABLE[may].tells_apart] == []


def test_roles_that_exchange_does_not_ask_for_are_no_finding(box: ThreadedBox, live: Live) -> None:
    """RBAC for Applications: Exchange itself gave the rights, and the token holds no roles."""
    _app(())(box)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fakes.tenant.access._permitted", lambda _claims, _protocol: True)
        ended = live(**APP_ONLY)
    assert (ended.status, ended.ids("warn")) == (0, []), ended.output
