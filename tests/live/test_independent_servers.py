"""A live run with Dovecot and Postfix: their words are not Exchange's, and the diagnosis is right all the same."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.diagnoses.table import TABLE
from fakes.entra.keys import KeyRing, SigningKey
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
OUTLOOK = "https://outlook.office.com"
LEGS = ("smtp", "imap", "pop3")


Servers = dict[str, Any]


def _serving(key: SigningKey, box: ThreadedBox, folder: Path, audience: str = "") -> Iterator[Servers]:
    """Both, and the values of a profile that uses them."""
    authority = Authority(folder)
    bundle = folder / "both.pem"
    bundle.write_bytes(Path(box.settings.ca_file).read_bytes() + authority.pem)
    certificate, mailbox = authority.file(), box.settings.mailbox
    with (
        dovecot.running(key, ISSUER.format(box.settings.tenant_id), certificate, audience=audience) as store,
        postfix.running(store, certificate, mailbox) as submission,
    ):
        changes: Servers = {"network__ca_bundle": str(bundle)}
        ports = {"send": submission.port, "receive__imap": store.imap_port, "receive__pop3": store.pop3_port}
        for table, port in ports.items():
            changes |= {f"{table}__host": "127.0.0.1", f"{table}__port": port}
        yield changes


@pytest.fixture(scope="module")
def servers(_box: ThreadedBox, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both, and they take a token for whomever it is."""
    yield from _serving(keys.current, _box, tmp_path_factory.mktemp("servers"))


@pytest.fixture(scope="module")
def strict(_box: ThreadedBox, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Both, and they take a token for Outlook only."""
    yield from _serving(keys.current, _box, tmp_path_factory.mktemp("strict"), OUTLOOK)


def test_a_token_of_the_tenant_is_accepted_and_postfix_takes_a_sender_before_tls(live: Live, servers: Servers) -> None:
    ended = live(**servers)
    assert ended.status == 0, ended.output
    assert ended.rows["smtp.auth"]["outcome"] == ended.rows["imap.mailbox"]["outcome"] == "pass"
    # smtpd_tls_security_level = may: STARTTLS is offered and not enforced.
    assert ended.ids("warn") == ["smtp.starttls_enforced"]


def test_a_message_is_found_with_idle_and_the_time_is_told(box: ThreadedBox, live: Live, servers: Servers) -> None:
    ended = live(f"--send-to={box.settings.mailbox}", **servers)
    assert ended.status == 0, ended.output
    assert ended.rows["message.whole"]["said"].startswith("found in INBOX after ")


@pytest.mark.parametrize("fault", ["token-expired", "token-of-another-user"])
def test_a_token_that_they_refuse_is_the_cause_by_name(
    box: ThreadedBox, live: Live, servers: Servers, fault: str
) -> None:
    box.faults(fault)
    ended = live(**servers)
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == [fault], ended.output
    assert {"smtp.auth", "imap.auth", "pop3.auth"} <= set(ended.causes[0]["checks"])
    assert ended.rows["smtp.auth"]["said"].startswith("535 5.7.8 Error: authentication failed")


def test_a_token_for_another_audience_that_they_take_is_a_warning_only(
    box: ThreadedBox, live: Live, servers: Servers
) -> None:
    """Dovecot does not look at the audience; what a server accepted is never called broken."""
    box.faults("token-audience-graph")
    ended = live(**servers)
    assert ended.status == 0, ended.output
    assert ended.rows["token.audience"]["outcome"] == "warn"
    assert ended.rows["token.audience"]["diagnoses"] == ["token-audience-graph"]
    assert "token-audience-graph" in TABLE


def test_servers_that_look_at_the_audience_take_a_token_for_outlook(live: Live, strict: Servers) -> None:
    ended = live(**strict)
    assert ended.status == 0, ended.output
    assert [ended.rows[f"{leg}.auth"]["outcome"] for leg in LEGS] == ["pass"] * 3


def test_a_token_for_another_audience_that_they_refuse_is_the_cause_by_name(
    box: ThreadedBox, live: Live, strict: Servers
) -> None:
    box.faults("token-audience-graph")
    ended = live(**strict)
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["token-audience-graph"], ended.output
    assert ended.causes[0]["certain"]
    assert {"token.audience", "smtp.auth", "imap.auth", "pop3.auth"} == set(ended.causes[0]["checks"])
    assert ended.rows["smtp.auth"]["said"].startswith("535 5.7.8 Error: authentication failed")
    assert ended.rows["imap.auth"]["said"].startswith("NO [AUTHENTICATIONFAILED]")


def test_a_good_token_that_they_refuse_is_one_cause_that_stays_open_and_says_what_would_decide(
    box: ThreadedBox, live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """They know another key: nothing in the token is wrong, and no word of theirs says more."""
    for servers in _serving(KeyRing().current, box, tmp_path_factory.mktemp("servers")):
        ended = live(**servers)
        assert ended.status == 1
        (cause,) = ended.causes
        assert (cause["id"], cause["certain"]) == ("smtp-auth-refused", False), ended.output
        assert {"smtp.auth", "imap.auth", "pop3.auth"} == set(cause["checks"])
        assert not {"token-audience-graph", "token-expired", "app-only-not-set-up"} & set(cause["also_possible"])
