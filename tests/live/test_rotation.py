"""`--live` where each use ends a refresh token: the newer one is kept first, or its loss is said."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from checks import durable
from checks.token_file import TokenFile
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.harness import Outcome
from tests.secrets.search import Canaries

from .conftest import Live


@pytest.fixture
def rotating(box: ThreadedBox) -> ThreadedBox:
    """A strict tenant: another use of the same token ends all that came of it."""

    def strict(tenant: Tenant) -> None:
        tenant.policy.rotate_refresh_tokens = True

    box.ask(strict)
    return box


def token_row(outcome: Outcome) -> dict[str, Any]:
    row = outcome.rows["token.issued"]
    assert isinstance(row, dict)
    return row


def store_of(folder: Path, box: ThreadedBox) -> Path:
    store = folder / "store.json"
    store.write_text(json.dumps({"refresh_token": box.settings.refresh_token, "other": 1}))
    store.chmod(0o640)
    return store


def test_the_newer_token_is_kept_run_after_run(rotating: ThreadedBox, live: Live, tmp_path: Path) -> None:
    store = store_of(tmp_path, rotating)
    seen = {rotating.settings.refresh_token}
    for _ in range(3):
        outcome = live(refresh_token_store=f"file:{store}#refresh_token")
        assert outcome.status == 0, outcome.output
        assert token_row(outcome)["outcome"] == "pass"
        kept = json.loads(store.read_text())
        assert kept["other"] == 1
        assert store.stat().st_mode & 0o777 == 0o640
        assert kept["refresh_token"] not in seen
        seen.add(kept["refresh_token"])
        assert Canaries({"newer": kept["refresh_token"]}).found(outcome.output.encode()) == set()
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_it_is_kept_before_the_access_token_is_used(
    rotating: ThreadedBox, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = store_of(tmp_path, rotating)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "replace", full)
    outcome = live(refresh_token_store=f"file:{store}#refresh_token")
    assert outcome.status == 1
    assert "a newer refresh token came back and cannot be kept" in token_row(outcome)["said"]
    assert "No space left" in token_row(outcome)["said"]
    assert outcome.rows["smtp.auth"]["outcome"] == outcome.rows["imap.auth"]["outcome"] == "blocked"


def test_where_nothing_can_be_kept_nothing_is_spent(
    rotating: ThreadedBox, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cloud is "custom": who knows whether it rotates."""
    store = store_of(tmp_path, rotating)

    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(durable, "check_replaceable", closed)
    outcome = live(refresh_token_store=f"file:{store}#refresh_token")
    assert "nothing was asked, because a newer refresh token could not be kept" in token_row(outcome)["said"]
    assert rotating.ask(lambda tenant: not any(grant.spent for grant in tenant.grants.values()))


def test_without_a_store_the_loss_is_said_plainly(rotating: ThreadedBox, live: Live) -> None:
    outcome = live()
    row = token_row(outcome)
    assert (outcome.status, row["outcome"]) == (0, "warn"), outcome.output
    assert row["diagnoses"] == ["refresh-token-not-kept"]
    assert "it is lost: the profile has no refresh_token_store" in row["said"]
    text = " ".join(outcome.output.split())
    assert "w1 token.issued: a newer refresh token came back though none was asked for, and it is lost" in text
    assert "(oauthmail explain refresh-token-not-kept)" in text
    assert outcome.rows["smtp.auth"]["outcome"] == "pass"


def test_nothing_rotates_at_entra_and_nothing_is_written(box: ThreadedBox, live: Live, tmp_path: Path) -> None:
    store = store_of(tmp_path, box)
    before = store.stat()
    outcome = live(refresh_token_store=f"file:{store}#refresh_token")
    assert (outcome.status, token_row(outcome)["outcome"]) == (0, "pass")
    after = store.stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_token_that_came_into_the_store_meanwhile_is_the_one_that_is_sent(
    rotating: ThreadedBox, live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings are judged with the one that is there at first; another program keeps a newer one before we ask."""
    good = rotating.settings.refresh_token
    store = tmp_path / "store.json"
    store.write_text(json.dumps({"refresh_token": "1.A" + "old" * 100}))
    locked = TokenFile.locked

    def written_before(self: TokenFile, seconds: float) -> Any:
        store.write_text(json.dumps({"refresh_token": good}))
        return locked(self, seconds)

    monkeypatch.setattr(TokenFile, "locked", written_before)
    outcome = live(refresh_token_store=f"file:{store}#refresh_token")
    assert token_row(outcome)["outcome"] == "pass", outcome.output


def test_two_runs_at_once_do_not_use_the_same_token(rotating: ThreadedBox, tmp_path: Path) -> None:
    """Seen from the probe, because two runs of pytest do not share a process."""
    from checks.config.read import load
    from checks.config.view import SecretView
    from checks.probes.entra import token
    from checks.redactor import Redactor
    from checks.target import Target

    from .profiles import variables, write

    store = store_of(tmp_path, rotating)
    path = write(tmp_path, {"refresh_token_store": f"file:{store}#refresh_token"})
    environ = {**os.environ, **variables(rotating.settings)}
    profile = load(path, environ)
    failures: list[BaseException] = []

    def probe() -> None:
        try:
            with Target(profile, SecretView(profile, environ, "live"), Redactor(), step_seconds=20) as target:
                token(target, lambda _id: None, {})  # type: ignore[arg-type, return-value]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=probe) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
