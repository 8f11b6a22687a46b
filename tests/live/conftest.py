"""A live run of the suite against the fakes, and servers of the tests' own beside them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fakes.thread import ThreadedBox
from tests.harness import Outcome, run_checks

from .consumers import DAY, OLD, SECOND, Diagnose, another_token, written
from .profiles import variables, write
from .rogue import Authority

Live = Callable[..., Outcome]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """A certificate authority for servers of the test's own."""
    return Authority(tmp_path)


@pytest.fixture
def trusting_both(box: ThreadedBox, authority: Authority, tmp_path: Path) -> str:
    """A bundle that holds the CA of the fakes and that of the test."""
    bundle = tmp_path / "both.pem"
    bundle.write_bytes(Path(box.settings.ca_file).read_bytes() + authority.pem)
    return str(bundle)


@pytest.fixture
def live(box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    """`pytest --live` with the example profile changed by dotted keys, against the fakes of this process."""
    for name, value in variables(box.settings).items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str, **changes: Any) -> Outcome:
        profile = write(tmp_path, {key.replace("__", "."): value for key, value in changes.items()})
        return run_checks(tmp_path, "--live", f"--profile={profile}", *arguments)

    return run


@pytest.fixture
def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def diagnose(box: ThreadedBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Diagnose:
    """`pytest --live` with these consumers, against the fakes of this process."""
    for name, value in {**variables(box.settings), "OLD": OLD, "SECOND": SECOND}.items():
        monkeypatch.setenv(name, value)

    def run(consumers: list[dict[str, Any]], *arguments: str, **changes: Any) -> Outcome:
        profile = written(tmp_path, consumers, **changes)
        return run_checks(tmp_path, "--live", f"--profile={profile}", *arguments)

    return run


@pytest.fixture
def aged(box: ThreadedBox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh token of the same user that was issued 91 days before the profile's own, in the variable AGED."""
    monkeypatch.setenv("AGED", another_token(box, made=-91 * DAY))
