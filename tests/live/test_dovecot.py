"""A live run with Dovecot for IMAP and POP3: a judge of tokens that shares no line with the fakes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fakes.entra.keys import KeyRing, SigningKey
from fakes.thread import ThreadedBox

from . import dovecot
from .conftest import Live
from .rogue import Authority

pytestmark = pytest.mark.skipif(
    dovecot.PROGRAM is None and os.environ.get("CI") != "true",
    reason="Dovecot is not installed (Debian: dovecot-imapd dovecot-pop3d)",
)
ISSUER = "https://sts.windows.net/{}/"


def test_dovecot_is_there_in_ci() -> None:
    assert dovecot.PROGRAM is not None, ".ci/run installs dovecot-imapd and dovecot-pop3d"


def _serving(key: SigningKey, box: ThreadedBox, folder: Path) -> Iterator[dict[str, Any]]:
    """Dovecot, and the values of a profile that use it."""
    authority = Authority(folder)
    bundle = folder / "both.pem"
    bundle.write_bytes(Path(box.settings.ca_file).read_bytes() + authority.pem)
    with dovecot.running(key, ISSUER.format(box.settings.tenant_id), authority.file()) as server:
        yield {
            "network__ca_bundle": str(bundle),
            "receive__imap__host": "127.0.0.1",
            "receive__imap__port": server.imap_port,
            "receive__pop3__host": "127.0.0.1",
            "receive__pop3__port": server.pop3_port,
        }


@pytest.fixture(scope="module")
def server(_box: ThreadedBox, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Dovecot with the tenant's signing key."""
    yield from _serving(keys.current, _box, tmp_path_factory.mktemp("dovecot"))


def test_tokens_of_the_tenant_are_accepted(live: Live, server: dict[str, Any]) -> None:
    ended = live(**server)
    assert ended.status == 0, ended.output
    assert ended.rows["imap.mailbox"]["said"] == "INBOX opened read-only, 0 messages"
    assert ended.rows["pop3.mailbox"]["said"] == "0 messages"


def test_a_token_of_another_user_is_refused_and_the_cause_is_named(
    box: ThreadedBox, live: Live, server: dict[str, Any]
) -> None:
    box.faults("token-of-another-user")
    ended = live(**server)
    assert ended.status == 1
    assert [cause["id"] for cause in ended.causes] == ["token-of-another-user"], ended.output
    assert {"imap.auth", "pop3.auth"} < set(ended.causes[0]["checks"])
    said = ended.rows["imap.auth"]["said"]
    # Dovecot's words are not Exchange's: a challenge first, and after our empty line the refusal.
    assert said.startswith("NO [AUTHENTICATIONFAILED] Authentication failed.")
    assert "after the challenge" in said and "401" in said
    assert ended.rows["pop3.auth"]["said"].startswith("-ERR [AUTH] Authentication failed.")


def test_tokens_signed_by_another_key_are_refused(
    box: ThreadedBox, live: Live, tmp_path_factory: pytest.TempPathFactory
) -> None:
    serving = _serving(KeyRing().current, box, tmp_path_factory.mktemp("dovecot"))
    for other in serving:
        ended = live(**other)
        assert ended.status == 1
        assert ended.ids("fail") == ["imap.auth", "pop3.auth"], ended.output
        assert ended.rows["smtp.auth"]["outcome"] == "pass"
        assert ended.ids("error") == []
        assert ended.causes[0]["id"] == "imap-auth-refused", ended.output
