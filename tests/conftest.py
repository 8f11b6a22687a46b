"""What all tests share: the guard that keeps them on loopback, a running box, and clean variables."""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox, running

# A busy machine is not a failure; and a change that CI refuses must fail the same way again.
settings.register_profile("here", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("here")

GUARD = Path(__file__).parent / "guard"
runpy.run_path(str(GUARD / "sitecustomize.py"))

# What of the surroundings must not decide a test.
_UNSET = ("OAUTHMAIL_PROFILE", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_UNSET_TOO = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PYTEST_ADDOPTS", "NO_COLOR", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*_UNSET, *_UNSET_TOO):
        monkeypatch.delenv(name, raising=False)
    # Processes that a test starts are guarded as well.
    paths = [str(GUARD), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(dict.fromkeys(p for p in paths if p)))


@pytest.fixture(scope="session")
def keys() -> KeyRing:
    """RSA keys take their time: one ring for all boxes of a test process."""
    return KeyRing()


@pytest.fixture(scope="session")
def _box(keys: KeyRing) -> Iterator[ThreadedBox]:
    with running(keys=keys) as box:
        yield box


@pytest.fixture
def box(_box: ThreadedBox) -> Iterator[ThreadedBox]:
    """A tenant in a box in this process, in its first state, which it is left in."""
    _box.reset()
    yield _box
    _box.reset()
