"""After a run a reader knows what was left behind, from where it was seen, and what comes next."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from checks.report.coming import coming
from fakes.thread import ThreadedBox
from tests.config.good import FULL, NOW, changed, profile_of

from .conftest import Live

TODAY = NOW.date()


def after(output: str, words: str) -> str:
    return " ".join(output.partition(words)[2].split())


def test_a_healthy_run_says_what_it_left_and_from_where_it_was_seen(box: ThreadedBox, live: Live) -> None:
    said = live(f"--send-to={box.settings.mailbox}").output
    told = after(said, "HEALTHY")
    assert f'Left behind 1 message to {box.settings.mailbox}, subject "oauthmail test ' in told
    assert "Seen from 127.0.0.1 (your address as the SMTP server sees it, from its answer to EHLO) Not proven" in told


def test_a_message_that_was_sent_is_told_when_the_run_fails(box: ThreadedBox, live: Live) -> None:
    box.faults("pop3-list-refused")
    ended = live(f"--send-to={box.settings.mailbox}")
    assert ended.status == 1, ended.output
    assert f"Left behind 1 message to {box.settings.mailbox}" in after(ended.output, "ROOT CAUSE")


def test_nothing_is_asked_only_to_be_told_afterwards(box: ThreadedBox, live: Live) -> None:
    said = live("--only=imap", f"--send-to={box.settings.mailbox}").output
    assert "HEALTHY" in said
    assert "Left behind" not in said
    assert "Seen from" not in said
    listeners = box.ask(lambda tenant: {event["listener"] for event in tenant.transcript.events()})
    assert "smtp" not in listeners, listeners


def test_a_live_run_that_knows_of_an_end_says_what_comes_next(live: Live) -> None:
    obtained = datetime.datetime.now(datetime.UTC).date()
    end = obtained + datetime.timedelta(days=90)
    said = live(grant__refresh_token__obtained_at=obtained.isoformat()).output
    line = f"{end} refresh token of {obtained} dies, if the application keeps using this copy"
    assert after(said, "What comes next").startswith(line)


@pytest.mark.parametrize(
    ("changes", "today", "expected"),
    [
        (
            {},
            TODAY,
            [
                "2026-12-31  basic SMTP AUTH goes off by default: does not concern this profile (OAuth only)",
                "2027-01-30  refresh token of 2026-11-01 dies, if the application keeps using this copy",
                "2027-06-01  client secret ends, as stated in the profile (not checked)",
            ],
        ),
        (
            {"consumers.2.oauth": False, "grant.refresh_token.rotation": "persisted", "app_registration.secrets": None},
            TODAY,
            ["2026-12-31  basic SMTP AUTH goes off by default: concerns Tasks"],
        ),
        ({"authority.cloud": "china", "app_registration.secrets": None}, datetime.date(2027, 1, 31), []),
    ],
)
def test_what_comes_next_in_its_order(changes: dict[str, Any], today: datetime.date, expected: list[str]) -> None:
    assert coming(profile_of(changed(FULL, changes)), today) == expected
