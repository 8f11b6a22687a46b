"""The fixture `fake_tenant` of the installed plugin, against a real process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oauthmail.pytest_plugin import FakeTenant, _fake_tenant_process

from .test_command import KEYS

start = _fake_tenant_process.__wrapped__  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def process() -> Iterator[FakeTenant]:
    yield from start()


@pytest.fixture
def tenant(process: FakeTenant) -> FakeTenant:
    process.reset()
    return process


def test_settings_are_attributes(tenant: FakeTenant) -> None:
    assert all(getattr(tenant, key) for key in KEYS)
    with pytest.raises(AttributeError, match="has no 'smtps_port'; it has tenant_id, "):
        _ = tenant.smtps_port
    assert tenant.client_secret not in repr(tenant) and tenant.refresh_token not in repr(tenant)


def send(tenant: FakeTenant, login: str = "") -> str:
    """Send one message with the standard library; the words of a refusal, empty when there was none."""
    import smtplib
    import ssl

    with smtplib.SMTP("localhost", tenant.smtp_port, timeout=10) as client:
        client.starttls(context=ssl.create_default_context(cafile=tenant.ca_file))
        client.ehlo()
        blob = f"user={tenant.mailbox}\x01auth=Bearer {login or tenant.access_token}\x01\x01"
        try:
            client.auth("XOAUTH2", lambda _=None: blob)
        except smtplib.SMTPAuthenticationError as error:
            return str(error.smtp_error)
        client.sendmail(tenant.mailbox, [tenant.mailbox, "x@fabrikam.example"], b"Subject: x\r\n\r\nbody\r\n")
    return ""


def test_messages_faults_clock_transcript_reset(tenant: FakeTenant) -> None:
    assert send(tenant) == "" and len(tenant.messages()) == 1
    assert tenant.messages("x@fabrikam.example") == [b"Subject: x\r\n\r\nbody\r\n"]
    assert len(tenant.messages(tenant.mailbox)) == 3
    tenant.faults("smtp-auth-disabled-mailbox")
    assert "disabled for the Mailbox" in send(tenant)
    tenant.faults()
    tenant.advance("2h")
    assert "5.7.3" in send(tenant), "the access token is two hours old"
    kinds = [event["kind"] for event in tenant.transcript()]
    assert kinds[0] == "connect" and "client_hello" in kinds
    assert tenant.access_token[40:60] not in str(tenant.transcript())
    tenant.reset()
    assert tenant.transcript() == [] and tenant.messages() == [] and send(tenant) == ""


def test_mistakes_are_value_errors(tenant: FakeTenant) -> None:
    with pytest.raises(ValueError, match="unknown fault 'nonsense'"):
        tenant.faults("nonsense")
    with pytest.raises(ValueError, match="'soon' is not a span"):
        tenant.advance("soon")


def test_the_process_ends_with_the_run() -> None:
    running = start()
    tenant = next(running)
    running.close()
    with pytest.raises(OSError):
        tenant.reset()


def test_a_proxy_in_the_environment_is_not_asked(tenant: FakeTenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    tenant.reset()


def test_the_fixture_in_somebody_elses_project(tmp_path: Path) -> None:
    """A project with folders of the same names, and the two halves stay private."""
    for name in ("checks", "fakes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise RuntimeError('the wrong folder')\n")
    (tmp_path / "test_it.py").write_text(
        "import sys\n"
        "def test_one(fake_tenant):\n"
        "    fake_tenant.faults('consent-missing')\n"
        "    assert 'fakes' not in sys.modules and 'checks' not in sys.modules\n"
        "def test_two(fake_tenant):\n"
        "    assert fake_tenant.transcript() == [] and fake_tenant.smtp_port\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "oauthmail.pytest_plugin", "-p", "no:cacheprovider"]
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert "2 passed" in done.stdout, done.stdout + done.stderr
