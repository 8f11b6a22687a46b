"""The service with Debian's Dovecot and Postfix: judges of tokens and of protocol that share no line with the fakes."""

from __future__ import annotations

import base64
import json
import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from checks.mail import job as jobs
from checks.mail.compose import Attachment
from checks.mail.endpoint import Duty, Endpoint
from checks.mail.journal import Journal
from checks.mail.operations import Service, parsed
from checks.mail.process import Result, Work
from checks.mail.reading import attachments, header
from checks.mail.replies import ReplySettings
from checks.mail.tokens import tokens_for
from checks.redactor import Redactor
from fakes.entra.keys import KeyRing
from fakes.thread import ThreadedBox
from tests.live import dovecot
from tests.live.rogue import Authority

from . import postfix
from .conftest import Jobs, do, requests

pytestmark = pytest.mark.skipif(
    (dovecot.PROGRAM is None or postfix.PROGRAM is None or not postfix.IS_ROOT)
    and not (os.environ.get("CI") == "true" and postfix.IS_ROOT),
    reason="Dovecot and Postfix are not installed, or this is not root (Debian: dovecot-imapd dovecot-pop3d postfix)",
)
ISSUER = "https://sts.windows.net/{}/"
SECONDS = 20.0


@dataclass(frozen=True)
class Servers:
    """Both servers, and the changes of a job that uses them."""

    changes: dict[str, Any]
    maildir: Path
    postfix_log: Path


@pytest.fixture(scope="module")
def servers(_box: ThreadedBox, keys: KeyRing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    folder = tmp_path_factory.mktemp("servers")
    authority = Authority(folder)
    bundle = folder / "both.pem"
    bundle.write_bytes(Path(_box.settings.ca_file).read_bytes() + authority.pem)
    certificate, mailbox = authority.file(), _box.settings.mailbox
    issuer = ISSUER.format(_box.settings.tenant_id)
    with (
        dovecot.running(keys.current, issuer, certificate) as store,
        postfix.running(store, certificate, mailbox) as submission,
    ):
        changes: dict[str, Any] = {"ca_file": str(bundle)}
        for name, port in (("smtp", submission.port), ("imap", store.imap_port), ("pop3", store.pop3_port)):
            changes |= {f"{name}__host": "127.0.0.1", f"{name}__port": port}
        yield Servers(changes, store.log.parent / "home" / mailbox / "mail" / "new", submission.log)


@pytest.fixture(autouse=True)
def _empty(servers: Servers) -> None:
    shutil.rmtree(servers.maildir.parent, ignore_errors=True)


def until_arrived(servers: Servers) -> Path:
    """The file of the one message in the mailbox."""
    deadline = time.monotonic() + SECONDS
    while not (servers.maildir.exists() and [*servers.maildir.iterdir()]):
        assert time.monotonic() < deadline, servers.postfix_log.read_text()
        threading.Event().wait(0.05)
    (file,) = servers.maildir.iterdir()
    return file


def test_what_is_sent_is_received(job: Jobs, servers: Servers, box: ThreadedBox) -> None:
    content = bytes(range(256)) * 8000
    documents = [
        {"name": "Ärende.bin", "content_base64": base64.b64encode(content).decode()},
        {"name": "empty.txt", "content_base64": ""},
    ]
    sent = do(job("send", attachments=documents, text="..\n.\nä\n", **servers.changes))
    assert (sent.status, sent.sentence) == (0, "Sent."), servers.postfix_log.read_text()
    file = until_arrived(servers)
    message = parsed(file.read_bytes())
    assert attachments(message) == [Attachment("Ärende.bin", content), Attachment("empty.txt", b"")]
    assert header(message, "Subject") == "Größe"
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().split() == ["..", ".", "ä"]
    for action in ("fetch-imap", "fetch-pop3"):
        got = do(job(action, **servers.changes))
        assert got.status == 0, got.output
        (found,) = got.answer["messages"]
        assert found["attachments"][0] == {"name": "Ärende.bin", "octets": len(content)}


@pytest.mark.parametrize("action", ["send", "fetch-imap", "fetch-pop3"])
def test_a_token_of_another_user_is_refused_and_renewed_once(
    job: Jobs, servers: Servers, box: ThreadedBox, action: str
) -> None:
    box.faults("token-of-another-user")
    ended = do(job(action, **servers.changes))
    assert ended.status == 1, ended.output
    assert requests(box) == 2
    part = {"send": "smtp", "fetch-imap": "imap", "fetch-pop3": "pop3"}[action]
    assert ended.diagnoses[:1] == [f"{part}-auth-refused"], ended.sentence
    box.faults("token-of-another-user*1")
    assert do(job(action, **servers.changes)).status == 0


def test_the_endpoint_works_with_them(job: Jobs, servers: Servers, tmp_path: Path, box: ThreadedBox) -> None:
    assert do(job("send", **{**servers.changes, "from": "adele@contoso.example"})).status == 0
    until_arrived(servers)
    scopes = "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All"
    made = jobs.read(json.dumps(job("token", oauth__scope=scopes, **servers.changes)), Redactor())
    settings = replace(made.settings, kind="email-endpoint", pop3=None)
    assert settings.grant is not None
    service = Service(settings, made.reach, tokens_for(settings.grant, made.reach, tmp_path))
    seen: list[Work] = []

    def process(work: Work) -> Result:
        seen.append(work)
        return Result(True, "done")

    journal = Journal(tmp_path / "journal.db")
    try:
        # The answer comes back to the same inbox, as mail from a program: it is left alone.
        duty = Duty(replies=ReplySettings(success=(box.settings.mailbox,)))
        endpoint = Endpoint(service, duty, journal, process)
        assert endpoint.poll() == 1
        deadline = time.monotonic() + SECONDS
        while True:
            with service.inbox(read_only=True) as imap:
                subjects = [header(parsed(imap.fetch(uid) or b""), "Subject") for uid in imap.search("ALL")]
                answered = len(imap.search("ANSWERED"))
            if len(subjects) == 2 or time.monotonic() > deadline:
                break
            threading.Event().wait(0.1)
        assert subjects == ["Größe", "Re: Größe"] and answered == 1, servers.postfix_log.read_text()
        endpoint.poll()
        assert endpoint.poll() == 0
    finally:
        journal.close()
    assert [(work.sender, work.attachments) for work in seen] == [
        ("adele@contoso.example", (Attachment("å.pdf", b"ABC"),))
    ]


def test_the_servers_are_there_in_ci() -> None:
    assert dovecot.PROGRAM is not None and postfix.PROGRAM is not None, ".ci/run installs dovecot and postfix"
