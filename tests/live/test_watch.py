"""`oauthmail watch PROFILE --for 30m`: when it asks, when it stops, and what it says (journey J8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.watch import MOST_WORDS, Clock, main, schedule, shortened
from fakes.tenant.tenant import Tenant
from fakes.thread import ThreadedBox
from tests.harness import module
from tests.secrets.conftest import issued
from tests.secrets.search import Canaries

from .profiles import variables, write
from .rogue import Authority
from .rogues import at, pop3

__all__ = ["issued"]
Happens = Mapping[int, Callable[[], object]]


class Watched:
    """`watch PROFILE` in this process with a clock of the test's own: what happens at which minute."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys
        self.seconds = 0.0
        self.out = self.err = ""

    def __call__(self, *options: str, happens: Happens | None = None, **changes: Any) -> int:
        profile = write(self._folder, {key.replace("__", "."): value for key, value in changes.items()})
        coming = dict(happens or {})

        def wait(seconds: float) -> None:
            self.seconds += seconds
            for minute in sorted(coming):
                if minute * 60 <= self.seconds:
                    coming.pop(minute)()

        self._capsys.readouterr()
        status = main([str(profile), *options], Clock(lambda: self.seconds, wait, lambda: "12:00:00"))
        self.out, self.err = self._capsys.readouterr()
        return status

    @property
    def told(self) -> list[str]:
        """The lines that a look printed."""
        return [line for line in self.out.splitlines() if line.startswith("12:00:00")]

    @property
    def text(self) -> str:
        """Everything, without line ends."""
        return " ".join(self.out.split())


@pytest.fixture
def watch(
    box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Watched:
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)
    return Watched(tmp_path, capsys)


def test_the_times_are_now_one_two_four_and_then_every_five_minutes() -> None:
    assert [at // 60 for at in schedule(30 * 60)] == [0, 1, 2, 4, 9, 14, 19, 24, 29]
    assert schedule(90) == [0, 60]


def test_it_ends_with_the_first_success_and_says_what_that_proves(
    box: ThreadedBox, watch: Watched, issued: dict[str, str]
) -> None:
    box.faults("smtp-auth-disabled-mailbox")
    status = watch("--for", "30m", "--only", "smtp", happens={4: box.faults})
    assert (status, watch.err) == (0, "")
    first, last = watch.told
    assert "0 min smtp: smtp-auth-disabled-mailbox 535 5.7.139" in " ".join(first.split())
    assert " ".join(last.split()) == "12:00:00 4 min accepted"
    assert watch.seconds == 240
    assert "up to 9 failing logins (9 each by smtp)" in watch.text
    assert "It proves the value, not the application's lag" in watch.text
    assert Canaries(issued).found(watch.out.encode()) == set()


def test_another_error_ends_it_at_once(box: ThreadedBox, watch: Watched) -> None:
    box.faults("smtp-auth-disabled-mailbox")
    status = watch("--for", "30m", happens={2: lambda: box.faults("client-secret-expired")})
    assert status == 1
    assert watch.seconds == 120
    assert [line.split("min")[1].split()[1] for line in watch.told] == [
        "smtp-auth-disabled-mailbox",
        "client-secret-expired",
    ]
    assert "STOPPED" in watch.out and "oauthmail explain client-secret-expired" in watch.out


def test_what_stays_the_same_is_told_once_and_time_runs_out(box: ThreadedBox, watch: Watched) -> None:
    box.faults("imap-login-not-connected")
    status = watch("--for", "10m", "--only", "imap")
    assert status == 1
    assert len(watch.told) == 1
    assert watch.seconds == 540
    assert "NOT YET" in watch.out


def test_no_more_logins_than_it_said(box: ThreadedBox, watch: Watched) -> None:
    box.faults("smtp-auth-disabled-mailbox")
    watch("--for", "10m", "--only", "smtp")
    events = box.ask(lambda tenant: tenant.transcript.events())
    said = [event for event in events if b"535 5.7.139" in str(event).encode()]
    assert len(said) == 5
    assert "IMAP" not in str([event for event in events if "CAPABILITY" in str(event)])


def test_a_value_pasted_meanwhile_is_read(box: ThreadedBox, watch: Watched, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("1.not-a-refresh-token-of-anybody")
    new = box.settings.refresh_token
    changes = {"refresh_token": f"file:{token}"}
    status = watch("--for", "5m", "--only", "token", happens={1: lambda: token.write_text(new)}, **changes)
    assert status == 0, watch.out
    assert watch.seconds == 60
    assert "failing login" not in watch.out


@pytest.mark.parametrize("span", ["30", "m", "0m", "30 m", "1.5h", "-5m", "25h", "59s", "30M", "\u0663m", "1h30m"])
def test_a_time_is_read_strictly(watch: Watched, span: str) -> None:
    assert watch(f"--for={span}") == 2
    assert "from 1m to 24h" in watch.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "--for"),
        (("--for", "5m", "--only", "mail"), "is not one of token, smtp, imap, pop3"),
        (("--for", "5m", "--only", "pop3"), "pop3 is not in the profile"),
        (("--for", "5m", "--only", ""), "is not one of"),
    ],
)
def test_wrong_usage_is_one_sentence(watch: Watched, options: tuple[str, ...], words: str) -> None:
    assert watch(*options, receive__protocol="imap", receive__pop3=None) == 2
    assert words in watch.err
    assert watch.seconds == 0


