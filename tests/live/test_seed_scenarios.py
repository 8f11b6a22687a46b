"""Would a new refresh token help? For each row of the trouble table the diagnosis, and the answer proved by trying.

The first aid of the document is "regenerate the refresh token" (S98). Somebody signs in anew at the fake, and the same
run is made with the new token: it works, or it fails as before.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from checks.diagnoses.match import rank
from checks.diagnoses.table import TABLE
from fakes.tenant.model import MAIL_PERMISSIONS
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.fakes.client import Smtp, sasl
from tests.fakes.person import Browser, redeem, sign_in, withdraw
from tests.harness import Outcome

from .conftest import Live

Change = Callable[[ThreadedBox], object]
WORKS, FAILS = "works", "fails as before"


def nothing(_box: ThreadedBox) -> None:
    """The tenant is as it was; a fault or the settings are to blame."""


def account(**values: Any) -> Change:
    """Change the user who owns the mailbox."""

    def change(box: ThreadedBox) -> None:
        def apply(tenant: Tenant) -> None:
            for name, value in values.items():
                setattr(tenant.users[box.settings.mailbox], name, value)

        box.ask(apply)

    return change


def mailbox(**values: Any) -> Change:
    """Change the mailbox."""

    def change(box: ThreadedBox) -> None:
        def apply(tenant: Tenant) -> None:
            for name, value in values.items():
                setattr(tenant.mailboxes[box.settings.mailbox], name, value)

        box.ask(apply)

    return change


def revoked(box: ThreadedBox) -> None:
    """An administrator revokes what was signed in before now."""
    account(tokens_valid_from=box.ask(lambda tenant: tenant.clock.now()))(box)


def frequency(box: ThreadedBox) -> None:
    """A policy wants a sign-in every hour, and the last one is two hours old."""
    account(sign_in_frequency_s=3600)(box)
    box.advance("2h")


def without_consent(box: ThreadedBox) -> None:
    """Nobody consented to anything."""
    box.ask(withdraw)


def secret_over(box: ThreadedBox) -> None:
    """The client secret is past its end."""

    def change(tenant: Tenant) -> None:
        for secret in tenant.apps[box.settings.client_id].secrets:
            secret.lives = -1.0

    box.ask(change)


def of_somebody_else(box: ThreadedBox) -> None:
    """The refresh token was made while another person was signed in."""

    def change(tenant: Tenant) -> None:
        other = next(upn for upn in tenant.users if upn != box.settings.mailbox)
        tenant.grants[box.settings.refresh_token].upn = other

    box.ask(change)


@dataclass(frozen=True)
class Scenario:
    """One row: what is the matter, what a diagnosis says, and what a new refresh token then does.

    `settings` are keys of the profile that are wrong, `options` more of the command line.
    """

    row: str
    diagnosis: str
    then: str
    trouble: Change = nothing
    faults: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()


SCENARIOS = (
    Scenario("700082", "refresh-token-expired", WORKS, lambda box: box.advance("91d")),
    Scenario("50173", "refresh-token-revoked", WORKS, revoked),
    Scenario("70043", "refresh-token-sign-in-frequency", WORKS, frequency),
    Scenario("65001", "consent-missing", WORKS, without_consent),
    Scenario("7000215", "client-secret-wrong", FAILS, settings={"client_secret": "env:WRONG_SECRET"}),
    Scenario("7000222", "client-secret-expired", FAILS, secret_over),
    Scenario("7000218", "client-secret-missing", FAILS, settings={"client_secret": None, "grant__client_auth": "none"}),
    Scenario("700016", "app-not-in-tenant", FAILS, settings={"client_id": "11111111-2222-4333-8444-555555555555"}),
    Scenario("90002", "tenant-not-found", FAILS, faults=("tenant-not-found",)),
    Scenario("650053", "scope-unknown", FAILS, faults=("scope-unknown",)),
    Scenario("900144", "request-parameter-missing", FAILS, faults=("parameter-missing",)),
    Scenario("50057", "user-disabled", FAILS, account(enabled=False)),
    Scenario("5.7.139", "smtp-auth-disabled-mailbox", FAILS, mailbox(smtp_auth_disabled=True)),
    Scenario("5.7.3, a bad token", "token-of-another-user", WORKS, of_somebody_else),
    Scenario("5.7.3, a good token", "smtp-auth-refused", FAILS, faults=("token-refused@smtp",)),
    Scenario("BAD User is", "imap-authenticated-not-connected", FAILS, faults=("imap-authenticated-not-connected",)),
    Scenario("530 5.7.57", "smtp-client-not-authenticated", FAILS, faults=("smtp-client-not-authenticated",)),
    Scenario(
        "5.2.252", "smtp-send-as-denied", FAILS, faults=("smtp-send-as-denied",), options=("--send-to={mailbox}",)
    ),
    Scenario(
        "432 4.3.2",
        "smtp-too-many-connections",
        FAILS,
        faults=("smtp-too-many-connections",),
        options=("--send-to={mailbox}",),
    ),
)


_ALL = " ".join(f"https://outlook.office.com/{name}" for name in MAIL_PERMISSIONS) + " offline_access"


def anew(box: ThreadedBox) -> str:
    """Sign in once more, consent where asked, and redeem the code: a new refresh token, or nothing where refused."""
    browser = Browser(box)
    with contextlib.suppress(AssertionError, LookupError, StopIteration, ValueError):
        sign_in(box, browser, scope=_ALL)
        if not browser.landed:
            browser.press("Accept")
        _, answer = redeem(box, browser.answer["code"], scope=_ALL)
        return str(answer.get("refresh_token", ""))
    return ""


def root(outcome: Outcome) -> tuple[str, str]:
    cause = outcome.causes[0]
    return cause["id"], cause["new_refresh_token_helps"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.row)
def test_a_new_refresh_token(scenario: Scenario, box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WRONG_SECRET", "wrong~" + "w" * 34)
    options = [option.format(mailbox=box.settings.mailbox) for option in scenario.options]
    scenario.trouble(box)
    box.faults(*scenario.faults)
    before = live(*options, "-q", **scenario.settings)
    assert before.status == 1, before.output
    id, helps = root(before)
    assert id == scenario.diagnosis, before.causes
    assert helps == TABLE[id].new_refresh_token_helps
    # What the diagnosis promises is what happens; "maybe" leaves it open.
    assert {WORKS: {"yes", "maybe"}, FAILS: {"no", "maybe"}}[scenario.then] >= {helps}

    new = anew(box)
    assert new != box.settings.refresh_token
    if scenario.then == WORKS:
        assert new
    if new:
        monkeypatch.setenv("FAKE_REFRESH_TOKEN", new)
    after = live(*options, "-q", **scenario.settings)
    if scenario.then == WORKS:
        assert after.status == 0, after.causes
    else:
        assert root(after)[0] == id


def test_a_frequency_policy_comes_back(box: ThreadedBox, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    frequency(box)
    monkeypatch.setenv("FAKE_REFRESH_TOKEN", anew(box))
    assert live("-q").status == 0
    box.advance("2h")
    assert root(live("-q"))[0] == "refresh-token-sign-in-frequency"


# What no diagnosis meets on its way: the words are heard elsewhere, and explained.


def explained(words: str, protocol: str) -> tuple[str, str]:
    found = rank(words, protocol, ())[0].diagnosis
    return found.id, found.new_refresh_token_helps


def test_a_redirect_uri_that_is_not_registered(box: ThreadedBox) -> None:
    for _ in range(2):
        page = Browser(box).open(f"{box.settings.authorize_url}?{_WRONG.format(box.settings.client_id)}").page.html
        assert explained(page[page.index("AADSTS50011") :][:200], "entra") == ("redirect-uri-mismatch", "no")
        assert anew(box)


def test_basic_authentication_is_over_whatever_the_token(box: ThreadedBox) -> None:
    for _ in range(2):
        with Smtp(box) as smtp:
            smtp.start_tls()
            smtp.ask("AUTH LOGIN")
            smtp.ask("c3Zj")
            words = smtp.ask("cGFzc3dvcmQ=")
        assert explained(words, "smtp") == ("basic-auth-disabled", "no")
        assert explained("550 5.7.30 Basic authentication is not supported for Client Submission.", "smtp")[1] == "no"
        assert anew(box)


def test_the_one_line_form_of_pop3_is_refused_whatever_the_token(box: ThreadedBox) -> None:
    for _ in range(2):
        token = box.call(box._box.issue_access_token)
        words = one_line(box, token)
        assert explained(words, "pop3") == ("pop3-one-line-auth", "no")
        assert anew(box)


def one_line(box: ThreadedBox, token: str) -> str:
    import socket

    from tests.fakes.client import trust

    address = (box.settings.pop3_host, box.settings.pop3_port)
    with (
        socket.create_connection(address, 10) as raw,
        trust(box).wrap_socket(raw, server_hostname=address[0]) as tls,
        tls.makefile("rb") as lines,
    ):
        lines.readline()
        tls.sendall(b"AUTH XOAUTH2 " + sasl(box.settings.mailbox, token) + b"\r\n")
        return lines.readline().decode().strip()


_WRONG = "client_id={}&response_type=code&redirect_uri=https://elsewhere.example/&scope=openid"
