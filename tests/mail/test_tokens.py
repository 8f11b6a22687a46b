"""Tokens: in time, once more after a refusal, throttling obeyed, the newest refresh token on disk before its use."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.config.references import Secret
from checks.mail.login_host import Unanswered
from checks.mail.reach import Reach
from checks.mail.settings import Grant
from checks.mail.store import TokenStore
from checks.mail.tokens import MARGIN, Tokens, tokens_for
from checks.observation import ProbeFailed
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.secrets.search import Canaries, tree

from .conftest import Jobs, do, events, lines_in, requests

SCOPE = "https://outlook.office.com/SMTP.Send"


def rotating(tenant: Tenant) -> None:
    tenant.policy.rotate_refresh_tokens = True


def stores(folder: Path) -> list[Path]:
    return sorted(folder.glob("tokens-*.json"))


def test_a_rotated_refresh_token_survives_restarts(box: ThreadedBox, job: Jobs, tmp_path: Path) -> None:
    box.ask(rotating)
    for _ in range(4):
        assert do(job("token")).status == 0
    (store,) = stores(tmp_path / "state")
    assert stat.S_IMODE(store.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.parent.stat().st_mode) == 0o700
    kept = json.loads(store.read_text())["refresh_token"]
    assert kept != box.settings.refresh_token


def test_without_a_store_the_session_lives_on_the_newest_token(box: ThreadedBox, job: Jobs) -> None:
    box.ask(rotating)
    assert do(job("token", state_dir=None)).status == 0


def test_the_newer_token_is_on_disk_before_the_access_token_is_used(
    box: ThreadedBox, job: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.ask(rotating)

    def full_disk(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    ended = do(job("send"))
    assert ended.status == 1 and "No space left" in ended.sentence
    assert [*lines_in(box, "smtp")] == []


def test_where_nothing_can_be_kept_no_token_is_spent(box: ThreadedBox, job: Jobs, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file, no folder")
    ended = do(job("send"))
    assert ended.status == 1 and "cannot be kept" in ended.sentence
    assert requests(box) == 0


def test_a_full_disk_is_noticed_before_a_token_is_spent(
    box: ThreadedBox, job: Jobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(**_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.mkstemp", full_disk)
    assert "No space left" in do(job("send")).sentence
    assert requests(box) == 0


def test_a_new_refresh_token_in_the_settings_counts_at_once(box: ThreadedBox, job: Jobs, tmp_path: Path) -> None:
    box.ask(rotating)
    assert do(job("token")).status == 0
    (store,) = stores(tmp_path / "state")
    newer = json.loads(store.read_text())["refresh_token"]
    store.write_text('{"refresh_token": "the old one has died"}')
    assert do(job("token")).status == 1
    assert do(job("token", oauth__refresh_token=newer)).status == 0


@pytest.mark.parametrize("content", ["", "[]", "{", '{"refresh_token": 5, "not_before": "soon"}', "\0", "5"])
def test_a_broken_store_is_said_or_passed_over(box: ThreadedBox, job: Jobs, tmp_path: Path, content: str) -> None:
    assert do(job("token")).status == 0
    folder = tmp_path / "state"
    given = (box.settings.authority, box.settings.client_id, box.settings.refresh_token)
    TokenStore(folder, *given).path.write_text(content)
    ended = do(job("token"))
    assert ended.status in (0, 1) and "an error of this program" not in ended.sentence
    assert ended.status == 0 or "is not a token store" in ended.sentence


def test_only_the_store_holds_a_secret(box: ThreadedBox, job: Jobs, tmp_path: Path) -> None:
    box.ask(rotating)
    for action in ("send", "fetch-imap", "token"):
        assert do(job(action)).status == 0
    s = box.settings
    canaries = Canaries({"secret": s.client_secret, "refresh": s.refresh_token, "access": s.access_token})
    assert canaries.leaks(tree(tmp_path / "state")) == {}
    assert len(stores(tmp_path / "state")) == 1


@pytest.fixture
def make(box: ThreadedBox, tmp_path: Path) -> Callable[..., Tokens]:
    """Tokens of the box's grant, with a clock of the test's own."""
    s = box.settings

    def build(now: list[float], **more: Any) -> Tokens:
        grant = Grant(
            "authorization_code", s.authority, s.client_id, (SCOPE,), Secret(s.client_secret), Secret(s.refresh_token)
        )
        hosts = frozenset({s.authority.split("/")[2]})
        reach = Reach(hosts, Path(s.ca_file), step_seconds=3)
        store = TokenStore(tmp_path / "store", "x")
        return Tokens(grant, reach, store, clock=lambda: now[0], **more)

    return build


def test_a_token_is_renewed_in_time_and_not_before(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    now = [1000.0]
    tokens = make(now)
    first = tokens.get("smtp")
    left = tokens.seconds_left
    assert 3000 < left < 6000 - MARGIN
    now[0] += left - 1
    assert tokens.get("smtp") is first and requests(box) == 1
    now[0] += 1
    assert tokens.get("smtp") is not first and requests(box) == 2


def test_a_short_token_is_used_for_half_its_life(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    box.faults("token-lifetime-short")
    now = [1000.0]
    tokens = make(now)
    tokens.get("smtp")
    assert 0 < tokens.seconds_left < MARGIN
    tokens.get("smtp")
    assert requests(box) == 1


def test_a_refusal_stands_for_some_minutes(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    box.faults("refresh-token-revoked")
    now = [1000.0]
    tokens = make(now)
    for _ in range(5):
        with pytest.raises(ProbeFailed):
            tokens.get("smtp")
    assert requests(box) == 1
    box.faults()
    now[0] += 301
    assert tokens.get("smtp")


def test_a_passing_failure_is_tried_once_more_after_a_wait(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    waited: list[float] = []
    box.faults("entra-unavailable*1")
    make([1.0], wait=waited.append).get("smtp")
    assert waited == [1] and requests(box) == 2


def test_a_dead_grant_is_not_asked_again(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    waited: list[float] = []
    box.faults("refresh-token-expired*1")
    with pytest.raises(ProbeFailed, match="refused"):
        make([1.0], wait=waited.append).get("smtp")
    assert waited == [] and requests(box) == 1


def test_a_wait_that_was_asked_for_holds_across_processes(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    now = [1000.0]
    box.faults("entra-throttled")
    with pytest.raises(Unanswered) as busy:
        make(now).get("smtp")
    asked = busy.value.retry_after
    assert asked and asked > 3 and requests(box) == 1
    box.faults()
    now[0] += asked - 1
    with pytest.raises(Unanswered, match="refused"):
        make(now).get("smtp")
    assert requests(box) == 1
    now[0] += 2
    assert make(now).get("smtp")


def test_two_processes_do_not_spend_the_same_token(box: ThreadedBox, make: Callable[..., Tokens]) -> None:
    box.ask(rotating)
    failures: list[BaseException] = []

    def ask() -> None:
        try:
            make([1000.0]).get("smtp")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == [] and requests(box) == 6


def test_less_than_was_asked_for_is_said_before_the_server_is_tried(box: ThreadedBox, job: Jobs) -> None:
    box.faults("token-scope-smtp-missing")
    scope = "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All"
    ended = do(job("send", oauth__scope=scope))
    assert ended.status == 1 and "SMTP.Send" in ended.sentence
    assert [*lines_in(box, "smtp")] == []


def test_app_only_needs_no_refresh_token(job: Jobs, box: ThreadedBox) -> None:
    def allow(tenant: Tenant) -> None:
        app = tenant.apps[box.settings.client_id]
        app.roles = {"SMTP.SendAsApp", "IMAP.AccessAsApp"}
        app.exchange_registration = "enterprise-application"
        tenant.mailboxes[box.settings.mailbox].full_access.add(app.client_id)

    box.ask(allow)
    oauth = {
        "flow": "client_credentials",
        "authority": box.settings.authority,
        "client_id": box.settings.client_id,
        "client_secret": box.settings.client_secret,
    }
    assert do(job("fetch-imap", oauth=oauth)).status == 0
    assert do(job("send", oauth=oauth)).status == 0


def test_a_shared_mailbox_is_opened_with_the_token_of_a_person(job: Jobs, box: ThreadedBox) -> None:
    def share(tenant: Tenant) -> None:
        tenant.mailboxes["adele@contoso.example"].full_access.add(box.settings.mailbox)

    assert do(job("fetch-imap", imap__user="adele@contoso.example")).status == 1
    box.ask(share)
    ended = do(job("fetch-imap", imap__user="adele@contoso.example"))
    assert (ended.status, ended.answer["messages"]) == (0, [])


def test_no_token_is_asked_for_what_the_settings_refuse(box: ThreadedBox, job: Jobs) -> None:
    assert do(job("send", smtp__tls="blank")).status == 1
    assert events(box) == []


def test_the_store_of_a_grant_without_a_refresh_token_is_none(tmp_path: Path) -> None:
    reach = Reach(frozenset())
    assert tokens_for(Grant("static_access_token", access_token=Secret("x" * 20)), reach, tmp_path).renews is False
    assert [*tmp_path.iterdir()] == []