def test_the_command_knows_the_verb(watch: Watched, tmp_path: Path) -> None:
    assert watch("--for", "5m", client_secret="env:NOT_SET_HERE") == 2
    assert "env:NOT_SET_HERE is not set" in watch.err
    ended = module("oauthmail", "watch", str(tmp_path / "none.toml"), "--for", "5m")
    assert (ended.returncode, "does not exist" in ended.stderr) == (2, True)


def test_a_token_that_nothing_keeps_is_asked_with_once(box: ThreadedBox, watch: Watched) -> None:
    """Where each use ends a refresh token, the second question would end all that came of it."""

    def strict(tenant: Tenant) -> None:
        tenant.policy.rotate_refresh_tokens = True

    box.ask(strict)
    box.faults("smtp-auth-disabled-mailbox")
    assert watch("--for", "30m") == 1
    assert "STOPPED a newer refresh token came back though none was asked for, and it is lost" in watch.text
    assert len(watch.told) == 1
    assert box.ask(lambda tenant: not any(grant.revoked for grant in tenant.grants.values()))


def test_an_answer_that_is_cut_says_so() -> None:
    long = "AADSTS700082: " + "inactive " * 40
    assert shortened("535 5.7.3 no") == "535 5.7.3 no"
    assert len(shortened(long)) <= MOST_WORDS + len(" ...")
    assert shortened(long).endswith("inactive ...")


@pytest.mark.parametrize(
    ("later", "minutes"),
    [(b"-ERR Nope 0123456789\r\n", 4), (b"-ERR Out for lunch\r\n", 1)],
    ids=["the same words with another id", "other words"],
)
def test_where_nobody_has_met_the_words_their_code_decides_and_is_no_certainty(
    watch: Watched, authority: Authority, trusting_both: str, later: bytes, minutes: int
) -> None:
    said = [b"-ERR Nope 9876543210\r\n"]

    def change() -> None:
        said[0] = later

    with authority.serving(lambda peer: pop3(peer, b"", said[0], b"")) as rogue:
        changes = {"network__ca_bundle": trusting_both, **at("pop3", "127.0.0.1", rogue.port)}
        status = watch("--for", "5m", "--only", "pop3", happens={1: change}, **changes)
    assert status == 1
    assert "0 min pop3: possibly pop3-auth-refused -ERR Nope" in " ".join(watch.told[0].split())
    assert watch.seconds == minutes * 60
    assert ("STOPPED" in watch.out) == (minutes == 1)
    assert "oauthmail explain pop3-auth-refused" in watch.out
