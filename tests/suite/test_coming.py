"""What a healthy page says of the days to come, and of what the run left behind."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from checks.config.read import build
from checks.report.healthy import left_behind, what_comes_next

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
FIVE: dict[str, Any] = {
    "mailbox": "svc@contoso.com",
    "tenant": "contoso.com",
    "client_id": "3c5ee1b4-90d7-4c3f-8a5e-6b1f2d9a7c04",
    "client_secret": "env:MAIL_SECRET",
}
BY_PASSWORD = {"consumers": [{"name": "process Reminders", "kind": "operation", "oauth": False}]}


def test_the_days_stand_in_order_and_what_is_past_is_left_out() -> None:
    profile = build({**FIVE, "grant": {"refresh_token": {"ref": "env:X", "obtained_at": NOW}}}, "test", {})
    ends = {"rt": datetime(2027, 2, 21, tzinfo=UTC), "secret": datetime(2026, 12, 2, tzinfo=UTC)}
    assert what_comes_next(profile, NOW, ends) == [
        "",
        "  What comes next",
        "    2026-12-02  client secret ends, as stated in the profile (not checked)",
        "    2026-12-31  basic SMTP AUTH goes off by default: does not concern this profile (OAuth only)",
        "    2027-02-21  refresh token of 2026-11-23 dies, if the application keeps using this copy",
    ]
    assert what_comes_next(profile, datetime(2027, 3, 1, tzinfo=UTC), ends) == []


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (BY_PASSWORD, "basic SMTP AUTH goes off by default: concerns process Reminders"),
        ({"send": {"enabled": False}}, ""),
        ({"cloud": "custom", "login_base": "https://x", "send": {"host": "x"}, "receive": {"enabled": False}}, ""),
    ],
)
def test_the_end_of_passwords_concerns_who_sends_by_password(more: dict[str, Any], says: str) -> None:
    profile = build({**FIVE, "refresh_token": "env:X", **more}, "test", {})
    found = what_comes_next(profile, NOW, {})
    assert (says in found[-1]) if says else found == []


def test_only_a_message_that_was_taken_is_left_behind() -> None:
    facts = {"subject": "oauthmail test 7f3a91", "sent": "250 2.0.0 OK", "found": True}
    assert [*left_behind(facts, "svc@contoso.com")] == [
        ("Left behind", '1 message in INBOX, subject "oauthmail test 7f3a91"')
    ]
    assert "sent to x@fabrikam.example" in next(left_behind({**facts, "found": False}, "x@fabrikam.example"))[1]
    assert [*left_behind({"subject": "s", "sent": "550 no"}, "x@fabrikam.example")] == []
