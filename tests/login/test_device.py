"""`login --device`: said to be unusual, for public and confidential applications."""

from __future__ import annotations

from pathlib import Path

import pytest

from checks.login import sign_in
from fakes.entra import device
from fakes.thread import ThreadedBox
from tests.fakes.person import change
from tests.secrets.search import Canaries

from .conftest import PUBLIC, Login, Prompter, renews


def approving(box: ThreadedBox) -> Prompter:
    """A terminal whose reader enters the code and signs in."""

    def act(text: str) -> None:
        if "enter the code" in " ".join(text.split()):
            code = text.partition("enter the code ")[2].partition(",")[0]
            assert box.ask(lambda t: device.approve(t, code, box.settings.mailbox)) is not None

    return Prompter(act)


def test_a_device_code_is_said_to_be_unusual_and_works(
    box: ThreadedBox, login: Login, tmp_path: Path, issued: dict[str, str]
) -> None:
    change(box, secrets=[], allow_public_client=True)
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box), **PUBLIC)
    assert (ended.status, ended.err) == (0, ""), ended.out
    assert "many tenants forbid it" in ended.lines
    token = (tmp_path / "t").read_text()
    assert Canaries({**issued, "new": token}).found(ended.out.encode()) == set()


def test_a_confidential_application_proves_itself(
    box: ThreadedBox, login: Login, tmp_path: Path, issued: dict[str, str]
) -> None:
    """Entra ID wants the secret there too (AADSTS7000218), unless public client flows are allowed."""
    change(box, allow_public_client=False)
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box))
    assert (ended.status, ended.err) == (0, ""), ended.out
    token = (tmp_path / "t").read_text()
    assert renews(box, token)
    assert Canaries({**issued, "new": token}).found(ended.out.encode()) == set()


def test_a_profile_that_calls_a_confidential_application_public_is_told_so(
    box: ThreadedBox, login: Login, tmp_path: Path
) -> None:
    change(box, allow_public_client=False)
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box), **PUBLIC)
    assert (ended.status, ended.err) == (1, "")
    assert "ROOT CAUSE client-secret-missing " in ended.lines, ended.out
    assert not (tmp_path / "t").exists()


def test_a_profile_that_has_a_secret_for_a_public_application_is_told_so(
    box: ThreadedBox, login: Login, tmp_path: Path
) -> None:
    change(box, secrets=[], allow_public_client=True)
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box))
    assert ended.status == 1
    assert "ROOT CAUSE client-not-confidential " in ended.lines, ended.out


def test_a_person_who_says_no_is_believed(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    def act(text: str) -> None:
        if "enter the code" in " ".join(text.split()):
            code = text.partition("enter the code ")[2].partition(",")[0]
            assert box.ask(lambda t: device.decline(t, code)) is not None

    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=Prompter(act))
    assert ended.status == 1
    assert "ROOT CAUSE consent-declined " in ended.lines, ended.out
    assert ended.out.endswith("Nothing was kept.\n")
    assert not (tmp_path / "t").exists()


def test_a_code_that_nobody_enters_ends(
    box: ThreadedBox, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in, "DEVICE_SECONDS", 1)
    ended = login("--device", "--store", f"file:{tmp_path}/t")
    assert ended.status == 1
    assert "nobody finished the sign-in with the code within 0 minutes" in ended.lines
    assert not (tmp_path / "t").exists()


def test_a_device_code_that_policy_forbids_is_diagnosed(box: ThreadedBox, login: Login, tmp_path: Path) -> None:
    change(box, secrets=[], allow_public_client=True)
    box.faults("device-flow-blocked")
    ended = login("--device", "--store", f"file:{tmp_path}/t", stdout=approving(box), **PUBLIC)
    assert (ended.status, ended.err) == (1, "")
    assert "ROOT CAUSE device-code-session-blocked " in ended.lines, ended.out
