"""J8: the new value takes minutes. Is the value itself good, and does the application present it yet?"""

from __future__ import annotations

import hashlib
import itertools
import re

import pytest

from .desk import MAILBOX, Desk, quickly
from .quick import MINUTE

WATCH = "oauthmail watch aem.toml --only token --for 30m"


def mark(token: str) -> str:
    """What stands for a token in pages and transcripts."""
    return f"{len(token)} characters, sha256 {hashlib.sha256(token.encode()).hexdigest()[:8]}"


@pytest.fixture
def aem(desk: Desk, signs_in: None) -> Desk:
    """The token is dead, and a new one is at hand."""
    desk.profile()
    desk.token(desk.tenant.refresh_token)
    desk.tenant.advance("91d")
    ended = desk.type("oauthmail login aem.toml --store file:new.json#refresh_token")
    assert ended.status == 0, ended.out
    desk.kept.add("office/new.json")
    return desk


def test_the_timeline_of_a_value_that_is_pasted_late(aem: Desk) -> None:
    old, new = aem.tenant.refresh_token, aem.stored("new.json")
    before = len(token_calls(aem))
    with aem.running(quickly(WATCH)) as process:
        told = aem.until("AADSTS700082", process)
        # Now somebody pastes the new value.
        aem.token(new)
        ended = aem.ended(WATCH, process)
    assert (ended.status, ended.err) == (0, "")
    told += ended.out
    assert re.sub(r"(?m)^\d\d:\d\d:\d\d", "<clock>", told).splitlines() == [
        f"Watching {MAILBOX} for 30m: token; asked after 0, 1, 2, 4, 9, ... minutes.",
        "It may cost up to 9 requests for a token. It ends with the first success, and with the first other",
        "  error.",
        f"The profile holds a refresh token of {mark(old)}...",
        "<clock>  0 min  token: refresh-token-expired   invalid_grant, AADSTS700082: The refresh token has",
        *[line for line in told.splitlines() if "was issued on" in line],
        f"<clock>  1 min  the profile holds another refresh token: {mark(new)}...",
        "<clock>  1 min  accepted",
        "",
        "IN FORCE   tenant, application and mailbox accept what aem.toml holds, asked from here.",
        "It proves the value, not the application's lag: an application may go on with the access token that",
        "  it holds until that ends (60 to 90 minutes), or until it is started anew.",
    ]
    # The tenant's own record says the same: first the old value, a minute later the new one, and nothing in between.
    calls = token_calls(aem)[before:]
    assert [held for _, held in calls] == [mark(old), mark(new)]
    assert calls[1][0] - calls[0][0] >= MINUTE / 2


def test_no_storm_at_most_one_call_a_minute(aem: Desk) -> None:
    before = len(token_calls(aem))
    ended_after = "oauthmail watch aem.toml --only token --for 4m"
    with aem.running(quickly(ended_after)) as process:
        ended = aem.ended(ended_after, process)
    assert (ended.status, ended.err) == (1, "")
    assert "NOT YET   still the same after 4 min" in ended.out
    times = [at for at, _ in token_calls(aem)[before:]]
    assert len(times) == 4, "after 0, 1, 2 and 4 minutes"
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert min(gaps) >= MINUTE / 2


def test_a_loop_that_the_login_host_stops_is_not_asked_again(aem: Desk) -> None:
    aem.tenant.faults("request-loop")
    before = len(token_calls(aem))
    with aem.running(quickly(WATCH)) as process:
        ended = aem.ended(WATCH, process)
    assert (ended.status, ended.err) == (1, "")
    assert "AADSTS50196" in ended.out and "STOPPED" in ended.out
    assert "oauthmail explain entra-throttled" in ended.commands()
    assert len(token_calls(aem)) - before == 1


def token_calls(desk: Desk) -> list[tuple[float, str]]:
    """When the token endpoint was asked with a refresh token, and with which."""
    found = []
    for event in desk.tenant.transcript():
        held = re.search(r"refresh_token=\[(\d+ characters, sha256 [0-9a-f]{8})\]", str(event["data"]))
        if event["kind"] == "in" and held:
            found.append((event["at"], held[1]))
    return found
