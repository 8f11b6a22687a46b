"""The e-mail endpoint: every message is processed at most once and answered, wherever the service is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from checks.config.references import Secret
from checks.mail.compose import Attachment
from checks.mail.endpoint import Duty, Endpoint
from checks.mail.journal import Journal
from checks.mail.operations import Service, parsed
from checks.mail.process import Process, Result, Work, command
from checks.mail.reach import Reach
from checks.mail.reading import attachments, header
from checks.mail.replies import ReplySettings
from checks.mail.settings import Grant, Place, Settings
from checks.mail.tokens import tokens_for
from checks.observation import ProbeFailed
from fakes.thread import ThreadedBox
from tests.harness import ROOT

SENDER = "adele@contoso.example"
Make = Callable[..., Endpoint]


def letter(number: int, sender: str = SENDER, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "svc-forms@contoso.example", f"Job {number}"
    message["Message-ID"], message["Date"] = f"<job-{number}@contoso.example>", "Mon, 23 Nov 2026 08:00:00 +0000"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("please")
    message.add_attachment(f"content {number}".encode(), maintype="application", subtype="pdf", filename="form.pdf")
    return message.as_bytes()


def deliver(box: ThreadedBox, content: bytes) -> None:
    box.ask(lambda tenant: tenant.mailboxes[box.settings.mailbox].store.deliver(content))


def empty(box: ThreadedBox) -> None:
    def remove(tenant: Any) -> None:
        store = tenant.mailboxes[box.settings.mailbox].store
        store.remove(store.folder("INBOX"), [*store.folder("INBOX").messages])

    box.ask(remove)


def replies(box: ThreadedBox) -> list[EmailMessage]:
    return [parsed(message.content) for message in box.ask(lambda tenant: [*tenant.outgoing])]


def flags(box: ThreadedBox, folder: str = "INBOX") -> list[set[str]]:
    found = box.ask(lambda tenant: tenant.mailboxes[box.settings.mailbox].store.folder(folder).messages)
    return [message.flags for message in found]


@pytest.fixture
def make(box: ThreadedBox, tmp_path: Path) -> Iterator[Make]:
    """An endpoint on the box; the same journal each time."""
    empty(box)
    journals: list[Journal] = []
    s = box.settings

    def build(process: Process, **changes: Any) -> Endpoint:
        for journal in journals:
            journal.close()
        user = s.mailbox
        imap = changes.pop("imap", Place("imap", "localhost", s.imap_port, "implicit", user))
        smtp = Place("smtp", "localhost", s.smtp_port, "starttls", user)
        scopes = ("https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send")
        grant = Grant(
            "authorization_code", s.authority, s.client_id, scopes, Secret(s.client_secret), Secret(s.refresh_token)
        )
        settings = Settings("Invoices", "email-endpoint", grant, smtp=smtp, imap=imap, from_address=user)
        port = s.authority.split("/")[2].rpartition(":")[2]
        hosts = frozenset(f"localhost:{number}" for number in (port, imap.port, smtp.port))
        reach = Reach(hosts, Path(s.ca_file), step_seconds=5)
        service = Service(settings, reach, tokens_for(grant, reach, tmp_path))
        journals.append(Journal(tmp_path / "journal.db"))
        return Endpoint(service, Duty(**{"batch": 50, **changes}), journals[-1], process)

    yield build
    for journal in journals:
        journal.close()


def approve(work: Work) -> Result:
    return Result(True, f"approved {[a.name for a in work.attachments]}", (Attachment("result.txt", b"done"),))


def test_a_message_is_processed_answered_and_marked_once(box: ThreadedBox, make: Make) -> None:
    deliver(box, letter(1))
    endpoint = make(approve)
    assert (endpoint.poll(), endpoint.poll()) == (1, 0)
    (reply,) = replies(box)
    assert header(reply, "To") == SENDER and header(reply, "Subject") == "Re: Job 1"
    assert header(reply, "In-Reply-To") == "<job-1@contoso.example>"
    assert header(reply, "Auto-Submitted") == "auto-replied"
    assert attachments(reply) == [Attachment("result.txt", b"done")]
    assert flags(box) == [{"\\Answered", "\\Seen"}]


def test_a_failure_is_mailed_to_those_listed(box: ThreadedBox, make: Make) -> None:
    def broken(_: Work) -> Result:
        raise RuntimeError("a secret of the process")

    deliver(box, letter(1))
    make(broken, replies=ReplySettings(failure=("sender", "ops@contoso.example"))).poll()
    (reply,) = replies(box)
    assert header(reply, "To") == f"{SENDER}, ops@contoso.example"
    assert header(reply, "Subject") == "Failed: Job 1"
    assert b"RuntimeError" in reply.as_bytes() and b"a secret of the process" not in reply.as_bytes()


def test_patterns_batches_and_folders(box: ThreadedBox, make: Make) -> None:
    deliver(box, letter(1, "eve@elsewhere.example"))
    for number in (2, 3, 4):
        deliver(box, letter(number))
    seen: list[str] = []

    def note(work: Work) -> Result:
        seen.append(work.subject)
        return Result(True, "ok")

    endpoint = make(note, batch=2, domain_pattern="contoso.*", done_folder="Deleted Items")
    # The stranger's message is looked at once, and then never fills the batch again.
    assert [endpoint.poll() for _ in range(4)] == [2, 2, 0, 0]
    assert seen == ["Job 2", "Job 3", "Job 4"]
    assert flags(box) == [set()] and len(flags(box, "Deleted Items")) == 3
    assert len(replies(box)) == 3


def test_a_message_without_a_fitting_attachment_is_answered_and_not_processed(box: ThreadedBox, make: Make) -> None:
    deliver(box, letter(1))
    ran: list[Work] = []
    make(lambda work: ran.append(work) or Result(True, ""), file_pattern="*.xml").poll()  # type: ignore[func-returns-value]
    assert not ran
    assert "*.xml" in replies(box)[0].as_string()


@pytest.mark.parametrize(
    ("sender", "headers"),
    [
        (SENDER, {"Auto_Submitted": "auto-replied"}),
        (SENDER, {"Return_Path": "<>"}),
        ("svc-forms@contoso.example", {}),
        ("", {}),
    ],
)
def test_mail_from_programs_is_neither_processed_nor_answered(
    box: ThreadedBox, make: Make, sender: str, headers: dict[str, str]
) -> None:
    deliver(box, letter(1, sender, **headers))
    endpoint = make(approve)
    endpoint.poll()
    endpoint.poll()
    assert replies(box) == [] and flags(box) == [set()]


def test_the_same_message_in_another_place_is_not_processed_again(box: ThreadedBox, make: Make) -> None:
    runs: list[str] = []

    def count(work: Work) -> Result:
        runs.append(work.subject)
        return Result(True, "")

    deliver(box, letter(1))
    make(count).poll()
    deliver(box, letter(1))
    make(count).poll()

    def renumber(tenant: Any) -> None:
        # A server that lost its numbers: every UID means something else now.
        folder = tenant.mailboxes[box.settings.mailbox].store.folder("INBOX")
        folder.uid_validity += 7
        for message in folder.messages:
            message.flags.clear()

    box.ask(renumber)
    make(count).poll()
    assert runs == ["Job 1"] and len(replies(box)) == 1


def test_a_result_that_cannot_be_mailed_now_is_mailed_later_under_the_same_id(box: ThreadedBox, make: Make) -> None:
    runs: list[str] = []

    def count(work: Work) -> Result:
        runs.append(work.subject)
        return Result(True, "")

    deliver(box, letter(1))
    box.faults("smtp-auth-disabled-tenant")
    with pytest.raises(ProbeFailed):
        make(count).poll()
    assert flags(box) == [set()]
    box.faults()
    make(count).poll()
    assert runs == ["Job 1"] and len(replies(box)) == 1 and flags(box) == [{"\\Answered", "\\Seen"}]


def test_a_result_is_mailed_though_its_message_is_gone(box: ThreadedBox, make: Make) -> None:
    deliver(box, letter(1))
    box.faults("smtp-auth-disabled-tenant")
    with pytest.raises(ProbeFailed):
        make(approve).poll()
    box.faults()
    empty(box)
    make(approve).poll()
    assert [header(reply, "Subject") for reply in replies(box)] == ["Re: Job 1"]


def test_pop3_is_refused_from_the_settings(make: Make, box: ThreadedBox) -> None:
    s = box.settings
    pop3 = Place("pop3", "localhost", s.pop3_port, "implicit", s.mailbox)
    settings = Settings("Invoices", "email-endpoint", Grant("authorization_code"), pop3=pop3)
    with pytest.raises(ProbeFailed) as refused:
        settings.place("pop3")
    assert "set it to IMAP" in refused.value.failure.words


def test_one_journal_serves_one_endpoint(tmp_path: Path) -> None:
    first = Journal(tmp_path / "journal.db")
    with pytest.raises(ProbeFailed, match="unavailable") as refused:
        Journal(tmp_path / "journal.db")
    assert "another process" in refused.value.failure.words
    first.close()
    (tmp_path / "broken.db").write_bytes(b"no database" * 100)
    with pytest.raises(ProbeFailed):
        Journal(tmp_path / "broken.db")


def test_a_command_gets_the_attachments_and_leaves_its_results(tmp_path: Path) -> None:
    script = "import os,pathlib,sys; print(os.environ['MAIL_SENDER']); [pathlib.Path('out', p.name).write_bytes(p.read_bytes()[::-1]) for p in pathlib.Path('in').iterdir()]"  # noqa: E501
    work = Work(SENDER, "s", "<1>", (Attachment("a.txt", b"abc"),))
    done = command([sys.executable, "-c", script], 30, os.environ)(work)
    assert done.ok and done.text.strip() == SENDER and done.attachments == (Attachment("a.txt", b"cba"),)
    failed = command([sys.executable, "-c", "print('why'); raise SystemExit(3)"], 30, os.environ)(work)
    assert not failed.ok and "status 3" in failed.text and "why" in failed.text
    began = time.monotonic()
    slow = command([sys.executable, "-c", "import time; time.sleep(60)"], 0.3, os.environ)(work)
    assert not slow.ok and "did not end" in slow.text and time.monotonic() - began < 30
    assert not command(["/nowhere/at/all"], 1, os.environ)(work).ok


def test_it_runs_until_it_is_told_to_stop_and_says_a_trouble_once(box: ThreadedBox, make: Make) -> None:
    deliver(box, letter(1))
    box.faults("imap-server-unavailable*2")
    stop = threading.Event()
    said: list[str] = []

    def last(work: Work) -> Result:
        stop.set()
        return approve(work)

    endpoint = make(last, interval_s=0.01)
    endpoint.run(stop, said.append)
    assert len(said) == 1 and "Server Unavailable" in said[0]
    assert len(replies(box)) == 1


# Killing

MESSAGES = 4
WORKER = ROOT / "tests" / "mail" / "killed.py"


def _worker(box: ThreadedBox, folder: Path, die_at: int) -> subprocess.Popen[bytes]:
    s = box.settings
    values = [s.authority, s.client_id, s.mailbox, str(s.imap_port), str(s.smtp_port), s.ca_file, str(folder)]
    return subprocess.Popen(
        [sys.executable, str(WORKER), *values, str(die_at)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "S": s.client_secret, "R": s.refresh_token},
        stdin=subprocess.DEVNULL,
    )


def _judge(box: ThreadedBox, folder: Path) -> None:
    """Nothing lost, nothing run twice, every message answered under one Message-ID, every mark made."""
    ledger = folder / "ledger"
    ran = ledger.read_text().split() if ledger.exists() else []
    assert len(ran) == len(set(ran)), "a process was run again"
    answers: dict[str, set[tuple[str, str]]] = {}
    for reply in replies(box):
        kind, _, subject = header(reply, "Subject").partition(": ")
        answers.setdefault(subject.removeprefix("Job "), set()).add((kind, header(reply, "Message-ID")))
    assert set(answers) == {str(n) for n in range(MESSAGES)}, "a message was lost"
    for number, found in answers.items():
        assert len(found) == 1, f"message {number} was answered differently: {found}"
        ((kind, _),) = found
        assert kind == "In doubt" or number in ran
    assert all({"\\Answered", "\\Seen"} <= marks for marks in flags(box))


def _until_done(box: ThreadedBox, folder: Path) -> None:
    assert _worker(box, folder, 0).wait(60) == 0


@pytest.mark.parametrize("die_at", [*range(1, 24, 2), 30, 41])
def test_killed_at_any_step_it_loses_nothing_and_reruns_nothing(box: ThreadedBox, tmp_path: Path, die_at: int) -> None:
    empty(box)
    for number in range(MESSAGES):
        deliver(box, letter(number))
    assert _worker(box, tmp_path, die_at).wait(60) == -signal.SIGKILL
    _until_done(box, tmp_path)
    _judge(box, tmp_path)


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_random_instants_it_loses_nothing_and_reruns_nothing(
    box: ThreadedBox, tmp_path: Path, seed: int
) -> None:
    empty(box)
    for number in range(MESSAGES):
        deliver(box, letter(number))
    chance = random.Random(seed)
    for _ in range(4):
        worker = _worker(box, tmp_path, 0)
        try:
            worker.wait(chance.uniform(0.25, 0.9))
        except subprocess.TimeoutExpired:
            os.kill(worker.pid, signal.SIGKILL)
        worker.wait(60)
    _until_done(box, tmp_path)
    _judge(box, tmp_path)
