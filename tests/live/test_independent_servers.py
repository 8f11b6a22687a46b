"""A live run with Dovecot and Postfix: their words are not Exchange's, and the diagnosis is right all the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox
from tests.mail import postfix

from . import dovecot
from .conftest import Live
from .rogue import Authority

pytestmark = pytest.mark.skipif(
    (dovecot.PROGRAM is None or postfix.PROGRAM is None or not postfix.IS_ROOT)
    and not (os.environ.get("CI") == "true" and postfix.IS_ROOT),
    reason="Dovecot and Postfix are not installed, or this is not root (Debian: dovecot-imapd dovecot-pop3d postfix)",
)
ISSUER = "https://sts.windows.net/{}/"


@pytest.fixture(scope="module")
def servers(_box: ThreadedBox, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Both, and the values of a profile that uses them."""
    folder = tmp_path_factory.mktemp("servers")
    authority = Authority(folder)
    bundle = folder / "both.pem"
    bundle.write_bytes(Path(_box.settings.ca_file).read_bytes() + authority.pem)
    certificate, mailbox = authority.file(), _box.settings.mailbox
    with (
        dovecot.running(keys.current, ISSUER.format(_box.settings.tenant_id), certificate) as store,
        postfix.running(store, certificate, mailbox) as submission,
    ):
        changes: dict[str, Any] = {"network__ca_bundle": str(bundle)}
        ports = {"send": submission.port, "receive__imap": store.imap_port, "receive__pop3": store.pop3_port}
        for table, port in ports.items():
            changes |= {f"{table}__host": "127.0.0.1", f"{table}__port": port}
        yield changes


def test_a_token_of_the_tenant_is_accepted_and_postfix_takes_a_sender_before_tls(
    live: Live, servers: dict[str, Any]
) -> None:
    ended = live(**servers)
    assert ended.status == 0, ended.output
    assert ended.rows["smtp.auth"]["outcome"] == ended.rows["imap.mailbox"]["outcome"] == "pass"
    # smtpd_tls_security_level = may: STARTTLS is offered and not enforced.
    assert ended.ids("warn") == ["smtp.starttls_enforced"]


def test_a_message_is_found_with_idle_and_the_time_is_told(
    box: ThreadedBox, live: Live, servers: dict[str, Any]
) -> None:
    ended = live(f"--send-to={box.settings.mailbox}", **servers)
    assert ended.status == 0, ended.output
    assert ended.rows["message.whole"]["said"].startswith("found in INBOX after ")


@pytest.mark.parametrize("fault", ["token-expired", "token-of-another-user"])
def test_a_token_that_they_refuse_is_the_cause_by_name(
    box: ThreadedBox, live: Live, servers: dict[str, Any], fault: str
) -> None:
    box.faults(fault)
    ended = live(**servers)
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == [fault], ended.output
    assert {"smtp.auth", "imap.auth", "pop3.auth"} <= set(ended.causes[0]["checks"])
    assert ended.rows["smtp.auth"]["said"].startswith("535 5.7.8 Error: authentication failed")


def test_a_token_for_another_audience_that_they_take_is_a_warning_only(
    box: ThreadedBox, live: Live, servers: dict[str, Any]
) -> None:
    """Dovecot does not look at the audience; what a server accepted is never called broken."""
    box.faults("token-audience-graph")
    ended = live(**servers)
    assert ended.status == 0, ended.output
    assert ended.rows["token.audience"]["outcome"] == "warn"
    assert ended.rows["token.audience"]["diagnoses"] == ["token-audience-graph"]
    assert "token-audience-graph" in TABLE
